"""What the shell offers when Tab is pressed.

Ids come without the titles of their entries: some shells evaluate what is offered, and titles are words of sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from idlibtl.model import KINDS, REGISTERS

Offer = Callable[[str], list[str]]
_MOST_IDS = 200


def one_of(words: Iterable[str]) -> Offer:
    """Offers those that begin as what was typed."""
    known = tuple(words)
    return lambda incomplete: [word for word in known if word.startswith(incomplete)]


kinds = one_of(KINDS)
registers = one_of(REGISTERS)
engines = one_of(("processes", "dask"))


def ids(ctx: Any, incomplete: str) -> list[str]:
    """The ids of entries in the chronology that the command is about; none where it can't be read."""
    from idlibtl.store import Store, StoreError

    try:
        with Store(ctx.params.get("db") or "chronology.db") as store:
            return store.ids(incomplete, _MOST_IDS)
    except (StoreError, OSError):
        return []
