"""Stands between a client and a Redis, and does to replies what nobody wants: cuts, forges, delays them."""

import contextlib
import itertools
import socket
import threading
import time

# What no server says: a count beyond all memory, a string that never comes, nesting, an endless line, another protocol.
HOSTILE = (
    b"*1000000000\r\n", b"$536870912\r\nxxxx", b"*1\r\n" * 100, b"+" + b"x" * 100_000, b"HTTP/1.1 200 OK\r\n\r\n",
    b"\x00\xff\x00", b"-ERR \r\n", b"*-1\r\n", b"$-1\r\n", b":99999999999999999999\r\n",
)


class Connection:
    def __init__(self, number, client, server):
        self.number = number
        self.client = client
        self.server = server
        self.passed = 0

    def send(self, data):
        self.client.sendall(data)
        self.passed += len(data)

    def close(self):
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class FaultyProxy:
    """`treat(connection, data)` passes on what the server sent; an OSError in it closes the connection."""

    def __init__(self, path, upstream):
        self.path = path
        self.location = f"redis+unix://{path}"
        self.upstream = upstream
        self.treat = through
        self.connections = []
        self.numbers = itertools.count()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(64)
        self.threads = [threading.Thread(target=self._accept)]
        self.threads[0].start()

    def drop(self):
        for connection in list(self.connections):
            connection.close()

    def remove(self):
        # Closing alone would not wake whoever accepts.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.drop()
        for thread in self.threads:
            thread.join()
        self.listener.close()
        for connection in self.connections:
            connection.client.close()
            connection.server.close()

    def _accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            with contextlib.suppress(OSError):
                server.connect(str(self.upstream))
            connection = Connection(next(self.numbers), client, server)
            self.connections.append(connection)
            for run in (self._requests, self._replies):
                self.threads.append(threading.Thread(target=run, args=(connection,)))
                self.threads[-1].start()

    def _requests(self, connection):
        with contextlib.suppress(OSError):
            while data := connection.client.recv(65_536):
                connection.server.sendall(data)
        connection.close()

    def _replies(self, connection):
        with contextlib.suppress(OSError):
            while data := connection.server.recv(65_536):
                self.treat(connection, data)
        connection.close()


def through(connection, data):
    connection.send(data)


def cut(connection, data):
    """After one byte more with every connection."""
    left = connection.number % 400 - connection.passed
    connection.send(data[:left])
    if left <= len(data):
        raise OSError("cut")


def forge(connection, data):
    connection.send(HOSTILE[connection.number % len(HOSTILE)])


def byte_by_byte(connection, data):
    for byte in data:
        connection.send(bytes([byte]))
        time.sleep(0.0002)


def too_slowly(connection, data):
    for byte in data:
        connection.send(bytes([byte]))
        time.sleep(0.3)
