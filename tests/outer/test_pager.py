"""Long output and the user's pager, on a real terminal of our own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from idlibtl.cli.pager import pager_words, shows_colours

ROOT = Path(__file__).parents[2]
WHOLE = "The bridge of Belen reopens"  # in the last entry of the list
COLOUR = re.compile(r"\x1b\[[0-9;]+m")

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals on this system")


def on_terminal(*words: str, lines: int = 5, keys: bytes = b"", **environment: str) -> tuple[str, int]:
    """What `idlibtl show` sends to a terminal of so many lines, standard error too, and its exit status."""
    command = [sys.executable, "-m", "idlibtl", "show", *words]
    clean = {name: value for name, value in os.environ.items() if name not in ("PAGER", "LESS", "IDLIBTL_PAGER")}
    told = {"COLUMNS": "100", "LINES": str(lines), "TERM": "xterm", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**clean, **told, **environment},
        start_new_session=True,
    )
    os.close(theirs)
    os.write(ours, keys)
    read = b"".join(_chunks(ours))
    os.close(ours)
    return read.decode().replace("\r\n", "\n"), process.wait(timeout=60)


def _chunks(end: int) -> Iterator[bytes]:
    try:
        while chunk := os.read(end, 65536):
            yield chunk
    except OSError:  # how Linux says that nobody writes any more
        return


def pager(folder: Path, body: str, name: str = "mine") -> str:
    """The command of a pager that is a program of Python."""
    path = folder / f"{name}.py"
    path.write_text(f"import os, sys\n{body}\n", encoding="utf-8")
    return f"'{sys.executable}' '{path}'"


@pytest.fixture
def noting(tmp_path: Path) -> tuple[str, Path]:
    """A pager that writes what it gets, and what its environment says, to a file."""
    told = tmp_path / "told.txt"
    body = (
        f"open({str(told)!r}, 'w').write(os.environ.get('LESS', '') + '\\n' + sys.stdin.read());"
        " print('paged', *sys.argv[1:])"
    )
    return pager(tmp_path, body), told


@pytest.mark.usefixtures("db")
def test_what_is_longer_than_the_screen_is_paged(noting: tuple[str, Path]) -> None:
    command, told = noting
    text, status = on_terminal("--all", IDLIBTL_PAGER=f"{command} 'two words'", PAGER="nosuch")
    assert (text, status) == ("paged two words\n", 0)
    less, got = told.read_text(encoding="utf-8").split("\n", 1)
    assert less == "FRX"
    assert WHOLE in got
    assert "\x1b" not in got  # a pager that we don't know may not be able to


@pytest.mark.usefixtures("db")
def test_what_fits_is_not(noting: tuple[str, Path]) -> None:
    command, told = noting
    text, _ = on_terminal("--search", "bridge", lines=40, PAGER=command)
    assert WHOLE in text
    assert COLOUR.search(text)
    text, _ = on_terminal("--no-pager", PAGER=command)
    assert WHOLE in text
    for none in ("", "cat"):
        assert WHOLE in on_terminal(IDLIBTL_PAGER=none, PAGER=command)[0]
    assert not told.exists()


@pytest.mark.usefixtures("db")
def test_options_of_less_are_the_users(noting: tuple[str, Path]) -> None:
    command, told = noting
    on_terminal(PAGER=command, LESS="-i")
    assert told.read_text(encoding="utf-8").startswith("-i\n")


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("command", ["nosuch-pager", "'unclosed", "false", "/"])
def test_a_broken_pager_is_done_without(command: str) -> None:
    text, status = on_terminal("--all", PAGER=command)
    assert WHOLE in text
    assert text.count(WHOLE) == 1
    assert status == 0
    assert "Traceback" not in text


@pytest.mark.usefixtures("db")
def test_leaving_it_early_is_no_error(tmp_path: Path) -> None:
    text, status = on_terminal("--all", "-v", PAGER=pager(tmp_path, "print(sys.stdin.readline())"))
    assert status == 0
    assert "Traceback" not in text
    assert WHOLE not in text


@pytest.mark.usefixtures("db")
@pytest.mark.skipif(shutil.which("less") is None, reason="less isn't installed")
def test_colours_and_links_survive_in_less() -> None:
    text, status = on_terminal("--all", keys=b"Gq")
    assert status == 0
    assert COLOUR.search(text)
    plain, _ = on_terminal("--all", keys=b"Gq", NO_COLOR="1")
    assert not re.search(r"\x1b\[3[0-9]", plain)


@pytest.mark.usefixtures("db")
def test_the_histogram_goes_through_it_too(noting: tuple[str, Path]) -> None:
    command, told = noting
    assert on_terminal("--histogram", "--all", PAGER=command) == ("paged\n", 0)
    assert "Mar 2020" in told.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "less", "wanted"),
    [
        (["less"], "FRX", True),
        (["less"], "-F -R", True),
        (["less"], "-i", False),
        (["less", "-FRX"], "-i", True),
        (["/usr/bin/less", "--RAW-CONTROL-CHARS"], "", True),
        (["less", "+R"], "", False),
        (["more"], "FRX", False),
        (["bat", "-p"], "", True),
        (["nosuch"], "R", False),
    ],
)
def test_who_shows_colours(words: list[str], less: str, wanted: bool) -> None:
    assert shows_colours(words, less) is wanted


def test_whose_pager_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IDLIBTL_PAGER", "PAGER"):
        monkeypatch.delenv(name, raising=False)
    assert pager_words() == ["less", "-FRX"]
    monkeypatch.setenv("PAGER", "more -d; touch x")
    assert pager_words() == ["more", "-d;", "touch", "x"]
    monkeypatch.setenv("IDLIBTL_PAGER", "")
    assert pager_words() == []
