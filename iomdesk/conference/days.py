"""The days a series of conferences falls on, and times of the day. Pure.

Source of the rules: PRODUCT, "Case conference": a series per site, weekly or fortnightly.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from iomdesk.words import say

WEEKLY, FORTNIGHTLY = 7, 14
_LONGEST = 52 * WEEKLY
_DAY_MINUTES = 24 * 60
_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*([ap]m)?", re.IGNORECASE | re.ASCII)


def spacing_problem(every_days: int) -> str:
    """Why a series cannot be held every so many days, in words; empty when it can."""
    if every_days % WEEKLY or not WEEKLY <= every_days <= _LONGEST:
        return say("A series is held every so many whole weeks: 7 days, 14, or another multiple of 7.")
    return ""


def spacing_text(every_days: int | None) -> str:
    """How often a series is held, in words."""
    words = {None: say("spacing not known"), WEEKLY: say("weekly"), FORTNIGHTLY: say("fortnightly")}
    return words.get(every_days) or say("every {days} days", days=every_days)


def days_of(starts_on: date, every_days: int, ends_on: date | None, first: date) -> Iterator[date]:
    """The days of a series on or after ``first``, its last day included; without an end, the calendar's own."""
    late = max(0, (first - starts_on).days)
    day = starts_on + timedelta(days=-(-late // every_days) * every_days)
    last = ends_on or date.max
    while day <= last:
        yield day
        if (date.max - day).days < every_days:
            return
        day += timedelta(days=every_days)


def time_meant(text: str) -> str | None:
    """A time of the day as ``HH:MM``, from ``10:00``, ``9.30``, ``0930`` or ``2pm``; None where it is none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif found[2] is None:
        return None
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def time_after(starts_at: str, minutes: int) -> str:
    """The time so many minutes after ``starts_at``; empty where that is not known or the day is over by then."""
    hour, _, minute = (time_meant(starts_at) or "").partition(":")
    if not minute:
        return ""
    at = int(hour) * 60 + int(minute) + minutes
    return f"{at // 60:02}:{at % 60:02}" if at < _DAY_MINUTES else ""
