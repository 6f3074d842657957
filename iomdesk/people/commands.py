"""What people do about people: enter and change them, mark them, say who works with them, link two records as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import bindparam, select

from iomdesk import catalogue
from iomdesk.catalogue import PERSON, Agency
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.people import entering
from iomdesk.people.entering import NewPerson
from iomdesk.people.identifiers import Identifier, Scheme, parse_identifier
from iomdesk.people.questions import linked_ids
from iomdesk.people.records import Assignment, Marker, Person, PersonLink
from iomdesk.people.records import Identifier as IdentifierRecord
from iomdesk.people.rules import (
    FieldValue,
    MarkerCode,
    MarkerState,
    OfficerRole,
    field_problem,
    one_line,
    tidy,
)
from iomdesk.store.audit import Act
from iomdesk.store.tables import OperationRow
from iomdesk.store.unit import Tokens, Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class AddPerson(Command[Id]):
    """Enter a person. ``identifiers`` are (scheme, as typed); one that fails its check needs ``reason``."""

    values: Mapping[str, FieldValue]
    identifiers: tuple[tuple[Scheme, str], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ChangePerson(Command[Tokens]):
    """Set fields of a person; None makes one unknown. Answers the new token of each field that changed."""

    person: Id
    values: Mapping[str, FieldValue]
    seen: Tokens = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class AddIdentifier(Command[Id]):
    """Record an identifier; one the person has already is that one. A failed check needs ``reason``."""

    person: Id
    scheme: Scheme
    typed: str
    reason: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class WithdrawIdentifier(Command[None]):
    """An identifier was recorded in error; it stays in the history."""

    identifier: Id
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class SetMarker(Command[Id]):
    """Say whether a marker holds for a person. A marker that is there is changed, never doubled.

    ``since``, ``review_on`` and ``source`` of None leave what stands.
    """

    person: Id
    code: MarkerCode
    state: MarkerState
    since: date | None = None
    review_on: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class AssignOfficer(Command[Id]):
    """Say which officer of an agency works with a person. A new lead or cover ends the agency's previous one."""

    person: Id
    role: OfficerRole
    agency: Agency
    officer_name: str
    since: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class AddNote(Command[Id]):
    """Write a note, dated today. ``do_not_share`` keeps it from every other agency."""

    person: Id
    body: str
    heading: str = ""
    do_not_share: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class LinkPersons(Command[Id]):
    """Say that two records are one person. Nothing is moved; the link can be undone."""

    person: Id
    other: Id
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class UnlinkPersons(Command[None]):
    """Undo the link between these two records."""

    person: Id
    other: Id
    reason: str


@handles(Role.OFFICER, act=Act.COLLECTION)
def add_person(work: Work, command: AddPerson) -> Id:
    """Enter the person; something must be known of them, and an identifier that fails its check needs a reason."""
    values = _checked(command.values, work.today)
    if not command.identifiers and not any(values.get(name) for name in ("surname", "forenames")):
        raise Refused(say("A person needs a name or an identifier."))
    reason = one_line(command.reason)
    parsed = [_identifier(scheme, typed, reason, work.today) for scheme, typed in command.identifiers]
    unlike = list({(each.scheme, each.canonical): each for each in parsed}.values())
    return entering.enter_person(work, NewPerson(values, unlike, reason))


@handles(Role.OFFICER)
def change_person(work: Work, command: ChangePerson) -> Tokens:
    """Set the fields, on every linked record that says otherwise."""
    return set_fields(work, command.person, _checked(command.values, work.today), command.seen)


def set_fields(
    work: Work,
    person: Id,
    values: Mapping[str, FieldValue],
    seen: Tokens | None = None,
    records: Sequence[Id] = (),
) -> Tokens:
    """Write fields of a person as shown: to their canonical record, and to each linked one that says anything.

    A decision over what several records say is so kept in each of them, and none stays to contradict it.
    Checks no value. ``records`` are the person's records where the caller asked for them already. Raises
    ``Refused`` for a person this desk does not have.
    """
    canonical, *others = records or present_records(work, person)
    tokens = dict(work.put(PERSON, canonical, values, _own(work, canonical, seen, others)))
    for record in others:
        known = work.first(select(*(getattr(Person, name) for name in values)).where(Person.id == record))
        said = {name: value for name, value in values.items() if getattr(known, name) is not None}
        written = work.put(PERSON, record, said, _own(work, record, seen, [canonical])) if said else {}
        for name, operations in written.items():
            tokens[name] = (*tokens.get(name, ()), *operations)
    return tokens


_PRESENT = (
    select(Person.id)
    .where(Person.id.in_(bindparam("linked", expanding=True)), Person.withdrawn.is_(None))
    .order_by(Person.id)
)


def present_records(work: Work, person: Id) -> list[Id]:
    """The records of a person that this desk has, canonical first; raises ``Refused`` when there is none."""
    linked = linked_ids(work, person)
    rows = work.all(_PRESENT, linked=linked)
    if not rows:
        raise Refused(say("That person is not on this desk."), say("Look the person up again."))
    return [id for (id,) in rows]


def _own(work: Work, record: Id, seen: Tokens | None, linked: list[Id]) -> Tokens | None:
    """Of a card's tokens, which hold the operations of all linked records, those of one record."""
    if not seen or not linked:
        return seen
    named = {operation for operations in seen.values() for operation in operations}
    rows = work.all(select(OperationRow.id).where(OperationRow.id.in_(named), OperationRow.record == record))
    own = {id for (id,) in rows}
    return {name: tuple(each for each in operations if each in own) for name, operations in seen.items()}


def _checked(values: Mapping[str, FieldValue], today: date) -> dict[str, FieldValue]:
    tidied = {name: tidy(value) for name, value in values.items()}
    for name, value in tidied.items():
        if problem := field_problem(name, value, today):
            raise Refused(problem)
    return tidied


def _identifier(scheme: Scheme, typed: str, reason: str, today: date) -> Identifier:
    parsed = parse_identifier(scheme, typed, today)
    if not parsed.canonical:
        raise Refused(say("An identifier cannot be empty."))
    if parsed.warning and not reason:
        raise Refused(
            parsed.warning, say("Mend it, or record it as it is with a reason, such as: as typed in the source.")
        )
    return parsed


@handles(Role.OFFICER)
def add_identifier(work: Work, command: AddIdentifier) -> Id:
    """Record the identifier, or answer the one that is there."""
    person = present_records(work, command.person)[0]
    parsed = _identifier(command.scheme, command.typed, one_line(command.reason), work.today)
    i = IdentifierRecord
    there = work.value(
        select(i.id).where(
            i.person.in_(linked_ids(work, person)),
            i.scheme == str(parsed.scheme),
            i.canonical == parsed.canonical,
            i.withdrawn.is_(None),
        )
    )
    return there or entering.enter_identifier(work, person, parsed, one_line(command.reason))


@handles(Role.OFFICER)
def withdraw_identifier(work: Work, command: WithdrawIdentifier) -> None:
    """Withdraw it, with a reason."""
    work.withdraw(catalogue.IDENTIFIER, command.identifier, _reason(command.reason))


def _reason(reason: str) -> str:
    plain = one_line(reason)
    if not plain:
        raise Refused(say("This needs a reason."), say("Say why in a few words."))
    return plain


@handles(Role.OFFICER)
def set_marker(work: Work, command: SetMarker) -> Id:
    """Change the marker on every linked record that bears it, or enter it."""
    person, *others = present_records(work, command.person)
    given = {"since": command.since, "review_on": command.review_on, "source": command.source}
    known = {name: value for name, value in given.items() if value is not None}
    rows = work.all(
        select(Marker.id)
        .where(Marker.person.in_([person, *others]), Marker.code == str(command.code), Marker.withdrawn.is_(None))
        .order_by(Marker.id)
    )
    there = [marker for (marker,) in rows]
    for marker in there:
        work.put(catalogue.MARKER, marker, {"state": str(command.state), **known})
    if there:
        return there[0]
    return entering.enter_marker(
        work,
        person,
        command.code,
        command.state,
        since=command.since,
        review_on=command.review_on,
        source=command.source,
    )


@handles(Role.OFFICER)
def assign_officer(work: Work, command: AssignOfficer) -> Id:
    """Enter the officer, ending the lead or cover they follow; one who has that part already keeps it."""
    name = one_line(command.officer_name)
    if not name:
        raise Refused(say("Name the officer."))
    person, *others = present_records(work, command.person)
    a = Assignment
    standing = work.all(
        select(a.id, a.officer_name).where(
            a.person.in_([person, *others]),
            a.role == str(command.role),
            a.agency == str(command.agency),
            a.until.is_(None),
            a.withdrawn.is_(None),
        )
    )
    same = next((row.id for row in standing if one_line(row.officer_name or "").casefold() == name.casefold()), None)
    since = command.since or work.today
    if command.role is not OfficerRole.CO_MANAGER:
        for row in standing:
            if row.id != same:
                work.put(catalogue.ASSIGNMENT, row.id, {"until": since})
    return same or entering.enter_assignment(work, person, command.role, str(command.agency), name, since)


@handles(Role.OFFICER)
def add_note(work: Work, command: AddNote) -> Id:
    """Write the note."""
    body = command.body.strip()
    if not body:
        raise Refused(say("An empty note says nothing."))
    return entering.enter_note(
        work,
        present_records(work, command.person)[0],
        body,
        heading=one_line(command.heading) or None,
        noted_on=work.today,
        do_not_share=command.do_not_share,
    )


@handles(Role.OFFICER, act=Act.COMBINATION)
def link_persons(work: Work, command: LinkPersons) -> Id:
    """Link the two records, unless they are one person already."""
    if command.person == command.other:
        raise Refused(say("Both references name the same record."))
    for record in (command.person, command.other):
        present_records(work, record)
    if command.other in linked_ids(work, command.person):
        raise Refused(say("These two are one person already."))
    return work.create(
        catalogue.LINK, {"other": command.other, "reason": _reason(command.reason)}, subject=command.person
    )


@handles(Role.OFFICER, act=Act.COMBINATION)
def unlink_persons(work: Work, command: UnlinkPersons) -> None:
    """Withdraw every direct link between the two."""
    reason = _reason(command.reason)
    ends = [command.person, command.other]
    links = work.all(
        select(PersonLink.id).where(
            PersonLink.person.in_(ends), PersonLink.other.in_(ends), PersonLink.withdrawn.is_(None)
        )
    )
    if not links:
        raise Refused(
            say("These two records are not linked with each other."),
            say("If they show as one person, both are linked with a third record: undo that link."),
        )
    for (link,) in links:
        work.withdraw(catalogue.LINK, link, reason)
