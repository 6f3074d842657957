"""The one place time comes from, so that a test can set it.

Instants are UTC and held as whole milliseconds since 1970; dates are calendar dates in the United Kingdom.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")


class Clock(Protocol):
    """What a desk asks of time."""

    def now_ms(self) -> int:
        """The instant, UTC, in milliseconds since 1970."""

    def today(self) -> date:
        """The calendar date in the United Kingdom."""


class SystemClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        return int(datetime.now(UTC).timestamp() * 1000)

    def today(self) -> date:
        return datetime.now(UK).date()


@dataclass
class SteppingClock:
    """A clock that moves by ``step_ms`` at each reading: for demonstrations and tests that must repeat."""

    at_ms: int
    step_ms: int = 1

    def now_ms(self) -> int:
        self.at_ms += self.step_ms
        return self.at_ms

    def today(self) -> date:
        return datetime.fromtimestamp(self.at_ms / 1000, UK).date()


def instant_text(ms: int) -> str:
    """An instant as people in the office read it: ``2 Nov 2026 09:12``, UK time."""
    at = datetime.fromtimestamp(ms / 1000, UK)
    return f"{at.day} {at:%b %Y %H:%M}"


def date_text(day: date | None) -> str:
    """A date as the field writes it: ``2 Nov 2026``; an unknown date is an empty string."""
    return f"{day.day} {day:%b %Y}" if day else ""
