"""The desk as an import and an export see it: each table read once, as plain values by person.

Linked records are one person under the smallest id. ``values`` are in the fields of the team's sheet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from iomdesk.catalogue import PERSON, Agency
from iomdesk.cohort.records import MembershipEvent
from iomdesk.cohort.rules import FORMER, Step, adopted_on, known_event, status_on
from iomdesk.custody.records import CustodySpell
from iomdesk.custody.rules import Spell, held_on
from iomdesk.exchange.comparing import supervision_shown
from iomdesk.exchange.headings import PATHWAY_LABELS
from iomdesk.exchange.matching import Roll
from iomdesk.exchange.outgoing import Value
from iomdesk.exchange.phrases import Location, Mappa
from iomdesk.ids import Id
from iomdesk.partnership.records import Site
from iomdesk.pathways.standing import set_in_force
from iomdesk.pathways.versions import LabelledSet
from iomdesk.people.card import shown_value
from iomdesk.people.identifiers import Identifier, Scheme, parse_identifier
from iomdesk.people.linking import canonical_ids
from iomdesk.people.questions import all_linked
from iomdesk.people.records import Assignment, Marker, Note, Person
from iomdesk.people.records import Identifier as IdentifierRecord
from iomdesk.people.rules import MarkerCode, OfficerRole, cautious_state
from iomdesk.store.reading import Reading

SHEET = "sheet"
"""The source of what a cohort sheet said."""
NOTES = "Notes"
"""The heading under which the column of notes is kept."""
MARKERS = {"da_perpetrator": MarkerCode.DOMESTIC_ABUSE, "county_lines": MarkerCode.COUNTY_LINES}
LEADS = {"police_om": Agency.POLICE, "probation_om": Agency.PROBATION}
_FIELDS = (
    "surname",
    "forenames",
    "born",
    "sex",
    "site",
    "cohort_label",
    "supervision",
    "supervision_until",
    "rosh",
    "rag",
    "mappa_category",
    "mappa_level",
    "last_conference",
    "priority",
)
_SCHEMES = frozenset(map(str, Scheme))
_AS_THEY_ARE = {name: name for name in ("surname", "forenames", "sex", "cohort_label", "rosh", "rag")} | {
    "last_conference": "last_conference",
    "priority": "priority_pathway",
    "born": "dob",
}
"""Field of the person to field of the sheet, where nothing is to be done to the value."""


@dataclass(slots=True, repr=False)
class KnownPerson:
    """One person of the desk: their row as the team's sheet would have it, and the records it was made from."""

    id: Id
    values: dict[str, Value] = field(default_factory=dict)
    numbers: list[tuple[Id, Identifier]] = field(default_factory=list)
    leads: dict[str, list[tuple[Id, str]]] = field(default_factory=dict)
    markers: dict[str, list[tuple[Id, str]]] = field(default_factory=dict)
    events: list[tuple[Id, str, date | None]] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    notes: dict[str, tuple[Id, str]] = field(default_factory=dict)
    held: Spell | None = None
    former: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class KnownPeople:
    """Everybody on the desk by canonical id; ``canonical`` maps each linked record to it."""

    people: Mapping[Id, KnownPerson]
    canonical: Mapping[Id, Id]
    roll: Roll
    pathways: LabelledSet | None

    @property
    def labels(self) -> tuple[str, ...]:
        """The pathways as they are called now."""
        known = self.pathways.labels if self.pathways else ()
        return known if len(known) == len(PATHWAY_LABELS) else PATHWAY_LABELS


def rows_of(reading: Reading, statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    """The rows as plain tuples, dates as dates."""
    return [tuple(row) for row in reading.all(statement)]


def people_of(reading: Reading, today: date) -> KnownPeople:
    """Who is on the desk and by what they are known: enough to say whose a row is."""
    linked = all_linked(reading)
    canonical = canonical_ids(linked)
    columns = [getattr(Person, name) for name in _FIELDS]
    records: dict[Id, list[Any]] = {}
    for row in rows_of(reading, select(Person.id, *columns).where(Person.withdrawn.is_(None)).order_by(Person.id)):
        records.setdefault(canonical.get(row[0], row[0]), []).append(row[1:])
    sites: dict[Id, str | None] = dict(rows_of(reading, select(Site.id, Site.name)))
    known = {id: KnownPerson(id, _values(rows, sites, today)) for id, rows in records.items()}
    i = IdentifierRecord
    for id, person, scheme, typed, canon in rows_of(
        reading, select(i.id, i.person, i.scheme, i.typed, i.canonical).where(i.withdrawn.is_(None)).order_by(i.id)
    ):
        owner = known.get(canonical.get(person, person))
        if owner is not None and scheme in _SCHEMES and (typed or canon):
            owner.numbers.append((id, parse_identifier(Scheme(scheme), typed or canon, today)))
    return KnownPeople(known, canonical, _roll(known.values(), today), set_in_force(reading, today))


def _roll(known: Iterable[KnownPerson], today: date) -> Roll:
    roll = Roll(today)
    for person in known:
        for _, number in person.numbers:
            person.values.setdefault(number.scheme.lower(), number.typed)
        surname, forenames, born = (person.values.get(name) for name in ("surname", "forenames", "dob"))
        who = roll.identity(surname, forenames, born)  # type: ignore[arg-type]
        roll.enter(person.id, who, [number for _, number in person.numbers])
    return roll


def _values(rows: Sequence[Any], sites: Mapping[Id, str | None], today: date) -> dict[str, Value]:
    shown: dict[str, Any] = {
        name: rows[0][place] if len(rows) == 1 else shown_value(PERSON.by_name[name], [row[place] for row in rows])
        for place, name in enumerate(_FIELDS)
    }
    values: dict[str, Value] = {sheet: shown[name] for name, sheet in _AS_THEY_ARE.items()}
    values["site"] = sites.get(shown["site"])
    values["supervision"] = supervision_shown(shown["supervision"], shown["supervision_until"], today)
    category = shown["mappa_category"]
    values["mappa"] = Mappa(category, shown["mappa_level"]) if category is not None else None
    return values


def cohort_of(reading: Reading, today: date) -> KnownPeople:
    """Everybody with all the columns of the team's sheet."""
    known = people_of(reading, today)
    _add_events(reading, known, today)
    _add_marks(reading, known)
    add_spells(reading, known)
    for person in known.people.values():
        held = person.held = held_on(person.spells, today)
        # The team's sheet has no blank for somebody nobody holds.
        person.values["location"] = Location(True, held.prison or "", held.release_on) if held else Location(False)
        for name, agency in LEADS.items():
            person.values[name] = person.leads[agency][-1][1] if agency in person.leads else None
        for name, code in MARKERS.items():
            states = [state for _, state in person.markers.get(code, ())]
            person.values[name] = cautious_state(states) if states else None
        person.values["notes"] = person.notes[NOTES][1] if NOTES in person.notes else None
    return known


def _add_events(reading: Reading, known: KnownPeople, today: date) -> None:
    m = MembershipEvent
    for id, person, event, on in rows_of(
        reading, select(m.id, m.person, m.event, m.happened_on).where(m.withdrawn.is_(None)).order_by(m.id)
    ):
        if (owner := _owner(known, person)) is not None:
            owner.events.append((id, event or "", on))
    for each in known.people.values():
        steps = [step for _, event, on in each.events if (step := known_event(event, on)) is not None]
        last = status_on(steps, today)
        each.former = last is not None and last.step in FORMER
        each.values["adopted"] = adopted_on(steps)


def _add_marks(reading: Reading, known: KnownPeople) -> None:
    a, m, n = Assignment, Marker, Note
    for id, person, agency, name in rows_of(
        reading,
        select(a.id, a.person, a.agency, a.officer_name)
        .where(a.role == str(OfficerRole.LEAD), a.until.is_(None), a.withdrawn.is_(None))
        .order_by(a.id),
    ):
        if name and (owner := _owner(known, person)) is not None:
            owner.leads.setdefault(agency, []).append((id, name))
    for id, person, code, state in rows_of(
        reading, select(m.id, m.person, m.code, m.state).where(m.withdrawn.is_(None)).order_by(m.id)
    ):
        if (owner := _owner(known, person)) is not None:
            owner.markers.setdefault(code or "", []).append((id, state or ""))
    for id, person, heading, body in rows_of(
        reading,
        select(n.id, n.person, n.heading, n.body)
        .where(n.source == SHEET, n.do_not_share.is_not(True), n.withdrawn.is_(None))
        .order_by(n.id),
    ):
        if heading and body and (owner := _owner(known, person)) is not None:
            owner.notes.setdefault(heading, (id, body))


def add_spells(reading: Reading, known: KnownPeople) -> None:
    """Add everybody's spells in custody."""
    c = CustodySpell
    for row in rows_of(
        reading,
        select(c.id, c.person, c.prison, c.from_on, c.to_on, c.reason, c.release_on, c.source)
        .where(c.withdrawn.is_(None))
        .order_by(c.from_on, c.id),
    ):
        if (owner := _owner(known, row[1])) is not None:
            owner.spells.append(Spell(*row))


def _owner(known: KnownPeople, person: Id | None) -> KnownPerson | None:
    return known.people.get(known.canonical.get(person, person)) if person is not None else None


def adoption(person: KnownPerson, on: date) -> bool:
    """Whether the desk has the person adopted on that day already."""
    return any(event == Step.ADOPTED and day == on for _, event, day in person.events)
