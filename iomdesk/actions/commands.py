"""What people do with actions: set one, chase it, note its progress, give it another day, end it, open it again.

The text of an action is never rewritten: whoever was in the room relies on what was read out. One set by mistake is
withdrawn with the reason and set again.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from iomdesk import catalogue
from iomdesk.actions.records import Action, ActionEvent
from iomdesk.actions.rules import CLOSED, OPEN, Happened, Outcome, asks_note
from iomdesk.catalogue import Agency, Kind
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.records import Officer
from iomdesk.pathways.rules import PLACES
from iomdesk.people.commands import present_records
from iomdesk.people.rules import fold_name, one_line
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Given, Tokens, Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class AddAction(Command[Id]):
    """Set an action on a person: what, who, by when, against which pathway (1 to 8).

    The owner is an officer of this desk where the name, with the agency if one is given, is that of one officer.
    """

    person: Id
    body: str
    owner_name: str = ""
    owner_agency: Agency | None = None
    due_on: date | None = None
    pathway: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class ChaseAction(Command[Id]):
    """Say that an open action's owner was chased: how, and what they answered; by whoever signs in unless named."""

    action: Id
    how: str
    answer: str = ""
    by_name: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class NoteProgress(Command[Id]):
    """Note how an open action goes on."""

    action: Id
    body: str


@dataclass(frozen=True, slots=True, repr=False)
class ReviseAction(Command[Tokens]):
    """Give an open action another day, and say why. Every day it had stays in its history."""

    action: Id
    due_on: date
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class CloseAction(Command[None]):
    """End an action, today or on a day gone by. Every outcome but *completed* needs a note."""

    action: Id
    outcome: Outcome
    note: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class ReopenAction(Command[None]):
    """Open an action again that was closed wrongly, with the reason; that it was closed stays in its history."""

    action: Id
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class WithdrawAction(Command[None]):
    """Take back an action that was set by mistake, with the reason. Its number is not given again."""

    action: Id
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Origin:
    """Where an action comes from: the kind of record and its id, never an import of its room."""

    kind: Kind
    id: Id


@handles(Role.OFFICER)
def add_action(work: Work, command: AddAction) -> Id:
    """Enter the action."""
    return enter_action(work, command)


def enter_action(work: Work, command: AddAction, origin: Origin | None = None) -> Id:
    """Enter an action with where it comes from. Its number is the next on this desk, provisional elsewhere.

    Raises ``Refused`` for a person not on this desk, an empty text, or a pathway that is none.
    """
    body = one_line(command.body)
    if not body:
        raise Refused(say("An action says what is to be done."))
    if command.pathway is not None and command.pathway not in PLACES:
        raise Refused(say("There is no pathway {place}.", place=command.pathway), say("Pathways are counted 1 to 8."))
    person = present_records(work, command.person)[0]
    last = work.value(select(func.max(Action.number)))
    agency = str(command.owner_agency) if command.owner_agency else None
    owner = officer_called(work, command.owner_name, agency)
    return work.create(
        catalogue.ACTION,
        {
            "number": (last or 0) + 1,
            "body": body,
            "owner": owner.id if owner else None,
            "owner_name": (owner.name if owner else one_line(command.owner_name)) or None,
            "owner_agency": agency or (owner.agency if owner else None),
            "due_on": command.due_on,
            "pathway": command.pathway,
            "origin_kind": origin.kind.number if origin else None,
            "origin": origin.id if origin else None,
            "raised_on": work.today,
            "state": OPEN,
        },
        subject=person,
    )


def officer_called(reading: Reading, name: str, agency: str | None) -> Row[Id, str | None, str | None] | None:
    """The one officer who works at this desk under that name, of that agency if given; None for nobody or several."""
    wanted = fold_name(name)
    if not wanted:
        return None
    rows = reading.all(
        select(Officer.id, Officer.name, Officer.agency).where(Officer.withdrawn.is_(None), Officer.left_on.is_(None))
    )
    found = [row for row in rows if fold_name(row.name or "") == wanted and agency in (None, row.agency)]
    return found[0] if len(found) == 1 else None


@handles(Role.OFFICER)
def chase_action(work: Work, command: ChaseAction) -> Id:
    """Enter that the owner was chased."""
    row = _require_open(work, command.action)
    how, answer = one_line(command.how), one_line(command.answer)
    if not how:
        raise Refused(say("Say how the owner was chased."), say("For example: phoned, e-mailed, in person."))
    body = say("{how}: {answer}", how=how, answer=answer) if answer else how
    on = _day_gone(work, command.on)
    return _happened(work, row, Happened.CHASED, body, on=on, by_name=one_line(command.by_name))


@handles(Role.OFFICER)
def note_progress(work: Work, command: NoteProgress) -> Id:
    """Enter the note."""
    row = _require_open(work, command.action)
    body = one_line(command.body)
    if not body:
        raise Refused(say("There is nothing to note."), say("Say in a sentence how it goes on."))
    return _happened(work, row, Happened.NOTED, body)


@handles(Role.OFFICER)
def revise_action(work: Work, command: ReviseAction) -> Tokens:
    """Put another day on it; the days before stay in the history, each with its reason."""
    row = _require_open(work, command.action)
    reason = one_line(command.reason)
    if not reason:
        raise Refused(say("A revised date needs its reason."), say("Say in a sentence why the day moves."))
    if command.due_on == row.due_on:
        raise Refused(say("It is due on that day already."), say("Note the progress, or give another day."))
    days: dict[str, Given] = {"due_before": row.due_on, "due_after": command.due_on}
    _happened(work, row, Happened.REVISED, reason, days=days)
    return work.put(catalogue.ACTION, command.action, {"due_on": command.due_on, "due_reason": reason})


@handles(Role.OFFICER)
def close_action(work: Work, command: CloseAction) -> None:
    """Close it, today or on the day given."""
    row = _require_open(work, command.action)
    note = one_line(command.note)
    if asks_note(command.outcome) and not note:
        raise Refused(
            say("An action that was not completed is closed with a note."), say("Say in a sentence why, and close it.")
        )
    on = _day_gone(work, command.on)
    if row.raised_on is not None and on < row.raised_on:
        raise Refused(say("That day is before the action was set."), say("Say on which day it ended."))
    said = say("{outcome}: {note}", outcome=command.outcome, note=note) if note else str(command.outcome)
    _happened(work, row, Happened.CLOSED, said, on=on)
    values: dict[str, Given] = {
        "state": CLOSED,
        "outcome": str(command.outcome),
        "closed_on": on,
        "outcome_note": note or None,
    }
    work.put(catalogue.ACTION, command.action, values)


@handles(Role.OFFICER)
def reopen_action(work: Work, command: ReopenAction) -> None:
    """Open it again. How it was closed is kept as what happened to it."""
    row = _standing(work, command.action)
    if row.state != CLOSED:
        raise Refused(say("That action is open."), say("Note its progress, or close it."))
    reason = one_line(command.reason)
    if not reason:
        raise Refused(say("Opening an action again needs its reason."), say("Say in a sentence why it was not closed."))
    _keep_closing(work, row)
    _happened(work, row, Happened.REOPENED, reason)
    values: dict[str, Given] = {"state": OPEN, "outcome": None, "closed_on": None, "outcome_note": None}
    work.put(catalogue.ACTION, command.action, values)


@handles(Role.OFFICER)
def withdraw_action(work: Work, command: WithdrawAction) -> None:
    """Withdraw it. What was done is closed with its outcome instead."""
    _require_open(work, command.action)
    reason = one_line(command.reason)
    if not reason:
        raise Refused(say("Withdrawing an action needs its reason."), say("Say in a sentence why it was a mistake."))
    work.withdraw(catalogue.ACTION, command.action, reason)


_ActionRow = Row[*tuple[Any, ...]]


def _standing(work: Work, action: Id) -> _ActionRow:
    row = work.first(
        select(
            Action.id,
            Action.person,
            Action.state,
            Action.due_on,
            Action.outcome,
            Action.outcome_note,
            Action.closed_on,
            Action.raised_on,
        ).where(Action.id == action, Action.withdrawn.is_(None))
    )
    if row is None or row.person is None:
        raise Refused(say("That action is not on this desk."), say("List the actions and take its number."))
    return row


def _require_open(work: Work, action: Id) -> _ActionRow:
    row = _standing(work, action)
    if row.state == CLOSED:
        raise Refused(say("That action is closed."), say("Add another if there is more to do, or open it again."))
    return row


def _keep_closing(work: Work, row: _ActionRow) -> None:
    """An action closed before its steps were kept gets its closing, so that the history has it still."""
    kept = select(ActionEvent.id).where(ActionEvent.action == row.id, ActionEvent.event == str(Happened.CLOSED))
    if row.closed_on is None or work.first(kept.where(ActionEvent.happened_on == row.closed_on)) is not None:
        return
    said = (row.outcome or "", row.outcome_note or "")
    _happened(work, row, Happened.CLOSED, ": ".join(part for part in said if part), on=row.closed_on, by_name=" ")


def _day_gone(work: Work, on: date | None) -> date:
    if on is not None and on > work.today:
        raise Refused(say("That day has not come yet."), say("Say what happened when it has."))
    return on or work.today


def _happened(
    work: Work,
    row: _ActionRow,
    happened: Happened,
    body: str,
    *,
    on: date | None = None,
    by_name: str = "",
    days: dict[str, Given] | None = None,
) -> Id:
    """Enter what happened; by whoever signs in unless another is named, by nobody known for a name of spaces."""
    name = by_name.strip() if by_name else work.value(select(Officer.name).where(Officer.id == work.officer))
    values: dict[str, Given] = {
        "action": row.id,
        "event": str(happened),
        "happened_on": on or work.today,
        "body": body or None,
        "by_name": name or None,
        **(days or {}),
    }
    return work.create(catalogue.ACTION_EVENT, values, subject=row.person)
