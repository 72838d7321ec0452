"""The feature of these tests, and calls of it."""

from waiting import until

FEATURE = """
kind: feature
key: {key}
owner: tests
variants:
  stable: {{model: {model}, fallback: [{{static: "Please try again."}}]}}
  canary: {{extends: stable, model: model-2}}
  handoff: {{static: "Someone will call you."}}
onKill: handoff
baseline: stable
route:
  - when: {{side: [canary]}}
    serve: canary
  - split: {{stable: 100%}}
guards:
  - {{name: errors, when: "error_rate > 5% over 1m", do: kill}}
"""

# What a host serves: variant and cause.
STABLE = ("stable", None)
CANARY = ("canary", None)
WITHDRAWN = ("stable", "WITHDRAWN")
TRIPPED = ("stable", "TRIPPED")
KILLED = ("handoff", "KILLED")


def feature(key="chat", model="model-1"):
    return FEATURE.format(key=key, model=model)


def publish(host, *keys):
    """Applies features of these names and waits until services read them."""
    for key in keys:
        host.apply(feature(key))
        until(lambda: host.serves(key) == STABLE)


def failures(count, feature="chat", variant="canary"):
    """As many calls that failed, each of another user's."""
    return [
        {"feature": feature, "variant": variant, "unit": f"user-{index}", "result": "error"}
        for index in range(count)
    ]
