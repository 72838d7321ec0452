"""Flagpost for OpenFeature: `pip install flagpost[openfeature]`.

    openfeature.api.set_provider(FlagpostProvider())
    openfeature.api.add_hooks([DecisionHook()])
"""

from .hook import DecisionHook
from .provider import FlagpostProvider

__all__ = ["DecisionHook", "FlagpostProvider"]
