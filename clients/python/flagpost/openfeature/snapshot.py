"""What a snapshot holds, flag by flag, as far as it takes to see which of them differ from another snapshot's.

docs/formats.md has the layout. A record holds no offset from outside itself: where its bytes are the same, so is the flag.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct

_MAGIC, _LAYOUT = b"FLAGSNAP", 3
_HEADER = struct.Struct("<8sI4xQQ32xIII")
_SLOT = struct.Struct("<QII")
_KEY = struct.Struct("<8xII")


def digests(directory: str, generation: int) -> dict[str, bytes] | None:
    """Of each flag by its key. None where the snapshot is gone, or is not one that is understood here."""
    try:
        with open(os.path.join(directory, f"snapshot.{generation}"), "rb") as file:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped, memoryview(mapped) as view:
                return _read(view, generation)
    except (OSError, ValueError, struct.error):
        return None


def _read(view: memoryview, generation: int) -> dict[str, bytes]:
    magic, layout, of, length, _, slot_bits, index = _HEADER.unpack_from(view)
    if (magic, layout, of, length) != (_MAGIC, _LAYOUT, generation, len(view)):
        raise ValueError("another layout")
    if slot_bits > 32:
        raise ValueError("more slots than there can be")
    found = {}
    with _part(view, index, _SLOT.size << slot_bits) as slots:
        for name, start, size in _SLOT.iter_unpack(slots):
            if name == 0:
                continue
            with _part(view, start, size) as record:
                with _part(record, *_KEY.unpack_from(record)) as key:
                    found[bytes(key).decode()] = hashlib.blake2b(record, digest_size=16).digest()
    return found


def _part(view: memoryview, start: int, size: int) -> memoryview:
    if start + size > len(view):
        raise ValueError("it lies outside")
    return view[start:start + size]
