"""Web archives (WARC, ISO 28500): the pages in them, each with its address. Needs warcio (the extra ``warc``)."""

from __future__ import annotations

import io
import os
import re
import zlib
from collections import Counter
from contextlib import redirect_stderr
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

from idlibtl.model import Problem
from idlibtl.read.containers import Opener
from idlibtl.read.decode import UnreadableError
from idlibtl.read.metadata import UNKNOWN, Metadata, is_web_address, shortened

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
}
_KINDS = ("response", "resource", "conversion")
_SMALL = 100_000_000  # bytes that any archive may unpack to
_RATIO = 100  # to one: more than pages compress to
_LONGEST_LINE = 1 << 16  # bytes, of headers
_MOST_NAMED = 5  # media types that are passed over
_NO_NAME = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 60
_FAULTS = (ArchiveLoadFailed, zlib.error, EOFError, OSError, ValueError, AttributeError, TypeError)


class WebArchive:
    """Records by their number, among all records, and their address. The dates that they have are of the capture."""

    def __init__(self, opener: Opener, path: str) -> None:
        self._opener = opener
        self._offsets: dict[str, int] = {}
        self.told: dict[str, Metadata] = {}
        self.problems: list[Problem] = []
        passed: Counter[str] = Counter()
        number = 0
        try:
            with opener() as stream, redirect_stderr(io.StringIO()):
                records = _records(stream)
                for number, record in enumerate(records, 1):
                    name = _name(record, number, passed)
                    if name is None:
                        continue
                    offset = records.get_record_offset()  # it is read to its end for that
                    if record.raw_stream.limit:
                        message = f"record {number} is cut off and was skipped; fetch it again"
                        self.problems.append(Problem(path, "damaged", message))
                        continue
                    address = _address(record)
                    self.told[name] = Metadata(url=address) if is_web_address(address) else UNKNOWN
                    self._offsets[name] = offset
        except _FAULTS as error:
            if not number:
                message = "it is no web archive, or a damaged one, and was skipped; fetch it again"
                raise UnreadableError("damaged", message) from None
            words = shortened(str(error).strip())
            message = f"behind record {number} it was not read: it is damaged ({words}); try: warcio recompress"
            self.problems.append(Problem(path, "damaged", message))
        if passed:
            few = ", ".join(f"{kind}: {count}" for kind, count in passed.most_common(_MOST_NAMED))
            message = f"{passed.total()} records that hold no report were passed over ({few})"
            self.problems.append(Problem(path, "unknown-format", message, "notice"))

    def read(self, part: str, most: int) -> bytes:
        offset = self._offsets[part]
        try:
            with self._opener() as stream, redirect_stderr(io.StringIO()):
                stream.seek(offset)
                found: bytes = next(iter(_records(stream))).content_stream().read(most)
        except (*_FAULTS, StopIteration) as error:
            words = shortened(str(error).strip())
            raise UnreadableError("damaged", f"it is damaged and was skipped ({words}); fetch it again") from None
        return found

    def close(self) -> None:
        """Nothing is open between two readings."""


class _Bounded(DecompressingBufferedReader):
    """Neither a line without an end nor a bomb fills the memory."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        super().__init__(stream)
        self._most = most

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(length or _LONGEST_LINE, _LONGEST_LINE))
        return line

    def _process_read(self, data: bytes) -> None:
        super()._process_read(data)
        if self.num_read > self._most:
            raise ValueError("it unpacks to too much for its size")


def _records(stream: BinaryIO) -> Any:
    begin = stream.tell()
    size = stream.seek(0, os.SEEK_END)
    stream.seek(begin)
    records = ArchiveIterator(stream)
    records.reader = _Bounded(stream, max(_SMALL, _RATIO * size))
    return records


def _name(record: Any, number: int, passed: Counter[str]) -> str | None:
    """The name of a part; None for what holds no report, which is counted in ``passed``."""
    if record.rec_type not in _KINDS:
        return None
    headers = record.http_headers
    status = headers.get_statuscode() if headers is not None else "200"
    declared = headers.get_header("Content-Type") if headers is not None else record.content_type
    media = (declared or "unknown").split(";")[0].strip().lower()
    address = urlsplit(_address(record))
    if status != "200" or media not in _SUFFIXES or address.path == "/robots.txt":
        passed[media if status == "200" else f"status {status}"] += 1
        return None
    suffix = _SUFFIXES[media]
    plain = f"{address.netloc}{address.path}".removesuffix(suffix)
    plain = _NO_NAME.sub("_", plain)[:_LONGEST_NAME].strip("._-")
    return f"{number}-{plain}{suffix}" if plain else f"{number}{suffix}"


def _address(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Target-URI") or "")


def container(opener: Opener, path: str) -> WebArchive:
    """Raises UnreadableError for what is no web archive."""
    return WebArchive(opener, path)
