"""What the browser tells of an entry: its quotes in the text of their sources, or the reasons for it.

Text of sources is made harmless and enters as ``Text``, in which nothing is markup.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from idlibtl.cli.table import COLOURS
from idlibtl.cli.why import Twig, explained
from idlibtl.dates_text import readable
from idlibtl.export.view import Sources, cited, edits, marks, reported
from idlibtl.model import Conflict, Development, Entry, Link, Mention
from idlibtl.safe_text import one_line, visible

MARKED = "bold #1d1d1d on #e9c46a"  # the words quoted
DATED = "bold underline #1d1d1d on #e9c46a"  # and those of them that give the date
_AROUND = 320  # characters of the source on either side of a quote
_IN_CONTEXT = 24  # quotes whose source is read; the others stand with the few words that the entry keeps


def told(entry: Entry, sources: Sources) -> RenderableType:
    """The entry, and each of its quotes with its number, by whom it is said, and the words around it."""
    parts: list[RenderableType] = [*_head(entry, sources)]
    for number, (mention, link) in enumerate(cited(entry), 1):
        parts += [Text(), _source(number, mention, link, sources)]
        around = in_context(mention, link, sources.text(link.document) if number <= _IN_CONTEXT else "")
        parts.append(Padding(around, (0, 0, 0, 2)))
    return Group(*parts)


def _head(entry: Entry, sources: Sources) -> Iterator[RenderableType]:
    yield Text(one_line(entry.title), "bold")
    line = Text.assemble((readable(entry.when), "green"))
    for mark in marks(entry) or (entry.kind,):
        line.append("  ").append(mark, COLOURS.get(mark, "dim"))
    yield line.append(f"  {one_line(reported(entry))}  {one_line(entry.id)}", "dim")
    for name, values in (("who", entry.actors), ("where", entry.places), ("tags", entry.tags)):
        if values:
            yield Text.assemble((f"{name}  ", "dim"), ", ".join(map(one_line, values)))
    for conflict in entry.conflicts:
        yield from _values("disputed", COLOURS["disputed"], conflict, sources)
    for development in entry.developments:
        yield from _values("developed", "dim", development, sources)
    for words in edits(entry):
        yield Text.assemble(("edited  ", COLOURS["edited"]), one_line(words))
    if entry.note:
        yield Text.assemble(("note  ", COLOURS["edited"]), one_line(entry.note))


def _values(name: str, style: str, said: Conflict | Development, sources: Sources) -> Iterator[RenderableType]:
    """What the sources give for one thing, a line each."""
    yield Text.assemble((f"{name}  ", style), one_line(said.what))
    for claim in said.values:
        value = Text.assemble(one_line(claim.value), (f"  {one_line(sources.place(claim))}", "cyan"))
        yield Padding(value, (0, 0, 0, 4))


def _source(number: int, mention: Mention, link: Link, sources: Sources) -> Text:
    line = Text.assemble((f"{number}  ", "dim"), (one_line(sources.place(link)), "cyan"))
    document = sources[link.document]
    about = [one_line(words) for words in (document.publisher, document.title) if words]
    about += [document.published.isoformat()] if document.published else []
    if about:
        line.append(f"  {', '.join(about)}", "dim")
    if mention.attributed_to:
        line.append(f"  according to {one_line(mention.attributed_to)}", "dim")
    return line


def in_context(mention: Mention, link: Link, text: str) -> Text:
    """The quote marked within its paragraph, as far as that is near; from the entry alone where there is no text."""
    words: tuple[tuple[str, str], ...]
    if not text or text[link.start : link.end] != link.quote:
        before, after = link.prefix, link.suffix
        words = ((before, "dim"), (link.quote, MARKED), (after, "dim"))
    else:
        first, last = _near(text, link.start, link.end)
        begin = end = link.start
        if mention.timex is not None and link.start <= mention.timex.start < mention.timex.end <= link.end:
            begin, end = mention.timex.start, mention.timex.end
        words = (
            (("…" if first and not _at_break(text, first) else "") + text[first : link.start], "dim"),
            (text[link.start : begin], MARKED),
            (text[begin:end], DATED),
            (text[end : link.end], MARKED),
            (text[link.end : last] + ("…" if last < len(text) and text[last] not in "\r\n" else ""), "dim"),
        )
    return Text().join(Text(_shown(part), style) for part, style in words)


def _near(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of the paragraph around a quote that is near to it, in whole words."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before, after = text[first:start].replace("\r\n", " \n"), text[end:last].replace("\r\n", " \n")
    blank, closed = before.rfind("\n\n"), after.find("\n\n")
    if (spaced := before.rfind("\n \n")) > blank:
        blank = spaced + 1
    if (spaced := after.find("\n \n")) >= 0 and (closed < 0 or spaced < closed):
        closed = spaced
    if blank >= 0:
        first += blank + 2
    elif first:
        first += before.find(" ") + 1
    if closed >= 0:
        last = end + closed
    elif last < len(text) and " " in after:
        last = end + after.rfind(" ")
    return first, last


def _at_break(text: str, place: int) -> bool:
    return text[place - 1] == "\n"


def _shown(text: str) -> str:
    return visible(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "), keep="\n")


def reasons(entry: Entry, sources: Sources) -> RenderableType:
    """What `idlibtl why` says."""
    return Group(*_drawn(explained(entry, sources)))


def _drawn(twig: Twig, depth: int = 0) -> Iterator[RenderableType]:
    yield Padding(Text(one_line(twig.text), twig.style), (0, 0, 0, 2 * depth))
    for child in twig.twigs:
        yield from _drawn(child, depth + 1)
