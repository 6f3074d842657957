"""Paper contribution sheets: numbered when they go out, found by their number when they come back.

Source: INTERFACE, "Where sticks are forbidden": a sheet per person, filled in by hand, keyed in beside its number.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.conference.finding import require_open
from iomdesk.conference.form_numbers import form_number, passes, read_number, sequence_of, series_of
from iomdesk.conference.records import Conference, ContributionForm
from iomdesk.conference.rules import conference_code
from iomdesk.doors import CASEWORK, Command, Consults, Role, handles, question
from iomdesk.errors import Refused
from iomdesk.ids import Id, short_ref
from iomdesk.partnership.records import Site
from iomdesk.people.commands import present_records
from iomdesk.people.records import Person
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Given, Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class IssueForms(Command[tuple["IssuedForm", ...]]):
    """Number a sheet for each of these people; answers them in the order given.

    Whoever has a sheet that is still out keeps its number, so that a second print of the stack is the same stack. Who
    has one that came back is left out, unless ``again``. Whether the agency may be told of them is for whoever prints
    the sheets to ask the agreement.
    """

    conference: Id
    agency: Agency
    people: tuple[Id, ...]
    again: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class IssuedForm:
    """One numbered sheet."""

    id: Id
    person: Id
    number: str


@dataclass(frozen=True, slots=True, repr=False)
class FormRow:
    """One sheet: for which conference, agency and person, when it went out (UTC ms) and came back."""

    id: Id
    number: str
    conference: Id
    code: str
    agency: str
    person: Id
    ref: str
    surname: str
    forenames: str
    issued_at: int
    returned_on: date | None


@handles(Role.OFFICER)
def issue_forms(work: Work, command: IssueForms) -> tuple[IssuedForm, ...]:
    """Enter a sheet for everybody who has none out; no two of a desk bear one number."""
    row = require_open(work, command.conference)
    series = series_of(row.site_name, row.number, command.agency)
    f = ContributionForm
    there = work.all(
        select(f.id, f.person, f.number, f.returned_on)
        .where(f.conference == row.id, f.agency == str(command.agency), f.withdrawn.is_(None))
        .order_by(f.id)
    )
    used = work.all(select(f.number).where(f.number.startswith(f"{series}-")))
    last = max((sequence_of(number or "") for (number,) in used), default=0)
    issued: dict[Id, IssuedForm | None] = {}
    for person in command.people:
        records = present_records(work, person)
        if records[0] in issued:
            continue
        own = [each for each in there if each.person in records]
        out = next((each for each in own if each.returned_on is None), None)
        if out is not None or (own and not command.again):
            issued[records[0]] = IssuedForm(out.id, person, out.number or "") if out is not None else None
            continue
        last += 1
        number = form_number(series, last)
        values: dict[str, Given] = {
            "conference": row.id,
            "agency": str(command.agency),
            "number": number,
            "issued_at": work.now,
        }
        made = work.create(catalogue.CONTRIBUTION_FORM, values, subject=records[0])
        issued[records[0]] = IssuedForm(made, person, number)
    return tuple(each for each in issued.values() if each is not None)


@question(*CASEWORK, consults=Consults.LIST)
def outstanding_forms(reading: Reading, conference: Id | None = None) -> tuple[FormRow, ...]:
    """The sheets that have not come back, of one conference or of all, by agency and number."""
    f = ContributionForm
    of = [f.conference == conference] if conference is not None else []
    return tuple(sorted(form_rows(reading, f.returned_on.is_(None), *of), key=lambda row: (row.agency, row.number)))


@question(*CASEWORK, consults=Consults.LIST)
def form_named(reading: Reading, text: str) -> FormRow:
    """The sheet of that number, spaced or spelled as it may be; raises ``Refused`` for none."""
    rows = forms_numbered(reading, text)
    if len(rows) > 1:
        raise Refused(
            say("{count} sheets bear the number {number}.", count=len(rows), number=rows[0].number),
            say("Say which conference and person it is for."),
        )
    return rows[0]


def forms_numbered(reading: Reading, text: str) -> tuple[FormRow, ...]:
    """The sheets of that number: desks apart may have given out the same one. Raises ``Refused`` for none."""
    number = read_number(text)
    if number is None:
        raise Refused(
            say("That is no number of a contribution sheet."), say("It looks like N3-PRI-07-K; it stands on the sheet.")
        )
    if not passes(number):
        raise Refused(
            say("{number}: the last letter does not fit the rest.", number=number),
            say("A digit was misread. Look at the sheet again, or have it read out again."),
        )
    rows = form_rows(reading, ContributionForm.number == number)
    if not rows:
        raise Refused(
            say("No sheet {number} was issued on this desk.", number=number),
            say("See: iomdesk contribution forms. It may be another office's."),
        )
    return rows


def form_rows(reading: Reading, *conditions: Any) -> tuple[FormRow, ...]:
    """The sheets that answer every condition, as they were issued."""
    f = ContributionForm
    rows: Sequence[Any] = reading.all(
        select(
            f.id,
            f.number,
            f.conference,
            f.agency,
            f.person,
            f.issued_at,
            f.returned_on,
            Conference.held_on,
            Conference.number.label("meeting"),
            Site.name.label("site"),
            Person.ref,
            Person.surname,
            Person.forenames,
        )
        .join(Conference, Conference.id == f.conference, isouter=True)
        .join(Site, Site.id == Conference.site, isouter=True)
        .join(Person, Person.id == f.person, isouter=True)
        .where(f.withdrawn.is_(None), f.person.is_not(None), f.conference.is_not(None), *conditions)
        .order_by(f.id)
    )
    return tuple(_row(row) for row in rows)


def agencies_with_forms(reading: Reading, conference: Id, records: Collection[Id]) -> list[tuple[Id, str]]:
    """Whose sheets went out for a conference, by record: pairs of record and agency."""
    f = ContributionForm
    rows = reading.all(
        select(f.person, f.agency).where(f.conference == conference, f.withdrawn.is_(None), f.agency.is_not(None))
    )
    return [(record, agency or "") for record, agency in rows if record in records]


def _row(row: Any) -> FormRow:
    return FormRow(
        row.id,
        row.number or "",
        row.conference,
        conference_code(row.site or "", row.meeting, row.held_on),
        row.agency or "",
        row.person,
        row.ref or short_ref(row.person),
        row.surname or "",
        row.forenames or "",
        row.issued_at or 0,
        row.returned_on,
    )
