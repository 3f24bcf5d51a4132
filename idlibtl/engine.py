"""Where the work on documents is done: in this process, or in several on this machine."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from typing import Protocol, TypeVar

TASK = 1 << 16  # bytes of files
AHEAD = 4  # tasks a process that are handed out before the first of them is done
_OBJECTS = 50_000  # more of them than before, until cycles are looked for
_LIVES = 3  # times that processes are started anew for one and the same task

FILE = 256  # bytes that a file counts as, beside its text

Item = TypeVar("Item")
Task = TypeVar("Task")
Result = TypeVar("Result")


class EngineError(Exception):
    """The processes that do the work keep dying; the message says what to do."""


class Engine(Protocol):
    """Does one thing to many tasks, which must be picklable, as ``work`` must be.

    ``task`` is how many bytes of files it likes to have as one.
    """

    task: int

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """The results in the order of the tasks, which are taken a few ahead of what has been asked for."""
        ...


class ThisProcess:
    """One task after the other, here."""

    task = TASK

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        return map(work, tasks)


class Processes:
    """Tasks spread over ``jobs`` processes of this machine. A process that is killed is replaced."""

    task = TASK

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        # A fork of a process that has threads (the progress bar is one) may stand still for ever.
        self._context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
        if os.name == "posix":
            self._context.set_forkserver_preload(["idlibtl.pipeline"])
        self._pool: ProcessPoolExecutor | None = None

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        coming = iter(tasks)
        first = list(islice(coming, 2))
        if len(first) < 2:  # what is one task is done before a process has started
            yield from map(work, first)
            return
        waiting: deque[tuple[Task, Future[Result]]] = deque()
        for task in chain(first, coming):
            waiting.append((task, self._submit(work, task)))
            if len(waiting) >= AHEAD * self._jobs:
                yield self._first(work, waiting)
        while waiting:
            yield self._first(work, waiting)

    def close(self) -> None:
        """End the processes; what they are at is not waited for."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _first(self, work: Callable[[Task], Result], waiting: deque[tuple[Task, Future[Result]]]) -> Result:
        """The result of the first task that waits. Raises EngineError where it kills whatever process takes it."""
        for _ in range(_LIVES):
            try:
                result = waiting[0][1].result()
            except BrokenProcessPool:
                self.close()
                tasks = [task for task, _ in waiting]
                waiting.clear()
                waiting.extend((task, self._submit(work, task)) for task in tasks)
            else:
                waiting.popleft()
                return result
        raise EngineError(
            f"a process was killed {_LIVES} times over the same work, maybe for want of memory; try fewer with --jobs"
        )

    def _submit(self, work: Callable[[Task], Result], task: Task) -> Future[Result]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._jobs, mp_context=self._context, initializer=_begin)
        try:
            return self._pool.submit(work, task)
        except BrokenProcessPool as error:  # noticed here before anybody asked for a result
            lost: Future[Result] = Future()
            lost.set_exception(error)
            return lost


def _begin() -> None:
    """Ctrl-C goes to all processes of a terminal; the first one ends the others, also where it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_first, daemon=True).start()
    collect_seldom()


def _end_with_the_first() -> None:
    first = multiprocessing.parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def collect_seldom() -> None:
    """Look for cycles among objects less often: almost none are made, and a long text makes many objects."""
    gc.freeze()
    gc.set_threshold(_OBJECTS)


@contextmanager
def engine(jobs: int) -> Iterator[Engine]:
    """An engine with so many processes; one is this one."""
    if jobs <= 1:
        yield ThisProcess()
        return
    processes = Processes(jobs)
    try:
        yield processes
    finally:
        processes.close()


def cores() -> int:
    """How many processes this machine, or what we may use of it, can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_tasks(items: Iterable[Item], size: Callable[[Item], int], most: int) -> Iterator[tuple[Item, ...]]:
    """Items that follow one another, so many as come to ``most`` in size, or one that alone is more."""
    task: list[Item] = []
    held = 0
    for item in items:
        if task and held + size(item) > most:
            yield tuple(task)
            task, held = [], 0
        task.append(item)
        held += size(item)
    if task:
        yield tuple(task)
