"""``idlibtl show``: the chronology, drawn in a terminal and line by line in a pipe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from idlibtl.cli import options
from idlibtl.cli.options import make_filter
from idlibtl.cli.output import counted, is_terminal, plain_output, say
from idlibtl.cli.owner import say_if_stale
from idlibtl.filters import Filter
from idlibtl.histogram import histogram as counted_by_month
from idlibtl.store import Store

if TYPE_CHECKING:
    from rich.console import Console

VerboseQuotes = Annotated[bool, typer.Option("--verbose", "-v", help="With the quotes and the conflicts.")]
AsHistogram = Annotated[bool, typer.Option("--histogram", help="How many entries a month, as bars.")]
NoPager = Annotated[bool, typer.Option("--no-pager", help="Print it all, however long it is.")]


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
    histogram: AsHistogram = False,
    no_pager: NoPager = False,
) -> None:
    """Show the chronology.

    Every entry ends with the place of its words, path:line, and the id that `idlibtl why` takes. What is longer than
    the screen goes through your pager: $IDLIBTL_PAGER, $PAGER, or less.

    \b
    idlibtl show --since 2020-03 --until "5 March 2020"
    idlibtl show --search "ceasefire Idlib" -v
    idlibtl show --min-sources 2 --top 10
    idlibtl show --histogram --kind occurred
    """
    if histogram and verbose:
        raise typer.BadParameter("a histogram has no quotes; leave out -v or --histogram", param_hint="--verbose")
    wanted = make_filter(
        since=since, until=until, search=search, source=source, kind=kind, min_sources=min_sources, disputed=disputed,
        actor=actor, place=place, attributed_to=attributed_to, tag=tag, limit=limit, top=top, all_=all_,
    )  # fmt: skip
    with Store(db) as store:
        say_if_stale(store)
        if is_terminal():
            from idlibtl.cli.pager import page

            draw = _histogram_drawn(store, wanted) if histogram else _table_drawn(store, wanted, verbose)
            shown = page(draw, not no_pager)
            if shown is None:
                return
        elif histogram:
            from idlibtl.cli.histogram import write as write_histogram

            counts = counted_by_month(store.dates(wanted))
            shown = write_histogram(counts, plain_output(), get_terminal_size().columns) if counts.total else 0
        else:
            from idlibtl.cli.lines import write

            shown = write(store.entries(wanted), store.sources, plain_output(), verbose)
        if not shown:
            say_nothing_matched(store, wanted)
            raise typer.Exit(1)
        if is_terminal() and not (wanted.all or limit or top) and (hidden := store.count(wanted, only_faint=True)):
            say(f"{counted(hidden, 'faint entry')} not shown (--all)")


def _table_drawn(store: Store, wanted: Filter, verbose: bool) -> Callable[[Console], int]:
    from idlibtl.cli.table import draw

    return lambda console: draw(store.entries(wanted), store.sources, console, verbose)


def _histogram_drawn(store: Store, wanted: Filter) -> Callable[[Console], int]:
    from idlibtl.cli.histogram import draw

    counts = counted_by_month(store.dates(wanted))
    return lambda console: draw(counts, console)


def say_nothing_matched(store: Store, wanted: Filter) -> None:
    """Say so, and whether ``--all`` would help."""
    faint = 0 if wanted.all else store.count(replace(wanted, limit=None, top=None), only_faint=True)
    hint = f"; {counted(faint, 'faint entry')} would, with --all" if faint else ""
    say(f"no entry matches{hint}" if store.count(Filter(all=True, limit=1)) else "the chronology has no entries")
