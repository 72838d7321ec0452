"""flagd's own test bed, by every door."""

import pytest
from comparing import plain
from doors import Question
from flagd_facts import DEFAULT, FACTS, FILE, Fact

TYPED = {"flagd", "provider"}
# flagd's Python core takes a boolean for a float, against the test bed.
FORGIVEN = {"flagd": [fact for fact in FACTS if (fact.flag, fact.kind) == ("boolean-flag", "float")]}


def holds(fact: Fact, answer):
    expected = None if fact.value is DEFAULT else plain(fact.value)
    return (
        plain(answer.value) == expected
        and (answer.variant is None) == (fact.value is DEFAULT)
        and fact.reason in (None, answer.reason)
        and fact.error == answer.error
    )


@pytest.mark.parametrize("name", ["flagd", "library", "native", "python", "provider", "ofrep"])
def test_every_fact_holds(published, open_doors, name):
    door = open_doors(published("facts.json", FILE))[name]
    wrong = [
        (fact, answer)
        for fact in FACTS
        if (name in TYPED or fact.error != "TYPE_MISMATCH") and fact not in FORGIVEN.get(name, [])
        for answer in [door.ask(Question(fact.flag, fact.kind, fact.unit, fact.attributes))]
        if not holds(fact, answer)
    ]
    assert not wrong, "\n".join(f"{fact}\n    {answer}" for fact, answer in wrong)
