"""Dates as people type them into sheets, read by stated rules and never by a guess.

Day comes before month, as the United Kingdom writes it. What is impossible that way is held with a reason, not
turned round. A year of two digits is read by the column's own rule, ``Years``. A reason never repeats the cell.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Generic, TypeVar

from iomdesk.exchange.sheets import Cell, visible
from iomdesk.words import say

T = TypeVar("T")

_MONTH_NAMES = (
    "jan january, feb february, mar march, apr april, may, jun june, jul july, aug august, sep sept september, "
    "oct october, nov november, dec december"
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split(","), start=1) for name in names.split()}
_TAIL = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_NUMBERS = re.compile(rf"(\d{{1,2}})[/.\- ](\d{{1,2}})[/.\- ](\d{{4}}|\d{{2}}){_TAIL}", re.ASCII)
_NAMED = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[\s/\-]*([a-z]+)\.?,?[\s/\-]*(\d{{4}}|\d{{2}}){_TAIL}", re.ASCII | re.I
)
_ISO = re.compile(rf"(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}}){_TAIL}Z?", re.ASCII)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,\s]+", re.I)
_FIRST, _LAST = date(1900, 1, 2), date(2150, 12, 31)
_LONG_AGO = 80
"""Years back from which a date of two digits is more likely to be one to come."""
_OLD_ENOUGH = 10
"""The age of criminal responsibility in England and Wales (Children and Young Persons Act 1933, s.50)."""


@dataclass(frozen=True, slots=True, repr=False)
class Parsed(Generic[T]):
    """One cell as it was understood: a value, or None. ``reason`` is empty, or says why there is no value.

    An empty cell is None without a reason.
    """

    value: T | None
    reason: str = ""


class Years(Enum):
    """How a year of two digits is read."""

    PAST = "up to this year's digits it is 20xx, else 19xx; one of eighty years ago is held"
    AHEAD = "always 20xx: an end or a release"
    BIRTH = "the latest year in which the person would be ten years old by now"


def parse_date(cell: Cell, today: date, years: Years = Years.PAST) -> Parsed[date]:
    """A date cell, or text as dd/mm/yyyy, dd/mm/yy, d Mon yyyy or yyyy-mm-dd; a time of day is left off."""
    if isinstance(cell, datetime):
        return _plausible(cell.date(), today, years)
    if isinstance(cell, date):
        return _plausible(cell, today, years)
    if not isinstance(cell, str):
        return _not_a_date_cell(cell)
    text = _plain(cell)
    return _from_text(text, today, years) if text else Parsed(None)


def _plain(cell: str) -> str:
    return _WEEKDAY.sub("", visible(cell).strip(), count=1)


def date_parser(today: date, years: Years = Years.PAST, turned: bool = False) -> Callable[[Cell], Parsed[date]]:
    """``parse_date`` for one column; one that is ``turned`` (see ``month_first``) holds what may be either day."""

    def parse(cell: Cell) -> Parsed[date]:
        if turned and isinstance(cell, str) and _either_way(cell):
            return Parsed(None, say("Other dates of this column are written month first: which is the month here?"))
        return parse_date(cell, today, years)

    return parse


def month_first(cells: Iterable[Cell]) -> bool:
    """Whether a column's dates as text are written month first: some can be read no other way, none the usual way."""
    found = [_NUMBERS.fullmatch(_plain(cell)) for cell in cells if isinstance(cell, str)]
    pairs = {(int(each[1]) > 12, int(each[2]) > 12) for each in found if each}
    return (False, True) in pairs and (True, False) not in pairs


def _either_way(text: str) -> bool:
    found = _NUMBERS.fullmatch(_plain(text))
    return found is not None and found[1] != found[2] and int(found[1]) <= 12 and int(found[2]) <= 12


def _not_a_date_cell(cell: float | time | timedelta) -> Parsed[date]:
    if isinstance(cell, (time, timedelta)):
        return Parsed(None, say("This is a time of day, not a date."))
    return Parsed(None, say("This is a number, not a date: give the cell a date format."))


def _from_text(text: str, today: date, years: Years) -> Parsed[date]:
    if found := _ISO.fullmatch(text):
        return _made(int(found[1]), int(found[2]), int(found[3]), today, years)
    if found := _NUMBERS.fullmatch(text):
        day, month = int(found[1]), int(found[2])
        if month > 12 and 1 <= day <= 12:
            return Parsed(None, say("There is no such month when the day comes first; it may be written month first."))
        return _written(found[3], month, day, today, years)
    found = _NAMED.fullmatch(text)
    month = _MONTHS.get(found[2].lower(), 0) if found else 0
    if found is None or not month:
        return Parsed(None, say("This is not a date as day/month/year, 2 Nov 2026 or 2026-11-02."))
    return _written(found[3], month, int(found[1]), today, years)


def _written(digits: str, month: int, day: int, today: date, years: Years) -> Parsed[date]:
    year = _year(digits, month, day, today, years)
    if years is Years.PAST and len(digits) == 2 and year < today.year - _LONG_AGO:
        return Parsed(None, say("The year may be of this century or the last: write it in full."))
    return _made(year, month, day, today, years)


def _year(digits: str, month: int, day: int, today: date, years: Years) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    if years is Years.AHEAD:
        return 2000 + year
    latest = today.year if years is Years.PAST else today.year - _OLD_ENOUGH
    if years is Years.BIRTH and (month, day) > (today.month, today.day):
        latest -= 1
    return 2000 + year if 2000 + year <= latest else 1900 + year


def _made(year: int, month: int, day: int, today: date, years: Years) -> Parsed[date]:
    try:
        return _plausible(date(year, month, day), today, years)
    except ValueError:
        return Parsed(None, say("There is no such day in the calendar."))


def _plausible(day: date, today: date, years: Years) -> Parsed[date]:
    if not _FIRST <= day <= _LAST:
        return Parsed(None, say("This date is before 1900 or after 2150."))
    if years is Years.BIRTH and day > today:
        return Parsed(None, say("This date of birth has not come yet."))
    return Parsed(day)
