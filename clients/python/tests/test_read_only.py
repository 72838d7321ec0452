"""What is handed out is read like a dictionary, and changed only in a copy."""

import copy
import json
import pathlib
import pickle
import tomllib

import flagpost
import pytest

VALUE = {
    "model": "m", "params": {"stop": ["a", {"b": None}], "limits": {"top": 1.5}},
    "prompt": {"text": "Hi", "messages": [{"role": "user", "content": "Hi"}]},
    "fallback": [{"model": "n", "params": {"extra": {"deep": [1]}}}, {"static": "x", "data": {"codes": [1, {"c": 2}]}}]}


def handed_out(serving, agent, tmp_path):
    """Everything that a caller may want to send on, with what it should be."""
    flags = serving(VALUE)
    route = flags.route("chat")
    answer = flags.run("chat", lambda attempt, *, timeout: attempt.params if attempt.number == 2 else 1 / 0)
    data = flags.run("chat", lambda attempt, *, timeout: 1 / 0).data
    agent.tell("flags " + json.dumps({"flags": {"f": {
        "state": "ENABLED", "variants": {"a": {"b": [{"c": 1}]}}, "defaultVariant": "a", "metadata": {"team": "x"}}}}))
    found = flags.evaluate("f", {})
    away = flagpost.Client(runtime_dir=str(tmp_path / "away")).route("chat", default=VALUE)
    off = flagpost.Client(runtime_dir=str(tmp_path / "away")).route("chat", default={"data": {"a": [{"b": 1}]}})
    return [
        (route.value, VALUE), (route.params, VALUE["params"]), (route.prompt.value, VALUE["prompt"]),
        (route.prompt.messages[0], {"role": "user", "content": "Hi"}), (found.value, {"b": [{"c": 1}]}),
        (answer.value, VALUE["params"] | {"extra": {"deep": [1]}}), (data, {"codes": [1, {"c": 2}]}),
        (found.metadata, {"team": "x"}), (flags.value("f", {}), {"b": [{"c": 1}]}), (away.params, VALUE["params"]),
        (off.data, {"a": [{"b": 1}]}), (off.params, {})]


def test_it_can_be_written_as_json_and_copied_into_plain_values(serving, agent, tmp_path):
    for value, plain in handed_out(serving, agent, tmp_path):
        assert json.loads(json.dumps(value)) == plain
        mine = value.to_dict()
        assert mine == plain and type(mine) is dict
        assert copy.deepcopy(value) == plain and type(copy.deepcopy(value)) is dict
        assert type(copy.copy(value)) is dict and type(value | {"x": 1}) is dict and {**value} == value
        assert pickle.loads(pickle.dumps(value)) == value


def test_a_copy_may_be_changed_all_the_way_down(serving):
    route = serving(VALUE).route("chat")
    for mine in (route.value.to_dict(), copy.deepcopy(route.value)):
        mine["params"]["stop"].append("c")
        mine["fallback"][1]["data"]["codes"][1]["c"] = 3
    assert route.value.to_dict() == VALUE


@pytest.mark.parametrize("change", [
    lambda value: value.update(a=1), lambda value: value.pop("model"), lambda value: value.clear(),
    lambda value: value.popitem(), lambda value: value.setdefault("x", 1), lambda value: value.__setitem__("x", 1),
    lambda value: value.__delitem__("model"), lambda value: value.__ior__({"x": 1}),
    lambda value: value["params"]["limits"].__setitem__("top", 2),
    lambda value: value["fallback"][0]["params"].update(x=1), lambda value: pickle.loads(pickle.dumps(value)).clear(),
])
def test_what_is_shared_refuses_to_be_changed_and_says_what_to_do(serving, change):
    value = serving(VALUE).route("chat").value
    with pytest.raises(TypeError, match=r"read-only: to_dict\(\) gives a copy that may be changed"):
        change(value)
    assert value.to_dict() == VALUE


def test_the_package_says_its_version():
    project = pathlib.Path(__file__).resolve().parents[1] / "pyproject.toml"
    assert flagpost.__version__ == tomllib.loads(project.read_text())["project"]["version"]
