"""What people do about custody: a spell begins, ends, or its release date is known."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.custody.records import CustodySpell
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.people.commands import present_records
from iomdesk.people.rules import one_line
from iomdesk.store.unit import Tokens, Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class AddSpell(Command[Id]):
    """Somebody is, or was, in custody. A spell that overlaps another is kept, and both are shown."""

    person: Id
    prison: str
    from_on: date | None
    to_on: date | None = None
    reason: str = ""
    release_on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class EndSpell(Command[Tokens]):
    """A spell ended: somebody left custody, or this prison, on ``to_on``."""

    spell: Id
    to_on: date


@dataclass(frozen=True, slots=True, repr=False)
class SetRelease(Command[Tokens]):
    """When somebody is due out; None when the date no longer holds."""

    spell: Id
    release_on: date | None


def enter_spell(
    work: Work,
    person: Id,
    *,
    prison: str | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    reason: str | None = None,
    release_on: date | None = None,
    source: str | None = None,
) -> Id:
    """Enter a spell, for commands and imports alike; nothing is looked up. None is not known."""
    return work.create(
        catalogue.CUSTODY_SPELL,
        {
            "prison": prison,
            "from_on": from_on,
            "to_on": to_on,
            "reason": reason,
            "release_on": release_on,
            "source": source,
        },
        subject=person,
    )


def _in_order(from_on: date | None, to_on: date | None) -> None:
    if from_on is not None and to_on is not None and to_on < from_on:
        raise Refused(say("A spell cannot end before it began."), say("Mend one of the two dates."))


@handles(Role.OFFICER)
def add_spell(work: Work, command: AddSpell) -> Id:
    """Enter the spell."""
    _in_order(command.from_on, command.to_on)
    return enter_spell(
        work,
        present_records(work, command.person)[0],
        prison=one_line(command.prison) or None,
        from_on=command.from_on,
        to_on=command.to_on,
        reason=one_line(command.reason) or None,
        release_on=command.release_on,
    )


@handles(Role.OFFICER)
def end_spell(work: Work, command: EndSpell) -> Tokens:
    """Give the spell its last day."""
    row = work.first(select(CustodySpell.from_on).where(CustodySpell.id == command.spell))
    _in_order(row.from_on if row is not None else None, command.to_on)
    return work.put(catalogue.CUSTODY_SPELL, command.spell, {"to_on": command.to_on})


@handles(Role.OFFICER)
def set_release(work: Work, command: SetRelease) -> Tokens:
    """Set the day they are due out."""
    row = work.first(select(CustodySpell.from_on).where(CustodySpell.id == command.spell))
    _in_order(row.from_on if row is not None else None, command.release_on)
    return work.put(catalogue.CUSTODY_SPELL, command.spell, {"release_on": command.release_on})
