"""Twice the hostile text is twice the work of the tagger: lines of code run are counted, not seconds."""

from __future__ import annotations

import sys
from datetime import date
from types import FrameType
from typing import Any

import pytest
from growth import PIECES

from idlibtl.tag import tag

LENGTH = 1500  # characters


class Lines:
    """Counts the lines of idlibtl that run, those of loops each time."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, frame: FrameType, event: str, _: Any) -> Lines | None:
        if "idlibtl" not in frame.f_code.co_filename:
            return None
        self.count += 1
        return self


def work(text: str) -> int:
    tag(text, published=date(2020, 3, 5))
    lines = Lines()
    before = sys.gettrace()
    sys.settrace(lines)
    try:
        tag(text, published=date(2020, 3, 5))
    finally:
        sys.settrace(before)
    return lines.count


@pytest.mark.parametrize(
    "piece", [piece for piece in PIECES if any(c.isdigit() or c in "MmJl" for c in piece)], ids=repr
)
def test_twice_the_text_is_twice_the_tagging(piece: str) -> None:
    once = piece * (LENGTH // len(piece))
    assert work(once + once) <= 2.3 * work(once) + 300
