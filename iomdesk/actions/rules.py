"""What an action may become, and when it is overdue. Pure."""

from datetime import date
from enum import StrEnum

from iomdesk.words import say

OPEN, CLOSED = "open", "closed"


class Outcome(StrEnum):
    """How an action ended."""

    COMPLETED = "completed"
    NOT_COMPLETED = "not completed"
    NO_LONGER_NEEDED = "no longer needed"
    PASSED_ON = "passed on"


def is_overdue(due_on: date | None, on: date, state: str | None = OPEN) -> bool:
    """Whether an open action's day has passed on the day ``on``; on its day it is not yet overdue."""
    return state != CLOSED and due_on is not None and due_on < on


def days_overdue(due_on: date | None, on: date) -> int:
    """How many days past its day an open action is; 0 where it is not."""
    return max(0, (on - due_on).days) if due_on is not None else 0


def asks_note(outcome: Outcome) -> bool:
    """Whether this ending must be explained: everything but *completed*."""
    return outcome is not Outcome.COMPLETED


def number_text(number: int | None) -> str:
    """An action's number as it is read out: ``A-12``; provisional until the partnership's server counts it."""
    return f"A-{number}" if number is not None else say("no number")
