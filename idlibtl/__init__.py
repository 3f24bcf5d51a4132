"""idlibtl: a folder of reports in, one chronology out, every entry of which can be checked.

>>> import idlibtl
>>> chronology = idlibtl.build(["data"])  # doctest: +SKIP

``build`` is the whole way, ``save`` and ``load`` the store; the steps by themselves are in `idlibtl.read`,
`idlibtl.tag`, `idlibtl.events` and `idlibtl.chronology`. Names are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from idlibtl.model import Chronology, Document, Entry, Mention, Problem, Timex
    from idlibtl.pipeline import build
    from idlibtl.store import Store, load, save

_HOMES = {
    "build": "idlibtl.pipeline",
    "load": "idlibtl.store",
    "save": "idlibtl.store",
    "Store": "idlibtl.store",
    "Chronology": "idlibtl.model",
    "Document": "idlibtl.model",
    "Entry": "idlibtl.model",
    "Mention": "idlibtl.model",
    "Problem": "idlibtl.model",
    "Timex": "idlibtl.model",
}
__all__ = ["Chronology", "Document", "Entry", "Mention", "Problem", "Store", "Timex", "build", "load", "save"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
