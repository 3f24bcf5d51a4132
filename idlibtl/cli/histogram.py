"""``idlibtl show --histogram``: entries a month, as bars of characters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from idlibtl.cli.output import counted
from idlibtl.histogram import Histogram, Row, rows

if TYPE_CHECKING:
    from rich.console import Console

_EIGHTHS = "▏▎▍▌▋▊▉█"
_COARSE = "▒"
_ASCII, _ASCII_COARSE = "#", ":"
_LEAST_BAR = 8  # columns
_LEGEND = "dates that name no month"


def lines(counts: Histogram, width: int, encoding: str | None) -> Iterator[tuple[Row, str, str]]:
    """Each row with its label and number, and its bar; none is wider than ``width`` columns where that can be.

    Bars are of ASCII where ``encoding`` can't hold blocks.
    """
    blocks = _can_hold(encoding, _EIGHTHS + _COARSE)
    drawn = rows(counts)
    label_width = max((len(row.label) for row in drawn), default=0)
    most = max((row.count for row in drawn), default=0)
    number_width = len(str(most))
    room = max(_LEAST_BAR, width - label_width - number_width - 4)
    for row in drawn:
        if row.folded:
            dots = "⋮" if _can_hold(encoding, "⋮") else ":"
            words = f"{dots} {counted(row.folded, 'month')} without"
            yield row, " " * (label_width + number_width + 2), words
        else:
            yield row, f"{row.label:<{label_width}}  {row.count:>{number_width}}", _bar(row, most, room, blocks)


def legend(counts: Histogram, encoding: str | None) -> str | None:
    """What the other sort of bar means, where there is one."""
    if not counts.coarse and not counts.undated:
        return None
    return f"{_COARSE if _can_hold(encoding, _COARSE) else _ASCII_COARSE}  {_LEGEND}"


def _bar(row: Row, most: int, room: int, blocks: bool) -> str:
    """So many columns of ``room`` as the row has of the most that a row has; never nothing for something."""
    if not row.count:
        return ""
    if blocks and not row.coarse:
        eighths = max(1, round(row.count * room * 8 / most))
        return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8 - 1] if eighths % 8 else "")
    sign = _COARSE if blocks else _ASCII_COARSE if row.coarse else _ASCII
    return sign * max(1, round(row.count * room / most))


def _can_hold(encoding: str | None, text: str) -> bool:
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def write(counts: Histogram, stream: TextIO, width: int) -> int:
    """As plain lines; returns how many entries they count."""
    for _, label, bar in lines(counts, width, stream.encoding):
        stream.write(f"{label}  {bar}".rstrip() + "\n")
    if meaning := legend(counts, stream.encoding):
        stream.write(f"\n{meaning}\n")
    return counts.total


def draw(counts: Histogram, console: Console) -> int:
    """The same with colours."""
    from rich.text import Text

    for row, label, bar in lines(counts, console.width, console.encoding):
        style = "dim" if row.folded else "yellow" if row.coarse else "cyan"
        console.print(Text.assemble(label, "  ", (bar, style)), no_wrap=True, overflow="crop", crop=False)
    if meaning := legend(counts, console.encoding):
        console.print(Text(f"\n{meaning}", "dim"))
    return counts.total
