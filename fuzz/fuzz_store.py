"""Texts in every place of a chronology: a database gives them back as they were."""

import atheris

with atheris.instrument_imports(include=["idlibtl"]):
    from invariants import storable

from harness import as_texts, fuzz, seeds_of_texts


def check(data: bytes) -> None:
    storable(as_texts(data))


fuzz(check, seeds_of_texts())
