"""What an action may become, when it is overdue, whom to chase, and what a conference reviews of it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from iomdesk.ids import Id
from iomdesk.words import say

OPEN, CLOSED = "open", "closed"
AHEAD_DAYS = 3
"""Days before its day from which an action is asked after. Local policy; this is the default."""
AGAIN_DAYS = 7
"""Days after which somebody who was chased about an overdue action is chased again. Local policy; the default."""


class Outcome(StrEnum):
    """How an action ended."""

    COMPLETED = "completed"
    NOT_COMPLETED = "not completed"
    NO_LONGER_NEEDED = "no longer needed"
    PASSED_ON = "passed on"


class Happened(StrEnum):
    """What may happen to an action between its raising and its end."""

    CHASED = "chased"
    NOTED = "noted"
    REVISED = "revised"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """One thing that happened to an action, with the id of its record; ``on`` is None where nobody knows the day.

    ``due_before`` is the day a revised action had until then.
    """

    id: Id
    happened: Happened
    on: date | None
    due_before: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Due:
    """When an action is due and when its owner was last chased, as the chasing list weighs them."""

    due_on: date | None
    chased_on: date | None


class Review(StrEnum):
    """What a conference sees of an earlier action."""

    CARRIED = "carried forward"
    CLOSED = "closed since"


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


def closed_on_day(steps: Iterable[Step], on: date, state: str | None, closed_on: date | None) -> date | None:
    """The day the action was last closed, where it was closed when ``on`` ended; None where it was open.

    Steps of one day count in the order they were recorded. An action closed before steps were kept has only its state
    and ``closed_on``; one that is closed but whose day nobody knows was closed on every day.
    """
    turns = [each for each in steps if each.happened in (Happened.CLOSED, Happened.REOPENED) and each.on is not None]
    if not turns or (state == CLOSED and max(turns, key=_order).happened is Happened.REOPENED):
        if state != CLOSED:
            return None
        return closed_on if closed_on is None or closed_on <= on else None
    by_then = [each for each in turns if each.on is not None and each.on <= on]
    last = max(by_then, key=_order, default=None)
    return last.on if last is not None and last.happened is Happened.CLOSED else None


def _order(step: Step) -> tuple[date, Id]:
    return (step.on or date.min, step.id)


def due_on_day(due_on: date | None, moves: Iterable[tuple[date, date | None]], on: date) -> date | None:
    """The day an action had when ``on`` ended: what the first move after it moved from, else the day it has now."""
    return next((before for moved, before in moves if moved > on), due_on)


def review_of(
    raised_on: date | None, closed: date | None, open_then: bool, on: date, since: date | None
) -> Review | None:
    """What the conference of ``on`` sees of an action; ``since`` is the day of the one before, None for the first.

    Raised before that day and open when it ended: carried forward. Closed after ``since`` and by the day itself: closed
    since, also where nobody knows the day of its closing. Everything else it does not see.
    """
    if raised_on is not None and raised_on >= on:
        return None
    if open_then:
        return Review.CARRIED
    return Review.CLOSED if closed is None or since is None or closed > since else None


def asks_chasing(due: Due, on: date, ahead: int = AHEAD_DAYS, again: int = AGAIN_DAYS) -> bool:
    """Whether the owner of an open action should be chased on the day ``on``.

    Once within ``ahead`` days before its day (the day itself included), once when it has passed, and then every
    ``again`` days. An action without a day, and an owner chased that very day, are left in peace.
    """
    if due.due_on is None or due.chased_on == on:
        return False
    if due.due_on >= on:
        begins = due.due_on - timedelta(days=ahead)
        return on >= begins and (due.chased_on is None or due.chased_on < begins)
    return due.chased_on is None or due.chased_on <= due.due_on or (on - due.chased_on).days >= again
