"""Which model, prompt and parameters to use, decided on this host.

    flags = flagpost.Client()
    route = flags.route("support-chat", unit=session_id, plan="pro", default={"static": "..."})
    with route.attempt() as call:
        reply = ask(model=route.model, **route.params)
        call.usage(input_tokens=reply.usage.input_tokens, output_tokens=reply.usage.output_tokens)
"""

from ._native import Route
from .call import Call
from .client import Client
from .variant import Prompt

__all__ = ["Call", "Client", "Prompt", "Route"]
