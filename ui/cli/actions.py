"""Actions: who does what by when."""

import argparse

from iomdesk.actions.commands import AddAction, CloseAction, ReviseAction
from iomdesk.actions.questions import ActionRow, action_named, actions_of, actions_open
from iomdesk.actions.rules import Outcome, number_text
from iomdesk.catalogue import Agency
from iomdesk.clock import date_text
from iomdesk.conference.commands import RaiseAction
from iomdesk.desk import Desk
from iomdesk.ids import id_text
from iomdesk.pathways.typed import pathway_typed
from iomdesk.words import counted, say
from ui.cli import naming
from ui.cli.shape import Answer, DeskCommand, Json, argument

_N = argument("number", metavar="N", help=say("the action's number or id"))


def add(desk: Desk, given: argparse.Namespace) -> Answer:
    """Set an action on a person, at a conference or outside one."""
    person = naming.person(desk, given.ref)
    action = AddAction(
        person,
        " ".join(given.text),
        given.owner or "",
        Agency(given.agency) if given.agency else None,
        naming.day(given.due) if given.due else None,
        pathway_typed(given.pathway, naming.pathways(desk).labels) if given.pathway else None,
    )
    if given.conference:
        made = desk.do(RaiseAction(naming.conference(desk, given.conference).id, action))
    else:
        made = desk.do(action)
    row = next(row for row in desk.ask(actions_of, person, desk.today) if row.id == made)
    passed = row.due_on is not None and row.due_on < desk.today
    note = [say("Note: that day has passed already.")] if passed else []
    return Answer([_line(row), *note], _document(row))


def listed(desk: Desk, given: argparse.Namespace) -> Answer:
    """Open actions, overdue first."""
    rows = desk.ask(actions_open, desk.today, given.owner or "", given.agency or "")
    shown = [row for row in rows if row.overdue or not given.overdue]
    late = sum(row.overdue for row in shown)
    lines = [*map(_line, shown), say("{count} open, {late} overdue.", count=len(rows), late=late)]
    return Answer(lines, [_document(row) for row in shown])


def close(desk: Desk, given: argparse.Namespace) -> Answer:
    """Close an action with its outcome."""
    action = desk.ask(action_named, given.number)
    desk.do(CloseAction(action, Outcome(given.outcome), given.note))
    return Answer([say("Closed: {outcome}.", outcome=given.outcome)], {"id": id_text(action), "outcome": given.outcome})


def revise(desk: Desk, given: argparse.Namespace) -> Answer:
    """Give an action another day."""
    action = desk.ask(action_named, given.number)
    due_on = naming.day(given.due)
    desk.do(ReviseAction(action, due_on, given.reason))
    return Answer(
        [say("Now due on {day}.", day=date_text(due_on))], {"id": id_text(action), "due_on": due_on.isoformat()}
    )


def _line(row: ActionRow) -> str:
    owner = ", ".join(part for part in (row.owner_name, row.owner_agency) if part) or say("no owner")
    due = date_text(row.due_on) or say("no day")
    late = [counted(row.days_overdue, "{count} day overdue", "{count} days overdue")] if row.overdue else []
    return "  ".join([number_text(row.number), row.ref, row.surname, row.body, owner, due, *late])


def _document(row: ActionRow) -> dict[str, Json]:
    return {
        "id": id_text(row.id),
        "number": row.number,
        "ref": row.ref,
        "surname": row.surname,
        "forenames": row.forenames,
        "body": row.body,
        "owner": row.owner_name or None,
        "agency": row.owner_agency or None,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "raised_on": row.raised_on.isoformat() if row.raised_on else None,
        "pathway": row.pathway,
        "overdue": row.overdue,
        "days_overdue": row.days_overdue,
        "state": row.state,
    }


COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("action", "add"),
        say("set an action on a person"),
        add,
        (
            argument("ref", metavar="REF", help=say("any identifier of the person")),
            argument("text", nargs="+", metavar="TEXT", help=say("what is to be done")),
            argument("--owner", metavar="NAME", help=say("who does it")),
            argument("--agency", choices=naming.AGENCIES, help=say("their agency")),
            argument("--due", metavar="DAY", help=say("by when: 2026-11-20 or 20/11/2026")),
            argument("--pathway", metavar="PATHWAY", help=say("the pathway it serves: its number, or how it begins")),
            argument("--conference", metavar="C", help=say("the conference it is raised at")),
        ),
    ),
    DeskCommand(
        ("action", "list"),
        say("open actions, overdue first"),
        listed,
        (
            argument("--owner", metavar="NAME", help=say("only those of this person")),
            argument("--agency", choices=naming.AGENCIES, help=say("only those of this agency")),
            argument("--overdue", action="store_true", help=say("only those past their day")),
        ),
    ),
    DeskCommand(
        ("action", "close"),
        say("close an action with its outcome"),
        close,
        (
            _N,
            argument("--outcome", required=True, choices=[str(each) for each in Outcome], help=say("how it ended")),
            argument("--note", default="", metavar="TEXT", help=say("what came of it; needed unless completed")),
        ),
    ),
    DeskCommand(
        ("action", "revise"),
        say("give an action another day"),
        revise,
        (
            _N,
            argument("--due", required=True, metavar="DAY", help=say("the new day")),
            argument("--reason", required=True, metavar="TEXT", help=say("why the day moves")),
        ),
    ),
)
