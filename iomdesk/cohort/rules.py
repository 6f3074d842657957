"""Membership of the scheme as a history of dated events, and the scales people are rated on. Pure.

Every measure is computed from the events: auditors found schemes that measured a static list and missed everyone
who moved in between (PRODUCT, "The lifecycle of one person"). The status on a day is a function of the *set* of
events, so neither the order they were entered in nor a desk that heard of one twice can change it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from iomdesk.catalogue import PERSON
from iomdesk.words import say


class Step(StrEnum):
    """A step of the lifecycle, in the order steps of one day are taken; the status is the last one taken."""

    REFERRED = "referred"
    WATCH_LIST = "watch-list"
    DECLINED = "declined"
    ADOPTED = "adopted"
    STEPPED_DOWN = "stepped-down"
    REMOVED = "removed"


REMOVAL_PROPOSED = "removal proposed"
"""A membership event that is no step: somebody stays where they stand until a conference decides on it."""
ON_SCHEME = frozenset({Step.ADOPTED, Step.STEPPED_DOWN})
FORMER = frozenset({Step.DECLINED, Step.REMOVED})

_BEGINNING = frozenset({Step.REFERRED, Step.WATCH_LIST, Step.ADOPTED, Step.DECLINED})
NEXT_STEPS: Mapping[Step | None, frozenset[Step]] = {
    None: _BEGINNING,
    Step.REFERRED: frozenset({Step.ADOPTED, Step.DECLINED, Step.WATCH_LIST}),
    Step.WATCH_LIST: frozenset({Step.REFERRED, Step.ADOPTED, Step.DECLINED}),
    Step.DECLINED: frozenset({Step.REFERRED, Step.WATCH_LIST, Step.ADOPTED}),
    Step.ADOPTED: frozenset({Step.STEPPED_DOWN, Step.REMOVED}),
    Step.STEPPED_DOWN: frozenset({Step.ADOPTED, Step.REMOVED}),
    Step.REMOVED: frozenset({Step.REFERRED, Step.WATCH_LIST, Step.ADOPTED}),
}
"""Which step may follow which. Somebody whose referral is older than the desk may start with any decision."""


@dataclass(frozen=True, slots=True, repr=False)
class Event:
    """One dated step. A step of a later program, or one without a date, is no step here: callers leave it out."""

    step: Step
    on: date


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """A step as the history runs; ``in_place`` is False where it could not follow the one before."""

    step: Step
    on: date
    in_place: bool


@dataclass(frozen=True, slots=True, repr=False)
class Stay:
    """One time on the scheme, from adoption to the day it ended; ``until`` of None is still."""

    since: date
    until: date | None


def known_event(step: str | None, on: date | None) -> Event | None:
    """A stored event as a step, or None when this program does not know the step or nobody knows the day."""
    return Event(Step(step), on) if on is not None and step in _STEPS else None


_STEPS = frozenset(map(str, Step))
_RANK = {step: rank for rank, step in enumerate(Step)}


def run_of(events: Iterable[Event]) -> tuple[Taken, ...]:
    """The history in the order it runs: by day, and within a day so that each step may follow the one before.

    Where no order of a day's steps does that (adopted here, declined there) the steps are kept in the order of
    ``Step`` and marked out of place: a finding for a person, never a loss.
    """
    days: dict[date, set[Step]] = {}
    for event in events:
        days.setdefault(event.on, set()).add(event.step)
    taken: list[Taken] = []
    status: Step | None = None
    for day in sorted(days):
        left = sorted(days[day], key=_RANK.__getitem__)
        while left:
            step = next((each for each in left if each in NEXT_STEPS[status]), left[0])
            left.remove(step)
            taken.append(Taken(step, day, step in NEXT_STEPS[status]))
            status = step
    return tuple(taken)


def status_on(events: Iterable[Event], day: date) -> Taken | None:
    """The step somebody stood at when ``day`` ended, or None before the first."""
    taken = run_of(event for event in events if event.on <= day)
    return taken[-1] if taken else None


def stays(events: Iterable[Event]) -> tuple[Stay, ...]:
    """Every time on the scheme, earliest first. Stepping down stays on it; whatever is neither ends it."""
    found: list[Stay] = []
    since: date | None = None
    for each in run_of(events):
        if each.step in ON_SCHEME:
            since = since or each.on
        elif since is not None:
            found.append(Stay(since, each.on))
            since = None
    return (*found, Stay(since, None)) if since is not None else tuple(found)


def days_on_scheme(events: Iterable[Event], day: date) -> int:
    """Days on the scheme over all stays up to ``day``, the day a stay ended not counted."""
    return sum(
        (min(stay.until or day, day) - stay.since).days for stay in stays(event for event in events if event.on <= day)
    )


def adopted_on(events: Iterable[Event]) -> date | None:
    """When the present stay on the scheme began, else the last one; None for somebody never adopted."""
    found = stays(events)
    return found[-1].since if found else None


def step_problem(events: Iterable[Event], new: Event, today: date) -> str:
    """Why ``new`` cannot be added to the history, in words; empty when it can.

    It cannot when the steps would run out of order at a place where they did not before.
    """
    known = list(events)
    if new.on > today:
        return say("A step of the lifecycle cannot lie in the future.")
    before = {(each.step, each.on) for each in run_of(known) if not each.in_place}
    broken = [each for each in run_of([*known, new]) if not each.in_place and (each.step, each.on) not in before]
    if not broken:
        return ""
    stood = status_on(known, new.on)
    return say(
        "“{step}” cannot stand there: on that day the history says “{status}”.",
        step=new.step,
        status=stood.step if stood is not None else say("nothing yet"),
    )


class Scale(StrEnum):
    """What people are rated on, with a history and reasons."""

    RAG = "rag"
    ROSH = "rosh"
    MAPPA = "mappa"


RAG_LEVELS = tuple(map(str, PERSON.by_name["rag"].order))
ROSH_LEVELS = tuple(map(str, PERSON.by_name["rosh"].order))
NO_MAPPA = "None"
_MAPPA = re.compile(r"(?:cat(?:egory)?)?\s*([1-4])(?:[\s,/]*(?:l(?:evel)?)?\s*([1-3]))?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True, repr=False)
class Rating:
    """A rating in its one spelling, and the person's fields it sets."""

    scale: Scale
    value: str
    fields: Mapping[str, str | int | None]


def mappa_text(category: int | None, level: int | None) -> str:
    """A MAPPA category and level as the history spells them: ``Cat 2 L1``, ``Cat 2`` or ``None``."""
    if category is None:
        return NO_MAPPA
    return f"Cat {category} L{level}" if level is not None else f"Cat {category}"


def read_rating(scale: Scale, typed: str) -> Rating | None:
    """``typed`` as a rating on ``scale``, or None when it is none. Case does not matter; MAPPA also takes ``2/1``."""
    plain = " ".join(typed.split())
    if scale is Scale.MAPPA:
        return _read_mappa(plain)
    levels = RAG_LEVELS if scale is Scale.RAG else ROSH_LEVELS
    value = next((level for level in levels if level.casefold() == plain.casefold()), None)
    return Rating(scale, value, {str(scale): value}) if value else None


def _read_mappa(plain: str) -> Rating | None:
    found = _MAPPA.fullmatch(plain)
    if found is None and plain.casefold() != NO_MAPPA.casefold():
        return None
    category = int(found[1]) if found else None
    level = int(found[2]) if found and found[2] else None
    fields = {"mappa_category": category, "mappa_level": level}
    return Rating(Scale.MAPPA, mappa_text(category, level), fields)


def rating_choices(scale: Scale) -> str:
    """The values a scale takes, for a person to choose from."""
    levels = {Scale.RAG: RAG_LEVELS, Scale.ROSH: ROSH_LEVELS}.get(scale, ("Cat 1 L1", "Cat 3 L2", NO_MAPPA))
    return ", ".join(levels)
