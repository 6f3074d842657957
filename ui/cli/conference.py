"""Case conferences: schedule, agenda, scores, decisions, signing, what was done."""

import argparse

from iomdesk.catalogue import Agency
from iomdesk.clock import date_text, instant_text
from iomdesk.cohort.questions import person_file
from iomdesk.cohort.rules import ON_SCHEME
from iomdesk.conference.binding import ChangedRecord
from iomdesk.conference.commands import AskForPerson, Decide, Schedule, ScoreAtConference
from iomdesk.conference.finding import ConferenceRow
from iomdesk.conference.questions import agenda, conferences, recorded
from iomdesk.conference.rules import Decided, decision_text
from iomdesk.conference.signing import SignConference, minutes_check
from iomdesk.desk import Desk
from iomdesk.ids import Id, id_text
from iomdesk.pathways.rules import total
from iomdesk.pathways.typed import evidence_typed, pathway_typed, scores_text, scores_typed
from iomdesk.people.questions import person_card
from iomdesk.words import counted, say
from ui.cli import naming
from ui.cli.minutes import minutes_document, minutes_lines
from ui.cli.person_record import scale_words
from ui.cli.shape import Answer, DeskCommand, Json, argument

_C = argument("conference", metavar="C", help=say("the conference: Norwich-3, 3, its day, or its id"))
_REF = argument("ref", metavar="REF", help=say("any identifier of the person"))
_REASON = argument("--reason", required=True, metavar="TEXT", help=say("why"))


def schedule(desk: Desk, given: argparse.Namespace) -> Answer:
    """Put a conference into the calendar."""
    made = desk.do(Schedule(naming.site(desk, given.site), naming.day(given.date)))
    row = next(row for row in desk.ask(conferences) if row.id == made)
    passed = row.held_on is not None and row.held_on < desk.today
    return Answer([_line(row), *([say("Note: that day has passed already.")] if passed else [])], _document(row))


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
    minutes = sum(each.minutes for each in people)
    lines.append(
        counted(
            len(people), "{count} person, {minutes} minutes.", "{count} people, {minutes} minutes.", minutes=minutes
        )
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
    person = naming.person(desk, given.ref)
    desk.do(AskForPerson(row.id, person, given.reason, Agency(given.agency) if given.agency else None))
    who, about = _about(desk, row, person)
    return Answer([say("{who} is on the agenda of {code}.", who=who, code=row.code)], _document(row) | about)


def score(desk: Desk, given: argparse.Namespace) -> Answer:
    """Enter the eight scores."""
    row = naming.conference(desk, given.conference)
    labels = naming.pathways(desk).labels
    scores = scores_typed(given.scores, labels)
    priority = pathway_typed(given.priority, labels) if given.priority else None
    evidence = evidence_typed(given.evidence, labels)
    person = naming.person(desk, given.ref)
    desk.do(ScoreAtConference(row.id, person, scores, priority, evidence))
    who, about = _about(desk, row, person)
    named = labels[priority - 1] if priority else say("no priority pathway")
    said = say(
        "Scored at {code}: {who}, {scores}, {priority}.",
        code=row.code,
        who=who,
        scores=scores_text(scores),
        priority=named,
    )
    document = _document(row) | about | {"scores": list(scores), "total": total(scores), "priority": priority}
    return Answer([said, *_notes(desk, row, person)], document)


def decide(desk: Desk, given: argparse.Namespace) -> Answer:
    """Decide about a person."""
    row = naming.conference(desk, given.conference)
    decided = Decided(given.what)
    return _decided(desk, row, Decide(row.id, naming.person(desk, given.ref), decided, given.reason, given.text))


def rag(desk: Desk, given: argparse.Namespace) -> Answer:
    """Change a person's RAG, as decided."""
    row = naming.conference(desk, given.conference)
    person = naming.person(desk, given.ref)
    return _decided(desk, row, Decide(row.id, person, Decided.RAG_CHANGE, given.reason, rag=given.value))


def _decided(desk: Desk, row: ConferenceRow, command: Decide) -> Answer:
    """Decide, and say what was recorded about whom, so that a wrong reference is seen at once."""
    notes = _notes(desk, row, command.person)
    made = desk.do(command)
    who, about = _about(desk, row, command.person)
    recorded_here = desk.ask(recorded, row.id)
    decision = next(each for person in recorded_here for each in person.decisions if each.id == made)
    said = say(
        "Decided at {code}: {who}. {text}.", code=row.code, who=who, text=decision_text(decision.decided, decision.body)
    )
    about |= {"decided": decision.decided, "body": decision.body or None, "reason": decision.reason}
    return Answer([said, *notes], _document(row) | about)


def _about(desk: Desk, row: ConferenceRow, person: Id) -> tuple[str, dict[str, Json]]:
    """Who was meant, as read back to whoever typed a reference, and the same for a document."""
    card = desk.ask(person_card, person)
    name = ", ".join(str(part) for part in (card.fields["surname"], card.fields["forenames"]) if part)
    return f"{card.ref} {name}".strip(), {"person": id_text(card.id), "ref": card.ref}


def _notes(desk: Desk, row: ConferenceRow, person: Id) -> list[str]:
    """What the chair may not have meant: somebody of another site or not on the scheme, or a day yet to come."""
    found = desk.ask(person_file, person, row.held_on or desk.today)
    notes = []
    if found.card.site and found.card.site != row.site_name:
        notes.append(say("Note: their site is {site}, and this is {code}.", site=found.card.site, code=row.code))
    if found.membership.status is not None and found.membership.status not in ON_SCHEME:
        notes.append(say("Note: they are not on the scheme ({status}).", status=found.membership.status))
    return notes


def sign(desk: Desk, given: argparse.Namespace) -> Answer:
    """Sign the minutes and lock them."""
    row = naming.conference(desk, given.conference)
    desk.do(SignConference(row.id))
    signed = naming.conference(desk, id_text(row.id))
    early = row.held_on is not None and row.held_on > desk.today
    notes = [say("Note: signed before its day.")] if early else []
    return Answer([_line(signed), *notes, *_left_over(desk, signed)], _document(signed))


def _left_over(desk: Desk, row: ConferenceRow) -> list[str]:
    """Who stood on the agenda and has nothing recorded: nobody is forgotten without its being said."""
    done = {each.person for each in desk.ask(recorded, row.id)}
    left = [each for each in desk.ask(agenda, row.id) if each.person not in done]
    if not left:
        return []
    heading = counted(
        len(left),
        "{count} person on the agenda has nothing recorded:",
        "{count} people on the agenda have nothing recorded:",
    )
    names = (", ".join(part for part in (each.surname, each.forenames) if part) for each in left)
    return [heading, *(f"  {each.ref}  {name}" for each, name in zip(left, names, strict=True))]


def minutes(desk: Desk, given: argparse.Namespace) -> Answer:
    """What was done, and for signed minutes whether they stand as signed."""
    row = naming.conference(desk, given.conference)
    done = desk.ask(recorded, row.id)
    pathways = naming.pathways(desk)
    lines = [_line(row)]
    if any(each.scored for each in done):
        lines.append(say("Pathway scores: {scale}. A lower score is less need.", scale=scale_words(pathways)))
    for each in done:
        lines += ["", *minutes_lines(each, pathways.labels)]
    document = {**_document(row), "people": [minutes_document(each) for each in done]}
    if not row.signed:
        return Answer([*lines, "", say("Not signed yet."), *_left_over(desk, row)], document)
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
        "signed_at": row.signed_at,
    }


def _changed_text(each: ChangedRecord) -> str:
    words = f"{each.kind} ({', '.join(each.fields)})" if each.fields else each.kind
    return words.replace("_", " ")


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
            argument("--agency", choices=naming.AGENCIES, help=say("who asks; your own agency unless said")),
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
            argument("--priority", metavar="PATHWAY", help=say("the priority pathway: its number, or how it begins")),
            argument(
                "--evidence",
                action="append",
                default=[],
                metavar="PATHWAY=TEXT",
                help=say("why it changed by two or more"),
            ),
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
