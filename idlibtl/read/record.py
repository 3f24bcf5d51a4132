"""Records: a text with named fields beside it, as JSON or as the row of a table."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

from idlibtl.model import Problem
from idlibtl.read.decode import LARGEST, UnreadableError, decode
from idlibtl.read.metadata import described
from idlibtl.read.source import Source
from idlibtl.safe_text import joined

# What collections of articles call the text and what is known of it. Of several names the first that is there counts.
FIELDS = {
    "text": ("text", "body", "content", "article", "article_content", "full_text", "fulltext", "maintext"),
    "title": ("title", "headline", "article_title"),
    "date": ("date", "published", "published_at", "date_published", "date_publish", "publication_date", "pubdate"),
    "publisher": ("publisher", "source", "outlet", "newspaper", "site"),
    "url": ("url", "link", "source_url"),
    "language": ("lang", "language"),
    "id": ("id", "article_id", "unit_id"),
}
NO_TEXT = f"it has no “text” (nor “{'”, “'.join(FIELDS['text'][1:4])}”) and was passed over"
_NO_NAME = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 60


class NoRecordError(ValueError):
    """It is no record with a text; the message says why."""


def from_json(data: bytes) -> dict[str, str]:
    """The fields of a JSON object that are plain values, by our names. Raises NoRecordError."""
    try:
        found = json.loads(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except UnicodeDecodeError:
        raise NoRecordError("it is not in UTF-8") from None
    except RecursionError:
        raise NoRecordError("it is nested too deeply") from None
    except ValueError as error:
        raise NoRecordError(f"it is not JSON ({error})") from None
    if not isinstance(found, dict):
        raise NoRecordError("it is no JSON object {…}")
    plain = {
        name: joined(value) if isinstance(value, str) else str(value)
        for name, value in found.items()
        if isinstance(value, (str, int, float)) and not isinstance(value, bool)
    }
    return with_text(plain)


def with_text(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields by our names. Raises NoRecordError where there is no text among them."""
    names = known_names(fields)
    if "text" not in names:
        raise NoRecordError(NO_TEXT)
    return {ours: fields[theirs] for ours, theirs in names.items()}


def known_names(names: Iterable[str]) -> dict[str, str]:
    """What each of our fields is called among these names, whatever their case."""
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name.strip().lower().replace(" ", "_"), name)
    found: dict[str, str] = {}
    for ours, theirs in FIELDS.items():
        for name in reversed(theirs):
            if name in folded:
                found[ours] = folded[name]
    return found


def part_name(line: int, ident: str, suffix: str) -> str:
    """The name of the record that begins on a line of its container, with the id that it has there."""
    plain = _NO_NAME.sub("_", ident.strip())[:_LONGEST_NAME].strip("._-")
    return f"{line}-{plain}{suffix}" if plain else f"{line}{suffix}"


def read_json(data: bytes, path: str) -> Source:
    """A JSON object that holds a text; its strings are taken as they are."""
    try:
        return _source(from_json(data), path)
    except NoRecordError as error:
        raise UnreadableError("unknown-format" if str(error) == NO_TEXT else "record", _skipped(error)) from None


def read_row(data: bytes, path: str) -> Source:
    """A table of one row below its header."""
    text, _ = decode(data)
    try:
        header, *below = [row for row, _, _ in rows(text)][:2]
        return _source(with_text(dict(zip(header, *below, strict=False))), path)
    except (NoRecordError, csv.Error) as error:
        raise UnreadableError("record", _skipped(error)) from None


def _skipped(error: Exception) -> str:
    return str(error) if "passed over" in str(error) else f"{error} and was skipped; mend it in the file that holds it"


def _source(fields: dict[str, str], path: str) -> Source:
    text = fields["text"]
    if not text.lstrip("\ufeff").strip():
        raise UnreadableError("empty", "its text is empty and it was skipped; if it should have one, fetch it again")
    problems: list[Problem] = []
    metadata = described(fields, lambda said: problems.append(Problem(path, "record", said, "notice")))
    return Source(text, metadata, 0, tuple(problems))


def rows(text: str) -> Iterator[tuple[list[str], str, int]]:
    """The rows of a table: cells, the characters that hold them, and the line on which they begin.

    Cells are parted by what gives the header a column with a text. Raises csv.Error.
    """
    text = text.removeprefix("\ufeff")
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=_separator(text), strict=True)
    begins = 1
    while True:
        with _cells_of_any_length():
            row = next(reader, None)
        if row is None:
            return
        if row:
            yield row, "".join(taken), begins
        begins = reader.line_num + 1
        taken.clear()


def _separator(text: str) -> str:
    header = next(io.StringIO(text, newline=""), "")
    for mark in ",;\t|":
        with _cells_of_any_length(), suppress(csv.Error):
            if "text" in known_names(next(csv.reader([header], delimiter=mark), [])):
                return mark
    return ","


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """Cells may be as long as a source; the csv module has one limit for all its users."""
    before = csv.field_size_limit(LARGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)
