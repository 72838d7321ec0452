"""Builds the wheel (PEP 517) from what clients/build-library.sh and build.sh made: the package, the extension and
libflagpost.so.1. It needs nothing but Python 3.11, and compiles nothing itself.

Where the wheel has the extension it is for CPython 3.10 and later; `flagpost.binding=ctypes` as a setting leaves it out,
and the wheel is for any Python 3.
"""

from __future__ import annotations

import base64
import hashlib
import pathlib
import platform
import tomllib
import zipfile

_FOLDER = pathlib.Path(__file__).resolve().parent
_LICENSE = _FOLDER.parents[1] / "LICENSE"
_EXTENSION = "_native.abi3.so"
# Both libraries need nothing newer; build-library.sh and build.sh check it.
_PLATFORM = f"manylinux_2_28_{platform.machine()}"


def build_wheel(
    wheel_directory: str, config_settings: dict[str, str] | None = None, metadata_directory: str | None = None,
) -> str:
    is_native = (config_settings or {}).get("flagpost.binding") != "ctypes"
    project = tomllib.loads((_FOLDER / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tag = f"cp310-abi3-{_PLATFORM}" if is_native else f"py3-none-{_PLATFORM}"
    stem = f"{project['name']}-{project['version']}"
    files = {f"flagpost/{name}": content for name, content in _package(is_native).items()}
    about = f"{stem}.dist-info"
    files[f"{about}/METADATA"] = _metadata(project).encode()
    files[f"{about}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: flagpost\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
    files[f"{about}/entry_points.txt"] = _entry_points(project).encode()
    files[f"{about}/licenses/LICENSE"] = _LICENSE.read_bytes()
    record = "".join(f"{name},{_digest(content)},{len(content)}\n" for name, content in files.items())
    files[f"{about}/RECORD"] = (record + f"{about}/RECORD,,\n").encode()
    wheel = f"{stem}-{tag}.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # The same bytes, whenever they are built.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr, entry.compress_type = 0o100644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return wheel


def _package(is_native: bool) -> dict[str, bytes]:
    package = _FOLDER / "flagpost"
    kept = {".py", ".pyi", ".typed", ".so", ".1"}
    found = {
        str(path.relative_to(package)): path.read_bytes() for path in sorted(package.rglob("*"))
        if path.is_file() and (path.suffix in kept or path.name == "py.typed") and (is_native or path.name != _EXTENSION)}
    for needed in ["libflagpost.so.1"] + [_EXTENSION] * is_native:
        if needed not in found:
            raise FileNotFoundError(f"{package / needed}: run clients/build-library.sh, then clients/python/build.sh")
    return found


def _metadata(project: dict) -> str:
    lines = [
        "Metadata-Version: 2.4", f"Name: {project['name']}", f"Version: {project['version']}",
        f"Summary: {project['description']}", f"Requires-Python: {project['requires-python']}",
        f"License-Expression: {project['license']}", "License-File: LICENSE",
        "Description-Content-Type: text/markdown"]
    lines += [f"Classifier: {classifier}" for classifier in project["classifiers"]]
    for extra, requirements in project["optional-dependencies"].items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f'Requires-Dist: {requirement}; extra == "{extra}"' for requirement in requirements]
    return "\n".join(lines) + "\n\n" + (_FOLDER / project["readme"]).read_text(encoding="utf-8")


def _entry_points(project: dict) -> str:
    groups = project["entry-points"].items()
    return "\n".join(f"[{group}]\n" + "".join(f"{name} = {place}\n" for name, place in named.items())
                     for group, named in groups)


def _digest(content: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
