"""What flagd's own test bed (open-feature/flagd-testbed 3.9) asserts of any evaluator, as a table of ours.

Attributes that our documents refuse as personal data have other names here, which changes no result: what is hashed is
what they hold. Buckets are those of version 3 (CBOR).
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Fact(NamedTuple):
    flag: str
    kind: str
    unit: str | None
    attributes: dict[str, Any]
    value: Any
    """`DEFAULT`: the caller's own."""
    reason: str | None = None
    error: str | None = None


DEFAULT = object()
BUCKETS = [f"bucket{number}" for number in range(1, 26)]
SUITS = ["clubs", "diamonds", "hearts", "spades"]


def same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def enabled(variants: dict[str, Any], default: str | None = None, targeting: Any = None) -> dict[str, Any]:
    made: dict[str, Any] = {"state": "ENABLED", "variants": variants}
    if default is not None:
        made["defaultVariant"] = default
    if targeting is not None:
        made["targeting"] = targeting
    return made


def versioned(*comparison: str) -> dict[str, Any]:
    return {"sem_ver": [{"var": "version"}, *comparison]}


def suits(seed: Any) -> dict[str, Any]:
    return {"fractional": [{"cat": [seed, {"var": "person.alias"}]}, *([suit, 25] for suit in SUITS)]}


KEY = {"var": "targetingKey"}
TRUTH = same("true", "false", "none")
PREMIUM = {"==": [{"var": "tier"}, "premium"]}
REFERRED = {"if": [{"$ref": "is_chief"}, "hi", "bye"]}
NAMED = {"==": ["chief", {"var": ["role"]}]}

FLAGS: dict[str, Any] = {
    "boolean-flag": enabled({"on": True, "off": False}, "on"),
    "string-flag": enabled({"greeting": "hi", "parting": "bye"}, "greeting"),
    "integer-flag": enabled({"one": 1, "ten": 10}, "ten"),
    "float-flag": enabled({"tenth": 0.1, "half": 0.5}, "half"),
    "object-flag": enabled({"empty": {}, "full": {"images": True, "title": "Look!", "perPage": 100}}, "full"),
    "large-integer-flag": enabled({"large": 2_147_483_647}, "large"),
    "huge-integer-flag": enabled({"huge": 9_007_199_254_740_991}, "huge"),
    "integral-float-flag": enabled({"ten": 10.0}, "ten"),
    "zero-boolean-flag": enabled({"zero": False, "one": True}, "zero", {"if": [NAMED, "zero"]}),
    "zero-string-flag": enabled({"zero": "", "one": "one"}, "zero", {"if": [NAMED, "zero"]}),
    "zero-integer-flag": enabled({"zero": 0, "one": 1}, "zero", {"if": [NAMED, "zero"]}),
    "zero-float-flag": enabled({"zero": 0.0, "one": 1.0}, "zero", {"if": [NAMED, "zero"]}),
    "disabled-boolean-flag": enabled({"on": True}, "on") | {"state": "DISABLED"},
    "disabled-object-flag": enabled({"on": {"a": 1}}, "on") | {"state": "DISABLED"},
    "null-default-flag": enabled({"on": True, "off": False}) | {"defaultVariant": None},
    "no-default-flag": enabled({"small": 10, "big": 1000}),
    "no-default-null-flag": enabled({"plain": "CFO", "special": "CEO"}, None, {"if": [NAMED, "special", None]}),
    "no-default-targeted-flag": enabled({"plain": "CFO", "special": "CEO"}, None, {"if": [NAMED, "special"]}),
    "empty-targeting-flag": enabled({"one": 1, "two": 2}, "one", {}),
    "unit-flag": enabled(same("miss", "hit"), "miss", {"if": [{"==": [KEY, "5c3d8535-f81a"]}, "hit", None]}),
    "referring-flag": enabled(same("hi", "bye", "fallback"), "fallback", REFERRED),
    "lost-reference-flag": enabled(
        same("hit", "miss", "fallback"), "fallback", {"if": [{"$ref": "no_such_rule"}, "hit", "miss"]}),
    "missing-variant-flag": enabled({"one": 1, "two": 2}, "two", {"if": [True, "three"]}),
    "unknown-operator-flag": enabled({"one": 1, "two": 2}, "two", {"no_such_operator": [1]}),
    "null-result-flag": enabled({"one": 1, "two": 2}, "two", {"if": [True, None]}),
    "affix-flag": enabled(same("prefix", "postfix", "none"), "none", {"if": [
        {"starts_with": [{"var": "id"}, "abc"]}, "prefix",
        {"if": [{"ends_with": [{"var": "id"}, "xyz"]}, "postfix", "none"]}]}),
    "prefix-of-number-flag": enabled(TRUTH, "none", {"starts_with": [{"var": "number"}, "abc"]}),
    "postfix-of-number-flag": enabled(TRUTH, "none", {"ends_with": [{"var": "number"}, "abc"]}),
    "prefix-alone-flag": enabled(TRUTH, "none", {"starts_with": ["abc"]}),
    "postfix-alone-flag": enabled(TRUTH, "none", {"ends_with": ["abc"]}),
    "order-flag": enabled(same("equal", "greater", "lesser", "none"), "none", {"if": [
        versioned("=", "2.0.0"), "equal", versioned(">", "2.0.0"), "greater", versioned("<", "2.0.0"), "lesser",
        "none"]}),
    "range-flag": enabled(same("minor", "major", "none"), "none", {"if": [
        versioned("~", "3.0.0"), "minor", versioned("^", "3.0.0"), "major", "none"]}),
    "v-flag": enabled(same("match", "no"), "no", {"if": [versioned("=", "v1.0.0"), "match", "no"]}),
    "partial-flag": enabled(same("match", "no"), "no", {"if": [versioned("^", "1"), "match", "no"]}),
    "build-flag": enabled(same("match", "no"), "no", {"if": [versioned("=", "1.0.0+build"), "match", "no"]}),
    "no-version-flag": enabled(TRUTH, "none", versioned("=", "1.0.0")),
    "no-operator-flag": enabled(TRUTH, "none", versioned("===", "1.0.0")),
    "few-versions-flag": enabled(TRUTH, "none", versioned("=")),
    "fractional-flag": enabled(same(*SUITS, "wild"), "wild", suits({"var": "$flagd.flagKey"})),
    "fractional-flag-A-shared-seed": enabled(same(*SUITS, "wild"), "wild", suits("shared-seed")),
    "fractional-flag-B-shared-seed": enabled(
        {suit: f"ace-of-{suit}" for suit in SUITS}, "clubs", suits("shared-seed")),
    "fractional-flag-shorthand": enabled(same("heads", "tails", "draw"), "draw", {
        "fractional": [["heads"], ["tails", 1]]}),
    "single-entry-flag": enabled(same("single", "fallback"), "fallback", {"fractional": [["single", 1]]}),
    "nested-if-flag": enabled(same("premium", "standard", "fallback"), "fallback", {"fractional": [
        KEY, [{"if": [PREMIUM, "premium", "standard"]}, 50], ["standard", 50]]}),
    "nested-var-flag": enabled(same("red", "green", "blue", "fallback"), "fallback", {"fractional": [
        KEY, [{"var": "color"}, 50], ["blue", 50]]}),
    "nested-weight-flag": enabled(same("red", "blue", "fallback"), "fallback", {"fractional": [
        KEY, ["red", {"if": [PREMIUM, 100, 0]}], ["blue", 10]]}),
    "condition-flag": enabled({"big": "hundreds", "small": "ones"}, "small", {"if": [
        {"fractional": [[False, 0], [True, 100]]}, "big", "small"]}),
    "false-condition-flag": enabled({"big": "hundreds", "small": "ones"}, "big", {"if": [
        {"fractional": [[False, 100], [True, 0]]}, "big", "small"]}),
    "no-bucketing-value-flag": enabled(same("one", "two", "fallback"), "fallback", {"fractional": [
        {"var": "missing_key"}, ["one", 50], ["two", 50]]}),
    "zero-weights-flag": enabled(same("one", "two", "fallback"), "fallback", {"fractional": [
        KEY, ["one", 0], ["two", 0]]}),
    "negative-weight-flag": enabled(same("one", "two", "fallback"), "fallback", {"fractional": [
        KEY, ["one", -50], ["two", 100]]}),
    "buckets-flag": enabled(same(*BUCKETS, "fallback"), "fallback", {"fractional": [
        {"var": "input"}, *([bucket, 1] for bucket in BUCKETS)]}),
}  # fmt: skip
FILE = {"flags": FLAGS, "$evaluators": {"is_chief": NAMED}}

# What is hashed, and the number of the bucket of 25 that it falls into.
HASHED: list[tuple[Any, int]] = [
    (True, 5), (False, 1), ("user1", 22), ("user2", 16), (123, 20), (456, 12), (1.23, 14), (4.56, 18), ("123", 22),
    ("true", 24), ("false", 1), ("null", 8), ("1.23", 4), (0, 8), (0.0, 8), (-0.0, 8), (1.0, 23), (1, 23), (-2.0, 12),
    (-2, 12), (9007199254740992.0, 10), (2147483647, 10), (-2147483648, 8), (23, 21), (24, 11), (255, 13), (256, 13),
    (65535, 4), (65536, 11), (-24, 4), (-25, 16), (1e20, 19), (-1e20, 25), (65504.0, 16), (-65504.0, 9),
    (0.00006103515625, 22), (0.000000059604644775390625, 23), (65505.0, 17), (-65505.0, 17),
    (3.4028234663852886e38, 10), (-3.4028234663852886e38, 3), (1.1754943508222875e-38, 24), (3.5e38, 1), (-3.5e38, 6),
    (1.7976931348623157e308, 17), (-1.7976931348623157e308, 9), (2.2250738585072014e-308, 11), (5e-324, 2),
    ({"a": 1, "b": 2}, 23), ({"b": 2, "a": 1}, 23), ({"c": 3, "a": 1, "b": 2}, 18), ({"z": 1, "aa": 2}, 21),
    ({"aa": 2, "z": 1}, 21), ({"b": 2, "a": {"b": 1}}, 9), ({"a": True, "bbb": 1, "c": "text", "dddd": 2.5}, 25),
    ({"aaa": 1, "ÿ": 2}, 12), ({"ÿ": 2, "aaa": 1}, 12), ({"": 2, "abc": 1}, 25), ({"key": -0.0}, 10), ({"key": 0}, 10),
    ({"b": -0.0, "a": {"b": 1}, "c": 0.0}, 8), ({"café": "façade", "b": {"résumé": {"ÿ": True}}}, 22),
    ({}, 3), ({"a": {}}, 20), ({"a": {}, "b": {}}, 21), ({"a": {}, "b": []}, 7), ({"c": 0.0, "a": []}, 18),
    ({"a": []}, 12), ({"a": [1, [], 3], "b": None}, 3), ({"a": ["a", "b", {}], "b": [1, None, 2]}, 23),
    ({"a": [1, "two", True, [], None]}, 23), ({"x": [{"a": 1}, {"b": 2}, {"b": None}]}, 3),
    ({"x": [{"a": {"b": []}}]}, 16), ({"x": [{"a": {"b": None}}]}, 6), ({"x": [{"a": {"b": {}}}]}, 2),
    ({"a": [[[[[]]]]]}, 15), ({"a": [[[[None]]]]}, 7), ({"a": {"b": {"c": {"d": {}}}}}, 21),
    ({"a": {"b": {"c": {"d": None}}}}, 19), ("", 4), ("a", 6), ("12345678901234567890123", 4),
    ("123456789012345678901234", 14), ("a" * 255, 18), ("a" * 256, 7), ("あいうえおかき", 17), ("あいうえおかきく", 16),
    ("é" * 11, 16), ("é" * 12, 19), ("café façade résumé café", 9),
]  # fmt: skip

FACTS: list[Fact] = [
    Fact("boolean-flag", "boolean", None, {}, True, "STATIC"),
    Fact("string-flag", "string", None, {}, "hi", "STATIC"),
    Fact("integer-flag", "integer", None, {}, 10, "STATIC"),
    Fact("float-flag", "float", None, {}, 0.5, "STATIC"),
    Fact("object-flag", "object", None, {}, {"images": True, "title": "Look!", "perPage": 100}, "STATIC"),
    Fact("large-integer-flag", "integer", None, {}, 2_147_483_647, "STATIC"),
    Fact("huge-integer-flag", "integer", None, {}, 9_007_199_254_740_991, "STATIC"),
    Fact("integral-float-flag", "float", None, {}, 10.0, "STATIC"),
    *(Fact(f"zero-{kind}-flag", kind, None, {"role": role}, zero, reason)
      for kind, zero in (("boolean", False), ("string", ""), ("integer", 0), ("float", 0.0))
      for role, reason in (("chief", "TARGETING_MATCH"), ("clerk", "DEFAULT"))),
    Fact("disabled-boolean-flag", "boolean", None, {}, DEFAULT, "DISABLED"),
    Fact("disabled-object-flag", "object", None, {}, DEFAULT, "DISABLED"),
    Fact("no-such-flag", "string", None, {}, DEFAULT, "ERROR", "FLAG_NOT_FOUND"),
    Fact("null-default-flag", "boolean", None, {}, DEFAULT, "DEFAULT"),
    Fact("no-default-flag", "integer", None, {}, DEFAULT, "DEFAULT"),
    Fact("no-default-null-flag", "string", None, {"role": "clerk"}, DEFAULT, "DEFAULT"),
    Fact("no-default-null-flag", "string", None, {"role": "chief"}, "CEO", "TARGETING_MATCH"),
    Fact("no-default-targeted-flag", "string", None, {"role": "clerk"}, DEFAULT, "DEFAULT"),
    Fact("empty-targeting-flag", "integer", None, {}, 1, "STATIC"),
    Fact("unit-flag", "string", "5c3d8535-f81a", {}, "hit", "TARGETING_MATCH"),
    Fact("unit-flag", "string", "f20bd32d-703b", {}, "miss", "DEFAULT"),
    Fact("referring-flag", "string", None, {"role": "chief"}, "hi", "TARGETING_MATCH"),
    Fact("referring-flag", "string", None, {"role": "clerk"}, "bye", "TARGETING_MATCH"),
    Fact("lost-reference-flag", "string", None, {}, DEFAULT, "ERROR", "PARSE_ERROR"),
    Fact("missing-variant-flag", "integer", None, {}, DEFAULT, "ERROR", "GENERAL"),
    Fact("unknown-operator-flag", "integer", None, {}, DEFAULT, "ERROR", "PARSE_ERROR"),
    Fact("null-result-flag", "integer", None, {}, 2, "DEFAULT"),
    *(Fact("affix-flag", "string", None, {"id": text}, value) for text, value in (
        ("abcdef", "prefix"), ("uvwxyz", "postfix"), ("abcxyz", "prefix"), ("lmnopq", "none"))),
    *(Fact(f"{affix}-of-number-flag", "string", None, {"number": 123}, "none", "DEFAULT")
      for affix in ("prefix", "postfix")),
    *(Fact(f"{affix}-alone-flag", "string", None, {}, "none", "DEFAULT") for affix in ("prefix", "postfix")),
    *(Fact("order-flag", "string", None, {"version": version}, value) for version, value in (
        ("2.0.0", "equal"), ("2.1.0", "greater"), ("1.9.0", "lesser"), ("2.0.0-alpha", "lesser"), ("2.0.0.0", "none"))),
    *(Fact("range-flag", "string", None, {"version": version}, value) for version, value in (
        ("3.0.1", "minor"), ("3.1.0", "major"), ("4.0.0", "none"))),
    *(Fact("v-flag", "string", None, {"version": version}, value) for version, value in (
        ("1.0.0", "match"), ("v1.0.0", "match"), ("2.0.0", "no"))),
    *(Fact("partial-flag", "string", None, {"version": version}, value) for version, value in (
        ("1.5.0", "match"), ("1.0.0", "match"), ("2.0.0", "no"))),
    *(Fact("build-flag", "string", None, {"version": version}, value) for version, value in (
        ("1.0.0", "match"), ("1.0.0+other", "match"), ("2.0.0", "no"))),
    Fact("no-version-flag", "string", None, {"version": "not-a-version"}, "none", "DEFAULT"),
    Fact("no-operator-flag", "string", None, {"version": "1.0.0"}, "none", "DEFAULT"),
    Fact("few-versions-flag", "string", None, {"version": "1.0.0"}, "none", "DEFAULT"),
    *(Fact("fractional-flag", "string", None, {"person": {"alias": alias}}, value) for alias, value in (
        ("jack", "diamonds"), ("queen", "diamonds"), ("ten", "clubs"), ("nine", "clubs"), ("3", "spades"))),
    *(Fact(f"fractional-flag-{flag}-shared-seed", "string", None, {"person": {"alias": alias}}, prefix + value)
      for flag, prefix in (("A", ""), ("B", "ace-of-")) for alias, value in (
          ("seven", "hearts"), ("eight", "hearts"), ("nine", "diamonds"), ("two", "diamonds"))),
    *(Fact("fractional-flag-shorthand", "string", unit, {}, value) for unit, value in (
        ("jon@company.com", "tails"), ("jane@company.com", "tails"), ("user-1", "heads"), ("user-2", "tails"),
        ("user-3", "heads"))),
    Fact("fractional-flag-shorthand", "string", None, {"irrelevant": "none"}, "draw", "DEFAULT"),
    Fact("single-entry-flag", "string", "some-targeting-key", {}, "single"),
    *(Fact("nested-if-flag", "string", unit, {"tier": tier}, value) for unit, tier, value in (
        ("jon@company.com", "premium", "premium"), ("jon@company.com", "basic", "standard"),
        ("user1", "premium", "standard"), ("user1", "basic", "standard"))),
    *(Fact("nested-var-flag", "string", unit, {"color": color}, value) for unit, color, value in (
        ("jon@company.com", "red", "red"), ("jon@company.com", "green", "green"), ("user1", "red", "blue"))),
    Fact("nested-var-flag", "string", "jon@company.com", {}, "fallback", "DEFAULT"),
    *(Fact("nested-weight-flag", "string", unit, {"tier": tier}, value) for unit, tier, value in (
        ("jon@company.com", "premium", "red"), ("jon@company.com", "basic", "blue"), ("user1", "basic", "blue"))),
    Fact("condition-flag", "string", "some-targeting-key", {}, "hundreds"),
    Fact("false-condition-flag", "string", "some-targeting-key", {}, "ones"),
    Fact("no-bucketing-value-flag", "string", None, {}, "fallback", "DEFAULT"),
    Fact("zero-weights-flag", "string", "any-user", {}, "fallback", "DEFAULT"),
    Fact("negative-weight-flag", "string", "any-user", {}, "two"),
    *(Fact("buckets-flag", "string", None, {"input": hashed}, f"bucket{bucket}") for hashed, bucket in HASHED),
    *(Fact(flag, kind, None, {}, DEFAULT, "ERROR", "TYPE_MISMATCH") for flag, kind in (
        ("boolean-flag", "string"), ("boolean-flag", "integer"), ("boolean-flag", "float"), ("string-flag", "boolean"),
        ("string-flag", "integer"), ("string-flag", "float"), ("integer-flag", "boolean"), ("integer-flag", "string"),
        ("float-flag", "boolean"), ("float-flag", "string"))),
]  # fmt: skip
