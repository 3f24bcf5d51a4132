"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from idlibtl.cli.completion import kinds
from idlibtl.dates import Interval
from idlibtl.filters import Filter, FilterError, read_date
from idlibtl.model import KINDS, Kind

Db = Annotated[
    str,
    typer.Option(
        "--db", metavar="FILE", help="The chronology: a SQLite file; NAME.parquet or a URL for Parquet tables."
    ),
]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="From this date on: 2020, 2020-03, 2020-03-05, 5 March 2020.")
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Up to the end of this date, likewise.")]
Search = Annotated[str | None, typer.Option(metavar="WORDS", help='All these words; "in quotes" they stand together.')]
Source = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Reported by a source: part of its path, publisher or title.")
]
KindOption = Annotated[
    list[str] | None,
    typer.Option("--kind", metavar="KIND", help=f"{', '.join(KINDS)}. May be repeated.", autocompletion=kinds),
]
MinSources = Annotated[int, typer.Option(metavar="N", min=1, help="Reported by at least N independent sources.")]
Disputed = Annotated[bool, typer.Option("--disputed", help="Only where sources disagree.")]
Actor = Annotated[str | None, typer.Option(metavar="NAME", help="Part of the name of who took part.")]
Place = Annotated[str | None, typer.Option(metavar="NAME", help="Part of the name of a place.")]
AttributedTo = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Part of the name of who says so, as a source has it.")
]
Tag = Annotated[str | None, typer.Option(metavar="TAG", help="With this tag.")]
Limit = Annotated[int | None, typer.Option(metavar="N", min=1, help="The first N.")]
Top = Annotated[int | None, typer.Option(metavar="N", min=1, help="The N weightiest, still in the order of time.")]
All = Annotated[bool, typer.Option("--all", help="The faint too: hypothetical and undated.")]


def make_filter(
    *,
    since: str | None,
    until: str | None,
    search: str | None,
    source: str | None,
    kind: list[str] | None,
    min_sources: int,
    disputed: bool,
    actor: str | None,
    place: str | None,
    attributed_to: str | None,
    tag: str | None,
    limit: int | None,
    top: int | None,
    all_: bool,
) -> Filter:
    """The filter that the options ask for; wrong ones end the program with a message that names them."""
    given = {"search": search, "source": source, "actor": actor, "place": place, "tag": tag}
    for name, words in (*given.items(), ("attributed-to", attributed_to)):
        not_empty(words, f"--{name}")
    begin, end = _date(since, "--since"), _date(until, "--until")
    kinds = tuple(_kind(word) for word in kind or ())
    try:
        return Filter(
            begin, end, search, source, kinds, min_sources, disputed, actor, place, attributed_to, tag, limit, top, all_
        )
    except FilterError as error:
        raise typer.BadParameter(str(error), param_hint="--since/--until") from None


def not_empty(words: str | None, option: str) -> str | None:
    """What an option was given; empty words end the program with a message that names it."""
    if words is not None and not words.strip():
        raise typer.BadParameter("it is empty", param_hint=option)
    return words


def _date(words: str | None, option: str) -> Interval | None:
    if words is None:
        return None
    try:
        return read_date(words)
    except FilterError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def _kind(word: str) -> Kind:
    for kind in KINDS:
        if kind == word.lower():
            return kind
    raise typer.BadParameter(f"{word!r} is not one of {', '.join(KINDS)}", param_hint="--kind")
