"""Coverage: which dated sentences no entry shows."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from idlibtl.model import Entry, Omission


def unshown(omissions: Iterable[Omission], entries: Sequence[Entry]) -> tuple[Omission, ...]:
    """Those whose words no entry cites but a faint one.

    Merging brings some back: what one report tells under a condition, another tells as having happened.
    """
    cited: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        if not entry.faint:
            for mention in entry.mentions:
                cited[mention.document].append(mention.start)
    for starts in cited.values():
        starts.sort()
    return tuple(omission for omission in omissions if not _holds_one(omission, cited.get(omission.document, [])))


def _holds_one(omission: Omission, starts: Sequence[int]) -> bool:
    place = bisect_left(starts, omission.start)
    return place < len(starts) and starts[place] < omission.end
