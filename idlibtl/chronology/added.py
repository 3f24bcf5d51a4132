"""Entries that the owner added by hand, with the sources that they name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace

from idlibtl.address import is_web
from idlibtl.chronology.edits import ByHand, owners
from idlibtl.chronology.links import Linker
from idlibtl.chronology.reports import Report, report
from idlibtl.chronology.salience import salience
from idlibtl.decisions import Anchor, Decision, Decisions, Reference, names_source
from idlibtl.model import Document, Entry, Link, Mention, Problem


class Added:
    """Collects what the added entries cite while documents pass; what is never met stands for itself.

    ``there`` are the ids of all texts.
    """

    def __init__(self, decisions: Decisions, there: Set[str]) -> None:
        self._decisions, self._there = decisions, there
        self._adding = [decision for decision in decisions.decisions if decision.action == "add"]
        self._links: dict[Reference, Link] = {}
        self._reports: dict[str, Report] = {}
        self._dated: set[int] = set()
        self._lost: dict[Reference, str] = {}  # why
        self.problems: list[Problem] = []

    def see(self, document: Document) -> None:
        """A document that was read."""
        for decision, reference in self._references():
            anchor = Anchor(reference.id, "", reference.source)
            if self._means(decision, anchor, document) and reference not in self._links:
                self._links[reference] = self._link(reference, document)
        for decision in self._decisions.decisions:
            if decision.action == "source" and self._means(decision, decision.anchors[0], document):
                self._dated.add(decision.number)

    def finish(self) -> tuple[ByHand, list[Document]]:
        """The entries, and the documents that nobody has read; all others have been seen."""
        named: dict[str, Document] = {}
        for _, reference in self._references():
            if reference not in self._links:
                if reference.id:
                    message = f"cites {reference.source}, which is not read any more; its words stand for themselves"
                    self._lost[reference] = message
                document = _unread(reference)
                named.setdefault(document.id, document)
                self._links[reference] = Link(document.id, 0, 0, 0, 0, reference.quote, document.url)
        for decision, reference in self._references():
            if reference in self._lost:
                self.problems.append(self._decisions.lost(decision, self._lost[reference]))
        for decision in self._decisions.decisions:
            if decision.action == "source" and decision.number not in self._dated:
                message = f"is of {decision.anchors[0].source or decision.anchors[0].mention}, which was not read"
                self.problems.append(self._decisions.lost(decision, message))
        self._reports |= {ident: report(document) for ident, document in named.items()}
        entries = {decision.number: self._entry(decision) for decision in self._adding}
        return ByHand(self._decisions, entries, self._reports), list(named.values())

    def _references(self) -> Iterator[tuple[Decision, Reference]]:
        return ((decision, reference) for decision in self._adding for reference in decision.references)

    def _means(self, decision: Decision, anchor: Anchor, document: Document) -> bool:
        if not names_source(anchor, document.paths, document.id, self._there):
            return False
        if anchor.mention not in ("", document.id):
            message = f"was made on another text of {anchor.source}: that text is gone, this one was found by its path"
            self.problems.append(self._decisions.moved(decision, message))
        return True

    def _link(self, reference: Reference, document: Document) -> Link:
        if document.id not in self._reports:
            self._reports[document.id] = report(document)
        if reference.quote:
            words = r"\s+".join(map(re.escape, reference.quote.split()))
            if found := re.search(words, document.text):
                return Linker(document).at(*found.span())
            self._lost[reference] = f"cites words that are not in {document.paths[0]}: “{reference.quote[:80]}”"
        return Link(document.id, 0, 0, 0, 0, reference.quote, document.url)

    def _entry(self, decision: Decision) -> Entry:
        links = tuple(dict.fromkeys(self._links[reference] for reference in decision.references))
        mentions = tuple(_mention(decision, number, link) for number, link in enumerate(links))
        entry = Entry(
            decision.id, decision.when, decision.words, decision.kind or "occurred", mentions, links,
            actors=decision.actors, places=decision.places, tags=decision.tags, edited={"entry": None},
            reasons=(owners(decision, "added"),),
        )  # fmt: skip
        return replace(entry, salience=salience(entry, self._reports).total)


def _mention(decision: Decision, number: int, link: Link) -> Mention:
    ident = decision.id if number == 0 else _hash(f"{decision.id} {number}")
    return Mention(
        ident, link.document, link.start, link.end, decision.when, "stated", decision.kind or "occurred",
        decision.words, decision.actors, decision.places, reasons=("the owner's own",),
    )  # fmt: skip


def _unread(reference: Reference) -> Document:
    url = reference.source if is_web(reference.source) else None
    ident = _hash(f"by hand {reference.source}")
    return Document(ident, (reference.source,), "", "", url=url, title=reference.title)


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def new_id(*parts: Iterable[str] | str) -> str:
    """The id of an entry to be added, from what it says."""
    return _hash("\0".join(part if isinstance(part, str) else "\0".join(part) for part in parts))
