"""What the errors of the common libraries count as: raised by the libraries themselves, against a server that answers as
providers do."""

import asyncio
import concurrent.futures
import subprocess
import sys

import aiohttp
import anthropic
import botocore.config
import botocore.session
import google.api_core.exceptions
import google.api_core.grpc_helpers
import google.api_core.retry
import google.genai
import grpc
import httpx
import httpx2
import openai
import pytest
import requests
from flagpost.outcome import result_of
from provider_server import provider_server

with pytest.MonkeyPatch.context() as patch:
    patch.setenv("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # or it asks the network
    import litellm

pytestmark = pytest.mark.filterwarnings("ignore:Item.*ReadOnly:UserWarning")  # pydantic's, of litellm
OPENAI_FILTER = {"error": {
    "message": "The response was filtered due to the prompt triggering a content management policy.", "type": None,
    "param": "prompt", "code": "content_filter", "status": 400,
    "innererror": {"code": "ResponsibleAIPolicyViolation"}}}
OPENAI_FLAGGED = {"error": {
    "message": "Invalid prompt: your prompt was flagged as potentially violating our usage policy.",
    "type": "invalid_request_error", "param": None, "code": "invalid_prompt"}}
OPENAI_BAD = {"error": {"message": "Invalid prompt: not JSON", "type": "invalid_request_error", "code": "invalid_prompt"}}
OPENAI_MODERATED = {"error": {"message": "x", "type": "image_generation_user_error", "code": "moderation_blocked"}}
OPENAI_LIMIT = {"error": {"message": "x", "type": "requests", "code": "rate_limit_exceeded"}}
ANTHROPIC_FILTER = {"type": "error", "error": {
    "type": "invalid_request_error", "message": "Output blocked by content filtering policy"}}
GOOGLE_FILTER = {"error": {"code": 400, "status": "INVALID_ARGUMENT", "message": (
    "The prompt could not be submitted. It contains sensitive words that violate Google's Responsible AI practices.")}}
STREAM = {"content-type": "text/event-stream"}


def anthropic_says(kind):
    return {"type": "error", "error": {"type": kind, "message": "x"}}


def google_says(code, status):
    return {"error": {"code": code, "status": status, "message": "x"}}


@pytest.fixture(scope="module")
def server():
    with provider_server() as server:
        yield server


def raised_by(call):
    with pytest.raises(BaseException) as caught:
        call()
    return caught.value


def bytes_of_event(text):
    return f"event: error\ndata: {text}\n\n"


@pytest.mark.parametrize("status, body, headers, result", [
    (400, OPENAI_FILTER, {}, "content_policy"), (400, OPENAI_FLAGGED, {}, "content_policy"),
    (400, OPENAI_MODERATED, {}, "content_policy"), (400, OPENAI_BAD, {}, "error"), (401, {}, {}, "error"),
    (429, OPENAI_LIMIT, {}, "rate_limited"), (500, {}, {}, "error"), (408, {}, {}, "timeout"), (504, {}, {}, "timeout"),
    (200, 'data: {"error": {"code": 429, "message": "x"}}\n\n', STREAM, "rate_limited"),
    (200, 'data: {"error": {"code": "content_filter", "message": "x"}}\n\n', STREAM, "content_policy"),
])
@pytest.mark.parametrize("is_async", [False, True])
def test_openai(server, status, body, headers, result, is_async):
    server.says(status, body, headers)
    options = {"base_url": server.url, "api_key": "k", "max_retries": 0}
    request = {"model": "m", "messages": [{"role": "user", "content": "x"}], "stream": bool(headers)}

    def call():
        for _ in openai.OpenAI(**options).chat.completions.create(**request):
            pass

    async def acall():
        async for _ in await openai.AsyncOpenAI(**options).chat.completions.create(**request):
            pass

    assert result_of(raised_by((lambda: asyncio.run(acall())) if is_async else call)) == result


def test_openais_own_limit_of_time_and_its_refusal_of_a_parsed_answer(server):
    server.says(200, {}, delay=0.5)
    client = openai.OpenAI(base_url=server.url, api_key="k", max_retries=0, timeout=0.1)
    assert result_of(raised_by(lambda: client.models.list())) == "timeout"
    server.says(200, {
        "id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [
            {"index": 0, "finish_reason": "content_filter", "message": {"role": "assistant", "content": None}}]})
    asked = openai.OpenAI(base_url=server.url, api_key="k", max_retries=0)
    error = raised_by(lambda: asked.chat.completions.parse(model="m", messages=[]))
    assert type(error).__name__ == "ContentFilterFinishReasonError" and result_of(error) == "content_policy"


def test_a_wait_for_a_connection_of_ones_own_is_a_call_that_was_not_made(server):
    server.says(200, {})
    for library in (httpx, httpx2):
        limits = {"limits": library.Limits(max_connections=1), "timeout": library.Timeout(5, pool=0.05)}
        with library.Client(**limits) as http, http.stream("GET", server.url):
            assert result_of(raised_by(lambda: http.get(server.url))) == "not_made"
            if library is httpx2:
                client = openai.OpenAI(base_url=server.url, api_key="k", max_retries=0, http_client=http)
                error = raised_by(client.models.list)
                assert type(error) is openai.APITimeoutError and result_of(error) == "not_made"


@pytest.mark.parametrize("status, body, headers, result", [
    (400, ANTHROPIC_FILTER, {}, "content_policy"), (400, anthropic_says("invalid_request_error"), {}, "error"),
    (429, anthropic_says("rate_limit_error"), {}, "rate_limited"), (529, anthropic_says("overloaded_error"), {}, "error"),
    (504, anthropic_says("timeout_error"), {}, "timeout"), (408, {}, {}, "timeout"),
    (200, bytes_of_event('{"type":"error","error":{"type":"rate_limit_error","message":"x"}}'), STREAM, "rate_limited"),
    (200, bytes_of_event('{"type":"error","error":{"type":"overloaded_error","message":"x"}}'), STREAM, "error"),
    (200, bytes_of_event(
        '{"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}}'),
        STREAM, "content_policy"),
])
def test_anthropic(server, status, body, headers, result):
    server.says(status, body, headers)
    client = anthropic.Anthropic(base_url=server.url, api_key="k", max_retries=0)

    def call():
        for _ in client.messages.create(model="m", max_tokens=1, messages=[], stream=bool(headers)):
            pass

    assert result_of(raised_by(call)) == result


def test_anthropics_own_limit_of_time(server):
    server.says(200, {}, delay=0.5)
    client = anthropic.Anthropic(base_url=server.url, api_key="k", max_retries=0, timeout=0.1)
    assert result_of(raised_by(lambda: client.messages.create(model="m", max_tokens=1, messages=[]))) == "timeout"


@pytest.mark.parametrize("status, body, result", [
    (400, GOOGLE_FILTER, "content_policy"), (400, google_says(400, "INVALID_ARGUMENT"), "error"),
    (429, google_says(429, "RESOURCE_EXHAUSTED"), "rate_limited"), (499, google_says(499, "CANCELLED"), "cancelled"),
    (504, google_says(504, "DEADLINE_EXCEEDED"), "timeout"), (503, google_says(503, "UNAVAILABLE"), "error"),
])
def test_google(server, status, body, result):
    server.says(status, body)
    client = google.genai.Client(api_key="k", http_options={"base_url": server.url})
    assert result_of(raised_by(lambda: client.models.generate_content(model="m", contents="x"))) == result


def google_retry(error):
    def fail():
        raise error

    return raised_by(lambda: google.api_core.retry.Retry(initial=0.01, timeout=0.02)(fail)())


@pytest.mark.parametrize("error, result", [
    (google.api_core.exceptions.ResourceExhausted("x"), "rate_limited"),
    (google.api_core.exceptions.TooManyRequests("x"), "rate_limited"),
    (google.api_core.exceptions.DeadlineExceeded("x"), "timeout"),
    (google.api_core.exceptions.Cancelled("x"), "cancelled"),
    (google.api_core.exceptions.ServiceUnavailable("x"), "error"),
    (google_retry(google.api_core.exceptions.ServiceUnavailable("x")), "timeout"),
])
def test_googles_older_libraries(error, result):
    assert result_of(error) == result


@pytest.mark.parametrize("status, code, message, result", [
    (400, "ValidationException", "Output blocked by content filtering policy", "content_policy"),
    (400, "ValidationException", "The generated text has been blocked by our content filters.", "content_policy"),
    (400, "ValidationException", "max_tokens: must be positive", "error"),
    (429, "ThrottlingException", "Too many tokens", "rate_limited"),
    (400, "ServiceQuotaExceededException", "x", "rate_limited"), (408, "ModelTimeoutException", "x", "timeout"),
    (429, "ModelNotReadyException", "x", "error"), (424, "ModelErrorException", "x", "error"),
    (503, "ServiceUnavailableException", "x", "error"),
])
def test_bedrock(server, status, code, message, result):
    server.says(status, {"message": message}, {"x-amzn-errortype": code})
    assert result_of(raised_by(lambda: bedrock(server).converse(modelId="m", messages=[]))) == result


def test_bedrocks_own_limit_of_time(server):
    server.says(200, {}, delay=0.5)
    error = raised_by(lambda: bedrock(server, read_timeout=0.1).converse(modelId="m", messages=[]))
    assert result_of(error) == "timeout"


def bedrock(server, **options):
    return botocore.session.Session().create_client(
        "bedrock-runtime", region_name="us-east-1", endpoint_url=server.url, aws_access_key_id="k",
        aws_secret_access_key="k", config=botocore.config.Config(retries={"total_max_attempts": 1}, **options))


@pytest.mark.parametrize("status, body, result", [
    (400, OPENAI_FILTER, "content_policy"), (400, OPENAI_FLAGGED, "content_policy"), (400, OPENAI_BAD, "error"),
    (429, OPENAI_LIMIT, "rate_limited"), (408, {}, "timeout"), (500, {}, "error"),
])
def test_litellm(server, status, body, result):
    server.says(status, body)
    assert result_of(raised_by(lambda: litellm_call(server))) == result


def test_litellms_own_limits(server):
    server.says(200, {}, delay=0.5)
    assert result_of(raised_by(lambda: litellm_call(server, timeout=0.1))) == "timeout"
    assert result_of(litellm.exceptions.GuardrailRaisedException("g", "x", blocked_content=True)) == "content_policy"
    assert result_of(litellm.exceptions.GuardrailRaisedException("g", "cannot be reached")) == "error"
    assert result_of(litellm.exceptions.BudgetExceededError(2, 1)) == "not_made"


def litellm_call(server, **options):
    return litellm.completion(
        "openai/m", api_base=server.url, api_key="k", messages=[{"role": "user", "content": "x"}], max_retries=0,
        **options)


STATUSES = [(429, "rate_limited"), (408, "timeout"), (504, "timeout"), (500, "error"), (404, "error")]


@pytest.mark.parametrize("status, result", STATUSES)
def test_httpx_requests_and_aiohttp(server, status, result):
    server.says(status, {})

    async def by_aiohttp():
        async with aiohttp.ClientSession(raise_for_status=True) as session, session.get(server.url):
            pass

    for call in (
        lambda: httpx.get(server.url).raise_for_status(), lambda: requests.get(server.url).raise_for_status(),
        lambda: asyncio.run(by_aiohttp()),
    ):
        assert result_of(raised_by(call)) == result


def test_limits_of_time_of_httpx_requests_and_aiohttp(server):
    server.says(200, {}, delay=0.5)

    async def by_aiohttp(**limits):
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(**limits)) as session, session.get(server.url):
            pass

    for call in (
        lambda: httpx.get(server.url, timeout=0.1), lambda: requests.get(server.url, timeout=0.1),
        lambda: asyncio.run(by_aiohttp(total=0.1)), lambda: asyncio.run(by_aiohttp(sock_read=0.1)),
    ):
        assert result_of(raised_by(call)) == "timeout"


def test_what_nobody_answers_is_an_error(server):
    closed = "http://127.0.0.1:1"

    async def by_aiohttp():
        async with aiohttp.ClientSession() as session, session.get(closed):
            pass

    for call in (lambda: httpx.get(closed), lambda: requests.get(closed), lambda: asyncio.run(by_aiohttp())):
        assert result_of(raised_by(call)) == "error"


def test_requests_that_gives_up_after_refusals_to_be_hurried(server):
    server.says(429, {})
    session = requests.Session()
    retries = requests.adapters.Retry(total=1, backoff_factor=0, status_forcelist=[429])
    session.mount("http://", requests.adapters.HTTPAdapter(max_retries=retries))
    assert result_of(raised_by(lambda: session.get(server.url))) == "rate_limited"


@pytest.fixture(scope="module")
def channel_address():
    """Aborts every call with the status that its method is named after."""

    class Handler(grpc.GenericRpcHandler):
        def service(self, details):
            code = grpc.StatusCode[details.method.rpartition("/")[2]]
            return grpc.unary_unary_rpc_method_handler(lambda request, context: context.abort(code, "x"))

    server = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
    server.add_generic_rpc_handlers((Handler(),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(None)


@pytest.mark.parametrize("code, result", [
    ("RESOURCE_EXHAUSTED", "rate_limited"), ("DEADLINE_EXCEEDED", "timeout"), ("CANCELLED", "cancelled"),
    ("UNAVAILABLE", "error"), ("INVALID_ARGUMENT", "error"),
])
def test_grpc(channel_address, code, result):
    def call(wrap=lambda method: method):
        with grpc.insecure_channel(channel_address) as channel:
            wrap(channel.unary_unary(f"/model/{code}"))(b"")

    async def acall():
        async with grpc.aio.insecure_channel(channel_address) as channel:
            await channel.unary_unary(f"/model/{code}")(b"")

    for way in (call, lambda: call(google.api_core.grpc_helpers.wrap_errors), lambda: asyncio.run(acall())):
        assert result_of(raised_by(way)) == result


def test_what_a_service_wraps_is_what_it_was_raised_from(server):
    class Unavailable(Exception):
        pass

    def call():
        try:
            httpx.get(server.url, timeout=0.1)
        except httpx.HTTPError as error:
            raise Unavailable from error

    server.says(200, {}, delay=0.5)
    assert result_of(raised_by(call)) == "timeout"
    endless = Unavailable()
    endless.__cause__ = endless
    assert result_of(endless) == "error"


def test_none_of_these_libraries_is_imported_by_the_client():
    names = "aiohttp anthropic botocore google grpc httpcore httpx litellm openai requests urllib3"
    script = f"import sys, flagpost; print([name for name in '{names}'.split() if name in sys.modules])"
    imported = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert imported.stdout == "[]\n"
