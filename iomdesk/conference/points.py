"""What is said at a conference besides its decisions: dissent against one of them, and points of the meeting."""

from dataclasses import dataclass

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.conference.attendance import enter_note
from iomdesk.conference.finding import require_open
from iomdesk.conference.records import Decision
from iomdesk.conference.rules import NoteAbout
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.people.rules import one_line
from iomdesk.store.unit import Given, Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class RecordDissent(Command[Id]):
    """An agency disagrees with a decision: who said so, and why."""

    conference: Id
    decision: Id
    agency: Agency
    by_name: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class NotePoint(Command[Id]):
    """A point of the meeting as a whole. What is about a person is a decision, an action or a contribution."""

    conference: Id
    body: str


@handles(Role.OFFICER)
def record_dissent(work: Work, command: RecordDissent) -> Id:
    """Enter it beside the decision, which stands."""
    row = require_open(work, command.conference)
    name, reason = one_line(command.by_name), command.reason.strip()
    if not name or not reason:
        raise Refused(
            say("Dissent is recorded with a name and a reason."), say("Say who disagrees, and why in a sentence.")
        )
    decision = work.first(
        select(Decision.person).where(
            Decision.id == command.decision, Decision.conference == row.id, Decision.withdrawn.is_(None)
        )
    )
    if decision is None or decision.person is None:
        raise Refused(
            say("That decision does not stand at {code}.", code=row.code), say("See: iomdesk conference minutes.")
        )
    values: dict[str, Given] = {
        "conference": row.id,
        "decision": command.decision,
        "agency": str(command.agency),
        "by_name": name,
        "body": reason,
    }
    return work.create(catalogue.DISSENT, values, subject=decision.person)


@handles(Role.OFFICER)
def note_point(work: Work, command: NotePoint) -> Id:
    """Enter it, until the minutes are signed."""
    row = require_open(work, command.conference)
    body = command.body.strip()
    if not body:
        raise Refused(say("An empty point says nothing."))
    return enter_note(work, row.id, NoteAbout.POINT, body)
