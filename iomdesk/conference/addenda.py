"""After signing: addenda by whoever works on the case, and what arrived late, until the chair has seen it."""

from dataclasses import dataclass

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.conference.arrivals import arrived_since, changed_and_later, marks_text
from iomdesk.conference.attendance import enter_note
from iomdesk.conference.binding import signed_minutes
from iomdesk.conference.finding import ConferenceRow, conference_of, conference_rows
from iomdesk.conference.minuted import Arrived
from iomdesk.conference.rules import NoteAbout, addendum_text
from iomdesk.doors import CASEWORK, Command, Consults, Role, handles, question
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.records import Officer
from iomdesk.people.commands import present_records
from iomdesk.people.rules import one_line
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Given, Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class AddAddendum(Command[Id]):
    """Add to signed minutes, about a person or the meeting as a whole, and say why. Answers the record's id."""

    conference: Id
    person: Id | None
    body: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class AcknowledgeLate(Command[int]):
    """The chair has seen what came after signing; answers how much of it was new. Nothing is approved by this."""

    conference: Id


@dataclass(frozen=True, slots=True, repr=False)
class LateRow:
    """A signed conference with what came after and its chair has not seen. ``mine``: who asks signed it."""

    conference: ConferenceRow
    mine: bool
    arrived: tuple[Arrived, ...]


@handles(Role.OFFICER)
def add_addendum(work: Work, command: AddAddendum) -> Id:
    """Enter it. Minutes that are still open are not added to: they are written in."""
    row = _signed(work, command.conference)
    body, reason = command.body.strip(), one_line(command.reason)
    if not body or not reason:
        raise Refused(say("An addendum has a text and a reason."), say("Say what is added, and why it comes now."))
    if command.person is None:
        return enter_note(work, row.id, NoteAbout.ADDENDUM, addendum_text(body, reason))
    values: dict[str, Given] = {
        "conference": row.id,
        "body": body,
        "reason": reason,
        "author": work.officer,
        "written_at": work.now,
    }
    return work.create(catalogue.ADDENDUM, values, subject=present_records(work, command.person)[0])


@handles(Role.SUPERVISOR)
def acknowledge_late(work: Work, command: AcknowledgeLate) -> int:
    """Note exactly what stands now; what comes later, or is changed again, has not been seen."""
    row = _signed(work, command.conference)
    signed = signed_minutes(work, (row.id,))
    minutes = signed.get(row.id)
    if minutes is None or not minutes.holds:
        raise Refused(say("The signature of {code} does not hold.", code=row.code), say("Run: iomdesk verify."))
    if minutes.officer != work.officer and _works_here(work, minutes.officer):
        raise Refused(
            say("It is for {name}, who signed these minutes, to see what came after.", name=minutes.by or "?"),
            say("Tell them; it stays listed until then."),
        )
    arrived = [each for pair in arrived_since(work, signed, addenda=True)[row.id] for each in pair]
    unseen = {each.record for each in arrived if not each.seen}
    changes = [each for pair in changed_and_later(work, signed, addenda=True)[row.id] for each in pair]
    fresh = [each for each in changes if each.record in unseen]
    if fresh:
        enter_note(work, row.id, NoteAbout.SEEN, marks_text(fresh))
    return len(fresh)


@question(*CASEWORK, consults=Consults.LIST)
def late_arrivals(reading: Reading, officer: Id | None = None) -> tuple[LateRow, ...]:
    """What was recorded or changed after signing and not seen by the chair, at every signed conference, newest first.

    Late contributions and addenda are among it. ``officer`` is who asks, to tell their own conferences.
    """
    signed = signed_minutes(reading)
    rows = {row.id: row for row in conference_rows(reading)}
    arrived = arrived_since(reading, signed, addenda=True)
    found = []
    for conference, (changed, later) in arrived.items():
        unseen = tuple(each for each in (*changed, *later) if not each.seen)
        if unseen and conference in rows:
            found.append(LateRow(rows[conference], signed[conference].officer == officer, unseen))
    return tuple(sorted(found, key=lambda each: (str(each.conference.held_on), each.conference.id), reverse=True))


def _signed(reading: Reading, conference: Id) -> ConferenceRow:
    row = conference_of(reading, conference)
    if not row.signed:
        raise Refused(
            say("{code} is not signed yet.", code=row.code), say("What is to be added is recorded in its minutes.")
        )
    return row


def _works_here(reading: Reading, officer: Id) -> bool:
    row = reading.first(select(Officer.left_on, Officer.withdrawn).where(Officer.id == officer))
    return row is not None and row.left_on is None and row.withdrawn is None
