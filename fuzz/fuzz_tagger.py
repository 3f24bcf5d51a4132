"""A text and its day: what is found in it, and what is told of it, are its own words."""

import atheris

with atheris.instrument_imports(include=["idlibtl"]):
    from invariants import taggable, tellable

from harness import as_dated, fuzz, sources


def check(data: bytes) -> None:
    text, published = as_dated(data)
    taggable(text, published)
    tellable(text, published)


fuzz(check, [day + data for data in sources() for day in (b"\0\0", b"\xab\x49")])
