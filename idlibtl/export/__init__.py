"""Chronologies in other programs' formats: one function a format, in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from idlibtl.export.to_csv import write_csv
from idlibtl.export.to_json import write_json
from idlibtl.export.to_markdown import write_markdown
from idlibtl.export.view import BY, Options, Selection, View

__all__ = ["BY", "FORMATS", "Options", "Selection", "View", "Writer", "write"]

Writer = Callable[[View, TextIO, Options], int]

FORMATS: dict[str, Writer] = {
    "csv": write_csv,
    "json": write_json,
    "markdown": write_markdown,
}


def write(name: str, view: View, stream: TextIO, options: Options | None = None) -> int:
    """Write a view of a chronology, a ``Chronology`` itself for one, and return how many entries it had.

    The stream must not translate line ends (``newline=""``) and should be UTF-8. Raises KeyError for an unknown format.
    """
    return FORMATS[name](view, stream, options or Options())
