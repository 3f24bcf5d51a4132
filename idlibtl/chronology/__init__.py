"""From mentions to entries: merge, find contradictions, choose date and title, order.

Sees what documents are said to tell (`testimony`), not their texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from idlibtl.chronology.assembly import Assembly, assembling
from idlibtl.chronology.edits import ByHand
from idlibtl.chronology.shelf import Marks, Shelf
from idlibtl.chronology.testimony import Deposit, Testimony, testimony
from idlibtl.engine import ThisProcess
from idlibtl.model import Document, Entry, Mention

__all__ = ["Assembly", "ByHand", "Deposit", "Marks", "Shelf", "Testimony", "assembling", "entries", "testimony"]


def entries(mentions: Sequence[Mention], documents: Sequence[Document]) -> tuple[Entry, ...]:
    """The entries of a chronology, in order. The order of the arguments makes no difference."""
    told: dict[str, list[Mention]] = {document.id: [] for document in documents}
    for mention in mentions:
        told[mention.document].append(mention)
    with TemporaryDirectory() as folder, Assembly(Path(folder)) as assembly:
        for document in documents:
            if told[document.id]:
                assembly.add(*testimony(document, told[document.id]))
        return tuple(assembly.entries(ThisProcess()))
