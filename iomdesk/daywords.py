"""Days as people type them in a line: ``fri``, ``next tue``, ``12 nov``, ``12/11``, ``in 2 weeks``. Pure.

The day comes before the month, as the United Kingdom writes it. What may be read in two ways is refused with both
readings, never settled by a guess; whoever types a day is told it back in full (``day_said``). The rules:

- A weekday alone is the next one to come (or the last one gone, by ``Lean``); said on that very weekday it is refused.
- ``this fri`` and ``next fri`` are of this calendar week and the next, Monday first; ``fri week`` is seven days after
  ``fri``. ``last fri`` is refused where the last one gone and last week's differ.
- A day without a year is the nearest on the side the lean says; refused where that is nine months off, or half a
  year back, for then the one to come may be meant.
- A weekday beside a date must agree with it.
- At the beginning of a longer line, where times stand too, a number alone (``12th``, ``12.11``, ``12-11``) is no day:
  ``may_be_day`` says that it may have been meant as one, to be asked about.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from functools import partial

from iomdesk.errors import Refused
from iomdesk.words import say

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_DAYS = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10}
_UNITS = {"day": 1, "week": 7, "fortnight": 14}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?", re.ASCII)
_DASHED = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4}|\d{2})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]?([a-z]+)(?:[ -](\d{4}))?", re.ASCII)
_MONTH_BEFORE = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?", re.ASCII)
_OF_THE_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)", re.ASCII)
_SPAN = re.compile(r"(?:in )?(\d{1,3}|[a-z]+) (day|week|fortnight|month)(?:s'?|'s)?(?: time)?( ago)?", re.ASCII)
_WEEK_ON = re.compile(r"(.+?) (?:week|(?:in )?a week)")
_FIRST, _LAST = date(1900, 1, 2), date(2150, 12, 31)
_LONGEST = 6
"""Words: the longest day that is looked for in a line."""
_NUMBER_ALONE = re.compile(r"\d{1,2}(?:st|nd|rd|th)|\d{1,2}[-.]\d{1,2}", re.ASCII)
_DOTTED_WORD = re.compile(r"\d{1,2}\.\d{1,2}", re.ASCII)
_FOUR_DIGITS = re.compile(r"\d{4}", re.ASCII)
_YEAR_OR_TIME = re.compile(r"20[0-5]\d", re.ASCII)
_OLDEST_IN_LINE = 2000
"""No line about this work speaks of an earlier year; one typed is a slip of the finger."""


class Lean(Enum):
    """Which side of today a day is looked for when its words leave both open."""

    AHEAD = "to come: when something is due or planned"
    BACK = "gone by: when something happened"


_TOO_FAR: Mapping[Lean, int] = {Lean.AHEAD: 270, Lean.BACK: 183}
"""Days: a date without its year this far off may be meant on the other side of today."""
_Meaning = Callable[[date, Lean], date]
"""What words mean, seen from a day; raises ``Refused`` where that is no day, or may be one of two."""


@dataclass(frozen=True, slots=True, repr=False)
class Tail:
    """A text that ended in a day: the words before it, and the day."""

    before: str
    day: date


@dataclass(frozen=True, slots=True, repr=False)
class TypedDay:
    """Words that spell a day: which one is settled later, once it is known on which side of today to look.

    Two are equal when they were typed alike.
    """

    typed: str
    _meant: _Meaning = field(compare=False)

    def on(self, today: date, lean: Lean = Lean.AHEAD) -> date:
        """The day meant, seen from ``today``. Raises ``Refused`` as ``day_in`` does, and for what may be a time."""
        last = self.typed.rpartition(" ")[2]
        if _YEAR_OR_TIME.fullmatch(last) and abs(int(last) - today.year) > 1:
            raise Refused(
                say("“{typed}” may be a day in {year}, or a time of the day.", typed=self.typed, year=last),
                say("Write the date with slashes, or the time as {time}.", time=f"{last[:2]}:{last[2:]}"),
            )
        found = _plausible(self._meant(today, lean))
        if found.year < _OLDEST_IN_LINE:
            raise _no_such_day(self.typed)
        return found


def day_said(day: date) -> str:
    """A day in full with its weekday, as it is said back to whoever typed it: ``Friday 13 November 2026``."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def day_in(text: str, today: date, lean: Lean = Lean.AHEAD) -> date | None:
    """The day ``text`` means, or None where it spells no day at all.

    Raises ``Refused`` where it spells a day that does not exist, or that may be one of two.
    """
    meant = _meaning(_plain(text))
    return _plausible(meant(today, lean)) if meant else None


def day_typed(text: str, today: date, lean: Lean = Lean.AHEAD) -> date:
    """``day_in`` where a day must be meant: raises ``Refused`` saying how one is written."""
    found = day_in(text, today, lean)
    if found is None:
        raise Refused(
            say("“{text}” is no day.", text=text), say("Write for example fri, 12 nov, 12/11/2026 or in 2 weeks.")
        )
    return found


def day_at_end(text: str, today: date, lean: Lean = Lean.AHEAD) -> Tail | None:
    """The day that the last words of ``text`` spell, as many of them as do, and the words before; None for none."""
    words = text.split()
    for start in range(max(0, len(words) - _LONGEST), len(words)):
        found = day_in(" ".join(words[start:]), today, lean)
        if found is not None:
            return Tail(" ".join(words[:start]), found)
    return None


def day_at_start(words: Sequence[str]) -> tuple[int, TypedDay] | None:
    """The day that the first words of a line spell, as many of them as do, and how many; None where they spell none.

    Words bear no punctuation at their ends. *on* before a day belongs to it. What may be a time is left to the reader
    of times, and a number alone is no day (see above).
    """
    if words and words[0].casefold() == "on":
        found = day_at_start(words[1:])
        return (found[0] + 1, found[1]) if found else None
    for count in range(min(len(words), _LONGEST), 0, -1):
        taken = words[:count]
        meant = _meaning(_plain(" ".join(taken))) if all(taken) and not _is_for_another_reader(taken) else None
        if meant is not None:
            return count, TypedDay(" ".join(taken), meant)
    return None


def may_be_day(word: str) -> bool:
    """Whether a word of a line may have been meant as a day though it is read as none: *12th*, *12-11*, *12.11*."""
    return bool(_NUMBER_ALONE.fullmatch(word))


def _is_for_another_reader(words: Sequence[str]) -> bool:
    alone = words[1:] if words[0] == "the" else words
    number_alone = len(alone) == 1 and bool(_NUMBER_ALONE.fullmatch(alone[0]))
    time_last = bool(_FOUR_DIGITS.fullmatch(words[-1])) and not words[-1].startswith("20")
    return number_alone or time_last or any(_DOTTED_WORD.fullmatch(word) for word in words)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").replace("’", "'").split())


def _meaning(plain: str) -> _Meaning | None:
    """What words mean that spell a day from first to last; None where they do not. Depends on no day and no side."""
    readers = (_by_name, _weekday, _written, _span, _week_on, _with_weekday)
    return next((meant for read in readers if (meant := read(plain)) is not None), None)


def _by_name(plain: str) -> _Meaning | None:
    steps = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}
    if plain in steps:
        return lambda today, _: today + timedelta(days=steps[plain])
    if plain in ("end of month", "end of the month", "month end"):
        return lambda today, _: today.replace(day=monthrange(today.year, today.month)[1])
    return None


def _weekday_of(word: str) -> int | None:
    """0 for Monday; a weekday is its name, its first three letters, or a form people write."""
    if word in _SHORT_DAYS:
        return _SHORT_DAYS[word]
    return next((n for n, name in enumerate(_WEEKDAYS) if word in (name, name[:3])), None)


def _weekday(plain: str) -> _Meaning | None:
    which, _, word = plain.rpartition(" ")
    wanted = _weekday_of(word)
    if wanted is None or which not in ("", "this", "next", "last"):
        return None
    return partial(_weekday_meant, plain, which, wanted)


def _weekday_meant(plain: str, which: str, wanted: int, today: date, lean: Lean) -> date:
    this_week = today + timedelta(days=wanted - today.weekday())
    if which in ("this", "next"):
        return this_week + timedelta(days=7 if which == "next" else 0)
    ahead, back = (wanted - today.weekday()) % 7, (today.weekday() - wanted) % 7
    if which == "last":
        gone, last_week = today - timedelta(days=back or 7), this_week - timedelta(days=7)
        if gone != last_week:
            raise _either(plain, gone, last_week)
        return gone
    if not ahead:
        raise _either(plain, today, today + timedelta(days=7 if lean is Lean.AHEAD else -7))
    return today + timedelta(days=ahead) if lean is Lean.AHEAD else today - timedelta(days=back)


def _written(plain: str) -> _Meaning | None:
    written = plain.removeprefix("the ")
    if found := _ISO.fullmatch(written):
        return partial(_dated, plain, int(found[3]), int(found[2]), found[1])
    if found := _NUMBERS.fullmatch(written) or _DASHED.fullmatch(written):
        return partial(_dated, plain, int(found[1]), int(found[2]), found[3])
    if (found := _NAMED.fullmatch(written)) and (month := _month(found[2])):
        return partial(_dated, plain, int(found[1]), month, found[3])
    if (found := _MONTH_BEFORE.fullmatch(written)) and (month := _month(found[1])):
        return partial(_dated, plain, int(found[2]), month, found[3])
    if found := _OF_THE_MONTH.fullmatch(written):
        return partial(_nth, plain, int(found[1]))
    return None


def _month(word: str) -> int:
    """1 to 12 by name or its first three letters, 0 for neither."""
    if word == "sept":
        return 9
    return next((n for n, name in enumerate(_MONTHS, start=1) if word in (name, name[:3])), 0)


def _dated(plain: str, day: int, month: int, year: str | None, today: date, lean: Lean) -> date:
    if month > 12 and day <= 12:
        raise Refused(
            say("“{typed}” is no day: there is no month {month}.", typed=plain, month=month),
            say("The day comes first: 12/11 is 12 Nov."),
        )
    wanted = 2024 if year is None else int(year) + (2000 if len(year) == 2 else 0)
    found = _try(wanted, month, day)
    if found is None:
        raise _no_such_day(plain)
    return found if year is not None else _nearest(plain, day, month, today, lean)


def _nearest(plain: str, day: int, month: int, today: date, lean: Lean) -> date:
    """The day without its year that is nearest on the side of the lean."""
    near = [found for step in (-1, 0, 1) if (found := _try(today.year + step, month, day))]
    back = max((each for each in near if each <= today), default=None)
    ahead = min((each for each in near if each >= today), default=None)
    found = ahead if lean is Lean.AHEAD else back
    if found is not None and abs((found - today).days) < _TOO_FAR[lean]:
        return found
    if back is None or ahead is None:
        raise Refused(say("The year of “{typed}” is not clear.", typed=plain), say("Write it with its year."))
    raise Refused(
        say("“{typed}” may be {first} or {second}.", typed=plain, first=day_said(back), second=day_said(ahead)),
        say("Write it with its year."),
    )


def _nth(plain: str, day: int, today: date, lean: Lean) -> date:
    """``the 12th``: the nearest month on the side of the lean that has such a day."""
    first = today.replace(day=1)
    for _ in range(3):
        found = _try(first.year, first.month, day)
        if found and (found >= today if lean is Lean.AHEAD else found <= today):
            return found
        first = _months_on(first, 1 if lean is Lean.AHEAD else -1)
    raise _no_such_day(plain)


def _span(plain: str) -> _Meaning | None:
    """``in 2 weeks``, ``3 days ago``; a length alone, without *in* or *ago*, is no day."""
    found = _SPAN.fullmatch(plain)
    if found is None or not (found[3] or plain.startswith("in ") or plain.endswith(" time")):
        return None
    count = int(found[1]) if found[1].isdigit() else _COUNTS.get(found[1])
    if count is None or (found[3] and plain.startswith("in ")):
        return None
    steps, unit = -count if found[3] else count, found[2]
    if unit == "month":
        return lambda today, _: _months_on(today, steps)
    return lambda today, _: today + timedelta(days=steps * _UNITS[unit])


def _week_on(plain: str) -> _Meaning | None:
    """``fri week``, ``tomorrow week``, ``a week today``, ``a week on friday``: seven days after."""
    found = _WEEK_ON.fullmatch(plain) or re.fullmatch(r"(?:in )?a? ?week (?:on |from )?(.+)", plain)
    if found is None or " " in found[1]:
        return None
    first = _by_name(found[1]) or _weekday(found[1])
    return None if first is None else lambda today, _: first(today, Lean.AHEAD) + timedelta(days=7)


def _with_weekday(plain: str) -> _Meaning | None:
    """``fri 13 nov``: the weekday must be that day's."""
    first, _, rest = plain.partition(" ")
    wanted = _weekday_of(first)
    dated = _written(rest) if wanted is not None and rest else None
    return None if dated is None or wanted is None else partial(_checked, dated, wanted)


def _checked(dated: _Meaning, wanted: int, today: date, lean: Lean) -> date:
    found = dated(today, lean)
    if found.weekday() != wanted:
        raise Refused(
            say("{day} is not a {weekday}.", day=day_said(found), weekday=_WEEKDAYS[wanted].title()),
            say("Write the day that is meant."),
        )
    return found


def _months_on(day: date, count: int) -> date:
    """The same day that many months on, or that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _try(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plausible(day: date) -> date:
    if not _FIRST <= day <= _LAST:
        raise Refused(say("That day is before 1900 or after 2150."), say("Write the day that is meant."))
    return day


def _no_such_day(typed: str) -> Refused:
    return Refused(
        say("There is no such day in the calendar: “{typed}”.", typed=typed), say("Write the day that is meant.")
    )


def _either(typed: str, one: date, other: date) -> Refused:
    first, second = sorted((one, other))
    return Refused(
        say("“{typed}” may be {first} or {second}.", typed=typed, first=day_said(first), second=day_said(second)),
        say("Write which, for example {first}.", first=f"{first.day} {first:%b}"),
    )
