"""What Prometheus's own parsers, the strict one of OpenMetrics among them, make of an agent's metrics."""

import json

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families as plain

FORMATS = {"text/plain": plain, "application/openmetrics-text;version=1.0.0": open_metrics}


def samples(host, accept):
    """Values by name and labels."""
    connection = host.connection()
    try:
        connection.request("GET", "/metrics", headers={"Accept": accept})
        text = connection.getresponse().read().decode()
    finally:
        connection.close()
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in FORMATS[accept](text) for sample in family.samples}


@pytest.mark.parametrize("accept", FORMATS)
def test_the_reference_parsers_read_it_with_scores_below_zero(host, accept):
    outcome = {"feature": "chat", "variant": "stable", "result": "ok", "latency_ms": 300, "cost_usd": 0.100001}
    assert host.request("POST", "/v1/outcomes", json.dumps(outcome).encode())[0] == 200
    for value in (-3, 0.5):
        score = {"feature": "chat", "variant": "stable", "name": "tone", "value": value}
        assert host.request("POST", "/v1/scores", json.dumps(score).encode())[0] == 200
    found = samples(host, accept)
    assert found["flagpost_score_sum", "", "chat", "tone", "stable"] == -2.5
    assert found["flagpost_score_count", "", "chat", "tone", "stable"] == 2
    assert found["flagpost_requests_total", "chat", "ok", "stable"] == 1
    assert found["flagpost_latency_seconds_bucket", "chat", "+Inf", "stable"] == 1
    assert [value for name, value in found.items() if name[0] == "flagpost_cost_usd_total" and value] == [0.100001]
    assert found["process_resident_memory_bytes",] > 1 << 20


@pytest.mark.parametrize("value", [1e300, -1_000_001, "high"])
def test_a_score_beyond_every_scale_is_refused_and_says_what_would_be_right(host, value):
    score = {"feature": "chat", "variant": "stable", "name": "tone", "value": value}
    _, body = host.request("POST", "/v1/scores", json.dumps(score).encode())
    assert json.loads(body)["accepted"] == 0 and "from -1,000,000 to 1,000,000" in body.decode()
