"""Actions: who does what by when."""

import argparse
from collections.abc import Iterable, Mapping

from iomdesk.actions.commands import (
    AddAction,
    ChaseAction,
    CloseAction,
    NoteProgress,
    ReopenAction,
    ReviseAction,
    WithdrawAction,
)
from iomdesk.actions.questions import (
    ActionRow,
    action_card,
    action_named,
    actions_of,
    actions_open,
    actions_to_chase,
    overdue_by_agency,
    whose_action,
)
from iomdesk.actions.rules import CLOSED, Outcome, number_text
from iomdesk.actions.typed import KnownOfficer, TypedAction, action_typed
from iomdesk.catalogue import Agency
from iomdesk.clock import date_text
from iomdesk.conference.commands import RaiseAction
from iomdesk.daywords import Lean, day_said, day_typed
from iomdesk.desk import Desk
from iomdesk.ids import Id, id_text
from iomdesk.partnership.questions import officers
from iomdesk.pathways.typed import pathway_typed
from iomdesk.words import counted, say
from ui.cli import naming
from ui.cli.actions_lines import action_document, action_line, event_document, event_line, owner_words
from ui.cli.shape import Answer, DeskCommand, Json, argument


def add(desk: Desk, given: argparse.Namespace) -> Answer:
    """Set an action on a person, at a conference or outside one, and say in full what was understood."""
    person = naming.person(desk, given.ref)
    typed = _typed(desk, given)
    conference = naming.conference(desk, given.conference) if given.conference else None
    labels = naming.pathways(desk, conference.held_on if conference else None).labels
    action = AddAction(
        person,
        typed.body,
        given.owner or (typed.owner.name if typed.owner else ""),
        typed.agency,
        typed.due_on,
        pathway_typed(given.pathway, labels) if given.pathway else None,
    )
    made = desk.do(RaiseAction(conference.id, action)) if conference else desk.do(action)
    row = next(row for row in desk.ask(actions_of, person, desk.today) if row.id == made)
    owned = bool(given.owner or typed.owner or typed.agency)
    return Answer([_said_back(row), *_doubts(desk, row, owned)], action_document(row))


def _doubts(desk: Desk, row: ActionRow, owned: bool) -> list[str]:
    """What the one line may not have been meant to say."""
    notes = []
    if not owned:
        notes.append(say("Note: nobody was understood to have it, so nobody can be chased: --owner, --agency."))
    if row.due_on is not None and row.due_on < desk.today:
        notes.append(say("Note: that day has passed already."))
    return notes


def _typed(desk: Desk, given: argparse.Namespace) -> TypedAction:
    """The text as it stands where options say the rest, else what one line says."""
    line = " ".join(given.text)
    if not (given.owner or given.agency or given.due):
        known = [KnownOfficer(row.id, row.name, _agency(row.agency)) for row in desk.ask(officers)]
        return action_typed(line, desk.today, known, desk.officer)
    due_on = day_typed(given.due, desk.today) if given.due else None
    return TypedAction(line, None, _agency(given.agency), due_on)


def _agency(name: str | None) -> Agency | None:
    return next((each for each in Agency if str(each) == name), None)


def _said_back(row: ActionRow) -> str:
    due = say("by {day}", day=day_said(row.due_on)) if row.due_on else say("no day")
    name = ", ".join(part for part in (row.surname, row.forenames) if part)
    return say(
        "{number}  {ref}  {name}: {body} ({owner}), {due}.",
        number=number_text(row.number),
        ref=row.ref,
        name=name,
        body=row.body,
        owner=owner_words(row),
        due=due,
    )


def listed(desk: Desk, given: argparse.Namespace) -> Answer:
    """Open actions, overdue first; by agency, or those to chase, where asked for."""
    if given.by_agency:
        return _by_agency(desk, given.agency)
    if given.chase:
        rows = desk.ask(actions_to_chase, desk.today, given.agency or "")
        count = counted(len(rows), "{count} action to chase.", "{count} actions to chase.")
        return Answer([*map(action_line, rows), count], [action_document(row) for row in rows])
    mine = desk.officer if given.mine else None
    rows = desk.ask(actions_open, desk.today, given.owner or "", given.agency or "", mine)
    shown = [row for row in rows if row.overdue or not given.overdue]
    late = sum(row.overdue for row in shown)
    lines = [*map(action_line, shown), say("{count} open, {late} overdue.", count=len(rows), late=late)]
    return Answer(lines, [action_document(row) for row in shown])


def _by_agency(desk: Desk, agency: str | None) -> Answer:
    groups = [each for each in desk.ask(overdue_by_agency, desk.today) if agency in (None, each.agency)]
    lines: list[str] = []
    document: list[Json] = []
    for each in groups:
        agency = each.agency or say("no agency")
        head = say(
            "{agency}: {late} overdue of {count} open", agency=agency, late=len(each.rows), count=each.open_count
        )
        lines += [head, *(f"  {action_line(row)}" for row in each.rows)]
        document.append(
            {
                "agency": each.agency or None,
                "overdue": len(each.rows),
                "open": each.open_count,
                "actions": [action_document(row) for row in each.rows],
            }
        )
    late = sum(len(each.rows) for each in groups)
    return Answer([*lines, counted(late, "{count} action overdue.", "{count} actions overdue.")], document)


def show(desk: Desk, given: argparse.Namespace) -> Answer:
    """One action with everything that happened to it."""
    action = desk.ask(action_named, given.number)
    card = desk.ask(action_card, desk.ask(whose_action, action), action, desk.today)
    lines = [_said_back(card.row), *_standing(desk, card.row), *map(event_line, card.events)]
    return Answer(lines, {**action_document(card.row), "events": [event_document(each) for each in card.events]})


def _standing(desk: Desk, row: ActionRow) -> Iterable[str]:
    if row.raised_on:
        yield say("Set on {day}.", day=date_text(row.raised_on))
    if row.pathway:
        yield say("Pathway: {label}.", label=naming.pathways(desk, row.raised_on).label(row.pathway))
    if row.state == CLOSED:
        yield say("Closed on {day}: {outcome}.", day=date_text(row.closed_on) or "?", outcome=row.outcome)
    elif row.overdue:
        yield counted(row.days_overdue, "{count} day overdue.", "{count} days overdue.")
    if row.times_chased:
        last = date_text(row.chased_on)
        yield counted(row.times_chased, "Chased once, on {last}.", "Chased {count} times, last on {last}.", last=last)


def chase(desk: Desk, given: argparse.Namespace) -> Answer:
    """Say that the owner was chased, how, and what they answered."""
    action = desk.ask(action_named, given.number)
    on = day_typed(given.on, desk.today, Lean.BACK) if given.on else None
    desk.do(ChaseAction(action, given.how, given.answer, given.by, on))
    return _done(action, say("Chased: {how}.", how=given.how))


def note(desk: Desk, given: argparse.Namespace) -> Answer:
    """Note how an action goes on."""
    action = desk.ask(action_named, given.number)
    desk.do(NoteProgress(action, " ".join(given.text)))
    return _done(action, say("Noted."))


def close(desk: Desk, given: argparse.Namespace) -> Answer:
    """Close an action with its outcome."""
    action = desk.ask(action_named, given.number)
    on = day_typed(given.on, desk.today, Lean.BACK) if given.on else None
    desk.do(CloseAction(action, Outcome(given.outcome), given.note, on))
    return _done(action, say("Closed: {outcome}.", outcome=given.outcome), {"outcome": given.outcome})


def revise(desk: Desk, given: argparse.Namespace) -> Answer:
    """Give an action another day."""
    action = desk.ask(action_named, given.number)
    due_on = day_typed(given.due, desk.today)
    desk.do(ReviseAction(action, due_on, given.reason))
    return _done(action, say("Now due on {day}.", day=day_said(due_on)), {"due_on": due_on.isoformat()})


def reopen(desk: Desk, given: argparse.Namespace) -> Answer:
    """Open an action again that was closed wrongly."""
    action = desk.ask(action_named, given.number)
    desk.do(ReopenAction(action, given.reason))
    return _done(action, say("Open again."))


def withdraw(desk: Desk, given: argparse.Namespace) -> Answer:
    """Take back an action that was set by mistake."""
    action = desk.ask(action_named, given.number)
    desk.do(WithdrawAction(action, given.reason))
    return _done(action, say("Withdrawn. Its number is not given again."))


def _done(action: Id, said: str, more: Mapping[str, Json] | None = None) -> Answer:
    return Answer([said], {"id": id_text(action), **(more or {})})


_N = argument("number", metavar="N", help=say("the action's number or id"))
_REASON = argument("--reason", required=True, metavar="TEXT", help=say("why, in a sentence"))
_ON = argument("--on", metavar="DAY", help=say("on a day gone by; today unless said"))

COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("action", "add"),
        say("set an action on a person"),
        add,
        (
            argument("ref", metavar="REF", help=say("any identifier of the person")),
            argument(
                "text",
                nargs="+",
                metavar="LINE",
                help=say("what is to be done, or all in one line: housing refer by fri"),
            ),
            argument("--owner", metavar="NAME", help=say("who does it; with an option the line is taken as it stands")),
            argument("--agency", choices=naming.AGENCIES, help=say("their agency")),
            argument("--due", metavar="DAY", help=say("by when: fri, 20 nov, 20/11/2026, in 2 weeks")),
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
            argument("--mine", action="store_true", help=say("only those of whoever signs in")),
            argument("--overdue", action="store_true", help=say("only those past their day")),
            argument("--by-agency", action="store_true", help=say("the overdue ones, agency by agency")),
            argument("--chase", action="store_true", help=say("only those whose owner should be chased today")),
        ),
    ),
    DeskCommand(("action", "show"), say("one action and everything that happened to it"), show, (_N,)),
    DeskCommand(
        ("action", "chase"),
        say("say that an action's owner was chased"),
        chase,
        (
            _N,
            argument("--how", required=True, metavar="TEXT", help=say("how: phoned, e-mailed, in person")),
            argument("--answer", default="", metavar="TEXT", help=say("what they answered")),
            argument("--by", default="", metavar="NAME", help=say("who chased them; whoever signs in unless said")),
            _ON,
        ),
    ),
    DeskCommand(
        ("action", "note"),
        say("note how an action goes on"),
        note,
        (_N, argument("text", nargs="+", metavar="TEXT", help=say("how it goes on"))),
    ),
    DeskCommand(
        ("action", "close"),
        say("close an action with its outcome"),
        close,
        (
            _N,
            argument("--outcome", required=True, choices=[str(each) for each in Outcome], help=say("how it ended")),
            argument("--note", default="", metavar="TEXT", help=say("what came of it; needed unless completed")),
            _ON,
        ),
    ),
    DeskCommand(
        ("action", "revise"),
        say("give an action another day"),
        revise,
        (_N, argument("--due", required=True, metavar="DAY", help=say("the new day")), _REASON),
    ),
    DeskCommand(("action", "reopen"), say("open an action again that was closed wrongly"), reopen, (_N, _REASON)),
    DeskCommand(("action", "withdraw"), say("take back an action set by mistake"), withdraw, (_N, _REASON)),
)
