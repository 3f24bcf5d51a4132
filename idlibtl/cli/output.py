"""Where output goes: results to standard output, all else to standard error; terminals, pipes and files."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from idlibtl.atomic import replacing
from idlibtl.safe_text import visible

if TYPE_CHECKING:
    from rich.console import Console


def say(message: str) -> None:
    """One line on standard error, whatever the names and texts in it hold."""
    print(visible(message), file=sys.stderr)


def is_terminal() -> bool:
    """Whether standard output is a terminal that can do more than print lines."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def plain_output() -> TextIO:
    """Standard output for lines of text; what its encoding can't hold is replaced."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return sys.stdout


def console() -> Console:
    """Standard output as rich draws on it; nothing in the text is taken for markup."""
    from rich.console import Console

    plain_output()
    return Console(highlight=False, emoji=False, markup=False)


@contextmanager
def result_stream(output: str | None) -> Iterator[TextIO]:
    """UTF-8 with line ends as written, to standard output or, atomically, to a file. Raises OSError."""
    if output is None or output == "-":
        standard = io.TextIOWrapper(cast(io.BytesIO, sys.stdout.buffer), encoding="utf-8", newline="")
        yield standard
        standard.flush()
        standard.detach()
    elif Path(output).exists() and not Path(output).is_file():  # a pipe or a device can't be replaced
        with _opened(Path(output)) as stream:
            yield stream
    else:
        with replacing(Path(output)) as temporary, _opened(temporary) as stream:
            yield stream


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")


def counted(number: int, thing: str) -> str:
    """``1 entry``, ``2 entries``."""
    if number == 1:
        return f"1 {thing}"
    return f"{number} {thing[:-1]}ies" if thing.endswith("y") else f"{number} {thing}s"


def linked(path: str, line: int) -> str:
    """The address of a line of a file, for a terminal's hyperlink."""
    try:
        address = Path(path).absolute().as_uri()
    except UnicodeEncodeError:  # no file can have such a name
        address = Path(visible(path)).absolute().as_uri()
    return f"{address}#L{line}"
