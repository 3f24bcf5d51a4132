"""Changes: how the entries and sources of one chronology became those of another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from idlibtl.comparison.alignment import Alignment
from idlibtl.comparison.outline import Citation, Item, Outline, Source


@dataclass(frozen=True, slots=True)
class Change:
    """Entries that became others: one became one, several one (merged), or one several (split).

    ``what`` names the fields in which one differs from the other, by the names of the JSON export: "date", "title",
    "kind", "tags", "note", "faint", "edited". ``lost`` and ``found`` are the citations that only one side has;
    ``lost_sources`` and ``new_sources`` are, by their ids, those among their sources that the other side doesn't cite.
    """

    old: tuple[Item, ...]
    new: tuple[Item, ...]
    what: tuple[str, ...]
    lost: tuple[Citation, ...]
    found: tuple[Citation, ...]
    lost_sources: tuple[str, ...]
    new_sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceChange:
    """A source that both have, and in what it differs: "text", "paths", "published"."""

    old: Source
    new: Source
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs; entries in chronological order, that of the new chronology where they are in both.

    ``left_out`` are the faint entries of one side that count for nothing, as the other is an export without any.
    """

    old: Outline
    new: Outline
    added: tuple[Item, ...]
    gone: tuple[Item, ...]
    changed: tuple[Change, ...]
    merged: tuple[Change, ...]
    split: tuple[Change, ...]
    sources_added: tuple[Source, ...]
    sources_gone: tuple[Source, ...]
    sources_changed: tuple[SourceChange, ...]
    left_out: tuple[Item, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not (
            self.added or self.gone or self.changed or self.merged or self.split
            or self.sources_added or self.sources_gone or self.sources_changed
        )  # fmt: skip


def compare(old: Outline, new: Outline) -> Comparison:
    """Tell what became of the old chronology. Entries are one where they share a mention, whatever else differs."""
    aligned = Alignment(old, new)
    become: dict[int, set[int]] = defaultdict(set)
    were: dict[int, set[int]] = defaultdict(set)
    kept: set[Citation] = set()
    for before, after in aligned.citations:
        become[before.item].add(after.item)
        were[after.item].add(before.item)
        if before.citation.digest == after.citation.digest:
            kept.update((before.citation, after.citation))

    def change(numbers: Iterable[int], into: Iterable[int]) -> Change:
        before, after = [old.items[n] for n in sorted(numbers)], [new.items[n] for n in sorted(into)]
        return _change(before, after, kept, aligned)

    one_to_one = [(now, next(iter(was))) for now, was in sorted(were.items()) if len(was) == 1]
    changes = [change((was,), (now,)) for now, was in one_to_one if len(become[was]) == 1]
    added, without_counterpart = _without(new.items, were, _lacks_faint(old))
    gone, also = _without(old.items, become, _lacks_faint(new))
    known = {source.id for pair in aligned.sources for source in pair}
    return Comparison(
        old,
        new,
        added,
        gone,
        tuple(made for made in changes if made.what or made.lost or made.found),
        tuple(change(was, (now,)) for now, was in sorted(were.items()) if len(was) > 1),
        tuple(change((was,), now) for was, now in sorted(become.items()) if len(now) > 1),
        tuple(source for source in new.sources.values() if source.id not in known),
        tuple(source for source in old.sources.values() if source.id not in known),
        tuple(_source_changes(aligned.sources)),
        without_counterpart + also,
    )


def _lacks_faint(outline: Outline) -> bool:
    return outline.exported and not any(item.faint for item in outline.items)


def _without(
    items: Sequence[Item], counterparts: Mapping[int, set[int]], no_faint: bool
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The entries that have no counterpart, and those of them that are left out: the faint, where ``no_faint``."""
    alone = [item for number, item in enumerate(items) if number not in counterparts]
    left_out = tuple(item for item in alone if no_faint and item.faint)
    return tuple(item for item in alone if not (no_faint and item.faint)), left_out


def _change(old: Sequence[Item], new: Sequence[Item], kept: set[Citation], aligned: Alignment) -> Change:
    what = tuple(_differing(old[0], new[0])) if len(old) == len(new) == 1 else ()
    before = [citation for item in old for citation in item.citations]
    after = [citation for item in new for citation in item.citations]
    lost = tuple(citation for citation in before if citation not in kept)
    come = tuple(citation for citation in after if citation not in kept)
    cited_before = {aligned.common(citation.source) for citation in before}
    cited_after = {aligned.common(citation.source) for citation in after}
    return Change(
        tuple(old),
        tuple(new),
        what,
        lost,
        come,
        tuple(dict.fromkeys(cited.source for cited in lost if aligned.common(cited.source) not in cited_after)),
        tuple(dict.fromkeys(cited.source for cited in come if aligned.common(cited.source) not in cited_before)),
    )


def _differing(old: Item, new: Item) -> Iterator[str]:
    if old.when != new.when:
        yield "date"
    for name in ("title", "kind", "tags", "note", "faint", "edited"):
        if getattr(old, name) != getattr(new, name):
            yield name


def _source_changes(pairs: Iterable[tuple[Source, Source]]) -> Iterator[SourceChange]:
    for old, new in pairs:
        differs = {
            "text": old.id != new.id,
            "paths": {*old.paths} != {*new.paths},
            "published": old.published != new.published,
        }
        if any(differs.values()):
            yield SourceChange(old, new, tuple(name for name, does in differs.items() if does))
