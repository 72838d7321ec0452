"""pytest's fixture `flags`, which it finds wherever the package is installed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .flags import Flags


@pytest.fixture
def flags() -> Iterator[Flags]:
    """Flags whose decisions the test sets by hand: no agent and no library is needed."""
    flags = Flags()
    yield flags
    flags.close()
