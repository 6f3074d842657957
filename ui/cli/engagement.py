"""Engagement of one's own will, on the command line: its steps, and how somebody stands."""

import argparse

from iomdesk.catalogue import Agency
from iomdesk.clock import date_text
from iomdesk.cohort.engagement import (
    Engagement,
    EngagementRow,
    RecordEngagement,
    WithdrawEngagement,
    engagement_named,
    engagement_of,
)
from iomdesk.cohort.engagement_rules import EngagementStep, step_label
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id, id_text
from iomdesk.words import say
from ui.cli import naming
from ui.cli.shape import Answer, DeskCommand, Json, argument

_STEPS = tuple(str(step) for step in EngagementStep)


def show(desk: Desk, given: argparse.Namespace) -> Answer:
    """How somebody stands today, and every step recorded."""
    return _answer(desk, naming.person(desk, given.ref))


def add(desk: Desk, given: argparse.Namespace) -> Answer:
    """Record a step."""
    person = naming.person(desk, given.ref)
    on = naming.day(given.on) if given.on else desk.today
    agency = Agency(given.agency) if given.agency else None
    desk.do(RecordEngagement(person, EngagementStep(given.step), on, given.by, agency, given.note))
    return _answer(desk, person)


def withdraw(desk: Desk, given: argparse.Namespace) -> Answer:
    """Withdraw a step that was recorded in error."""
    person = naming.person(desk, given.ref)
    event = desk.ask(engagement_named, person, given.step)
    if event is None:
        raise Refused(
            say("There is no step {text} of this person.", text=given.step), say("See: iomdesk engagement show.")
        )
    desk.do(WithdrawEngagement(event, given.reason))
    return _answer(desk, person)


def _answer(desk: Desk, person: Id) -> Answer:
    found = desk.ask(engagement_of, person, desk.today)
    return Answer([*engagement_lines(found), *map(_line, found.recorded)], engagement_document(found))


def engagement_lines(found: Engagement) -> list[str]:
    """How somebody stands, and who gave them the introduction; not each step."""
    standing = found.standing
    words = {True: say("Engaged"), False: say("Not engaged"), None: say("Whether they are engaged is not known")}
    since = f", {step_label(standing.step).lower()} {date_text(standing.since)}" if standing.step else ""
    lines = [f"{words[standing.engaged]}{since}."]
    if found.introduced_on is None:
        return [*lines, say("No introduction is recorded.")]
    by = say(" by {name}", name=found.introduced_by) if found.introduced_by else say(", not said by whom")
    return [*lines, say("Introduction given {day}{by}.", day=date_text(found.introduced_on), by=by)]


def _line(row: EngagementRow) -> str:
    cells = (row.code, date_text(row.on), step_label(row.step), row.by_name, row.agency, " ".join(row.note.split()))
    return "  ".join(cell for cell in cells if cell)


def engagement_document(found: Engagement) -> dict[str, Json]:
    """The same with every step, as a document."""
    standing = found.standing
    return {
        "engaged": standing.engaged,
        "step": str(standing.step) if standing.step else None,
        "since": standing.since.isoformat() if standing.since else None,
        "introduced_on": found.introduced_on.isoformat() if found.introduced_on else None,
        "introduced_by": found.introduced_by or None,
        "recorded": [
            {
                "id": id_text(row.id),
                "code": row.code,
                "step": row.step,
                "on": row.on.isoformat() if row.on else None,
                "by": row.by_name or None,
                "agency": row.agency or None,
                "note": row.note or None,
            }
            for row in found.recorded
        ],
    }


_REF = argument("ref", metavar="REF", help=say("any identifier of the person"))
COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(("engagement", "show"), say("whether somebody engages of their own will, since when"), show, (_REF,)),
    DeskCommand(
        ("engagement", "add"),
        say("record a step of somebody's engagement"),
        add,
        (
            _REF,
            argument("step", choices=_STEPS, metavar="STEP", help=", ".join(_STEPS)),
            argument("--on", metavar="DAY", help=say("the day it happened; today unless said")),
            argument("--by", default="", metavar="NAME", help=say("who gave the introduction, or took the answer")),
            argument("--agency", choices=naming.AGENCIES, help=say("their agency")),
            argument("--note", default="", metavar="TEXT", help=say("what there is to say of it")),
        ),
    ),
    DeskCommand(
        ("engagement", "withdraw"),
        say("withdraw a step that was recorded in error"),
        withdraw,
        (
            _REF,
            argument("step", metavar="CODE", help=say("the step's code, as shown: E-7K3MQ")),
            argument("--reason", required=True, metavar="TEXT", help=say("why")),
        ),
    ),
)
