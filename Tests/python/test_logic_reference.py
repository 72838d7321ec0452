"""Rules evaluated here and by two implementations that are not ours: `panzi-json-logic`, and flagd's core for Python.

Ours runs in `logic-fixture`, a product of the Swift package: `LOGIC_FIXTURE` names the executable, else the debug
build's is taken. Where an implementation differs from the JavaScript reference, we follow JavaScript; each such difference is
listed with its reason, and checked to be one still.
"""

import json
import math
import os
import pathlib
import random
import subprocess

import mmh3
import pytest
from json_logic import jsonLogic
from logic_rules import WORDS, Rules, context
from openfeature.contrib.tools.flagd.core.targeting import targeting as flagd
from openfeature.evaluation_context import EvaluationContext

BUILT = pathlib.Path(__file__).parents[2] / ".build" / "debug" / "logic-fixture"
FAULT = "fault"
NOW = 1_700_000_000
MISSING = {"flagKey": "flag", "timestamp": NOW}


def ours(requests):
    fixture = os.environ.get("LOGIC_FIXTURE", str(BUILT))
    lines = "".join(json.dumps(request | {"timestamp": NOW}) + "\n" for request in requests)
    run = subprocess.run([fixture], input=lines, capture_output=True, text=True, timeout=120, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(requests)
    return [answer.get("result") if "result" in answer else FAULT for answer in answers]


def panzi(rule, data):
    try:
        result = jsonLogic(rule, data | {"$flagd": MISSING})
    except (ArithmeticError, ReferenceError, TypeError, ValueError):
        return FAULT
    return None if isinstance(result, float) and not math.isfinite(result) else result


def flagd_core(request):
    attributes = {name: value for name, value in request["context"].items() if name != "targetingKey"}
    unit = request["context"].get("targetingKey")
    return flagd(request["flagKey"], request["rule"], EvaluationContext(unit, attributes))


def is_same(left, right):
    """Equal as JSON, in which true is not 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(is_same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(is_same(left[key], right[key]) for key in left)
    return left == right


@pytest.mark.parametrize("seed", range(4))
def test_rules_of_sound_types_agree(seed):
    chance = random.Random(seed)
    rules = Rules(chance)
    cases = [(rules.any(chance.randint(1, 6)), context(chance)) for _ in range(2_000)]
    results = ours([{"rule": rule, "context": data} for rule, data in cases])
    for (rule, data), result in zip(cases, results, strict=True):
        assert is_same(result, panzi(rule, data)), f"{json.dumps(rule)} on {json.dumps(data)}: {result!r}"


# Rule, JavaScript's result, panzi-json-logic's result, and why they differ.
DIFFERENCES = [
    ({"+": ["1.5 apples", 1]}, 2.5, None, "+ and * read numbers with parseFloat"),
    ({"+": [True, 1]}, None, 2, "parseFloat of anything but a number or a text of one is NaN"),
    ({"+": [None, 1]}, None, 1, "likewise"),
    ({"*": ["5"]}, "5", 5, "Array.reduce without an initial value gives its only element back"),
    ({"*": []}, FAULT, 1, "and throws without any"),
    ({"-": [5, None]}, 5, -5, "only a missing second operand makes it a negation"),
    ({"/": [1, 0]}, None, FAULT, "floats divide by zero"),
    ({"%": [-7, 3]}, -1, 2, "the remainder has the dividend's sign"),
    ({">": [3, 2, 9]}, True, False, "only < and <= take a third operand"),
    ({"<": [1, 2, None]}, False, True, "a third operand of null is one"),
    ({"<": ["", None]}, False, True, "texts are compared as texts only with texts"),
    ({"==": [0, None]}, False, True, "null equals only itself"),
    ({"==": ["", 0]}, True, False, "the empty text is 0"),
    ({"==": ["0x10", 16]}, True, False, "hexadecimal texts are numbers"),
    ({"==": ["1_0", 10]}, False, True, "underscores are not"),
    ({"===": [1, True]}, False, True, "true is not a number"),
    ({"===": [[1], [1]]}, False, True, "arrays are equal only to themselves"),
    ({"in": [True, [1]]}, False, True, "true is not a number"),
    ({"in": [[1], [[1]]]}, False, True, "arrays are equal only to themselves"),
    ({"in": ["", ""]}, False, True, "nothing is in the empty text, which is falsy"),
    ({"cat": ["a", None, "b"]}, "ab", "anullb", "null joins as nothing"),
    ({"cat": [True]}, "true", "True", "JavaScript's spelling"),
    ({"cat": [{"+": [0.1, 0.2]}]}, "0.30000000000000004", "0.3", "numbers are printed so that they read back"),
    ({"substr": ["abc", 0, None]}, "", "abc", "a count of null is 0"),
    ({"substr": ["a😀b", 1, 2]}, "😀", "😀b", "UTF-16 code units are counted"),
    ({"var": ["nothing", 1]}, None, 1, "the default is for what is missing, not for null"),
    ({"var": "texts.0.length"}, 2, 1, "UTF-16 code units are counted"),
    ({"max": [True]}, 1, True, "a number, as always"),
    ({"reduce": [[], 0, {"+": [1, 2]}]}, 3, {"+": [1, 2]}, "the initial value is evaluated"),
]


@pytest.mark.parametrize(("rule", "javascript", "other", "reason"), DIFFERENCES)
def test_javascript_is_followed_where_panzi_differs(rule, javascript, other, reason):
    data = {"nothing": None, "texts": ["😀"]}
    assert is_same(ours([{"rule": rule, "context": data}])[0], javascript), reason
    assert is_same(panzi(rule, data), other), "no longer a difference"


def value(chance, depth=2):
    """Any JSON value but numbers that floats do not hold."""
    kind = chance.randrange(8 if depth else 6)
    return (
        lambda: chance.choice(WORDS) * chance.choice((1, 1, 5, 60)),
        lambda: chance.randint(-(2**53), 2**53),
        lambda: chance.randint(-300, 300),
        lambda: chance.choice((0.5, 1.1, -2.75, 65504.5, 1e300, 5e-324, 3.0, 2.0**63, 1e19, 1.00048828125, -0.0)),
        lambda: chance.random() < 0.5,
        lambda: chance.choice(("", "\x00", "\n\"\\", "😀")),
        lambda: [value(chance, depth - 1) for _ in range(chance.randrange(30))],
        lambda: {value_name(chance): value(chance, depth - 1) for _ in range(chance.randrange(30))},
    )[kind]()


def bucketing_value(chance):
    """Anything but an array, which flagd takes for a share."""
    chosen = value(chance)
    return {"list": chosen} if isinstance(chosen, list) else chosen


def value_name(chance):
    return "".join(chance.choice("aé\"z\n😀") for _ in range(chance.randrange(4)))


def fractional(chance):
    shares = [[f"v{index}", chance.choice((1, 5, 25, 100, 0, -3, 10**6))] for index in range(chance.randint(1, 5))]
    if chance.random() < 0.1:
        shares.append(chance.choice((["w"], ["w", "1"], ["w", True], ["w", 1.5], [], "w", ["w", 2**31], ["w", 1, 2])))
    first = chance.choice(([], [{"var": "value"}], [{"cat": [{"var": "targetingKey"}, "-x"]}], [None]))
    return {"fractional": [*first, *shares]}


def sem_ver(chance):
    def version():
        core = ".".join(str(chance.choice((0, 1, 2, 10, 99))) for _ in range(chance.choice((1, 2, 3, 3, 3, 4))))
        prefix = chance.choice(("", "", "v", "V", "vv"))
        return prefix + core + chance.choice(("", "", "-alpha", "-alpha.1", "-1.beta", "-01", "-", "+b.01", "-rc.2+x"))

    comparison = chance.choice(("=", "!=", "<", "<=", ">", ">=", "~", "^", "=="))
    return {"sem_ver": [version(), comparison, version()]}


def text_test(chance):
    arguments = [chance.choice((*WORDS, "user-77", "", 7, None)) for _ in range(chance.choice((2, 2, 2, 1, 3)))]
    return {chance.choice(("starts_with", "ends_with")): arguments}


@pytest.mark.parametrize("make", [fractional, sem_ver, text_test])
def test_flagds_operators_agree_with_flagds_core(make, caplog):
    caplog.set_level("CRITICAL")
    chance = random.Random(make.__name__)
    requests = [
        {
            "rule": make(chance),
            "flagKey": chance.choice(("flag", "é-flag", "f" * 300)),
            "context": {
                "value": bucketing_value(chance),
                "targetingKey": chance.choice(("user-1", "é", "", "u" * 300)),
            },
        }
        for _ in range(2_000)
    ]
    for request, result in zip(requests, ours(requests), strict=True):
        assert is_same(result, flagd_core(request)), json.dumps(request)[:2_000]


# Rule, what flagd's specification says, what its core for Python says, and why they differ.
FLAGD_DIFFERENCES = [
    ({"fractional": ["u", ["a", 5.0]]}, "a", None, "5.0 is a whole number in JSON"),
    ({"fractional": ["u", ["a", {"/": [10, 2]}]]}, "a", None, "and so is what a division comes to"),
    ({"fractional": ["u", [["x"], 1]]}, None, ["x"], "an array is no variant"),
]


@pytest.mark.parametrize(("rule", "specified", "other", "reason"), FLAGD_DIFFERENCES)
def test_the_specification_is_followed_where_flagds_core_differs(rule, specified, other, reason):
    request = {"rule": rule, "flagKey": "flag", "context": {"targetingKey": "u"}}
    assert is_same(ours([request])[0], specified), reason
    assert is_same(flagd_core(request), other), "no longer a difference"


def test_version_2_buckets_the_texts_themselves():
    chance = random.Random(5)
    total = 1_000_003
    requests, expected = [], []
    for _ in range(2_000):
        key, unit = chance.choice(WORDS) * 3, chance.choice(WORDS) * chance.randint(1, 9)
        first = chance.choice(([], [None], [unit]))
        text = unit if first == [unit] else key + unit
        share = chance.randint(0, total)
        is_low = mmh3.hash(text, signed=False) * total >> 32 < share
        requests.append(
            {
                "rule": {"fractional": [*first, ["low", share], ["high", total - share]]},
                "flagKey": key,
                "context": {"targetingKey": unit},
                "bucketing": "v2",
            }
        )
        expected.append("low" if is_low else "high")
    assert ours(requests) == expected
