"""Text of unknown origin made fit for showing: what could act on a terminal or mislead the eye can't any more.

JSON alone gives the text as it stands; there such characters are written as escapes.
"""

from __future__ import annotations

import json
import re

# Embeddings, overrides, isolates and marks; they reorder what is read ("Trojan Source"). Removed: in Arabic and Persian
# reports they are common and mean no harm, so a visible stand-in would litter every quote.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_OTHER = rf"\x7f-\x9f\u2028\u2029{_BIDI}{_INVISIBLE}\ud800-\udfff"
_UNSAFE = re.compile(rf"[\x00-\x1f{_OTHER}]")
_REMOVED = re.compile(rf"[{_BIDI}{_INVISIBLE}]")
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_UNSAFE_IN_JSON = re.compile(f"[{_OTHER}]")  # Python's own JSON escapes the rest


def visible(text: str, keep: str = "") -> str:
    """Control characters as their pictures (␛), bidi and tag characters removed, lone surrogates as U+FFFD.

    ``keep`` names control characters that may stay.
    """

    def stand_in(match: re.Match[str]) -> str:
        char = match[0]
        if char in keep:
            return char
        if _REMOVED.match(char):
            return ""
        code = ord(char)
        return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"

    return _UNSAFE.sub(stand_in, text) if _UNSAFE.search(text) else text


def one_line(text: str) -> str:
    """``visible`` text on one line, white space collapsed."""
    # What is removed goes first: white space around it must collapse too, or it could indent a line of Markdown.
    return visible(" ".join(_REMOVED.sub("", text).split()))


def joined(text: str) -> str:
    """Surrogates that came apart, one as an escape, one as a broken byte, as the character that they are in JSON."""
    return _HALVES.sub(lambda match: match[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def escape_surrogates(text: str) -> str:
    """JSON as text that UTF-8 can hold and no terminal obeys: what ``visible`` would not let through is escaped."""
    return _UNSAFE_IN_JSON.sub(lambda match: json.dumps(match[0])[1:-1], text)
