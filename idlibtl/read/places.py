"""Lines and columns of offsets, as problems tell them."""

from __future__ import annotations

import re

_END = re.compile(r"\r\n|\r|\n")


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset. Both count from 1; a line ends at LF, CRLF or a lone CR."""
    line, begin = 1, 0
    for match in _END.finditer(text, 0, offset):
        line, begin = line + 1, match.end()
    return line, offset - begin + 1
