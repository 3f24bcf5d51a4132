"""Lines of a printed page made paragraphs again: a sentence that was wrapped at the margin is whole in one line.

What decides is where the lines stand (the space between them, indents, the size of letters) and how they end and begin.
Of two lines that may or may not belong together the end of a sentence parts them, and nothing else does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

_CLOSED = re.compile(r"[.!?:;…。؟]['\"”’»)\]]{0,3}$")
_BULLET = re.compile(r"(?:[•▪◦‣·*–—-]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)])(?:\s|$)")
_LONE_MARK = re.compile(r"[•▪◦‣·*–—-]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)]?")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_WORD = re.compile(r"([^\W\d_]{2,40})[-\u2010\u00ad]$")
_FIRST_WORD = re.compile(r"[^\W\d_]{1,40}")
_PAGE_NUMBER = re.compile(r"\W{0,3}(?:(?:page|p\.)\s{0,3})?\d{1,4}(?:\s{0,3}(?:/|of)\s{0,3}\d{1,4})?\W{0,3}", re.I)
_SPACED = 1.35  # leadings that part paragraphs
_FULL, _SHORT = 0.85, 0.6  # of a full line's width
_EDGE = 2  # lines of a page, from above and from below, that may be its running head and foot
_FEWEST_PAGES = 3  # of whose heads it can be told that they run


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: where its first letter stands, in points from the page's lower left, and its letters' size.

    ``cells``: it is the row of a table.
    """

    text: str
    x: float = 0
    y: float = 0
    size: float = 0
    cells: bool = False


def pages_of(pages: Sequence[Sequence[Line]]) -> list[str]:
    """The text of each page, a paragraph a line; a page amid whose last sentence the next begins ends without one.

    Heads and feet that run through the pages are left where they first stand; bare page numbers are left out.
    """
    rows = _without_running([_in_rows([line for line in page if line.text.strip()]) for page in pages])
    known = {word.lower() for page in rows for line in page for word in _WORD.findall(line.text)}
    texts = []
    for number, page in enumerate(rows):
        if not page:
            texts.append("")
            continue
        layout = _Layout.of(page)
        following = next((each for each in rows[number + 1 :] if each), None)
        goes_on = following is not None and _goes_on(page[-1], following[0], layout)
        texts.append("\n".join(_paragraphs(page, layout, known)) + ("" if goes_on else "\n"))
    return texts


@dataclass(frozen=True, slots=True)
class _Layout:
    """How far lines of a size stand apart on a page, and how many characters a full one has."""

    leading: dict[int, float]
    width: dict[int, int]

    @classmethod
    def of(cls, page: Sequence[Line]) -> _Layout:
        apart: dict[int, list[float]] = {}
        lengths: dict[int, list[int]] = {}
        for line, below in pairwise(page):
            if _same_size(line, below) and 0 < line.y - below.y < 3 * max(line.size, 1):
                apart.setdefault(round(line.size), []).append(line.y - below.y)
        for line in page:
            if not line.cells:
                lengths.setdefault(round(line.size), []).append(len(line.text))
        width = {size: sorted(each)[-1 - len(each) // 10] for size, each in lengths.items()}
        return cls({size: median(each) for size, each in apart.items()}, width)


def _same_size(line: Line, other: Line) -> bool:
    return abs(line.size - other.size) <= 0.3 + 0.05 * line.size


def _paragraphs(page: Sequence[Line], layout: _Layout, known: Collection[str]) -> Iterator[str]:
    whole = page[0].text
    for line, below in pairwise(page):
        if _parted(line, below, layout):
            yield whole
            whole = below.text
        else:
            whole = _joined(whole, below.text, known)
    yield whole


def _parted(line: Line, below: Line, layout: _Layout) -> bool:
    """Whether a paragraph ends between the lines."""
    closed, runs_on = bool(_CLOSED.search(line.text)), below.text[:1].islower()
    if line.cells or below.cells or below.text[:1] in "•▪◦‣":
        return True
    if _BULLET.match(below.text):  # or a sentence's last number: "no more than / 100."
        return closed or bool(_BULLET.match(line.text)) or not _fills(line, layout, _FULL)
    if not _same_size(line, below):
        return closed or not runs_on
    apart, leading = line.y - below.y, layout.leading.get(round(line.size), 0)
    if leading and not 0 < apart <= _SPACED * leading:
        is_elsewhere = apart <= 0 or apart > 3 * leading  # the next column
        return closed or not (runs_on or (is_elsewhere and _fills(line, layout, _FULL)))
    if closed:
        return below.x > line.x + 0.7 * line.size or not _fills(line, layout, _FULL)
    return not (runs_on or _fills(line, layout, _SHORT))


def _fills(line: Line, layout: _Layout, share: float) -> bool:
    return len(line.text) >= share * layout.width.get(round(line.size), 1)


def _goes_on(last: Line, first: Line, layout: _Layout) -> bool:
    """Whether a sentence goes on from one page to the next."""
    if last.cells or first.cells or _CLOSED.search(last.text) or _BULLET.match(first.text):
        return False
    return first.text[:1].islower() or (_same_size(last, first) and _fills(last, layout, _FULL))


def _joined(above: str, below: str, known: Collection[str]) -> str:
    """Two lines as one; a hyphen at the end goes where it only parted a word."""
    cut, rest = _LAST_WORD.search(above), _FIRST_WORD.match(below)
    if cut is None or rest is None or not rest[0][0].islower():
        return f"{above}{'' if above.endswith('-') and below[:1].isalnum() else ' '}{below}"
    stem, with_hyphen = cut[1], f"{cut[1]}-{rest[0]}".lower()
    keeps = above[-1] != "\xad" and (
        with_hyphen in known or (stem[0].isupper() and not stem.isupper() and f"{stem}{rest[0]}".lower() not in known)
    )
    return f"{above[:-1]}{'-' if keeps else ''}{below}"


def _in_rows(page: Sequence[Line]) -> list[Line]:
    """Pieces that stand on one level, as cells of a table do, as one line."""
    found: list[Line] = []
    right = 0.0
    for line in page:
        plain = replace(line, text=" ".join(line.text.split()))
        last = found[-1] if found else None
        if last is not None and abs(last.y - line.y) < 0.3 * max(line.size, 1) and line.x > last.x and line.size:
            is_near = _LONE_MARK.fullmatch(last.text) or line.x - right < 0.8 * line.size
            text = f"{last.text}{' ' if is_near else ' | '}{plain.text}"
            size = max(last, line, key=lambda each: len(each.text)).size
            found[-1] = replace(last, text=text, size=size, cells=last.cells or not is_near)
        else:
            found.append(plain)
        right = line.x + 0.5 * line.size * len(plain.text)
    return found


def _without_running(pages: list[list[Line]]) -> list[list[Line]]:
    seen: dict[str, int] = {}
    for number, page in enumerate(pages, 1):
        for head in {_head(page[place], number, len(pages)) for place in _edges(page)}:
            seen[head] = seen.get(head, 0) + 1
    running = {head for head, count in seen.items() if count >= max(_FEWEST_PAGES, len(pages) / 2)}
    first: set[str] = set()
    found = []
    for number, page in enumerate(pages, 1):
        dropped = set()
        for place in _edges(page):
            head = _head(page[place], number, len(pages))
            if head in first or (len(pages) > 1 and len(page) > 1 and _is_number(page[place].text, number)):
                dropped.add(place)
            elif head in running:
                first.add(head)
        found.append([line for place, line in enumerate(page) if place not in dropped])
    return found


def _edges(page: Sequence[Line]) -> list[int]:
    """Which lines may be head or foot: those above and below that are no sentences."""
    places = {*range(min(_EDGE, len(page))), *range(max(0, len(page) - _EDGE), len(page))}
    return [place for place in sorted(places) if not _CLOSED.search(page[place].text)]


def _is_number(text: str, number: int) -> bool:
    return _PAGE_NUMBER.fullmatch(text) is not None and bool(re.search(rf"(?<!\d){number}(?!\d)", text))


def _head(line: Line, number: int, pages: int) -> str:
    """A line without its page's number and that of the pages."""
    return re.sub(rf"(?<!\d)(?:{number}|{pages})(?!\d)", "#", line.text)
