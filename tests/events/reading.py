"""Sentences to mentions, for the tests: what a report of a given day tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from idlibtl.events.mentions import account
from idlibtl.model import Document, Mention
from idlibtl.pipeline import timexes

PUBLISHED = date(2020, 3, 5)  # a Thursday


class Told(NamedTuple):
    """What a test expects of a mention; the date is EDTF, None for one that has no date."""

    date: str | None
    kind: str
    basis: str
    title: str
    quote: str


def document(text: str, published: date | None = PUBLISHED, prose: int = 0) -> Document:
    """A report in English."""
    report = Document("d", ("d.txt",), text, "0" * 64, prose=prose)
    return replace(report, published=published, published_basis="metadata") if published else report


def read(text: str, published: date | None = PUBLISHED) -> list[Mention]:
    """The mentions of a report, in the order of its text."""
    report = document(text, published)
    return account(report, timexes(report)).mentions


def told(text: str, published: date | None = PUBLISHED) -> list[Told]:
    """The same, in the form of the tables."""
    return [
        Told(m.when.edtf if m.when else None, m.kind, m.basis, m.title, text[m.start : m.end])
        for m in read(text, published)
    ]
