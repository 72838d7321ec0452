"""A web service for gunicorn (`wsgi`) and uvicorn (`asgi`), whose requests call a model that is slow.

`/brief` answers at once, `/slow` after a minute, and `/left` leaves a call of a minute on a thread. `asgi` closes its
client when its lifespan ends, as the client's page says for uvicorn. Run as a program it starts uvicorn itself, with the
client made before.
"""

import asyncio
import os
import sys
import threading
import time

import flagpost

flags = flagpost.Client()


def call(attempt, *, timeout):
    time.sleep(60)


async def acall(attempt, *, timeout):
    await asyncio.sleep(60)


def leave():
    threading.Thread(target=flags.run, args=("chat", call), kwargs={"unit": "u"}, daemon=True).start()
    time.sleep(0.1)


def wsgi(environment, start):
    path = environment["PATH_INFO"]
    if path == "/slow":
        flags.run("chat", call, unit="u")
    elif path == "/left":
        leave()
    else:
        flags.run("chat", lambda attempt, timeout: "fine", unit="u")
    start("200 OK", [])
    return [str(os.getpid()).encode()]


async def asgi(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                flags.close()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    if scope["path"] == "/slow":
        await flags.arun("chat", acall, unit="u")
    elif scope["path"] == "/left":
        leave()
    else:
        await flags.arun("chat", lambda attempt, timeout: "fine", unit="u")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(os.getpid()).encode()})


async def bare(scope, receive, send):
    """Without a lifespan."""
    assert scope["type"] == "http"
    await asgi(scope, receive, send)


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(bare, uds=sys.argv[1], log_level="error", timeout_graceful_shutdown=1)
