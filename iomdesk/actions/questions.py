"""Questions about actions: who promised what, what is late, whom to chase, what a conference reviews."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from iomdesk.actions.history import NOTHING, EventRow, Tally, events_of, tallies
from iomdesk.actions.records import Action
from iomdesk.actions.rules import (
    AGAIN_DAYS,
    AHEAD_DAYS,
    CLOSED,
    OPEN,
    Due,
    Review,
    asks_chasing,
    closed_on_day,
    days_overdue,
    due_on_day,
    is_overdue,
    review_of,
)
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.errors import Refused
from iomdesk.ids import Id, id_from_text, short_ref
from iomdesk.partnership.records import Officer
from iomdesk.people.questions import linked_ids
from iomdesk.people.records import Person
from iomdesk.people.rules import fold_name, name_matches
from iomdesk.store.reading import Reading
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class ActionRow:
    """One action with whose it is. ``days_overdue`` counts to the day that was asked about.

    ``owner`` is an officer of this desk, None for anybody else. ``times_revised`` and ``times_chased`` are of its
    whole life, ``chased_on`` the last time. ``origin`` is the conference or other record it was set at.
    """

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
    owner: Id | None = None
    origin: Id | None = None
    times_revised: int = 0
    times_chased: int = 0
    chased_on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class AgencyActions:
    """The overdue actions of one agency, the longest overdue first; ``open_count`` counts all its open ones.

    ``agency`` is empty for actions that name none.
    """

    agency: str
    rows: tuple[ActionRow, ...]
    open_count: int


@dataclass(frozen=True, slots=True, repr=False)
class Reviewed:
    """A person's earlier actions at a conference: carried forward, and closed since the one before, as on that day."""

    carried: tuple[ActionRow, ...]
    closed: tuple[ActionRow, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ActionCard:
    """One action with everything that happened to it, oldest first."""

    row: ActionRow
    events: tuple[EventRow, ...]


@question(*CASEWORK, consults=Consults.LIST)
def actions_open(
    reading: Reading, on: date, owner: str = "", agency: str = "", mine: Id | None = None
) -> tuple[ActionRow, ...]:
    """Every open action, overdue first, then by day: all of them, an agency's, or those of the owner named.

    An owner is found as people are: every word asked for begins a word of the name, whatever its case. ``mine`` are
    the actions of that officer, those that bear only their name included.
    """
    statement = _actions().where(_is_open())
    if agency:
        statement = statement.where(Action.owner_agency == agency)
    if mine is not None:
        name = reading.value(select(Officer.name).where(Officer.id == mine))
        statement = statement.where(or_(Action.owner == mine, Action.owner.is_(None)))
        rows = _in_order(reading, statement, on)
        wanted = fold_name(name or "")
        rows = tuple(row for row in rows if row.owner == mine or (wanted and fold_name(row.owner_name) == wanted))
    else:
        rows = _in_order(reading, statement, on)
    wanted = fold_name(owner)
    return tuple(row for row in rows if name_matches(wanted, row.owner_name, None)) if wanted else rows


@question(*CASEWORK, consults=Consults.LIST)
def overdue_by_agency(reading: Reading, on: date) -> tuple[AgencyActions, ...]:
    """The overdue actions, agency by agency, the longest overdue first; agencies with none are left out."""
    rows = _in_order(reading, _actions().where(_is_open()), on)
    agencies = sorted({row.owner_agency for row in rows if row.overdue}, key=lambda name: (not name, name))
    return tuple(
        AgencyActions(
            agency,
            tuple(row for row in rows if row.overdue and row.owner_agency == agency),
            sum(row.owner_agency == agency for row in rows),
        )
        for agency in agencies
    )


@question(*CASEWORK, consults=Consults.LIST)
def actions_to_chase(
    reading: Reading, on: date, agency: str = "", ahead: int = AHEAD_DAYS, again: int = AGAIN_DAYS
) -> tuple[ActionRow, ...]:
    """Whom to chase on a day: open actions overdue or due within ``ahead`` days that were not chased since."""
    return tuple(
        row
        for row in actions_open(reading, on, "", agency)
        if asks_chasing(Due(row.due_on, row.chased_on), on, ahead, again)
    )


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


@question(*CASEWORK, consults=Consults.NOBODY)
def whose_action(reading: Reading, action: Id) -> Id:
    """The person an action is about. Raises ``Refused`` where it is not on this desk."""
    person = reading.value(select(Action.person).where(Action.id == action, Action.withdrawn.is_(None)))
    if person is None:
        raise Refused(say("That action is not on this desk."), say("List the actions and take its number."))
    return person


@question(*CASEWORK, consults=Consults.PERSON)
def action_card(reading: Reading, person: Id, action: Id, on: date) -> ActionCard:
    """One action of a person with everything that happened to it; raises ``Refused`` where it is not theirs."""
    rows = _in_order(reading, _actions().where(Action.id == action, Action.person.in_(linked_ids(reading, person))), on)
    if not rows:
        raise Refused(say("That action is not on this desk."), say("List the actions and take its number."))
    return ActionCard(rows[0], events_of(reading, action))


def outstanding(reading: Reading, records: Mapping[Id, Id], on: date) -> dict[Id, tuple[ActionRow, ...]]:
    """The open actions of many people, overdue first, in two selects.

    ``records`` maps each record to the person it is shown under.
    """
    rows = _in_order(reading, _actions().where(Action.person.in_(list(records)), _is_open()), on)
    return _by_person(rows, records)


def reviewed_at(
    reading: Reading, on: date, since: date | None, records: Mapping[Id, Id], conference: Id | None = None
) -> dict[Id, Reviewed]:
    """The earlier actions of many people as the conference of ``on`` reviews them, in two selects.

    ``since`` is the day of the conference before, None for the first; actions set at ``conference`` itself are not
    earlier ones. Each row bears the state and outcome it had when the day ended. A person without any is left out.
    """
    statement = _actions().where(Action.person.in_(list(records)))
    if conference is not None:
        statement = statement.where(or_(Action.origin.is_(None), Action.origin != conference))
    found = reading.all(statement)
    steps = tallies(reading, [row.id for row in found])
    seen: dict[Review, list[ActionRow]] = {review: [] for review in Review}
    for row in found:
        turns = steps.get(row.id, NOTHING).turns
        closed = closed_on_day(turns, on, row.state, row.closed_on)
        open_then = closed is None and not (row.state == CLOSED and row.closed_on is None)
        review = review_of(row.raised_on, closed, open_then, on, since)
        if review is not None:
            seen[review].append(_then(_row(row, on, steps), on, steps.get(row.id, NOTHING), closed, open_then))
    carried, done = (_by_person(_sorted(seen[each]), records) for each in (Review.CARRIED, Review.CLOSED))
    return {person: Reviewed(carried.get(person, ()), done.get(person, ())) for person in carried.keys() | done.keys()}


def _by_person(rows: Iterable[ActionRow], records: Mapping[Id, Id]) -> dict[Id, tuple[ActionRow, ...]]:
    found: dict[Id, list[ActionRow]] = {}
    for row in rows:
        if row.person is not None:
            found.setdefault(records[row.person], []).append(row)
    return {person: tuple(mine) for person, mine in found.items()}


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
            Action.owner,
            Action.origin,
        )
        .join(Person, Person.id == Action.person, isouter=True)
        .where(Action.withdrawn.is_(None))
    )


def _in_order(reading: Reading, statement: Select[*tuple[Any, ...]], on: date) -> tuple[ActionRow, ...]:
    found = reading.all(statement)
    # Few actions are asked for by their ids, many by reading all that ever happened: one select either way.
    steps = tallies(reading, [row.id for row in found] if len(found) <= _FEW else None) if found else {}
    return _sorted(_row(row, on, steps) for row in found)


_FEW = 500


def _sorted(rows: Iterable[ActionRow]) -> tuple[ActionRow, ...]:
    return tuple(sorted(rows, key=lambda row: (not row.overdue, row.due_on or date.max, row.number or 0, row.id)))


def _then(row: ActionRow, on: date, tally: Tally, closed: date | None, open_then: bool) -> ActionRow:
    """The row as it stood when the day ended: its state, its day, how it ended if it had."""
    due_on = due_on_day(row.due_on, tally.moves, on)
    late = open_then and is_overdue(due_on, on)
    same = row.state == CLOSED and not open_then
    return replace(
        row,
        due_on=due_on,
        state=OPEN if open_then else CLOSED,
        outcome=row.outcome if same else "",
        outcome_note=row.outcome_note if same else "",
        closed_on=closed,
        overdue=late,
        days_overdue=days_overdue(due_on, on) if late else 0,
    )


def _row(row: Any, on: date, steps: Mapping[Id, Tally]) -> ActionRow:
    tally = steps.get(row.id, NOTHING)
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
        row.owner,
        row.origin,
        max(tally.revised, 1 if row.due_reason else 0),
        tally.chased,
        tally.chased_on,
    )
