"""``sources.csv``: what the user knows of the files in a folder and below it."""

from __future__ import annotations

import csv
import io
import posixpath
from collections.abc import Callable, Mapping
from functools import partial

from idlibtl.address import folder, scheme
from idlibtl.model import Problem
from idlibtl.read.decode import UnreadableError, contents
from idlibtl.read.metadata import Metadata, described, shortened

NAME = "sources.csv"
COLUMNS = ("path", "title", "publisher", "url", "date", "language")
_MOST_NAMED = 9


def manifest(path: str, known: Mapping[str, str]) -> tuple[dict[str, Metadata], list[Problem]]:
    """The metadata of files by their paths, from one ``sources.csv``; its faults are notices (code ``manifest``).

    ``known`` are the files that are read: the normalised path to the path as given.
    """
    problems: list[Problem] = []

    def notice(line: int, message: str) -> None:
        problems.append(Problem(path, "manifest", message, "notice", line))

    try:
        text = contents(path).decode("utf-8-sig")
    except UnreadableError as error:
        return {}, [Problem(path, error.code, str(error))]
    except UnicodeDecodeError:
        notice(1, "it is not in UTF-8 and was not read; save it as UTF-8")
        return {}, problems
    return _rows(text, folder(path), known, notice), problems


def _rows(text: str, top: str, known: Mapping[str, str], notice: Callable[[int, str], None]) -> dict[str, Metadata]:
    found: dict[str, Metadata] = {}
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        if "path" not in header:
            notice(1, f"it has no column “path” and was not read; its first line must be: {','.join(COLUMNS)}")
            return found
        if strange := [name for name in header if name not in COLUMNS]:
            names = ", ".join(map(shortened, strange[:_MOST_NAMED]))
            notice(1, f"unknown columns were passed over: {names}; known are {', '.join(COLUMNS)}")
        line = rows.line_num + 1
        for row in rows:
            fields = dict(zip(header, row, strict=False))
            named = fields.get("path", "").strip().replace("\\", "/")
            path = known.get(_below(top, named))
            if len(row) > len(header):
                notice(
                    line, "the row has more cells than there are columns and was passed over; quote cells with commas"
                )
            elif not named and any(cell.strip() for cell in row):
                notice(line, "the row has no path and was passed over")
            elif named and path is None:
                message = "no such file is read in the folder of sources.csv or below it; paths are seen from there"
                notice(line, f"the row of {shortened(named)} was passed over: {message}")
            elif path in found:
                notice(line, f"{shortened(named)} has a row already, this one was passed over")
            elif path is not None:
                found[path] = described(fields, partial(notice, line))
            line = rows.line_num + 1
    except csv.Error as error:
        notice(line, f"from here on it was not read ({error}); check the quotation marks")
    return found


def _below(top: str, named: str) -> str:
    """The path of a file in the folder or below it; empty for what lies outside, which is not this folder's to tell."""
    start = scheme(top)
    within = posixpath.normpath(top[len(start) :])
    path = posixpath.normpath(posixpath.join(within, named))
    if posixpath.relpath(path, within).split("/")[0] == "..":
        return ""
    return start + path
