"""Where neither the extension nor libflagpost.so.1 can be loaded: the package can be imported all the same, for
`flagpost.testing`. A client that decides cannot be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self


class Client:
    def __new__(cls, directory: str, /) -> Self:
        return super().__new__(cls)


class Route:
    """Of no client."""
