"""``idlibtl export``: the chronology in another program's format."""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from idlibtl.cli import options
from idlibtl.cli.completion import one_of
from idlibtl.cli.options import make_filter
from idlibtl.cli.output import counted, reason, refuse_inputs, say, writing, writing_bytes
from idlibtl.cli.owner import decisions_on, say_if_stale
from idlibtl.cli.show import say_nothing_matched
from idlibtl.decisions import edits_file
from idlibtl.export import BY, FORMATS, MissingExtra, Options, Selection
from idlibtl.filters import Filter
from idlibtl.store import Store


def export(
    format_: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="FORMAT", help=f"{', '.join(FORMATS)}.", autocompletion=one_of(FORMATS)),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="|".join(BY), help="csv: a row for each entry, or each mention.", autocompletion=one_of(BY)
        ),
    ] = "entry",
    bundle: Annotated[
        str | None,
        typer.Option("--bundle", metavar="FILE.zip", help="Everything with its sources, for idlibtl verify."),
    ] = None,
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
    idlibtl export --bundle case.zip       with all sources and the hashes of everything
    """
    wanted = make_filter(
        since=since, until=until, search=search, source=source, kind=kind, min_sources=min_sources, disputed=disputed,
        actor=actor, place=place, attributed_to=attributed_to, tag=tag, limit=limit, top=top, all_=all_,
    )  # fmt: skip
    if bundle is not None:
        if format_ is not None or output is not None or by != "entry" or replace(wanted, all=False) != Filter():
            message = "a bundle is the whole chronology in all formats: it goes with --db and no other option"
            raise typer.BadParameter(message, param_hint="--bundle")
        _write_bundle(db, bundle)
        return
    if format_ is None:
        raise typer.BadParameter(f"give one of {', '.join(FORMATS)}", param_hint="--format")
    if format_ not in FORMATS:
        raise typer.BadParameter(f"{format_!r} is not one of {', '.join(FORMATS)}", param_hint="--format")
    chosen = next((choice for choice in BY if choice == by), None)
    if chosen is None:
        raise typer.BadParameter(f"{by!r} is not one of {', '.join(BY)}", param_hint="--by")
    if chosen != "entry" and format_ != "csv":
        raise typer.BadParameter("rows by mention are for csv", param_hint="--by")
    if FORMATS[format_].binary and output in (None, "-") and sys.stdout.isatty():
        raise typer.BadParameter(f"{format_} is nothing for a terminal; give a file", param_hint="--output")
    try:
        writer = FORMATS[format_].writer
    except MissingExtra as error:
        say(str(error))
        raise typer.Exit(2) from None
    with Store(db) as store:
        say_if_stale(store)
        if output is not None:
            refuse_inputs(output, [db, *_sources_like(output, store)])
        view = Selection(store.sources, store.entries(wanted), store.problems())
        with writing_bytes(output) if FORMATS[format_].binary else writing(output) as stream:
            written = writer(view, stream, Options(by=chosen))
        for words in written.left_out:
            say(f"not in {format_}: {words}")
        if not written.entries:
            say_nothing_matched(store, wanted)
            raise typer.Exit(1)


def _write_bundle(db: str, target: str) -> None:
    from idlibtl.custody.bundle import write_bundle  # reads sources, which no other export does

    if Path(target).exists() and not Path(target).is_file():
        raise typer.BadParameter(f"{target} is no file", param_hint="--bundle")
    with Store(db) as store:
        say_if_stale(store)
        decisions_on(db)  # what can't be read must not be left out in silence
        refuse_inputs(target, [db, str(edits_file(db)), *_sources_like(target, store)], "--bundle")
    try:
        made = write_bundle(db, target)
    except OSError as error:
        say(f"cannot write {target}: {reason(error)}")
        raise typer.Exit(2) from None
    for path, why in made.absent:
        say(f"{path}: its text alone is in the bundle: {why}")
    whole = counted(made.sources, "source")
    found = f"{made.sources - len(made.absent)} of {whole}" if made.absent else whole
    say(f"{target}: the chronology, {found}; sha256 {made.sha256}")


def _sources_like(output: str, store: Store) -> set[str]:
    """Paths of sources that may be the file of that name: they are called so, or had the same bytes."""
    path = Path(os.path.realpath(output))
    sha256 = ""
    if path.is_file():
        with suppress(OSError), path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return store.paths_like(path.name, sha256)
