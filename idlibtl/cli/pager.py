"""The user's pager, for what is longer than the screen.

Whose it is decides as git does it: $IDLIBTL_PAGER, $PAGER, else ``less -FRX``; an empty one, or ``cat``, is none. It is
started without a shell.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, TypeVar, cast

from idlibtl.cli.output import console, plain_output, reason, say

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")
_DEFAULT = "less -FRX"
# Pagers that pass colours on as they come; any other gets plain text. Of less it depends on its options.
_PASS_COLOURS = {"bat", "batcat", "delta", "lv", "moar", "moor", "nvimpager", "ov"}
# What rich writes; text of sources holds no escape that it could be taken for.
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")
_RAW = ("--raw-control-chars", "--RAW-CONTROL-CHARS")


class _Left(Exception):  # noqa: N818
    """The pager takes no more."""


def page(draw: Callable[[Console], T], wanted: bool = True) -> T | None:
    """Draw on the terminal, through the pager where what is drawn is longer than the screen.

    Drawing stops when the pager is left; the result is then None. A pager that can't be started, or ends with an error,
    is done without: ``draw`` is then called a second time.
    """
    words = pager_words() if wanted else []
    if not words:
        return draw(console())
    from rich.console import Console as RichConsole

    plain = console()
    pipe = _Pipe(words, plain.height - 1)
    through = RichConsole(
        file=cast(IO[str], pipe), width=plain.width, force_terminal=True, highlight=False, emoji=False, markup=False,
        legacy_windows=False,
    )  # fmt: skip
    result = None
    try:
        result = draw(through)
    except _Left:
        pass
    except KeyboardInterrupt:
        if not pipe.started:
            raise
        pipe.interrupted = True  # it was the pager's too, and that is still there
    finally:
        pipe.finish()
    return draw(plain) if pipe.failed else result


def pager_words() -> list[str]:
    """The pager's command; none where the user wants none or has written it so that it can't be read."""
    command = next((os.environ[name] for name in ("IDLIBTL_PAGER", "PAGER") if name in os.environ), _DEFAULT)
    try:
        words = shlex.split(command)
    except ValueError as error:
        say(f"the pager {command!r} can't be read ({error}); see IDLIBTL_PAGER and PAGER")
        return []
    return [] if words == ["cat"] else words


def shows_colours(words: list[str], less: str) -> bool:
    """Whether a pager passes colours and links on; ``less`` holds the options that less takes from its environment."""
    name = PurePath(words[0]).stem
    if name != "less":
        return name in _PASS_COLOURS
    options = [word for word in words[1:] if word.startswith("-")] + less.split()
    return any(
        option in _RAW if option.startswith("--") else bool({"r", "R"} & set(option.split("=")[0]))
        for option in options
    )


class _Pipe(io.TextIOBase):
    """Holds what is written until it is more than a screen; then starts the pager and passes all on to it."""

    def __init__(self, words: list[str], lines: int) -> None:
        self._words = words
        self._room = lines
        self._held: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._environment = {"LESS": "FRX", "LV": "-c"} | os.environ
        self._coloured = shows_colours(words, self._environment["LESS"])
        self.started = self.failed = self.interrupted = False

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return plain_output().encoding

    def write(self, text: str) -> int:
        if self.started:
            self._send(text)
            return len(text)
        self._held.append(text)
        self._room -= text.count("\n")
        if self._room < 0:
            self._start()
        return len(text)

    def _start(self) -> None:
        held, self._held = "".join(self._held), []
        self.started = True
        try:
            self._process = subprocess.Popen(self._words, stdin=subprocess.PIPE, env=self._environment)
        except OSError as error:
            if shlex.join(self._words) != _DEFAULT:  # less need not be there
                say(f"cannot start the pager {self._words[0]}: {reason(error)}")
            self.failed = True
            raise _Left from None
        self._send(held)

    def _send(self, text: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        text = text if self._coloured else _ESCAPE.sub("", text)
        try:
            self._process.stdin.write(text.encode(self.encoding, "replace"))
        except OSError:
            raise _Left from None

    def finish(self) -> None:
        """Wait until the pager is left; what never was a screenful is written as it is."""
        if self._process is None:
            plain_output().write("".join(self._held))
            return
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        status = None
        while status is None:
            try:
                status = self._process.wait()
            except KeyboardInterrupt:
                self.interrupted = True
        self.failed = status > 0 and not self.interrupted
