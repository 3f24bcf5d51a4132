"""What a whole build costs: folder in, written chronology out, at sizes that grow tenfold.

    python benchmarks/build.py [--corpus TEXTS.jsonl] [--size MB]... [--jobs N]... [--dask N]... [--keep FOLDER]

A corpus of a size is made from real texts (those of the file, else the reports of data/) by sampling: a document keeps
the beginning of a real one, which dates it, then takes in its order some of that one's sentences and some of another's,
with other figures in every document; the seed is fixed. Each build is a process of its own, so that its start counts;
those of one size must give the same bytes. Then one build in this process tells what each step costs. How fast the
tagger is beside others, `tag.py` tells.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from idlibtl.engine import ThisProcess
from idlibtl.pipeline import build_into
from idlibtl.stock import take_stock
from idlibtl.store import Writer

Task = TypeVar("Task")
Result = TypeVar("Result")

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1.0, 10.0)
KEPT, TAKEN = 0.7, 0.2  # of the sentences of a document, and of another's
HEAD = 200  # characters of a document that stay as they are
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?]+[\"”’)]*\s*|\n+|\Z)")
_FIGURE = re.compile(r"(?<![\d.,:/-])\d{1,2}(?= (?:people|civilians|soldiers|fighters|militants|children|others)\b)")


@dataclass(frozen=True, slots=True)
class Run:
    """One build: megabytes read, seconds and processor seconds it took, the most memory that its first process held."""

    size: float
    how: str
    seconds: float
    cpu: float
    peak_mb: float


def texts(path: Path | None) -> list[str]:
    """The texts of JSON lines, or the reports of data/."""
    if path is not None:
        return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    found = sorted(each for each in (ROOT / "data").iterdir() if each.suffix in (".txt", ".md"))
    return [each.read_text(encoding="utf-8") for each in found]


def sampled(real: Sequence[str]) -> Iterator[str]:
    """Documents without end, made of the sentences of real ones."""
    chance = random.Random(5)
    sentences = [_SENTENCE.findall(text[HEAD:]) for text in real]
    while True:
        one, other = chance.randrange(len(real)), chance.randrange(len(real))
        kept = [part for part in sentences[one] if chance.random() < KEPT]
        taken = [part for part in sentences[other] if chance.random() < TAKEN]
        text = f"{real[one][:HEAD]}{''.join(kept)}\n\n{''.join(taken)}"
        yield _FIGURE.sub(lambda _: str(chance.randrange(2, 90)), text)


def write_corpus(real: Sequence[str], size: float, folder: Path) -> float:
    """Write documents of ``size`` megabytes in all, a thousand to a folder; gives the megabytes written."""
    written = 0
    for number, text in enumerate(sampled(real)):
        if written >= size * 1e6:
            return written / 1e6
        below = folder / f"{number // 1000:04}"
        below.mkdir(parents=True, exist_ok=True)
        data = text.encode()
        (below / f"{number:07}.txt").write_bytes(data)
        written += len(data)
    raise AssertionError("documents have no end")


def measured(folder: Path, size: float, how: str, options: Sequence[str]) -> tuple[Run, bytes]:
    """Build a folder in a process of its own; with the digest of what it made."""
    made = Path(f"{folder}.db")
    command = [sys.executable, "-m", "idlibtl", "build", str(folder), *options, "--db", str(made)]
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"the build of {folder} ended with exit status {process.returncode}")
    scale = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    with made.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    return Run(size, how, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale), digest


def table(runs: Sequence[Run]) -> Iterator[str]:
    """The runs as a Markdown table; growth is against a run of a tenth of the size done alike."""
    yield "| MB | how | seconds | MB/s | × a tenth | × one process | peak MB |"
    yield "|---:|---|---:|---:|---:|---:|---:|"
    known = {(round(run.size), run.how): run for run in runs}
    for run in runs:
        tenth = known.get((round(run.size / 10), run.how)) if run.size >= 10 else None
        growth = f"{run.seconds / tenth.seconds:.1f}" if tenth else ""
        one = known.get((round(run.size), "1 process"))
        faster = f"{one.seconds / run.seconds:.2f}" if one and one is not run else ""
        speed = f"{run.size / run.seconds:.2f}"
        yield (
            f"| {run.size:.1f} | {run.how} | {run.seconds:.1f} | {speed} | {growth} | {faster} | {run.peak_mb:.0f} |"
        )


class Timed(ThisProcess):
    """Does the work here, and notes the processor seconds of each kind."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        name = getattr(work, "func", work).__name__.strip("_")
        for task in tasks:
            began = time.process_time()
            result = work(task)
            self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - began
            yield result


def steps(folder: Path, size: float) -> Iterator[str]:
    """What each step of a build costs, warm, as a Markdown table."""
    workers = Timed()
    for _ in range(2):
        workers.seconds.clear()
        began = time.process_time()
        with Writer(f"{folder}.db", paths=[str(folder)]) as writer:
            build_into(writer, take_stock([str(folder)], workers), writer.folder, workers)
        whole = time.process_time() - began
    rest = whole - sum(workers.seconds.values())
    yield "| step | seconds a MB | share |"
    yield "|---|---:|---:|"
    for name, seconds in [*workers.seconds.items(), ("handing on, writing", rest), ("all", whole)]:
        yield f"| {name} | {seconds / size:.2f} | {seconds / whole:.0%} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="JSON lines with “text”")
    parser.add_argument("--size", type=float, action="append", help="megabytes; may be repeated (default: 1 and 10)")
    parser.add_argument("--jobs", type=int, action="append", help="may be repeated (default: 1 and 2)")
    parser.add_argument("--dask", type=int, action="append", help="workers of a Dask cluster here; may be repeated")
    parser.add_argument("--keep", type=Path, help="a folder for the corpora, which are used again")
    given = parser.parse_args()
    ways: list[tuple[str, tuple[str, ...]]] = [
        (f"{jobs} process{'es' * (jobs > 1)}", ("--jobs", str(jobs))) for jobs in given.jobs or (1, 2)
    ]
    ways += [(f"Dask, {n} workers", ("--engine", "dask", "--jobs", str(n))) for n in given.dask or ()]
    real = texts(given.corpus)
    runs: list[Run] = []
    with tempfile.TemporaryDirectory() as made:
        for size in given.size or SIZES:
            folder = (given.keep or Path(made)) / f"{size:g}"
            written = write_corpus(real, size, folder) if not folder.exists() else size
            digests = set()
            for how, options in ways:
                run, digest = measured(folder, written, how, options)
                runs.append(run)
                digests.add(digest)
                print(f"{size:g} MB, {how}: {run.seconds:.1f} s, {run.peak_mb:.0f} MB", file=sys.stderr)
            if len(digests) > 1:
                raise SystemExit(f"the builds of {folder} differ")
        first = min(given.size or SIZES)
        costs = list(steps((given.keep or Path(made)) / f"{first:g}", first))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("\n".join((*table(runs), "", f"{first:g} MB, one process, warm:", "", *costs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
