"""The client and its readers, freed in the right order."""

from __future__ import annotations

import ctypes
import threading

from .library import NO_MEMORY, OK, library


class OpenClient:
    """An open directory. It lives as long as one of its readers."""

    def __init__(self, directory: str) -> None:
        self.handle: ctypes.c_void_p | None = None
        handle = ctypes.c_void_p()
        self.status: int = library.flagpost_open(directory.encode(), None, ctypes.byref(handle))
        if self.status == OK:
            self.handle = handle

    def __del__(self) -> None:
        if self.handle is not None:
            library.flagpost_close(self.handle)


class Reader:
    """Used by the thread that made it: ctypes lets others run during a call."""

    def __init__(self, client: OpenClient) -> None:
        self.client = client
        self.status = client.status
        self.handle: int | None = None if client.handle is None else library.flagpost_reader_new(client.handle)
        if self.status == OK and self.handle is None:
            self.status = NO_MEMORY

    def __del__(self) -> None:
        if self.handle is not None:
            library.flagpost_reader_free(self.handle)


class Readers(threading.local):
    """One for each thread."""

    def __init__(self, client: OpenClient) -> None:
        self.reader = Reader(client)
