"""Addresses that lead to the quoted words of a web page."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlibtl.export.fragment import text_link

PAGE = "https://paper.example/news"
LONG = (
    "The mayors of Aram and Belen, who had not met since the bridge was shelled, signed a truce\nin the mill on Monday."
)


@pytest.mark.parametrize(
    ("quote", "prefix", "suffix", "directive"),
    [
        ("Shells fell on Aram and Belen.", "before ", " after", "Shells%20fell%20on%20Aram%20and%20Belen."),
        ("Well-known, black & white: 50% more?", "", "", "Well%2Dknown%2C%20black%20%26%20white%3A%2050%25%20more%3F"),
        ("Shells \n\t fell  on  Aram\r\nagain", "", "", "Shells%20fell%20on%20Aram%20again"),
        (LONG, "x", "y", "The%20mayors%20of%20Aram%20and,in%20the%20mill%20on%20Monday."),
        ("shells fell", "ut through at the ", " on Aram at noon", "through%20at%20the-,shells%20fell,-on%20Aram%20at"),
        ("shells fell", "", "", "shells%20fell"),
        ("shells fell", "the ", " o", "shells%20fell"),
        ("三月五日两城签署了停火协议" * 20, "", "", re.compile("(%[0-9A-F]{2})+")),
        ("a\ud800 b\x00 c d e", "", "", "a%3F%20b%00%20c%20d%20e"),
    ],
)  # fmt: skip
def test_leads_to_the_words(quote: str, prefix: str, suffix: str, directive: str | re.Pattern[str]) -> None:
    begin, _, found = (text_link(PAGE, quote, prefix, suffix) or "").partition("#:~:text=")
    assert begin == PAGE
    assert directive.fullmatch(found) if isinstance(directive, re.Pattern) else found == directive


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example", "https://a.example#:~:text=Aram"),
        ("HTTP://a.example/x?y=1&z", "HTTP://a.example/x?y=1&z#:~:text=Aram"),
        ("https://a.example/x#part", "https://a.example/x#part:~:text=Aram"),
        ("https://a.example/x#", "https://a.example/x#:~:text=Aram"),
        ("https://a.example/x#part:~:text=Belen", "https://a.example/x#part:~:text=Aram"),
        ("javascript:alert(1)", None),
        ("javascript:alert('https://a.example')", None),
        ("file:///etc/passwd", None),
        ("data:text/html,x", None),
        ("s3://bucket/report.txt", None),
        ("//a.example", None),
        (" https://a.example", None),
        ("https:///etc", None),
        ("", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None, expected: str | None) -> None:
    assert text_link(url, "Aram") == expected


def test_without_words_it_is_the_page() -> None:
    assert text_link(PAGE, "") == text_link(PAGE, " \n") == PAGE


@given(st.text(max_size=600), st.text(max_size=32), st.text(max_size=32))
def test_whatever_the_words_the_directive_is_well_formed(quote: str, prefix: str, suffix: str) -> None:
    """By the grammar of the specification, and made of whole words of the quote."""
    link = text_link(PAGE, quote, prefix, suffix)
    assert link is not None
    if link == PAGE:
        assert not quote.split()
        return
    term = r"(?:[A-Za-z0-9._~]|%[0-9A-F]{2})+"
    match = re.fullmatch(rf"{PAGE}#:~:text=(?:{term}-,)?({term})(?:,({term}))?(?:,-{term})?", link)
    assert match
    words = " ".join(quote.split())
    assert words.startswith(unquote(match[1]))
    assert words.endswith(unquote(match[2] or match[1]))
