"""Which chunk of a stream is the first that says anything.

Streams begin with chunks that do not: an empty text, a role, an event that a message begins. The shapes of OpenAI,
Anthropic, Google, Bedrock, Ollama and LangChain are known by their members, as objects or as mappings; every other chunk
says something.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .outcome import Refused

_MESSAGE_EVENTS: Final = (
    "message_start", "ping", "content_block_start", "content_block_delta", "content_block_stop", "message_delta",
    "message_stop")
_CONVERSE_EVENTS: Final = (
    "messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata")
_REFUSING: Final = (
    "content_filter", "content_filtered", "guardrail_intervened", "refusal", "safety", "prohibited_content", "blocklist",
    "spii", "recitation")
# What stands beside the content.
_FRAME: Final = ("role", "type", "index", "annotations")


class NoContent(Exception):
    """A stream came to its end without a chunk that has content."""


class Opening:
    """The chunks before the first that has content. They go out with that one: who reads a provider's events needs all
    of them, while an empty text is of no use to anybody."""

    MOST = 64
    """What is kept; a stream that goes on like that ends by its time."""

    def __init__(self) -> None:
        self._kept: list[Any] = []
        self._is_refused = False
        self.is_over = False

    def take(self, chunk: Any) -> list[Any]:
        """What can go out now: nothing, or all until this one."""
        if has_content(chunk):
            self.is_over = True
            kept, self._kept = self._kept, []
            return [*kept, chunk]
        self._is_refused |= _refuses(chunk)
        if not _is_empty(chunk) and len(self._kept) < self.MOST:
            self._kept.append(chunk)
        return []

    def error(self) -> Exception:
        """Of a stream that is at its end."""
        if self._is_refused:
            return Refused("the stream ended without content, and says that the content is refused")
        return NoContent("the stream ended without content")


def has_content(chunk: Any) -> bool:
    """What cannot be looked into has some."""
    try:
        return not _is_empty(chunk) and _says(chunk)
    except Exception:
        return True


def _is_empty(chunk: Any) -> bool:
    return chunk is None or isinstance(chunk, (str, bytes, bytearray)) and len(chunk) == 0


def _says(chunk: Any) -> bool:
    if isinstance(choices := _member(chunk, "choices"), (list, tuple)):
        return any(_is_said(_member(choice, "delta")) or _is_text(_member(choice, "text")) for choice in choices)
    if _is_of_google(chunk):
        candidates = _member(chunk, "candidates") or ()
        parts = [part for candidate in candidates for part in _member(_member(candidate, "content"), "parts") or ()]
        return any(map(_is_said, parts))
    kind = _member(chunk, "type")
    if kind in _MESSAGE_EVENTS:
        return _is_said(_member(chunk, "delta")) if kind == "content_block_delta" else _is_block(chunk)
    if isinstance(kind, str) and kind.startswith("response."):
        return bool(_member(chunk, "delta")) or kind.endswith(".partial_image")
    if kind == "AIMessageChunk":
        return any(_member(chunk, name) for name in ("content", "tool_call_chunks", "additional_kwargs"))
    if isinstance(chunk, Mapping) and len(chunk) == 1 and (event := next(iter(chunk))) in _CONVERSE_EVENTS:
        said = chunk[event]
        return event in ("contentBlockStart", "contentBlockDelta") and any(
            map(_is_said, (_member(said, "start"), _member(said, "delta"))))
    message = _member(chunk, "message") or (chunk if isinstance(chunk, Mapping) else None)
    return _is_said(message) if _member(message, "role") is not None else True


def _is_of_google(chunk: Any) -> bool:
    has_feedback = "prompt_feedback" in chunk if isinstance(chunk, Mapping) else hasattr(chunk, "prompt_feedback")
    return has_feedback or isinstance(_member(chunk, "candidates"), (list, tuple))


def _is_block(event: Any) -> bool:
    """A block that is no text begins with what it is: a tool's name."""
    block = _member(event, "content_block")
    return block is not None and _member(block, "type") not in ("text", "thinking")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_said(part: Any) -> bool:
    """Any member that is neither empty nor part of the frame."""
    if not isinstance(part, Mapping):
        # pydantic keeps what it does not know beside the rest.
        part = {**(getattr(part, "__dict__", None) or {}), **(getattr(part, "model_extra", None) or {})}
    return any(value for name, value in part.items() if name not in _FRAME)


def _member(chunk: Any, name: str) -> Any:
    return chunk.get(name) if isinstance(chunk, Mapping) else getattr(chunk, name, None)


def _refuses(chunk: Any) -> bool:
    try:
        places = [*(_member(chunk, "choices") or ()), *(_member(chunk, "candidates") or ())]
        reasons = [_member(place, "finish_reason") for place in places]
        reasons.append(_member(_member(chunk, "delta"), "stop_reason"))
        reasons.append(_member(_member(chunk, "messageStop"), "stopReason"))
        reasons.append(_member(_member(_member(chunk, "response"), "incomplete_details"), "reason"))
        is_blocked = _member(_member(chunk, "prompt_feedback"), "block_reason") is not None
        return is_blocked or any(str(getattr(reason, "value", reason)).lower() in _REFUSING for reason in reasons)
    except Exception:
        return False
