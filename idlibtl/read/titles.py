"""The titles that documents keep of themselves: given by somebody, or by the program that wrote the file."""

from __future__ import annotations

import re

from idlibtl.read.metadata import collapse

_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel) - .*|.*\.(?:docx?|odt|rtf|indd|pptx?|xlsx?|pdf|txt|html?|qxp|tex|dvi)|"
    r"\(?(?:untitled|unspecified|anonymous|none|title|document|print|blank|word document|powerpoint presentation)\)?"
    r"(?:[ -]?\d{1,4})?|[\d\W_]*)",
    re.IGNORECASE,
)


def title_of(given: object) -> str | None:
    """The title, if somebody seems to have given it."""
    title = collapse(given) if isinstance(given, str) else None
    return None if title is None or _NO_TITLE.fullmatch(title) else title
