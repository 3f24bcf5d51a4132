"""Running the program on hostile files, and what must not come out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from typer.testing import CliRunner, Result

from idlibtl.cli.app import app
from idlibtl.filters import Filter
from idlibtl.store import Store

# Colours, a link, the clipboard, a title, clearing the screen by a C1 control, an override, an isolate, and so on.
EVIL = (
    "\x1b[31m", "\x1b]8;;http://evil.example\x1b\\", "\x1b]52;c;ZXZpbA==\x1b\\", "\x1b]0;title\x1b\\", "\x9b2J",
    "\x90q\x9c",
    "\u202egpj.exe\u202c", "\u2066a\u2069", "\u2028", "\u200f",
)  # fmt: skip
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
PROSE = "Valley Post, 6 March 2020\n\nTwo men were killed in Belen on 5 March 2020.\n"


def idlibtl(*words: str) -> Result:
    return CliRunner().invoke(app, words, catch_exceptions=False)


def built(folder: Path, status: int = 0) -> Result:
    """What ``build`` says of a folder; the database is beside it."""
    result = idlibtl("build", str(folder), "--db", str(folder.parent / "c.db"), "--jobs", "1", "-v")
    assert result.exit_code == status, result.stderr
    return result


def told(folder: Path) -> Mapping[str, str]:
    """All that is told of a built chronology, command by command."""
    db = str(folder.parent / "c.db")
    with Store(db) as store:
        idents = [entry.id for entry in store.entries(Filter(all=True))]
    commands = {
        "show": ("show", "-v", "--all"),
        "sources": ("sources", "--coverage"),
        "json": ("export", "-f", "json", "--all"),
        "csv": ("export", "-f", "csv", "--all"),
        "mentions": ("export", "-f", "csv", "--by", "mention", "--all"),
        "markdown": ("export", "-f", "markdown", "--all"),
        "html": ("export", "-f", "html", "--all"),
        **{f"why {ident}": ("why", ident) for ident in idents},
    }
    found = {}
    for name, words in commands.items():
        result = idlibtl(*words, "--db", db)
        assert result.exit_code == 0, result.stderr
        assert not ACTING.search(result.stderr.replace("\r", ""))
        found[name] = result.stdout
    return found


def tokens(page: str) -> Iterator[Token]:
    """What a reader of CommonMark with tables and strikethrough makes of a page."""
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(page):
        yield token
        yield from token.children or ()
