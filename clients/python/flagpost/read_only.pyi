from collections.abc import Iterator, Mapping
from typing import Any, Final

class ReadOnlyDict(Mapping[str, Any]):
    """A dictionary to `json.dumps` and whoever else reads it, which refuses to be changed: to a type checker a mapping."""

    def __init__(self, values: Mapping[str, Any] = ..., /) -> None: ...
    def __getitem__(self, name: str, /) -> Any: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...
    def to_dict(self) -> dict[str, Any]:
        """A copy that may be changed, of nothing but dictionaries, lists and scalars."""

NOTHING: Final[ReadOnlyDict]

def freeze(value: Any) -> Any:
    """The same JSON, read-only."""

def object_of(value: Any) -> ReadOnlyDict | None:
    """The value read-only, where it is an object: a caller's default may be one that is not."""

def thaw(value: Any) -> Any:
    """A copy of JSON that may be changed, of nothing but dictionaries, lists and scalars."""
