"""Bring together the mentions of one event: compatible dates, and words that tell the same.

Mentions are taken the finest date first; each joins the most alike of the groups that its date allows, or begins one.
A group is found through its days and its coarser dates, so that the work grows with the mentions of a date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from idlibtl.chronology.weights import Weights, likeness, weights
from idlibtl.dates import Granularity, Interval
from idlibtl.model import Mention

# How alike two mentions must be, by what they share; where one date only holds the other, a little more. Set by hand
# on our own reports, not fitted.
SAME_EVENT_AND_NAMES = 0.24
SAME_EVENT = 0.34
OTHERWISE = 0.50
HELD = 0.04


@dataclass(slots=True)
class Group:
    """Mentions of one event, with the reasons why each was taken in."""

    mentions: list[Mention] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def when(self) -> Interval | None:
        return self.mentions[0].when


def merge(mentions: Sequence[Mention]) -> list[Group]:
    """Groups of mentions, each of one event. The order of ``mentions`` makes no difference."""
    weight = weights(mentions)
    dated = [mention for mention in mentions if mention.when is not None]
    groups: list[Group] = [Group([mention]) for mention in mentions if mention.when is None]
    index: dict[str, list[Group]] = {}
    for mention in sorted(dated, key=_finest_first):
        group, why = _best(mention, index, weight)
        if group is None:
            group = Group([mention])
            groups.append(group)
        else:
            group.mentions.append(mention)
            group.reasons.append(why)
        for key in _keys(mention):
            if group not in index.setdefault(key, []):
                index[key].append(group)
    return groups


def _finest_first(mention: Mention) -> tuple[bool, int, tuple[object, ...], str]:
    assert mention.when is not None
    # A title in full, early in its report, makes the clearest beginning of a group.
    return (is_doubted(mention), max(mention.when.granularity, Granularity.DAY), mention.when.sort_key, mention.id)


def _keys(mention: Mention) -> Iterator[str]:
    """Where a mention's group is looked up: its day and what holds it."""
    when = mention.when
    assert when is not None
    if when.begin is None:
        yield when.edtf
        return
    day = when.begin.isodate()
    if (when.days() or 9999) <= 1:
        yield day
        yield day[-3:]
        year, week = when.begin.isoweek()
        yield f"{year}-W{week}"
        yield day[:-3]
        yield day[:-6]
    else:
        yield f"{when.granularity.name} {when.edtf.rstrip('~?')}"
        if when.granularity < Granularity.YEAR:
            yield day[:-6]


def _lookups(mention: Mention) -> Iterator[str]:
    when = mention.when
    assert when is not None
    if when.begin is None:
        yield when.edtf
        return
    day = when.begin.isodate()
    if (when.days() or 9999) <= 1:
        yield day
        if is_doubted(mention):
            yield day[-3:]  # the same day of another month
        return
    yield f"{when.granularity.name} {when.edtf.rstrip('~?')}"
    if when.granularity in (Granularity.WEEK, Granularity.WEEKEND):
        year, week = when.begin.isoweek()
        yield f"{year}-W{week}"
    elif when.granularity == Granularity.MONTH:
        yield day[:-3]
    elif when.granularity == Granularity.YEAR:
        yield day[:-6]


def _best(mention: Mention, index: dict[str, list[Group]], weight: Weights) -> tuple[Group | None, str]:
    best: tuple[float, str, Group] | None = None
    for key in _lookups(mention):
        for group in index.get(key, ()):
            found = _likeness(mention, group, weight)
            if found is not None and (
                best is None or (-found[0], group.mentions[0].id) < (-best[0], best[2].mentions[0].id)
            ):
                best = (*found, group)
    return (best[2], best[1]) if best else (None, "")


def _likeness(mention: Mention, group: Group, weight: Weights) -> tuple[float, str] | None:
    """How alike a mention is to the most alike of a group, with the words; None where it is not enough."""
    best: tuple[float, Mention] | None = None
    for other in group.mentions:
        if not _compatible(mention, other):
            return None
        alike = likeness(mention.keywords, other.keywords, weight)
        if best is None or alike > best[0]:
            best = (alike, other)
    if best is None:
        return None
    alike, other = best
    held = _day(mention) != _day(other)
    if alike < _least(mention, other) + HELD * held:
        return None
    shared = sorted(mention.keywords & other.keywords, key=lambda word: (-weight[word], word))[:5]
    dates = f"{_edtf(mention)} and {_edtf(other)} agree" if not held else f"{_edtf(mention)} holds {_edtf(other)}"
    words = ", ".join(word.removeprefix("=") for word in shared)
    return alike, f"{mention.id} joins {other.id}: {dates}; alike {alike:.2f} by: {words}"


def _least(one: Mention, other: Mention) -> float:
    shared = one.keywords & other.keywords
    if not any(word.startswith("=") for word in shared):
        return OTHERWISE
    told = {*one.actors, *one.places} & {*other.actors, *other.places}
    return SAME_EVENT_AND_NAMES if told else SAME_EVENT


def _compatible(one: Mention, other: Mention) -> bool:
    """Whether two mentions can tell of one event: not two sentences of one report that name different days' times."""
    if one.when is None or other.when is None:
        return False
    if {one.kind, other.kind} == {"statement", "planned"}:
        return False
    if is_doubted(one) and other.when.begin is not None and one.when.begin is not None:
        return one.when.begin.day == other.when.begin.day
    return one.when.overlaps(other.when.begin, other.when.end)


def is_doubted(mention: Mention) -> bool:
    """Whether the date is one that the source seems to have misprinted (EDTF's ``?``)."""
    return mention.when is not None and mention.when.edtf.endswith("?")


def _day(mention: Mention) -> str:
    return _edtf(mention).split("T")[0]


def _edtf(mention: Mention) -> str:
    return mention.when.edtf if mention.when else "no date"
