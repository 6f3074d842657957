"""What agencies contributed: to a conference, about a person, for the papers; and who has not yet."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from iomdesk.conference.binding import unpacked
from iomdesk.conference.finding import conference_of
from iomdesk.conference.forms import agencies_with_forms
from iomdesk.conference.questions import agenda_of
from iomdesk.conference.records import Conference, Contribution, Minutes
from iomdesk.conference.rules import conference_code
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.errors import Refused
from iomdesk.ids import Id, code_meant, id_from_text, short_code, short_ref
from iomdesk.partnership.records import Officer, Site
from iomdesk.people.questions import all_linked, linked_ids
from iomdesk.people.records import Assignment, Person
from iomdesk.store.reading import Reading
from iomdesk.words import say

CODE = "B"
"""The letter codes of contributions begin with."""


@dataclass(frozen=True, slots=True, repr=False)
class ContributionRow:
    """One contribution. Boxes nobody filled in are empty.

    ``code`` is what it is called on the command line, ``meeting`` what its conference is called. ``corrected``: another
    one took its place. ``late``: it was not there when the minutes of its conference were signed, whenever it was
    written.
    """

    id: Id
    code: str
    person: Id
    conference: Id
    meeting: str
    agency: str
    author_name: str
    written_on: date | None
    facts: str
    opinion: str
    health: str
    substance_use: str
    intelligence: str
    victim: str
    do_not_share: bool
    form_number: str
    keyed_by: str
    corrects: Id | None
    corrected: bool
    late: bool


@dataclass(frozen=True, slots=True, repr=False)
class PersonContributions:
    """One person, and what agencies contributed about them."""

    person: Id
    ref: str
    surname: str
    forenames: str
    rows: tuple[ContributionRow, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Awaited:
    """An agency that works with people on the agenda, and those of them it has not contributed about."""

    agency: str
    people: tuple[PersonContributions, ...]


@question(*CASEWORK, consults=Consults.LIST)
def contributions_to(reading: Reading, conference: Id) -> tuple[PersonContributions, ...]:
    """What was contributed to a conference, person by person in the order of the alphabet; corrected ones too."""
    conference_of(reading, conference)
    shown = {record: group[0] for record, group in all_linked(reading).items()}
    found: dict[Id, list[ContributionRow]] = {}
    for row in contribution_rows(reading, Contribution.conference == conference):
        found.setdefault(shown.get(row.person, row.person), []).append(row)
    return _by_name(reading, {person: tuple(rows) for person, rows in found.items()})


@question(*CASEWORK, consults=Consults.PERSON)
def contributions_about(reading: Reading, person: Id) -> tuple[ContributionRow, ...]:
    """Everything contributed about one person, the newest first, linked records included."""
    rows = contribution_rows(reading, Contribution.person.in_(linked_ids(reading, person)))
    return tuple(reversed(rows))


@question(*CASEWORK, consults=Consults.LIST)
def contribution_named(reading: Reading, conference: Id, text: str) -> ContributionRow:
    """The contribution to a conference that this code or id names; raises ``Refused`` for none or several."""
    wanted, spelled = code_meant(CODE, text), id_from_text(text.strip())
    rows = contribution_rows(reading, Contribution.conference == conference)
    found = [row for row in rows if row.id == spelled or row.code == wanted]
    if len(found) > 1:
        raise Refused(say("Two contributions bear that code."), say("Use the id: iomdesk contribution list --json."))
    if not found:
        raise Refused(
            say("No contribution to that conference is called {text}.", text=text.strip()),
            say("See: iomdesk contribution list."),
        )
    return found[0]


@question(*CASEWORK, consults=Consults.LIST)
def awaited(reading: Reading, conference: Id) -> tuple[Awaited, ...]:
    """Which agency has not contributed about whom: those whose officers work with somebody on the agenda, the one that
    leads, and those that were given a sheet. A constant number of selects.
    """
    sheet = agenda_of(reading, conference)
    on = {row.person: row for row in sheet.rows}
    records = {record: person for record, person in sheet.reached.records.items() if person in on}
    expected = _expected(reading, conference, records, sheet.held_on)
    given = {
        (records[row.person], row.agency)
        for row in contribution_rows(reading, Contribution.conference == conference)
        if row.person in records
    }
    missing: dict[str, list[PersonContributions]] = {}
    for row in sheet.rows:
        for agency in sorted(expected.get(row.person, ())):
            if (row.person, agency) not in given:
                nobody = PersonContributions(row.person, row.ref, row.surname, row.forenames, ())
                missing.setdefault(agency, []).append(nobody)
    return tuple(Awaited(agency, tuple(people)) for agency, people in sorted(missing.items()))


def contributions_at(
    reading: Reading, records: Mapping[Id, Id], conference: Id
) -> dict[Id, tuple[ContributionRow, ...]]:
    """What stands of the contributions to a conference, by the person ``records`` show each record under.

    Corrected ones are left out. Three selects, whatever the number of people.
    """
    found: dict[Id, list[ContributionRow]] = {}
    for row in contribution_rows(reading, Contribution.conference == conference):
        if row.person in records and not row.corrected:
            found.setdefault(records[row.person], []).append(row)
    return {person: tuple(sorted(rows, key=lambda row: (row.agency, row.id))) for person, rows in found.items()}


def contribution_rows(reading: Reading, *conditions: Any) -> tuple[ContributionRow, ...]:
    """The contributions that answer every condition and were not withdrawn, in the order they were entered."""
    c, keyer = Contribution, aliased(Officer)
    names = ("id", "person", *(each.name for each in c.kind if each.name not in ("keyed_by", "withdrawn")))
    rows: Sequence[Any] = reading.all(
        select(
            *(getattr(c, name) for name in names),
            keyer.name.label("keyed_by"),
            Conference.held_on,
            Conference.number,
            Site.name.label("site"),
        )
        .join(Conference, Conference.id == c.conference, isouter=True)
        .join(Site, Site.id == Conference.site, isouter=True)
        .join(keyer, keyer.id == c.keyed_by, isouter=True)
        .where(c.withdrawn.is_(None), c.person.is_not(None), c.conference.is_not(None), *conditions)
        .order_by(c.id)
    )
    corrected = _corrected(reading, {row.conference for row in rows})
    bound = _bound(reading, {row.conference for row in rows})
    return tuple(
        _row(row, row.id in corrected, row.conference in bound and row.id not in bound[row.conference]) for row in rows
    )


def _corrected(reading: Reading, conferences: Collection[Id]) -> frozenset[Id]:
    """The contributions that another one took the place of, which is to the same conference."""
    if not conferences:
        return frozenset()
    c = Contribution
    rows = reading.all(
        select(c.corrects).where(c.conference.in_(list(conferences)), c.corrects.is_not(None), c.withdrawn.is_(None))
    )
    return frozenset(record for (record,) in rows if record is not None)


def _bound(reading: Reading, conferences: Iterable[Id]) -> dict[Id, frozenset[Id]]:
    """Of the signed conferences, what the first of their minutes bind."""
    m, wanted = Minutes, list(conferences)
    if not wanted:
        return {}
    rows = reading.all(
        select(m.conference, m.binds)
        .where(m.conference.in_(wanted), m.withdrawn.is_(None))
        .order_by(m.signed_at.desc(), m.id.desc())
    )
    return {conference: frozenset(each.record for each in unpacked(binds)) for conference, binds in rows if binds}


def _expected(reading: Reading, conference: Id, records: Mapping[Id, Id], on: date) -> dict[Id, set[str]]:
    """The agencies that should say something, by person."""
    a = Assignment
    assigned = reading.all(
        select(a.person, a.agency).where(
            a.person.in_(list(records)), a.withdrawn.is_(None), a.until.is_(None) | (a.until >= on)
        )
    )
    leads = reading.all(select(Person.id, Person.lead_agency).where(Person.id.in_(list(records))))
    pairs = [*assigned, *leads, *agencies_with_forms(reading, conference, records.keys())]
    expected: dict[Id, set[str]] = {}
    for record, agency in pairs:
        if record is not None and agency:
            expected.setdefault(records[record], set()).add(agency)
    return expected


def _by_name(reading: Reading, found: Mapping[Id, tuple[ContributionRow, ...]]) -> tuple[PersonContributions, ...]:
    people = reading.all(
        select(Person.id, Person.ref, Person.surname, Person.forenames).where(Person.id.in_(list(found)))
    )
    names = {
        record: (ref or short_ref(record), surname or "", forenames or "") for record, ref, surname, forenames in people
    }
    rows = [
        PersonContributions(person, *names.get(person, (short_ref(person), "", "")), of) for person, of in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.surname.casefold(), row.forenames.casefold(), row.person)))


def _row(row: Any, corrected: bool, late: bool) -> ContributionRow:
    return ContributionRow(
        row.id,
        short_code(CODE, row.id),
        row.person,
        row.conference,
        conference_code(row.site or "", row.number, row.held_on),
        row.agency or "",
        row.author_name or "",
        row.written_on,
        row.facts or "",
        row.opinion or "",
        row.health or "",
        row.substance_use or "",
        row.intelligence or "",
        row.victim or "",
        bool(row.do_not_share),
        row.form_number or "",
        row.keyed_by or "",
        row.corrects,
        corrected,
        late,
    )
