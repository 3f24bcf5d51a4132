"""Tables (CSV, TSV) with a text in one column: a source a row. A part is the header with one row below it."""

from __future__ import annotations

import csv

from idlibtl.model import Problem
from idlibtl.read.containers import Opener
from idlibtl.read.decode import LARGEST, UnreadableError, decode
from idlibtl.read.metadata import UNKNOWN, Metadata
from idlibtl.read.record import NO_TEXT, known_names, part_name, rows

_SUFFIX = ".csv"
_MOST_TOLD = 100  # rows that are wrong, one by one


class Table:
    """Rows by the line on which they begin and the id that they have. Raises UnreadableError: no column with a text."""

    def __init__(self, text: str, path: str) -> None:
        self._rows: dict[str, str] = {}
        self.problems: list[Problem] = []
        found = rows(text)
        line = 1
        wrong = 0
        try:
            header, raw, _ = next(found, ([], "", 1))
            names = {ours: header.index(theirs) for ours, theirs in known_names(header).items()}
            if "text" not in names:
                raise UnreadableError("unknown-format", f"of its columns {NO_TEXT}")
            self._header = raw if raw.endswith(("\n", "\r")) else f"{raw}\n"
            for cells, raw, line in found:
                if not names["text"] < len(cells) <= len(header):
                    wrong += 1
                    if wrong <= _MOST_TOLD:
                        message = f"this row was skipped: it has {len(cells)} cells below {len(header)} columns"
                        message = f"{message}; put cells that hold separators or line ends in quotation marks"
                        self.problems.append(Problem(path, "record", message, line=line))
                    continue
                ident = cells[names["id"]] if names.get("id", len(cells)) < len(cells) else ""
                self._rows[part_name(line, ident, _SUFFIX)] = raw
        except csv.Error as error:
            message = f"what stands below this row was not read ({error}); check the quotation marks"
            self.problems.append(Problem(path, "record", message, line=line))
        if wrong > _MOST_TOLD:
            message = f"{wrong - _MOST_TOLD} more of its rows were skipped, as those named"
            self.problems.append(Problem(path, "record", message))
        self.told: dict[str, Metadata] = dict.fromkeys(self._rows, UNKNOWN)

    def read(self, part: str, most: int) -> bytes:
        return (self._header + self._rows[part]).encode("utf-8", "surrogatepass")[:most]

    def close(self) -> None:
        """Nothing is open."""


def container(opener: Opener, path: str) -> Table:
    """Raises UnreadableError where it is no such table, or too large to be held in memory."""
    with opener() as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        message = f"it is larger than {LARGEST // 1_000_000} MB and was skipped; split it, or make it JSON lines"
        raise UnreadableError("too-large", message)
    text, guessed = decode(data)
    made = Table(text, path)
    if guessed is not None:
        made.problems.insert(0, Problem(path, "not-utf8", f"it is not in UTF-8; {guessed} was taken", "notice"))
    return made
