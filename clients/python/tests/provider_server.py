"""A provider of models that answers as it is told, for the libraries that speak to one."""

import http.server
import json
import threading
import time
from contextlib import contextmanager


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        status, body, headers, delay = self.server.answer
        time.sleep(delay)
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        try:
            self.send_response(status)
            for name, value in {"content-type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            pass  # who asked waits no more

    do_GET = do_POST = _answer

    def log_message(self, *arguments):
        pass


class ProviderServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.says(200, {})

    def handle_error(self, request, client_address):
        pass  # who asked is gone

    def says(self, status, body, headers=None, *, delay=0.0):
        """What every request is answered with."""
        self.answer = status, body, headers or {}, delay


@contextmanager
def provider_server():
    server = ProviderServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
