"""Values as bytes, to be put aside and read again by this program.

They are pickles, read as "Restricting Globals" in Python's documentation of pickle has it: nothing but our own values
and a few plain types of Python is made from them, so that a file from a stranger can't run anything. What comes of
bytes that are none of ours is an UnpicklingError or another Exception.
"""

from __future__ import annotations

import pickle
from enum import Enum
from io import BytesIO
from typing import Any

from idlibtl.value import Value

_PLAIN = frozenset({("collections", "Counter"), ("datetime", "date"), ("datetime", "datetime")})
_OURS = (Value, tuple, Enum)
_found: dict[tuple[str, str], Any] = {}  # what has been allowed


def packed(value: object) -> bytes:
    return pickle.dumps(value, protocol=5)


def unpacked(data: bytes) -> Any:
    return _Unpickler(BytesIO(data)).load()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        """The types that values are made of; whatever else is named is refused."""
        found = _found.get((module, name))
        if found is None:
            found = _found[module, name] = self._allowed(module, name)
        return found

    def _allowed(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.startswith("idlibtl.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and issubclass(found, _OURS):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of idlibtl")
