"""Chronologies in other programs' formats: one function a format, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, BinaryIO, TextIO, cast

from idlibtl.export.view import BY, MissingExtra, Options, Selection, View, Written

__all__ = ["BY", "FORMATS", "Format", "MissingExtra", "Options", "Selection", "View", "Writer", "Written", "write"]

Writer = Callable[[View, Any, Options], Written]


@dataclass(frozen=True, slots=True)
class Format:
    """Where its function is; ``binary``: it writes bytes; ``extra``: that of idlibtl which installs what it needs."""

    module: str
    function: str
    binary: bool = False
    extra: str | None = None

    @property
    def writer(self) -> Writer:
        """Raises MissingExtra."""
        try:
            return cast(Writer, getattr(import_module(f"idlibtl.export.{self.module}"), self.function))
        except ModuleNotFoundError as error:
            if self.extra is None or (error.name or "").startswith("idlibtl"):
                raise
            raise MissingExtra(error.name or "a package", self.extra) from None


FORMATS: dict[str, Format] = {
    "csv": Format("to_csv", "write_csv"),
    "html": Format("to_html", "write_html"),
    "ics": Format("to_ics", "write_ics", binary=True, extra="ics"),
    "json": Format("to_json", "write_json"),
    "jsonl": Format("to_jsonl", "write_jsonl"),
    "jsonld": Format("to_jsonld", "write_jsonld"),
    "markdown": Format("to_markdown", "write_markdown"),
    "markwhen": Format("to_markwhen", "write_markwhen"),
    "parquet": Format("to_parquet", "write_parquet", binary=True, extra="parquet"),
    "timeml": Format("to_timeml", "write_timeml"),
    "timelinejs": Format("to_timelinejs", "write_timelinejs"),
    "timelinejs-csv": Format("to_timelinejs", "write_timelinejs_csv"),
    "timesketch": Format("to_timesketch", "write_timesketch"),
    "xlsx": Format("to_xlsx", "write_xlsx", binary=True, extra="xlsx"),
}


def write(name: str, view: View, stream: TextIO | BinaryIO, options: Options | None = None) -> Written:
    """Write a view of a chronology, a ``Chronology`` itself for one, and return what was written and what was not.

    A binary format takes a stream of bytes. Any other takes one of text that doesn't translate line ends
    (``newline=""``) and should be UTF-8. Raises KeyError for an unknown format, and MissingExtra where a package that
    the format needs isn't installed.
    """
    return FORMATS[name].writer(view, stream, options or Options())
