"""The zone of a document's bare clock times, where the document itself shows it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from idlibtl.dates import Granularity, Interval, Moment, zone_suffix
from idlibtl.model import Timex

_SOON = 10  # minutes within which an item of a live blog tells of what it says began at a zoned time


@dataclass(frozen=True, slots=True)
class Zone:
    """An offset in minutes east of UTC, and the words that show it."""

    offset: int
    shown_by: str

    def applied(self, when: Interval) -> Interval:
        """The clock time with the zone, if it had none."""
        if when.zone is not None or when.granularity > Granularity.HOUR:
            return when
        return replace(when, zone=self.offset, edtf=when.edtf + zone_suffix(self.offset))


def declared_zone(timexes: Sequence[Timex]) -> Zone | None:
    """The zone of the bare clock lines: that in which a zoned time reads just before an item's stamp.

    An item stamped 11:07 that tells what began at "14:06 Moscow time (11:06 GMT)" keeps its clock in GMT. None where
    nothing shows it, or two zones fit equally.
    """
    stamps = sorted(t.when.begin for t in timexes if t.stamp and t.when is not None and t.when.begin is not None)
    gaps: dict[int, tuple[int, str]] = {}
    for timex in timexes:
        when = timex.when
        if when is None or when.zone is None or when.begin is None or when.granularity > Granularity.HOUR:
            continue
        next_stamp = bisect_left(stamps, when.begin)
        if next_stamp == len(stamps):
            continue
        gap = _minutes(when.begin, stamps[next_stamp])
        if 0 <= gap <= _SOON:
            gaps[when.zone] = min(gaps.get(when.zone, (gap, timex.text)), (gap, timex.text))
    ranked = sorted((gap, offset, words) for offset, (gap, words) in gaps.items())
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return Zone(ranked[0][1], ranked[0][2])


def _minutes(first: Moment, last: Moment) -> int:
    if first[:3] != last[:3]:
        return -1
    return (last.hour - first.hour) * 60 + last.minute - first.minute
