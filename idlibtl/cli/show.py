"""``idlibtl show``: the chronology, drawn in a terminal and line by line in a pipe."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from idlibtl.cli import options
from idlibtl.cli.options import make_filter
from idlibtl.cli.output import console, counted, is_terminal, plain_output, say
from idlibtl.cli.owner import say_if_stale
from idlibtl.filters import Filter
from idlibtl.store import Store

VerboseQuotes = Annotated[bool, typer.Option("--verbose", "-v", help="With the quotes and the conflicts.")]


def show(
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
    verbose: VerboseQuotes = False,
) -> None:
    """Show the chronology.

    Every entry ends with the place of its words, path:line, and the id that `idlibtl why` takes.

    \b
    idlibtl show --since 2020-03 --until "5 March 2020"
    idlibtl show --search "ceasefire Idlib" -v
    idlibtl show --min-sources 2 --top 10
    """
    wanted = make_filter(
        since=since, until=until, search=search, source=source, kind=kind, min_sources=min_sources, disputed=disputed,
        actor=actor, place=place, attributed_to=attributed_to, tag=tag, limit=limit, top=top, all_=all_,
    )  # fmt: skip
    with Store(db) as store:
        say_if_stale(store)
        if is_terminal():
            from idlibtl.cli.table import draw

            shown = draw(store.entries(wanted), store.sources, console(), verbose)
        else:
            from idlibtl.cli.lines import write

            shown = write(store.entries(wanted), store.sources, plain_output(), verbose)
        if not shown:
            say_nothing_matched(store, wanted)
            raise typer.Exit(1)
        if is_terminal() and not (wanted.all or limit or top) and (hidden := store.count(wanted, only_faint=True)):
            say(f"{counted(hidden, 'faint entry')} not shown (--all)")


def say_nothing_matched(store: Store, wanted: Filter) -> None:
    """Say so, and whether ``--all`` would help."""
    faint = 0 if wanted.all else store.count(replace(wanted, limit=None, top=None), only_faint=True)
    hint = f"; {counted(faint, 'faint entry')} would, with --all" if faint else ""
    say(f"no entry matches{hint}" if store.count(Filter(all=True, limit=1)) else "the chronology has no entries")
