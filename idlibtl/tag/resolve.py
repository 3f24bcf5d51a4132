"""Give temporal expressions their values. These rooms see slots, dates and tenses; they know no text and no pattern.

Every resolution is one language-neutral function: it takes the slots of a candidate and the context (publication date,
the dates told before) and gives a TIMEX3 value (ISO 24617-1). A date is never resolved against today. Those that the
calendar and the clock tell stand in `absolute`, those told by steps in `relative`, those that need no calendar in
`lengths`; a language's rules name them as this table does.
"""

from __future__ import annotations

from collections.abc import Mapping

from idlibtl.dates import from_timex3
from idlibtl.tag import absolute, holidays, lengths, relative
from idlibtl.tag.context import Context, Place, Resolution, Resolved, Slots

RESOLUTIONS: Mapping[str, Resolution] = {
    "calendar": absolute.calendar,
    "slashed": absolute.slashed,
    "holiday": holidays.holiday,
    "nth_weekday": holidays.nth_weekday,
    "era": absolute.era,
    "decade": absolute.decade,
    "century": absolute.century,
    "clock_line": absolute.clock_line,
    "overnight": absolute.overnight,
    "weekday": relative.weekday,
    "weekday_of_week": relative.weekday_of_week,
    "named_step": relative.named_step,
    "day_word": relative.day_word,
    "unit_step": relative.unit_step,
    "of_year": relative.of_year,
    "week_of": relative.week_of,
    "ago": relative.ago,
    "ago_day": relative.ago_day,
    "following": relative.following,
    "following_named": relative.following_named,
    "same_named": relative.same_named,
    "offset": relative.offset,
    "same": relative.same,
    "quarter": relative.quarter,
    "day_of_month": relative.day_of_month,
    "duration": lengths.duration,
    "every": lengths.every,
    "repeated": lengths.repeated,
    "vague": lengths.vague,
}

FROM_THE_PRESENT = frozenset({"weekday", "weekday_of_week", "day_word", "unit_step", "ago", "clock_line"})


def resolve(name: str, slots: Slots, context: Context, place: Place) -> Resolved | None:
    """Resolve one candidate. None where the calendar has no such date."""
    try:
        resolved = RESOLUTIONS[name](slots, context, place)
        if resolved is not None and resolved.type in ("DATE", "TIME"):
            told = from_timex3(resolved.value) is not None or "_REF" in resolved.value or "X" in resolved.value
            return resolved if told else None  # beyond the years that TIMEX3 can write
    except (ValueError, OverflowError):
        return None
    return resolved
