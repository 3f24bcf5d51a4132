"""Names that a spaCy model finds, for those who have one (the extra ``idlibtl[nlp]``). Nothing here is ever needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from idlibtl.events.names import Entity

_SIDES: dict[str, Literal["actor", "place"]] = {
    "PERSON": "actor",
    "PER": "actor",
    "ORG": "actor",
    "NORP": "actor",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
}
_LONGEST = 100_000  # characters that a model is given at once


class ModelError(Exception):
    """spaCy or its model can't be had; the message says what to install."""


class Model:
    """A spaCy pipeline that finds names. Raises ModelError where spaCy or the pipeline ``name`` is missing.

    ``name`` is that of an installed model (``en_core_web_sm``), or the path of a folder that one was saved to.
    """

    def __init__(self, name: str) -> None:
        try:
            import spacy  # takes longer to import than most builds
        except ImportError:
            raise ModelError("spaCy is not installed; install it with: pip install 'idlibtl[nlp]'") from None
        try:
            self._pipeline: Any = spacy.load(name)
        except (OSError, ImportError, ValueError) as error:
            first = str(error).partition("\n")[0]
            raise ModelError(
                f"spaCy can't load the model {name!r} ({first}); install it with: python -m spacy download {name},"
                " or give the folder that it was saved to"
            ) from None

    def entities(self, text: str, language: str) -> list[Entity]:
        """The people, organisations and places of a text, in order; none where the model is of another language."""
        from idlibtl.events.names import Entity

        if self._pipeline.lang not in (language, "xx"):
            return []
        return [
            Entity(start + entity.start_char, start + entity.end_char, _SIDES[entity.label_])
            for start, part in _parts(text)
            for entity in self._pipeline(part).ents
            if entity.label_ in _SIDES
        ]


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The text in parts that a model can take, each with its offset: cut at the ends of lines where there are any."""
    start = 0
    while start < len(text):
        end = min(start + _LONGEST, len(text))
        if end < len(text):
            end = text.rfind("\n", start, end) + 1 or text.rfind(" ", start, end) + 1 or end
        yield start, text[start:end]
        start = end
