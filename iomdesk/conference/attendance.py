"""Beginning a conference: its chair, who is there, who accepted the statement, who leaves the room and comes back."""

from dataclasses import dataclass

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.clock import instant_text
from iomdesk.conference.entries import Entry
from iomdesk.conference.finding import conference_of, require_open
from iomdesk.conference.minuted import Attended
from iomdesk.conference.records import Attendance, Conference
from iomdesk.conference.room import RoomNow, attended, room_of
from iomdesk.conference.rules import NoteAbout, Part, Presence
from iomdesk.conference.statement import statement_for
from iomdesk.doors import CASEWORK, Command, Consults, Role, handles, question
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.records import Officer
from iomdesk.people.rules import fold_name, name_matches, one_line
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Given, Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class BeginConference(Command[None]):
    """Open the meeting: when it began, who chairs it, and which statement holds.

    ``chair_name`` is an officer of this desk or, with ``chair_agency``, of another; whoever sits here unless named.
    Begun again under another chair, only the chair changes.
    """

    conference: Id
    chair_name: str = ""
    chair_agency: Agency | None = None


@dataclass(frozen=True, slots=True, repr=False)
class NoteAttendance(Command[Id]):
    """Say that somebody is there, sent apologies or is absent; the same name of the same agency is corrected.

    ``part`` of None leaves what stands, a member's for somebody new.
    """

    conference: Id
    name: str
    agency: Agency
    presence: Presence = Presence.PRESENT
    part: Part | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class AcceptStatement(Command[int]):
    """Those named, everybody present where nobody is, accept the confidentiality statement; answers how many."""

    conference: Id
    attendances: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class LeaveRoom(Command[None]):
    """Somebody leaves the room, for a while or for good."""

    conference: Id
    attendance: Id


@dataclass(frozen=True, slots=True, repr=False)
class ReturnToRoom(Command[None]):
    """Somebody who left comes back."""

    conference: Id
    attendance: Id


@handles(Role.OFFICER)
def begin_conference(work: Work, command: BeginConference) -> None:
    """Note the beginning once; a chair of this desk is also the conference's own."""
    row = require_open(work, command.conference)
    name, agency, officer = _chair(work, command)
    standing = work.first(
        select(Conference.began_at, Conference.chair, Conference.statement).where(Conference.id == row.id)
    )
    began_at, statement = (standing.began_at, standing.statement) if standing else (None, None)
    chairing = [each for each in attendance_at(work, row.id) if each.part is Part.CHAIR]
    if began_at is not None and any((each.name, each.agency) == (name, str(agency)) for each in chairing):
        raise Refused(say("{code} began on {at}.", code=row.code, at=instant_text(began_at)))
    work.put(
        catalogue.CONFERENCE,
        row.id,
        {
            "began_at": began_at if began_at is not None else work.now,
            "statement": statement or statement_for(work, row.held_on or work.today),
            "chair": officer,
        },
    )
    enter_attendance(work, NoteAttendance(row.id, name, agency, Presence.PRESENT, Part.CHAIR))


@handles(Role.OFFICER)
def note_attendance(work: Work, command: NoteAttendance) -> Id:
    """Enter or correct it, until the minutes are signed."""
    require_open(work, command.conference)
    return enter_attendance(work, command)


@handles(Role.OFFICER)
def accept_statement(work: Work, command: AcceptStatement) -> int:
    """Note it for those who have not accepted yet; the statement in force is the meeting's from then on."""
    row = require_open(work, command.conference)
    present = [each for each in attendance_at(work, row.id) if each.presence is Presence.PRESENT]
    named = [each for each in present if not command.attendances or each.record in command.attendances]
    if not named or set(command.attendances) - {each.record for each in named}:
        raise Refused(say("They are not marked present."), say("Say first who is there: iomdesk conference attend."))
    if work.value(select(Conference.statement).where(Conference.id == row.id)) is None:
        work.put(catalogue.CONFERENCE, row.id, {"statement": statement_for(work, row.held_on or work.today)})
    fresh = [each for each in named if each.accepted_at is None]
    for each in fresh:
        work.put(catalogue.ATTENDANCE, each.record, {"accepted_at": work.now})
    return len(fresh)


@handles(Role.OFFICER)
def leave_room(work: Work, command: LeaveRoom) -> None:
    """Note who left and when."""
    require_open(work, command.conference)
    take_leave(work, command.conference, _inside(work, command, inside=True))


@handles(Role.OFFICER)
def return_to_room(work: Work, command: ReturnToRoom) -> None:
    """Note who came back and when."""
    require_open(work, command.conference)
    who = _inside(work, command, inside=False)
    work.put(catalogue.ATTENDANCE, who.record, {"left_at": None})
    said = say("{name} ({agency}) came back into the room.", name=who.name, agency=who.agency)
    enter_note(work, command.conference, NoteAbout.ROOM, said)


@question(*CASEWORK, consults=Consults.NOBODY)
def who_is_here(reading: Reading, conference: Id) -> RoomNow:
    """Who is in the room now, who stepped out, who sent apologies, who is absent. Raises ``Refused`` for none such."""
    return room_of(attendance_at(reading, conference_of(reading, conference).id))


@question(*CASEWORK, consults=Consults.NOBODY)
def attendance_named(reading: Reading, conference: Id, name: str) -> Attended:
    """Whom a name means among those noted at a conference: every word of it begins a word of theirs.

    Raises ``Refused`` where it means nobody or several.
    """
    there = attendance_at(reading, conference)
    wanted = fold_name(name)
    found = [each for each in there if name_matches(wanted, each.name, None)] if wanted else []
    exact = [each for each in found if fold_name(each.name) == wanted]
    if len(found) > 1 and len(exact) == 1:
        found = exact
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{each.name} ({each.agency})" for each in (found or there))
    if found:
        raise Refused(say("Several people there are called so."), say("Say which: {names}.", names=known))
    raise Refused(
        say("Nobody called {name} is noted there.", name=name),
        say("Noted are: {names}.", names=known) if known else say("Say first who is there: iomdesk conference attend."),
    )


def attendance_at(reading: Reading, conference: Id) -> tuple[Attended, ...]:
    """Everybody noted at a conference, in the order they were entered."""
    kind = catalogue.ATTENDANCE
    rows = reading.all(
        select(Attendance.id, *(getattr(Attendance, each.name) for each in kind))
        .where(Attendance.conference == conference, Attendance.withdrawn.is_(None))
        .order_by(Attendance.id)
    )
    names = tuple(kind.by_name)
    return tuple(attended(Entry(kind, row[0], conference, dict(zip(names, row[1:], strict=True)), b"")) for row in rows)


def take_leave(work: Work, conference: Id, who: Attended) -> None:
    """Note that somebody in the room leaves it."""
    work.put(catalogue.ATTENDANCE, who.record, {"left_at": work.now})
    said = say("{name} ({agency}) left the room.", name=who.name, agency=who.agency)
    enter_note(work, conference, NoteAbout.ROOM, said)


def enter_note(work: Work, conference: Id, about: NoteAbout, body: str) -> Id:
    """Enter a note of the meeting as a whole, by the officer who sits here."""
    values: dict[str, Given] = {"about": str(about), "body": body, "author": work.officer, "written_at": work.now}
    return work.create(catalogue.CONFERENCE_NOTE, values, subject=conference)


def enter_attendance(work: Work, command: NoteAttendance) -> Id:
    """Enter somebody, or correct what is noted of them. There is one chair: whoever was it before is a member."""
    name = one_line(command.name)
    if not name:
        raise Refused(say("Say who: a name is missing."))
    there = attendance_at(work, command.conference)
    if command.part is Part.CHAIR:
        for each in there:
            if each.part is Part.CHAIR and not _is(each, name, command.agency):
                work.put(catalogue.ATTENDANCE, each.record, {"part": str(Part.MEMBER)})
    values: dict[str, Given] = {"state": str(command.presence)}
    if command.note.strip():
        values["note"] = one_line(command.note)
    same = next((each for each in there if _is(each, name, command.agency)), None)
    if same is not None:
        part: dict[str, Given] = {"part": str(command.part)} if command.part else {}
        left: dict[str, Given] = {} if same.presence is command.presence else {"left_at": None}
        work.put(catalogue.ATTENDANCE, same.record, {**values, **part, **left})
        return same.record
    return work.create(
        catalogue.ATTENDANCE,
        {
            **values,
            "name": name,
            "agency": str(command.agency),
            "officer": _officer_named(work, name, command.agency),
            "part": str(command.part or Part.MEMBER),
        },
        subject=command.conference,
    )


def _is(each: Attended, name: str, agency: Agency) -> bool:
    return each.agency == agency and fold_name(each.name) == fold_name(name)


def _chair(work: Work, command: BeginConference) -> tuple[str, Agency, Id | None]:
    name = one_line(command.chair_name)
    if not name:
        for officer, known, agency in _officers(work):
            if officer == work.officer:
                return known, Agency(agency), officer
    for officer, known, agency in _officers(work):
        if fold_name(known) == fold_name(name) and command.chair_agency in (None, agency):
            return known, Agency(agency), officer
    if command.chair_agency is None:
        raise Refused(say("No officer of that name works at this desk."), say("Name the chair's agency with --agency."))
    return name, command.chair_agency, None


def _officer_named(work: Work, name: str, agency: Agency) -> Id | None:
    for officer, known, theirs in _officers(work):
        if fold_name(known) == fold_name(name) and theirs == agency:
            return officer
    return None


def _officers(work: Work) -> list[tuple[Id, str, str]]:
    rows = work.all(
        select(Officer.id, Officer.name, Officer.agency)
        .where(Officer.withdrawn.is_(None), Officer.left_on.is_(None), Officer.agency.is_not(None))
        .order_by(Officer.id)
    )
    return [(officer, name or "", agency or "") for officer, name, agency in rows]


def _inside(work: Work, command: LeaveRoom | ReturnToRoom, *, inside: bool) -> Attended:
    there = {each.record: each for each in attendance_at(work, command.conference)}
    who = there.get(command.attendance)
    if who is None or who.presence is not Presence.PRESENT:
        raise Refused(say("They are not marked present."), say("Say first who is there: iomdesk conference attend."))
    if (who.left_at is None) != inside:
        raise Refused(say("They left already.") if inside else say("They are in the room."))
    return who
