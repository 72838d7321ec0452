"""Names a decision where its route is not at hand: feedback often comes with another request, to another process."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from .checks import BadArgument

_LENGTH = 40


def token_of(reference: bytes | None) -> str:
    """Letters, digits, `-` and `_`; empty where nothing was decided."""
    return "" if reference is None else base64.urlsafe_b64encode(reference).rstrip(b"=").decode()


def reference_of(token: Any) -> bytes | None:
    """None for an empty token. Raises BadArgument for what is none: it may have been in a browser."""
    if token == "":
        return None
    try:
        reference = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (TypeError, binascii.Error, ValueError):
        reference = b""
    if len(reference) != _LENGTH:
        raise BadArgument("route", "a route or a route's token", token)
    return reference
