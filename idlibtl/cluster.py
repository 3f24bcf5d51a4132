"""Work done on Dask: a cluster that somebody runs, or one on this machine; both need the extra ``idlibtl[dask]``."""

from __future__ import annotations

import logging
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from idlibtl.address import is_url
from idlibtl.chronology.parquet_shelf import ParquetShelf
from idlibtl.engine import AHEAD, EngineError

Task = TypeVar("Task")
Result = TypeVar("Result")

TASK = 1 << 19  # bytes of files that are one task: each writes files of its own
_MISSING = "building on Dask needs more packages: pip install 'idlibtl[dask]'"


class Cluster:
    """An engine that hands tasks to the workers of a cluster, some ahead; Dask gives a dead worker's to others."""

    task = TASK

    def __init__(self, client: Any) -> None:
        self._client = client

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """As of an `Engine`. Raises EngineError where a task kills worker after worker, or the scheduler is gone."""
        waiting: deque[Any] = deque()
        ahead = AHEAD * max(1, sum(self._client.nthreads().values()))
        for task in tasks:
            waiting.append(self._client.submit(work, task, pure=False))
            if len(waiting) >= ahead:
                yield self._result(waiting.popleft())
        while waiting:
            yield self._result(waiting.popleft())

    def _result(self, future: Any) -> Any:
        from distributed import CancelledError, KilledWorker

        try:
            return future.result()
        except KilledWorker as error:
            raise EngineError(f"the workers that took one task died one after the other: {error}") from error
        except CancelledError as error:  # it cancels what it was asked for
            raise EngineError("the Dask scheduler is gone, or no longer answers; build again") from error


@contextmanager
def cluster(scheduler: str | None, jobs: int) -> Iterator[Cluster]:
    """The cluster whose scheduler has this address, or one of so many single-thread workers on this machine.

    Raises EngineError where the extra isn't installed or nobody answers.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise EngineError(_MISSING) from error
    if scheduler is not None:
        try:
            client = Client(scheduler, timeout="10s")
        except (OSError, ValueError) as error:
            raise EngineError(f"no Dask scheduler answers at {scheduler}: {error}") from error
        with client:
            yield Cluster(client)
        return
    with _deaf():  # no page, no open port; what goes wrong in a task is raised here
        local = LocalCluster(jobs, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL)
    with local, Client(local) as client:
        yield Cluster(client)


@contextmanager
def _deaf() -> Iterator[None]:
    """Ctrl-C goes to all processes of a terminal; those that are started here leave it to the first one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def shelf_below(place: str) -> Iterator[ParquetShelf]:
    """A shelf in a new folder below this one, or below a URL; it is removed in the end. Raises OSError at once."""
    there = place if is_url(place) else str(Path(place).absolute())  # workers may stand in other folders
    shelf = ParquetShelf(f"{there.rstrip('/')}/idlibtl-{uuid4().hex}")  # that no worker has seen before
    try:
        shelf.share(b"")
        yield shelf
    finally:
        shelf.remove()
