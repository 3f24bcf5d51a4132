"""Texts in every place of a chronology: exports and lines for the terminal hold them, and none acts."""

import atheris

with atheris.instrument_imports(include=["idlibtl"]):
    from invariants import exportable

from harness import as_texts, fuzz, seeds_of_texts


def check(data: bytes) -> None:
    exportable(as_texts(data))


fuzz(check, seeds_of_texts())
