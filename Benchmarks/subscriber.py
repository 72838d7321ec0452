"""The floor's reading process: writes down when a message comes in. Usage: subscriber.py SOCKET CHANNEL"""

from __future__ import annotations

import sys
import time

import redis


def main() -> None:
    path, channel = sys.argv[1:]
    with redis.Redis(unix_socket_path=path).pubsub() as pubsub:
        pubsub.subscribe(channel)
        for message in pubsub.listen():
            print(time.monotonic_ns(), message["type"], flush=True)


if __name__ == "__main__":
    main()
