"""A prompt as a variant carries it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .read_only import ReadOnlyDict

_INSTRUCTING = ("system", "developer")
_REFERENCE = re.compile(r"([a-z0-9][a-z0-9._-]*)@([1-9][0-9]*)")
_PLACEHOLDER = re.compile(r"\{\{[ \t]*([^{} \t]+)[ \t]*\}\}")


class MissingVariable(LookupError):
    """A prompt was rendered without a variable that it needs."""


class Prompt:
    """One version of a prompt, read-only. Of a value that carries none, everything is empty."""

    __slots__ = ("messages", "name", "text", "value", "variables", "version")

    name: str | None
    version: int | None
    text: str
    """What it says. Of a prompt that consists of messages: what its system and developer messages say."""
    messages: tuple[Mapping[str, str], ...]
    """`{"role", "content"}` each, as the APIs of models take them. A prompt that is one text is one system message."""
    variables: tuple[str, ...]
    """What `render` has to be given."""
    value: Any
    """The JSON that all this comes from: a mapping, a plain text, a reference such as `support@12`, or None."""

    def __init__(self, value: Any) -> None:
        fields: Mapping[str, Any] = value if isinstance(value, Mapping) else {"text": value}
        if isinstance(value, str) and (reference := _REFERENCE.fullmatch(value)):
            fields = {"name": reference[1], "version": int(reference[2])}
        name, version = fields.get("name"), fields.get("version")
        text, messages, variables = fields.get("text"), fields.get("messages"), fields.get("variables")
        self.value = value
        self.name = name if isinstance(name, str) else None
        self.version = version if isinstance(version, int) and not isinstance(version, bool) else None
        self.variables = tuple(filter(_is_text, variables)) if isinstance(variables, (list, tuple)) else ()
        if isinstance(messages, (list, tuple)):
            self.messages = tuple(_message(message) for message in messages if isinstance(message, Mapping))
            self.text = "\n\n".join(said["content"] for said in self.messages if said["role"] in _INSTRUCTING)
        else:
            self.text = text if isinstance(text, str) else ""
            self.messages = (_message({"role": "system", "content": self.text}),) if self.text else ()

    def render(self, **variables: object) -> str:
        """The text with its variables filled in. Others are ignored: another version may need them.

        Raises `MissingVariable` rather than sending a model half a prompt.
        """
        return self._fill(self.text, self._bound(variables))

    def render_messages(self, **variables: object) -> list[dict[str, str]]:
        """The messages, filled in like `render`: new lists and dictionaries, to be added to."""
        bound = self._bound(variables)
        return [{"role": said["role"], "content": self._fill(said["content"], bound)} for said in self.messages]

    def _bound(self, variables: Mapping[str, object]) -> dict[str, str]:
        missing = [name for name in self.variables if name not in variables]
        if missing:
            raise MissingVariable(f"prompt {self.name or ''}@{self.version or ''} needs {', '.join(missing)}")
        return {name: str(variables[name]) for name in self.variables}

    @staticmethod
    def _fill(text: str, bound: Mapping[str, str]) -> str:
        if not bound:
            return text
        return _PLACEHOLDER.sub(lambda place: bound.get(place[1], place[0]), text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Prompt) and self.value == other.value

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Prompt(name={self.name!r}, version={self.version!r}, text={self.text!r})"


def _message(message: Mapping[str, Any]) -> Mapping[str, str]:
    role, content = message.get("role"), message.get("content", message.get("text"))
    return ReadOnlyDict({
        "role": role if isinstance(role, str) else "user", "content": content if isinstance(content, str) else ""})


def _is_text(value: object) -> bool:
    return isinstance(value, str)
