"""Everyone who evaluates the one flag: Flagpost, the floors, and products from PyPI (requirements.txt)."""

from .eppo import Eppo
from .flagd import Flagd
from .floors import Bare, ByHand
from .launchdarkly import LaunchDarkly
from .ours import Feature, Flag

FLOORS = (ByHand, Bare)
OURS = (Feature, Flag)
PEERS = (Eppo, LaunchDarkly, Flagd)
