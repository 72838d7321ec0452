"""How the package reaches libflagpost: through the extension where there is one, else through ctypes.

FLAGPOST_BINDING=ctypes asks for the slower one by name.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

missing: str | None = None
"""Why there is neither; None: there is one."""

if TYPE_CHECKING:
    from ._native import Client, Route
else:
    try:
        if os.environ.get("FLAGPOST_BINDING") == "ctypes":
            raise ImportError
        from ._native import Client, Route
    except ImportError:
        try:
            from ._foreign import Client, Route
        except (ImportError, OSError) as error:
            from ._missing import Client, Route

            missing = str(error)

__all__ = ["Client", "Route", "missing"]
