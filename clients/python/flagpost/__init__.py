"""Which model, prompt and parameters to use, decided on this host.

    flags = flagpost.Client()
    route = flags.route("support-chat", unit=session_id, plan="pro", default={"static": "..."})
    with route.attempt() as call:
        reply = ask(model=route.model, **route.params)
        call.usage(input_tokens=reply.usage.input_tokens, output_tokens=reply.usage.output_tokens)
"""

from ._binding import Route
from .answer import Answer
from .astreaming import AsyncStream
from .attempt import Attempt
from .call import Call
from .client import Client
from .evaluation import Evaluation
from .prompt import MissingVariable, Prompt
from .streaming import Stream

__all__ = [
    "Answer", "AsyncStream", "Attempt", "Call", "Client", "Evaluation", "MissingVariable", "Prompt", "Route", "Stream"]
