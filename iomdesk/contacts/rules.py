"""What a contact is and what contacts come to: what counts as missed, how engaged somebody is, who was seen when. Pure.

A contact whose day went by and of which nobody said what came is *without outcome*: listed for somebody to mend, and
counted neither as attended nor as missed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from iomdesk.daywords import day_said
from iomdesk.words import counted, say


class Sort(StrEnum):
    """What sort of contact it is (PRODUCT, "Contacts")."""

    APPOINTMENT = "appointment"
    VISIT = "visit"
    CALL = "call"


class Outcome(StrEnum):
    """What came of a contact (PRODUCT, "Contacts"). An unanswered call is *not home*."""

    ATTENDED = "attended"
    ACCEPTABLE = "acceptable absence"
    UNACCEPTABLE = "unacceptable absence"
    NOT_HOME = "not home"
    CANCELLED = "cancelled by us"


HAPPENED = frozenset({Outcome.ATTENDED, Outcome.NOT_HOME})
"""Outcomes of what was done on the day; the others are of what was planned and did not take place."""
IN_THE_RATE = frozenset({Outcome.ATTENDED, Outcome.ACCEPTABLE, Outcome.UNACCEPTABLE})
"""Outcomes that the engagement rate counts: those somebody is answerable for."""
_SORTS: Mapping[str, str] = {
    Sort.APPOINTMENT: "Appointment",
    Sort.VISIT: "Visit",
    Sort.CALL: "Call",
}
_OUTCOMES: Mapping[str, str] = {
    Outcome.ATTENDED: "attended",
    Outcome.ACCEPTABLE: "acceptable absence",
    Outcome.UNACCEPTABLE: "unacceptable absence",
    Outcome.NOT_HOME: "not home, or no answer",
    Outcome.CANCELLED: "cancelled by us",
}


class Planned(Protocol):
    """What the rules need to know of a contact. ``outcome`` is the code as stored; None or empty where nobody said."""

    @property
    def planned_on(self) -> date | None:
        """The day it was planned for; None for one that was not planned."""

    @property
    def planned_at(self) -> str | None:
        """The time of the day, HH:MM; None or empty where nobody said."""

    @property
    def happened_on(self) -> date | None:
        """The day its outcome is of."""

    @property
    def outcome(self) -> str | None:
        """The code of what came of it."""


C = TypeVar("C", bound=Planned)


@dataclass(frozen=True, slots=True, repr=False)
class Tally:
    """How many contacts came to what, up to a day. ``unknown`` counts outcomes this program does not know."""

    attended: int = 0
    acceptable: int = 0
    unacceptable: int = 0
    not_home: int = 0
    cancelled: int = 0
    without_outcome: int = 0
    unknown: int = 0

    @property
    def expected(self) -> int:
        """How often the person was expected and answerable for coming: attended, or absent with or without cause."""
        return self.attended + self.acceptable + self.unacceptable

    @property
    def rate(self) -> float | None:
        """Attended, of all expected, 0 to 1; None where nobody was expected. To be shown with its counts."""
        return self.attended / self.expected if self.expected else None


def sort_label(sort: str | None) -> str:
    """The words for a sort; *Contact* where it is not known, a later program's code as it stands."""
    return say(_SORTS.get(sort or "", sort or "Contact"))


def outcome_label(outcome: str | None) -> str:
    """The words for an outcome; empty where there is none, a later program's code as it stands."""
    return say(_OUTCOMES.get(outcome or "", outcome or ""))


def day_of(contact: Planned) -> date | None:
    """The day a contact counts on: when it happened, else when it is planned."""
    return contact.happened_on or contact.planned_on


def lacks_outcome(contact: Planned, on: date) -> bool:
    """Whether the contact's day is over by ``on`` and nobody said what came of it. On its own day it may still come."""
    day = day_of(contact)
    return not contact.outcome and day is not None and day < on


def tally(contacts: Iterable[Planned], on: date) -> Tally:
    """The contacts up to and including the day ``on`` by what came of them; those still to come are in no count."""
    counts = dict.fromkeys(Tally.__dataclass_fields__, 0)
    for contact in contacts:
        day = day_of(contact)
        if day is None or day > on:
            continue
        if contact.outcome:
            counts[_COUNTED.get(contact.outcome, "unknown")] += 1
        elif day < on:
            counts["without_outcome"] += 1
    return Tally(**counts)


_COUNTED: Mapping[str, str] = {
    Outcome.ATTENDED: "attended",
    Outcome.ACCEPTABLE: "acceptable",
    Outcome.UNACCEPTABLE: "unacceptable",
    Outcome.NOT_HOME: "not_home",
    Outcome.CANCELLED: "cancelled",
}


def last_attended(contacts: Iterable[Planned], on: date) -> date | None:
    """The last day up to ``on`` on which somebody was in fact seen or spoken to; None where never."""
    days = (day_of(each) for each in contacts if each.outcome == Outcome.ATTENDED)
    return max((day for day in days if day is not None and day <= on), default=None)


def days_since_contact(contacts: Iterable[Planned], on: date) -> int | None:
    """Days from the last attended contact to ``on``; None where there was none."""
    last = last_attended(contacts, on)
    return (on - last).days if last is not None else None


def next_planned(contacts: Iterable[C], on: date) -> C | None:
    """The first contact still to come, of today's those without outcome; None where nothing is planned."""
    coming = [
        # Without a time a contact is after those of its day that have one.
        (each.planned_on, each.planned_at or "99", place, each)
        for place, each in enumerate(contacts)
        if each.planned_on is not None and each.planned_on >= on and not each.outcome
    ]
    return min(coming, key=lambda each: each[:3])[3] if coming else None


def rate_text(counts: Tally) -> str:
    """The engagement rate with its counts: *attended 3 of 4 (75 %)*; without a percentage where nobody was expected."""
    if counts.rate is None:
        return say("nothing to attend yet")
    percent = round(100 * counts.rate)
    return say(
        "attended {attended} of {expected} ({percent} %)",
        attended=counts.attended,
        expected=counts.expected,
        percent=percent,
    )


def day_in_words(day: date, today: date, at: str = "") -> str:
    """A day, and a time, so that a wrong reading is seen: *Friday 13 November 2026 at 14:30, in 11 days*."""
    away = (day - today).days
    near = {0: say("today"), 1: say("tomorrow"), -1: say("yesterday")}.get(away)
    if near is None:
        near = (
            counted(away, "in {count} day", "in {count} days")
            if away > 0
            else counted(-away, "{count} day ago", "{count} days ago")
        )
    time = say(" at {time}", time=at) if at else ""
    return f"{day_said(day)}{time}, {near}"


_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)


def time_problem(at: str) -> str:
    """Why ``at`` is no time of the day, in words; empty where it is HH:MM, or not said."""
    return "" if not at or _TIME.fullmatch(at) else say("A time of the day is written as 14:30.")


def outcome_problem(outcome: Outcome, reason: str, day: date, today: date) -> str:
    """Why this cannot have come of a contact on ``day``, in words; empty where it can.

    What was cancelled or excused beforehand may lie ahead; what happened may not. *Cancelled by us and why* (PRODUCT).
    """
    if outcome is Outcome.CANCELLED and not reason:
        return say("A contact that we cancelled needs its reason.")
    if outcome in HAPPENED and day > today:
        return say("That day has not come: {day}.", day=day_in_words(day, today))
    return ""
