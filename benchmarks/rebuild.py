"""Builds again: nothing changed, one file changed, one added, one removed, beside a build from nothing.

    python benchmarks/rebuild.py FOLDER [--jobs N] [--rounds N]

Each is run as the program is, and in this process, as ``build --watch`` does. The best of some rounds counts; the
folder is copied and left alone.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from idlibtl.engine import ThisProcess, collect_seldom
from idlibtl.memory import Memory, place_of
from idlibtl.pipeline import build_into
from idlibtl.stock import take_stock
from idlibtl.store import Writer

ADDED = "\nOn 3 March 2019 rebels shelled the town of Tabqa and killed 4 people.\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        shutil.copytree(arguments.folder, top / "reports")
        for kind, build in (("program", _program(top, arguments.jobs)), ("process", _process(top))):
            times = dict(measured(top, build, arguments.rounds))
            whole = times["from nothing"]
            for what, seconds in times.items():
                print(f"{kind}  {what:<14} {seconds:6.2f} s  {whole / seconds:5.1f}x")


def measured(top: Path, build: Callable[[], None], rounds: int) -> Iterator[tuple[str, float]]:
    files = sorted(path for path in (top / "reports").rglob("*") if path.is_file())
    step = len(files) // (rounds + 1)

    def best(prepare: Callable[[int], None]) -> float:
        found = []
        for number in range(1, rounds + 1):
            prepare(number * step)
            begun = time.perf_counter()
            build()
            found.append(time.perf_counter() - begun)
        return min(found)

    def forget(_: int) -> None:
        for path in (top / "c.db", place_of(top / "c.db")):
            path.unlink(missing_ok=True)

    def change(number: int) -> None:
        with files[number].open("a", encoding="utf-8") as file:
            file.write(ADDED)

    def add(number: int) -> None:
        (top / "reports" / f"added-{number}.txt").write_text(f"5 March 2019\n{ADDED}", encoding="utf-8")

    yield "from nothing", best(forget)
    yield "nothing", best(lambda _: None)
    yield "one changed", best(change)
    yield "one added", best(add)
    yield "one removed", best(lambda number: (top / "reports" / f"added-{number}.txt").unlink())


def _program(top: Path, jobs: int) -> Callable[[], None]:
    command = [sys.executable, "-m", "idlibtl", "build", "reports", "--db", "c.db", "--jobs", str(jobs)]
    return lambda: _run(command, top)


def _run(command: list[str], top: Path) -> None:
    subprocess.run(command, cwd=top, check=True, stderr=subprocess.DEVNULL)


def _process(top: Path) -> Callable[[], None]:
    collect_seldom()

    def build() -> None:
        paths, workers = [str(top / "reports")], ThisProcess()
        with Memory(place_of(top / "c.db")) as memory, Writer(top / "c.db", paths=paths) as writer:
            build_into(writer, take_stock(paths, workers), writer.folder, workers, memory=memory)

    return build


if __name__ == "__main__":
    main()
