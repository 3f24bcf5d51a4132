"""Text fragments: addresses that lead to the quoted words of a web page (WICG, Scroll-to-Text-Fragment)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote as percent_encoded

_WEB = re.compile(r"(?i)https?://[^\s/]")
_DIRECTIVE = ":~:"
_WHOLE = 100  # characters that are given in full; of more, the first words and the last
_EDGE = 5  # words
_CONTEXT = 3  # words before and after a quote that is too short to be found by itself


def is_web(url: str | None) -> bool:
    """Whether it may become a link: an address of the web. Any other (`javascript:`, `file:`) never does."""
    return url is not None and _WEB.match(url) is not None


def text_link(url: str | None, quote: str, prefix: str = "", suffix: str = "") -> str | None:
    """The address of the quoted words on the page; None where ``url`` is no address of the web.

    A browser that knows no text fragments opens the page. A fragment that the address has already is kept.
    """
    if url is None or not is_web(url):
        return None
    page = url.split(_DIRECTIVE, 1)[0]
    words = quote.split()
    if not words:
        return page
    if len(" ".join(words)) <= _WHOLE or len(words) < 2 * _EDGE:
        terms = [_term(words)]
    else:
        terms = [_term(words[:_EDGE]), _term(words[-_EDGE:])]
    if len(words) < _EDGE:  # the outermost words of the context may have been cut through
        before, after = prefix.split()[1:][-_CONTEXT:], suffix.split()[:-1][:_CONTEXT]
        terms = [*([f"{_term(before)}-"] if before else []), *terms, *([f"-{_term(after)}"] if after else [])]
    return f"{page}{'' if '#' in page else '#'}{_DIRECTIVE}text={','.join(terms)}"


def _term(words: Sequence[str]) -> str:
    # A hyphen would mark the context, a comma and an ampersand part terms: none may stand as it is.
    return percent_encoded(" ".join(words).encode("utf-8", "replace"), safe="").replace("-", "%2D")
