"""Queries against a large chronology: how long until the first line, how long in all, how much memory.

    python benchmarks/queries.py --corpus reports/ [--entries N] [--db KEEP.db] [--only WORDS]

The large chronology is made from the real one that the corpus gives (a folder, or a chronology file): its sources and
entries are repeated with new ids, those dated to the day on later days. The same corpus gives the same file.
"""

from __future__ import annotations

import argparse
import heapq
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from idlibtl.chronology.order import order_key
from idlibtl.dates import Granularity, Interval, from_edtf
from idlibtl.model import Chronology, Claim, Conflict, Development, Document, Entry, Voice
from idlibtl.store import Writer, load

_DAYS_APART = 7

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("show", "--limit", "50"),
    ("show", "--since", "2020-03-01", "--limit", "50"),
    ("show", "--since", "2021-03-01", "--until", "2021-03-02", "--limit", "50"),
    ("show", "--search", "ceasefire", "--limit", "50"),
    ("show", "--search", "the", "--limit", "50"),
    ("show", "--search", "ceasefire observatory"),
    ("show", "--top", "20"),
    ("show", "--top", "20", "--since", "2020-03-01"),
    ("show", "--source", "012/", "--limit", "50"),
    ("show", "--actor", "turkey", "--limit", "50"),
    ("show", "--place", "idlib", "--limit", "50"),
    ("show", "--attributed-to", "ministry", "--limit", "50"),
    ("show", "--kind", "denied", "--limit", "50"),
    ("show", "--disputed", "--limit", "50"),
    ("show", "--min-sources", "3", "--limit", "50"),
    ("show",),
    ("export", "-f", "csv"),
    ("export", "-f", "json"),
    ("export", "-f", "markdown"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds until the first line and until the end, lines, and peak memory in bytes; start-up counts."""

    first: float
    whole: float
    lines: int
    memory: int


def repeated(made: Chronology, entries: int) -> tuple[Iterator[Document], Iterator[Entry]]:
    """So many entries, in chronological order, with the sources that they need: whole rounds but for the last."""
    rounds = -(-entries // len(made.entries))
    documents = (_document(document, number) for number in range(rounds) for document in made.documents)
    moving = [entry for entry in made.entries if _moves(entry.when)]
    staying = [entry for entry in made.entries if not _moves(entry.when)]

    def copies(some: Iterable[Entry], number: int) -> Iterator[Entry]:
        return (_entry(entry, number) for entry in some)

    streams = (copies(some, number) for number in range(rounds) for some in (moving, staying))
    merged = heapq.merge(*streams, key=order_key)
    return documents, (entry for entry, _ in zip(merged, range(entries), strict=False))


def _moves(when: Interval | None) -> bool:
    return when is not None and when.begin is not None and when.granularity == Granularity.DAY and len(when.edtf) == 10


def _later(when: Interval | None, number: int) -> Interval | None:
    if when is None or when.begin is None or not _moves(when):
        return when
    return from_edtf(when.begin.plus(days=number * _DAYS_APART).isodate())


def _renamed(ident: str, number: int) -> str:
    return f"{ident}{number:04x}"


def _document(document: Document, number: int) -> Document:
    paths = tuple(f"{number:03}/{path}" for path in document.paths)
    return replace(document, id=_renamed(document.id, number), paths=paths)


def _entry(entry: Entry, number: int) -> Entry:
    def renamed(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        return tuple(
            replace(claim, mention=_renamed(claim.mention, number), document=_renamed(claim.document, number))
            for claim in claims
        )

    return replace(
        entry,
        id=_renamed(entry.id, number),
        when=_later(entry.when, number),
        mentions=tuple(
            replace(
                mention,
                id=_renamed(mention.id, number),
                document=_renamed(mention.document, number),
                when=_later(mention.when, number),
                elaborates=_renamed(mention.elaborates, number) if mention.elaborates else None,
            )
            for mention in entry.mentions
        ),
        links=tuple(replace(link, document=_renamed(link.document, number)) for link in entry.links),
        voices=tuple(
            Voice(tuple(_renamed(source, number) for source in voice.sources), voice.wire) for voice in entry.voices
        ),
        conflicts=tuple(Conflict(told.what, renamed(told.values)) for told in entry.conflicts),
        developments=tuple(Development(told.what, renamed(told.values)) for told in entry.developments),
    )


def make(corpus: Path, target: Path, entries: int) -> float:
    """Write the large chronology; returns the seconds that took, making the copies included."""
    made = load(corpus) if corpus.is_file() else _built(corpus)
    start = time.perf_counter()
    documents, repeats = repeated(made, entries)
    with Writer(target, paths=[str(corpus)]) as writer:
        for document in documents:
            writer.source(document)
        for entry in repeats:
            writer.entry(entry)
    return time.perf_counter() - start


def _built(corpus: Path) -> Chronology:
    from idlibtl.pipeline import build

    return build([str(corpus)])


def _make_apart(corpus: Path, database: Path, entries: int) -> None:
    """In a process of its own: what a command is started from counts for its peak memory."""
    process = get_context("spawn").Process(target=_make_and_tell, args=(corpus, database, entries))
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)


def _make_and_tell(corpus: Path, database: Path, entries: int) -> None:
    seconds = make(corpus, database, entries)
    print(f"{entries:,} entries, {database.stat().st_size / 1e6:,.0f} MB, written in {seconds:.0f} s\n", flush=True)


def run(command: Sequence[str], database: Path) -> Run:
    """One command in a process of its own."""
    arguments = [sys.executable, "-m", "idlibtl", *command, "--db", str(database)]
    start = time.perf_counter()
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        lines, first = 0, 0.0
        while chunk := os.read(process.stdout.fileno(), 1 << 16):
            first = first or time.perf_counter() - start
            lines += chunk.count(b"\n")
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return Run(first, time.perf_counter() - start, lines, _bytes(usage))


def _bytes(usage: resource.struct_rusage) -> int:
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def report(database: Path, commands: Iterable[tuple[str, ...]], tell: Callable[[str], object] = print) -> None:
    """A table in Markdown."""
    tell("| command | first line | whole run | lines | peak memory |")
    tell("|---|---:|---:|---:|---:|")
    for command in commands:
        told = run(command, database)
        tell(
            f"| `{' '.join(command)}` | {told.first:.2f} s | {told.whole:.2f} s | {told.lines:,}"
            f" | {told.memory / 1e6:.0f} MB |"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--corpus", type=Path, required=True, help="a folder of reports, or a chronology file")
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--db", type=Path, help="keep the large chronology here; one that is there is used again")
    parser.add_argument("--only", metavar="WORDS", help="only the commands that hold these words")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        database: Path = given.db or Path(folder) / "large.db"
        if not database.exists():
            _make_apart(given.corpus, database, given.entries)
        chosen = [command for command in COMMANDS if given.only is None or given.only in " ".join(command)]
        report(database, chosen, lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
