"""Contributions to a conference on the command line: written, keyed in from paper sheets, listed, awaited."""

import argparse
from dataclasses import fields

from iomdesk.catalogue import Agency
from iomdesk.clock import date_text, instant_text
from iomdesk.conference.contributing import Boxes, Contribute, KeyContribution, WithdrawContribution, box_label
from iomdesk.conference.contributions import (
    ContributionRow,
    awaited,
    contribution_named,
    contributions_about,
    contributions_to,
)
from iomdesk.conference.finding import ConferenceRow
from iomdesk.conference.forms import FormRow, IssueForms, form_named, outstanding_forms
from iomdesk.conference.questions import agenda_sheet
from iomdesk.desk import Desk
from iomdesk.ids import Id, id_text
from iomdesk.words import counted, say
from ui.cli import naming
from ui.cli.conference_lines import CONFERENCE, REASON, REF, conference_document, conference_line, who_was_meant
from ui.cli.shape import Answer, Argument, DeskCommand, Json, argument

_BOXES = tuple(each.name for each in fields(Boxes))
_HELP = {
    "facts": say("what is known"),
    "opinion": say("what the author thinks, apart from what is known"),
    "health": say("health"),
    "substance_use": say("drugs and alcohol"),
    "intelligence": say("intelligence"),
    "victim": say("victims, and their safety"),
}
_BOX_ARGUMENTS: tuple[Argument, ...] = (
    *(argument(f"--{name.replace('_', '-')}", default="", metavar="TEXT", help=_HELP[name]) for name in _BOXES),
    argument("--do-not-share", action="store_true", help=say("keep it from every other agency")),
    argument("--corrects", metavar="ENTRY", help=say("the entry it takes the place of, as contribution list shows it")),
)


def add(desk: Desk, given: argparse.Namespace) -> Answer:
    """Write a contribution of one's own."""
    row = naming.conference(desk, given.conference)
    person = naming.person(desk, given.ref)
    corrects = desk.ask(contribution_named, row.id, given.corrects).id if given.corrects else None
    made = desk.do(Contribute(row.id, person, _boxes(given), given.do_not_share, corrects))
    return _kept(desk, row, person, made)


def key(desk: Desk, given: argparse.Namespace) -> Answer:
    """Key in what stands on a paper sheet."""
    row = naming.conference(desk, given.conference) if given.conference else None
    form = desk.ask(form_named, given.number) if row is None or given.corrects else None
    meeting = row.id if row is not None else form.conference if form is not None else b""
    corrects = desk.ask(contribution_named, meeting, given.corrects).id if given.corrects else None
    made = desk.do(
        KeyContribution(
            given.number,
            given.author,
            _boxes(given),
            naming.day(given.written_on) if given.written_on else None,
            given.do_not_share,
            corrects,
            row.id if row else None,
            naming.person(desk, given.person) if given.person else None,
            Agency(given.agency) if given.agency else None,
        )
    )
    found = row or naming.conference(desk, id_text(meeting))
    person = next(
        each.person for each in desk.ask(contributions_to, found.id) if any(one.id == made for one in each.rows)
    )
    return _kept(desk, found, person, made)


def _kept(desk: Desk, row: ConferenceRow, person: Id, made: object) -> Answer:
    """Read back about whom it was kept, and say what whoever keyed it may not have meant."""
    rows = [one for each in desk.ask(contributions_to, row.id) for one in each.rows]
    one = next(each for each in rows if each.id == made)
    who, about = who_was_meant(desk, person)
    lines = [say("Kept for {code}: {who}, by {author}.", code=row.code, who=who, author=_author(one))]
    sheet = desk.ask(agenda_sheet, row.id)
    if about["person"] not in {id_text(each.person) for each in (*sheet.rows, *sheet.put_off)}:
        lines.append(
            say("Note: they are not on the agenda of {code}. Ask for them: iomdesk conference ask.", code=row.code)
        )
    if one.late:
        lines.append(say("Note: the minutes of {code} are signed; it is kept as an addendum.", code=row.code))
    return Answer(lines, conference_document(row) | about | {"contribution": contribution_document(one)})


def listed(desk: Desk, given: argparse.Namespace) -> Answer:
    """What was contributed to a conference, person by person."""
    row = naming.conference(desk, given.conference)
    people = desk.ask(contributions_to, row.id)
    lines = [conference_line(row)]
    document: list[Json] = []
    for each in people:
        name = ", ".join(part for part in (each.surname, each.forenames) if part) or say("Name not known")
        lines += ["", f"{each.ref}  {name}", *(f"  {line}" for one in each.rows for line in _lines(one))]
        rows: list[Json] = [contribution_document(one) for one in each.rows]
        document.append({"id": id_text(each.person), "ref": each.ref, "contributions": rows})
    if not people:
        lines.append(say("No contribution yet."))
    return Answer(lines, {**conference_document(row), "people": document})


def about(desk: Desk, given: argparse.Namespace) -> Answer:
    """Everything contributed about one person."""
    rows = desk.ask(contributions_about, naming.person(desk, given.ref))
    lines = [line for row in rows for line in (row.meeting, *(f"  {said}" for said in _lines(row)))]
    return Answer(lines or [say("No contribution yet.")], [contribution_document(row) for row in rows])


def who_is_awaited(desk: Desk, given: argparse.Namespace) -> Answer:
    """Which agency has not contributed about whom."""
    row = naming.conference(desk, given.conference)
    missing = desk.ask(awaited, row.id)
    lines = [conference_line(row)]
    for each in missing:
        names = "; ".join(f"{one.ref} {one.surname}".strip() for one in each.people)
        lines.append(f"{each.agency}: {names}")
    if not missing:
        lines.append(say("Nobody is awaited."))
    document: list[Json] = [
        {"agency": each.agency, "people": [{"id": id_text(one.person), "ref": one.ref} for one in each.people]}
        for each in missing
    ]
    return Answer(lines, {**conference_document(row), "awaited": document})


def forms(desk: Desk, given: argparse.Namespace) -> Answer:
    """The paper sheets that have not come back."""
    row = naming.conference(desk, given.conference) if given.conference else None
    rows = desk.ask(outstanding_forms, row.id if row else None)
    lines = [_form_line(each) for each in rows]
    lines.append(counted(len(rows), "{count} sheet is out.", "{count} sheets are out."))
    return Answer(lines, [_form_document(each) for each in rows])


def issue(desk: Desk, given: argparse.Namespace) -> Answer:
    """Number paper sheets for an agency: of everybody on the agenda, or of the people named."""
    row = naming.conference(desk, given.conference)
    named = tuple(naming.person(desk, ref) for ref in given.refs)
    people = named or tuple(each.person for each in desk.ask(agenda_sheet, row.id).rows)
    made = desk.do(IssueForms(row.id, Agency(given.agency), people, given.again))
    numbers = {each.number for each in made} if isinstance(made, tuple) else set()
    rows = [each for each in desk.ask(outstanding_forms, row.id) if each.number in numbers]
    lines = [_form_line(each) for each in rows]
    if len(rows) < len(people):
        back = len(people) - len(rows)
        lines.append(
            counted(
                back,
                "{count} sheet came back already; --again numbers another.",
                "{count} sheets came back already; --again numbers others.",
            )
        )
    return Answer(lines or [say("Nobody is on that agenda.")], [_form_document(each) for each in rows])


def withdraw(desk: Desk, given: argparse.Namespace) -> Answer:
    """Withdraw a contribution that was entered in error."""
    row = naming.conference(desk, given.conference)
    one = desk.ask(contribution_named, row.id, given.entry)
    desk.do(WithdrawContribution(one.id, given.reason))
    return Answer([say("Withdrawn from {code}: {entry}.", code=row.code, entry=one.code)], contribution_document(one))


def _boxes(given: argparse.Namespace) -> Boxes:
    return Boxes(**{name: getattr(given, name) for name in _BOXES})


def _author(row: ContributionRow) -> str:
    return ", ".join(part for part in (row.author_name, row.agency) if part) or say("an author not known")


def _lines(row: ContributionRow) -> list[str]:
    """One contribution: who and when, its boxes, fact apart from opinion, and what became of it."""
    said = ((box_label(name), getattr(row, name)) for name in _BOXES)
    return [_head(row), *(f"  {label}: {text}" for label, text in said if text)]


def contribution_lines(row: ContributionRow) -> list[str]:
    """One contribution in short: who and when, fact and opinion; of its other boxes only that they are filled in."""
    short = ("facts", "opinion")
    said = [f"  {box_label(name)}: {' '.join(text.split())}" for name in short if (text := getattr(row, name))]
    more = ", ".join(box_label(name) for name in _BOXES if name not in short and getattr(row, name))
    return [_head(row), *said, *([say("  Filled in too: {boxes}.", boxes=more)] if more else [])]


def _head(row: ContributionRow) -> str:
    head = [row.code, _author(row), date_text(row.written_on) or say("day not known")]
    if row.form_number:
        head.append(say("sheet {number}, keyed in by {name}", number=row.form_number, name=row.keyed_by))
    marks = {
        say("do not share"): row.do_not_share,
        say("corrected by another"): row.corrected,
        say("arrived after signing"): row.late,
    }
    return "  ".join([*head, *(mark for mark, holds in marks.items() if holds)])


def contribution_document(row: ContributionRow) -> Json:
    """One contribution with every box, as a document."""
    boxes: dict[str, Json] = {name: getattr(row, name) or None for name in _BOXES}
    return {
        "id": id_text(row.id),
        "entry": row.code,
        "person": id_text(row.person),
        "conference": row.meeting,
        "agency": row.agency,
        "author": row.author_name,
        "written_on": row.written_on.isoformat() if row.written_on else None,
        **boxes,
        "do_not_share": row.do_not_share,
        "form": row.form_number or None,
        "keyed_by": row.keyed_by or None,
        "corrects": id_text(row.corrects) if row.corrects else None,
        "corrected": row.corrected,
        "late": row.late,
    }


def _form_line(row: FormRow) -> str:
    name = ", ".join(part for part in (row.surname, row.forenames) if part) or say("Name not known")
    issued = say("out since {at}", at=instant_text(row.issued_at)) if row.issued_at else say("out")
    return "  ".join([row.number, row.agency, row.code, row.ref, name, issued])


def _form_document(row: FormRow) -> Json:
    return {
        "id": id_text(row.id),
        "number": row.number,
        "conference": row.code,
        "agency": row.agency,
        "person": id_text(row.person),
        "ref": row.ref,
        "issued_at": row.issued_at,
        "returned_on": row.returned_on.isoformat() if row.returned_on else None,
    }


_ENTRY = argument("entry", metavar="ENTRY", help=say("as contribution list shows it"))
COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("contribution", "add"),
        say("say something about a person before a conference, for your own agency"),
        add,
        (CONFERENCE, REF, *_BOX_ARGUMENTS),
    ),
    DeskCommand(
        ("contribution", "key"),
        say("key in what stands on a numbered paper sheet"),
        key,
        (
            argument("number", metavar="NUMBER", help=say("the number on the sheet, as in N3-PRI-07-K")),
            argument("--author", required=True, metavar="NAME", help=say("who wrote it")),
            argument("--written-on", metavar="DAY", help=say("the day on the sheet, where there is one")),
            *_BOX_ARGUMENTS,
            argument("--conference", metavar="C", help=say("to check: the conference it should be for")),
            argument("--person", metavar="REF", help=say("to check: the person it should be about")),
            argument("--agency", choices=naming.AGENCIES, help=say("to check: the agency it should come from")),
        ),
    ),
    DeskCommand(("contribution", "list"), say("what was contributed to a conference"), listed, (CONFERENCE,)),
    DeskCommand(("contribution", "about"), say("everything contributed about a person"), about, (REF,)),
    DeskCommand(("contribution", "awaited"), say("who has not contributed about whom"), who_is_awaited, (CONFERENCE,)),
    DeskCommand(
        ("contribution", "withdraw"),
        say("withdraw a contribution entered in error"),
        withdraw,
        (CONFERENCE, _ENTRY, REASON),
    ),
    DeskCommand(
        ("contribution", "forms"),
        say("the paper sheets that have not come back"),
        forms,
        (argument("conference", nargs="?", metavar="C", help=say("of one conference; of all unless said")),),
    ),
    DeskCommand(
        ("contribution", "issue"),
        say("number paper sheets for an agency"),
        issue,
        (
            CONFERENCE,
            argument("refs", nargs="*", metavar="REF", help=say("for these people; the whole agenda unless said")),
            argument("--for", dest="agency", required=True, choices=naming.AGENCIES, help=say("the agency")),
            argument("--again", action="store_true", help=say("number another where one came back")),
        ),
    ),
)
