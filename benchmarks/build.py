"""What a whole build costs: folder in, written chronology out, at sizes that grow tenfold.

    python benchmarks/build.py [--corpus TEXTS.jsonl] [--size MB]... [--jobs N]

A corpus of a size is made from real texts (those of the file, else the reports of data/) by sampling: a document keeps
the beginning of a real one, which dates it, then takes in its order some of that one's sentences and some of another's,
with other figures in every document; the seed is fixed. Each build is a process of its own, so that its start counts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1.0, 10.0)
KEPT, TAKEN = 0.7, 0.2  # of the sentences of a document, and of another's
HEAD = 200  # characters of a document that stay as they are
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?]+[\"”’)]*\s*|\n+|\Z)")
_FIGURE = re.compile(r"(?<![\d.,:/-])\d{1,2}(?= (?:people|civilians|soldiers|fighters|militants|children|others)\b)")


@dataclass(frozen=True, slots=True)
class Run:
    """One build: megabytes read, seconds and processor seconds it took, the most memory that one process held."""

    size: float
    jobs: int
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


def measured(folder: Path, size: float, jobs: int) -> Run:
    """Build a folder in a process of its own."""
    command = [sys.executable, "-m", "idlibtl", "build", str(folder), "--jobs", str(jobs), "--db", f"{folder}.db"]
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"the build of {folder} ended with exit status {process.returncode}")
    scale = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    return Run(size, jobs, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale)


def table(runs: Sequence[Run]) -> Iterator[str]:
    """The runs as a Markdown table; growth is against the run of a tenth of the size with as many jobs."""
    yield "| MB | jobs | seconds | MB/s | × a tenth | peak MB |"
    yield "|---:|---:|---:|---:|---:|---:|"
    known = {(round(run.size), run.jobs): run for run in runs}
    for run in runs:
        tenth = known.get((round(run.size / 10), run.jobs)) if run.size >= 10 else None
        growth = f"{run.seconds / tenth.seconds:.1f}" if tenth else ""
        speed = f"{run.size / run.seconds:.2f}"
        yield f"| {run.size:.1f} | {run.jobs} | {run.seconds:.1f} | {speed} | {growth} | {run.peak_mb:.0f} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="JSON lines with “text”")
    parser.add_argument("--size", type=float, action="append", help="megabytes; may be repeated (default: 1 and 10)")
    parser.add_argument("--jobs", type=int, action="append", help="may be repeated (default: 1 and 2)")
    given = parser.parse_args()
    real = texts(given.corpus)
    runs = []
    with tempfile.TemporaryDirectory() as made:
        for size in given.size or SIZES:
            folder = Path(made) / f"{size:g}"
            written = write_corpus(real, size, folder)
            for jobs in given.jobs or (1, 2):
                runs.append(measured(folder, written, jobs))
                print(f"{size:g} MB, jobs {jobs}: {runs[-1].seconds:.1f} s", file=sys.stderr)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("\n".join(table(runs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
