"""Copies of documents: the register, and what became of each."""

import argparse
from functools import partial

from iomdesk.clock import date_text, instant_text
from iomdesk.copies.commands import MarkCopy
from iomdesk.copies.questions import CopyRow, copies, copies_overdue, copy_named
from iomdesk.copies.rules import State, copy_name, document_title, names_typed
from iomdesk.desk import Desk
from iomdesk.ids import id_text
from iomdesk.words import counted, say
from ui.cli import naming
from ui.cli.shape import Answer, DeskCommand, Json, argument

_PURPOSES = {
    State.RETURNED: say("tick copies off as returned"),
    State.SHREDDED: say("tick copies off as shredded"),
    State.LOST: say("say that copies are lost"),
    State.SPOILED: say("say that copies never left the desk"),
    State.OUT: say("take back what was said of copies by mistake: they are out"),
}


def listed(desk: Desk, given: argparse.Namespace) -> Answer:
    """The register of copies."""
    if given.older is None:
        rows = desk.ask(copies, None, given.outstanding)
    else:
        rows = desk.ask(copies_overdue, desk.today, given.older)
    if given.conference:
        rows = _about(desk, rows, given.conference)
    waiting = sum(row.outstanding for row in rows)
    count = counted(
        len(rows), "{count} copy, {waiting} still out.", "{count} copies, {waiting} still out.", waiting=waiting
    )
    return Answer([*(_line(desk, row) for row in rows), count], [_document(row) for row in rows])


def _about(desk: Desk, rows: tuple[CopyRow, ...], conference: str) -> tuple[CopyRow, ...]:
    """The copies about a conference: by the code they bear, which needs no casework role, else looked up."""
    titled = tuple(row for row in rows if row.title.casefold() == " ".join(conference.split()).casefold())
    if titled:
        return titled
    about = naming.conference(desk, conference).id
    return tuple(row for row in rows if row.about == about)


def mark(state: State, desk: Desk, given: argparse.Namespace) -> Answer:
    """Say what became of copies. All are found before any is marked."""
    rows = tuple({row.id: row for row in (desk.ask(copy_named, name) for name in names_typed(given.copies))}.values())
    on = naming.day(given.on) if getattr(given, "on", None) else None
    lines = []
    for row in rows:
        desk.do(MarkCopy(row.id, state, on, note=getattr(given, "reason", "")))
        lines.append(say("{copy} for {name} ({agency}): {state}.", copy=row.called, name=row.name, agency=row.agency,
                         state=say(str(state))))  # fmt: skip
    if state is State.LOST:
        lines.append(
            say(
                "A lost copy may be a personal data breach, to be notified within 72 hours (DPA 2018 s.67): tell your"
                " information-governance lead now."
            )
        )
    marked = (desk.ask(copy_named, id_text(row.id)) for row in rows)
    return Answer(lines, [_document(row) for row in marked])


def _line(desk: Desk, row: CopyRow) -> str:
    made = say(
        "made {at} by {officer}", at=instant_text(row.made_at), officer=row.made_by or say("an officer not known here")
    )
    size = "{pages}, {people}".format(
        pages=counted(row.pages, "{count} page", "{count} pages"),
        people=counted(row.people, "{count} person", "{count} people"),
    )
    return "  ".join([row.called, row.agency, row.name, made, size, _state(desk, row)])


def _state(desk: Desk, row: CopyRow) -> str:
    if row.outstanding:
        return counted(row.days_out(desk.today), "out {count} day", "out {count} days")
    if row.state == State.OUT:
        return say("theirs to keep")
    ended = " ".join(part for part in (say(row.state), date_text(row.state_on)) if part)
    return f"{ended}: {row.state_note}" if row.state_note else ended


def _document(row: CopyRow) -> dict[str, Json]:
    return {
        "id": id_text(row.id),
        "copy": copy_name(row.title, row.document, row.number),
        "document": row.document,
        "title": document_title(row.document),
        "about": id_text(row.about) if row.about else None,
        "number": row.number,
        "name": row.name,
        "agency": row.agency,
        "sha256": row.sha256.hex(),
        "pages": row.pages,
        "people": row.people,
        "withheld": row.withheld,
        "made_at": row.made_at,
        "made_by": row.made_by or None,
        "changes_since": row.changes_since,
        "protected": row.protected,
        "state": row.state,
        "state_on": row.state_on.isoformat() if row.state_on else None,
        "state_by": row.state_by or None,
        "state_note": row.state_note or None,
        "outstanding": row.outstanding,
    }


def _marking(state: State) -> DeskCommand:
    named = argument(
        "copies", nargs="+", metavar="COPY", help=say("Norwich-3 pack 4, several: Norwich-3 pack 4 5, or ids")
    )
    on = argument("--on", metavar="DAY", help=say("on which day; today unless said"))
    why = argument("--reason", required=True, metavar="TEXT", help=say("why they never left"))
    note = argument("--reason", default="", metavar="TEXT", help=say("how it was lost, who took it back"))
    extra = {State.SPOILED: (on, why), State.OUT: ()}.get(state, (on, note))
    return DeskCommand(("copies", str(state)), _PURPOSES[state], partial(mark, state), (named, *extra))


COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("copies", "list"),
        say("the register of copies: whose, when, and what became of them"),
        listed,
        (
            argument("conference", nargs="?", metavar="C", help=say("only those of this conference")),
            argument("--outstanding", action="store_true", help=say("only those still waited for")),
            argument("--older", type=int, metavar="DAYS", help=say("only those still out after so many days")),
        ),
    ),
    *map(_marking, _PURPOSES),
)
