"""Bring together the mentions of one event: compatible dates, and words that tell the same.

Mentions are taken the finest date first; each joins the most alike of the groups that its date allows, or begins one.
A group is found through its days and its coarser dates, so that the work grows with the mentions of a date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from idlibtl.chronology.figures import tolls_differ
from idlibtl.chronology.weights import Weights, likeness
from idlibtl.dates import Granularity, Interval, Moment
from idlibtl.model import Mention

# How alike two mentions must be, by what they share. Set by hand from pairs in data/ and five news reports, not fitted.
SAME_EVENT = 0.21  # the kind of event is told alike
MANY_NAMES = 0.25  # no such word, but three names
FEW_NAMES = 0.45
NO_NAMES = 0.60
APART = 0.45  # one tells of other towns, or gives another figure for the same thing
# More, where the one date only holds the other: the wider it is, the less it says.
HELD = {Granularity.WEEKEND: 0.05, Granularity.WEEK: 0.05, Granularity.MONTH: 0.08}
HELD_WIDELY = 0.16
DOUBTED = 0.12  # a date that can't be right, and the same day of the month
FACES = 24  # mentions of a group that others are compared with
ON_AVERAGE = 0.5  # of what is asked of the most alike, so that a group doesn't grow from one event into the next


@dataclass(slots=True, eq=False)
class Group:
    """Mentions of one event, with the reasons why each was taken in."""

    mentions: list[Mention] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    faces: dict[tuple[object, ...], Mention] = field(default_factory=dict)  # what others are compared with

    def add(self, mention: Mention, why: str = "") -> None:
        """Take a mention in. One that differs from those before it, of the first ``FACES``, is compared from now on."""
        self.mentions.append(mention)
        if why:
            self.reasons.append(why)
        if len(self.faces) < FACES:
            self.faces.setdefault((mention.keywords, mention.when, mention.kind, mention.quantities), mention)

    @property
    def when(self) -> Interval | None:
        return self.mentions[0].when


def merge(mentions: Sequence[Mention], weight: Weights) -> list[Group]:
    """Groups of mentions, each of one event. The order of ``mentions`` makes no difference."""
    dated = [mention for mention in mentions if mention.when is not None]
    groups: list[Group] = [Group([mention]) for mention in mentions if mention.when is None]
    index: dict[str, list[Group]] = {}
    for mention in sorted(dated, key=_finest_first):
        group, why = _best(mention, index, weight)
        if group is None:
            group = Group()
            groups.append(group)
        group.add(mention, why)
        assert mention.when is not None
        for key in _keys(mention.when):
            if group not in index.setdefault(key, []):
                index[key].append(group)
    return groups


def _finest_first(mention: Mention) -> tuple[bool, int, tuple[object, ...], str]:
    """The order in which mentions are taken: doubted dates last, and coarse ones after those that they may hold."""
    assert mention.when is not None
    return (is_doubted(mention), max(mention.when.granularity, Granularity.DAY), mention.when.sort_key, mention.id)


def _keys(when: Interval) -> list[str]:
    """Under what a group is found: each of its dates, and what coarser dates call their parts."""
    if when.begin is None:
        return [_name(when)]
    day = when.begin.isodate()
    if _is_day(when):
        return [_name(when), _same_day(when), *(_part_of(when.begin, unit) for unit in _HOLDING)]
    return [_name(when), *([day[:-6]] if when.granularity < Granularity.YEAR else [])]


def _lookups(mention: Mention) -> list[str]:
    """Where the groups stand that a mention may join."""
    when = mention.when
    assert when is not None
    found = [_name(when)]
    if when.begin is not None and is_doubted(mention) and _is_day(when):
        found.append(_same_day(when))
    if when.begin is not None and when.granularity in _HOLDING:
        found.append(_part_of(when.begin, when.granularity))
    return found


_HOLDING = (Granularity.WEEK, Granularity.WEEKEND, Granularity.MONTH, Granularity.YEAR)


def _part_of(begin: Moment, unit: Granularity) -> str:
    """The week, month or year that holds a day."""
    if unit in (Granularity.WEEK, Granularity.WEEKEND):
        year, week = begin.isoweek()
        return f"{year}-W{week}"
    return begin.isodate()[: -3 if unit == Granularity.MONTH else -6]


def _name(when: Interval) -> str:
    if when.begin is None:
        return when.edtf
    return when.begin.isodate() if _is_day(when) else f"{when.granularity.name} {when.edtf.rstrip('~?')}"


def _same_day(when: Interval) -> str:
    """The day without its year and month: what a misprinted month leaves."""
    return _name(when)[-3:]


def _is_day(when: Interval) -> bool:
    return when.days() in (0, 1)


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
    if not all(_compatible(mention, other) for other in group.faces.values()):
        return None
    found = [(likeness(mention.keywords, other.keywords, weight), other) for other in group.faces.values()]
    alike, other = max(found, key=lambda pair: (pair[0], pair[1].id))
    if is_doubted(mention):
        return (
            (alike, _why(alike, mention, other, "agree in the day, not the month", weight)) if alike > DOUBTED else None
        )
    held = _day(mention) != _day(other)
    least = _least(mention, other) + (HELD.get(_wider(mention, other), HELD_WIDELY) if held else 0)
    if alike < least or sum(value for value, _ in found) < ON_AVERAGE * least * len(found):
        return None
    return alike, _why(alike, mention, other, "agree" if not held else "hold one another", weight)


def _why(alike: float, mention: Mention, other: Mention, dates: str, weight: Weights) -> str:
    shared = sorted(mention.keywords & other.keywords, key=lambda word: (-weight[word], word))[:5]
    words = ", ".join(word.lstrip("=@") for word in shared)
    return f"{mention.id} joins {other.id}: {_edtf(mention)} and {_edtf(other)} {dates}; alike {alike:.2f} by: {words}"


def _least(one: Mention, other: Mention) -> float:
    shared = one.keywords & other.keywords
    names = sum(word.startswith("@") for word in shared)
    if any(word.startswith("=") for word in shared):
        least = SAME_EVENT
    else:
        least = MANY_NAMES if names > 2 else FEW_NAMES if names else NO_NAMES
    return max(least, APART) if _apart(one, other) else least


def _apart(one: Mention, other: Mention) -> bool:
    """Whether two mentions tell of different places, or of none together and give figures that can't both be right."""
    together = set(one.places) & set(other.places)
    if one.places and other.places and not together:
        return True
    return not together and tolls_differ(one, other)


def _compatible(one: Mention, other: Mention) -> bool:
    """Whether two mentions can tell of one event.

    Their dates must overlap, a doubted one have the same day of the month; to tell of a plan isn't to carry it out.
    """
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


def _wider(one: Mention, other: Mention) -> Granularity:
    return max((mention.when.granularity for mention in (one, other) if mention.when), default=Granularity.SPAN)


def _day(mention: Mention) -> str:
    return _edtf(mention).split("T")[0]


def _edtf(mention: Mention) -> str:
    return mention.when.edtf if mention.when else "no date"
