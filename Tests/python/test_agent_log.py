"""What an agent writes to standard error."""

import json

from features import publish


def report(host, count):
    lines = "\n".join('{"feature":"chat","variant":"stable","result":"ok"}' for _ in range(count))
    status, _ = host.request("POST", "/v1/outcomes", lines.encode(), content_type="application/x-ndjson")
    assert status == 200


def test_an_orderly_stop_is_silent_and_the_next_start_says_what_was_kept(new_host):
    host = new_host().start("--log-format", "json")
    publish(host, "chat")
    # A checkpoint is due all the time, so one is being written when the agent is told to stop.
    for _ in range(8):
        report(host, 50)
        host.stop()
        host.start("--log-format", "json")
    host.stop()
    lines = [json.loads(line) for line in host.log.splitlines()]
    assert [line for line in lines if line["level"] in ("error", "critical")] == []
    assert lines[0]["message"] == "starting with nothing from an earlier run"
    kept = [line for line in lines if line["message"] == "starting with what an earlier run kept"]
    assert len(kept) == 8 and all(line["documents"] == "1" and line["trips"] == "0" for line in kept)


def test_a_text_line_begins_with_its_message_and_the_level_chooses(new_host):
    host = new_host().start()
    host.stop()
    assert "Z info starting with nothing from an earlier run\n" in host.log
    quiet = new_host().start("--log-level", "error")
    quiet.stop()
    assert quiet.log == ""


def test_an_unknown_format_or_level_is_refused_with_what_there_is(new_host):
    host = new_host()
    for option, words in (("--log-format", "text or json"), ("--log-level", "debug, info, notice, warning, error")):
        done = host.run("agent", option, "loud")
        assert done.returncode == 2 and words in done.stderr
