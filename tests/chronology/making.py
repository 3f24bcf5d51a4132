"""Mentions and documents made by hand, for the tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from idlibtl.dates import from_edtf, from_timex3
from idlibtl.model import Basis, Document, Kind, Mention, Quantity

WORDS = frozenset({"=truce", "@moscow", "agreed", "presidents"})


def document(name: str, text: str = "", published: date | None = None) -> Document:
    """A document whose id is its name."""
    report = Document(name, (f"{name}.txt",), text or f"The words of {name}.", "0" * 64)
    return replace(report, published=published, published_basis="metadata") if published else report


def quantity(what: str, low: float | None, high: float | None, of: str | None = None) -> Quantity:
    return Quantity(what, f"{low}-{high}" if low != high else f"{low}", low, high, of)


def mention(
    name: str,
    when: str | None,
    report: str = "a",
    words: Iterable[str] = WORDS,
    *,
    kind: Kind = "occurred",
    title: str = "The presidents agreed on a truce",
    places: tuple[str, ...] = (),
    quantities: tuple[Quantity, ...] = (),
    start: int = 0,
    basis: Basis = "stated",
    by: str | None = None,
    elaborates: str | None = None,
    leans: bool = False,
) -> Mention:
    """A mention whose id is its name; ``when`` is EDTF, with a "?" where it is doubted, or an ISO week."""
    return Mention(
        name,
        report,
        start,
        start + 9,
        (from_timex3(when) if "W" in when else from_edtf(when)) if when else None,
        basis,
        kind,
        title,
        places=places,
        quantities=quantities,
        attributed_to=by,
        keywords=frozenset(words),
        reasons=("made by hand",),
        elaborates=elaborates,
        leans=leans,
    )
