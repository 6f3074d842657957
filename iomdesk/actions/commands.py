"""What people do with actions: set one, close it with its outcome, give it another day with the reason."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from iomdesk import catalogue
from iomdesk.actions.records import Action
from iomdesk.actions.rules import CLOSED, OPEN, Outcome, asks_note
from iomdesk.catalogue import Agency, Kind
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.pathways.rules import PLACES
from iomdesk.people.commands import present_records
from iomdesk.store.unit import Given, Tokens, Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class AddAction(Command[Id]):
    """Set an action on a person: what, who, by when, against which pathway (1 to 8)."""

    person: Id
    body: str
    owner_name: str = ""
    owner_agency: Agency | None = None
    due_on: date | None = None
    pathway: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class CloseAction(Command[None]):
    """End an action. Every outcome but *completed* needs a note."""

    action: Id
    outcome: Outcome
    note: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ReviseAction(Command[Tokens]):
    """Give an open action another day, and say why."""

    action: Id
    due_on: date
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
    body = " ".join(command.body.split())
    if not body:
        raise Refused(say("An action says what is to be done."))
    if command.pathway is not None and command.pathway not in PLACES:
        raise Refused(say("There is no pathway {place}.", place=command.pathway), say("Pathways are counted 1 to 8."))
    person = present_records(work, command.person)[0]
    last = work.value(select(func.max(Action.number)))
    return work.create(
        catalogue.ACTION,
        {
            "number": (last or 0) + 1,
            "body": body,
            "owner_name": " ".join(command.owner_name.split()) or None,
            "owner_agency": str(command.owner_agency) if command.owner_agency else None,
            "due_on": command.due_on,
            "pathway": command.pathway,
            "origin_kind": origin.kind.number if origin else None,
            "origin": origin.id if origin else None,
            "raised_on": work.today,
            "state": OPEN,
        },
        subject=person,
    )


@handles(Role.OFFICER)
def close_action(work: Work, command: CloseAction) -> None:
    """Close it today."""
    _require_open(work, command.action)
    note = command.note.strip()
    if asks_note(command.outcome) and not note:
        raise Refused(
            say("An action that was not completed is closed with a note."), say("Say in a sentence why, and close it.")
        )
    values: dict[str, Given] = {"state": CLOSED, "outcome": str(command.outcome), "closed_on": work.today}
    work.put(catalogue.ACTION, command.action, {**values, "outcome_note": note} if note else values)


@handles(Role.OFFICER)
def revise_action(work: Work, command: ReviseAction) -> Tokens:
    """Put another day on it; the days before stay in the history, each with its reason."""
    _require_open(work, command.action)
    reason = command.reason.strip()
    if not reason:
        raise Refused(say("A revised date needs its reason."), say("Say in a sentence why the day moves."))
    return work.put(catalogue.ACTION, command.action, {"due_on": command.due_on, "due_reason": reason})


def _require_open(work: Work, action: Id) -> None:
    row = work.first(select(Action.state).where(Action.id == action, Action.withdrawn.is_(None)))
    if row is None:
        raise Refused(say("That action is not on this desk."), say("List the actions and take its number."))
    if row.state == CLOSED:
        raise Refused(say("That action is closed."), say("Add another if there is more to do."))
