"""Text in XML 1.0: only what no document can hold is lost, and nothing acts on a terminal."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A bare return is read as the end of a line (XML 1.0, 2.11); the others could act on a terminal.
_REFERENCES = {chr(code): f"&#{code};" for code in (13, *range(127, 160), *range(8234, 8239), *range(8294, 8298))}


def escaped(text: str) -> str:
    """Text that an XML reader gives back as it was, as far as XML can hold it."""
    return escape(_NO_XML.sub("\ufffd", text), _REFERENCES)
