"""Reports of invented events, and what is made from them; every word of it is our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from idlibtl import build, save
from idlibtl.model import Link
from idlibtl.positions import position

LANTERN = """Lantern Post, 6 March 2020

The mayors of Aram and Belen signed a truce on 5 March 2020. It took effect at midnight.

Over 30 people were killed in Belen on 27 February 2020, doctors said.
The army of Aram shelled the bridge of Belen on 28 February 2020 and again a day later.
"""
HARBOUR = """---
title: Truce in the valley
date: 2020-03-07
url: https://harbour.example/news?id=7
---
On 5 March 2020 Aram and Belen agreed a truce.
At least 34 people were killed in Belen on 27 February 2020.
Rebels seized the mill of Belen on 1 March 2020.
"""


def settled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The chronology of two reports below ``reports/``, in what becomes the working folder."""
    monkeypatch.chdir(folder)
    (folder / "reports").mkdir()
    (folder / "reports" / "lantern.txt").write_bytes(LANTERN.encode())
    (folder / "reports" / "harbour.md").write_bytes(HARBOUR.encode())
    return built()


def built(db: str | Path = "chronology.db") -> Path:
    """The chronology of ``reports/`` in the working folder."""
    save(build(["reports"]), db, paths=["reports"])
    return Path(db)


def link(text: str, quote: str, occurrence: int = 0) -> Link:
    """The place of a quote, of several the one of this number."""
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(quote, start + 1)
    return at(text, start, start + len(quote))


def at(text: str, start: int, end: int) -> Link:
    context = text[max(0, start - 32) : start], text[end : end + 32]
    return Link("source", start, end, *position(text, start), text[start:end], None, *context)
