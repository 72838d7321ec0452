"""Random features under pressure: each door gives the variant that flagd's evaluator finds in the exported route.

Reasons are not compared: a feature's are Flagpost's own (SPLIT, and DISABLED with the cause KILLED), the export's are
flagd's.
"""

import random

import pytest
import random_features
from comparing import SEEDS, Comparison
from doors import Question

FEATURES, CONTEXTS = 40, 40


@pytest.mark.parametrize("seed", SEEDS)
def test_random_features_come_out_alike_everywhere(published, open_doors, seed):
    generator = random.Random(seed)
    documents = random_features.namespace(generator, FEATURES)
    host = published("features.json", documents, random_features.pressure(generator, documents))
    comparison = Comparison("flagd", open_doors(host), reasons=False)
    keys = [document["key"] for document in documents if document["kind"] == "feature"]
    for _ in range(CONTEXTS):
        unit, attributes = random_features.context(generator)
        comparison.ask(Question(key, "object", unit, attributes) for key in keys)
    assert not comparison.differences, comparison.report({document["key"]: document for document in documents})
