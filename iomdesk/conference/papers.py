"""Everything the papers of a conference need, for everyone on its agenda, in a constant number of selects.

What a copy may hold is decided in ``packs.gather``; here is what this desk knows, with the facts the sharing
agreement asks about each person.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select

from iomdesk.actions.questions import ActionRow, outstanding
from iomdesk.agreement.rules import PersonFacts
from iomdesk.catalogue import PERSON
from iomdesk.cohort.engagement import engaged
from iomdesk.cohort.facts import facts_of
from iomdesk.cohort.questions import RatingRow
from iomdesk.cohort.records import Rating
from iomdesk.cohort.rules import NO_MAPPA, Scale
from iomdesk.conference.agenda import AgendaRow, Nominee
from iomdesk.conference.contributions import ContributionRow, contributions_at
from iomdesk.conference.finding import ConferenceRow
from iomdesk.conference.questions import Agenda, agenda_of
from iomdesk.conference.records import Decision
from iomdesk.contacts.questions import ContactRow, contacts_since
from iomdesk.custody.questions import spells_of
from iomdesk.custody.rules import Spell, held_on
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.ids import Id
from iomdesk.pathways.rules import StandingSet
from iomdesk.pathways.standing import histories, lineage_of
from iomdesk.pathways.versions import LabelledSet
from iomdesk.people.card import SHOWN_FIELDS, AssignmentRow, IdentifierRow, MarkerRow, NoteRow, shown_value
from iomdesk.people.records import Assignment, Identifier, Marker, Note, Person
from iomdesk.people.rules import FieldValue, cautious_state, marker_label
from iomdesk.store.reading import Reading

T = TypeVar("T")
_DECISIONS_SHOWN = 5
"""How many decisions a page shows: a room asks for the last few, this meeting's own when printed after it."""


@dataclass(frozen=True, slots=True, repr=False)
class LastDecision:
    """One of the last decisions about a person."""

    id: Id
    decided_on: date | None
    decided: str
    body: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class PersonPapers:
    """One person on the agenda: fields as shown over linked records, and each list in the order a page has it.

    ``records`` are the person's, the one they are shown under first. ``facts`` are what the agreement asks.
    """

    nominee: Nominee
    records: tuple[Id, ...]
    facts: PersonFacts
    line: AgendaRow
    fields: Mapping[str, FieldValue]
    identifiers: tuple[IdentifierRow, ...]
    markers: tuple[MarkerRow, ...]
    officers: tuple[AssignmentRow, ...]
    rag_history: tuple[RatingRow, ...]
    no_mappa: bool
    engaged: bool | None
    held: Spell | None
    history: tuple[StandingSet, ...]
    actions: tuple[ActionRow, ...]
    decisions: tuple[LastDecision, ...]
    notes: tuple[NoteRow, ...]
    contributions: tuple[ContributionRow, ...]
    contacts: tuple[ContactRow, ...]

    @property
    def record_ids(self) -> Iterable[Id]:
        """Every record the page may show something of."""
        yield from self.records
        for rows in (
            self.identifiers,
            self.markers,
            self.officers,
            self.rag_history,
            self.history,
            self.actions,
            self.decisions,
            self.notes,
            self.contributions,
            self.contacts,
        ):
            yield from (row.id for row in rows)


@dataclass(frozen=True, slots=True, repr=False)
class Papers:
    """A conference's papers: everyone on its agenda in order, and the pathways they are scored on."""

    conference: ConferenceRow
    held_on: date
    people: tuple[PersonPapers, ...]
    pathways: LabelledSet | None

    def __len__(self) -> int:
        """How many people are in them."""
        return len(self.people)

    @property
    def record_ids(self) -> tuple[Id, ...]:
        """Every record the papers may show something of."""
        return tuple(record for each in self.people for record in each.record_ids)


@question(*CASEWORK, consults=Consults.LIST)
def papers(reading: Reading, conference: Id) -> Papers:
    """The papers of a conference. Making a copy of them is a disclosure, logged by ``RegisterCopy``."""
    agenda = agenda_of(reading, conference)
    nominees = {each.person: each for each in agenda.reached.people}
    wanted = {row.person for row in agenda.rows}
    records = {record: person for record, person in agenda.reached.records.items() if person in wanted}
    found = _Found(reading, agenda, records)
    people = tuple(found.papers_of(nominees[row.person], row) for row in agenda.rows)
    return Papers(agenda.conference, agenda.held_on, people, found.pathways)


class _Found:
    """What one select each found, by the person it is shown under."""

    def __init__(self, reading: Reading, agenda: Agenda, records: Mapping[Id, Id]) -> None:
        self._reading, self._records, self._on = reading, records, agenda.held_on
        self._linked = _grouped(sorted(records), lambda record: records[record], lambda record: record)
        columns = [getattr(Person, name) for name in SHOWN_FIELDS]
        rows = reading.all(select(Person.id, *columns).where(Person.id.in_(list(records))).order_by(Person.id))
        self._fields = _grouped(rows, lambda row: records[row[0]], lambda row: row)
        self._identifiers = self._of(Identifier, _identifier, Identifier.scheme, Identifier.id)
        self._markers = self._of(Marker, _marker, Marker.code, Marker.id)
        self._officers = self._of(Assignment, _assignment, Assignment.agency, Assignment.id)
        self._notes = self._of(Note, _note, Note.noted_on.desc(), Note.id.desc())
        self._ratings = self._of(Rating, _rating, Rating.happened_on.desc(), Rating.id.desc())
        self._decisions = self._of(
            Decision,
            _decision,
            Decision.decided_on.desc(),
            Decision.id.desc(),
        )
        lineage = lineage_of(reading)
        self.pathways = lineage.in_force(agenda.held_on)
        self._history = lineage.lines(histories(reading, records), self.pathways)
        self._actions = outstanding(reading, records, agenda.held_on)
        self._contributions = contributions_at(reading, records, agenda.conference.id)
        self._contacts = contacts_since(reading, records, agenda.last_seen, agenda.held_on)
        self._engaged = engaged(reading, records, agenda.held_on)
        self._facts = facts_of(reading, records, agenda.held_on, engaged=self._engaged, also_involved=agenda.asked_by)
        self._spells = _grouped(
            spells_of(reading, tuple(records)), lambda spell: records[spell.person], lambda spell: spell
        )

    def papers_of(self, nominee: Nominee, line: AgendaRow) -> PersonPapers:
        """One person's papers."""
        person, on = nominee.person, self._on
        officers = self._officers.get(person, ())
        made = self._decisions.get(person, ())
        decisions = (each for each in made if each.decided_on is None or each.decided_on <= on)
        return PersonPapers(
            nominee,
            tuple(self._linked[person]),
            self._facts[person],
            line,
            self._shown(person),
            tuple(self._identifiers.get(person, ())),
            _marked(self._markers.get(person, ())),
            tuple(each for each in officers if each.until is None or each.until >= on),
            tuple(each for each in self._ratings.get(person, ()) if each.scale == Scale.RAG),
            _no_mappa(self._ratings.get(person, ())),
            self._engaged[person],
            held_on(self._spells.get(person, ()), on),
            self._history.get(person, ()),
            self._actions.get(person, ()),
            tuple(decisions)[:_DECISIONS_SHOWN],
            tuple(self._notes.get(person, ())),
            self._contributions.get(person, ()),
            self._contacts.get(person, ()),
        )

    def _shown(self, person: Id) -> dict[str, FieldValue]:
        rows = self._fields[person]
        return {
            name: shown_value(PERSON.by_name[name], [row[place] for row in rows])
            for place, name in enumerate(SHOWN_FIELDS, start=1)
        }

    def _of(self, mapped: Any, make: Callable[[Any], T], *order: Any) -> dict[Id, list[T]]:
        names = ("id", "person", *(each.name for each in mapped.kind))
        rows = self._reading.all(
            select(*(getattr(mapped, name) for name in names))
            .where(mapped.person.in_(list(self._records)), mapped.withdrawn.is_(None))
            .order_by(*order)
        )
        return _grouped(rows, lambda row: self._records[row.person], make)


def _grouped(rows: Iterable[Any], whose: Callable[[Any], Id], make: Callable[[Any], T]) -> dict[Id, list[T]]:
    found: dict[Id, list[T]] = {}
    for row in rows:
        found.setdefault(whose(row), []).append(make(row))
    return found


def _marked(rows: Iterable[MarkerRow]) -> tuple[MarkerRow, ...]:
    """Each marker once over linked records, at its most cautious state; those that are known not to be are left out."""
    by_code = _grouped(rows, lambda row: row.code.encode(), lambda row: row)
    chosen = (
        next(row for row in alike if row.state == cautious_state(each.state for each in alike))
        for alike in by_code.values()
    )
    return tuple(row for row in chosen if row.state != "no")


def _no_mappa(ratings: Iterable[RatingRow]) -> bool:
    """Whether the last word on MAPPA was that they are not under it; nothing said is not known."""
    said = next((each.value for each in ratings if each.scale == Scale.MAPPA), "")
    return said == NO_MAPPA


def _identifier(row: Any) -> IdentifierRow:
    return IdentifierRow(
        row.id,
        row.person,
        row.scheme or "",
        row.typed or "",
        row.canonical or "",
        row.check_passed,
        row.reason or "",
    )


def _marker(row: Any) -> MarkerRow:
    return MarkerRow(
        row.id,
        row.code or "",
        marker_label(row.code or ""),
        row.state or "unknown",
        row.since,
        row.review_on,
        row.source,
    )


def _assignment(row: Any) -> AssignmentRow:
    return AssignmentRow(row.id, row.role or "", row.agency or "", row.officer_name or "", row.since, row.until)


def _note(row: Any) -> NoteRow:
    return NoteRow(row.id, row.heading, row.body or "", row.noted_on, row.source, bool(row.do_not_share))


def _rating(row: Any) -> RatingRow:
    return RatingRow(row.id, row.scale or "", row.value or "", row.happened_on, row.reason, row.conference)


def _decision(row: Any) -> LastDecision:
    return LastDecision(row.id, row.decided_on, row.decided or "", row.body or "", row.reason or "")
