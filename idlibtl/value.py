"""What frozen values have in common."""

from __future__ import annotations

from typing import Any, ClassVar


class Value:
    """A frozen dataclass that is copied and pickled as what it is made of, and made anew from that."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        kind = type(self)
        return kind, tuple([getattr(self, name) for name in kind.__dataclass_fields__])
