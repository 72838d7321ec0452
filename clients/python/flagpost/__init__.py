"""Which model, prompt and parameters to use, decided on this host.

    def ask(attempt, *, timeout):  # calls the model that the attempt names
        reply = provider.create(model=attempt.model, timeout=timeout, **attempt.params)
        attempt.usage(input_tokens=reply.usage.input_tokens, output_tokens=reply.usage.output_tokens)
        return reply.text

    flags = flagpost.Client()
    answer = flags.run("support-chat", ask, unit=session_id, plan="pro", default={"static": "..."})
    answer.value  # what a model said; its fallback's text; or, with the feature off, what is planned for that

Who calls without `run` asks first whether a model is to be called:

    route = flags.route("support-chat", unit=session_id, plan="pro", default={"static": "..."})
    if route.ai:
        with route.attempt() as call:
            reply = provider.create(model=route.model, **route.params)
            call.usage(input_tokens=reply.usage.input_tokens, output_tokens=reply.usage.output_tokens)
        text = reply.text
    else:
        text = route.static
"""

from ._binding import Route
from .answer import Answer
from .astreaming import AsyncStream
from .attempt import Attempt
from .call import Call
from .client import Client
from .evaluation import Evaluation
from .outcome import NotMade, Refused
from .prompt import MissingVariable, Prompt
from .read_only import ReadOnlyDict
from .streaming import Stream

__version__ = "0.1.0"

__all__ = [
    "Answer", "AsyncStream", "Attempt", "Call", "Client", "Evaluation", "MissingVariable", "NotMade", "Prompt",
    "ReadOnlyDict", "Refused", "Route", "Stream"]
