"""``idlibtl open``: the chronology as a page, in the browser."""

from __future__ import annotations

import tempfile
import webbrowser
from pathlib import Path

import typer

from idlibtl.cli import options
from idlibtl.cli.options import make_filter
from idlibtl.cli.output import reason, say
from idlibtl.cli.owner import say_if_stale
from idlibtl.cli.show import say_nothing_matched
from idlibtl.export import Selection, write
from idlibtl.store import Store


def open(
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
    """Show the chronology as a page in the browser.

    The page is a temporary file that only you can read; its path is printed. To keep it or give it away, write it
    with `idlibtl export -f html -o chronology.html`.

    \b
    idlibtl open
    idlibtl open --since 2020-03 --min-sources 2
    """
    wanted = make_filter(
        since=since, until=until, search=search, source=source, kind=kind, min_sources=min_sources, disputed=disputed,
        actor=actor, place=place, attributed_to=attributed_to, tag=tag, limit=limit, top=top, all_=all_,
    )  # fmt: skip
    with Store(db) as store:
        say_if_stale(store)
        view = Selection(store.sources, store.entries(wanted), store.problems())
        try:
            page = Path(tempfile.mkdtemp(prefix="idlibtl-")) / "chronology.html"  # of mode 0700
            with page.open("w", encoding="utf-8", newline="") as stream:
                written = write("html", view, stream)
        except OSError as error:
            say(f"cannot write the page: {reason(error)}")
            raise typer.Exit(2) from None
        for words in written.left_out:
            say(f"not in the page: {words}")
        if not written.entries:
            say_nothing_matched(store, wanted)
            page.unlink()
            page.parent.rmdir()
            raise typer.Exit(1)
    print(page, flush=True)
    if not _shown(page):
        say("no browser could be started: open the file in one")


def _shown(page: Path) -> bool:
    try:
        return webbrowser.open(page.as_uri())
    except webbrowser.Error:
        return False
