"""Waiting for what happens in another process."""

import time


def until(condition, within=10, every=0.05):
    """Asks again and again until the answer is true, and returns it; fails with the last answer after `within` s."""
    deadline = time.monotonic() + within
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within} s; the last answer was {answer!r}")
        time.sleep(every)


def throughout(condition, seconds, every=0.2):
    """Fails as soon as the answer is false; asks for so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = condition()
        assert answer, f"the answer became {answer!r}"
        time.sleep(every)


def until_equal(read, expected, within=10):
    """Reads until the value is the expected one."""
    deadline = time.monotonic() + within
    while (value := read()) != expected:
        assert time.monotonic() < deadline, f"not within {within} s: {value!r} is not {expected!r}"
        time.sleep(0.05)
