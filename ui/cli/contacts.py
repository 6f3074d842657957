"""Contacts on the command line: each entered in one line, said back in full words."""

import argparse
from dataclasses import replace
from datetime import date, timedelta

from iomdesk.contacts.commands import (
    Account,
    CorrectContact,
    MoveContact,
    Particulars,
    PlanContact,
    RecordContact,
    RecordOutcome,
    WithdrawContact,
)
from iomdesk.contacts.correcting import CORRECTABLE
from iomdesk.contacts.line import Line, read_line, read_outcome, read_when
from iomdesk.contacts.questions import (
    CODE,
    ContactRow,
    NamedContact,
    awaiting_outcome,
    contact_named,
    contacts_due,
    contacts_of,
    known_for_line,
    outcomes_missing,
)
from iomdesk.contacts.rules import Outcome
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id, code_meant, id_from_text, id_text
from iomdesk.people.rules import FieldValue
from iomdesk.words import counted, say
from ui.cli import naming
from ui.cli.contact_lines import (
    contact_document,
    reading_lines,
    said_back,
    short_line,
    standing_document,
    standing_lines,
)
from ui.cli.shape import Answer, DeskCommand, argument

_DAYS_AHEAD = 7
_NAMES = {"time": "planned_at", "officer": "officer_name", "reason": "outcome_reason"}
_WORDS = {name: word for word, name in _NAMES.items()}
_FIELDS = tuple(_WORDS.get(name, name) for name in CORRECTABLE if name not in ("officer", "do_not_share"))


def add(desk: Desk, given: argparse.Namespace) -> Answer:
    """Plan a contact, or record one that took place: the line says which."""
    person = naming.person(desk, given.ref)
    line = read_line(" ".join(given.line), desk.today, desk.ask(known_for_line, person, desk.officer))
    if given.do_not_share:
        line = replace(line, do_not_share=True)
    on = line.on or desk.today
    what = _particulars(line)
    if line.outcome is None:
        made = desk.do(PlanContact(person, on, what))
    else:
        made = desk.do(RecordContact(person, on, _account(line, line.outcome), replace(what, opinion="")))
    rows = desk.ask(contacts_of, person)
    row = next(each for each in rows if each.id == made)
    also = [each for each in rows if each.id != row.id and each.on == row.on and not each.outcome]
    lines = [*said_back(row, desk.today), *reading_lines(line), *map(_also, also)]
    document = contact_document(row, desk.today) | {
        "understood": [{"typed": each.typed, "as": each.what} for each in line.read],
        "kept": line.kept or None,
        "also_planned": [each.code for each in also],
    }
    return Answer(lines, document)


def _also(row: ContactRow) -> str:
    return say(
        "Planned for that day already, and without outcome: {code}. If it is the same one, withdraw one of them.",
        code=row.code,
    )


def _particulars(line: Line) -> Particulars:
    return Particulars(
        line.sort,
        line.at,
        line.officer_name,
        line.officer,
        line.agency,
        line.place,
        line.purpose,
        line.opinion,
        line.do_not_share,
    )


def outcome(desk: Desk, given: argparse.Namespace) -> Answer:
    """Say what came of a planned contact."""
    line = read_outcome(" ".join(given.line), desk.today)
    contact = _contact(desk, given.contact)
    if line.outcome is None:
        raise Refused(say("The line does not say what came of it."))
    account = _account(line, line.outcome)
    if given.do_not_share:
        account = replace(account, do_not_share=True)
    desk.do(RecordOutcome(contact.id, account, line.on))
    return _answer(desk, contact)


def _account(line: Line, came: Outcome) -> Account:
    return Account(came, line.reason, line.facts, line.opinion, line.do_not_share)


def move(desk: Desk, given: argparse.Namespace) -> Answer:
    """Give a planned contact another day or time."""
    when = read_when(" ".join(given.line), desk.today)
    contact = _contact(desk, given.contact)
    row = _row(desk, contact)
    on = when.on or row.planned_on
    if on is None:
        raise Refused(say("That contact has no day: say which."))
    desk.do(MoveContact(contact.id, on, given.reason, when.at))
    return _answer(desk, contact)


def correct(desk: Desk, given: argparse.Namespace) -> Answer:
    """Put right what was entered wrongly."""
    contact = _contact(desk, given.contact)
    values: dict[str, FieldValue] = {}
    for each in given.fields:
        word, sign, text = each.partition("=")
        if not sign or word not in _FIELDS:
            raise Refused(
                say("“{text}” is no FIELD=VALUE.", text=word), say("Fields: {names}.", names=", ".join(_FIELDS))
            )
        name = _NAMES.get(word, word)
        values[name] = (naming.day(text) if name == "happened_on" else text) if text.strip() else None
    desk.do(CorrectContact(contact.id, values | ({"do_not_share": True} if given.do_not_share else {})))
    return _answer(desk, contact)


def withdraw(desk: Desk, given: argparse.Namespace) -> Answer:
    """Withdraw a contact that was entered in error."""
    contact = _contact(desk, given.contact)
    desk.do(WithdrawContact(contact.id, given.reason))
    return Answer([say("Withdrawn; it stays in the history with its reason.")], {"id": id_text(contact.id)})


def listed(desk: Desk, given: argparse.Namespace) -> Answer:
    """Somebody's contacts, newest first, and what they come to."""
    rows = desk.ask(contacts_of, naming.person(desk, given.ref))
    since = naming.day(given.since) if given.since else None
    shown = [row for row in rows if since is None or (row.on is not None and row.on >= since)]
    lines = standing_lines(rows, desk.today)
    for row in shown:
        lines += ["", *said_back(row, desk.today)]
    return Answer(
        lines,
        standing_document(rows, desk.today) | {"contacts": [contact_document(row, desk.today) for row in shown]},
    )


def due(desk: Desk, given: argparse.Namespace) -> Answer:
    """What is planned in a run of days and has no outcome yet."""
    first = naming.day(given.first) if given.first else desk.today
    last = naming.day(given.last) if given.last else first + timedelta(days=_DAYS_AHEAD)
    if last < first:
        raise Refused(say("The last day lies before the first."))
    rows = desk.ask(contacts_due, first, last, given.officer, given.agency)
    late = desk.ask(outcomes_missing, desk.today, given.officer, given.agency)
    lines = [*map(short_line, rows), counted(len(rows), "{count} contact.", "{count} contacts.")]
    if late:
        lines.append(
            counted(
                len(late),
                "{count} contact of an earlier day has no outcome: iomdesk contact missing.",
                "{count} contacts of earlier days have no outcome: iomdesk contact missing.",
            )
        )
    return Answer(lines, [contact_document(row, desk.today) for row in rows])


def missing(desk: Desk, given: argparse.Namespace) -> Answer:
    """What is over and of which nobody said what came."""
    rows = desk.ask(outcomes_missing, desk.today, given.officer, given.agency)
    lines = [*map(short_line, rows), counted(len(rows), "{count} without outcome.", "{count} without outcome.")]
    return Answer(lines, [contact_document(row, desk.today) for row in rows])


def _contact(desk: Desk, text: str) -> NamedContact:
    """The contact that a code or id names, or the only one of a person that waits for its outcome."""
    if code_meant(CODE, text) or id_from_text(text):
        return desk.ask(contact_named, text)
    person = naming.person(desk, text)
    waiting = desk.ask(awaiting_outcome, person, desk.today) or desk.ask(awaiting_outcome, person, date.max)
    if not waiting:
        raise Refused(
            say("No contact of theirs waits for its outcome."), say("Enter it with: iomdesk contact add REF LINE.")
        )
    if len(waiting) > 1:
        codes = ", ".join(f"{row.code} ({row.planned_on:%a %d/%m})" for row in reversed(waiting))
        raise Refused(
            say("Several contacts of theirs wait for their outcome."), say("Say which: {codes}.", codes=codes)
        )
    return NamedContact(waiting[0].id, waiting[0].person or person)


def _row(desk: Desk, contact: NamedContact) -> ContactRow:
    person: Id = contact.person
    return next(row for row in desk.ask(contacts_of, person) if row.id == contact.id)


def _answer(desk: Desk, contact: NamedContact) -> Answer:
    row = _row(desk, contact)
    return Answer(said_back(row, desk.today), contact_document(row, desk.today))


_LINE_HELP = say(
    "In any order: visit, appt or call; the day (today, tomorrow, fri, next tue, fri week, in 2 weeks, 12/11, 12 nov, "
    "12/11/2026: day before month; a weekday alone, or a date without its year, is the next one, or the last one when "
    "the line says what came of it; this, next and last go by weeks from Monday); the time "
    "(14:30, 1430, 2.30pm, 10 after a day); the officer (Grimes, with J Okafor, "
    "me); the agency; the place (home, office, police station, HMP Norwich, a site, at …). Then a colon and what it is "
    "for. If it took place, what came of it: attended, acceptable absence, unacceptable absence, not home or no "
    "answer, cancelled by us; then a colon and how it went, or why. After a slash with a space on both sides, or the "
    "word opinion:, comes opinion; what is before it is fact. “do not share” in the line keeps it from other agencies. "
    "Words not understood are kept as text and said back; a day or time that could be two is asked. Examples: visit "
    "12/11 14:30 Grimes home address: curfew check. call today no answer: left a message. appt yesterday 10 office "
    "attended: on time, brought payslip / seemed anxious."
)
_OUTCOME_HELP = say(
    "what came of it (attended, acceptable absence, unacceptable absence, not home or no answer, cancelled by us), the "
    "day if it was another than planned, a colon, how it went or why; after a slash with a space on both sides, "
    "opinion. Example: attended: on time, brought payslip / seemed anxious"
)
_REF = argument("ref", metavar="REF", help=say("any identifier of the person"))
_CONTACT = argument(
    "contact",
    metavar="C",
    help=say("the contact: its code (C-7K3MQ), or any identifier of a person of whom just one contact waits"),
)
_CLOSE = argument("--do-not-share", action="store_true", help=say("keep it from every other agency"))
_OFFICER = argument("--officer", default="", metavar="NAME", help=say("only those of this officer"))
_AGENCY = argument("--agency", default="", choices=naming.AGENCIES, help=say("only those of this agency"))
COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("contact", "add"),
        say("plan a contact, or record one that took place, in one line"),
        add,
        (_REF, argument("line", nargs="+", metavar="LINE", help=_LINE_HELP), _CLOSE),
    ),
    DeskCommand(
        ("contact", "outcome"),
        say("say what came of a planned contact, in one line"),
        outcome,
        (_CONTACT, argument("line", nargs="+", metavar="LINE", help=_OUTCOME_HELP), _CLOSE),
    ),
    DeskCommand(
        ("contact", "move"),
        say("give a planned contact another day or time"),
        move,
        (
            _CONTACT,
            argument("line", nargs="+", metavar="WHEN", help=say("the day, the time or both: fri 14:30")),
            argument("--reason", required=True, metavar="TEXT", help=say("why it moves")),
        ),
    ),
    DeskCommand(
        ("contact", "list"),
        say("somebody's contacts, newest first, and what they come to"),
        listed,
        (_REF, argument("--since", metavar="DAY", help=say("only those from this day on; counts are of all"))),
    ),
    DeskCommand(
        ("contact", "due"),
        say("what is planned, by day and time"),
        due,
        (
            argument("--from", dest="first", metavar="DAY", help=say("from this day; today unless said")),
            argument("--to", dest="last", metavar="DAY", help=say("to this day; a week on unless said")),
            _OFFICER,
            _AGENCY,
        ),
    ),
    DeskCommand(
        ("contact", "missing"),
        say("contacts of earlier days of which nobody said what came"),
        missing,
        (_OFFICER, _AGENCY),
    ),
    DeskCommand(
        ("contact", "correct"),
        say("put right what was entered wrongly; another day is a move"),
        correct,
        (
            _CONTACT,
            argument("fields", nargs="+", metavar="FIELD=VALUE", help=say("fields: {names}", names=", ".join(_FIELDS))),
            _CLOSE,
        ),
    ),
    DeskCommand(
        ("contact", "withdraw"),
        say("withdraw a contact that was entered in error"),
        withdraw,
        (_CONTACT, argument("--reason", required=True, metavar="TEXT", help=say("why"))),
    ),
)
