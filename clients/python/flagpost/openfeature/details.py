"""What an evaluation tells beside its value, in flag metadata."""

from __future__ import annotations

from typing import Final

from ..evaluation import Evaluation

TOKEN: Final = "flagpost.token"
# What OpenFeature's telemetry reads, and reports as `feature_flag.version`.
_VERSION: Final = "version"


def metadata_of(found: Evaluation) -> dict[str, bool | int | float | str]:
    """What the flag says of itself, as far as OpenFeature has types for it, and the decision's own under `flagpost.`. The
    revision is the version, too, of a flag that names none itself."""
    metadata: dict[str, bool | int | float | str] = {
        name: value for name, value in found.metadata.items() if isinstance(value, (bool, int, float, str))}
    if found.decision:
        metadata["flagpost.decision"] = found.decision
        metadata["flagpost.revision"] = found.revision
        metadata[TOKEN] = found.token
    if found.revision:
        metadata.setdefault(_VERSION, str(found.revision))
    if found.age is not None:
        metadata["flagpost.age"] = found.age
    if found.cause is not None:
        metadata["flagpost.cause"] = found.cause
    return metadata
