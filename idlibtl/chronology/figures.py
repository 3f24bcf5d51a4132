"""Figures of one event, compared: which count the same, which can both be right, and what a report says in all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from idlibtl.model import ANY_SIDE, ANYBODY, PART, Mention, Quantity

TOLLS = frozenset({"killed", "wounded", "detained", "displaced", "missing"})  # what rises as more becomes known
MEASURES = frozenset({"kilometres", "hours", "percent", "tonnes"})  # told of too much to compare them in the dark


@dataclass(frozen=True, slots=True)
class Told:
    """A quantity, and the mention that gives it."""

    quantity: Quantity
    mention: Mention


@dataclass(frozen=True, slots=True)
class Sum:
    """What one report says of a count, in one or more figures that can all be right: "over 30" and "up to 33".

    ``kinds``: a figure for each kind of what they count, of which they may hold thousands.
    """

    document: str
    told: tuple[Told, ...]
    kinds: tuple[Quantity, ...]
    low: float | None
    high: float | None

    @property
    def exact(self) -> bool:
        return self.low is not None and self.low == self.high

    @property
    def number(self) -> float:
        """The number that stands for it."""
        return self.low if self.low is not None else self.high if self.high is not None else 0.0


def agree(one: Quantity, other: Quantity, *, mixed: bool = False) -> bool:
    """Whether both can be right: one number can be what both mean, or they don't count the same.

    ``mixed``: soldiers and civilians are told apart in the same story, so that a figure for people may hold both.
    """
    return not same_count(one, other, mixed=mixed) or overlap(one, other)


def tolls_differ(one: Sequence[Quantity], other: Sequence[Quantity]) -> bool:
    """Whether two mentions, by their figures, count the same victims and can't both be right: no sign of one event."""
    pairs = [(first, second) for first in one for second in other if first.what in TOLLS and same_count(first, second)]
    return bool(pairs) and not any(overlap(first, second) for first, second in pairs)


def same_count(one: Quantity, other: Quantity, *, mixed: bool = False) -> bool:
    """Whether two quantities count the same: "33 soldiers killed" and "33 killed", not "12 civilians killed"."""
    if one.what != other.what or PART in (one.of, other.of):
        return False
    if one.of == other.of:
        return one.of is not None or one.what not in MEASURES
    kinds = {one.of or ANYBODY, other.of or ANYBODY}
    if len(kinds) == 1:
        return True
    return not mixed and ANYBODY in kinds and bool(kinds & ANY_SIDE)


def overlap(one: Quantity | Sum, other: Quantity | Sum) -> bool:
    """Whether one number lies within the bounds of both."""
    low = max(q.low if q.low is not None else float("-inf") for q in (one, other))
    high = min(q.high if q.high is not None else float("inf") for q in (one, other))
    return low <= high


def is_mixed(told: Iterable[Told]) -> bool:
    """Whether figures tell several kinds of people apart, any of whom might be all."""
    return len({item.quantity.of for item in told} & ANY_SIDE) > 1


def sums(told: Sequence[Told], *, mixed: bool) -> list[Sum]:
    """What each document says, in the order of its figures; those that can't be one make several sums."""
    found: dict[str, list[Sum]] = {}
    for item in _as_bounded(told):
        own = found.setdefault(item.mention.document, [])
        for place, known in enumerate(own):
            if overlap(known, item.quantity) and all(
                same_count(other, item.quantity, mixed=mixed) for other in known.kinds
            ):
                own[place] = _with(known, item)
                break
        else:
            own.append(Sum(item.mention.document, (item,), (item.quantity,), item.quantity.low, item.quantity.high))
    return [made for own in found.values() for made in own]


def _as_bounded(told: Sequence[Told]) -> list[Told]:
    """The figures; a bare one means what its report says of the same number elsewhere: "kills 19", "at least 19"."""
    bounds: dict[tuple[str, str, float], Quantity] = {}
    for item in told:
        quantity = item.quantity
        ends = {quantity.low, quantity.high} - {None}
        if len(ends) == 1 and None in (quantity.low, quantity.high):
            bounds.setdefault((item.mention.document, quantity.what, float(ends.pop() or 0)), quantity)
    made = []
    for item in told:
        quantity = item.quantity
        if quantity.low is not None and quantity.low == quantity.high:
            bound = bounds.get((item.mention.document, quantity.what, quantity.low))
            if bound is not None and same_count(bound, quantity):
                item = replace(item, quantity=replace(quantity, low=bound.low, high=bound.high))
        made.append(item)
    return made


def _with(known: Sum, item: Told) -> Sum:
    lows = [value for value in (known.low, item.quantity.low) if value is not None]
    highs = [value for value in (known.high, item.quantity.high) if value is not None]
    new = all((item.quantity.what, item.quantity.of) != (kind.what, kind.of) for kind in known.kinds)
    kinds = (*known.kinds, item.quantity) if new else known.kinds
    return replace(
        known, told=(*known.told, item), kinds=kinds, low=max(lows, default=None), high=min(highs, default=None)
    )
