"""What people do about contacts: plan one, record one, say what came of it, move it, correct it, withdraw it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.contacts.correcting import corrected
from iomdesk.contacts.records import Contact
from iomdesk.contacts.rules import HAPPENED, Outcome, Sort, outcome_problem, time_problem
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.people.commands import present_records
from iomdesk.people.rules import FieldValue, one_line
from iomdesk.store.unit import Given, Tokens, Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class Particulars:
    """What a contact is: its sort, with whom of which agency, where and what for, and the time (HH:MM)."""

    sort: Sort | None = None
    at: str = ""
    officer_name: str = ""
    officer: Id | None = None
    agency: Agency | None = None
    place: str = ""
    purpose: str = ""
    opinion: str = ""
    do_not_share: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """What came of a contact: why it did not take place, or how it went, fact apart from opinion."""

    outcome: Outcome
    reason: str = ""
    facts: str = ""
    opinion: str = ""
    do_not_share: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class PlanContact(Command[Id]):
    """Plan a contact for a day. A day that is over is taken too: it then lacks its outcome, and is listed as such."""

    person: Id
    planned_on: date
    what: Particulars


@dataclass(frozen=True, slots=True, repr=False)
class RecordContact(Command[Id]):
    """A contact that took place, or should have, and was not planned here, with what came of it."""

    person: Id
    happened_on: date
    account: Account
    what: Particulars


@dataclass(frozen=True, slots=True, repr=False)
class RecordOutcome(Command[Tokens]):
    """What came of a planned contact; ``happened_on`` where it was another day than the one planned."""

    contact: Id
    account: Account
    happened_on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class MoveContact(Command[Tokens]):
    """Give a planned contact another day or time, and say why. Without a time (HH:MM) the one it has stays.

    The days before stay in its history, each with the reason it was left.
    """

    contact: Id
    planned_on: date
    reason: str
    at: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class CorrectContact(Command[Tokens]):
    """Put right what was entered wrongly; None makes a field unknown. A planned day is moved, not corrected."""

    contact: Id
    values: Mapping[str, FieldValue]
    seen: Tokens | None = None


@dataclass(frozen=True, slots=True, repr=False)
class WithdrawContact(Command[None]):
    """A contact was entered in error, and why; it stays in the history."""

    contact: Id
    reason: str


@handles(Role.OFFICER)
def plan_contact(work: Work, command: PlanContact) -> Id:
    """Enter it."""
    return _enter(work, command.person, command.what, {"planned_on": command.planned_on})


@handles(Role.OFFICER)
def record_contact(work: Work, command: RecordContact) -> Id:
    """Enter it with its outcome. One that should have taken place and did not was planned for that day."""
    account, day = command.account, command.happened_on
    if day > work.today:
        raise Refused(say("That day has not come."), say("Plan the contact; its outcome is recorded when it has been."))
    _require(outcome_problem(account.outcome, one_line(account.reason), day, work.today))
    values: dict[str, Given] = {
        "planned_on": None if account.outcome in HAPPENED else day,
        "happened_on": day,
        **_came_of_it(account, command.what.opinion),
    }
    return _enter(work, command.person, command.what, values, kept_close=account.do_not_share)


@handles(Role.OFFICER)
def record_outcome(work: Work, command: RecordOutcome) -> Tokens:
    """Say what came of it, once. What was typed before stays; a second opinion is added to the first."""
    row = _open_contact(work, command.contact)
    account = command.account
    day = command.happened_on or row.planned_on or work.today
    _require(outcome_problem(account.outcome, one_line(account.reason), day, work.today))
    values: dict[str, Given] = {"happened_on": day, **_came_of_it(account, row.opinion or "", row.facts or "")}
    if account.do_not_share:
        values["do_not_share"] = True
    return work.put(catalogue.CONTACT, command.contact, values)


@handles(Role.OFFICER)
def move_contact(work: Work, command: MoveContact) -> Tokens:
    """Move it."""
    row = _open_contact(work, command.contact)
    reason = _reason(command.reason)
    _require(time_problem(command.at))
    at = command.at or row.planned_at
    if (command.planned_on, at) == (row.planned_on, row.planned_at):
        raise Refused(say("The contact is planned for that very day and time."))
    values: dict[str, Given] = {"planned_on": command.planned_on, "planned_at": at, "outcome_reason": reason}
    return work.put(catalogue.CONTACT, command.contact, values)


@handles(Role.OFFICER)
def correct_contact(work: Work, command: CorrectContact) -> Tokens:
    """Correct it, with what follows from the correction."""
    row = _standing(work, command.contact)
    return work.put(catalogue.CONTACT, command.contact, corrected(row, command.values, work.today), command.seen)


@handles(Role.OFFICER)
def withdraw_contact(work: Work, command: WithdrawContact) -> None:
    """Withdraw it, with the reason."""
    reason = _reason(command.reason)
    _standing(work, command.contact)
    work.withdraw(catalogue.CONTACT, command.contact, reason)


def _enter(work: Work, person: Id, what: Particulars, values: Mapping[str, Given], *, kept_close: bool = False) -> Id:
    _require(time_problem(what.at))
    known: dict[str, Given] = {
        "sort": str(what.sort) if what.sort else None,
        "planned_at": what.at or None,
        "officer_name": one_line(what.officer_name) or None,
        "officer": what.officer,
        "agency": str(what.agency) if what.agency else None,
        "place": one_line(what.place) or None,
        "purpose": one_line(what.purpose) or None,
        "opinion": what.opinion.strip() or None,
        "do_not_share": True if what.do_not_share or kept_close else None,
    }
    return work.create(catalogue.CONTACT, known | dict(values), subject=present_records(work, person)[0])


def _came_of_it(account: Account, opinion: str, facts: str = "") -> dict[str, Given]:
    """The fields an outcome writes; text that stands already comes first and is not lost."""
    return {
        "outcome": str(account.outcome),
        "outcome_reason": one_line(account.reason) or None,
        "facts": _added(facts, account.facts),
        "opinion": _added(opinion, account.opinion),
    }


def _added(before: str, more: str) -> str | None:
    return "; ".join(each for each in (before.strip(), more.strip()) if each) or None


def _standing(work: Work, contact: Id) -> Any:
    c = Contact
    row = work.first(
        select(c.outcome, c.outcome_reason, c.planned_on, c.planned_at, c.happened_on, c.facts, c.opinion).where(
            c.id == contact, c.withdrawn.is_(None)
        )
    )
    if row is None:
        raise Refused(say("That contact is not on this desk."), say("See: iomdesk contact list REF."))
    return row


def _open_contact(work: Work, contact: Id) -> Any:
    row = _standing(work, contact)
    if row.outcome:
        raise Refused(
            say("What came of that contact is recorded already."), say("If it is wrong: iomdesk contact correct.")
        )
    return row


def _reason(reason: str) -> str:
    plain = one_line(reason)
    if not plain:
        raise Refused(say("This needs a reason."), say("Say why in a few words."))
    return plain


def _require(problem: str) -> None:
    if problem:
        raise Refused(problem, say("Nothing was saved."))
