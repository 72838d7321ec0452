"""Rings as no client writes them, by docs/formats.md's table of the ring."""

import secrets
import struct

HEADER_SIZE = 4096
CELL_SIZE = 256
MAGIC = b"FLAGRING"


def ring(cells=16, head=0, *, magic=MAGIC, version=1, byte_order=0x01020304, cell_size=CELL_SIZE, body=b""):
    header = struct.pack("<8sIIIII", magic, version, byte_order, cells, cell_size, 1).ljust(64, b"\0")
    header += struct.pack("<Q", head)
    return header.ljust(HEADER_SIZE, b"\0") + body.ljust(min(cells, 65536) * CELL_SIZE, b"\0")


def published(sequence, content=b""):
    """A cell that says it is complete, whatever is in it."""
    return (struct.pack("<Q", sequence) + content).ljust(CELL_SIZE, b"\xff")[:CELL_SIZE]


def put(host, content):
    """Under a name as clients choose it."""
    path = host.directory / "rings" / secrets.token_hex(16)
    path.write_bytes(content)
    return path
