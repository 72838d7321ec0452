"""Ordinary flags, in flagd's format."""

import datetime
import enum
import json

import flagpost
import pytest


def flag(value, **more):
    return {"state": "ENABLED", "variants": {"on": value}, "defaultVariant": "on", **more}


def when(condition, value="yes", otherwise="no"):
    """Says whether the condition holds."""
    return {
        "state": "ENABLED", "variants": {"yes": value, "no": otherwise}, "defaultVariant": "no",
        "targeting": {"if": [condition, "yes", "no"]}}


@pytest.mark.parametrize("stored, default, read", [
    (True, False, True), ("a", "b", "a"), (3, 1, 3), (2.0, 1, 2), (2, 1.5, 2.0), (0.5, 0.0, 0.5),
    ({"a": [1]}, {}, {"a": (1,)}), ([1, 2], [], (1, 2)), ("x", None, "x"), ({"a": 1}, None, {"a": 1}),
])
def test_a_value_comes_as_the_type_of_its_default(flagd, stored, default, read):
    value = flagd(f=flag(stored)).value("f", default)
    assert value == read
    if default is not None and not isinstance(default, (dict, list)):
        assert type(value) is type(default)


@pytest.mark.parametrize("stored, default", [
    (True, 1), (True, 1.0), (1, True), ("a", 1), (1, "a"), (2.5, 1), ({"a": 1}, []), ([1], {}), ("a", {}),
])
def test_another_type_gives_the_default_and_says_so(flagd, stored, default):
    flags = flagd(f=flag(stored))
    assert flags.value("f", default) == default
    found = flags.evaluate("f", default)
    assert (found.value, found.variant, found.reason, found.error_code) == (default, None, "ERROR", "TYPE_MISMATCH")
    assert type(stored).__name__ in found.error_message or isinstance(stored, (dict, list))


def test_an_evaluation_says_all_that_is_known(flagd, agent):
    flags = flagd(f=flag(5, metadata={"team": "search", "version": 3, "beta": True}))
    agent.tell("beat")
    found = flags.evaluate("f", 0, unit="u")
    assert (found.value, found.variant, found.reason, found.error_code) == (5, "on", "STATIC", None)
    assert found.metadata == {"team": "search", "version": 3, "beta": True}
    assert found.metadata is flags.evaluate("f", 0).metadata
    assert found.revision == 1 and found.age is not None and found.age < 5 and len(found.decision) == 26
    with pytest.raises(TypeError):
        found.metadata["team"] = "other"


def test_what_is_off_or_without_a_default_leaves_it_to_the_caller(flagd):
    flags = flagd(off=flag(True) | {"state": "DISABLED"}, open=flag(True) | {"defaultVariant": None})
    for name, reason in (("off", "DISABLED"), ("open", "DEFAULT")):
        found = flags.evaluate(name, "mine")
        assert (found.value, found.variant, found.reason, found.error_code) == ("mine", None, reason, None)
        assert flags.route(name, default="mine").is_default


def test_errors_have_openfeatures_codes(flagd, tmp_path):
    flags = flagd(broken=when({"nothing": [1]}), astray=flag(1, targeting={"if": [True, "nowhere"]}))
    for name, code in (("broken", "PARSE_ERROR"), ("astray", "GENERAL"), ("none", "FLAG_NOT_FOUND")):
        found = flags.evaluate(name, 7)
        assert (found.value, found.reason, found.error_code) == (7, "ERROR", code), name
        assert found.error_message
    away = flagpost.Client(runtime_dir=str(tmp_path / "away")).evaluate("f", 7)
    assert (away.value, away.error_code, away.decision != "") == (7, "PROVIDER_NOT_READY", True)


class Plan(enum.Enum):
    PRO = "pro"


@pytest.mark.parametrize("condition, attribute", [
    ({"in": ["b", {"var": "x"}]}, ["a", "b"]),
    ({"in": ["b", {"var": "x"}]}, ("a", "b")),
    ({"==": [{"var": "x.plan.name"}, "pro"]}, {"plan": {"name": "pro", "since": datetime.date(2024, 1, 2)}}),
    ({"==": [{"var": "x.1.a"}, 5]}, [None, {"a": 5}]),
    ({"==": [{"var": "x"}, "2024-01-02T03:04:05+00:00"]}, datetime.datetime(2024, 1, 2, 3, 4, 5)),
    ({"==": [{"var": "x.at"}, "2024-01-02T03:04:05+01:00"]},
     {"at": datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))}),
    ({"==": [{"var": "x"}, "pro"]}, Plan.PRO),
    ({"==": [{"var": "x"}, 5]}, 5),
    ({"in": ["é\"\\", {"var": "x"}]}, ["é\"\\"]),
    ({"==": [{"var": "targetingKey"}, "u"]}, True),
])
def test_attributes_may_be_structured(flagd, condition, attribute):
    flags = flagd(f=when(condition))
    assert flags.value("f", "default", unit="u", x=attribute) == "yes"
    assert flags.route("f", unit="u", x=attribute).value == "yes"


@pytest.mark.parametrize("attribute", [object(), b"bytes", {"a": object()}, {1: 2, (3,): 4}, [float("nan")], 10**400])
def test_an_attribute_without_json_gives_the_default(flagd, attribute, caplog):
    flags = flagd(f=flag(True))
    assert flags.value("f", False, x=attribute) is False
    assert flags.evaluate("f", False, x=attribute).error_code == "GENERAL"
    assert len(caplog.records) == 1


def test_an_attribute_that_would_go_on_for_ever_gives_the_default(flagd):
    flags = flagd(f=flag(True))
    endless = []
    endless.append(endless)
    deep = json.loads("[" * 900 + "]" * 900)
    assert flags.value("f", False, x=endless) is False
    assert flags.value("f", False, x=["x" * 70_000]) is False
    assert flags.value("f", False, x=deep) in (True, False)


def test_an_attribute_may_have_any_name(flagd):
    flags = flagd(f=when({"==": [{"var": "self"}, 1]}), g=when({"==": [{"var": "flag name"}, 1]}))
    assert flags.route("f", **{"self": 1}).value == "yes"
    assert flags.value("g", "", **{"flag name": 1}) == "yes"
