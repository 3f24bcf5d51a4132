"""The order of entries and of the mentions in them; which date, kind and title stand for an entry."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from idlibtl.chronology.links import Citation
from idlibtl.chronology.reports import Report
from idlibtl.chronology.traits import is_bare, is_doubted
from idlibtl.chronology.weights import Weights, likeness
from idlibtl.dates import Granularity, Interval
from idlibtl.model import Entry, Kind, Mention

_CENTRAL = 0.5  # of the likeness to all that the likeliest title has: one that has less tells of something at the rim
_COMPARED = 24  # so many mentions of an entry tell which title is most like them all
_SHORT = 28  # characters from which on a title reads well
_RANK: Mapping[Kind, int] = {"occurred": 0, "ongoing": 1, "planned": 2, "denied": 3, "statement": 4, "hypothetical": 5}


def order_key(entry: Entry) -> tuple[int | str, ...]:
    """By instant, coarser dates after finer ones that begin together, then by id; undated entries last."""
    if entry.when is None:
        return (1, *(0,) * 7, entry.id)
    instant, granularity = entry.when.sort_key
    return 0, *instant, granularity, entry.id


def in_order(cited: Sequence[Citation], reports: Mapping[str, Report]) -> list[Citation]:
    """The mentions of an entry: by the publication of their reports, then by file and place. The first names it."""

    def key(citation: Citation) -> tuple[bool, str, str, int, str]:
        mention = citation.mention
        report = reports[mention.document]
        published = report.published.isoformat() if report.published else ""
        return not published, published, report.path, mention.start, mention.id

    return sorted(cited, key=key)


def date_of(mentions: Sequence[Mention]) -> Interval | None:
    """The finest date that most documents give in words; a doubted or approximate one only where there is no other."""
    dated = [mention for mention in mentions if mention.when is not None]
    sure = [mention for mention in dated if not is_doubted(mention)] or dated
    sure = [mention for mention in sure if mention.when and not mention.when.edtf.endswith("~")] or sure
    if not sure:
        return None
    backing: dict[str, set[str]] = {}
    for mention in sure:
        assert mention.when is not None
        backing.setdefault(mention.when.edtf, set()).add(mention.document)

    def key(mention: Mention) -> tuple[int, bool, int, int]:
        assert mention.when is not None
        when = mention.when
        return max(when.granularity, Granularity.DAY), is_bare(mention), -len(backing[when.edtf]), when.granularity

    return min(sure, key=key).when


def kind_of(mentions: Sequence[Mention]) -> Kind:
    """What was planned and is later told as having happened has happened."""
    return min((mention.kind for mention in mentions), key=_RANK.__getitem__)


def title_of(mentions: Sequence[Mention], weight: Weights) -> str:
    """The clearest title: whole, standing by itself, of what happened rather than what was said, most like all."""
    others = list(dict.fromkeys(mention.keywords for mention in mentions))[:_COMPARED]
    alike = [math.fsum(likeness(mention.keywords, other, weight) for other in others) for mention in mentions]
    heads = {mention.id: mention for mention in mentions}
    when, centre = date_of(mentions), max(alike)

    def key(numbered: tuple[int, Mention]) -> tuple[bool, bool, bool, bool, bool, int, bool, bool, float, int]:
        number, mention = numbered
        home = heads.get(mention.elaborates or "")
        return (
            mention.leans,
            alike[number] < centre * _CENTRAL,
            when is not None and mention.when is not None and not mention.when.overlaps(when.begin, when.end),
            mention.title.endswith("…"),
            home is not None and home.start < mention.start,  # a headline tells the same before it
            _RANK[mention.kind],
            len(mention.title) < _SHORT,
            not (mention.actors or mention.places),
            -round(alike[number], 6),
            number,
        )

    return min(enumerate(mentions), key=key)[1].title
