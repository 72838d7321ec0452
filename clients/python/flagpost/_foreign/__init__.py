"""What the extension does, over ctypes: slower by a factor of ten or more, and the same in everything else."""

from .client import Client
from .route import Route

__all__ = ["Client", "Route"]
