import os
import subprocess
import sys

import flagpost
import pytest
import ring


def test_feedback_and_scores_reach_the_ring(flags, tmp_path):
    route = flags.route("chat", unit="user-1")
    assert flags.feedback(route, "thumbs_down")
    assert flags.score(route, "factuality", 0.93, dimension="functional")
    assert flags.score(route, "tone", -1)
    feedback, score, other = ring.judgements(tmp_path / "default")
    assert (feedback.kind, feedback.name, feedback.dimension) == ("feedback", "thumbs_down", "")
    assert (score.kind, score.name, score.dimension, score.value) == ("score", "factuality", "functional", 0.93)
    assert (other.name, other.dimension, other.value) == ("tone", "", -1.0)
    assert feedback.decision == score.decision and feedback.unit == score.unit != (0, 0)


def test_a_token_serves_in_another_process(flags, tmp_path):
    route = flags.route("chat", unit="user-1")
    script = "import flagpost, sys; assert flagpost.Client(runtime_dir=sys.argv[1]).feedback(sys.argv[2], 'copy')"
    subprocess.run([sys.executable, "-c", script, tmp_path, route.token], check=True, env=os.environ)
    assert flags.feedback(route.token, "copy", unit="user-1")
    found = ring.judgements(tmp_path / "default")
    assert len(found) == 2 and found[0].decision == found[1].decision
    assert sorted(judgement.unit == (0, 0) for judgement in found) == [False, True]
    assert route.token.isascii() and len(route.token) == 54


@pytest.mark.parametrize("token", ["x", "é" * 54, "A" * 53, "A" * 55, "=" * 54, "\ud800"])
def test_a_token_that_is_none_is_refused(flags, token, caplog):
    assert not flags.feedback(token, "copy") and not flags.score(token, "tone", 1)
    assert len(caplog.records) == 2


@pytest.mark.parametrize("report", [
    lambda flags, route: flags.feedback(route, ""), lambda flags, route: flags.feedback(route, "x" * 65),
    lambda flags, route: flags.feedback(route, 5), lambda flags, route: flags.feedback(None, "copy"),
    lambda flags, route: flags.score(route, "tone", float("nan")), lambda flags, route: flags.score(route, "", 1),
    lambda flags, route: flags.score(route, "tone", "high"), lambda flags, route: flags.score(route, "t", 1, unit=b"u"),
])
def test_what_cannot_be_meant_is_told_and_raises_nothing(flags, tmp_path, report, caplog):
    route = flags.route("chat")
    assert report(flags, route) is False
    assert len(caplog.records) == 1 and ring.judgements(tmp_path / "default") == []


def test_without_a_decision_there_is_nothing_to_judge(flags, caplog):
    route = flags.route(5)
    caplog.clear()
    assert route.token == "" and not flags.feedback(route, "copy") and not flags.feedback("", "copy")
    assert not caplog.records
    closed = flagpost.Client(runtime_dir="/" + "x" * 4000)
    assert not closed.feedback(flags.route("chat"), "copy")
