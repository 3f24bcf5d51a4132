"""Measure idlibtl against gold that is not part of the project.

    python scripts/score.py [GOLD] [--docs PAGE] [--errors-of all]     (make score GOLD=../shared/gold)

GOLD holds ``timexes/en_*.jsonl``, ``*-chronology.json`` and ``events/*/timelines.jsonl``; the scorers of chronologies
and of events' dates stand beside it, in ``../tools``, and the articles that pairs.py has labels for in ``../corpora``.
Whatever is not there is passed over, aloud; the exit status is 0 then too. Errors of the tagger are written to
build/score/; --docs writes the figures into a page, between ``<!-- scores -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pairs
from timex_errors import WARNING, WARNING_ALL, report
from timex_score import Expression, Half, Pair, Tally, half, outermost, paired, tally

from idlibtl.chronology.merge import fitted
from idlibtl.tag.records import Record, records, timexes

ROOT = Path(__file__).resolve().parents[1]
ERRORS = ROOT / "build" / "score"
NESTED = ("wikiwars",)  # TIMEX2 corpora, with timexes inside others: the outermost count
COLUMNS = ("strict", "relaxed", "type", "value")
SCORES = re.compile(r"(?<=^<!-- scores -->\n).*?(?=^<!-- end -->$)", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Scored:
    """One document of the gold against what the tagger says of it."""

    record: Record
    half: Half
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a corpus, or one half of it."""

    corpus: str
    part: str
    tally: Tally

    @property
    def cells(self) -> tuple[str, ...]:
        counts = (str(self.tally.documents), str(self.tally.gold))
        return (self.corpus, self.part, *counts, *(f"{figure:.1f}" for figure in self.tally.figures()))


def main(words: Sequence[str]) -> int:
    options = arguments(words)
    gold: Path = options.gold
    if not gold.is_dir():
        print(f"score: skipped, there is no gold in {gold}")
        return 0
    rows = list(temporal_expressions(gold, options.errors_of))
    if rows and options.docs:
        update(options.docs, rows)
    with tempfile.TemporaryDirectory() as name:
        for wanted in sorted(gold.glob("*-chronology.json")):
            print(f"\n{wanted.stem}")
            chronology(wanted, gold, Path(name))
        print("\ndata/")
        chronology(ROOT / "tests" / "data" / "expected_data_chronology.json", gold, Path(name))
        for events in sorted((gold / "events").glob("*/timelines.jsonl")):
            print(f"\nevents of {events.parent.name}")
            event_dates(events.parent, gold, Path(name))
    merging(gold.parent / "corpora" / pairs.CORPUS)
    return 0


def arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("gold", nargs="?", type=Path, default=Path("../shared/gold"), metavar="GOLD")
    parser.add_argument("--docs", type=Path, metavar="PAGE", help="write the figures into this page")
    parser.add_argument(
        "--errors-of",
        choices=("even", "all"),
        default="even",
        help="the half that rules are written from (default), or all documents: who must read what is for measuring",
    )
    return parser.parse_args(words)


# Temporal expressions


def temporal_expressions(gold: Path, errors_of: str) -> Iterator[Row]:
    """The lines of the table, printed as they come; the errors of each corpus go to a file."""
    corpora = sorted((gold / "timexes").glob("en_*.jsonl"))
    if not corpora:
        print(f"score: skipped, there is no en_*.jsonl in {gold / 'timexes'}")
        return
    titles = ("temporal expressions, F1", "", "documents", "expressions", *COLUMNS)
    print(printed(titles))
    for corpus in corpora:
        documents = [scored(each, nested=any(name in corpus.name for name in NESTED)) for each in lines(corpus)]
        for row in rows_of(corpus.stem, documents):
            print(printed(row.cells))
            yield row
        write_errors(ERRORS / f"{corpus.stem}.errors.txt", documents, errors_of)
    print(f"errors: {ERRORS.relative_to(ROOT)}/*.errors.txt ({errors_of})")


def lines(corpus: Path) -> Iterator[str]:
    with corpus.open(encoding="utf-8") as stream:
        yield from (line for line in stream if line.strip())


def scored(line: str, *, nested: bool) -> Scored:
    """A line of the gold: tagged, and compared with the timexes that it has."""
    (record,) = records([line], "gold")
    if not isinstance(record, Record):
        raise SystemExit(f"score: {record.message}: {line[:80]}")
    wanted = [
        Expression(each["start"], each["end"], each.get("type") or "", each.get("value") or "")
        for each in json.loads(line)["timexes"]
    ]
    found = [
        Expression(each.start, each.end, each.type, each.value, each.function is not None, each.rule)
        for each in timexes(record)[1]
    ]
    if nested:
        wanted, found = outermost(wanted), outermost(found)
    return Scored(record, half(record.id), tuple(paired(wanted, found)))


def rows_of(corpus: str, documents: Sequence[Scored]) -> Iterator[Row]:
    """The half that rules are written from, the half for measuring, and the whole."""
    tallies: dict[Half, Tally] = {"even": Tally(), "odd": Tally()}
    for document in documents:
        tallies[document.half] += tally(document.pairs)
    yield Row(corpus, "rules written from", tallies["even"])
    yield Row(corpus, "for measuring", tallies["odd"])
    yield Row(corpus, "whole", tallies["even"] + tallies["odd"])


def printed(cells: Iterable[str]) -> str:
    corpus, part, *figures = cells
    return f"{corpus:26}{part:20}" + "".join(f"{figure:>12}" for figure in figures)


def write_errors(path: Path, documents: Sequence[Scored], errors_of: str) -> None:
    told = [document for document in documents if errors_of in (document.half, "all")]
    pairs = (
        (f"{document.record.id}  {document.record.dct or 'undated'}  ({document.half})", document.record.text, pair)
        for document in told
        for pair in document.pairs
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    said = report(pairs, warning=WARNING_ALL if errors_of == "all" else WARNING)
    path.write_text("\n".join(said) + "\n", encoding="utf-8", newline="\n")


def update(page: Path, rows: Sequence[Row]) -> None:
    """The figures as a table of the page."""
    text = page.read_text(encoding="utf-8")
    if not SCORES.search(text):
        raise SystemExit(f"score: {page} has no <!-- scores --> and <!-- end -->")
    written = SCORES.sub(lambda _: f"\n{table(rows)}\n\n", text)
    if written != text:
        page.write_text(written, encoding="utf-8", newline="\n")
        print(f"{page}: written")


def table(rows: Iterable[Row]) -> str:
    """The rows in Markdown."""
    titles = ("corpus", "half", "documents", "expressions", *COLUMNS)
    cells = [titles, ("---", "---", *["---:"] * (len(titles) - 2)), *(row.cells for row in rows)]
    return "\n".join(f"| {' | '.join(each)} |" for each in cells)


# Chronologies


def scorer(gold: Path, name: str) -> Path | None:
    script = gold.parent / "tools" / name
    if script.is_file():
        return script
    print(f"score: skipped, there is no {script}")
    return None


def chronology(wanted: Path, gold: Path, folder: Path) -> None:
    """The chronology of the texts that the gold names, as its scorer sees it."""
    script = scorer(gold, "score_chronology.py")
    texts = wanted.parent / json.loads(wanted.read_text(encoding="utf-8")).get("texts", ".")
    if script is None:
        return
    if not texts.is_dir():
        print(f"score: skipped, there are no texts in {texts}")
        return
    print(run(sys.executable, str(script), str(wanted), exported(texts, folder)), end="")


def event_dates(corpus: Path, gold: Path, folder: Path) -> None:
    """The dates of a corpus's events, as their scorer sees them."""
    script = scorer(gold, "score_events.py")
    if script is not None:
        texts = folder / corpus.name
        run(sys.executable, str(script), str(corpus), "--texts", str(texts))
        print(run(sys.executable, str(script), str(corpus), exported(texts, folder)), end="")


def exported(texts: Path, folder: Path) -> str:
    """The path of the chronology of a folder of texts, as JSON."""
    database, path = str(folder / "score.db"), str(folder / "score.json")
    idlibtl("build", str(texts), "--db", database)
    idlibtl("export", "-f", "json", "--db", database, "-o", path)
    return path


def merging(articles: Path) -> None:
    """How many of the labelled pairs are brought together as they should be."""
    print("\nmerging, labelled pairs of mentions")
    if articles.is_file():
        pairs.report(pairs.corpus(articles), pairs.pairs(), fitted())
    else:
        print(f"score: skipped, there is no {articles}")


def idlibtl(*words: str) -> None:
    run(sys.executable, "-m", "idlibtl", *words)


def run(*command: str) -> str:
    """What a command prints; it ends the program where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"score: {' '.join(command)} ended with exit status {done.returncode}:\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
