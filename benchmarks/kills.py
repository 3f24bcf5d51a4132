"""Builds that are killed again and again: the chronology must always be the old one or the new one, whole.

    python benchmarks/kills.py FOLDER [--kills 1000] [--jobs N] [--edits chronology.toml] [--work FOLDER]

FOLDER is copied. What the copy gives in each of its states (one file more, or less, is changed from state to state) is
built first, each from nothing. Then its builds are killed with SIGKILL, all processes of each at once, at
moments spread evenly over the time that a build takes; between them files change, and now and then what is remembered
from build to build is removed, so that a build has all to do. After each kill the chronology must open and be, byte for
byte, that of this build or of the one before; the owner's decisions beside it must be as they were. Every so often a
build is let run to its end: it must give the bytes of a build from nothing, and nothing else may be left in the folder.

Exit status 1, with what is wrong, at the first violation; 0 where there is none.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from idlibtl.store import Store, StoreError

ROOT = Path(__file__).resolve().parents[1]
BUILD = (sys.executable, "-m", "idlibtl", "build")
DB, MEMORY, EDITS, REPORTS = "chronology.db", ".chronology.db.cache", "chronology.toml", "reports"
DECISIONS = b"""# The owner's decisions: one, so that they have to be carried out.

[[edit]]
action = "add"
id = "b5c9a361164d"
date = "2020-03-07"
title = "The envoys left Belen"
sources = [{source = "a letter", quote = "We leave today."}]
"""
CHANGE = "\n\nOn 17 March 2020 the governor of Aram opened the bridge of Belen, file {number} of the copy says.\n"
CHANGED = 2  # files that are changed or not: four states
TO_THE_END = 25  # kills, after which builds are let run
TRIES = 4  # builds for each kill that is wanted; those that end before they are killed don't count
KINDS = ("after a change", "without what is remembered", "with nothing there")
_GOLDEN = (5**0.5 - 1) / 2  # its multiples, without their whole part, lie evenly however many are taken


class Violation(Exception):  # noqa: N818 - named for what is the matter
    """A promise was broken; the message says which."""


@dataclass(slots=True)
class Summary:
    """What was done and seen. ``seconds`` are those of the last build of each kind that came to its end."""

    kills: int = 0
    old: int = 0  # what the chronology was after them
    new: int = 0
    none: int = 0
    first: float = float("inf")  # seconds from a build's start to its kill
    last: float = 0.0
    ended: int = 0  # before they were killed
    let_run: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        yield f"{self.kills} kills, {self.first:.2f} to {self.last:.2f} s after the start"
        yield f"the chronology after them: {self.old} the old one, {self.new} the new one, {self.none} none yet"
        yield f"{self.let_run} builds let run and {self.ended} that ended before they were killed: all right"
        for kind, seconds in self.seconds.items():
            yield f"a build {kind}: {seconds:.2f} s"


class Copy:
    """A copy of the reports whose files are changed one by one, over and over; ``state`` says which are."""

    def __init__(self, reports: Path, folder: Path) -> None:
        shutil.copytree(reports, folder)
        texts = sorted(path for path in folder.rglob("*") if path.suffix in (".txt", ".md") and path.is_file())
        if len(texts) < CHANGED:
            raise SystemExit(f"{reports}: at least {CHANGED} files that end in .txt or .md are needed")
        chosen = [texts[number * len(texts) // CHANGED] for number in range(CHANGED)]
        self._files = [(path, path.read_bytes()) for path in chosen]
        self.state = 0
        self._next = 0

    def change(self) -> None:
        """One file more, or one less, is changed."""
        path, original = self._files[self._next]
        self.state ^= 1 << self._next
        changed = bool(self.state & (1 << self._next))
        path.write_bytes(original + CHANGE.format(number=self._next).encode() if changed else original)
        self._next = (self._next + 1) % CHANGED


class Ground:
    """A folder with reports, a chronology of theirs and the owner's decisions, in which builds are killed."""

    def __init__(
        self, reports: Path, folder: Path, options: Sequence[str] = (), edits: bytes = DECISIONS,
        command: Sequence[str] = BUILD,
    ) -> None:  # fmt: skip
        self.summary = Summary()
        self.place = folder / "killed"
        self._folder, self._edits = folder, edits
        self._command = (*command, REPORTS, *options)
        self.copy = Copy(reports, folder / REPORTS)
        self._right: dict[int, str] = {}  # what each state gives
        for _ in range(2**CHANGED):
            self._right[self.copy.state] = self._from_nothing()
            self.copy.change()
        if len({*self._right.values()}) < len(self._right):
            raise SystemExit("a changed file changes nothing in the chronology: choose other reports")
        self._new_place()
        self._before: str | None = None

    def run(self, kills: int) -> Iterator[Summary]:
        """Kill so many builds; tells now and then how far it is. Raises Violation."""
        begun = dict.fromkeys(KINDS, 0)
        for kind in KINDS[::-1]:
            self.let_run(kind)
        for number in range(kills * TRIES):
            if self.summary.kills == kills:
                break
            kind = KINDS[2 if number % 10 == 9 else 1 if number % 5 == 2 else 0]
            begun[kind] += 1
            self._kill(kind, begun[kind] * _GOLDEN % 1)
            if kind != KINDS[0]:  # so that the next one has something to remember
                self.let_run()
            if number % TO_THE_END == TO_THE_END - 1:
                self.let_run()
                self.let_run(KINDS[number // TO_THE_END % len(KINDS)])
                yield self.summary
        self.let_run()
        yield self.summary

    def _kill(self, kind: str, moment: float) -> None:
        """Kill a build at a moment of it, from 0 to 1."""
        self._make_ready(kind)
        if self._before == self._right[self.copy.state] or self.summary.kills % 3 == 0:
            self.copy.change()
        began = time.monotonic()
        process = self._started()
        with suppress(subprocess.TimeoutExpired):
            process.wait(moment * self.summary.seconds[kind])
        seconds = time.monotonic() - began
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        if process.wait() != -signal.SIGKILL:
            self.summary.ended += 1
            self.summary.seconds[kind] = seconds
            self.check_end(process.returncode)
            return
        self.check(f"a build that was killed after {seconds:.3f} s")
        summary = self.summary
        summary.kills += 1
        summary.first, summary.last = min(summary.first, seconds), max(summary.last, seconds)
        if self._before is None:
            summary.none += 1
        elif self._before == self._right[self.copy.state]:
            summary.new += 1
        else:
            summary.old += 1

    def let_run(self, kind: str | None = None) -> None:
        """A build of this kind; of none it finds what a killed one left."""
        if kind is not None:
            self._make_ready(kind)
            self.copy.change()
        began = time.monotonic()
        status = self._started().wait()
        if kind is not None:
            self.summary.seconds[kind] = time.monotonic() - began
        self.summary.let_run += 1
        self.check_end(status)

    def _make_ready(self, kind: str) -> None:
        if kind != KINDS[0]:
            self.place.joinpath(MEMORY).unlink(missing_ok=True)
        if kind == KINDS[2]:
            self.place.joinpath(DB).unlink(missing_ok=True)
            self._before = None

    def _from_nothing(self) -> str:
        """What a build gives where nothing was; the folder is removed again."""
        self._new_place()
        status = self._started().wait()
        made = digest(self.place / DB)
        if status not in (0, 1) or made is None:
            raise SystemExit(f"a build ended with exit status {status}: {self._said()}")
        shutil.rmtree(self.place)
        return made

    def _new_place(self) -> None:
        self.place.mkdir()
        self.place.joinpath(EDITS).write_bytes(self._edits)

    def _started(self) -> subprocess.Popen[bytes]:
        """In a process group of its own, and in the folder that holds the reports: paths are part of the result."""
        command = [*self._command, "--db", f"{self.place.name}/{DB}"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with self._folder.joinpath("said").open("wb") as said:
            return subprocess.Popen(
                command, cwd=self._folder, env=environment, stdout=said, stderr=said, start_new_session=True
            )

    def _said(self) -> str:
        return self._folder.joinpath("said").read_text(encoding="utf-8", errors="replace").strip()

    def check_end(self, status: int) -> None:
        """That a build that came to its end is right, and alone."""
        if status not in (0, 1):
            raise Violation(f"a build that was let run ended with exit status {status}: {self._said()}")
        self.check("a build that was let run")
        if self._before != self._right[self.copy.state]:
            raise Violation("a build that was let run gave other bytes than one from nothing")
        if left := self._names() - {DB, EDITS, MEMORY}:
            raise Violation(f"a build that was let run left {', '.join(sorted(left))}")

    def check(self, what: str) -> None:
        """That the chronology is the old one or the new one, and the owner's file as it was."""
        found = digest(self.place / DB)
        if found not in (self._before, self._right[self.copy.state]):
            raise Violation(f"{what}: the chronology is neither the old one nor the new one")
        if found is not None:
            try:
                with Store(self.place / DB) as store:
                    store.count()
            except StoreError as error:
                raise Violation(f"{what}: {error}") from error
        self._before = found
        if EDITS not in self._names() or self.place.joinpath(EDITS).read_bytes() != self._edits:
            raise Violation(f"{what}: {EDITS} is not as it was")
        strange = {name for name in self._names() if name not in (DB, EDITS) and not name.startswith(f".{DB}.")}
        if strange:
            raise Violation(f"{what}: it left {', '.join(sorted(strange))}")

    def _names(self) -> set[str]:
        return {path.name for path in self.place.iterdir()}


def digest(path: Path) -> str | None:
    """The hash of a file; None where there is none."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="reports")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--jobs", help="processes of each build (default: all cores)")
    parser.add_argument("--edits", type=Path, help="the owner's decisions (default: an entry added by hand)")
    parser.add_argument("--work", type=Path, help="a new folder for all that is made, which is kept")
    given = parser.parse_args(words)
    if given.work is not None:
        given.work.mkdir()
    with tempfile.TemporaryDirectory() as made:
        options = ("--jobs", given.jobs) if given.jobs else ()
        edits = given.edits.read_bytes() if given.edits else DECISIONS
        ground = Ground(given.folder, given.work or Path(made), options, edits)
        try:
            for summary in ground.run(given.kills):
                print(f"{summary.kills} kills", file=sys.stderr)
        except Violation as violation:
            print("\n".join(ground.summary.lines()))
            print(f"VIOLATION: {violation}")
            return 1
    print("\n".join(ground.summary.lines()))
    if ground.summary.kills < given.kills:
        print(f"too few kills: most builds ended before {given.kills} could be killed")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
