"""The agenda of a conference on the command line: who is on it and why, asking, placing, putting off."""

import argparse
from collections.abc import Callable
from typing import Any, TypeAlias

from iomdesk.catalogue import Agency
from iomdesk.cohort.commands import ProposeRemoval
from iomdesk.conference.agenda import AgendaRow
from iomdesk.conference.preparing import (
    AskForPerson,
    PlaceOnAgenda,
    PutOff,
    SetMinutes,
    TakeBackPutOff,
    TakeBackRequest,
    Unpin,
)
from iomdesk.conference.questions import Agenda, agenda_sheet
from iomdesk.desk import Desk
from iomdesk.doors import Command
from iomdesk.errors import Refused
from iomdesk.ids import Id, id_text
from iomdesk.words import counted, say
from ui.cli import naming
from ui.cli.conference_lines import CONFERENCE, REASON, REF, conference_document, conference_line, who_was_meant
from ui.cli.shape import Answer, DeskCommand, Json, argument

_AGENCY = argument("--agency", choices=naming.AGENCIES, help=say("who asks; your own agency unless said"))
_WHY = argument(
    "--reason",
    required=True,
    metavar="TEXT",
    help=say("why; whoever may read this person's conference papers reads it, so nothing of health or substance use"),
)
_POLICY = "policy"
_Arranging: TypeAlias = Callable[[Id, Id], Command[Any]]
"""What makes the command from a conference and a person."""


def show_agenda(desk: Desk, given: argparse.Namespace) -> Answer:
    """Who is talked about, in order and with a time, each with every reason; and who was put off."""
    row = naming.conference(desk, given.conference)
    sheet = desk.ask(agenda_sheet, row.id)
    lines = [conference_line(row)]
    lines += [_entry_line(place, each) for place, each in enumerate(sheet.rows, start=1)]
    if sheet.put_off:
        lines.append(say("Put off to the next conference:"))
        lines += [f"     {each.ref}  {_name(each)}: {each.put_off}" for each in sheet.put_off]
    lines.append(_total(sheet))
    if sheet.minutes > sheet.available:
        over = sheet.minutes - sheet.available
        lines.append(
            counted(
                over,
                "That is {count} minute more than the {available} a conference lasts.",
                "That is {count} minutes more than the {available} a conference lasts.",
                available=sheet.available,
            )
        )
    document: list[Json] = [_entry_document(each) for each in sheet.rows]
    put_off: list[Json] = [_entry_document(each) for each in sheet.put_off]
    times: dict[str, Json] = {"minutes": sheet.minutes, "available": sheet.available}
    return Answer(lines, {**conference_document(row), **times, "people": document, "put_off": put_off})


def _total(sheet: Agenda) -> str:
    return counted(
        len(sheet.rows),
        "{count} person, {minutes} minutes.",
        "{count} people, {minutes} minutes.",
        minutes=sheet.minutes,
    )


def _entry_line(place: int, each: AgendaRow) -> str:
    marks = []
    if each.pinned is not None:
        marks.append(say("pinned at {place}", place=each.pinned))
    if each.also_pinned:
        marks.append(say("elsewhere at {places}", places=", ".join(map(str, each.also_pinned))))
    parts = [
        f"{place:>3}",
        each.starts_at,
        each.ref,
        _name(each),
        each.rag or say("RAG not known"),
        say("{minutes} min", minutes=each.minutes) + ("*" if each.minutes_by_hand else ""),
        "; ".join(reason.text for reason in each.reasons),
        f"[{', '.join(marks)}]" if marks else "",
    ]
    return "  ".join(part for part in parts if part)


def _name(each: AgendaRow) -> str:
    return ", ".join(part for part in (each.surname, each.forenames) if part) or say("Name not known")


def _entry_document(each: AgendaRow) -> Json:
    return {
        "id": id_text(each.person),
        "ref": each.ref,
        "surname": each.surname,
        "forenames": each.forenames,
        "rag": each.rag,
        "rosh": each.rosh,
        "reasons": [reason.text for reason in each.reasons],
        "discloses": [reason.category.name.lower() for reason in each.reasons],
        "overdue_days": each.overdue_days,
        "minutes": each.minutes,
        "minutes_by_hand": each.minutes_by_hand,
        "starts_at": each.starts_at or None,
        "pinned": each.pinned,
        "also_pinned": list(each.also_pinned),
        "put_off": each.put_off or None,
    }


def ask(desk: Desk, given: argparse.Namespace) -> Answer:
    """Ask for a person to be talked about."""
    row = naming.conference(desk, given.conference)
    person = naming.person(desk, given.ref)
    desk.do(AskForPerson(row.id, person, given.reason, Agency(given.agency) if given.agency else None))
    who, about = who_was_meant(desk, person)
    return Answer([say("{who} is on the agenda of {code}.", who=who, code=row.code)], conference_document(row) | about)


def unask(desk: Desk, given: argparse.Namespace) -> Answer:
    """Take a request back."""
    agency = Agency(given.agency) if given.agency else None
    return _arranged(
        desk,
        given,
        lambda conference, person: TakeBackRequest(conference, person, given.reason, agency),
        "{who} is no longer asked for at {code}.",
    )


def place(desk: Desk, given: argparse.Namespace) -> Answer:
    """Pin a person to a place."""
    if not given.place.isdecimal():
        raise Refused(say("“{text}” is no place on an agenda.", text=given.place), say("Places are counted from 1."))
    at = int(given.place)
    return _arranged(
        desk,
        given,
        lambda conference, person: PlaceOnAgenda(conference, person, at),
        "{who} is pinned at {place} on the agenda of {code}.",
        place=at,
    )


def unpin(desk: Desk, given: argparse.Namespace) -> Answer:
    """Let a person stand by risk again."""
    return _arranged(desk, given, Unpin, "{who} stands by risk again on the agenda of {code}.")


def allot(desk: Desk, given: argparse.Namespace) -> Answer:
    """Give a person so many minutes."""
    if given.minutes != _POLICY and not given.minutes.isdecimal():
        raise Refused(say("“{text}” is no number of minutes.", text=given.minutes), say("Give a number, or: policy."))
    minutes = None if given.minutes == _POLICY else int(given.minutes)
    return _arranged(
        desk,
        given,
        lambda conference, person: SetMinutes(conference, person, minutes),
        "{who} has the minutes of policy at {code}." if minutes is None else "{who} has {minutes} minutes at {code}.",
        minutes=minutes,
    )


def put_off(desk: Desk, given: argparse.Namespace) -> Answer:
    """Put a person off to the next conference."""
    return _arranged(
        desk,
        given,
        lambda conference, person: PutOff(conference, person, given.reason),
        "{who} is put off from {code} and will be on the site's next agenda.",
    )


def take_up(desk: Desk, given: argparse.Namespace) -> Answer:
    """Talk about a person after all."""
    return _arranged(desk, given, TakeBackPutOff, "{who} is on the agenda of {code} again.")


def _arranged(desk: Desk, given: argparse.Namespace, command: _Arranging, sentence: str, **words: object) -> Answer:
    """Do it, and say about whom, so that a wrong reference is seen at once."""
    row = naming.conference(desk, given.conference)
    person = naming.person(desk, given.ref)
    desk.do(command(row.id, person))
    who, about = who_was_meant(desk, person)
    return Answer([say(sentence, who=who, code=row.code, **words)], conference_document(row) | about)


def propose_removal(desk: Desk, given: argparse.Namespace) -> Answer:
    """Propose to remove a person from the scheme."""
    person = naming.person(desk, given.ref)
    desk.do(ProposeRemoval(person, given.reason))
    who, about = who_was_meant(desk, person)
    return Answer([say("Removal proposed: {who}. The next conference of their site decides.", who=who)], about)


COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(("conference", "agenda"), say("who must be talked about, when, and why"), show_agenda, (CONFERENCE,)),
    DeskCommand(
        ("conference", "ask"), say("ask for a person to be talked about"), ask, (CONFERENCE, REF, _WHY, _AGENCY)
    ),
    DeskCommand(("conference", "unask"), say("take a request back"), unask, (CONFERENCE, REF, REASON, _AGENCY)),
    DeskCommand(
        ("conference", "place"),
        say("pin a person to a place on the agenda"),
        place,
        (CONFERENCE, REF, argument("place", metavar="N", help=say("the place, counted from 1"))),
    ),
    DeskCommand(("conference", "unpin"), say("let a person stand by risk again"), unpin, (CONFERENCE, REF)),
    DeskCommand(
        ("conference", "allot"),
        say("give a person so many minutes on the agenda"),
        allot,
        (CONFERENCE, REF, argument("minutes", metavar="MINUTES", help=say("a number, or policy for what policy says"))),
    ),
    DeskCommand(
        ("conference", "put-off"),
        say("put a person off to the site's next conference"),
        put_off,
        (CONFERENCE, REF, REASON),
    ),
    DeskCommand(
        ("conference", "take-up"), say("talk about a person who was put off after all"), take_up, (CONFERENCE, REF)
    ),
    DeskCommand(
        ("person", "propose-removal"), say("propose to remove a person from the scheme"), propose_removal, (REF, REASON)
    ),
)
