"""Coverage: a source's dated sentences that are in no entry, each with the reason, and what the reasons mean."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from idlibtl.chronology.links import Linker
from idlibtl.cli.output import counted
from idlibtl.filters import Filter
from idlibtl.model import OMISSION_REASONS, Document, Omission, OmissionReason
from idlibtl.safe_text import one_line
from idlibtl.store import Store

MEANINGS: Mapping[OmissionReason, str] = {
    "background": "told in passing: the time in its words is not that of what it tells",
    "state": "tells how things are, or what did not happen",
    "lasting": "tells of what was since a time, of no one day",
    "opinion": "what somebody thinks, hopes or fears",
    "hypothetical": "imagined, possible or conditional",
    "no event": "names nothing that happened",
    "no date": "its time can't be placed: a length, a repetition, “recently”, or counted from a day that isn't known",
    "furniture": "words of the page, not of the report: captions, credits, links",
}


@dataclass(frozen=True, slots=True)
class Unshown:
    """A sentence that is in no entry: its place ``path:line``, its line, why, and its words on one line."""

    place: str
    line: int
    reason: OmissionReason
    words: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many sentences of a source are dated (None: it was left unread), and which of them are in no entry."""

    document: Document
    dated: int | None
    unshown: tuple[Unshown, ...]

    @property
    def reasons(self) -> Counter[OmissionReason]:
        return Counter(sentence.reason for sentence in self.unshown)

    @property
    def counts(self) -> str:
        if self.dated is None:
            return f"left unread, as its language is not known: {one_line(self.document.language)}"
        return tally(self.dated, self.reasons)


def coverages(store: Store, wanted: Filter) -> Iterator[Coverage]:
    """The coverage of each source that ``wanted`` names, in the order read."""
    dated = store.dated()
    omissions: dict[str, list[Omission]] = defaultdict(list)
    for omission in store.omissions():
        omissions[omission.document].append(omission)
    for document in store.documents(texts=True):
        if wanted.wants_source(document):
            yield Coverage(document, dated.get(document.id), tuple(_unshown(document, omissions[document.id])))


def _unshown(document: Document, omissions: Iterable[Omission]) -> Iterator[Unshown]:
    path, linker = one_line(document.paths[0]), Linker(document)
    for omission in omissions:
        line, _ = linker.place(omission.start)
        words = one_line(document.text[omission.start : omission.end])
        yield Unshown(f"{path}:{line}", line, omission.reason, words)


def tally(dated: int, reasons: Counter[OmissionReason]) -> str:
    """``23 dated sentences, 20 in the chronology, 3 not: 2 background, 1 opinion``."""
    if not dated:
        return "no dated sentences"
    missing = reasons.total()
    told = f"{counted(dated, 'dated sentence')}, {dated - missing} in the chronology"
    often_first = sorted(reasons, key=lambda reason: (-reasons[reason], OMISSION_REASONS.index(reason)))
    why = ", ".join(f"{reasons[reason]} {reason}" for reason in often_first)
    return f"{told}, {missing} not: {why}" if missing else told


class Summary:
    """What the coverages that are taken from ``over`` come to."""

    def __init__(self) -> None:
        self.sources = self.dated = 0
        self.reasons: Counter[OmissionReason] = Counter()

    def over(self, found: Iterable[Coverage]) -> Iterator[Coverage]:
        for coverage in found:
            self.sources += 1
            self.dated += coverage.dated or 0
            self.reasons += coverage.reasons
            yield coverage

    @property
    def counts(self) -> str:
        return f"{counted(self.sources, 'source')}: {tally(self.dated, self.reasons)}"

    @property
    def legend(self) -> list[tuple[OmissionReason, str]]:
        """The reasons that were given, each with what it means."""
        return [(reason, meaning) for reason, meaning in MEANINGS.items() if self.reasons[reason]]
