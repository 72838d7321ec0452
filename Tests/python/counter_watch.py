"""What a scraper sees of counters: each may only grow, or begin again at 0."""

import re
import threading

SAMPLE = re.compile(r"(flagpost_\w+(?:\{.*\})?) (\S+)$")
# The sum of scores may fall: they may be negative.
GROWING = re.compile(r"flagpost_\w+(_total|_bucket|_count|(?<!score)_sum)(\{|$)")


def counters(host):
    """All samples that may only grow, by name and labels."""
    status, text = host.request("GET", "/metrics")
    assert status == 200
    found = {}
    for line in text.decode().splitlines():
        sample = SAMPLE.match(line)
        if sample and GROWING.match(sample[1]):
            found[sample[1]] = float(sample[2])
    return found


class CounterWatch:
    """Scrapes as often as it can while the agent comes and goes."""

    def __init__(self, host):
        self.host = host
        self.seen = {}
        self.falls = []
        self.scrapes = 0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        while not self.is_over.wait(0.02):
            try:
                found = counters(self.host)
            except (OSError, AssertionError):
                continue
            self.scrapes += 1
            for name, value in found.items():
                before = self.seen.get(name, 0)
                if value < before and value != 0:
                    self.falls.append((self.scrapes, name, before, value))
            self.seen |= found

    def finish(self):
        self.is_over.set()
        self.thread.join()
        return self.falls
