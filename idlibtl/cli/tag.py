"""``idlibtl tag``: the temporal tagger by itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from idlibtl.cli.build import told
from idlibtl.cli.output import result_stream, say
from idlibtl.model import Problem
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
    status, written = 0, 0
    try:
        with result_stream(output) as stream:
            for found in _inputs(paths):
                if isinstance(found, Problem):
                    say(told(found))
                    status = 1 if found.level == "error" else status
                else:
                    stream.write(json.dumps(tagged(found), ensure_ascii=False) + "\n")
                    written += 1
    except FileNotFoundError as error:
        say(f"{error.filename}: no such file or folder")
        raise typer.Exit(2) from None
    raise typer.Exit(status if written else 1)


def _inputs(paths: list[str]) -> Iterator[Record | Problem]:
    """What to tag, in the order given."""
    for path in paths:
        if path == "-":
            sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
            yield from records(sys.stdin, "-")
        elif path.endswith(".jsonl"):
            with open(path, encoding="utf-8", errors="surrogateescape") as lines:  # noqa: PTH123
                yield from records(lines, path)
        else:
            yield from _documents(path)


def _documents(path: str) -> Iterator[Record | Problem]:
    from idlibtl.read import read

    reading = read([path])
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
