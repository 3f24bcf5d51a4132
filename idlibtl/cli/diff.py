"""``idlibtl diff``: what differs between two chronologies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Annotated, TextIO

import typer

from idlibtl.cli.lines import SHORT_ID
from idlibtl.cli.output import console, counted, is_terminal, plain_output, writing
from idlibtl.comparison import Change, Citation, Comparison, Item, Outline, Source, compare, opened
from idlibtl.safe_text import escape_surrogates, one_line

Line = tuple[str, str]  # with its style in a terminal

_ADDED, _GONE, _CHANGED, _HEADING, _DETAIL = "green", "red", "yellow", "bold", "dim"


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A chronology (SQLite or .parquet), or its JSON export.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Another one, likewise.")],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON: docs/diff.md.")] = False,
) -> None:
    """Tell what differs between two chronologies.

    Entries that were added, are gone, dated otherwise, changed (title, kind, tags, note, what the owner edited, what
    they cite), merged or split; and sources that are new, lost or changed. The faint count too: export with --all.

    Exit status 0: they are the same; 1: they differ; 2: wrong usage, or one of them can't be read.

    \b
    idlibtl diff before.db chronology.db
    idlibtl diff published.json chronology.db --json
    """
    found = compare(opened(old), opened(new))
    if as_json:
        with writing(None) as stream:
            _write_json(found, stream)
    elif is_terminal():
        _draw(_lines(found))
    else:
        plain_output().writelines(f"{text}\n" for text, _ in _lines(found))
    if not found.same:
        raise typer.Exit(1)


# As text


def _lines(found: Comparison) -> Iterator[Line]:
    """All of it, by groups; nothing is cut short."""
    yield _summary(found), _HEADING
    if found.left_out:
        yield (
            f"{counted(len(found.left_out), 'faint entry')} left out: the other side is an export without any",
            _DETAIL,
        )
    redated = [change for change in found.changed if "date" in change.what]
    changed = [change for change in found.changed if "date" not in change.what]
    yield from _group("added", [[(_told(item), _ADDED)] for item in found.added])
    yield from _group("gone", [[(_told(item), _GONE)] for item in found.gone])
    yield from _group("re-dated", [_changed(change, found) for change in redated])
    yield from _group("changed", [_changed(change, found) for change in changed])
    yield from _group("merged", [_merged(change, found) for change in found.merged])
    yield from _group("split", [_split(change, found) for change in found.split])
    sources = list(_sources(found))
    if sources:
        yield "", ""
        yield "sources", _HEADING
        yield from sources


def _summary(found: Comparison) -> str:
    if found.same:
        return f"the same: {counted(len(found.new.items), 'entry')}, {counted(len(found.new.sources), 'source')}"
    redated = sum("date" in change.what for change in found.changed)
    told = {
        "added": len(found.added),
        "gone": len(found.gone),
        "re-dated": redated,
        "changed": len(found.changed) - redated,
        "merged": len(found.merged),
        "split": len(found.split),
    }
    sources = {
        "new": len(found.sources_added),
        "lost": len(found.sources_gone),
        "changed": len(found.sources_changed),
    }
    entries = _counts(len(found.old.items), counted(len(found.new.items), "entry"), told)
    return f"{entries}; {_counts(len(found.old.sources), counted(len(found.new.sources), 'source'), sources)}"


def _counts(before: int, after: str, told: dict[str, int]) -> str:
    """``44 → 46 entries: 3 added, 1 gone``"""
    some = ", ".join(f"{number} {name}" for name, number in told.items() if number)
    return f"{before} → {after}: {some or 'as they were'}"


def _group(name: str, blocks: list[list[Line]]) -> Iterator[Line]:
    if blocks:
        yield "", ""
        yield f"{name}: {counted(len(blocks), 'entry')}", _HEADING
        for block in blocks:
            for text, style in block:
                yield f"  {text}", style


def _changed(change: Change, found: Comparison) -> list[Line]:
    old, new = change.old[0], change.new[0]
    date = f"{_date(old)} → {_date(new)}" if _date(old) != _date(new) else _date(new)
    if "date" in change.what and old.date == new.date:
        date = f"{_date(old)} ({_span(old)}) → {_date(new)} ({_span(new)})"
    ident = f"{_short(old)} → {_short(new)}" if old.id != new.id else _short(new)
    lines = [(f"{date}  {one_line(new.title)}  {ident}", _CHANGED)]
    for name in change.what:
        if name != "date":
            lines.append((f"  {_NAMES.get(name, name)}: {_value(old, name)} → {_value(new, name)}", ""))
    return [*lines, *_cited(change, found)]


_NAMES = {"edited": "edited by the owner"}


def _value(item: Item, name: str) -> str:
    match getattr(item, name):
        case bool(value):
            return "yes" if value else "no"
        case None | ():
            return "none"
        case tuple(values):
            return ", ".join(map(one_line, values))
        case value:
            return one_line(value) if name == "kind" else f"“{one_line(value)}”"


def _merged(change: Change, found: Comparison) -> list[Line]:
    were = [(f"  was  {_told(item)}", _GONE) for item in change.old]
    return [(_told(change.new[0]), _CHANGED), *were, *_cited(change, found)]


def _split(change: Change, found: Comparison) -> list[Line]:
    become = [(f"  now  {_told(item)}", _ADDED) for item in change.new]
    return [(_told(change.old[0]), _CHANGED), *become, *_cited(change, found)]


def _cited(change: Change, found: Comparison) -> Iterator[Line]:
    """``lost source: report.txt:3, 7``; a quote is one of a source that the other side cites too."""
    for sign, citations, whole, outline in (
        ("lost", change.lost, change.lost_sources, found.old),
        ("new", change.found, change.new_sources, found.new),
    ):
        lines: dict[str, list[str]] = {}
        for citation in citations:
            lines.setdefault(citation.source, []).extend([] if citation.line is None else [str(citation.line)])
        for source, numbers in lines.items():
            thing = "source" if source in whole else "quote"
            path = one_line(outline.sources[source].paths[0])
            yield f"  {sign} {thing}: {path}{':' if numbers else ''}{', '.join(numbers)}", _DETAIL


def _told(item: Item) -> str:
    return f"{_date(item)}  {one_line(item.title)}  {_short(item)}"


def _date(item: Item) -> str:
    return one_line(" ".join(part for part in (item.date, item.mod) if part)) or "undated"


def _span(item: Item) -> str:
    return one_line(f"{item.begin or 'open'} to {item.end or 'open'}")


def _short(item: Item) -> str:
    return one_line(item.id[:SHORT_ID])


def _sources(found: Comparison) -> Iterator[Line]:
    for source in found.sources_added:
        yield f"  new        {_paths(source)}", _ADDED
    for source in found.sources_gone:
        yield f"  lost       {_paths(source)}", _GONE
    for change in found.sources_changed:
        if "text" in change.what:
            yield f"  changed    {_paths(change.new)}", _CHANGED
        if "paths" in change.what:
            yield f"  moved      {_paths(change.old)} → {_paths(change.new)}", _CHANGED
        if "published" in change.what:
            dates = f"{one_line(change.old.published or 'no date')} → {one_line(change.new.published or 'no date')}"
            yield f"  published  {_paths(change.new)}  {dates}", _CHANGED


def _paths(source: Source) -> str:
    return ", ".join(map(one_line, source.paths))


def _draw(lines: Iterable[Line]) -> None:
    from rich.text import Text

    terminal = console()
    for text, style in lines:
        terminal.print(Text(text, style), soft_wrap=True)


# As JSON


def _write_json(found: Comparison, stream: TextIO) -> None:
    """The form is a promise: docs/diff.md."""
    text = json.dumps(_as_json(found), ensure_ascii=False, indent=2)
    stream.write(f"{escape_surrogates(text)}\n")


def _as_json(found: Comparison) -> dict[str, object]:
    def changes(some: Iterable[Change]) -> list[dict[str, object]]:
        return [_change_as_json(change, found) for change in some]

    return {
        "old": _outline_as_json(found.old),
        "new": _outline_as_json(found.new),
        "same": found.same,
        "entries": {
            "added": list(map(_item_as_json, found.added)),
            "gone": list(map(_item_as_json, found.gone)),
            "changed": changes(found.changed),
            "merged": changes(found.merged),
            "split": changes(found.split),
            "left_out": list(map(_item_as_json, found.left_out)),
        },
        "sources": {
            "new": list(map(_source_as_json, found.sources_added)),
            "lost": list(map(_source_as_json, found.sources_gone)),
            "changed": [
                {"what": change.what, "old": _source_as_json(change.old), "new": _source_as_json(change.new)}
                for change in found.sources_changed
            ],
        },
    }


def _outline_as_json(outline: Outline) -> dict[str, object]:
    return {"name": outline.name, "entries": len(outline.items), "sources": len(outline.sources)}


def _change_as_json(change: Change, found: Comparison) -> dict[str, object]:
    return {
        "what": change.what,
        "old": list(map(_item_as_json, change.old)),
        "new": list(map(_item_as_json, change.new)),
        "lost_sources": change.lost_sources,
        "new_sources": change.new_sources,
        "lost_quotes": [_citation_as_json(citation, found.old) for citation in change.lost],
        "new_quotes": [_citation_as_json(citation, found.new) for citation in change.found],
    }


def _item_as_json(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "date": item.date,
        "begin": item.begin,
        "end": item.end,
        "mod": item.mod,
        "kind": item.kind,
        "title": item.title,
        "tags": item.tags,
        "note": item.note,
        "faint": item.faint,
        "edited": item.edited,
    }


def _citation_as_json(citation: Citation, outline: Outline) -> dict[str, object]:
    return {
        "source": citation.source,
        "path": outline.sources[citation.source].paths[0],
        "line": citation.line,
        "start": citation.start if citation.end else None,
        "end": citation.end or None,
        "date": citation.date,
    }


def _source_as_json(source: Source) -> dict[str, object]:
    return {"id": source.id, "paths": source.paths, "published": source.published}
