"""What people do about the cohort: record the steps of the lifecycle, and change ratings with a reason."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.cohort.records import MembershipEvent
from iomdesk.cohort.rules import (
    ON_SCHEME,
    REMOVAL_PROPOSED,
    Event,
    Rating,
    Scale,
    Step,
    known_event,
    rating_choices,
    read_rating,
    status_on,
    step_problem,
)
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.people.commands import present_records, set_fields
from iomdesk.people.rules import one_line
from iomdesk.store.unit import Tokens, Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class RecordMembership(Command[Id]):
    """A step of somebody's lifecycle, on the day it happened, with its reason."""

    person: Id
    event: Step
    happened_on: date
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class ProposeRemoval(Command[Id]):
    """Propose to remove somebody from the scheme, today, with the reason: the next conference decides."""

    person: Id
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class ChangeRating(Command[Id]):
    """Rate somebody: RAG, RoSH or MAPPA, with a reason; ``conference`` where it was decided in one.

    Dated ``happened_on``, today unless said.
    """

    person: Id
    scale: Scale
    value: str
    reason: str
    conference: Id | None = None
    seen: Tokens | None = None
    happened_on: date | None = None


def enter_membership(
    work: Work, person: Id, step: Step, on: date | None, reason: str | None = None, source: str | None = None
) -> Id:
    """Enter a step, for commands and imports alike; nothing is looked up or checked."""
    return work.create(
        catalogue.MEMBERSHIP,
        {"event": str(step), "happened_on": on, "reason": reason, "source": source},
        subject=person,
    )


def enter_rating(
    work: Work, person: Id, rating: Rating, on: date | None, reason: str | None = None, conference: Id | None = None
) -> Id:
    """Enter a rating in the history alone, for commands and imports alike; the person's fields are not touched."""
    return work.create(
        catalogue.RATING,
        {
            "scale": str(rating.scale),
            "value": rating.value,
            "happened_on": on,
            "reason": reason,
            "conference": conference,
        },
        subject=person,
    )


@handles(Role.OFFICER)
def record_membership(work: Work, command: RecordMembership) -> Id:
    """Record the step where the history allows it; the same step of the same day is that one."""
    records = present_records(work, command.person)
    reason = _reason(command.reason)
    m = MembershipEvent
    rows = work.all(
        select(m.id, m.event, m.happened_on).where(m.person.in_(records), m.withdrawn.is_(None)).order_by(m.id)
    )
    new = Event(command.event, command.happened_on)
    known = {id: event for id, step, on in rows if (event := known_event(step, on)) is not None}
    for id, event in known.items():
        if event == new:
            return id
    if problem := step_problem(known.values(), new, work.today):
        raise Refused(problem, say("Check the date, or record the missing step first."))
    return enter_membership(work, records[0], command.event, command.happened_on, reason)


@handles(Role.OFFICER)
def propose_removal(work: Work, command: ProposeRemoval) -> Id:
    """Record the proposal beside the steps: it is none, so whoever is proposed stays where they stand.

    The same proposal of the same day is that one.
    """
    records = present_records(work, command.person)
    reason = _reason(command.reason)
    m = MembershipEvent
    rows = work.all(
        select(m.id, m.event, m.happened_on, m.reason)
        .where(m.person.in_(records), m.withdrawn.is_(None))
        .order_by(m.id)
    )
    known = (known_event(step, on) for _, step, on, _ in rows)
    stood = status_on((event for event in known if event is not None), work.today)
    on_scheme_undated = any(step in ON_SCHEME and on is None for _, step, on, _ in rows)
    if not (stood.step in ON_SCHEME if stood else on_scheme_undated):
        raise Refused(say("That person is not active on the scheme."), say("Only somebody who is can be removed."))
    same = (REMOVAL_PROPOSED, work.today, reason)
    for entry, event, on, why in rows:
        if (event, on, why) == same:
            return entry
    return work.create(
        catalogue.MEMBERSHIP,
        {"event": REMOVAL_PROPOSED, "happened_on": work.today, "reason": reason},
        subject=records[0],
    )


@handles(Role.OFFICER)
def change_rating(work: Work, command: ChangeRating) -> Id:
    """Add to the history and set the person's field, on every linked record that has one. Answers the entry's id."""
    person = present_records(work, command.person)[0]
    rating = read_rating(command.scale, command.value)
    if rating is None:
        raise Refused(
            say("That is no value of this scale."),
            say("It takes: {choices}.", choices=rating_choices(command.scale)),
        )
    on = command.happened_on or work.today
    entry = enter_rating(work, person, rating, on, _reason(command.reason), command.conference)
    set_fields(work, person, rating.fields, command.seen)
    return entry


def _reason(reason: str) -> str:
    plain = one_line(reason)
    if not plain:
        raise Refused(say("This needs a reason."), say("Say why in a few words."))
    return plain
