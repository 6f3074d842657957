"""What may be disclosed of a conference, person by person: nothing but text a supervisor wrote or confirmed.

A confirmation is of what was decided when it was given. When a decision or action is added or taken back, it falls, and
the supervisor is asked again.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.conference.finding import conference_of
from iomdesk.conference.records import Disclosable
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.people.commands import present_records
from iomdesk.people.rules import one_line
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Given, Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class WriteDisclosable(Command[Id]):
    """Write or confirm what may be disclosed of a person at a conference, signed or not; answers the record's id."""

    conference: Id
    person: Id
    body: str


@dataclass(frozen=True, slots=True, repr=False)
class WithdrawDisclosable(Command[None]):
    """Say that nothing may be disclosed of a person any more, and why."""

    conference: Id
    person: Id
    reason: str


@handles(Role.SUPERVISOR)
def write_disclosable(work: Work, command: WriteDisclosable) -> Id:
    """Enter it, or change the text that stands."""
    conference_of(work, command.conference)
    body = command.body.strip()
    if not body:
        raise Refused(say("An empty text discloses nothing."), say("Withdraw it if nothing may be disclosed."))
    records = present_records(work, command.person)
    standing = _standing(work, command.conference, records)
    for record in standing[1:]:
        work.withdraw(catalogue.DISCLOSABLE, record, say("Another text was written."))
    if standing:
        work.put(catalogue.DISCLOSABLE, standing[0], {"body": body, "author": work.officer})
        return standing[0]
    values: dict[str, Given] = {"conference": command.conference, "body": body, "author": work.officer}
    return work.create(catalogue.DISCLOSABLE, values, subject=records[0])


@handles(Role.SUPERVISOR)
def withdraw_disclosable(work: Work, command: WithdrawDisclosable) -> None:
    """Withdraw the text that stands."""
    reason = one_line(command.reason)
    if not reason:
        raise Refused(say("A reason is missing."), say("Say in a sentence why it may not be disclosed."))
    standing = _standing(work, command.conference, present_records(work, command.person))
    if not standing:
        raise Refused(say("No text of theirs may be disclosed."), say("Nothing was changed."))
    for record in standing:
        work.withdraw(catalogue.DISCLOSABLE, record, reason)


def unconfirm(work: Work, conference: Id, records: Collection[Id]) -> None:
    """Withdraw what was confirmed before something was decided or taken back."""
    for record in _standing(work, conference, records):
        work.withdraw(catalogue.DISCLOSABLE, record, say("What it rested on has changed; it is to be confirmed again."))


def _standing(reading: Reading, conference: Id, records: Collection[Id]) -> list[Id]:
    rows = reading.all(
        select(Disclosable.id)
        .where(
            Disclosable.conference == conference,
            Disclosable.person.in_(records),
            Disclosable.withdrawn.is_(None),
        )
        .order_by(Disclosable.id)
    )
    return [record for (record,) in rows]
