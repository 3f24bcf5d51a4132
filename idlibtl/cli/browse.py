"""``idlibtl browse``: look through the chronology in the terminal, full-screen, and decide on it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from idlibtl.cli.options import Db
from idlibtl.cli.output import is_terminal, say
from idlibtl.cli.owner import say_if_stale
from idlibtl.store import Store


def browse(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]...", help="What to filter by first; it can be changed there.")
    ] = None,
    db: Db = "chronology.db",
) -> None:
    """Look through the chronology full-screen, and decide on it.

    A list that is filtered as you type; beside it the quotes of an entry in the text of their sources, or the reasons
    for it; the commands of `idlibtl edit` on keys. ? lists the keys. It needs the extra idlibtl[browse].

    \b
    idlibtl browse
    idlibtl browse ceasefire since:2020-03 is:disputed
    """
    with Store(db) as store:
        say_if_stale(store)
    try:
        from idlibtl.cli.browsing.app import Browser
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "textual":
            raise
        say("textual is missing: pip install 'idlibtl[browse]'")
        raise typer.Exit(2) from None
    if not (is_terminal() and sys.stdin.isatty()):
        say("idlibtl browse needs a terminal; in a pipe use: idlibtl show")
        raise typer.Exit(2)
    browser = Browser(db, " ".join(query or ()))
    browser.run()
    raise typer.Exit(browser.return_code or 0)
