"""Engines: results in order, errors as they are raised, and processes that die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from idlibtl.engine import AHEAD, Engine, EngineError, cores, engine


@pytest.fixture(params=[1, 2])
def workers(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with engine(request.param) as made:
        yield made


def doubled(number: int) -> int:
    return 2 * number


def inverse(number: int) -> float:
    return 1 / number


def killed_once(folder: Path, number: int) -> int:
    """Dies at the third task, the first time."""
    mark = folder / "killed"
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def killed(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_results_stand_in_the_order_of_the_tasks(workers: Engine) -> None:
    assert list(workers.map(doubled, range(50))) == list(range(0, 100, 2))
    assert list(workers.map(doubled, [7])) == [14]
    assert list(workers.map(doubled, [])) == []


def test_an_error_comes_out_where_its_result_would(workers: Engine) -> None:
    results = workers.map(inverse, [1, 2, 0, 4])
    assert [next(results), next(results)] == [1, 0.5]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_tasks_are_taken_only_a_few_ahead(workers: Engine) -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    results = workers.map(doubled, tasks())
    for _ in range(10):
        next(results)
    assert len(taken) <= 10 + 2 * AHEAD


@pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX has it")
def test_a_process_that_is_killed_costs_no_result(tmp_path: Path) -> None:
    with engine(2) as workers:
        assert list(workers.map(partial(killed_once, tmp_path), range(20))) == list(range(20))
    assert (tmp_path / "killed").exists()


@pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX has it")
def test_work_that_kills_every_process_is_given_up() -> None:
    with engine(2) as workers, pytest.raises(EngineError, match="--jobs"):
        list(workers.map(killed, range(20)))


ORPHANING = """
import os, signal, sys
from pathlib import Path
from idlibtl.engine import engine

def noted(number):
    Path(sys.argv[1], str(os.getpid())).touch()

if __name__ == "__main__":
    with engine(2) as workers:
        list(workers.map(noted, range(8)))
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
def test_processes_end_when_the_first_is_killed(tmp_path: Path) -> None:
    script, seen = tmp_path / "orphaning.py", tmp_path / "seen"
    script.write_text(ORPHANING, encoding="utf-8")
    seen.mkdir()
    subprocess.run([sys.executable, script, seen], check=False)
    processes = [Path("/proc", path.name) for path in seen.iterdir()]
    assert processes
    end = time.monotonic() + 20
    while any(process.exists() for process in processes) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(process.exists() for process in processes)


def test_this_machine_has_a_core() -> None:
    assert cores() >= 1
