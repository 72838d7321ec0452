import pytest
from flagpost.chain import CachedStep, Chain, FixedStep, ModelStep, seconds


@pytest.mark.parametrize("text, expected", [
    ("3s", 3), ("200ms", 0.2), ("1.5s", 1.5), ("2m", 120), ("1h", 3600), ("1d", 86400), (2, 2), (0.5, 0.5),
    (0, None), (-1, None), ("", None), ("s", None), ("1 s", None), ("-1s", None), (True, None), (None, None), ([], None),
])
def test_durations_are_read_as_documents_write_them(text, expected):
    assert seconds(text) == expected


def test_a_fallback_inherits_what_it_does_not_say():
    chain = Chain.of({
        "model": "large", "params": {"temperature": 0.7, "max_tokens": 9}, "prompt": {"text": "Hi"}, "timeout": "3s",
        "minConfidence": 0.5,
        "fallback": [
            {"model": "small", "timeout": "1s"},
            {"model": "tiny", "params": {"max_tokens": 3}, "prompt": {"text": "Short"}},
            {"cached": True}, {"static": "Later.", "data": {"button": "call"}}]})
    large, small, tiny, cached, static = chain.steps
    assert (large.model, large.timeout, large.prompt.text) == ("large", 3, "Hi")
    assert (small.model, small.timeout, small.prompt.text) == ("small", 1, "Hi")
    assert small.params == {"temperature": 0.7, "max_tokens": 9}
    assert (tiny.timeout, tiny.prompt.text, tiny.params) == (3, "Short", {"temperature": 0.7, "max_tokens": 3})
    assert cached == CachedStep() and static == FixedStep("Later.", {"button": "call"})
    assert chain.min_confidence == 0.5
    with pytest.raises(TypeError):
        small.params["temperature"] = 1


@pytest.mark.parametrize("value", [None, 5, "text", [], {}, {"other": 1}, {"model": 5}])
def test_what_calls_no_model_is_the_answer_itself(value):
    (step,) = Chain.of(value).steps
    assert step == FixedStep(value, None, is_default=True)


def test_what_a_later_agent_may_add_is_no_step():
    steps = Chain.of({"model": "m", "fallback": [5, {"future": 1}, {"cached": False}, {"static": "x"}]}).steps
    assert [type(step) for step in steps] == [ModelStep, FixedStep]
    assert len(Chain.of({"model": "m", "fallback": "x"}).steps) == 1
