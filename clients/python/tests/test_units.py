"""Who is asking, and what is known of them: units that are numbers, attributes of any name."""

import asyncio
import collections
import decimal
import fractions
import types
import uuid

import flagpost
import pytest
import ring
from flagpost.attributes import MAXIMUM

WHO = {
    "state": "ENABLED", "variants": {"five": "five", "half": "half", "id": "id", "other": "other"},
    "defaultVariant": "other", "targeting": {"if": [
        {"==": [{"var": "targetingKey"}, "5"]}, "five", {"==": [{"var": "targetingKey"}, "0.5"]}, "half",
        {"==": [{"var": "targetingKey"}, "12345678901234567890"]}, "id", None]}}
NAMES = ("default", "unit", "deadline", "cached", "stall", "feature", "flag", "call", "attributes", "self")


class Whole:
    """As numpy's."""

    def __index__(self):
        return 5


@pytest.mark.parametrize("unit, name", [
    ("5", "five"), (5, "five"), (5.0, "five"), (decimal.Decimal("5.00"), "five"), (fractions.Fraction(5), "five"),
    (Whole(), "five"), (0.5, "half"), (decimal.Decimal("0.5"), "half"), (12345678901234567890, "id"),
    (decimal.Decimal("12345678901234567890"), "id"), ("other", "other"), (None, "other"),
])
def test_a_number_is_a_unit_as_the_text_that_it_reads_like(flagd, caplog, unit, name):
    flags = flagd(who=WHO)
    assert flags.route("who", unit=unit).value == flags.value("who", "", unit=unit) == name
    assert flags.evaluate("who", unit=unit).variant == name and not caplog.records


def test_a_uuid_is_a_unit_as_its_text(flags):
    for number in range(50):
        unit = uuid.UUID(int=number)
        assert flags.route("chat", unit=unit).variant == flags.route("chat", unit=str(unit)).variant


def test_a_call_and_a_judgement_are_of_the_same_unit_however_it_is_given(flags, tmp_path):
    with flags.route("chat", unit=5).attempt():
        pass
    with flags.route("chat", unit="5").attempt():
        pass
    flags.feedback(flags.route("chat"), "copy", unit=5)
    flags.score(flags.route("chat", unit=5.0), "tone", 1)
    told = [*ring.calls(tmp_path / "default"), *ring.judgements(tmp_path / "default")]
    assert len(told) == 4 and len({each.unit for each in told}) == 1 and told[0].unit != (0, 0)


def asking(name):
    return {
        "state": "ENABLED", "variants": {"yes": {"static": "yes"}, "no": {"static": "no"}}, "defaultVariant": "no",
        "targeting": {"if": [{"==": [{"var": name}, 1]}, "yes", None]}}


def call(attempt, *, timeout):
    raise AssertionError


async def acall(attempt, *, timeout):
    raise AssertionError


async def read(stream):
    return [chunk async for chunk in stream]


@pytest.mark.parametrize("name", NAMES)
def test_an_attribute_may_be_called_like_a_parameter(flagd, name):
    flags, attributes = flagd(f=asking(name)), {name: 1}
    assert flags.route("f", attributes=attributes).static == "yes"
    assert flags.value("f", {}, attributes=attributes) == {"static": "yes"}
    assert flags.evaluate("f", attributes=attributes).variant == "yes"
    assert flags.run("f", call, attributes=attributes).value == "yes"
    assert asyncio.run(flags.arun("f", acall, attributes=attributes)).value == "yes"
    assert list(flags.stream("f", call, attributes=attributes)) == ["yes"]
    assert asyncio.run(read(flags.astream("f", call, attributes=attributes))) == ["yes"]


@pytest.mark.parametrize("make", [dict, types.MappingProxyType, collections.UserDict])
def test_a_mapping_of_attributes_counts_beside_and_before_those_that_are_named(flagd, make):
    flags = flagd(f=asking("a"), g=asking("b"))
    assert flags.route("g", attributes=make({"a": 0}), b=1).static == "yes"
    assert flags.route("f", attributes=make({"a": 1}), a=0).static == "yes"
    assert flags.route("f", attributes=make({"a": None}), a=1).static == "no"
    assert flags.value("f", {}, attributes=make({"a": 1}), a=0) == {"static": "yes"}
    assert flags.route("f", attributes=None, a=1).static == flags.route("f", attributes=make({}), a=1).static == "yes"


def test_attributes_of_the_callers_are_left_as_they_were(flagd):
    given = {"a": 1}
    assert flagd(f=asking("a")).route("f", attributes=given, b=2).static == "yes" and given == {"a": 1}


def test_names_in_both_are_counted_once(flagd):
    flags = flagd(f=asking("a0"))
    both = {f"a{number}": 1 for number in range(MAXIMUM)}
    assert flags.route("f", attributes=both, **both).static == "yes"


@pytest.mark.parametrize("others", [0, 31, 32, 63, 64, 80, 1_000, MAXIMUM - 1])
@pytest.mark.parametrize("is_first", [True, False])
def test_any_number_of_attributes_decides_alike(flagd, others, is_first):
    flags = flagd(f=asking("wanted"))
    noise = {f"noise-{number}": number for number in range(others)}
    for wanted, answer in ((1, "yes"), (2, "no")):
        given = {"wanted": wanted, **noise} if is_first else {**noise, "wanted": wanted}
        assert flags.route("f", attributes=given).static == answer
        assert flags.route("f", **given).static == answer


def test_more_than_the_most_is_said_and_gives_the_default(flagd, caplog):
    flags = flagd(f=asking("a0"))
    many = {f"a{number}": 1 for number in range(MAXIMUM + 1)}
    assert flags.route("f", attributes=many, default="mine").value == "mine"
    assert f"more than {MAXIMUM} attributes" in caplog.text


def test_a_client_without_an_agent_takes_them_too(tmp_path):
    route = flagpost.Client(runtime_dir=str(tmp_path)).route("f", unit=5, attributes={"unit": 1}, default="d")
    assert (route.value, route.error) == ("d", "NOT_READY")
