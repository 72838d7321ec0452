import flagpost
import pytest
from flagpost.read_only import freeze


def prompt(value):
    return flagpost.Prompt(freeze(value))


def test_a_text_is_a_system_message():
    found = prompt({"name": "support", "version": 12, "text": "Be kind.", "variables": []})
    assert (found.name, found.version, found.text) == ("support", 12, "Be kind.")
    assert found.messages == ({"role": "system", "content": "Be kind."},)
    assert found.render() == "Be kind."


def test_messages_keep_their_roles():
    found = prompt({"name": "s", "version": 1, "messages": [
        {"role": "system", "text": "You are {{who}}."}, {"role": "user", "text": "Hi"},
        {"role": "developer", "text": "Answer in {{ language }}."}], "variables": ["who", "language"]})
    assert found.text == "You are {{who}}.\n\nAnswer in {{ language }}."
    assert [message["role"] for message in found.messages] == ["system", "user", "developer"]
    rendered = found.render_messages(who="Ada", language="French")
    assert rendered[0] == {"role": "system", "content": "You are Ada."}
    assert rendered[2]["content"] == "Answer in French."
    rendered.append({"role": "user", "content": "mine to change"})
    assert len(found.messages) == 3


def test_only_declared_variables_are_filled_in_and_only_once():
    found = prompt({"text": "{{a}} {{ a }} {{b}} {{{a}}} {{}} { {a}}", "variables": ["a"]})
    assert found.render(a="{{b}}", unused=1) == "{{b}} {{b}} {{b}} {{{b}}} {{}} { {a}}"
    assert found.render(a=5).startswith("5 5 ")


def test_what_is_missing_is_named():
    found = prompt({"name": "s", "version": 3, "text": "{{a}}{{b}}", "variables": ["a", "b"]})
    with pytest.raises(flagpost.MissingVariable, match="s@3 needs a, b"):
        found.render()
    with pytest.raises(LookupError):
        found.render_messages(a=1)


def test_a_reference_that_nobody_resolved_is_no_text():
    found = prompt("support-system@12")
    assert (found.name, found.version, found.text, found.messages) == ("support-system", 12, "", ())
    assert prompt("Write to me@home").text == "Write to me@home"


@pytest.mark.parametrize("value", [
    None, 5, [], {"text": 5, "version": True, "name": 1, "variables": "ab"}, {"messages": [1, {"role": 1}, {}]}])
def test_a_prompt_may_be_anything(value):
    found = prompt(value)
    assert found.text == "" and found.name is None and found.version is None and found.variables == ()
    assert all(message == {"role": "user", "content": ""} for message in found.messages)


def test_a_prompt_is_read_only(serving):
    found = serving({"model": "m", "prompt": {"messages": [{"role": "user", "text": "Hi"}]}}).route("chat").prompt
    with pytest.raises(TypeError):
        found.messages[0]["content"] = "other"
