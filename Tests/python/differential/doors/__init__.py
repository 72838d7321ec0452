"""Every way to ask for a flag, with one kind of answer."""

from .answer import Answer, Question
from .flagd import FlagdCoreDoor, FlagdProviderDoor
from .library import LibraryDoor
from .ofrep import OFREPDoor
from .process import ProcessDoor
from .python import ClientDoor, ProviderDoor

__all__ = [
    "Answer", "FlagdCoreDoor", "FlagdProviderDoor", "LibraryDoor", "OFREPDoor", "ProcessDoor", "ProviderDoor",
    "Question", "ClientDoor",
]  # fmt: skip
