"""The JSON Schemas in docs/schema accept and refuse what the parser does.

The documents are those of Tests/FlagModelTests/Schema/DocumentCases.json, which the Swift tests run through the parser.
A verdict `refused: why` is a document that only the parser refuses: rules that no schema can say.
"""

import json
import pathlib

import jsonschema
import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCHEMAS = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "docs/schema").glob("*.schema.json"))
}
TABLE = json.loads((ROOT / "Tests/FlagModelTests/Schema/DocumentCases.json").read_text(encoding="utf-8"))

# Why the parser may refuse what the schema accepts; nothing else is an excuse.
BEYOND_SCHEMA = {
    "a name that is not declared",
    "bounds of a duration",
    "bounds of a threshold",
    "bytes rather than characters",
    "circles",
    "comparisons",
    "declarations",
    "digests",
    "nothing of a share",
    "numbers that floats do not hold",
    "personal data",
    "secrets",
    "sums",
    "the end of a chain",
    "the order of entries",
    "the order of stages",
    "what a name refers to",
    "what belongs together once merged",
    "what is there twice",
    "where a candidate may stand",
}


def patched(value, change):
    """A JSON merge patch (RFC 7386)."""
    if not isinstance(change, dict):
        return change
    result = dict(value) if isinstance(value, dict) else {}
    for name, one in change.items():
        if one is None:
            result.pop(name, None)
        else:
            result[name] = patched(result.get(name), one)
    return result


def cases():
    for case in TABLE["cases"]:
        document = patched(TABLE["bases"][case["base"]], case["change"])
        label = f"{case['base']} {json.dumps(case['change'], ensure_ascii=False)[:120]}"
        yield pytest.param(case["base"], document, case["verdict"], id=label)


@pytest.mark.parametrize("name", SCHEMAS)
def test_is_a_schema_of_draft_2020_12(name):
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("base, document, verdict", list(cases()))
def test_accepts_and_refuses_what_the_parser_does(base, document, verdict):
    expected = verdict != "refused"
    for name in (base, "flagpost"):
        faults = [fault.message for fault in jsonschema.Draft202012Validator(SCHEMAS[name]).iter_errors(document)]
        assert (not faults) == expected, f"{name}: {faults[:3]}"


def test_every_rule_beyond_the_schema_has_its_reason_and_example():
    reasons = {case["verdict"].removeprefix("refused: ") for case in TABLE["cases"] if ": " in case["verdict"]}
    assert reasons == BEYOND_SCHEMA


@pytest.mark.parametrize(
    "document, is_taken",
    [
        ({"flags": {}}, True),
        ({"flags": {"a": {"state": "ENABLED", "variants": {"on": True}}}, "$evaluators": {"x": {}}}, True),
        ({"flags": [{"key": "a", "variants": {"on": True}}], "metadata": {"version": "1"}}, True),
        ({"flags": {"a": {"state": "ENABLED"}}}, False),
        ({"flags": [{"variants": {"on": True}}]}, False),
        ({"flags": 5}, False),
        ({"key": "a"}, False),
        ({"kind": "flag", "key": "a", "flags": {}, "variants": {}}, True),
    ],
)
def test_takes_whole_files_of_flagd(document, is_taken):
    assert jsonschema.Draft202012Validator(SCHEMAS["flagpost"]).is_valid(document) == is_taken
