"""What is typed into the browser's filter, as the filters of ``show``.

Words are searched for as ``--search`` does; ``since:2020-03``, ``kind:planned``, ``place:"deir ez-zor"`` are its other
options by their names; those that take no value are ``is:disputed`` and ``is:all``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from idlibtl.filters import Filter, FilterError, read_date

NAMES = ("since", "until", "source", "kind", "min-sources", "actor", "place", "attributed-to", "tag", "limit", "top")
FLAGS = ("disputed", "all")
_TERM = re.compile(rf'(?<!\S)({"|".join((*NAMES, "is"))}):(?:"([^"]*)"?|(\S*))', re.IGNORECASE)


def read_query(words: str, everything: bool = False) -> Filter:
    """The filter that the words ask for; ``everything``: the faint too. Raises FilterError."""
    given: dict[str, Any] = {"all": everything}
    for match in _TERM.finditer(words):
        name, value = match[1].lower(), (match[2] if match[2] is not None else match[3]).strip()
        if not value:
            continue  # it is still being typed
        if name == "is":
            if value not in FLAGS:
                raise FilterError(f"is:{value} is neither {' nor '.join(f'is:{flag}' for flag in FLAGS)}")
            given[value] = True
        elif name in ("since", "until"):
            given[name] = read_date(value)
        elif name in ("limit", "top", "min-sources"):
            given[name.replace("-", "_")] = _number(name, value)
        elif name == "kind":
            given["kind"] = (*given.get("kind", ()), value.lower())
        else:
            given[name.replace("-", "_")] = value
    search = " ".join(_TERM.sub(" ", words).split())
    return replace(Filter(**given), search=search or None)


def _number(name: str, value: str) -> int:
    if not value.isdecimal() or len(value) > 9:
        raise FilterError(f"{name}: {value!r} is no number")
    return int(value)
