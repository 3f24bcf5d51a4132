"""The temporal tagger: `find` expressions in a text, `resolve` them against what the document tells of its date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from idlibtl.dates import from_timex3
from idlibtl.languages import load
from idlibtl.model import Register, Timex
from idlibtl.tag.absolute import day_first, is_time_alone
from idlibtl.tag.context import Context, Place, Resolved, Told
from idlibtl.tag.find import Candidate, find
from idlibtl.tag.register import is_message, register_of
from idlibtl.tag.resolve import FROM_THE_PRESENT, resolve
from idlibtl.tag.zones import declared_zone

_BESIDE = 6  # characters between a clock time and the day that goes with it: ") on "


def tag(
    text: str,
    *,
    published: date | datetime | None = None,
    inferred: bool = False,
    language: str = "en",
    register: Register | None = None,
    datelines: Sequence[tuple[int, int]] = (),
    start: int = 0,
) -> tuple[Timex, ...]:
    """Every temporal expression of a text, in its order, as TIMEX3.

    ``published`` is the document's date (without it, "Monday" stays ``XXXX-WXX-1``); ``inferred`` says that this date
    was itself inferred; ``register`` says what dates are counted from, where the text is not to be asked;
    ``datelines`` are the spans of the words that give the document's date. Nothing before ``start`` is read. Raises
    LookupError for an unknown language.
    """
    spoken = load(language)
    if register is None and is_message(text, language):
        register = "message"
    candidates = [(each, _is_own(each, datelines)) for each in find(text, spoken, start, register)]
    context = Context.of(published, register or _register(candidates, published), inferred=inferred)
    context.day_first = day_first(each.slots for each, _ in candidates)
    found = []
    for number, (candidate, own) in enumerate(candidates):
        place = Place(candidate.clause, _day_beside(candidates, number, context))
        resolved = resolve(candidate.resolve, candidate.slots, context, place)
        if resolved is None:
            continue
        if not own:  # the document's own date is no date of the story: nothing refers back to it
            context.remember(resolved, candidate.slots, candidate.clause)
        found.append(_timex(candidate, resolved, own, context.register))
    return _zoned(found)


def _register(candidates: Sequence[tuple[Candidate, bool]], published: date | None) -> Register:
    years = [int(each.slots["year"]) for each, own in candidates if "year" in each.slots and not own]
    present = sum(each.resolve in FROM_THE_PRESENT and each.slots.get("step") != "0" for each, _ in candidates)
    stamps = sum(each.resolve == "clock_line" for each, _ in candidates)
    return register_of(published.year if published else None, years, present, stamps)


def _is_own(candidate: Candidate, datelines: Sequence[tuple[int, int]]) -> bool:
    """Whether it stands in the words that give the document's own date."""
    return any(candidate.start < last and first < candidate.end for first, last in datelines)


def _day_beside(candidates: Sequence[tuple[Candidate, bool]], number: int, context: Context) -> Told | None:
    """The day that follows a clock time at once: "10:35 a.m. (0735 GMT) Friday"."""
    last, _ = candidates[number]
    if last.resolve != "calendar" or not is_time_alone(last.slots):
        return None
    for after, _ in candidates[number + 1 : number + 3]:
        if after.clause.number != last.clause.number or after.start - last.end > _BESIDE:
            return None
        if not is_time_alone(after.slots):
            day = resolve(after.resolve, after.slots, context, Place(after.clause))
            told = Told(*day.anchor, after.clause.number) if day and day.anchor else None
            return told if told and told.unit == "day" else None
        last = after
    return None


def _timex(candidate: Candidate, resolved: Resolved, own: bool, register: Register) -> Timex:
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
        candidate.resolve == "clock_line" and register == "live",
        resolved.alternative,
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
