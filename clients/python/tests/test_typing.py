"""The package is typed, and so are its users."""

import pathlib
import subprocess
import sys

import pytest

FOLDER = pathlib.Path(__file__).resolve().parents[1]

USER = '''
import asyncio
from collections.abc import AsyncIterator, Iterator

import flagpost
from flagpost.openfeature import DecisionHook, FlagpostProvider
from flagpost.testing import Flags
from openfeature import api
from openfeature.provider import FeatureProvider

flags = flagpost.Client()
provider: FeatureProvider = FlagpostProvider(flags, stale_after=10)
api.set_provider(provider)
api.add_hooks([DecisionHook()])


def ask(attempt: flagpost.Attempt, *, timeout: float | None) -> str:
    attempt.usage(output_tokens=1)
    return attempt.prompt.render(name="x") + attempt.model


def tokens(attempt: flagpost.Attempt, *, timeout: float | None) -> Iterator[bytes]:
    yield b""


async def aask(attempt: flagpost.Attempt, *, timeout: float | None) -> int:
    return 1


async def atokens(attempt: flagpost.Attempt, *, timeout: float | None) -> AsyncIterator[str]:
    yield ""


async def main() -> None:
    reveal_type((await flags.arun("a", aask)).value)
    async for text in flags.astream("a", atokens):
        reveal_type(text)


reveal_type(flags.value("a", True))
reveal_type(flags.value("a", 1.5, unit="u", plan="pro"))
reveal_type(flags.run("a", ask, unit="u").value)
for chunk in flags.stream("a", tokens):
    reveal_type(chunk)
route = flags.route("a", unit="u", default={"static": ""})
flags.feedback(route, "copy")
flags.score(route.token, "tone", 1)
flags.report(route, "ok")
asyncio.run(main())


def serve(flags: flagpost.Client) -> None:
    reveal_type(flags.route("a", unit=5, attributes={"unit": "kg"}).params.to_dict())


double = Flags()
double.kill("a", static="x")
serve(double)
'''
REVEALED = ["int | Any", "str", "bool", "float", "str | Any", "bytes", "dict[str, Any]"]


MISTAKES = """\
import flagpost
flags = flagpost.Client()
route = flags.route('a')
flags.run('a', lambda: 1)
flags.report(route, 'fine')
flags.feedback(5, 'copy')
flags.value('a', 1).upper()
route.value = 1
route.prompt.render('x')
route.params['x'] = 1
flags.route('a', unit=b'u')
"""


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    cache = tmp_path_factory.mktemp("mypy")

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={cache}", *arguments], cwd=FOLDER,
            capture_output=True, text=True)

    return run


def test_the_package_is_strictly_typed(check):
    checked = check("flagpost")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_what_users_write_is_typed(check, tmp_path):
    user = tmp_path / "user.py"
    user.write_text(USER)
    checked = check(user)
    revealed = [line.split('"')[1] for line in checked.stdout.splitlines() if "Revealed type" in line]
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert [text.replace("builtins.", "").replace("Union[int, Any]", "int | Any") for text in revealed] == REVEALED


def test_mistakes_are_found(check, tmp_path):
    user = tmp_path / "user.py"
    user.write_text(MISTAKES)
    lines = {int(line.split(":")[1]) for line in check(user).stdout.splitlines() if ": error:" in line}
    assert lines == set(range(4, 12))
