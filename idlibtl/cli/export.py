"""``idlibtl export``: the chronology in another program's format."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from idlibtl.cli import options
from idlibtl.cli.options import make_filter
from idlibtl.cli.output import refuse_inputs, writing
from idlibtl.cli.owner import say_if_stale
from idlibtl.cli.show import say_nothing_matched
from idlibtl.export import BY, FORMATS, Options, Selection, write
from idlibtl.store import Store


def export(
    format_: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help=f"{', '.join(FORMATS)}.")],
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")
    ] = None,
    by: Annotated[
        str, typer.Option(metavar="|".join(BY), help="csv: a row for each entry, or each mention.")
    ] = "entry",
    db: options.Db = "chronology.db",
    since: options.Since = None,
    until: options.Until = None,
    search: options.Search = None,
    source: options.Source = None,
    kind: options.KindOption = None,
    min_sources: options.MinSources = 1,
    disputed: options.Disputed = False,
    actor: options.Actor = None,
    place: options.Place = None,
    attributed_to: options.AttributedTo = None,
    tag: options.Tag = None,
    limit: options.Limit = None,
    top: options.Top = None,
    all_: options.All = False,
) -> None:
    """Write the chronology for another program.

    \b
    idlibtl export -f csv -o chronology.csv
    idlibtl export -f csv --by mention --search ceasefire
    idlibtl export -f markdown --since 2020-03 | less
    idlibtl export -f json --all -o chronology.json
    """
    if format_ not in FORMATS:
        raise typer.BadParameter(f"{format_!r} is not one of {', '.join(FORMATS)}", param_hint="--format")
    chosen = next((choice for choice in BY if choice == by), None)
    if chosen is None:
        raise typer.BadParameter(f"{by!r} is not one of {', '.join(BY)}", param_hint="--by")
    if chosen != "entry" and format_ != "csv":
        raise typer.BadParameter("rows by mention are for csv", param_hint="--by")
    wanted = make_filter(
        since=since, until=until, search=search, source=source, kind=kind, min_sources=min_sources, disputed=disputed,
        actor=actor, place=place, attributed_to=attributed_to, tag=tag, limit=limit, top=top, all_=all_,
    )  # fmt: skip
    with Store(db) as store:
        say_if_stale(store)
        if output is not None:
            refuse_inputs(output, [db, *_sources_like(output, store)])
        view = Selection(store.sources, store.entries(wanted), store.problems())
        with writing(output) as stream:
            written = write(format_, view, stream, Options(by=chosen))
        if not written:
            say_nothing_matched(store, wanted)
            raise typer.Exit(1)


def _sources_like(output: str, store: Store) -> set[str]:
    """Paths of sources that may be the file of that name: they are called so, or had the same bytes."""
    path = Path(os.path.realpath(output))
    sha256 = ""
    if path.is_file():
        with suppress(OSError), path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return store.paths_like(path.name, sha256)
