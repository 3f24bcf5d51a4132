"""PDF with a text layer, page by page: a form feed stands between two pages. Needs pypdf (the extra ``pdf``).

The dates that a PDF keeps of itself tell when the file was made or changed, not when its text was published: they are
not read.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Sequence
from typing import Any

from pypdf import PdfReader, apply_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from idlibtl.model import Problem
from idlibtl.read.decode import LARGEST, UnreadableError
from idlibtl.read.metadata import Metadata, reason
from idlibtl.read.reflow import Line, pages_of
from idlibtl.read.source import Source
from idlibtl.read.titles import title_of

_MOST_PAGES = 5000
_MOST_OPERATIONS = 3_000_000  # of a document: what draws its pages, text and lines
_MOST_OF_A_PAGE = 300_000
_MOST_FORMS = 1000  # that a page draws
_MOST_UNPACKED = 20_000_000  # bytes of one stream
_END = 1024  # bytes in which the mark of the end stands
_CATALOG = re.compile(rb"\b(\d{1,10})\s{1,9}(\d{1,5})\s{1,9}obj\b[^>]{0,200}?/Type\s{0,9}/Catalog\b")
_MOST_NAMED = 9  # pages in a message
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_DROPPED = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160), *range(0xD800, 0xE000), 0xFEFF, 0xFFFE, 0xFFFF))
_SOFT_HYPHEN = re.compile("\u00ad(?=.)")

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it logs isn't for our users


class _TooMuchError(Exception):
    """The document draws more than any report does."""


def source(data: bytes, path: str) -> Source:
    """The text of a PDF. Raises UnreadableError for what is damaged, encrypted, or has no text layer."""
    with warnings.catch_warnings(), apply_configuration(
        zlib_maximum_output_length=_MOST_UNPACKED, lzw_maximum_output_length=_MOST_UNPACKED,
        run_length_maximum_output_length=_MOST_UNPACKED, array_based_stream_maximum_output_length=_MOST_UNPACKED,
        page_tree_maximum_entries=_MOST_PAGES * 4, xform_maximum_invocations_per_extraction=_MOST_FORMS,
    ):  # fmt: skip
        warnings.simplefilter("ignore")
        try:
            return _source(data, path)
        except UnreadableError:
            raise
        except FileNotDecryptedError:
            raise _encrypted() from None
        except DependencyError:
            message = "it is encrypted in a way that needs one more package: pip install cryptography; then build again"
            raise UnreadableError("encrypted", message) from None
        except LimitReachedError as error:
            raise UnreadableError("too-large", f"it is too large inside ({reason(error)}) and was skipped") from None
        except Exception as error:  # whatever a damaged file makes it stumble over
            message = f"it is no PDF, or a damaged one ({reason(error)}), and was skipped; fetch it again"
            raise UnreadableError("damaged", message) from None


def _encrypted() -> UnreadableError:
    return UnreadableError("encrypted", "it is encrypted and was skipped; save it without its password")


def _source(data: bytes, path: str) -> Source:
    reader, is_cut = PdfReader(io.BytesIO(_with_end(data))), b"%%EOF" not in data[-_END:]
    if reader.is_encrypted and not reader.decrypt(""):
        raise _encrypted()
    pages = _pages(reader)
    if not any(line.text.strip() for page in pages.lines for line in page):
        if pages.problems:
            raise UnreadableError(pages.problems[0].code, pages.problems[0].message)
        message = "it has no text layer, as scans have none, and was skipped; run OCR on it (for example: ocrmypdf)"
        raise UnreadableError("no-text", message)
    texts = [text.translate(_DROPPED) for text in pages_of(pages.lines)]
    bare = [number for number, text in enumerate(texts, 1) if not text.strip() and number not in pages.failed]
    problems = [Problem(path, each.code, each.message) for each in pages.problems]
    if is_cut:
        problems.append(Problem(path, "damaged", "its end is missing, and what is left of it was read; fetch it again"))
    if bare:
        message = f"{_named(bare)} no text layer; if it is a scan, run OCR on it (for example: ocrmypdf)"
        problems.append(Problem(path, "no-text", message, "notice"))
    return Source("\f".join(texts), Metadata(title=_title(reader)), 0, tuple(problems))


def _with_end(data: bytes) -> bytes:
    """A file that was cut off with an end after which pypdf looks for its objects; any other as it is."""
    if b"%%EOF" in data[-_END:] or not data.startswith(b"%PDF-"):
        return data
    catalog = _CATALOG.search(data)
    root = b"trailer\n<</Root %s %s R>>\n" % catalog.groups() if catalog else b""
    return b"%s\n%sstartxref\n0\n%%%%EOF\n" % (data, root)


class _Pages:
    def __init__(self) -> None:
        self.lines: list[list[Line]] = []
        self.failed: list[int] = []
        self.problems: list[Problem] = []


def _pages(reader: Any) -> _Pages:
    found = _Pages()
    budget = _Budget()
    reasons: list[str] = []
    for number, page in enumerate(reader.pages, 1):
        if number > _MOST_PAGES:
            message = f"it has more than {_MOST_PAGES} pages, and those behind were not read; split it"
            found.problems.append(Problem("", "too-large", message))
            break
        try:
            lines = _lines(page, budget)
        except (MemoryError, _TooMuchError) as error:
            if budget.is_left and isinstance(error, _TooMuchError):
                found.failed.append(number)
                reasons.append(f"more than {_MOST_OF_A_PAGE} drawing operations")
                found.lines.append([])
                continue
            message = f"it is too large inside, and from page {number} on it was not read; split it"
            found.problems.append(Problem("", "too-large", message))
            break
        except Exception as error:  # whatever a damaged page makes it stumble over
            found.failed.append(number)
            reasons.append(reason(error))
            lines = []
        found.lines.append(lines)
    if found.failed:
        few = _named(found.failed).removesuffix(" has").removesuffix(" have")
        message = f"{few} can't be read and was left out ({reasons[0]}); fetch it again"
        found.problems.append(Problem("", "damaged", message))
    return found


def _named(pages: Sequence[int]) -> str:
    few = ", ".join(map(str, pages[:_MOST_NAMED])) + (", …" if len(pages) > _MOST_NAMED else "")
    return f"page {few} has" if len(pages) == 1 else f"{len(pages)} pages ({few}) have"


class _Budget:
    """Counts what is drawn and written, over all pages."""

    def __init__(self) -> None:
        self.operations = 0
        self.of_page = 0
        self.characters = 0

    @property
    def is_left(self) -> bool:
        return self.operations <= _MOST_OPERATIONS and self.characters <= LARGEST

    def operation(self, *_: object) -> None:
        self.operations += 1
        self.of_page += 1
        if self.of_page > _MOST_OF_A_PAGE or self.operations > _MOST_OPERATIONS:
            raise _TooMuchError

    def written(self, text: str) -> None:
        self.characters += len(text)
        if self.characters > LARGEST:
            raise _TooMuchError


def _lines(page: Any, budget: _Budget) -> list[Line]:
    """The lines of a page in the order in which it draws them."""
    found = _Drawn()

    def see(text: str, outer: Sequence[float], inner: Sequence[float], _: object, size: float) -> None:
        budget.written(text)
        x, y = _place(outer, inner)
        for number, piece in enumerate(text.split("\n")):
            if number:
                found.end_line()
            if piece:
                found.write(piece, x, y, abs(float(size * inner[3] * outer[3])))

    budget.of_page = 0
    page.extract_text(visitor_operand_before=budget.operation, visitor_text=see)
    if budget.of_page > _MOST_OF_A_PAGE or not budget.is_left:  # within a form it is passed over
        raise _TooMuchError
    found.end_line()
    return found.lines


class _Drawn:
    """Pieces of text as they are drawn, put together to lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._pieces: list[str] = []
        self._place: tuple[float, float] | None = None
        self._sizes: Counter[float] = Counter()

    def write(self, piece: str, x: float, y: float, size: float) -> None:
        self._pieces.append(piece)
        if not piece.isspace():
            self._place = self._place or (x, y)
            self._sizes[size] += len(piece)

    def end_line(self) -> None:
        """A line is as large as most of its letters."""
        text = "".join(self._pieces).translate(_LIGATURES).translate(_DROPPED)
        text = _SOFT_HYPHEN.sub("", text)
        if text.strip() and self._place is not None:
            size = max(self._sizes, key=lambda each: (self._sizes[each], each))
            self.lines.append(Line(text, *self._place, size))
        self._pieces, self._place = [], None
        self._sizes.clear()


def _place(outer: Sequence[float], inner: Sequence[float]) -> tuple[float, float]:
    """Where text begins on the page."""
    x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
    y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
    return float(x), float(y)


def _title(reader: Any) -> str | None:
    try:
        return title_of(reader.metadata.title if reader.metadata is not None else None)
    except Exception:  # whatever a damaged file makes it stumble over
        return None
