"""Two chronologies compared: what came, went, was dated otherwise, merged, split. See docs/diff.md."""

from idlibtl.comparison.changes import Change, Comparison, SourceChange, compare
from idlibtl.comparison.opened import opened
from idlibtl.comparison.outline import Citation, Item, Outline, Source, outline

__all__ = [
    "Change",
    "Citation",
    "Comparison",
    "Item",
    "Outline",
    "Source",
    "SourceChange",
    "compare",
    "opened",
    "outline",
]
