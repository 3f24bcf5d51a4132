"""JSON lines: one record a line. Only where they stand is held; each is read when it is asked for."""

from __future__ import annotations

from pathlib import PurePath

from idlibtl.model import Problem
from idlibtl.read.containers import Opener, lines
from idlibtl.read.decode import LARGEST, UnreadableError
from idlibtl.read.metadata import UNKNOWN, Metadata
from idlibtl.read.record import NO_TEXT, NoRecordError, from_json, part_name

_SUFFIX = ".json"
_MOST_TOLD = 100  # lines that are wrong, one by one


class JsonLines:
    """Records by the line and the id that they have."""

    def __init__(self, opener: Opener, path: str) -> None:
        self._opener = opener
        self._places: dict[str, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        wrong = at = 0
        with opener() as stream:
            for number, line in enumerate(lines(stream), 1):
                begin, at = at, stream.tell()
                if not line.strip():
                    continue
                try:
                    if len(line) > LARGEST:
                        raise NoRecordError(f"it is longer than {LARGEST // 1_000_000} MB")
                    fields = from_json(line)
                except NoRecordError as error:
                    wrong += 1
                    if wrong <= _MOST_TOLD:
                        message = f"this line was skipped: {error}; mend it"
                        self.problems.append(Problem(path, "record", message, line=number))
                    continue
                self._places[part_name(number, fields.get("id", ""), _SUFFIX)] = begin, len(line)
        if not self._places:
            message = f"no line of it is a record: {NO_TEXT}" if wrong else "it is empty and was passed over"
            raise UnreadableError("unknown-format", message)
        if wrong > _MOST_TOLD:
            message = f"{wrong - _MOST_TOLD} more of its lines were skipped, as those named"
            self.problems.append(Problem(path, "record", message))
        self.told: dict[str, Metadata] = dict.fromkeys(self._places, UNKNOWN)

    def read(self, part: str, most: int) -> bytes:
        begin, length = self._places[part]
        with self._opener() as stream:
            stream.seek(begin)
            return stream.read(min(most, length))

    def close(self) -> None:
        """Nothing is open between two readings."""


def container(opener: Opener, path: str) -> JsonLines:
    """Raises UnreadableError where no line is a record."""
    try:
        return JsonLines(opener, path)
    except OSError as error:
        message = f"{PurePath(path).name} can't be read ({error.strerror or error}) and was skipped"
        raise UnreadableError("unreadable", message) from None
