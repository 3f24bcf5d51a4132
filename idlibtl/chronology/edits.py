"""The owner's decisions, carried out on the entries that the machine has made.

First what belongs together (merge, split), then what single entries say, each in the order of the decisions: a title
given to one of two entries stands when they are merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from idlibtl.chronology.entry import entry_of
from idlibtl.chronology.links import Citation
from idlibtl.chronology.reports import Report
from idlibtl.chronology.salience import salience
from idlibtl.chronology.weights import Weights
from idlibtl.decisions import Anchor, Decision, Decisions
from idlibtl.model import Entry, Problem

_REGROUPING = ("merge", "split")
_SHORTEST = 8  # digits of the ids that `show` prints


class Machine(Protocol):
    """What the machine has made: numbered entries, and what they were made from."""

    weight: Weights

    def entry(self, number: int) -> Entry: ...

    def cited(self, document: str) -> Iterable[Citation]:
        """All that a document is cited for."""
        ...

    def reports(self, documents: Iterable[str]) -> Mapping[str, Report]: ...


@dataclass(slots=True)
class Marks:
    """Where mentions that decisions may mean are: by ids, or what these begin with, the ids and numbers of entries; by
    quotes, (number, id, document).
    """

    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    quotes: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)


def marks_of(decisions: Decisions, entries: Iterable[tuple[int, Entry]]) -> Marks:
    """What decisions may mean, among numbered entries; also those that have the id of one that was added by hand."""
    anchors = [anchor for decision in decisions.decisions for anchor in decision.anchors]
    ids = {anchor.mention for anchor in anchors} | {decision.id for decision in decisions.decisions}
    lengths = sorted({len(ident) for ident in ids if len(ident) >= _SHORTEST})
    quotes = {_folded(anchor.quote) for anchor in anchors} - {""}
    found = Marks()
    for number, entry in entries:
        for mention, link in zip(entry.mentions, entry.links, strict=True):
            for length in lengths:
                if (beginning := mention.id[:length]) in ids:
                    found.ids.setdefault(beginning, {})[mention.id] = number
            if (quote := _folded(link.quote)) in quotes:
                found.quotes.setdefault(quote, []).append((number, mention.id, mention.document))
    return found


def _folded(quote: str) -> str:
    return " ".join(quote.split())


@dataclass(slots=True, eq=False)
class _Held:
    """Mentions that make one entry now, and the numbers of the machine's entries that they were in."""

    mentions: list[str]
    origins: list[int]
    entry: Entry | None  # None where it is to be made anew
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ByHand:
    """What the owner has decided, the entries that decisions of these numbers add, and the reports that these cite."""

    decisions: Decisions
    entries: Mapping[int, Entry] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)


class Editing:
    """Carries decisions out. ``problems`` tell of those that can't be, or found their mark by its words alone."""

    def __init__(self, by_hand: ByHand, marks: Marks, machine: Machine) -> None:
        self._decisions, self._of_added = by_hand.decisions, by_hand.reports
        self._marks, self._machine = marks, machine
        self._held: dict[str, _Held] = {}  # by the ids of mentions
        self._by_hand: dict[str, Citation] = {}
        self._titles: dict[str, str] = {}  # of entries by hand, by their ids
        self.problems: list[Problem] = []
        for decision in self._decisions.decisions:
            if entry := by_hand.entries.get(decision.number):
                self._add(decision, entry)

    def carried_out(self) -> tuple[set[int], list[Entry]]:
        """The numbers of the machine's entries that are replaced, and the entries that take their place."""
        meant = [
            (decision, self._mentions(decision))
            for decision in self._decisions.decisions
            if decision.action not in ("add", "source")
        ]
        for decision, mentions in meant:
            if decision.action == "merge":
                self._merge(decision, mentions)
            elif decision.action == "split":
                self._split(decision, mentions)
        for held in self._each():
            held.entry = held.entry or self._made(held)
        for decision, mentions in meant:
            if decision.action not in _REGROUPING and mentions:
                held = self._held[mentions[0]]
                assert held.entry is not None
                held.entry = self._edited(held.entry, decision)
        made = list(self._each())
        return {number for held in made for number in held.origins}, [held.entry for held in made if held.entry]

    def _add(self, decision: Decision, entry: Entry) -> None:
        if entry.id in self._marks.ids.get(entry.id, ()):
            message = f"could not be carried out: {entry.id} is the id of what a report says; give it another"
            self.problems.append(self._decisions.lost(decision, message))
            return
        self._titles[entry.id] = entry.title
        self._by_hand |= {
            mention.id: Citation(mention, link) for mention, link in zip(entry.mentions, entry.links, strict=True)
        }
        held = _Held([mention.id for mention in entry.mentions], [], entry)
        self._held |= dict.fromkeys(held.mentions, held)

    def _each(self) -> Iterator[_Held]:
        return iter(dict.fromkeys(self._held.values()))

    def _mentions(self, decision: Decision) -> list[str]:
        found = (self._mention(decision, anchor) for anchor in decision.anchors)
        return [mention for mention in found if mention is not None]

    def _mention(self, decision: Decision, anchor: Anchor) -> str | None:
        """The mention that an anchor means; its entry is taken in hand."""
        found = self._by_id(anchor) or self._by_quote(anchor)
        if len({self._held.get(mention, number) for number, mention in found}) != 1:
            what = "they are in several entries" if found else "no entry has them any more"
            named = [f"mention {anchor.mention}"] if anchor.mention else []
            named += [f"“{_folded(anchor.quote)[:80]}”"] if anchor.quote else []
            message = f"could not be carried out: it is about {', '.join(named)}, and {what}"
            self.problems.append(
                self._decisions.lost(decision, f"{message}; see `idlibtl edit list`, and make it anew or undo it")
            )
            return None
        number, mention = found[0]
        if anchor.mention and not mention.startswith(anchor.mention):
            self.problems.append(
                self._decisions.moved(
                    decision, f"was made on mention {anchor.mention}, which is {mention} now: found by its words"
                )
            )
        if mention not in self._held:
            assert number is not None
            entry = self._machine.entry(number)
            held = _Held([each.id for each in entry.mentions], [number], entry)
            self._held |= dict.fromkeys(held.mentions, held)
        return mention

    def _by_id(self, anchor: Anchor) -> list[tuple[int | None, str]]:
        """Numbers of the machine's entries, None for those by hand, and ids of mentions."""
        if len(anchor.mention) < _SHORTEST:
            return [(None, anchor.mention)] if anchor.mention in self._by_hand else []
        by_hand = [mention for mention in self._by_hand if mention.startswith(anchor.mention)]
        return [
            *((None, mention) for mention in by_hand),
            *((number, mention) for mention, number in self._marks.ids.get(anchor.mention, {}).items()),
        ]

    def _by_quote(self, anchor: Anchor) -> list[tuple[int | None, str]]:
        quote = _folded(anchor.quote)
        if not quote:
            return []
        found: list[tuple[int | None, str, str]] = [*self._marks.quotes.get(quote, [])]
        for mention, citation in self._by_hand.items():
            if _folded(citation.link.quote) == quote:
                found.append((None, mention, citation.link.document))
        if len(found) > 1 and anchor.source:
            reports = self._reports(document for _, _, document in found)
            found = [each for each in found if reports[each[2]].path == anchor.source] or found
        return [(number, mention) for number, mention, _ in found]

    def _merge(self, decision: Decision, mentions: Sequence[str]) -> None:
        together = list(dict.fromkeys(self._held[mention] for mention in mentions))
        if len(together) < 2:
            if len(mentions) == len(decision.anchors):
                self.problems.append(self._decisions.idle(decision, "changes nothing: they are one entry without it"))
            return
        first = together[0]
        for other in together[1:]:
            first.mentions += other.mentions
            first.origins += other.origins
            first.reasons += other.reasons
            self._held |= dict.fromkeys(other.mentions, first)
        first.entry = None
        first.reasons.append(owners(decision, "put together"))

    def _split(self, decision: Decision, mentions: Sequence[str]) -> None:
        held = self._held[mentions[0]] if mentions else None
        own = [mention for mention in dict.fromkeys(mentions) if self._held[mention] is held]
        for mention in mentions:
            if mention not in own:
                message = f"could not be carried out for mention {mention}, which is in another entry than {own[0]}"
                self.problems.append(self._decisions.lost(decision, message))
        if held is None or len(own) == len(held.mentions):
            if held is not None and len(mentions) == len(decision.anchors):
                message = "changes nothing: they are an entry of their own without it"
                self.problems.append(self._decisions.idle(decision, message))
            return
        held.mentions = [mention for mention in held.mentions if mention not in own]
        held.entry = None
        held.reasons.append(owners(decision, "split off from it"))
        apart = _Held(own, list(held.origins), None, [owners(decision, "split off")])
        self._held |= dict.fromkeys(own, apart)

    def _made(self, held: _Held) -> Entry:
        machines = [self._machine.entry(number) for number in dict.fromkeys(held.origins)]
        documents = dict.fromkeys(mention.document for entry in machines for mention in entry.mentions)
        known = {each.mention.id: each for document in documents for each in self._machine.cited(document)}
        cited = [(known.get(mention) or self._by_hand[mention]) for mention in held.mentions]
        reasons = [reason for entry in machines for reason in entry.reasons if _is_of(reason, held.mentions)]
        reports = self._reports(each.mention.document for each in cited)
        entry = entry_of(cited, [*reasons, *held.reasons], reports, self._machine.weight)
        if all(mention in self._by_hand for mention in held.mentions):
            return replace(entry, edited={"entry": None})
        edited: dict[str, object] = {"mentions": [[mention.id for mention in each.mentions] for each in machines]}
        title = next((self._titles[mention] for mention in held.mentions if mention in self._titles), None)
        if title is not None:
            edited["title"] = entry.title
        return replace(entry, edited=edited, title=title or entry.title)

    def _reports(self, documents: Iterable[str]) -> dict[str, Report]:
        wanted = set(documents)
        read = self._machine.reports(wanted - self._of_added.keys())
        return {**read, **{document: self._of_added[document] for document in wanted & self._of_added.keys()}}

    def _edited(self, entry: Entry, decision: Decision) -> Entry:
        edited = dict(entry.edited)
        by_hand = "entry" in edited  # the machine has said nothing of it

        def note(name: str, machines: object) -> None:
            if not by_hand:
                edited.setdefault(name, machines)

        entry = replace(entry, reasons=(*entry.reasons, owners(decision, _DONE[decision.action])))
        if decision.action in ("hide", "keep"):
            machines = edited.pop("faint", entry.faint)
            if machines != (decision.action == "hide"):
                edited["faint"] = machines
            return replace(entry, edited=edited)
        if decision.action == "tag":
            note("tags", list(entry.tags))
            return replace(entry, edited=edited, tags=tuple(dict.fromkeys([*entry.tags, *decision.tags])))
        if decision.action == "note":
            note("note", entry.note)
            return replace(entry, edited=edited, note=decision.words)
        if decision.action == "title":
            note("title", entry.title)
            return replace(entry, edited=edited, title=decision.words)
        if decision.action == "kind" and decision.kind is not None:
            note("kind", entry.kind)
            entry = replace(entry, edited=edited, kind=decision.kind)
        elif decision.when is not None:
            note("date", entry.when.edtf if entry.when else None)
            entry = replace(entry, edited=edited, when=decision.when)
        return replace(entry, salience=salience(entry, self._reports(each.document for each in entry.mentions)).total)


_DONE = {
    "hide": "hidden", "keep": "kept", "tag": "tagged", "note": "a note", "title": "the title given",
    "kind": "the kind given", "date": "the date given",
}  # fmt: skip


def owners(decision: Decision, what: str) -> str:
    """A reason of an entry: what the owner has done to it, and why."""
    because = f": {decision.because}" if decision.because else ""
    return f"{what} by the owner (edit {decision.number}){because}"


def _is_of(reason: str, mentions: Sequence[str]) -> bool:
    """Whether a reason of the machine's is of mentions that are still there: it begins with the id of one."""
    return any(reason.startswith(f"{mention} ") for mention in mentions)
