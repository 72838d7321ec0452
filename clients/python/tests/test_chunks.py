"""Which chunk of a stream is the first that says anything, in the shapes of the providers' own libraries."""

import types

import anthropic
import google.genai.types
import openai
import pydantic
import pytest
from flagpost.chunks import NoContent, Opening, has_content
from flagpost.outcome import Refused
from openai.types.chat import ChatCompletionChunk


def chat(delta, **choice):
    return {
        "id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
        "choices": [{"index": 0, "delta": delta, "finish_reason": None, **choice}]}


def of_openai(chunk):
    return ChatCompletionChunk.model_validate(chunk)


def of_responses(event):
    return pydantic.TypeAdapter(openai.types.responses.ResponseStreamEvent).validate_python(event)


def of_anthropic(event):
    return pydantic.TypeAdapter(anthropic.types.RawMessageStreamEvent).validate_python(event)


def of_google(chunk):
    return google.genai.types.GenerateContentResponse.model_validate(chunk)


def says(kind, **members):
    place = {"output_index": 0, "content_index": 0, "item_id": "1", "sequence_number": 1, "logprobs": []}
    return {"type": f"response.{kind}", **place, **members}


def block(delta):
    return {"type": "content_block_delta", "index": 0, "delta": delta}


MESSAGE = {
    "id": "1", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": None,
    "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1}}
TOOL = {"index": 0, "id": "1", "type": "function", "function": {"name": "look_up", "arguments": ""}}

WITHOUT = [
    None, "", b"", chat({"role": "assistant"}), chat({"role": "assistant", "content": ""}), chat({}, finish_reason="stop"),
    chat({}) | {"choices": []}, of_openai(chat({"role": "assistant", "content": ""})),
    of_openai(chat({"role": "assistant", "content": None, "refusal": None})), of_openai(chat({}) | {"choices": []}),
    {"choices": [{"text": "", "index": 0}]}, of_responses(says("output_text.delta", delta="")),
    of_responses(says("content_part.added", part={"type": "output_text", "text": "", "annotations": []})),
    says("created", response={}), says("in_progress", response={}), says("failed", response={}),
    of_anthropic({"type": "message_start", "message": MESSAGE}), {"type": "message_start", "message": MESSAGE},
    {"type": "ping"}, of_anthropic({"type": "message_stop"}), of_anthropic(block({"type": "text_delta", "text": ""})),
    of_anthropic({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
    of_google({}), of_google({"candidates": []}), of_google({"candidates": [{"content": {"role": "model"}}]}),
    of_google({"candidates": [{"content": {"role": "model", "parts": [{"text": ""}]}}]}),
    {"messageStart": {"role": "assistant"}}, {"contentBlockDelta": {"delta": {"text": ""}, "contentBlockIndex": 0}},
    {"contentBlockStop": {"contentBlockIndex": 0}}, {"metadata": {"usage": {}}}, {"role": "assistant", "content": ""},
    {"model": "m", "message": {"role": "assistant", "content": ""}, "done": False},
    types.SimpleNamespace(type="AIMessageChunk", content="", tool_call_chunks=[], additional_kwargs={}, id="1"),
]
WITH = [
    "a", " ", b"a", 0, object(), {"text": ""}, chat({"content": "a"}), chat({"tool_calls": [TOOL]}),
    of_openai(chat({"content": "a"})), of_openai(chat({"tool_calls": [TOOL]})), of_openai(chat({"refusal": "No."})),
    of_openai(chat({"content": None, "reasoning": "Let me see."})), {"choices": [{"text": "a", "index": 0}]},
    of_responses(says("output_text.delta", delta="a")), of_responses(says("refusal.delta", delta="No.")),
    of_anthropic(block({"type": "text_delta", "text": "a"})),
    of_anthropic(block({"type": "thinking_delta", "thinking": "a"})),
    of_anthropic({"type": "content_block_start", "index": 0, "content_block": {
        "type": "tool_use", "id": "1", "name": "look_up", "input": {}}}),
    of_google({"candidates": [{"content": {"role": "model", "parts": [{"text": "a"}]}}]}),
    of_google({"candidates": [{"content": {"parts": [{"function_call": {"name": "look_up", "args": {}}}]}}]}),
    {"contentBlockDelta": {"delta": {"text": "a"}, "contentBlockIndex": 0}},
    {"contentBlockStart": {"start": {"toolUse": {"name": "look_up"}}, "contentBlockIndex": 0}},
    {"role": "assistant", "content": "a"}, {"model": "m", "message": {"role": "assistant", "content": "a"}},
    types.SimpleNamespace(type="AIMessageChunk", content="a", tool_call_chunks=[], additional_kwargs={}, id="1"),
]
REFUSED = [
    chat({}, finish_reason="content_filter"), of_openai(chat({}, finish_reason="content_filter")),
    of_google({"prompt_feedback": {"block_reason": "PROHIBITED_CONTENT"}}),
    of_google({"candidates": [{"finish_reason": "SAFETY"}]}), {"messageStop": {"stopReason": "guardrail_intervened"}},
    of_anthropic({
        "type": "message_delta", "delta": {"stop_reason": "refusal", "stop_sequence": None}, "usage": {"output_tokens": 0}}),
    {"type": "response.incomplete", "response": {"incomplete_details": {"reason": "content_filter"}}},
]


@pytest.mark.parametrize("chunk", WITHOUT)
def test_a_chunk_that_says_nothing_is_known(chunk):
    assert not has_content(chunk)


@pytest.mark.parametrize("chunk", WITH)
def test_a_chunk_that_says_something_is_known(chunk):
    assert has_content(chunk)


def test_what_cannot_be_looked_into_has_content():
    class Closed:
        @property
        def choices(self):
            raise ValueError

    assert has_content(Closed())


def test_what_comes_before_the_first_content_goes_out_with_it():
    opening, role, text = Opening(), chat({"role": "assistant"}), chat({"content": "a"})
    assert [opening.take(chunk) for chunk in (role, "", None, text)] == [[], [], [], [role, text]] and opening.is_over


def test_no_more_is_kept_than_there_is_room_for():
    opening = Opening()
    for _ in range(1000):
        assert opening.take({"type": "ping"}) == []
    assert len(opening.take("a")) == Opening.MOST + 1


@pytest.mark.parametrize("chunk", REFUSED)
def test_a_stream_that_ends_without_content_and_says_that_it_is_refused_is(chunk):
    opening = Opening()
    assert opening.take(chunk) == [] and isinstance(opening.error(), Refused)


@pytest.mark.parametrize("chunk", [None, {"type": "message_stop"}, chat({}, finish_reason="stop")])
def test_any_other_that_ends_without_content_has_failed(chunk):
    opening = Opening()
    assert opening.take(chunk) == [] and isinstance(opening.error(), NoContent)
