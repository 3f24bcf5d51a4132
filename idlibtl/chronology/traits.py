"""Traits: what of a mention is compared with others, worked out once for each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from idlibtl.dates import Interval, Moment
from idlibtl.model import Mention

_TELLING = 4  # consonants that tell a name however its vowels are written
_LETTERS = str.maketrans("qvz", "kfs")  # letters between which transcriptions waver
_UNSTEADY = re.compile(r"[aeiouwyh’'-]")
_TWICE = re.compile(r"(.)\1+")
_REACH = 31  # days before a deadline, and after an open beginning, in which what it tells of is looked for


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """A mention as it is compared.

    ``terms`` are its keywords, names among them by their consonants; ``names``, ``events`` and ``places`` those that
    are names, kinds of event and places. ``story`` holds the terms of all that its document tells of the same date, and
    ``place`` is its place in that. ``begin`` and ``end`` bound its date, ``days`` is how long that is. ``bare``: no
    words give the date, it is that of the report.
    """

    mention: Mention
    when: Interval
    begin: Moment
    end: Moment
    days: int
    terms: frozenset[str]
    names: frozenset[str]
    events: frozenset[str]
    places: frozenset[str]
    story: frozenset[str]
    place: int
    bare: bool

    @property
    def date(self) -> str:
        """The date without its clock time, as EDTF has it."""
        return _date(self.when)

    @property
    def doubted(self) -> bool:
        return is_doubted(self.mention)


def is_doubted(mention: Mention) -> bool:
    """Whether the date is one that the source seems to have misprinted (EDTF's ``?``)."""
    return mention.when is not None and mention.when.edtf.endswith("?")


def is_bare(mention: Mention) -> bool:
    """Whether no words give the date: it is the day of the report."""
    return mention.timex is None and mention.basis in ("published", "inferred")


def traits(mentions: Iterable[Mention]) -> list[Traits]:
    """The traits of dated mentions, ordered by what they are, not by how they came."""
    stories: dict[tuple[str, str], list[Mention]] = {}
    for mention in sorted(mentions, key=lambda each: (each.document, each.start, each.id)):
        if mention.when is not None:
            stories.setdefault((mention.document, _date(mention.when)), []).append(mention)
    return [each for story in stories.values() for each in _of_story(story)]


def _of_story(mentions: Sequence[Mention]) -> Iterator[Traits]:
    where = [frozenset(term(f"@{name.split()[-1].lower()}") for name in mention.places) for mention in mentions]
    told = [places.union(map(term, mention.keywords)) for places, mention in zip(where, mentions, strict=True)]
    story = frozenset[str]().union(*told)
    for place, (mention, terms) in enumerate(zip(mentions, told, strict=True)):
        assert mention.when is not None
        begin, end = _bounds(mention.when)
        yield Traits(
            mention,
            mention.when,
            begin,
            end,
            days=Interval(begin, end, "", mention.when.granularity).days() or 1,
            terms=terms,
            names=frozenset(each for each in terms if each[0] == "@"),
            events=frozenset(each for each in terms if each[0] == "="),
            places=where[place],
            story=story,
            place=place,
            bare=is_bare(mention),
        )


def _bounds(when: Interval) -> tuple[Moment, Moment]:
    if when.begin is None:
        assert when.end is not None
        return when.end.plus(days=-_REACH), when.end
    return when.begin, when.end or when.begin.plus(days=_REACH)


def _date(when: Interval) -> str:
    return when.edtf.split("T")[0]


@lru_cache(maxsize=65536)
def term(keyword: str) -> str:
    """A keyword as it is compared: of a name its consonants, where these tell enough ("@sheikhoun", "@shaykhun")."""
    if keyword[:1] != "@":
        return keyword
    plain = unicodedata.normalize("NFKD", keyword[1:]).encode("ascii", "ignore").decode()
    bones = _TWICE.sub(r"\1", _UNSTEADY.sub("", plain).translate(_LETTERS))
    return f"@{bones}" if len(bones) >= _TELLING else keyword
