"""A build on Dask gives what one process gives, also where a worker dies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="Dask is not installed: pip install 'idlibtl[dask]'")
pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'idlibtl[dask]'")

# A process of its own: the warnings of Dask's own threads and ports are not ours.
KILLING = """
import os, signal
from pathlib import Path
from idlibtl import cluster, pipeline, store
from idlibtl.engine import ThisProcess
from idlibtl.stock import take_stock

def main():
    with cluster.cluster(None, 2) as workers, store.Writer("killed.db", paths=["reports"]) as writer:
        workers.task = 1  # a task for each document
        killed = []

        def kill(now):
            if now.done == 5 and not killed:
                killed.extend(workers._client.run(os.getpid).values())
                os.kill(killed[0], signal.SIGKILL)

        with cluster.shelf_below(str(writer.folder)) as shelf:
            stock = take_stock(["reports"], ThisProcess())
            pipeline.build_into(writer, stock, writer.folder, workers, shelf=shelf, progress=kill)
    assert killed

if __name__ == "__main__":
    main()
"""


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for day in range(1, 25):
        text = (
            f"{day} March 2020\n\nOn {day} March 2020 troops left the town of Ariha and {day + 3} people were killed.\n"
            f"The army denied that it had shelled Sarmin. Shells hit Sarmin on {day} February 2020, they said.\n"
        )
        folder.joinpath(f"{day:02}.txt").write_text(text, encoding="utf-8")
    return folder


def run(folder: Path, *words: str) -> None:
    done = subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_chronology_is_that_of_one_process(reports: Path, tmp_path: Path) -> None:
    run(tmp_path, "-m", "idlibtl", "build", "reports", "--jobs", "1", "--db", "one.db")
    run(tmp_path, "-m", "idlibtl", "build", "reports", "--engine", "dask", "--jobs", "2", "--db", "dask.db")
    assert (tmp_path / "dask.db").read_bytes() == (tmp_path / "one.db").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".one.db.cache", "dask.db", "one.db", "reports"]


def test_a_worker_that_is_killed_makes_no_difference(reports: Path, tmp_path: Path) -> None:
    run(tmp_path, "-m", "idlibtl", "build", "reports", "--jobs", "1", "--db", "one.db")
    tmp_path.joinpath("killing.py").write_text(KILLING, encoding="utf-8")
    run(tmp_path, "killing.py")
    assert (tmp_path / "killed.db").read_bytes() == (tmp_path / "one.db").read_bytes()


@pytest.mark.parametrize(
    ("shelf", "told"),
    [
        ("old.db", "not a directory"),
        ("nothing://there", "fsspec knows no addresses that begin with nothing://"),
        ("memory://here", "the shelf must be a place that all workers share"),
    ],
)
def test_a_shelf_that_is_none_is_told(reports: Path, tmp_path: Path, shelf: str, told: str) -> None:
    tmp_path.joinpath("old.db").touch()
    words = ("-m", "idlibtl", "build", "reports", "--engine", "dask", "--jobs", "1", "--shelf", shelf)
    done = subprocess.run([sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert shelf in done.stderr
    assert told in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.db", "reports"]


def test_a_folder_may_have_any_name(reports: Path, tmp_path: Path) -> None:
    folder = tmp_path / "one::two é"
    folder.mkdir()
    run(folder, "-m", "idlibtl", "build", "../reports", "--engine", "dask", "--jobs", "1", "--shelf", "a #?%20")
    assert sorted(path.name for path in folder.iterdir()) == ["a #?%20", "chronology.db"]
    assert not list(folder.joinpath("a #?%20").iterdir())


def test_a_scheduler_that_does_not_answer_is_told(reports: Path, tmp_path: Path) -> None:
    words = ("-m", "idlibtl", "build", "reports", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1")
    done = subprocess.run([sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in done.stderr
    assert "Traceback" not in done.stderr
