"""The minutes of a case conference: signing, reading, addenda, what came late, and what may be disclosed."""

import argparse

from iomdesk.conference.addenda import AcknowledgeLate, AddAddendum, LateRow, late_arrivals
from iomdesk.conference.disclosing import WithdrawDisclosable, WriteDisclosable
from iomdesk.conference.finding import ConferenceRow
from iomdesk.conference.minuted import Minutes
from iomdesk.conference.minutes import minutes_of
from iomdesk.conference.signing import SignConference, before_signing, minutes_check
from iomdesk.conference.summary import Proposal, Summary, summary_of, summary_proposals
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import id_text
from iomdesk.words import counted, say
from ui.cli import naming
from ui.cli.conference_lines import CONFERENCE, conference_document, conference_line, who_was_meant
from ui.cli.minutes_lines import (
    MARKING,
    after_lines,
    arrived_text,
    contribution_lines,
    head_lines,
    left_lines,
    minutes_document,
    person_lines,
    plain,
)
from ui.cli.shape import Answer, DeskCommand, Json, argument


def sign(desk: Desk, given: argparse.Namespace) -> Answer:
    """Sign the minutes and lock them; what may have been forgotten is said, and does not stand in the way."""
    row = naming.conference(desk, given.conference)
    forgotten = desk.ask(before_signing, row.id, desk.officer)
    desk.do(SignConference(row.id))
    signed = naming.conference(desk, id_text(row.id))
    early = row.held_on is not None and row.held_on > desk.today
    notes = [say("Note: signed before its day.")] if early else []
    notes += [say("Note: {what}", what=each) for each in forgotten]
    left = desk.ask(minutes_of, row.id).not_reached
    document: dict[str, Json] = {**conference_document(signed), "notes": list(forgotten)}
    document["not_reached"] = [each.ref for each in left]
    return Answer([conference_line(signed), *notes, *left_lines(left)], document)


def check(desk: Desk, given: argparse.Namespace) -> Answer:
    """What is still missing before the minutes are signed."""
    row = naming.conference(desk, given.conference)
    forgotten = desk.ask(before_signing, row.id, desk.officer)
    left = desk.ask(minutes_of, row.id).not_reached
    lines = [conference_line(row), *(forgotten or [say("Nothing is missing.")]), *left_lines(left)]
    document: dict[str, Json] = {**conference_document(row), "notes": list(forgotten)}
    return Answer(lines, document | {"not_reached": [each.ref for each in left]})


def show_minutes(desk: Desk, given: argparse.Namespace) -> Answer:
    """What was done, and for signed minutes whether they stand as signed."""
    row = naming.conference(desk, given.conference)
    minutes = desk.ask(minutes_of, row.id)
    lines = [MARKING, conference_line(row), *head_lines(minutes)]
    scale = next((each.scored.scale for each in minutes.people if each.scored), ())
    if scale:
        said = ", ".join(f"{level} {word}" for level, word in scale)
        lines.append(say("Pathway scores: {scale}. A lower score is less need.", scale=said))
    for each in minutes.people:
        lines += ["", *person_lines(each)]
    lines += ["", *left_lines(minutes.not_reached)] if minutes.not_reached else []
    lines += [
        say("Taken back: {what}. Why: {reason}", what=each.what.rstrip("."), reason=each.reason)
        for each in minutes.taken_back
    ]
    document = {**minutes_document(minutes), **conference_document(row)}
    if minutes.signed is None:
        return Answer([*lines, "", say("Not signed yet."), MARKING], document)
    return _signed(desk, row, minutes, lines, document)


def _signed(desk: Desk, row: ConferenceRow, minutes: Minutes, lines: list[str], document: dict[str, Json]) -> Answer:
    found = desk.ask(minutes_check, row.id)
    lines.append("")
    if found.stands:
        lines.append(say("The signature holds and everything stands as signed."))
    if not found.signature_holds:
        lines.append(say("The signature does not hold: these minutes are not what was signed. Run: iomdesk verify."))
    lines += [*after_lines(minutes), MARKING]
    return Answer(lines, {**document, "stands": found.stands}, well=found.signature_holds)


def addendum(desk: Desk, given: argparse.Namespace) -> Answer:
    """Add to signed minutes, about a person or the meeting as a whole."""
    row = naming.conference(desk, given.conference)
    person = naming.person(desk, given.ref) if given.ref else None
    made = desk.do(AddAddendum(row.id, person, given.text, given.reason))
    document = conference_document(row) | {"addendum": plain(made)}
    if person is None:
        return Answer([say("Added to the minutes of {code}.", code=row.code)], document)
    who, about = who_was_meant(desk, person)
    return Answer([say("Added to the minutes of {code}: {who}.", code=row.code, who=who)], document | about)


def late(desk: Desk, given: argparse.Namespace) -> Answer:
    """What came after signing and the chair has not seen; with --seen the chair says so."""
    if given.seen:
        row = naming.conference(desk, given.seen)
        count = desk.do(AcknowledgeLate(row.id))
        number = count if isinstance(count, int) else 0
        said = counted(number, "Seen: {count} entry after signing.", "Seen: {count} entries after signing.")
        return Answer([f"{row.code}  {said}"], conference_document(row) | {"seen": number})
    rows = desk.ask(late_arrivals, desk.officer)
    lines = [line for row in rows for line in _late_lines(row)]
    document: list[Json] = [
        conference_document(row.conference) | {"mine": row.mine, "arrived": plain(row.arrived)} for row in rows
    ]
    return Answer([MARKING, *lines, MARKING] if lines else [say("Nothing came after signing.")], document)


def _late_lines(row: LateRow) -> list[str]:
    mine = say("  yours to see") if row.mine else ""
    lines = [conference_line(row.conference) + mine]
    for each in row.arrived:
        lines.append(f"  {arrived_text(each)}")
        if each.contribution is not None:
            lines += [f"    {line}" for line in contribution_lines(each.contribution)[1:]]
    return lines


def summary(desk: Desk, given: argparse.Namespace) -> Answer:
    """What may be disclosed: the whole of it; or of one person the draft, their text, or that there is none."""
    row = naming.conference(desk, given.conference)
    if not given.ref:
        if given.text or given.as_proposed or given.withdraw:
            raise Refused(say("Say whose text it is."), say("Give their reference after the conference."))
        found = desk.ask(summary_of, row.id)
        return Answer(
            _summary_lines(found), conference_document(row) | {"people": plain(found.people), "waiting": found.waiting}
        )
    person = naming.person(desk, given.ref)
    if given.withdraw:
        desk.do(WithdrawDisclosable(row.id, person, given.withdraw))
    elif given.text or given.as_proposed:
        text = given.text or next(
            (each.proposed for each in desk.ask(summary_proposals, row.id) if each.person == person), ""
        )
        desk.do(WriteDisclosable(row.id, person, text))
    who, about = who_was_meant(desk, person)
    proposal = next((each for each in desk.ask(summary_proposals, row.id) if each.person == person), None)
    document = conference_document(row) | about
    return Answer([who, *_proposal_lines(proposal)], document | {"proposal": plain(proposal)})


def _proposal_lines(proposal: Proposal | None) -> list[str]:
    if proposal is None:
        return [say("Nothing is recorded about them at this conference.")]
    confirmed = proposal.confirmed or say("nothing: no supervisor has confirmed a text")
    return [say("Proposed: {text}", text=proposal.proposed), say("May be disclosed: {text}", text=confirmed)]


def _summary_lines(found: Summary) -> list[str]:
    lines = [say("{code}: what may be disclosed", code=found.code)]
    for each in found.people:
        name = ", ".join(part for part in (each.surname, each.forenames) if part)
        lines += ["", f"{each.ref}  {name}", f"  {each.body}"]
    if found.waiting:
        said = (
            "{count} person has no text that a supervisor confirmed, and is left out.",
            "{count} people have no text that a supervisor confirmed, and are left out.",
        )
        lines += ["", counted(found.waiting, *said)]
    return [MARKING, *lines, MARKING]


_TEXT = argument("text", metavar="TEXT", help=say("what is added"))
COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(("conference", "check"), say("what is missing before signing"), check, (CONFERENCE,)),
    DeskCommand(("conference", "sign"), say("sign the minutes and lock them"), sign, (CONFERENCE,)),
    DeskCommand(("conference", "minutes"), say("what was done at a conference"), show_minutes, (CONFERENCE,)),
    DeskCommand(
        ("conference", "addendum"),
        say("add to signed minutes"),
        addendum,
        (
            CONFERENCE,
            argument("ref", nargs="?", metavar="REF", help=say("any identifier of the person it is about")),
            _TEXT,
            argument("--reason", required=True, metavar="TEXT", help=say("why it comes after signing")),
        ),
    ),
    DeskCommand(
        ("conference", "late"),
        say("what came after signing and the chair has not seen"),
        late,
        (argument("--seen", metavar="C", help=say("the chair has seen what came after this conference was signed")),),
    ),
    DeskCommand(
        ("conference", "summary"),
        say("what may be disclosed of a conference"),
        summary,
        (
            CONFERENCE,
            argument("ref", nargs="?", metavar="REF", help=say("only this person: draft and text")),
            argument("--text", metavar="TEXT", help=say("what may be disclosed of them, for a supervisor to say")),
            argument("--as-proposed", action="store_true", help=say("what may be disclosed is the draft, as it is")),
            argument("--withdraw", metavar="REASON", help=say("nothing may be disclosed of them any more, and why")),
        ),
    ),
)
