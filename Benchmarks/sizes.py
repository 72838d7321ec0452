"""What is shipped: sizes, and what must be on a host for it to run."""

from __future__ import annotations

import pathlib
import subprocess

from figures import figure, heading
from loop import ROOT


def measure(flagpost: pathlib.Path) -> None:
    heading("what is shipped")
    for file in (flagpost, ROOT / ".build-client" / "lib" / "libflagpost.so.1"):
        figure(file.name, f"{file.stat().st_size:,} bytes")
        linkage = subprocess.run(["ldd", str(file)], text=True, stdout=subprocess.PIPE, check=False).stdout
        libraries = sorted(line.split()[0] for line in linkage.splitlines() if "=>" in line)
        figure("  needs", ", ".join(libraries) or "nothing")
