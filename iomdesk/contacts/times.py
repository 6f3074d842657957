"""Times of the day as officers type them in one line, read by stated rules and never by a guess. Pure.

An hour that could be of the morning or of the afternoon is asked. Days are read by ``iomdesk.daywords``.
"""

import re
from collections.abc import Sequence

from iomdesk.errors import Refused
from iomdesk.words import say

_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(am|pm|h|hrs)?", re.ASCII)
_DIGITS = re.compile(r"(\d{2})(\d{2})(?:h|hrs)?", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})(am|pm)", re.ASCII)


def read_time(words: Sequence[str], *, after_day: bool) -> tuple[int, str] | None:
    """The time of the day these words begin with as HH:MM, and how many of them it takes; None where there is none.

    A bare hour counts right after a day (``after_day``) or after *at*. Raises ``Refused`` for a time that cannot be,
    and for an hour from 1 to 7 of which nobody can know whether it is of the morning.
    """
    if not words:
        return None
    if words[0] in ("at", "@"):
        later = read_time(words[1:], after_day=True)
        return (later[0] + 1, later[1]) if later else None
    first, half = words[0], words[1] if len(words) > 1 and words[1] in ("am", "pm") else ""
    if first in ("noon", "midday"):
        return 1, "12:00"
    if found := _CLOCK.fullmatch(first):
        return _clock(first, found, half)
    if found := _HOUR.fullmatch(first):
        return 1, _time(first, int(found[1]), 0, found[2])
    if (found := _DIGITS.fullmatch(first)) and int(found[1]) < 24 and int(found[2]) < 60:
        return 1, _time(first, int(found[1]), int(found[2]), "24")
    if re.fullmatch(r"\d{1,2}", first, re.ASCII) and (half or (after_day and int(first) < 24)):
        return 2 if half else 1, _time(first, int(first), 0, half)
    return None


def _clock(typed: str, found: re.Match[str], half: str) -> tuple[int, str]:
    ends = found[3] or ""
    # A leading nought, or hours behind it, say that the clock has 24.
    told = half or (ends if ends in ("am", "pm") else "24" if ends or found[1].startswith("0") else "")
    return 2 if half else 1, _time(typed, int(found[1]), int(found[2]), told)


def _time(typed: str, hour: int, minute: int, half: str) -> str:
    # Some write 14:30pm: there is but one such time.
    of_half = half in ("am", "pm") and 1 <= hour <= 12
    if hour > 23 or minute > 59 or (half == "am" and not of_half) or (half == "pm" and hour < 1):
        raise Refused(say("“{typed}” is no time of the day.", typed=typed), say("Write 14:30, 1430 or 2.30pm."))
    if not half and 1 <= hour <= 7:
        raise Refused(
            say("“{typed}” could be in the morning or in the afternoon.", typed=typed),
            say("Write 14:30, 2.30pm or 2.30am."),
        )
    return f"{hour % 12 + (12 if half == 'pm' else 0) if of_half else hour:02}:{minute:02}"
