"""``idlibtl tag``: the temporal tagger by itself."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from idlibtl.address import is_url
from idlibtl.cli.build import AsRegister, known_register, told
from idlibtl.cli.completion import one_of
from idlibtl.cli.output import reason, refuse_inputs, say, writing
from idlibtl.model import Problem
from idlibtl.tag.formats import FORMATS, Writer
from idlibtl.tag.records import Record, records


def tag(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...|-", help="Files, folders, JSON lines (.jsonl); - is standard input.")
    ],
    format_: Annotated[
        str,
        typer.Option("--format", "-f", metavar="FORMAT", help=f"{', '.join(FORMATS)}.", autocompletion=one_of(FORMATS)),
    ] = "jsonl",
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write here instead of standard output. timeml: with a folder, FOLDER/, a file for each text.",
        ),
    ] = None,
    register: AsRegister = None,
) -> None:
    """Find temporal expressions and give their TIMEX3 values: one JSON line a text, or one TimeML document (XML).

    \b
    idlibtl tag report.txt
    idlibtl tag corpus.jsonl -o timexes.jsonl
    idlibtl tag reports -f timeml -o tagged/
    echo '{"id": "a", "text": "They met on Monday.", "dct": "2020-03-05"}' | idlibtl tag -
    """
    if format_ not in FORMATS:
        raise typer.BadParameter(f"{format_!r} is not one of {', '.join(FORMATS)}", param_hint="--format")
    chosen = FORMATS[format_]
    for path in paths:
        if path != "-" and not is_url(path) and not os.path.lexists(path):
            say(f"{path}: no such file or folder")
            raise typer.Exit(2)
    refuse_inputs(output, paths)
    known = known_register(register)
    reading = _Reading(
        replace(found, register=known) if isinstance(found, Record) else found for found in _inputs(paths, output)
    )
    if chosen.suffix is None:
        written = _to_stream(reading, chosen.write, output)
    elif output and (output.endswith(("/", os.sep)) or Path(output).is_dir()):
        written = _to_folder(reading, chosen.write, Path(output), chosen.suffix)
    else:
        alone = _alone(reading)
        written = _to_stream(alone, chosen.write, output) if alone else 0
    raise typer.Exit(1 if reading.failed or not written else 0)


class _Reading:
    """The records among what was read. Problems are said as they come; ``failed``: one of them was an error."""

    def __init__(self, found: Iterator[Record | Problem]) -> None:
        self._found = found
        self.failed = False

    def __iter__(self) -> Iterator[Record]:
        for found in self._found:
            if isinstance(found, Problem):
                say(told(found))
                self.failed = self.failed or found.level == "error"
            else:
                yield found


def _to_stream(texts: Iterable[Record], write: Writer, output: str | None) -> int:
    written = 0
    with writing(output) as stream:
        for text in texts:
            stream.write(write(text))
            written += 1
    return written


def _alone(texts: Iterable[Record]) -> list[Record]:
    """The one text, if there is any."""
    found: list[Record] = []
    for text in texts:
        found.append(text)
        if len(found) > 1:
            message = (
                "an XML document holds one text, and there are several; name a folder to write them to: -o FOLDER/"
            )
            raise typer.BadParameter(message, param_hint="--output")
    return found


def _to_folder(texts: Iterable[Record], write: Writer, folder: Path, suffix: str) -> int:
    """A file for each text. A link in the folder isn't followed: nothing is written outside."""
    taken: set[str] = set()
    for text in texts:
        path = folder / _file_name(text.id, suffix, taken)
        if path.is_symlink():
            say(f"cannot write {path}: it is a link; remove it first")
            raise typer.Exit(2)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            say(f"cannot write to {folder}: {reason(error)}")
            raise typer.Exit(2) from None
        with writing(str(path)) as stream:
            stream.write(write(text))
    return len(taken)


_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 180  # bytes; file systems take 255, and a file that grows has a longer name


def _file_name(ident: str, suffix: str, taken: set[str]) -> str:
    """A name for a file, made from an id: no folders, not hidden, and unlike those taken even where case is ignored."""
    safe = _UNSAFE.sub("_", unicodedata.normalize("NFC", ident)).encode()[:_LONGEST].decode(errors="ignore")
    stem = safe.strip("._-") or "text"
    name, number = f"{stem}{suffix}", 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem}-{number}{suffix}"
    taken.add(name.casefold())
    return name


_ENCODING, _ERRORS = "utf-8-sig", "surrogateescape"


def _inputs(paths: list[str], output: str | None) -> Iterator[Record | Problem]:
    """What to tag, in the order given."""
    for path in paths:
        if path == "-":
            sys.stdin.reconfigure(encoding=_ENCODING, errors=_ERRORS)  # type: ignore[union-attr]
            yield from records(sys.stdin, "-")
        elif path.endswith(".jsonl") and not is_url(path) and not Path(path).is_dir():
            yield from _lines(path)
        else:
            yield from _documents(path, output)


def _lines(path: str) -> Iterator[Record | Problem]:
    try:
        lines = open(path, encoding=_ENCODING, errors=_ERRORS)  # noqa: SIM115, PTH123
    except OSError as error:
        yield Problem(path, "unreadable", f"it can't be read ({reason(error)}) and was skipped")
        return
    with lines:
        yield from records(lines, path)


def _documents(path: str, output: str | None) -> Iterator[Record | Problem]:
    from idlibtl.read import read

    try:
        reading = read([path])
    except OSError as error:
        say(f"{path}: {reason(error)}")
        raise typer.Exit(2) from None
    refuse_inputs(output, (name for document in reading.documents for name in document.paths))
    yield from reading.problems
    for document in reading.documents:
        yield Record(
            document.paths[0],
            document.text,
            document.published_at or document.published,
            document.language,
            document.published_basis == "inferred",
            document.prose,
        )
