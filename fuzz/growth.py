"""How the work grows on texts made to make it grow: ``python fuzz/growth.py [CHARACTERS]``, 100,000 unless told.

Each piece is repeated to fill a text, and one twice as long; told are the seconds of CPU for the first and how many
times as many the second takes, for each step. Linear is 2; more than 3 of what takes a tenth of a second is marked.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from idlibtl.events.mentions import account
from idlibtl.model import Document
from idlibtl.pipeline import timexes
from idlibtl.read import File, document
from idlibtl.read.formats import read_text
from idlibtl.safe_text import one_line

PIECES = (
    "1", "1 ", "1,", ".", "1.", ". ", "…", "-", "- ", "–", "(", "((1", ")", "[", "“", "”", '"', '" ', "'", "’s ", "/",
    "1/",
    "1/1/1/", "05/03/2020 ", "2020-", "2020-03-05", "2020-03-05T", "10:30", "10:30 ", "10:30\n", "\n", "\r", "\r\n",
    " ",
    "\t", "\xa0", "\u200b", "\u0301", "a", "A", "a ", "A ", "Aa", "Aa ", "al-", "al-Aa ", "A.", "A. ", "U.S. ", "Mr. ",
    "March ", "March, ", "March-", "March March March ", "5 March ", "5 and ", "5 to ", "5 March 2020 ", "May ", "may ",
    "Monday ", "on Monday ", "on Monday, ", "Monday 10:30 ", "last ", "the last ", "the first ", "one ", "hundred ",
    "one hundred and ", "half a ", "early ", "mid-", "two days ", "two days later ", "ago ", "from 1 to ", "between ",
    "said ", "said that ", '"No," he said. ', "he said, ", "according to ", "that ", "which ", "who was ", "and ",
    "of ",
    "of the ", "the ", "was ", "will be ", "killed ", "33 killed ", "33 men were killed and ", "killing 33, ", "over ",
    "Aa Bb and ", "Aa, Bb, ", "Aa (AA) ", "President Aa ", "in Aa ", "in Aa on 5 March ", "shells fell; ", "Aa\n",
    "# Aa\n",
    "- Aa\n", "> ", "Published: ", "Published 5 March 2020\n", "Updated: ", "AA, March 5 (Aa) - ", "— Aa (@a) ",
    "http://a.",
    "---\n", "---\na: b\n", "a: b\n", "&a ", "*a ", "{", "@", "%", "$5 ", "$5 million ", "km ", "5 km ", "\x00",
    "\ud800",
)  # fmt: skip

Result = TypeVar("Result")
STEPS = ("read", "tag", "tell", "show")


def seconds(text: str) -> dict[str, float]:
    """CPU seconds of each step on one text."""
    took: dict[str, float] = {}

    def timed(step: str, work: Callable[[], Result]) -> Result:
        gc.collect()
        began = time.process_time()
        found = work()
        took[step] = time.process_time() - began
        return found

    data = text.encode("utf-8", "replace")
    try:
        made = timed("read", lambda: document(File("a.txt", "0", "0", read_text(data, "a.txt")), {}))[0]
    except Exception as error:
        if type(error).__name__ != "UnreadableError":
            raise
        made = Document("0", ("a.txt",), text, "0", published=date(2020, 3, 5), published_basis="metadata")
    found = timed("tag", lambda: timexes(made))
    timed("tell", lambda: account(made, found))
    timed("show", lambda: one_line(text))
    return took


def main(words: list[str]) -> int:
    length = int(words[0]) if words else 100_000
    seconds("On Monday, 5 March 2020, they left Ariha.\n" * 20)  # what is loaded once
    worst = 0
    for piece in PIECES:
        once = seconds((piece * (length // len(piece) + 1))[:length])
        twice = seconds((piece * (2 * length // len(piece) + 1))[: 2 * length])
        told, marked = [], ""
        for step in STEPS:
            if step in once:
                ratio = twice[step] / max(once[step], 1e-4)
                told.append(f"{step} {once[step]:6.3f} s ×{ratio:4.1f}")
                if ratio > 3 and twice[step] > 0.1:
                    marked, worst = "  <-- more than linear", 1
        print(f"{piece!r:<30} {'  '.join(told)}{marked}", flush=True)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
