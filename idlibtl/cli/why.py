"""``idlibtl why``: how an entry came to be, as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from idlibtl.chronology.salience import salience
from idlibtl.cli.completion import ids
from idlibtl.cli.lines import listed
from idlibtl.cli.options import Db
from idlibtl.cli.output import console, counted, is_terminal, linked, plain_output
from idlibtl.cli.owner import say_if_stale
from idlibtl.dates import Interval
from idlibtl.dates_text import readable
from idlibtl.export.to_json import instant
from idlibtl.export.view import Sources, cited, edits, marks, reported, shared_by, source_edits
from idlibtl.model import Conflict, Development, Document, Entry, Link, Mention, Quantity
from idlibtl.safe_text import one_line
from idlibtl.store import Store

if TYPE_CHECKING:
    from rich.tree import Tree


@dataclass
class Twig:
    """A line of the tree and what hangs on it."""

    text: str
    style: str = ""
    link: str | None = None
    twigs: list[Twig] = field(default_factory=list)

    def add(self, text: str, style: str = "", link: str | None = None) -> Twig:
        twig = Twig(one_line(text), style, link)
        self.twigs.append(twig)
        return twig


def why(
    ident: Annotated[
        str, typer.Argument(metavar="ID", help="An entry's or a mention's id, or its beginning.", autocompletion=ids)
    ],
    db: Db = "chronology.db",
) -> None:
    """Explain how an entry came to be.

    Its words, the rule that read their date, the reference date, and why the mentions were put together.

    \b
    idlibtl show --search ceasefire        each line ends with an id
    idlibtl why 3f2a
    """
    with Store(db) as store:
        say_if_stale(store)
        root = explained(store.find(ident), Sources(store.sources))
    if is_terminal():
        console().print(_drawn(root))
    else:
        plain_output().writelines(f"{line}\n" for line in _lines(root))


def explained(entry: Entry, sources: Sources) -> Twig:
    """The reasons for an entry."""
    root = Twig(f"{readable(entry.when)}  {one_line(entry.title)}", "bold")
    root.add(", ".join((entry.kind, *(mark for mark in marks(entry) if mark != entry.kind), f"id {entry.id}")))
    root.add(_dates(entry.when))
    together = root.add(f"{counted(len(entry.mentions), 'mention')} from {reported(entry)}")
    for voice in shared_by(entry):
        paths = ", ".join(sources[source].paths[0] for source in voice.sources)
        together.add(f"one voice, {voice.wire or 'same text'}: {paths}")
    for reason in entry.reasons:
        together.add(reason, "dim")
    root.add(_salience(entry, sources))
    for mention, link in cited(entry):
        _mention(root, mention, link, sources)
    for conflict in entry.conflicts:
        _values(root.add(f"disputed: {listed(conflict, sources)}", "yellow"), conflict)
    for development in entry.developments:
        _values(root.add(f"developed: {listed(development, sources)}"), development)
    for words in edits(entry):
        root.add(f"edited by the owner: {words}", "yellow")
    if entry.note:
        root.add(f"note: {entry.note}")
    return root


def _values(twig: Twig, told: Conflict | Development) -> None:
    for claim in told.values:
        twig.add(f"{claim.value}: “{claim.quote}”")


def _salience(entry: Entry, sources: Sources) -> str:
    found = salience(entry, {link.document: sources[link.document] for link in entry.links})
    voices = " + ".join(f"{weight:.2f}" for weight in found.voices)
    return (
        f"salience {entry.salience:.2f}: kind {found.kind} × precision {found.precision} × voices {voices},"
        " each by its place in the report and the basis of its date"
    )


def _mention(root: Twig, mention: Mention, link: Link, sources: Sources) -> None:
    if link.by_hand:
        twig = root.add(f"{sources.place(link)}, named by the owner", "cyan", linked(sources.path(link), link.line))
    else:
        address = linked(sources.path(link), link.line, link.page)
        twig = root.add(sources.place(link, with_column=True), "cyan", address)
    if link.quote:
        twig.add(f"“{link.quote}”", "italic")
    if mention.attributed_to:
        twig.add(f"according to {mention.attributed_to}")
    basis = "given by the owner" if link.by_hand else _BASES[mention.basis]
    words = twig.add(f"{readable(mention.when)}: {basis}", "green")
    if timex := mention.timex:
        value = f"{timex.value} {timex.mod}" if timex.mod else timex.value
        words.add(f"“{timex.text}” by rule {timex.rule}: {timex.type} {value}")
        if timex.reference:
            words.add(f"counted from {timex.reference}")
    if mention.basis != "stated":
        words.add(_published(sources[link.document]))
    for reason in mention.reasons:
        words.add(reason, "dim")
    if mention.quantities:
        twig.add(f"figures: {', '.join(map(_figure, mention.quantities))}")
    twig.add(f"mention {mention.id}", "dim")


def _figure(quantity: Quantity) -> str:
    """ "killed 33 (soldiers)" """
    return f"{quantity.what} {quantity.value}{f' ({quantity.of})' if quantity.of else ''}"


_BASES = {
    "stated": "stated in the words",
    "relative": "worked out from the words",
    "published": "no date in the words, so the day of the report",
    "inferred": "rests on a publication date that was itself inferred",
}


def _published(document: Document) -> str:
    if document.published is None:
        return "the report's own date is unknown"
    for owners in source_edits(document):
        return f"report of {document.published.isoformat()} ({owners})"
    words = f", “{document.published_words}”" if document.published_words else ""
    return f"report of {document.published.isoformat()} ({document.published_basis}{words})"


def _dates(when: Interval | None) -> str:
    if when is None:
        return "no date could be read"
    begin, end = instant(when, when.begin) or "open", instant(when, when.end) or "open"
    return f"date {when.edtf}: from {begin}, before {end}"


def _lines(twig: Twig, depth: int = 0) -> Iterator[str]:
    yield "  " * depth + twig.text
    for child in twig.twigs:
        yield from _lines(child, depth + 1)


def _drawn(twig: Twig, tree: Tree | None = None) -> Tree:
    from rich.style import Style
    from rich.text import Text
    from rich.tree import Tree as RichTree

    style = Style.parse(twig.style) + Style(link=twig.link)
    label = Text(twig.text, style, overflow="fold")
    drawn = tree.add(label) if tree else RichTree(label, guide_style="dim")
    for child in twig.twigs:
        _drawn(child, drawn)
    return drawn
