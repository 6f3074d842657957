"""People on the command line: the list, one person, and what an officer records about them."""

import argparse
from datetime import date

from iomdesk.actions.questions import actions_of
from iomdesk.catalogue import Agency
from iomdesk.cohort.commands import ChangeRating, RecordMembership
from iomdesk.cohort.engagement import engagement_of
from iomdesk.cohort.listing import Wanted
from iomdesk.cohort.questions import cohort_list, person_file
from iomdesk.cohort.rules import Scale, Step, rating_choices
from iomdesk.conference.contributions import contributions_about
from iomdesk.conference.questions import conferences
from iomdesk.contacts.questions import contacts_of
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.files.questions import files_of
from iomdesk.harm.questions import offences_of
from iomdesk.ids import Id, id_text
from iomdesk.pathways.questions import pathway_set, score_history
from iomdesk.people.commands import (
    AddIdentifier,
    AddNote,
    AddPerson,
    AssignOfficer,
    ChangePerson,
    LinkPersons,
    SetMarker,
    UnlinkPersons,
)
from iomdesk.people.identifiers import Scheme
from iomdesk.people.questions import duplicates, duplicates_of, person_card, record_named
from iomdesk.people.rules import OFFICER_FIELDS, FieldValue, MarkerCode, MarkerState, OfficerRole, field_choices
from iomdesk.words import say
from ui.cli import naming
from ui.cli.people_lines import (
    SCALE_WORDS,
    cohort_lines,
    duplicate_document,
    duplicate_lines,
    file_document,
    file_lines,
    row_document,
)
from ui.cli.person_record import PersonRecord, record_document, record_lines
from ui.cli.shape import Answer, DeskCommand, argument

_SCHEMES = {str(scheme).lower(): scheme for scheme in Scheme}
_LEADS = {"police_om": Agency.POLICE, "probation_om": Agency.PROBATION}
_DATES = ("born", "supervision_until")
_NUMBERS = ("mappa_category", "mappa_level")


def list_people(desk: Desk, given: argparse.Namespace) -> Answer:
    """The cohort, narrowed as asked."""
    wanted = Wanted(
        site=naming.site(desk, given.site) if given.site else None,
        rag=given.rag.capitalize() if given.rag else None,
        in_custody=True if given.in_custody else None,
        text=given.find or "",
        former=given.former,
    )
    rows = desk.ask(cohort_list, desk.today, wanted)
    return Answer(cohort_lines(rows), [row_document(row) for row in rows])


def show(desk: Desk, given: argparse.Namespace) -> Answer:
    """Everything about one person."""
    person = naming.person(desk, given.ref)
    found = desk.ask(person_file, person, desk.today)
    pathways = desk.ask(pathway_set, desk.today)
    record = _record(desk, person)
    lines = [*file_lines(found, pathways), *record_lines(record, desk.today)]
    return Answer(lines, file_document(found) | record_document(record, desk.today))


def _record(desk: Desk, person: Id) -> PersonRecord:
    """What is done with them; each question is in the audit log as a consultation of this person."""
    contributed = [row for row in desk.ask(contributions_about, person) if not row.corrected]
    held = {row.id: row.held_on or date.min for row in desk.ask(conferences)}
    last = max((row.conference for row in contributed), key=lambda each: (held.get(each, date.min), each), default=b"")
    newest = [row for row in contributed if row.conference == last]
    return PersonRecord(
        desk.ask(score_history, person),
        desk.ask(actions_of, person, desk.today),
        desk.ask(offences_of, person),
        desk.ask(engagement_of, person, desk.today),
        desk.ask(contacts_of, person),
        desk.ask(files_of, person),
        newest[0].meeting if newest else "",
        tuple(newest),
    )


def add(desk: Desk, given: argparse.Namespace) -> Answer:
    """Enter a person, and say at once who they may be already."""
    values = {name: _value(desk, name, text) for name in OFFICER_FIELDS if (text := getattr(given, name, None))}
    typed = tuple((scheme, text) for name, scheme in _SCHEMES.items() if (text := getattr(given, name)))
    person = desk.do(AddPerson(values, typed, given.reason))
    if not isinstance(person, bytes):
        raise Refused(say("That awaits a second officer."))
    alike = desk.ask(duplicates_of, person)
    ref = desk.ask(person_card, person).ref
    lines = [say("Entered as {ref}.", ref=ref)]
    if alike:
        lines += [say("They may be somebody who is here already:"), *duplicate_lines(alike)]
    return Answer(lines, {"ref": ref, "id": id_text(person), "duplicates": [duplicate_document(row) for row in alike]})


def change(desk: Desk, given: argparse.Namespace) -> Answer:
    """Set fields; identifiers and lead officers go by the same words. What each word means is settled first."""
    person = naming.person(desk, given.ref)
    values: dict[str, FieldValue] = {}
    commands: list[AddIdentifier | AssignOfficer] = []
    for each in given.fields:
        name, sign, text = each.partition("=")
        if not sign:
            raise Refused(say("Write FIELD=VALUE, such as: supervision=Licence."))
        if name in _SCHEMES:
            commands.append(AddIdentifier(person, _SCHEMES[name], text, given.reason))
        elif name in _LEADS:
            commands.append(AssignOfficer(person, OfficerRole.LEAD, _LEADS[name], text))
        else:
            values[name] = _value(desk, name, text)
    for command in commands:
        desk.do(command)
    if values:
        desk.do(ChangePerson(person, values))
    return _done(desk, person)


def merge(desk: Desk, given: argparse.Namespace) -> Answer:
    """Link two records as one person."""
    first, second = (desk.ask(record_named, ref) for ref in (given.ref, given.other))
    desk.do(LinkPersons(first, second, given.reason))
    return _done(desk, desk.ask(person_card, first).id)


def unmerge(desk: Desk, given: argparse.Namespace) -> Answer:
    """Undo a link."""
    first, second = (desk.ask(record_named, ref) for ref in (given.ref, given.other))
    desk.do(UnlinkPersons(first, second, given.reason))
    return _done(desk, first)


def list_duplicates(desk: Desk, _: argparse.Namespace) -> Answer:
    """Records that may be one person."""
    rows = desk.ask(duplicates)
    lines = duplicate_lines(rows) or [say("No two records look like one person.")]
    return Answer(lines, [duplicate_document(row) for row in rows])


def note(desk: Desk, given: argparse.Namespace) -> Answer:
    """Write a note."""
    person = naming.person(desk, given.ref)
    desk.do(AddNote(person, given.text, given.heading, given.do_not_share))
    return _done(desk, person)


def mark(desk: Desk, given: argparse.Namespace) -> Answer:
    """Say whether a marker holds."""
    person = naming.person(desk, given.ref)
    since, review = (naming.day(text) if text else None for text in (given.since, given.review))
    desk.do(SetMarker(person, MarkerCode(given.code), MarkerState(given.state), since, review, given.source))
    return _done(desk, person)


def event(desk: Desk, given: argparse.Namespace) -> Answer:
    """Record a step of the lifecycle."""
    person = naming.person(desk, given.ref)
    desk.do(RecordMembership(person, Step(given.event), naming.day(given.on), given.reason))
    return _done(desk, person)


def rate(desk: Desk, given: argparse.Namespace) -> Answer:
    """Change a rating, with its reason."""
    person = naming.person(desk, given.ref)
    desk.do(ChangeRating(person, Scale(given.command.words[-1]), given.value, given.reason))
    return _done(desk, person)


def _done(desk: Desk, person: Id) -> Answer:
    ref = desk.ask(person_card, person).ref
    return Answer([say("Saved for {ref}.", ref=ref)], {"ref": ref, "id": id_text(person)})


def _value(desk: Desk, name: str, text: str) -> FieldValue:
    """A field as typed: dates, whole numbers and sites read as such; empty is unknown."""
    if name == "rag":
        raise Refused(say("RAG changes with a reason."), say("Use: iomdesk person rag REF VALUE --reason TEXT."))
    if not text.strip():
        return None
    if name in _DATES:
        return naming.day(text)
    if name in _NUMBERS:
        return int(text) if text.isascii() and text.isdigit() else text
    return naming.site(desk, text) if name == "site" else text


_REF = argument("ref", metavar="REF", help=say("PNC, CRO, NOMIS number, CRN or the desk's own reference"))
_OTHER = argument("other", metavar="REF", help=say("the other record"))
_REASON = argument("--reason", required=True, metavar="TEXT", help=say("why"))
_FAILED_CHECK = argument(
    "--reason", default="", metavar="TEXT", help=say("why an identifier that fails its check stays")
)
_MARKERS = tuple(map(str, MarkerCode))
_STATES = tuple(map(str, MarkerState))
_STEPS = tuple(map(str, Step))
_SETTABLE = say(
    "the fields of “person add” with _ for -, {others}; empty makes one unknown: supervision=Licence",
    others=", ".join((*_LEADS, *_SCHEMES)),
)


def _kind(name: str) -> str:
    return "DAY" if name in _DATES else "N" if name in _NUMBERS else "TEXT"


def _meant(name: str) -> str:
    """What a field takes, where its name does not say."""
    choices = field_choices(name)
    return say("one of: {choices}", choices=", ".join(choices)) if choices else name.replace("_", " ")


_RATINGS = tuple(
    DeskCommand(
        ("person", str(scale)),
        say("change somebody's {scale}, with its reason", scale=SCALE_WORDS[scale]),
        rate,
        (_REF, argument("value", metavar="VALUE", help=rating_choices(scale)), _REASON),
    )
    for scale in Scale
)

COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("person", "list"),
        say("the cohort"),
        list_people,
        (
            argument("--site", metavar="NAME", help=say("only those of this site")),
            argument("--rag", type=str.lower, choices=("red", "amber", "green"), help=say("only those at this RAG")),
            argument("--in-custody", action="store_true", help=say("only those held today")),
            argument("--find", metavar="TEXT", help=say("part of a name, an identifier or a reference")),
            argument("--former", action="store_true", help=say("the declined and removed as well")),
        ),
    ),
    DeskCommand(("person", "show"), say("everything about one person"), show, (_REF,)),
    DeskCommand(
        ("person", "add"),
        say("enter a person"),
        add,
        (
            *(
                argument(f"--{name.replace('_', '-')}", metavar=_kind(name), help=_meant(name))
                for name in OFFICER_FIELDS
            ),
            *(argument(f"--{name}", metavar="NUMBER", help=str(scheme)) for name, scheme in _SCHEMES.items()),
            _FAILED_CHECK,
        ),
    ),
    DeskCommand(
        ("person", "set"),
        say("change what is known of a person"),
        change,
        (_REF, argument("fields", nargs="+", metavar="FIELD=VALUE", help=_SETTABLE), _FAILED_CHECK),
    ),
    DeskCommand(("person", "merge"), say("link two records as one person"), merge, (_REF, _OTHER, _REASON)),
    DeskCommand(("person", "unmerge"), say("undo the link of two records"), unmerge, (_REF, _OTHER, _REASON)),
    DeskCommand(("person", "duplicates"), say("records that may be one person"), list_duplicates),
    DeskCommand(
        ("person", "note"),
        say("write a note"),
        note,
        (
            _REF,
            argument("text", metavar="TEXT", help=say("what there is to say")),
            argument("--heading", default="", metavar="TEXT", help=say("what it is about")),
            argument("--do-not-share", action="store_true", help=say("keep it from every other agency")),
        ),
    ),
    DeskCommand(
        ("person", "mark"),
        say("say whether a marker holds"),
        mark,
        (
            _REF,
            argument("code", choices=_MARKERS, metavar="MARKER", help=", ".join(_MARKERS)),
            argument("state", choices=_STATES, metavar="STATE", help=", ".join(_STATES)),
            argument("--since", metavar="DAY", help=say("since when")),
            argument("--review", metavar="DAY", help=say("when to look at it again")),
            argument("--source", metavar="TEXT", help=say("who or what says so")),
        ),
    ),
    DeskCommand(
        ("person", "event"),
        say("record a step of the lifecycle"),
        event,
        (
            _REF,
            argument("event", choices=_STEPS, metavar="STEP", help=", ".join(_STEPS)),
            argument("--on", required=True, metavar="DAY", help=say("the day it happened")),
            _REASON,
        ),
    ),
    *_RATINGS,
)
