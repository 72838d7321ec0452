"""Flags for unit tests, decided by hand: no agent, no library, nothing on disk.

    flags = flagpost.testing.Flags()
    flags.serve("support-chat", {"model": "large", "fallback": [{"static": "Please write to us."}]})
    flags.kill("support-chat", static="Please write to us.")

pytest has them as the fixture `flags` wherever the package is installed.
"""

from .flags import Flags
from .records import Asked, Judged, Reported

__all__ = ["Asked", "Flags", "Judged", "Reported"]
