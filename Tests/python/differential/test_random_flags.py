"""Random flags and contexts, through every door and through flagd's evaluator on the file that the agent writes."""

import random

import pytest
import random_flags
from comparing import SEEDS, Comparison
from doors import FlagdProviderDoor, Question

FLAGS, CONTEXTS = 120, 20


def questions(generator, kinds, contexts):
    for _ in range(contexts):
        unit, attributes = random_flags.context(generator)
        for key, kind in kinds.items():
            yield Question(key, kind, unit, attributes)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_flags_come_out_alike_everywhere(published, open_doors, seed):
    generator = random.Random(seed)
    kinds, file = random_flags.flag_set(generator, FLAGS)
    host = published("flags.json", file)
    comparison = Comparison("flagd", open_doors(host))
    comparison.ask(questions(generator, kinds, CONTEXTS))
    assert not comparison.differences, comparison.report(file["flags"])
    assert {reason for reason, _ in comparison.reached} == {
        "STATIC", "DEFAULT", "TARGETING_MATCH", "DISABLED", "ERROR"}  # fmt: skip
    assert {error for _, error in comparison.reached} == {None, "PARSE_ERROR", "GENERAL"}


def test_the_provider_in_file_mode_gives_what_its_core_gives(published, open_doors):
    generator = random.Random(4)
    kinds, file = random_flags.flag_set(generator, FLAGS)
    host = published("flags.json", file)
    doors = open_doors(host) | {"file mode": FlagdProviderDoor(host.directory / "flags.flagd.json")}
    comparison = Comparison("file mode", doors)
    comparison.ask(questions(generator, kinds, 3))
    assert not comparison.differences, comparison.report(file["flags"])
