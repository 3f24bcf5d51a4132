"""``idlibtl edit``: the owner's decisions, written into a plain file beside the chronology and carried out at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from idlibtl.cli.completion import ids, kinds
from idlibtl.cli.deciding import (
    Table,
    check,
    check_words,
    decide,
    entry_anchor,
    is_text,
    mention_anchor,
    report,
    take_back,
)
from idlibtl.cli.options import Db
from idlibtl.cli.output import counted, plain_output, say
from idlibtl.cli.owner import decisions_on, remake, remembering, say_if_stale
from idlibtl.dates import Granularity
from idlibtl.decisions import OF_EDITS, Decision, published_words
from idlibtl.filters import FilterError, read_date
from idlibtl.model import KINDS, Document, Entry
from idlibtl.safe_text import one_line
from idlibtl.store import Store, StoreError, UnknownId

edit = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Decide what the chronology says: it is yours.

    Decisions are kept in a TOML file beside the chronology, of the same name (chronology.toml), that you can read,
    change and put under version control. They outlive builds, new sources and moved files; `why` and exports show what
    the machine had said. IDs are those that `idlibtl show` prints, or their beginnings.

    \b
    idlibtl edit date 3f2a 2020-03-06
    idlibtl edit list
    idlibtl edit undo
    """,
)

Id = Annotated[
    str, typer.Argument(metavar="ID", help="An entry, by its id or that of one of its mentions.", autocompletion=ids)
]
Ids = Annotated[
    list[str],
    typer.Argument(metavar="ID...", help="Entries, by their ids or those of their mentions.", autocompletion=ids),
]
Because = Annotated[str | None, typer.Option("--because", metavar="WORDS", help="Why, for those who read the file.")]


@edit.command()
def hide(idents: Ids, because: Because = None, db: Db = "chronology.db") -> None:
    """Show entries only with --all.

    \b
    idlibtl edit hide 3f2a 91c0 --because "the same as 07b2, told badly"
    """
    decide(db, because, lambda store: [{"action": "hide", "entry": _anchor(store, ident)} for ident in idents])


@edit.command()
def keep(idents: Ids, because: Because = None, db: Db = "chronology.db") -> None:
    """Show entries that are faint, or were hidden, with all others.

    \b
    idlibtl show --all --kind hypothetical
    idlibtl edit keep 3f2a
    """
    decide(db, because, lambda store: [{"action": "keep", "entry": _anchor(store, ident)} for ident in idents])


@edit.command()
def date(
    ident: Id,
    when: Annotated[str, typer.Argument(metavar="DATE", help="2020-03-06, 2020-03, 2020, 6 March 2020, or EDTF.")],
    because: Because = None,
    db: Db = "chronology.db",
) -> None:
    """Give an entry another date.

    \b
    idlibtl edit date 3f2a 2020-03-06
    idlibtl edit date 3f2a "March 2020" --because "the reports differ by a week"
    """
    try:
        edtf = read_date(when).edtf
    except FilterError as error:
        raise typer.BadParameter(str(error), param_hint="DATE") from None
    decide(db, because, lambda store: [{"action": "date", "date": edtf, "entry": _anchor(store, ident)}])


@edit.command()
def title(
    ident: Id,
    words: Annotated[str, typer.Argument(metavar="TITLE", help="What it should be called.")],
    because: Because = None,
    db: Db = "chronology.db",
) -> None:
    """Give an entry another title.

    \b
    idlibtl edit title 3f2a "The market of Ariha is shelled"
    """
    check_words(words, "TITLE")
    decide(db, because, lambda store: [{"action": "title", "title": words, "entry": _anchor(store, ident)}])


@edit.command()
def kind(
    ident: Id,
    word: Annotated[str, typer.Argument(metavar="KIND", help=", ".join(KINDS), autocompletion=kinds)],
    because: Because = None,
    db: Db = "chronology.db",
) -> None:
    """Say of what kind an entry is.

    \b
    idlibtl edit kind 3f2a planned
    """
    if word not in KINDS:
        raise typer.BadParameter(f"{word!r} is not one of {', '.join(KINDS)}", param_hint="KIND")
    decide(db, because, lambda store: [{"action": "kind", "kind": word, "entry": _anchor(store, ident)}])


@edit.command()
def note(
    ident: Id,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="The note.")],
    because: Because = None,
    db: Db = "chronology.db",
) -> None:
    """Put a note to an entry.

    \b
    idlibtl edit note 3f2a "compare the film of 6 March"
    """
    check_words(words, "WORDS")
    decide(db, because, lambda store: [{"action": "note", "note": words, "entry": _anchor(store, ident)}])


@edit.command()
def tag(
    ident: Id,
    tags: Annotated[list[str], typer.Argument(metavar="TAG...", help="Tags, by which --tag finds it.")],
    because: Because = None,
    db: Db = "chronology.db",
) -> None:
    """Put tags to an entry.

    \b
    idlibtl edit tag 3f2a market shelling
    idlibtl show --tag market
    """
    for each in tags:
        check_words(each, "TAG")
    decide(db, because, lambda store: [{"action": "tag", "tags": tags, "entry": _anchor(store, ident)}])


@edit.command()
def merge(idents: Ids, because: Because = None, db: Db = "chronology.db") -> None:
    """Make one entry of several.

    \b
    idlibtl edit merge 3f2a 91c0
    """

    def tables(store: Store) -> Sequence[Table]:
        entries = {entry.id: entry_anchor(entry, store) for entry in map(store.find, idents)}
        if len(entries) < 2:
            raise typer.BadParameter("give two entries or more", param_hint="ID")
        return [{"action": "merge", "entries": list(entries.values())}]

    decide(db, because, tables)


@edit.command()
def split(idents: Ids, because: Because = None, db: Db = "chronology.db") -> None:
    """Take mentions out of their entry, and make an entry of their own of them.

    Mentions have ids of their own, which `idlibtl why` shows.

    \b
    idlibtl why 3f2a
    idlibtl edit split 945c 71be
    """

    def tables(store: Store) -> Sequence[Table]:
        found = [(store.find(ident), ident) for ident in idents]
        if len({entry.id for entry, _ in found}) > 1:
            raise typer.BadParameter("the mentions are of several entries", param_hint="ID")
        entry = found[0][0]
        mentions = [_mention_of(entry, ident, store) for _, ident in found]
        if len({anchor["mention"] for anchor in mentions}) == len(entry.mentions):
            raise typer.BadParameter("no mention would be left in the entry", param_hint="ID")
        return [{"action": "split", "mentions": mentions}]

    decide(db, because, tables)


@edit.command()
def add(
    when: Annotated[str, typer.Option("--date", metavar="DATE", help="When it happened.")],
    words: Annotated[str, typer.Option("--title", metavar="TITLE", help="What happened.")],
    source: Annotated[
        list[str], typer.Option("--source", metavar="SOURCE", help="A source that was read, an address, or a name.")
    ],
    quote: Annotated[
        list[str] | None, typer.Option("--quote", metavar="WORDS", help="The words of the source; one each, in order.")
    ] = None,
    of_kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help=", ".join(KINDS), autocompletion=kinds)
    ] = "occurred",
    actor: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Who took part.")] = None,
    place: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Where it was.")] = None,
    because: Because = None,
    db: Db = "chronology.db",
) -> None:
    """Add an entry by hand, with its own sources.

    \b
    idlibtl edit add --date 2020-03-05 --title "The presidents met in Moscow" --source https://example.org/a
    idlibtl edit add --date 2020-03 --title "…" --source data/a.txt --quote "words of a.txt"
    """
    try:
        edtf = read_date(when).edtf
    except FilterError as error:
        raise typer.BadParameter(str(error), param_hint="--date") from None
    if of_kind not in KINDS:
        raise typer.BadParameter(f"{of_kind!r} is not one of {', '.join(KINDS)}", param_hint="--kind")
    quotes = quote or []
    if len(quotes) > len(source):
        raise typer.BadParameter("each quote needs a source", param_hint="--quote")
    for option, given in (("--title", [words]), ("--source", source), ("--quote", quotes)):
        for each in given:
            check_words(each, option)

    def tables(store: Store) -> Sequence[Table]:
        from idlibtl.chronology.added import new_id

        read = {path: document.id for document in store.sources if document.sha256 for path in document.paths}
        sources = [{"source": each} | ({"id": read[each]} if each in read else {}) for each in source]
        for each, said in zip(sources, quotes, strict=False):
            each["quote"] = said
        ident = new_id(edtf, words, source)
        if any(decision.id == ident for decision in decisions_on(db).decisions):
            raise typer.BadParameter(f"this entry was added before: {ident}", param_hint="--title")
        told: Table = {"action": "add", "id": ident, "date": edtf, "title": words}
        told |= {"kind": of_kind, "sources": sources}
        return [told | {name: given for name, given in (("actors", actor), ("places", place)) if given}]

    decide(db, because, tables)


@edit.command()
def source(
    path: Annotated[str, typer.Argument(metavar="FILE", help="A source, as `idlibtl sources` lists it, or its id.")],
    published: Annotated[str, typer.Option("--published", metavar="DATE", help="When it was published.")],
    because: Because = None,
    db: Db = "chronology.db",
) -> None:
    """Say when a source was published. What is counted from that follows.

    \b
    idlibtl edit source reports/harbour.txt --published 2020-03-02
    """
    try:
        words = published_words(published)
    except ValueError as error:
        day = _day(published)
        if day is None:
            raise typer.BadParameter(str(error), param_hint="--published") from None
        words = day

    def tables(store: Store) -> Sequence[Table]:
        document = _document(store, path)
        named = {"path": document.paths[0], "id": document.id} if is_text(document.paths[0]) else {"id": document.id}
        return [{"action": "source", "published": words, "source": named}]

    decide(db, because, tables)


@edit.command("list")
def list_(db: Db = "chronology.db") -> None:
    """List the decisions, and which of them no longer find what they are about.

    \b
    idlibtl edit list
    """
    decisions = decisions_on(db)
    with Store(db) as store:
        say_if_stale(store)
        met = [problem for problem in store.problems() if problem.code in OF_EDITS]
    stream = plain_output()
    for decision in decisions.decisions:
        stream.write(f"{_told(decision)}\n")
        told = [problem for problem in met if problem.line == decision.line and problem.code != "edit"]
        stream.writelines(f"    {one_line(problem.message)}\n" for problem in told)
    report(decisions.problems)
    if not decisions.total:
        say(f"no decisions in {decisions.path}")
        raise typer.Exit(1)


@edit.command()
def undo(
    number: Annotated[int | None, typer.Argument(metavar="[N]", min=1, help="Its number; else the last one.")] = None,
    db: Db = "chronology.db",
) -> None:
    """Take a decision back.

    \b
    idlibtl edit undo       the last one
    idlibtl edit undo 3     the third of `idlibtl edit list`
    """
    number, problems = take_back(db, number)
    say(f"edit {number} was taken back")
    raise typer.Exit(report(problems))


@edit.command()
def apply(db: Db = "chronology.db") -> None:
    """Carry the decisions out that were written by hand. A build does so too, and reads the sources again.

    \b
    idlibtl edit apply
    """
    check(db)
    with remembering(db) as memory:
        problems = remake(db, memory)
        say(f"{db}: {counted(len(decisions_on(db).decisions), 'decision')} carried out")
    raise typer.Exit(report(problems))


def _day(words: str) -> str | None:
    """A day that is written otherwise, "5 March 2020", as ISO 8601."""
    try:
        when = read_date(words)
    except FilterError:
        return None
    return when.edtf if when.granularity is Granularity.DAY else None


def _anchor(store: Store, ident: str) -> Table:
    return entry_anchor(store.find(ident), store)


def _mention_of(entry: Entry, ident: str, store: Store) -> Table:
    own = [pair for pair in zip(entry.mentions, entry.links, strict=True) if pair[0].id.startswith(ident.lower())]
    if len(own) != 1:
        raise UnknownId(f"{ident!r} is no mention's id; `idlibtl why {entry.id}` shows those of this entry")
    return mention_anchor(*own[0], store)


def _document(store: Store, path: str) -> Document:
    found = [each for each in store.sources if path in each.paths or each.id == path]
    found = found or [each for each in store.sources if any(name.endswith(f"/{path}") for name in each.paths)]
    if len(found) != 1:
        what = "several sources are" if found else "no source is"
        raise StoreError(f"{what} called {path!r}; `idlibtl sources` lists them")
    if not found[0].sha256:
        raise StoreError(f"{path} was never read: an entry added by hand names it")
    return found[0]


def _told(decision: Decision) -> str:
    """``3  date  2020-03-06  “quote” (mention 3f2a, data/a.txt)  because``"""
    parts = [f"{decision.number:>3}", f"{decision.action:<6}"]
    parts += [decision.when.edtf] if decision.when else []
    parts += [one_line(words) for words in (decision.kind or "", decision.words, " ".join(decision.tags)) if words]
    for anchor in decision.anchors:
        quote = f"“{_short(one_line(anchor.quote))}” " if anchor.quote else ""
        parts.append(f"{quote}({one_line(', '.join(filter(None, (anchor.mention[:8], anchor.source))))})")
    parts += [one_line(reference.source) for reference in decision.references]
    parts += [f"because: {one_line(decision.because)}"] if decision.because else []
    return "  ".join(parts)


def _short(words: str, room: int = 60) -> str:
    return words if len(words) <= room else f"{words[: room - 1]}…"
