"""The values that pass between the steps: frozen, slotted, validated where they are made.

Offsets are Unicode code points into a document's text, half-open: ``text[start:end]`` is the quoted words, always.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args

from idlibtl.dates import Interval
from idlibtl.value import Value

PublishedBasis = Literal["metadata", "dateline", "file-name", "inferred", "none"]
Basis = Literal["stated", "relative", "published", "inferred"]
Kind = Literal["occurred", "ongoing", "planned", "statement", "denied", "hypothetical"]
Level = Literal["error", "notice"]
Tense = Literal["past", "future"]
Register = Literal["news", "live", "message", "narrative"]
REGISTERS: tuple[Register, ...] = get_args(Register)
OmissionReason = Literal[
    "background", "state", "lasting", "opinion", "hypothetical", "no event", "no date", "furniture"
]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]

KINDS: tuple[Kind, ...] = ("occurred", "ongoing", "planned", "statement", "denied", "hypothetical")
OMISSION_REASONS: tuple[OmissionReason, ...] = get_args(OmissionReason)
LONGEST_QUOTE = 600


@dataclass(frozen=True, slots=True)
class Problem(Value):
    """Something that the user should know about one place of the input.

    An ``error`` means that a file was skipped or partly unread; a ``notice`` tells of a guess, a misprint, a conflict.
    ``message`` says what is wrong and what to do. Lines and columns count from 1, in code points.
    """

    path: str
    code: str
    message: str
    level: Level = "error"
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Document(Value):
    """One source text with what is known of its publication.

    ``id`` is a hash of the text, ``sha256`` that of the file's bytes; identical texts are one document with several
    ``paths`` (as given, forward slashes). ``published_words`` are the words that gave the publication date, and
    ``published_span`` their place in the text, where they stand in it. The text proper begins at ``prose``, behind the
    front matter. ``datelines`` are the spans in which it tells its own date, where reading has just found them: None in
    a document that comes from a store. ``edited`` maps what the owner has changed to what was read. A source that only
    an entry added by hand names has neither text nor hash.
    """

    id: str
    paths: tuple[str, ...]
    text: str = field(repr=False)
    sha256: str
    language: str = "en"
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    published_at: datetime | None = None
    published_basis: PublishedBasis = "none"
    published_words: str | None = None
    published_span: tuple[int, int] | None = None
    prose: int = 0
    datelines: tuple[tuple[int, int], ...] | None = field(default=None, repr=False, compare=False)
    edited: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.paths:
            raise ValueError("a document has at least one path")
        if (self.published is None) != (self.published_basis == "none"):
            raise ValueError("a publication date and its basis go together")
        if self.published_at is not None and self.published_at.date() != self.published:
            raise ValueError("published_at lies on the day published")


@dataclass(frozen=True, slots=True)
class Timex(Value):
    """A temporal expression in the text, as TIMEX3 (ISO 24617-1) has it.

    ``rule`` names the language rule that found it, ``basis`` says what its value rests on, and ``reference`` the date
    it was worked out from (TIMEX3), if any. ``stamp``: it is the bare clock line above an item of a live blog.
    ``alternative`` is the value with day and month the other way round, where nothing in the text settles it.
    """

    start: int
    end: int
    text: str
    type: TimexType
    value: str
    rule: str
    mod: str | None = None
    when: Interval | None = None
    basis: Basis = "stated"
    reference: str | None = None
    function: str | None = None
    stamp: bool = False
    alternative: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"an empty or negative span: {self.start}-{self.end}")


# Whom a quantity counts, where that matters for comparing it with others.
ANYBODY = "people"
ANY_SIDE = frozenset({"soldiers", "fighters", "civilians"})  # who may be all of those that "people" counts
PART = "part"  # some of those that another figure counts


@dataclass(frozen=True, slots=True)
class Quantity(Value):
    """A number with what it counts: ``what`` is a key such as "killed" or "hours", ``value`` the words, "over 30".

    ``low`` and ``high`` bound the number meant, inclusive, in the unit that ``what`` names; None is unbounded. ``of``
    says who they are ("soldiers", "children"; ``ANYBODY``, or a ``PART`` of them) or what is measured ("truce"), where
    the words do.
    ``at`` is the span of the words that give the number, where they stand before the mention's own.
    """

    what: str
    value: str
    low: float | None
    high: float | None
    of: str | None = None
    at: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Mention(Value):
    """What one clause of one document says to have happened, when, in which words.

    ``start``/``end`` delimit the quote; ``reasons`` tell, in order, how the date was read. ``elaborates`` is the id of
    the mention, of the same document, of which this one only tells more. A title ``leans`` that can't stand by itself:
    "He was met in Ariha".
    """

    id: str
    document: str
    start: int
    end: int
    when: Interval | None
    basis: Basis
    kind: Kind
    title: str
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    attributed_to: str | None = None
    timex: Timex | None = None
    keywords: frozenset[str] = frozenset()
    reasons: tuple[str, ...] = ()
    elaborates: str | None = None
    leans: bool = False


@dataclass(frozen=True, slots=True)
class Omission(Value):
    """A dated sentence, one with a temporal expression, that no entry cites, or only a faint one, and why.

    ``background``: the time in its words isn't that of what it tells; a ``state`` is what is and not what happens;
    ``lasting`` tells of no one day ("since the war began"); ``no date``: its expressions are lengths, repetitions or
    can't be placed; ``furniture``: words of the page, not of the report.
    """

    document: str
    start: int
    end: int
    reason: OmissionReason


@dataclass(frozen=True, slots=True)
class Link(Value):
    """The place of a mention's words in its source; lines and columns from 1, ``prefix``/``suffix`` as context.

    ``page``: in a source that has pages, from 1 in the order of the file, whatever is printed on them. One ``by_hand``
    has an empty span, line and column 0, and as ``quote`` what the owner gave: nothing that was read.
    """

    document: str
    start: int
    end: int
    line: int
    column: int
    quote: str
    url: str | None = None
    prefix: str = ""
    suffix: str = ""
    page: int | None = None

    @property
    def by_hand(self) -> bool:
        return self.end == 0


@dataclass(frozen=True, slots=True)
class Claim(Value):
    """One side of a conflict: the value, the mention that gives it, and its words with their line and page (from 1)."""

    value: str
    mention: str
    document: str
    quote: str
    line: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Conflict(Value):
    """Values of one thing (``what``: "killed", "date", …) that can't all be right."""

    what: str
    values: tuple[Claim, ...]

    def __post_init__(self) -> None:
        if len({claim.value for claim in self.values}) < 2:
            raise ValueError("a conflict needs two values")


@dataclass(frozen=True, slots=True)
class Voice(Value):
    """Sources of an entry (ids of documents) that say the same in the same words, and so count once.

    ``wire`` is the news agency whose text they print, where they name it.
    """

    sources: tuple[str, ...]
    wire: str | None = None

    def __post_init__(self) -> None:
        if not self.sources:
            raise ValueError("a voice has a source")


@dataclass(frozen=True, slots=True)
class Development(Value):
    """Values of one thing that grew from report to report, and can all be right: "at least 29", later 36."""

    what: str
    values: tuple[Claim, ...]

    def __post_init__(self) -> None:
        if len(self.values) < 2:
            raise ValueError("a development has two stages")


@dataclass(frozen=True, slots=True)
class Entry(Value):
    """One line of the chronology: an event and every mention of it, with the links that cite them (same order).

    Each source has its place in one of the ``voices``; where none are given, each is a voice of its own. ``salience``
    is how much the entry weighs among others: `idlibtl.chronology.salience`. ``edited`` maps what the owner has decided
    to what the machine had said: "faint", "date", "title", "kind", "tags", "note", "mentions" (as lists, one for each
    entry that they were in), and "entry" (None) where the owner added it.
    """

    id: str
    when: Interval | None
    title: str
    kind: Kind
    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]
    conflicts: tuple[Conflict, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    voices: tuple[Voice, ...] = ()
    salience: float = 0.0
    tags: tuple[str, ...] = ()
    note: str | None = None
    edited: Mapping[str, object] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    developments: tuple[Development, ...] = ()

    def __post_init__(self) -> None:
        if not self.mentions or len(self.mentions) != len(self.links):
            raise ValueError("an entry has mentions, and one link each")
        sources = tuple(dict.fromkeys(mention.document for mention in self.mentions))
        if not self.voices:
            object.__setattr__(self, "voices", tuple(Voice((source,)) for source in sources))
        elif sorted(source for voice in self.voices for source in voice.sources) != sorted(sources):
            raise ValueError("each source of an entry has its place in one of the voices")

    @property
    def independent_sources(self) -> int:
        """How many voices report it."""
        return len(self.voices)

    @property
    def faint(self) -> bool:
        """Shown only on demand: hypothetical or undated, or as the owner has it."""
        if "faint" in self.edited:
            return not self.edited["faint"]
        return self.when is None or self.kind == "hypothetical"


@dataclass(frozen=True, slots=True)
class Chronology(Value):
    """What a build gives: the sources read, the entries in chronological order, the problems met.

    ``omissions`` are the dated sentences that no entry cites, or only a faint one, in the order of the sources;
    ``dated`` counts all dated sentences of each document (by its id), but for those left unread.
    """

    documents: tuple[Document, ...]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    omissions: tuple[Omission, ...] = ()
    dated: Mapping[str, int] = field(default_factory=dict)
