"""``idlibtl tag``: the temporal tagger by itself."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from idlibtl.cli.build import told
from idlibtl.cli.output import reason, refuse_inputs, say, writing
from idlibtl.model import Problem
from idlibtl.safe_text import escape_surrogates
from idlibtl.tag.records import Record, records, tagged

FORMATS = ("jsonl",)


def tag(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...|-", help="Files, folders, JSON lines (.jsonl); - is standard input.")
    ],
    format_: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help=", ".join(FORMATS))] = "jsonl",
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")
    ] = None,
) -> None:
    """Find temporal expressions and give their TIMEX3 values, one JSON line a text.

    \b
    idlibtl tag report.txt
    idlibtl tag corpus.jsonl -o timexes.jsonl
    echo '{"id": "a", "text": "They met on Monday.", "dct": "2020-03-05"}' | idlibtl tag -
    """
    if format_ not in FORMATS:
        raise typer.BadParameter(f"{format_!r} is not one of {', '.join(FORMATS)}", param_hint="--format")
    for path in paths:
        if path != "-" and not os.path.lexists(path):
            say(f"{path}: no such file or folder")
            raise typer.Exit(2)
    refuse_inputs(output, paths)
    status, written = 0, 0
    with writing(output) as stream:
        for found in _inputs(paths, output):
            if isinstance(found, Problem):
                say(told(found))
                status = 1 if found.level == "error" else status
            else:
                stream.write(escape_surrogates(json.dumps(tagged(found), ensure_ascii=False)) + "\n")
                written += 1
    raise typer.Exit(status if written else 1)


_ENCODING, _ERRORS = "utf-8-sig", "surrogateescape"


def _inputs(paths: list[str], output: str | None) -> Iterator[Record | Problem]:
    """What to tag, in the order given."""
    for path in paths:
        if path == "-":
            sys.stdin.reconfigure(encoding=_ENCODING, errors=_ERRORS)  # type: ignore[union-attr]
            yield from records(sys.stdin, "-")
        elif path.endswith(".jsonl") and not Path(path).is_dir():
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

    reading = read([path])
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
