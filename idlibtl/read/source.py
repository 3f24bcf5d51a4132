"""What reading a file gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from idlibtl.model import Problem
from idlibtl.read.metadata import UNKNOWN, Metadata


@dataclass(frozen=True, slots=True)
class Source:
    """One file as read. ``start`` is where its prose begins: behind the front matter, if there is one."""

    text: str
    metadata: Metadata = UNKNOWN
    start: int = 0
    problems: tuple[Problem, ...] = ()


Reader = Callable[[bytes, str], Source]
