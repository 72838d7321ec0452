"""The Python examples of all pages, as people copy them: run against an agent, with the feature on and with it killed.

Only the provider of models is played.
"""

import logging
import pathlib
import re
import sys
import textwrap
import types

import pytest
from waiting import until

REPOSITORY = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "clients" / "python"))
PLANNED = "I am connecting you with a person from our team."
# C's example is tested with the client, Swift's in FlagClientTests.
DOCS = sorted(str(page.relative_to(REPOSITORY)) for page in (REPOSITORY / "docs").glob("*.md"))
PAGES = ["README.md", "clients/python/README.md", *DOCS]


class Provider:
    """Answers with the model's name; nobody may ask it for none."""

    def __init__(self):
        self.calls = []

    def create(self, *, model, **parameters):
        self.calls.append(model)
        assert isinstance(model, str)
        usage = types.SimpleNamespace(input_tokens=374, output_tokens=44)
        return types.SimpleNamespace(text=f"{model} says hello.", usage=usage, confidence=0.9)

    def stream(self, *, model, **parameters):
        text = self.create(model=model).text
        return iter([types.SimpleNamespace(text=part) for part in ("", text[:5], text[5:])])


def python_of(page):
    text = (REPOSITORY / page).read_text()
    return [textwrap.dedent(block) for block in re.findall(r"^ *```python\n(.*?)^ *```$", text, re.M | re.S)]


def docstring_examples():
    import flagpost

    blocks = re.findall(r"(?:^    .*\n|^\n)+", flagpost.__doc__, re.M)
    return [textwrap.dedent(block) for block in blocks if block.strip()]


@pytest.fixture
def chat(new_host, monkeypatch):
    """An agent with the documents of `examples/`, which a client finds by the environment."""
    host = new_host().start()
    done = host.run("apply", "--yes", "-f", *map(str, sorted((REPOSITORY / "examples").glob("*.yaml"))))
    assert done.returncode == 0, done.stderr
    until(lambda: host.evaluate("support-chat")["variant"] == "stable")
    monkeypatch.setenv("FLAGPOST_RUNTIME_DIR", str(host.runtime))
    monkeypatch.setenv("FLAGPOST_NAMESPACE", host.environment["FLAGPOST_NAMESPACE"])
    return host


def shown_by(block, names, capsys):
    """What the user of the example sees."""
    names["sent"].clear()
    names["provider"].calls.clear()
    for name in ("answer", "text"):
        names.pop(name, None)
    capsys.readouterr()
    exec(compile(block, "example", "exec"), names)
    seen = ["".join(names["sent"]), names.get("text"), capsys.readouterr().out]
    if "answer" in names:
        seen.append(names["answer"].value)
    return [text for text in seen if isinstance(text, str) and text]


def named():
    import flagpost

    sent = []
    return {
        "__name__": "example", "flagpost": flagpost, "sent": sent, "send": sent.append, "provider": Provider(),
        "look_up": lambda route: None, "user_id": "user-7", "session_id": "session-5"}  # fmt: skip


def calls_models(block):
    return "provider." in block or "def ask(" in block


@pytest.mark.parametrize("page", [*(page for page in PAGES if python_of(page)), "flagpost.__doc__"])
def test_every_example_shows_an_answer_and_what_is_planned_where_the_feature_is_off(chat, page, capsys, caplog):
    names = named()
    blocks = docstring_examples() if page == "flagpost.__doc__" else python_of(page)
    assert any(calls_models(block) for block in blocks)
    with caplog.at_level(logging.WARNING, "flagpost"):
        for block in blocks:
            shown = shown_by(block, names, capsys)
            if calls_models(block):
                assert any("says hello." in text for text in shown), f"{block}\n{shown}"
        chat.do("kill", "support-chat", "--reason", "answers quote wrong prices")
        until(lambda: names["flags"].route("support-chat").cause == "KILLED")
        for block in blocks:
            shown = shown_by(block, names, capsys)
            assert names["provider"].calls == [], block
            if calls_models(block):
                assert any(PLANNED in text for text in shown), f"{block}\n{shown}"
    assert caplog.messages == []


def test_the_pages_have_no_other_code_that_calls_a_model(chat):
    """`route.model` and `attempt()` stand only where `ai` was asked."""
    for page in PAGES:
        for block in python_of(page):
            assert "route.model" not in block or "if route.ai" in block, page
