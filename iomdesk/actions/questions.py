"""Questions about actions: who promised what, and what is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from iomdesk.actions.records import Action
from iomdesk.actions.rules import CLOSED, days_overdue, is_overdue
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.errors import Refused
from iomdesk.ids import Id, id_from_text, short_ref
from iomdesk.people.questions import linked_ids
from iomdesk.people.records import Person
from iomdesk.people.rules import fold_name, name_matches
from iomdesk.store.reading import Reading
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class ActionRow:
    """One action with whose it is. ``days_overdue`` counts to the day that was asked about."""

    id: Id
    number: int | None
    person: Id | None
    ref: str
    surname: str
    forenames: str
    body: str
    owner_name: str
    owner_agency: str
    due_on: date | None
    due_reason: str
    pathway: int | None
    raised_on: date | None
    state: str
    outcome: str
    outcome_note: str
    closed_on: date | None
    overdue: bool
    days_overdue: int


@question(*CASEWORK, consults=Consults.LIST)
def actions_open(reading: Reading, on: date, owner: str = "", agency: str = "") -> tuple[ActionRow, ...]:
    """Every open action, overdue first, then by day: all of them, an agency's, or those of the owner named.

    An owner is found as people are: every word asked for begins a word of the name, whatever its case.
    """
    statement = _actions().where(_is_open())
    if agency:
        statement = statement.where(Action.owner_agency == agency)
    rows = _in_order(reading, statement, on)
    wanted = fold_name(owner)
    return tuple(row for row in rows if name_matches(wanted, row.owner_name, None)) if wanted else rows


@question(*CASEWORK, consults=Consults.PERSON)
def actions_of(reading: Reading, person: Id, on: date) -> tuple[ActionRow, ...]:
    """Every action ever set on a person, open ones first."""
    rows = _in_order(reading, _actions().where(Action.person.in_(linked_ids(reading, person))), on)
    return tuple(sorted(rows, key=lambda row: row.state == CLOSED))


@question(*CASEWORK, consults=Consults.NOBODY)
def action_named(reading: Reading, text: str) -> Id:
    """The action a number (``12``, ``A-12``) or an id names.

    Raises ``Refused`` where there is none, or where two desks gave the same number before they met.
    """
    statement = select(Action.id).where(Action.withdrawn.is_(None))
    number = text.strip().upper().removeprefix("A-")
    if number.isascii() and number.isdigit() and len(number) < 10:
        found = reading.all(statement.where(Action.number == int(number)))
    else:
        found = reading.all(statement.where(Action.id == (id_from_text(text.strip()) or b"")))
    if not found:
        raise Refused(say("There is no action {text}.", text=text), say("List the actions and take its number."))
    if len(found) > 1:
        raise Refused(say("Several actions have the number {text}.", text=text), say("Name it by its id."))
    return found[0][0]


def outstanding(reading: Reading, records: Mapping[Id, Id], on: date) -> dict[Id, tuple[ActionRow, ...]]:
    """The open actions of many people, overdue first, in one select.

    ``records`` maps each record to the person it is shown under.
    """
    found: dict[Id, list[ActionRow]] = {}
    for row in _in_order(reading, _actions().where(Action.person.in_(list(records)), _is_open()), on):
        if row.person is not None:
            found.setdefault(records[row.person], []).append(row)
    return {person: tuple(rows) for person, rows in found.items()}


def raised_at(reading: Reading, origin: Id, on: date) -> tuple[ActionRow, ...]:
    """The actions that come from one record, for example a conference, by number."""
    rows = _in_order(reading, _actions().where(Action.origin == origin), on)
    return tuple(sorted(rows, key=lambda row: (row.number or 0, row.id)))


def _is_open() -> Any:
    # An action whose state has not arrived is still somebody's promise.
    return or_(Action.state.is_(None), Action.state != CLOSED)


def _actions() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Action.id,
            Action.number,
            Action.person,
            Person.ref,
            Person.surname,
            Person.forenames,
            Action.body,
            Action.owner_name,
            Action.owner_agency,
            Action.due_on,
            Action.due_reason,
            Action.pathway,
            Action.raised_on,
            Action.state,
            Action.outcome,
            Action.outcome_note,
            Action.closed_on,
        )
        .join(Person, Person.id == Action.person, isouter=True)
        .where(Action.withdrawn.is_(None))
    )


def _in_order(reading: Reading, statement: Select[*tuple[Any, ...]], on: date) -> tuple[ActionRow, ...]:
    rows = [_row(row, on) for row in reading.all(statement)]
    return tuple(sorted(rows, key=lambda row: (not row.overdue, row.due_on or date.max, row.number or 0, row.id)))


def _row(row: Any, on: date) -> ActionRow:
    late = is_overdue(row.due_on, on, row.state)
    return ActionRow(
        row.id,
        row.number,
        row.person,
        row.ref or (short_ref(row.person) if row.person else ""),
        row.surname or "",
        row.forenames or "",
        row.body or "",
        row.owner_name or "",
        row.owner_agency or "",
        row.due_on,
        row.due_reason or "",
        row.pathway,
        row.raised_on,
        row.state or "",
        row.outcome or "",
        row.outcome_note or "",
        row.closed_on,
        late,
        days_overdue(row.due_on, on) if late else 0,
    )
