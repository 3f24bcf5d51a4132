"""The temporal tagger: `find` expressions in a text, `resolve` them against what the document tells of its date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from idlibtl.dates import from_timex3
from idlibtl.languages import load
from idlibtl.model import Timex
from idlibtl.tag.context import Context, Place, Resolved
from idlibtl.tag.find import Candidate, find
from idlibtl.tag.resolve import FROM_THE_PRESENT, resolve
from idlibtl.tag.zones import declared_zone


def tag(
    text: str,
    *,
    published: date | datetime | None = None,
    inferred: bool = False,
    language: str = "en",
    datelines: Sequence[tuple[int, int]] = (),
    start: int = 0,
) -> tuple[Timex, ...]:
    """Every temporal expression of a text, in its order, as TIMEX3.

    ``published`` is the document's date (without it, "Monday" stays ``XXXX-WXX-1``); ``inferred`` says that this date
    was itself inferred; ``datelines`` are the spans of the words that give it. Nothing before ``start`` is read. Raises
    LookupError for an unknown language.
    """
    spoken = load(language)
    candidates = [(each, _is_own(each, datelines)) for each in find(text, spoken, start)]
    years = [int(each.slots["year"]) for each, own in candidates if "year" in each.slots and not own]
    present = sum(each.resolve in FROM_THE_PRESENT for each, _ in candidates)
    context = Context.of(published, inferred=inferred, years=years, present=present)
    found = []
    for candidate, own in candidates:
        place = Place(candidate.tense, candidate.sentence)
        resolved = resolve(candidate.resolve, candidate.slots, context, place)
        if resolved is None:
            continue
        if not own:  # the document's own date is no date of the story: nothing refers back to it
            context.remember(resolved, candidate.slots, candidate.sentence)
        found.append(_timex(candidate, resolved, own))
    return _zoned(found)


def _is_own(candidate: Candidate, datelines: Sequence[tuple[int, int]]) -> bool:
    """Whether it stands in the words that give the document's own date."""
    return any(candidate.start < last and first < candidate.end for first, last in datelines)


def _timex(candidate: Candidate, resolved: Resolved, own: bool) -> Timex:
    return Timex(
        candidate.start,
        candidate.end,
        candidate.text,
        resolved.type,
        resolved.value,
        candidate.rule,
        resolved.mod,
        from_timex3(resolved.value, resolved.mod) if resolved.type in ("DATE", "TIME") else None,
        resolved.basis,
        resolved.reference,
        "PUBLICATION_TIME" if own else None,
    )


def _zoned(timexes: list[Timex]) -> tuple[Timex, ...]:
    """Clock times without a zone take the one that the document shows."""
    zone = declared_zone(timexes)
    if zone is None:
        return tuple(timexes)
    return tuple(
        replace(timex, when=zone.applied(timex.when)) if timex.type == "TIME" and timex.when is not None else timex
        for timex in timexes
    )
