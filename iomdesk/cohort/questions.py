"""Questions about the cohort: somebody's membership and ratings, and everything known of one person up to here."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from iomdesk.cohort.listing import EVERYONE, CohortRow, Wanted, list_cohort
from iomdesk.cohort.records import MembershipEvent, Rating
from iomdesk.cohort.rules import Event, Stay, Step, Taken, days_on_scheme, known_event, run_of, status_on, stays
from iomdesk.custody.questions import CustodyHistory, custody_of
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.ids import Id
from iomdesk.people.card import PersonCard
from iomdesk.people.questions import linked_ids, person_card
from iomdesk.store.reading import Reading


@dataclass(frozen=True, slots=True, repr=False)
class MembershipRow:
    """One recorded event, as it was entered; None is not known."""

    id: Id
    step: str
    on: date | None
    reason: str | None
    source: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Membership:
    """Somebody's history on the scheme as known on a day: what was entered, and what it comes to."""

    recorded: tuple[MembershipRow, ...]
    run: tuple[Taken, ...]
    status: Step | None
    stays: tuple[Stay, ...]
    days_on_scheme: int


@dataclass(frozen=True, slots=True, repr=False)
class RatingRow:
    """One entry of the history of ratings."""

    id: Id
    scale: str
    value: str
    on: date | None
    reason: str | None
    conference: Id | None


@dataclass(frozen=True, slots=True, repr=False)
class PersonFile:
    """Everything known of one person by the rooms up to the cohort's."""

    card: PersonCard
    membership: Membership
    ratings: tuple[RatingRow, ...]
    custody: CustodyHistory


@question(*CASEWORK, consults=Consults.PERSON)
def membership_of(reading: Reading, person: Id, day: date) -> Membership:
    """The membership of one person as it stood when ``day`` ended, linked records included."""
    m = MembershipEvent
    rows = reading.all(
        select(m.id, m.event, m.happened_on, m.reason, m.source)
        .where(m.person.in_(linked_ids(reading, person)), m.withdrawn.is_(None))
        .order_by(m.happened_on, m.id)
    )
    recorded = tuple(MembershipRow(id, step or "", on, reason, source) for id, step, on, reason, source in rows)
    events = _up_to(recorded, day)
    last = status_on(events, day)
    return Membership(recorded, run_of(events), last.step if last else None, stays(events), days_on_scheme(events, day))


def _up_to(recorded: tuple[MembershipRow, ...], day: date) -> list[Event]:
    known = (known_event(row.step, row.on) for row in recorded)
    return [event for event in known if event is not None and event.on <= day]


@question(*CASEWORK, consults=Consults.PERSON)
def ratings_of(reading: Reading, person: Id) -> tuple[RatingRow, ...]:
    """The ratings of one person on every scale, newest first, linked records included."""
    r = Rating
    rows = reading.all(
        select(r.id, r.scale, r.value, r.happened_on, r.reason, r.conference)
        .where(r.person.in_(linked_ids(reading, person)), r.withdrawn.is_(None))
        .order_by(r.happened_on.desc(), r.id.desc())
    )
    return tuple(
        RatingRow(id, scale or "", value or "", on, reason, conference)
        for id, scale, value, on, reason, conference in rows
    )


@question(*CASEWORK, consults=Consults.PERSON)
def person_file(reading: Reading, person: Id, day: date) -> PersonFile:
    """One person's card with membership as on ``day``, ratings and custody; raises ``Refused`` for nobody."""
    return PersonFile(
        person_card(reading, person),
        membership_of(reading, person, day),
        ratings_of(reading, person),
        custody_of(reading, person),
    )


@question(*CASEWORK, consults=Consults.LIST)
def cohort_list(reading: Reading, today: date, wanted: Wanted = EVERYONE) -> tuple[CohortRow, ...]:
    """The cohort as the team's sheet has it, on ``today``, by surname; without what stands above this room."""
    return list_cohort(reading, today, wanted)
