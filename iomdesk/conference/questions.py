"""Questions about conferences: which there are, who is on the agenda, what was recorded."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from iomdesk.actions.questions import ActionRow, raised_at
from iomdesk.conference.agenda import AgendaRow, rows_in_order
from iomdesk.conference.finding import ConferenceRow, conference_meant, conference_of, conference_rows
from iomdesk.conference.records import Decision
from iomdesk.conference.scheme import SchemePeople, scheme_people
from iomdesk.conference.shipped import policy_of
from iomdesk.conference.sources import Occasion, all_reasons, asked_for, previous_conference, spoken_of
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.errors import Refused
from iomdesk.ids import Id, short_ref
from iomdesk.pathways.questions import SCORE_COLUMNS, current_set, evidence_of
from iomdesk.pathways.records import ScoreSet
from iomdesk.pathways.rules import Scores, eight
from iomdesk.people.linking import canonical_ids
from iomdesk.people.questions import all_linked
from iomdesk.people.records import Person
from iomdesk.store.reading import Reading
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class Agenda:
    """A conference's agenda, with everyone within its reach for the papers."""

    conference: ConferenceRow
    held_on: date
    rows: tuple[AgendaRow, ...]
    reached: SchemePeople


@dataclass(frozen=True, slots=True, repr=False)
class DecisionRow:
    """One decision made at a conference."""

    id: Id
    decided: str
    body: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class ScoredRow:
    """The scores made at a conference, as they stand after corrections, with their evidence by pathway."""

    scores: Scores
    priority_label: str
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, repr=False)
class MinutesRow:
    """What was done about one person at a conference."""

    person: Id
    ref: str
    surname: str
    forenames: str
    scored: ScoredRow | None
    decisions: tuple[DecisionRow, ...]
    actions: tuple[ActionRow, ...]


@question(*CASEWORK, consults=Consults.NOBODY)
def conferences(reading: Reading) -> tuple[ConferenceRow, ...]:
    """Every conference, by day."""
    return conference_rows(reading)


@question(*CASEWORK, consults=Consults.NOBODY)
def conference_named(reading: Reading, text: str) -> ConferenceRow:
    """The conference a code, number, day or id names; raises ``Refused`` for none or several."""
    return conference_meant(reading, text)


@question(*CASEWORK, consults=Consults.LIST)
def agenda(reading: Reading, conference: Id) -> tuple[AgendaRow, ...]:
    """Everyone who must be talked about at a conference, by risk, each with every reason and their minutes."""
    return agenda_of(reading, conference).rows


def agenda_of(reading: Reading, conference: Id) -> Agenda:
    """The agenda of a conference; a constant number of selects. Raises ``Refused`` where its day is not known."""
    row = conference_of(reading, conference)
    if row.held_on is None:
        raise Refused(say("The day of that conference is not known here."), say("Schedule it with its day."))
    policy = policy_of(reading)
    asked = asked_for(reading, conference)
    spoken = spoken_of(reading, conference)
    reached = scheme_people(reading, row.site, asked, row.held_on, spoken)
    previous = previous_conference(reading, row.site, row.held_on)
    occasion = Occasion(conference, row.site, row.held_on, previous, reached, policy, spoken)
    rows = rows_in_order(reached.people, all_reasons(reading, occasion), policy)
    return Agenda(row, row.held_on, rows, reached)


@question(*CASEWORK, consults=Consults.LIST)
def recorded(reading: Reading, conference: Id) -> tuple[MinutesRow, ...]:
    """What was done at a conference, person by person: the scored first; linked records are one person."""
    row = conference_of(reading, conference)
    shown = canonical_ids(all_linked(reading))
    scored = {shown.get(person, person): each for person, each in _scored_at(reading, conference).items()}
    decisions: dict[Id, list[DecisionRow]] = {}
    for person, decision in _decisions_at(reading, conference):
        decisions.setdefault(shown.get(person, person), []).append(decision)
    actions: dict[Id, list[ActionRow]] = {}
    for action in raised_at(reading, conference, row.held_on or date.max):
        if action.person is not None:
            actions.setdefault(shown.get(action.person, action.person), []).append(action)
    people = list(dict.fromkeys([*scored, *decisions, *actions]))
    names = {
        record: (ref or short_ref(record), surname or "", forenames or "")
        for record, ref, surname, forenames in reading.all(
            select(Person.id, Person.ref, Person.surname, Person.forenames).where(Person.id.in_(people))
        )
    }
    return tuple(
        MinutesRow(
            person,
            *names.get(person, (short_ref(person), "", "")),
            scored.get(person),
            tuple(decisions.get(person, ())),
            tuple(actions.get(person, ())),
        )
        for person in people
    )


def _scored_at(reading: Reading, conference: Id) -> dict[Id, ScoredRow]:
    labels = current_set(reading)
    rows = reading.all(
        select(ScoreSet.id, ScoreSet.person, ScoreSet.corrects, ScoreSet.priority, *SCORE_COLUMNS)
        .where(ScoreSet.conference == conference, ScoreSet.withdrawn.is_(None))
        .order_by(ScoreSet.id)
    )
    corrected = {row.corrects for row in rows}
    standing = [row for row in rows if row.id not in corrected and row.person is not None]
    evidence = evidence_of(reading, [row.id for row in standing])

    def label(place: int | None) -> str:
        return labels.label(place) if labels else str(place or "")

    return {
        row.person: ScoredRow(
            eight(tuple(row)[-len(SCORE_COLUMNS) :]),
            label(row.priority),
            tuple((label(place), body) for place, body in sorted(evidence.get(row.id, {}).items())),
        )
        for row in standing
    }


def _decisions_at(reading: Reading, conference: Id) -> list[tuple[Id, DecisionRow]]:
    rows = reading.all(
        select(Decision.id, Decision.person, Decision.decided, Decision.body, Decision.reason)
        .where(Decision.conference == conference, Decision.withdrawn.is_(None))
        .order_by(Decision.id)
    )
    return [
        (person, DecisionRow(record, decided or "", body or "", reason or ""))
        for record, person, decided, body, reason in rows
        if person is not None
    ]
