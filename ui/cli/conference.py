"""Case conferences: schedule, agenda, scores, decisions, signing, what was done."""

import argparse

from iomdesk.catalogue import Agency
from iomdesk.clock import date_text, instant_text
from iomdesk.conference.binding import ChangedRecord
from iomdesk.conference.commands import AskForPerson, Decide, Schedule, ScoreAtConference
from iomdesk.conference.finding import ConferenceRow
from iomdesk.conference.questions import MinutesRow, agenda, conferences, recorded
from iomdesk.conference.rules import Decided, decision_text
from iomdesk.conference.signing import SignConference, minutes_check
from iomdesk.desk import Desk
from iomdesk.ids import id_text
from iomdesk.pathways.typed import evidence_typed, pathway_typed, scores_text, scores_typed
from iomdesk.words import say
from ui.cli import naming
from ui.cli.shape import Answer, DeskCommand, Json, argument

_C = argument("conference", metavar="C", help=say("the conference: Norwich-3, 3, its day, or its id"))
_REF = argument("ref", metavar="REF", help=say("any identifier of the person"))
_REASON = argument("--reason", required=True, metavar="TEXT", help=say("why"))


def schedule(desk: Desk, given: argparse.Namespace) -> Answer:
    """Put a conference into the calendar."""
    made = desk.do(Schedule(naming.site(desk, given.site), naming.day(given.date)))
    row = next(row for row in desk.ask(conferences) if row.id == made)
    return Answer([_line(row)], _document(row))


def listed(desk: Desk, _: argparse.Namespace) -> Answer:
    """Every conference."""
    rows = desk.ask(conferences)
    return Answer([_line(row) for row in rows] or [say("No conference yet.")], [_document(row) for row in rows])


def show_agenda(desk: Desk, given: argparse.Namespace) -> Answer:
    """Who must be talked about, by risk, with every reason."""
    row = naming.conference(desk, given.conference)
    people = desk.ask(agenda, row.id)
    lines = [_line(row)]
    for place, each in enumerate(people, start=1):
        rag = each.rag or say("RAG not known")
        name = ", ".join(part for part in (each.surname, each.forenames) if part) or say("Name not known")
        reasons = "; ".join(each.reasons)
        lines.append(f"{place:>3}  {each.ref}  {name}  {rag}  {each.minutes} min  {reasons}")
    lines.append(
        say("{count} people, {minutes} minutes.", count=len(people), minutes=sum(each.minutes for each in people))
    )
    document: list[Json] = [
        {
            "id": id_text(each.person),
            "ref": each.ref,
            "surname": each.surname,
            "forenames": each.forenames,
            "rag": each.rag,
            "rosh": each.rosh,
            "reasons": list(each.reasons),
            "overdue_days": each.overdue_days,
            "minutes": each.minutes,
        }
        for each in people
    ]
    return Answer(lines, {**_document(row), "people": document})


def ask(desk: Desk, given: argparse.Namespace) -> Answer:
    """Ask for a person to be talked about."""
    row = naming.conference(desk, given.conference)
    desk.do(AskForPerson(row.id, naming.person(desk, given.ref), given.reason, Agency(given.agency)))
    return Answer([say("They are on the agenda of {code}.", code=row.code)], _document(row))


def score(desk: Desk, given: argparse.Namespace) -> Answer:
    """Enter the eight scores."""
    row = naming.conference(desk, given.conference)
    labels = naming.pathways(desk).labels
    scores = scores_typed(given.scores, labels)
    priority = pathway_typed(given.priority, labels) if given.priority else None
    evidence = evidence_typed(given.evidence, labels)
    desk.do(ScoreAtConference(row.id, naming.person(desk, given.ref), scores, priority, evidence))
    named = labels[priority - 1] if priority else say("no priority pathway")
    said = say("Scored at {code}: {scores}, {priority}.", code=row.code, scores=scores_text(scores), priority=named)
    return Answer([said], {**_document(row), "scores": list(scores), "priority": priority})


def decide(desk: Desk, given: argparse.Namespace) -> Answer:
    """Decide about a person."""
    row = naming.conference(desk, given.conference)
    decided = Decided(given.what)
    desk.do(Decide(row.id, naming.person(desk, given.ref), decided, given.reason, given.text))
    said = say("Decided at {code}: {text}.", code=row.code, text=decision_text(decided, given.text))
    return Answer([said], _document(row))


def rag(desk: Desk, given: argparse.Namespace) -> Answer:
    """Change a person's RAG, as decided."""
    row = naming.conference(desk, given.conference)
    ref = naming.person(desk, given.ref)
    desk.do(Decide(row.id, ref, Decided.RAG_CHANGE, given.reason, rag=given.value))
    return Answer([say("Decided at {code}: RAG {value}.", code=row.code, value=given.value)], _document(row))


def sign(desk: Desk, given: argparse.Namespace) -> Answer:
    """Sign the minutes and lock them."""
    row = naming.conference(desk, given.conference)
    desk.do(SignConference(row.id))
    signed = naming.conference(desk, id_text(row.id))
    return Answer([_line(signed)], _document(signed))


def minutes(desk: Desk, given: argparse.Namespace) -> Answer:
    """What was done, and for signed minutes whether they stand as signed."""
    row = naming.conference(desk, given.conference)
    done = desk.ask(recorded, row.id)
    lines = [_line(row)]
    for each in done:
        lines += ["", *_minutes_lines(each)]
    document = {**_document(row), "people": [_minutes_document(each) for each in done]}
    if not row.signed:
        return Answer([*lines, "", say("Not signed yet.")], document)
    check = desk.ask(minutes_check, row.id)
    lines.append("")
    if check.stands:
        lines.append(say("The signature holds and everything stands as signed."))
    if not check.signature_holds:
        lines.append(say("The signature does not hold: these minutes are not what was signed. Run: iomdesk verify."))
    lines += [say("Changed after signing: {what}.", what=_changed_text(each)) for each in check.changed]
    lines += [say("Recorded after signing: {what}.", what=_changed_text(each)) for each in check.later]
    return Answer(lines, {**document, "stands": check.stands}, well=check.signature_holds)


def _line(row: ConferenceRow) -> str:
    parts = [row.code, date_text(row.held_on) or say("day not known"), row.state]
    if row.signed:
        at = instant_text(row.signed_at) if row.signed_at else say("a day not known")
        parts[2] = say("signed on {at} by {name}", at=at, name=row.signed_by or say("an officer not known here"))
    return "  ".join(parts)


def _document(row: ConferenceRow) -> dict[str, Json]:
    return {
        "id": id_text(row.id),
        "code": row.code,
        "site": row.site_name,
        "held_on": row.held_on.isoformat() if row.held_on else None,
        "number": row.number,
        "state": row.state,
        "signed_by": row.signed_by or None,
    }


def _minutes_lines(each: MinutesRow) -> list[str]:
    name = ", ".join(part for part in (each.surname, each.forenames) if part) or say("Name not known")
    lines = [f"{each.ref}  {name}"]
    if each.scored:
        priority = each.scored.priority_label or say("none")
        scored = say("Scores {scores}, priority {priority}", scores=scores_text(each.scored.scores), priority=priority)
        lines.append(f"  {scored}")
        lines += [f"    {label}: {body}" for label, body in each.scored.evidence]
    for decision in each.decisions:
        lines.append(f"  {decision_text(decision.decided, decision.body)}. {say('Reason')}: {decision.reason}")
    for action in each.actions:
        due = date_text(action.due_on) or say("no day")
        owner = ", ".join(part for part in (action.owner_name, action.owner_agency) if part) or say("no owner")
        lines.append(f"  A-{action.number}  {action.body} ({owner}, {due})")
    return lines


def _minutes_document(each: MinutesRow) -> Json:
    return {
        "id": id_text(each.person),
        "ref": each.ref,
        "surname": each.surname,
        "scores": list(each.scored.scores) if each.scored else None,
        "priority": each.scored.priority_label if each.scored else None,
        "decisions": [{"decided": row.decided, "body": row.body, "reason": row.reason} for row in each.decisions],
        "actions": [{"number": row.number, "body": row.body, "owner": row.owner_name} for row in each.actions],
    }


def _changed_text(each: ChangedRecord) -> str:
    kind = each.kind.replace("_", " ")
    return f"{kind} ({', '.join(each.fields)})" if each.fields else kind


COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("conference", "schedule"),
        say("put a conference of a site into the calendar"),
        schedule,
        (
            argument("--site", required=True, metavar="NAME", help=say("the site")),
            argument("--date", required=True, metavar="DAY", help=say("2026-11-10 or 10/11/2026")),
        ),
    ),
    DeskCommand(("conference", "list"), say("every conference"), listed),
    DeskCommand(("conference", "agenda"), say("who must be talked about, and why"), show_agenda, (_C,)),
    DeskCommand(
        ("conference", "ask"),
        say("ask for a person to be talked about"),
        ask,
        (
            _C,
            _REF,
            _REASON,
            argument("--agency", choices=naming.AGENCIES, default=str(Agency.POLICE), help=say("who asks")),
        ),
    ),
    DeskCommand(
        ("conference", "score"),
        say("enter a person's eight scores"),
        score,
        (
            _C,
            _REF,
            argument("scores", nargs="+", metavar="PATHWAY=LEVEL", help=say("or eight in a row: 3202111-")),
            argument("--priority", metavar="PATHWAY", help=say("the priority pathway")),
            argument("--evidence", action="append", default=[], metavar="PATHWAY=TEXT", help=say("why it changed")),
        ),
    ),
    DeskCommand(
        ("conference", "decide"),
        say("decide about a person"),
        decide,
        (
            _C,
            _REF,
            argument("--what", required=True, choices=[str(each) for each in Decided if each != Decided.RAG_CHANGE]),
            _REASON,
            argument("--text", default="", metavar="TEXT", help=say("what exactly was decided")),
        ),
    ),
    DeskCommand(
        ("conference", "rag"),
        say("change a person's RAG"),
        rag,
        (_C, _REF, argument("value", metavar="VALUE", help=say("red, amber or green")), _REASON),
    ),
    DeskCommand(("conference", "sign"), say("sign the minutes and lock them"), sign, (_C,)),
    DeskCommand(("conference", "minutes"), say("what was done at a conference"), minutes, (_C,)),
)
