"""Who is at a case conference, and what the room may see: begin, attend, accept, leave and return, the screen."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from iomdesk.catalogue import Agency, Category
from iomdesk.clock import date_text
from iomdesk.conference.addenda import late_arrivals
from iomdesk.conference.attendance import (
    AcceptStatement,
    BeginConference,
    LeaveRoom,
    NoteAttendance,
    ReturnToRoom,
    attendance_named,
    who_is_here,
)
from iomdesk.conference.finding import ConferenceRow
from iomdesk.conference.minuted import Attended
from iomdesk.conference.room import RoomNow
from iomdesk.conference.room_view import MeetingView, ShownContribution, ShownScores, Withheld
from iomdesk.conference.rules import Part, Presence, part_words
from iomdesk.conference.showing import OpenInRoom
from iomdesk.conference.statement import ReplaceStatement, statement_on
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.words import counted, say
from ui.cli import naming
from ui.cli.conference_lines import CONFERENCE, REF, conference_document, conference_line
from ui.cli.minutes_lines import MARKING, plain
from ui.cli.person_record import scores_in_words
from ui.cli.shape import Answer, DeskCommand, Json, argument

_CATEGORIES = {each.name.lower().replace("_", " "): each for each in Category}


def begin(desk: Desk, given: argparse.Namespace) -> Answer:
    """Open the meeting and read out the statement."""
    row = naming.conference(desk, given.conference)
    agency = Agency(given.agency) if given.agency else None
    desk.do(BeginConference(row.id, given.chair or "", agency))
    statement = desk.ask(statement_on, row.held_on or desk.today)
    room = desk.ask(who_is_here, row.id)
    chair = next((each.name for each in room.inside if each.part is Part.CHAIR), "")
    lines = [conference_line(row), say("Begun. Chair: {name}.", name=chair)]
    if row.held_on is not None and row.held_on != desk.today:
        lines.append(say("Note: the conference is in the calendar for {day}.", day=date_text(row.held_on)))
    late = [each for each in desk.ask(late_arrivals, desk.officer) if each.mine]
    for each in late:
        said = ("{count} entry came after you signed {code}.", "{count} entries came after you signed {code}.")
        lines.append(
            counted(len(each.arrived), *said, code=each.conference.code) + say(" See: iomdesk conference late.")
        )
    lines += ["", *(statement.body.splitlines() if statement else [])]
    document = conference_document(row) | {"chair": chair, "statement": plain(statement)}
    return Answer(lines, document | {"late": [each.conference.code for each in late]})


def attend(desk: Desk, given: argparse.Namespace) -> Answer:
    """Say that somebody is there, sent apologies or is absent."""
    row = naming.conference(desk, given.conference)
    presence = Presence.APOLOGIES if given.apologies else Presence.ABSENT if given.absent else Presence.PRESENT
    part = Part(given.part) if given.part else None
    desk.do(NoteAttendance(row.id, given.name, Agency(given.agency), presence, part, given.note))
    return here(desk, given)


def accept(desk: Desk, given: argparse.Namespace) -> Answer:
    """Those named, or everybody present, accept the confidentiality statement."""
    row = naming.conference(desk, given.conference)
    named = tuple(desk.ask(attendance_named, row.id, name).record for name in given.names)
    count = desk.do(AcceptStatement(row.id, named))
    number = count if isinstance(count, int) else 0
    said = counted(number, "{count} person accepted the statement.", "{count} people accepted the statement.")
    if not number:
        said = say("Nobody is left to accept the statement: everybody present has.")
    return Answer([said], conference_document(row) | {"accepted": number})


def leave(desk: Desk, given: argparse.Namespace) -> Answer:
    """Somebody leaves the room."""
    row = naming.conference(desk, given.conference)
    desk.do(LeaveRoom(row.id, desk.ask(attendance_named, row.id, given.name).record))
    return here(desk, given)


def come_back(desk: Desk, given: argparse.Namespace) -> Answer:
    """Somebody who left comes back."""
    row = naming.conference(desk, given.conference)
    desk.do(ReturnToRoom(row.id, desk.ask(attendance_named, row.id, given.name).record))
    return here(desk, given)


def here(desk: Desk, given: argparse.Namespace) -> Answer:
    """Who is in the room, by agency."""
    row = naming.conference(desk, given.conference)
    room = desk.ask(who_is_here, row.id)
    document = conference_document(row) | {"room": plain(room), "agencies": list(room.agencies)}
    return Answer([conference_line(row), *_room_lines(room)], document)


def _room_lines(room: RoomNow) -> list[str]:
    groups = (
        (say("In the room"), room.inside),
        (say("Left the room"), room.stepped_out),
        (say("Apologies"), room.apologies),
        (say("Absent"), room.absent),
    )
    lines = [f"{heading}: {_names(there)}" for heading, there in groups if there]
    if room.agencies_absent:
        lines.append(say("Agencies not there: {names}", names=", ".join(room.agencies_absent)))
    return lines or [say("Nobody is noted yet.")]


def _names(there: Iterable[Attended]) -> str:
    return "; ".join(
        f"{each.name} ({each.agency}{'' if each.part is Part.MEMBER else ', ' + part_words(each.part)})"
        for each in there
    )


def room(desk: Desk, given: argparse.Namespace) -> Answer:
    """One person as the room may see them, or more: on the chair's own screen, or after naming who leaves."""
    row = naming.conference(desk, given.conference)
    person = naming.person(desk, given.ref)
    left = tuple(desk.ask(attendance_named, row.id, name).record for name in given.left)
    wanted = frozenset(_CATEGORIES[each] for each in given.show)
    view = desk.do(OpenInRoom(row.id, person, wanted, left, given.chair_only))
    if not isinstance(view, MeetingView):
        raise Refused(say("That waits for a second person."))
    labels = view.scores.labels if isinstance(view.scores, ShownScores) else ()
    lines = [MARKING, *_view_lines(row, view, labels, chair_only=given.chair_only), MARKING]
    return Answer(lines, conference_document(row) | {"view": plain(view), "chair_only": given.chair_only})


def _view_lines(row: ConferenceRow, view: MeetingView, labels: tuple[str, ...], *, chair_only: bool) -> list[str]:
    whose = say("On the chair's own screen") if chair_only else say("For everybody in the room")
    if view.hidden:
        return [f"{row.code}  {whose}", view.ref, *view.why]
    lines = [f"{row.code}  {whose}", f"{view.ref}  {_part(view.name)}"]
    lines += [f"  {say('RAG')}: {_part(view.rag)}", f"  {say('Custody')}: {_part(view.custody)}"]
    lines += _score_lines(view.scores)
    if isinstance(view.actions, Withheld):
        lines.append(f"  {say('Open actions')}: {_part(view.actions)}")
    else:
        lines += [
            f"  {say('Open action')}: {each.body} ({each.owner_name}, {each.owner_agency})" for each in view.actions
        ]
    if isinstance(view.contributions, Withheld):
        lines.append(f"  {say('Contributions')}: {_part(view.contributions)}")
    else:
        lines += [f"  {line}" for each in view.contributions for line in _contribution(each)]
    if isinstance(view.decisions, Withheld):
        lines.append(f"  {say('Last decisions')}: {_part(view.decisions)}")
    else:
        lines += [
            f"  {date_text(each.decided_on)}: {each.words}. {say('Reason')}: {each.reason}" for each in view.decisions
        ]
    return [*lines, "", *view.why] if view.why else lines


def _part(value: str | Withheld | None) -> str:
    if isinstance(value, Withheld):
        return say("withheld under clause {clause}", clause=value.clause) if value.clause else say("withheld")
    return value or say("not known")


def _score_lines(scores: ShownScores | Withheld | None) -> list[str]:
    if scores is None or isinstance(scores, Withheld):
        return [f"  {say('Scores')}: {_part(scores)}"]
    lines = []
    if scores.before is not None:
        words = {"day": date_text(scores.before_on), "scores": scores_in_words(scores.before, scores.labels)}
        lines.append("  " + say("Before, on {day}: {scores}", **words))
    if scores.today is not None:
        lines.append(f"  {say('Today')}: {scores_in_words(scores.today, scores.labels)}")
    return lines


def _contribution(each: ShownContribution) -> list[str]:
    lines = [say("Contribution of {agency} by {author}", agency=each.agency, author=each.author or say("an officer"))]
    for box in each.boxes:
        named = _part(box) if isinstance(box, Withheld) else f"{box.heading}: {box.body}"
        lines.append(f"  {named}")
    return lines


def statement(desk: Desk, given: argparse.Namespace) -> Answer:
    """The confidentiality statement, or the scheme's own in its place."""
    if given.replace:
        try:
            body = Path(given.replace).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as cause:
            raise Refused(say("The file could not be read as text."), say("Write it as plain text, UTF-8.")) from cause
        start = naming.day(given.start) if given.start else None
        desk.do(ReplaceStatement(body, given.source or "", start))
    found = desk.ask(statement_on, naming.day(given.start) if given.start else desk.today)
    if found is None:
        return Answer([say("No statement is on this desk yet; the first conference enters the default one.")], None)
    since = say("from {day}", day=date_text(found.in_force_from)) if found.in_force_from else say("as shipped")
    heading = say("Confidentiality statement, version {version}, {since}. {source}", version=found.version, since=since,
                  source=found.source)  # fmt: skip
    document: Json = plain(found)
    return Answer([heading, "", *found.body.splitlines()], document)


_NAME = argument("name", metavar="NAME", help=say("their name"))
COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("conference", "begin"),
        say("open the meeting: its chair, its time, the statement"),
        begin,
        (
            CONFERENCE,
            argument("--chair", metavar="NAME", help=say("who chairs; you unless said")),
            argument(
                "--agency", choices=naming.AGENCIES, help=say("the chair's agency, where they work at no desk of yours")
            ),
        ),
    ),
    DeskCommand(
        ("conference", "attend"),
        say("who is there, sent apologies, is absent"),
        attend,
        (
            CONFERENCE,
            _NAME,
            argument("--agency", required=True, choices=naming.AGENCIES, help=say("their agency")),
            argument("--apologies", action="store_true", help=say("they sent apologies")),
            argument("--absent", action="store_true", help=say("they did not come")),
            argument(
                "--part", choices=[str(each) for each in Part], help=say("what they do there; member unless said")
            ),
            argument("--note", default="", metavar="TEXT", help=say("a remark, such as who they stand in for")),
        ),
    ),
    DeskCommand(
        ("conference", "accept"),
        say("those present accept the confidentiality statement"),
        accept,
        (
            CONFERENCE,
            argument("names", nargs="*", metavar="NAME", help=say("only these; everybody present unless said")),
        ),
    ),
    DeskCommand(("conference", "leave"), say("somebody leaves the room"), leave, (CONFERENCE, _NAME)),
    DeskCommand(("conference", "return"), say("somebody comes back"), come_back, (CONFERENCE, _NAME)),
    DeskCommand(("conference", "here"), say("who is in the room"), here, (CONFERENCE,)),
    DeskCommand(
        ("conference", "room"),
        say("one person as the room may see them"),
        room,
        (
            CONFERENCE,
            REF,
            argument("--left", nargs="+", default=[], metavar="NAME", help=say("who leaves the room for it")),
            argument("--chair-only", action="store_true", help=say("on the chair's own screen, turned from the room")),
            argument(
                "--show", action="append", default=[], choices=list(_CATEGORIES), help=say("what must be on the screen")
            ),
        ),
    ),
    DeskCommand(
        ("conference", "statement"),
        say("the confidentiality statement"),
        statement,
        (
            argument("--replace", metavar="FILE", help=say("the scheme's own statement, as plain text")),
            argument("--source", metavar="TEXT", help=say("who agreed it, and when")),
            argument("--start", metavar="DAY", help=say("from which day; today unless said")),
        ),
    ),
)
