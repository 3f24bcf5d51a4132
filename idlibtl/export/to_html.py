"""The chronology as one page of HTML that needs nothing else: timeline, list, filters, and the sources' own words.

Its program and its style stand in page/; what it shows stands in it as JSON. The content security policy lets nothing
run but that program, whose hash it names, and nothing be fetched. See docs/page.md.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TextIO

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from idlibtl import __version__
from idlibtl.export.page_data import Cited, Fields, entry_fields, source_fields
from idlibtl.export.view import Options, Sources, View, Written
from idlibtl.model import Document
from idlibtl.safe_text import escape_surrogates

# In this order: each uses only what stands before it, but for what it calls later.
SCRIPTS = (
    "dom.js", "data.js", "dates.js", "route.js", "filter.js", "context.js", "detail.js", "reader.js", "list.js",
    "scale.js", "lanes.js", "drawing.js", "timeline.js", "histogram.js", "controls.js", "keys.js", "print.js",
    "main.js",
)  # fmt: skip
_PAGE = files("idlibtl.export") / "page"
_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def write_html(view: View, stream: TextIO, options: Options) -> Written:
    """Text from sources stands in JSON alone, where no character of it is markup, and becomes text nodes."""
    seen = Cited(Sources(view.documents))
    written = 0

    def entries() -> Iterator[Fields]:
        nonlocal written
        for entry in view.entries:
            written += 1
            yield entry_fields(entry, seen)

    early, style, program = _file("theme.js"), _file("style.css"), _program()
    parts = {
        "version": __version__,
        "policy": policy((early, program), style),
        "style": Markup(style),
        "early": Markup(early),
        "program": Markup(program),
        "entries": _json_list(entries()),
        "sources": _json_list(map(source_fields, _later(seen.documents))),
        "texts": _json_list(map(seen.passages, _later(seen.documents))),
    }
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    for text in environment.from_string(_file("page.html.j2")).generate(parts):
        stream.write(text)
    left_out = []
    if seen.in_part:
        texts = "text of 1 long source" if seen.in_part == 1 else f"texts of {seen.in_part} long sources"
        left_out.append(f"the whole {texts}: of those it has the passages around the quotes")
    return Written(written, tuple(left_out))


def policy(scripts: Iterable[str], style: str) -> str:
    """Nothing is fetched, sent, framed or run but these (Content Security Policy Level 3, Trusted Types)."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src {_hash(style)}",
            "img-src data:",  # the empty icon, or the browser would ask for one
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _file(name: str) -> str:
    return (_PAGE / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _program() -> str:
    return "\n".join(("(() => {", '"use strict";', *map(_file, SCRIPTS), "})();"))


def _json_list(items: Iterable[object]) -> Iterator[Markup]:
    """Piece by piece; no character in it could end the element that holds it, or act on a terminal."""
    yield Markup("[")
    for number, item in enumerate(items):
        text = escape_surrogates(json.dumps(item, ensure_ascii=False, separators=(",", ":")))
        yield Markup((",\n" if number else "\n") + re.sub("[<>&]", lambda match: _IN_SCRIPT[match[0]], text))
    yield Markup("\n]")


def _later(documents: Callable[[], Iterable[Document]]) -> Iterator[Document]:
    """Asked for when they are wanted: which sources are cited is known once the entries have been written."""
    yield from documents()
