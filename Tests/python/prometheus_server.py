"""A real Prometheus of one's own, on a private port, with the rules of examples/prometheus."""

import json
import pathlib
import re
import subprocess
import urllib.parse
import urllib.request

from redis_server import free_port
from waiting import until

REPOSITORY = pathlib.Path(__file__).parents[2]
RULES = REPOSITORY / "examples" / "prometheus" / "flagpost-rules.yaml"
# How long a state has to last, made short: what stands for minutes in the file stands for a second here.
SHORTER = [(r"^(\s+)for: \d+\w$", r"\1for: 1s"), (r"(last_sync_timestamp_seconds) > 60$", r"\1 > 3")]
CONFIGURATION = """
global: {{scrape_interval: {interval}s, scrape_timeout: {interval}s, evaluation_interval: 1s}}
rule_files: [{folder}/rules.yaml]
scrape_configs:
  - job_name: flagpost
    static_configs:
{targets}
"""
TARGET = '      - {{targets: ["{address}"], labels: {{namespace: test}}}}'


class Prometheus:
    """`targets` are addresses; `interval` is how often they are scraped, in whole seconds. `patient`: with the rules'
    own times."""

    def __init__(self, folder, *targets, interval=1, patient=False):
        folder.mkdir()
        self.folder = folder
        self.address = f"127.0.0.1:{free_port()}"
        rules = RULES.read_text()
        for pattern, replacement in [] if patient else SHORTER:
            rules, count = re.subn(pattern, replacement, rules, flags=re.M)
            assert count > 0, pattern
        (folder / "rules.yaml").write_text(rules)
        (folder / "prometheus.yaml").write_text(
            CONFIGURATION.format(
                interval=interval, folder=folder, targets="\n".join(TARGET.format(address=it) for it in targets))
        )  # fmt: skip
        self.process = None

    def start(self):
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                ["prometheus", f"--config.file={self.folder}/prometheus.yaml", f"--web.listen-address={self.address}",
                 f"--storage.tsdb.path={self.folder}/data"],
                stdout=log, stderr=log,
            )  # fmt: skip
        until(self.is_ready, within=30)
        return self

    def is_ready(self):
        assert self.process.poll() is None, (self.folder / "log").read_text()
        try:
            with urllib.request.urlopen(f"http://{self.address}/-/ready", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def ask(self, path, **parameters):
        url = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return json.load(answer)["data"]

    def values(self, query):
        """The values that the query comes to now, of every series."""
        return [float(series["value"][1]) for series in self.ask("query", query=query)["result"]]

    def samples(self, selector, over="10m"):
        """All samples of the series in the order of time, of each series."""
        found = self.ask("query", query=f"{selector}[{over}]")["result"]
        return [[float(value) for _, value in series["values"]] for series in found]

    @property
    def firing(self):
        """Names of the alerts that fire."""
        return {alert["labels"]["alertname"] for alert in self.ask("alerts")["alerts"] if alert["state"] == "firing"}

    @property
    def rules(self):
        return [rule for group in self.ask("rules")["groups"] for rule in group["rules"]]

    def remove(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
