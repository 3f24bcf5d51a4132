"""Where the sources of one entry disagree: figures that can't both be right, and dates that can't.

A figure that a later report raises is a development, no conflict: "at least 29, later 36".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from math import log

from idlibtl.chronology.figures import MEASURES, TOLLS, Sum, Told, is_mixed, overlap, same_count, sums
from idlibtl.chronology.links import Citation
from idlibtl.chronology.reports import Report
from idlibtl.chronology.weights import Weights, likeness
from idlibtl.dates import Granularity, Interval, Moment
from idlibtl.languages.spelling import normal_form
from idlibtl.model import PART, Claim, Conflict, Development, Mention
from idlibtl.moment import days_between

# How alike two mentions of an entry must be for their figures to be of one thing; less where they name the same town,
# more where one date is coarse or where things are counted ("four strikes").
SAME_THING = 0.2
SAME_TOWN = 0.1
SAME_THING_LOOSE = 0.4
PLAINLY = 0.7  # … for one report to contradict itself
RISING = 2  # days after the event that a toll may be rising still
SLACK = 1  # days from what happened to the report of it
WIDELY = log(6)  # the weight of a place that a fifth of the reports name
COMPARED = 6  # mentions of a sum, a report's sums with the same figure, reports with the same figures, to be compared
SUMS = 12  # of one report that are compared: a list of every strike of a war has thousands
REPORTS = 100  # with different figures for one thing that are compared


def disagreements(
    cited: Sequence[Citation], reports: Mapping[str, Report], weight: Weights
) -> tuple[tuple[Conflict, ...], tuple[Development, ...]]:
    """The conflicts among the mentions of one event, each with all the values given for the thing; and developments.

    The mentions stand in the order of their reports' publication.
    """
    mentions = [citation.mention for citation in cited]
    places = {citation.mention.id: citation for citation in cited}
    found, grown = [], []
    for what, told in _counted(mentions):
        clashing, rising = _compared(told, reports, weight)
        if clashing:
            found.append(Conflict(_named(what, told), _claims(clashing, places)))
        if rising:
            grown.append(Development(_named(what, told), _claims(rising, places)))
    return (*found, *_dates(mentions, places)), tuple(grown)


def _counted(mentions: Sequence[Mention]) -> Iterator[tuple[str, list[Told]]]:
    """What is counted, with its figures; parts that are counted apart (children) stand apart."""
    counted: dict[str, list[Told]] = {}
    for mention in mentions:
        for quantity in mention.quantities:
            counted.setdefault(quantity.what, []).append(Told(quantity, mention))
    yield from sorted(counted.items())


def _named(what: str, told: Sequence[Told]) -> str:
    """ "killed", "kilometres (corridor)" """
    things = {item.quantity.of for item in told}
    return f"{what} ({things.pop()})" if what in MEASURES and len(things) == 1 else what


def _compared(told: Sequence[Told], reports: Mapping[str, Report], weight: Weights) -> tuple[list[Told], list[Told]]:
    """The figures that clash, and those that one report after the other raised."""
    mixed = is_mixed(told)
    made = sums(told, mixed=mixed)
    by_document: dict[str, list[Sum]] = {}
    for one in made:
        by_document.setdefault(one.document, []).append(one)
    by_document = {document: _few(own) for document, own in by_document.items()}
    clashing: list[Sum] = []
    rising: list[Sum] = []
    for first, second in combinations(_spread(by_document), 2):
        pairs = [(one, other) for one in by_document[first] for other in by_document[second]]
        apart = not any(overlap(one, other) for one, other in pairs if _may_be_one(one, other, mixed))
        pair = _most_alike([pair for pair in pairs if _same_count(*pair, mixed)], weight)
        if pair is None or pair[0].number == pair[1].number:
            continue
        if told[0].quantity.what in TOLLS and _rises(*pair, apart, reports):
            rising += pair
        elif apart:
            clashing += pair
    for own in by_document.values():
        for one, other in combinations(own, 2):
            if _contradict(one, other, mixed, weight):
                clashing += [one, other]
    return _shown(clashing, made), _stages(rising, reports)


def _few(own: Sequence[Sum]) -> list[Sum]:
    """The sums of a report to compare: of those that give the same figure the first few, and not many in all."""
    given = Counter[tuple[float | None, float | None]]()
    few = []
    for one in own:
        given[one.low, one.high] += 1
        if given[one.low, one.high] <= COMPARED:
            few.append(one)
    return few[:SUMS]


def _spread(by_document: Mapping[str, Sequence[Sum]]) -> list[str]:
    """The documents to compare: of those that give the same figures the first few, and if many, some from all along."""
    alike: dict[frozenset[tuple[float | None, float | None]], list[str]] = {}
    for document, own in by_document.items():
        listed = alike.setdefault(frozenset((one.low, one.high) for one in own), [])
        if len(listed) < COMPARED:
            listed.append(document)
    spread = [document for listed in alike.values() for document in listed]
    if len(spread) <= REPORTS:
        return spread
    return [spread[number * (len(spread) - 1) // (REPORTS - 1)] for number in range(REPORTS)]


def _contradict(one: Sum, other: Sum, mixed: bool, weight: Weights) -> bool:
    """Whether a report contradicts itself: exact figures for the same count, in almost the same words."""
    if not (one.exact and other.exact and _same_count(one, other, mixed)):
        return False
    first, second = one.told[0].mention, other.told[0].mention
    same = (first.when, set(first.places)) == (second.when, set(second.places))
    return first.id != second.id and same and likeness(first.keywords, second.keywords, weight) >= PLAINLY


def _may_be_one(one: Sum, other: Sum, mixed: bool) -> bool:
    """Whether two sums can be the same number: they count the same, or one is told as a part of more."""
    return _same_count(one, other, mixed) or any(kind.of == PART for kind in (*one.kinds, *other.kinds))


def _most_alike(pairs: Sequence[tuple[Sum, Sum]], weight: Weights) -> tuple[Sum, Sum] | None:
    """Of the sums of two reports the two that are told in the most similar words, if they are of the same thing."""
    best: tuple[float, tuple[Sum, Sum]] | None = None
    for one, other in pairs:
        alike = max(_alike(a, b, weight) for a in one.told[:COMPARED] for b in other.told[:COMPARED])
        if alike > 0 and (best is None or alike > best[0]):
            best = alike, (one, other)
    return best[1] if best else None


def _shown(chosen: Sequence[Sum], made: Sequence[Sum]) -> list[Told]:
    """The figures of sums, each number once, in the order of the mentions."""
    kept = {id(one) for one in chosen}
    numbers: dict[tuple[float | None, float | None], Told] = {}
    for one in made:
        if id(one) in kept:
            for item in one.told:
                numbers.setdefault((item.quantity.low, item.quantity.high), item)
    return list(numbers.values())


def _stages(chosen: Sequence[Sum], reports: Mapping[str, Report]) -> list[Told]:
    """The figures of sums that grew from report to report, the highest of each moment, as long as they grow."""
    by_clock = all(reports[one.document].published_at for one in chosen)
    highest: dict[tuple[str, ...], Sum] = {}
    for one in chosen:
        moment = _moment(reports[one.document])[: 1 + by_clock]
        if moment not in highest or one.number > highest[moment].number:
            highest[moment] = one
    stages: list[Sum] = []
    for moment in sorted(highest):
        if not stages or highest[moment].number > stages[-1].number:
            stages.append(highest[moment])
    return [_telling(one) for one in stages] if len(stages) > 1 else []


def _telling(one: Sum) -> Told:
    """The figure of a sum that gives its number."""
    return next((item for item in one.told if one.number in (item.quantity.low, item.quantity.high)), one.told[0])


def _same_count(one: Sum, other: Sum, mixed: bool) -> bool:
    return all(same_count(a, b, mixed=mixed) for a in one.kinds for b in other.kinds)


def _alike(first: Told, second: Told, weight: Weights) -> float:
    """How alike the mentions of two figures are, 0 where they seem to tell of two things that one entry holds."""
    one, other = first.mention, second.mention
    towns, others = _towns(one, weight), _towns(other, weight)
    if towns and others and not towns & others:
        return 0.0
    coarse = any(m.when is None or m.when.granularity >= Granularity.MONTH for m in (one, other))
    if (coarse and one.when != other.when) or (first.quantity.of is None and first.quantity.what not in TOLLS):
        least = SAME_THING_LOOSE
    else:
        least = SAME_TOWN if towns & others else SAME_THING
    alike = likeness(one.keywords, other.keywords, weight)
    return alike if alike >= least else 0.0


def _towns(mention: Mention, weight: Weights) -> set[str]:
    """The places that a mention names, without the countries that all reports name."""
    return {place for place in mention.places if weight.get(f"@{normal_form(place)}", WIDELY) >= WIDELY}


def _rises(one: Sum, other: Sum, apart: bool, reports: Mapping[str, Report]) -> bool:
    """Whether the later of two reports gives the higher figure, and the earlier one left room for it."""
    early, late = sorted((one, other), key=lambda made: _moment(reports[made.document]))
    first, second = reports[early.document], reports[late.document]
    if first.published is None or not _before(first, second) or late.number <= early.number:
        return False
    if not apart:
        return early.high is None and early.low is not None and late.low is not None
    return any(_still_rising(item.mention, first.published) for item in early.told)


def _moment(document: Report) -> tuple[str, str]:
    """The publication of a report, to be sorted by: its day, and its clock time where that is known."""
    day = document.published.isoformat() if document.published else ""
    return day, document.published_at.replace(tzinfo=None).isoformat() if document.published_at else ""


def _before(one: Report, other: Report) -> bool:
    """Whether one report was out before another; within a day only where both have a clock time."""
    if one.published is None or other.published is None or one.published > other.published:
        return False
    if one.published < other.published:
        return True
    return bool(one.published_at and other.published_at) and _moment(one) < _moment(other)


def _still_rising(mention: Mention, published: date) -> bool:
    """Whether a report was out before the dust had settled."""
    if mention.when is None or mention.when.begin is None:
        return False
    return days_between(mention.when.begin, Moment(published.year, published.month, published.day)) <= RISING


def _dates(mentions: Sequence[Mention], cited: Mapping[str, Citation]) -> list[Conflict]:
    """Days that differ between documents, though the mentions were taken for one event.

    Only days that stand in the words count, and a day's slack between what happened and when it was told is none.
    """
    told: dict[tuple[str, str, bool], dict[str, Mention]] = {}
    for mention in mentions:
        if mention.when is not None and mention.when.days() == 1 and mention.basis in ("stated", "relative"):
            alike = told.setdefault((mention.when.edtf.split("T")[0], mention.basis, mention.kind == "planned"), {})
            if len(alike) < 2:
                alike.setdefault(mention.document, mention)
    dated = [mention for alike in told.values() for mention in alike.values()]
    apart = {each.id for pair in combinations(dated, 2) if _days_apart(*pair) for each in pair}
    claims: dict[str, Claim] = {}
    for mention in (m for m in mentions if m.id in apart):
        assert mention.when is not None
        day = mention.when.edtf.split("T")[0].rstrip("?")
        claims.setdefault(day, cited[mention.id].claim(day))
    return [Conflict("date", tuple(claims.values()))] if len(claims) > 1 else []


def _days_apart(one: Mention, other: Mention) -> bool:
    """Whether two reports give days that can't be one.

    They are further apart than it takes to tell, or both are calendar dates. A plan may be put off.
    """
    assert one.when is not None
    assert other.when is not None
    gap = abs(days_between(_begin(one.when), _begin(other.when)))
    if not gap or one.document == other.document:
        return False
    if one.when.edtf.endswith("?") or other.when.edtf.endswith("?"):
        return True
    same_sort = (one.kind == "planned") == (other.kind == "planned")
    return same_sort and (gap > SLACK or {one.basis, other.basis} == {"stated"})


def _begin(day: Interval) -> Moment:
    assert day.begin is not None
    return day.begin


def _claims(told: Sequence[Told], cited: Mapping[str, Citation]) -> tuple[Claim, ...]:
    """One claim a value, from the first mention that makes it."""
    claims: dict[str, Claim] = {}
    for item in told:
        value = item.quantity.value
        claim = cited[item.mention.id].claim(value, item.quantity.at)
        claims.setdefault(value.casefold(), claim)
    return tuple(claims.values())
