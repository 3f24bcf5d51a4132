"""Where output goes: results to standard output, all else to standard error; terminals, pipes and files."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast
from urllib.parse import quote

import typer

from idlibtl.address import is_web, on_disk
from idlibtl.atomic import replacing
from idlibtl.safe_text import visible

if TYPE_CHECKING:
    from rich.console import Console

_URL = "/:?=&%@+,;~!$#"  # what stays as it is in an address


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


def abandon_output() -> None:
    """Standard output can't be written to: whatever Python still wants to flush goes nowhere."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def reason(error: OSError) -> str:
    words = error.strerror or str(error)
    return words[:1].lower() + words[1:]


def refuse_inputs(output: str | None, inputs: Iterable[str], option: str = "--output") -> None:
    """What is written must not take the place of what it is made from."""
    local = (path for path in map(on_disk, inputs) if path is not None)
    if output is not None and os.path.realpath(output) in map(os.path.realpath, local):
        raise typer.BadParameter(f"{output} is what the output is made from", param_hint=option)


@contextmanager
def writing(output: str | None) -> Iterator[TextIO]:
    """``writing_bytes``, of text in UTF-8 with line ends as written."""
    with writing_bytes(output) as stream:
        text = io.TextIOWrapper(cast(io.BytesIO, stream), encoding="utf-8", newline="")
        try:
            yield text
            text.flush()
        finally:
            with suppress(OSError):  # it has been told of, or will be
                text.detach()


@contextmanager
def writing_bytes(output: str | None) -> Iterator[BinaryIO]:
    """``result_stream``; what can't be written ends the program with a message."""
    try:
        with result_stream(output) as stream:
            yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        if output is None or output == "-":
            abandon_output()
        say(f"cannot write {output or 'the output'}: {reason(error)}")
        raise typer.Exit(2) from None


@contextmanager
def result_stream(output: str | None) -> Iterator[BinaryIO]:
    """Bytes to standard output or, atomically, to a file. Raises OSError."""
    if output is None or output == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif Path(output).exists() and not Path(output).is_file():  # a pipe or a device can't be replaced
        with Path(output).open("wb") as stream:
            yield stream
    else:
        with replacing(Path(output)) as temporary, temporary.open("wb") as stream:
            yield stream


def counted(number: int, thing: str) -> str:
    """``1 entry``, ``2 entries``."""
    if number == 1:
        return f"1 {thing}"
    return f"{number} {thing[:-1]}ies" if thing.endswith("y") else f"{number} {thing}s"


def linked(path: str, line: int, page: int | None = None) -> str:
    """The address of a line of a file, or of its page, for a terminal's hyperlink.

    None for what only some program of its own reads. Line 0 is that of a source that the owner names: it may be no file
    at all.
    """
    if is_web(path):
        return quote(path, safe=_URL, errors="replace")
    here = on_disk(path)
    if here is None or not line:
        return ""
    if not os.path.lexists(here):  # in an archive, as likely as not: that can be opened
        here = next((str(parent) for parent in Path(here).parents if parent.is_file()), here)
    try:
        address = Path(here).absolute().as_uri()
    except UnicodeEncodeError:  # no file can have such a name
        address = Path(visible(here)).absolute().as_uri()
    return f"{address}#page={page}" if page is not None else f"{address}#L{line}"
