"""Case conferences as they are held: scores, decisions, dissent, points, and what is taken back."""

import argparse
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from iomdesk.actions.questions import action_named
from iomdesk.catalogue import Agency
from iomdesk.cohort.questions import person_file
from iomdesk.cohort.rules import ON_SCHEME
from iomdesk.conference.attendance import attendance_named
from iomdesk.conference.commands import Decide, ScoreAtConference
from iomdesk.conference.finding import ConferenceRow
from iomdesk.conference.minuted import Decision, PersonMinutes
from iomdesk.conference.minutes import minutes_of
from iomdesk.conference.points import NotePoint, RecordDissent
from iomdesk.conference.rules import Decided, decision_number, dissent_number, number_read
from iomdesk.conference.taking_back import TakeBack
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id, id_text
from iomdesk.pathways.rules import eight, total
from iomdesk.pathways.typed import evidence_typed, pathway_typed, scores_text, scores_typed
from iomdesk.words import say
from ui.cli import minutes, naming
from ui.cli.conference_lines import CONFERENCE, REASON, REF, conference_document, who_was_meant
from ui.cli.minutes_lines import plain
from ui.cli.shape import Answer, DeskCommand, Json, argument


def score(desk: Desk, given: argparse.Namespace) -> Answer:
    """Enter the eight scores; one named by itself leaves the others made at this conference as they are."""
    row = naming.conference(desk, given.conference)
    labels = naming.pathways(desk, row.held_on).labels
    scores = scores_typed(given.scores, labels)
    priority = pathway_typed(given.priority, labels) if given.priority else None
    evidence = evidence_typed(given.evidence, labels)
    person = naming.person(desk, given.ref)
    wanted = ScoreAtConference(row.id, person, scores, priority, evidence)
    if all("=" in word for word in given.scores):
        wanted = _beside_what_stands(desk, wanted, labels, {_place(word, labels) for word in given.scores})
    scores, priority = wanted.scores, wanted.priority
    desk.do(wanted)
    who, about = who_was_meant(desk, person)
    named = labels[priority - 1] if priority else say("no priority pathway")
    said = say(
        "Scored at {code}: {who}, {scores}, {priority}.",
        code=row.code,
        who=who,
        scores=scores_text(scores),
        priority=named,
    )
    document = conference_document(row) | about | {"scores": list(scores), "total": total(scores), "priority": priority}
    unknown = [label for label, level in zip(labels, scores, strict=True) if level is None]
    missing = [say("Not known: {pathways}. So there is no total.", pathways="; ".join(unknown))] if unknown else []
    return Answer([said, *missing, *_notes(desk, row, person)], document)


def _place(word: str, labels: Sequence[str]) -> int:
    return pathway_typed(word.partition("=")[0], labels)


def _beside_what_stands(
    desk: Desk, wanted: ScoreAtConference, labels: Sequence[str], named: Collection[int]
) -> ScoreAtConference:
    """``wanted`` with what it does not name taken from the scores this conference already made of the person.

    A second set corrects the first whole: without this, mending one score would lose the other seven.
    """
    people = desk.ask(minutes_of, wanted.conference).people
    stands = next((each.scored for each in people if wanted.person in each.records), None)
    if stands is None or tuple(stands.labels) != tuple(labels):
        return wanted
    pairs = zip(wanted.scores, stands.scores, strict=True)
    scores = eight([new if place in named else old for place, (new, old) in enumerate(pairs, start=1)])
    kept = {each.place: each.body for each in stands.evidence if each.place not in named}
    priority = wanted.priority if wanted.priority is not None else stands.priority
    return replace(wanted, scores=scores, priority=priority, evidence=kept | dict(wanted.evidence))


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
    who, about = who_was_meant(desk, command.person)
    people = desk.ask(minutes_of, row.id).people
    decision = next(one for each in people for one in each.decisions if one.record == made)
    number = decision_number(decision.number)
    said = say(
        "Decided at {code}: {who}. {number}: {text}.", code=row.code, who=who, number=number, text=decision.words
    )
    about |= {"number": decision.number, "decided": decision.decided, "words": decision.words}
    about |= {"reason": decision.reason, "review_on": plain(decision.review_on)}
    return Answer([said, *notes], conference_document(row) | about)


def _notes(desk: Desk, row: ConferenceRow, person: Id) -> list[str]:
    """What the chair may not have meant: somebody of another site or not on the scheme, or a day yet to come."""
    found = desk.ask(person_file, person, row.held_on or desk.today)
    notes = []
    if found.card.site and found.card.site != row.site_name:
        notes.append(say("Note: their site is {site}, and this is {code}.", site=found.card.site, code=row.code))
    if found.membership.status is not None and found.membership.status not in ON_SCHEME:
        notes.append(say("Note: they are not on the scheme ({status}).", status=found.membership.status))
    return notes


def review(desk: Desk, given: argparse.Namespace) -> Answer:
    """Decide on which day a person is talked about again."""
    row = naming.conference(desk, given.conference)
    person, day = naming.person(desk, given.ref), naming.day(given.day)
    return _decided(desk, row, Decide(row.id, person, Decided.NEXT_REVIEW, given.reason, given.text, review_on=day))


def dissent(desk: Desk, given: argparse.Namespace) -> Answer:
    """Record an agency's disagreement with a decision."""
    row = naming.conference(desk, given.conference)
    person, decision = _decision_meant(desk, row, given.decision)
    made = desk.do(RecordDissent(row.id, decision.record, Agency(given.agency), given.name, given.reason))
    words = {"number": decision_number(decision.number), "who": f"{person.ref} {person.surname}".strip()}
    said = say("Dissent recorded against {number}, {who}: {words}.", **words, words=decision.words)
    document: dict[str, Json] = {"dissent": plain(made), "decision": decision.number, "ref": person.ref}
    return Answer([said], conference_document(row) | document)


def note(desk: Desk, given: argparse.Namespace) -> Answer:
    """Note a point of the meeting as a whole."""
    row = naming.conference(desk, given.conference)
    made = desk.do(NotePoint(row.id, " ".join(given.text)))
    point = next(each for each in desk.ask(minutes_of, row.id).points if each.record == made)
    said = say("Point {number} noted at {code}.", number=point.number, code=row.code)
    return Answer([said], conference_document(row) | {"point": point.number})


def withdraw(desk: Desk, given: argparse.Namespace) -> Answer:
    """Take back what was recorded by mistake, with what it did."""
    row = naming.conference(desk, given.conference)
    record, said = _MEANT[given.what](desk, row, given.which)
    desk.do(TakeBack(row.id, record, given.reason))
    words = say("Taken back at {code}: {what}.", code=row.code, what=said)
    return Answer([words], conference_document(row) | {"taken_back": id_text(record), "what": said})


def _decision_meant(desk: Desk, row: ConferenceRow, text: str) -> tuple[PersonMinutes, Decision]:
    """The decision that a number (D-3) names, or the one decision about the person a reference names."""
    people = desk.ask(minutes_of, row.id).people
    number = number_read(text, "D")
    if number is not None:
        found = [(each, one) for each in people for one in each.decisions if one.number == number]
    else:
        person = naming.person(desk, text)
        found = [(each, one) for each in people if each.person == person for one in each.decisions]
    if len(found) == 1:
        return found[0]
    if found:
        several = "; ".join(f"{decision_number(one.number)} {one.words}" for _, one in found)
        raise Refused(say("There are several decisions about them."), say("Say which: {which}.", which=several))
    raise Refused(
        say("No decision {text} stands at {code}.", text=text, code=row.code), say("See: iomdesk conference minutes.")
    )


def _decision(desk: Desk, row: ConferenceRow, text: str) -> tuple[Id, str]:
    person, decision = _decision_meant(desk, row, text)
    return decision.record, f"{decision_number(decision.number)}, {person.ref} {person.surname}, {decision.words}"


def _scores(desk: Desk, row: ConferenceRow, text: str) -> tuple[Id, str]:
    person = naming.person(desk, text)
    for each in desk.ask(minutes_of, row.id).people:
        if each.person == person and each.scored is not None:
            return each.scored.record, say("scores of {who}", who=f"{each.ref} {each.surname}".strip())
    raise Refused(say("They were not scored at {code}.", code=row.code))


def _dissent(desk: Desk, row: ConferenceRow, text: str) -> tuple[Id, str]:
    number = number_read(text, "DS")
    for each in desk.ask(minutes_of, row.id).people:
        for one in each.dissents:
            if one.number == number:
                return one.record, f"{dissent_number(one.number)}, {one.by_name} ({one.agency})"
    raise Refused(say("There is no dissent {text} at {code}.", text=text, code=row.code))


def _action(desk: Desk, row: ConferenceRow, text: str) -> tuple[Id, str]:
    action = desk.ask(action_named, text)
    for each in desk.ask(minutes_of, row.id).people:
        for one in each.actions:
            if one.record == action:
                return action, f"{one.number}, {one.body}"
    raise Refused(say("Action {text} was not set at {code}.", text=text, code=row.code))


def _point(desk: Desk, row: ConferenceRow, text: str) -> tuple[Id, str]:
    number = number_read(text, "P")
    for each in desk.ask(minutes_of, row.id).points:
        if each.number == number:
            return each.record, each.body
    raise Refused(say("There is no point {text} at {code}.", text=text, code=row.code))


def _attendance(desk: Desk, row: ConferenceRow, text: str) -> tuple[Id, str]:
    who = desk.ask(attendance_named, row.id, text)
    return who.record, f"{who.name} ({who.agency})"


_MEANT: Mapping[str, Callable[[Desk, ConferenceRow, str], tuple[Id, str]]] = {
    "decision": _decision,
    "scores": _scores,
    "dissent": _dissent,
    "action": _action,
    "point": _point,
    "attendance": _attendance,
}


_PLAIN_DECISIONS = [str(each) for each in Decided if each not in (Decided.RAG_CHANGE, Decided.NEXT_REVIEW)]
COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("conference", "score"),
        say("enter a person's eight scores"),
        score,
        (
            CONFERENCE,
            REF,
            argument(
                "scores",
                nargs="+",
                metavar="PATHWAY=LEVEL",
                help=say("one or more, the others of this conference stay; or eight in a row: 3202111-"),
            ),
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
            CONFERENCE,
            REF,
            argument("--what", required=True, choices=_PLAIN_DECISIONS),
            REASON,
            argument("--text", default="", metavar="TEXT", help=say("what exactly was decided")),
        ),
    ),
    DeskCommand(
        ("conference", "rag"),
        say("change a person's RAG"),
        rag,
        (CONFERENCE, REF, argument("value", metavar="VALUE", help=say("red, amber or green")), REASON),
    ),
    DeskCommand(
        ("conference", "review"),
        say("decide when a person is talked about again"),
        review,
        (
            CONFERENCE,
            REF,
            argument("day", metavar="DAY", help=say("2026-12-08 or 08/12/2026")),
            REASON,
            argument("--text", default="", metavar="TEXT", help=say("what is to be looked at then")),
        ),
    ),
    DeskCommand(
        ("conference", "dissent"),
        say("record that an agency disagrees with a decision"),
        dissent,
        (
            CONFERENCE,
            argument("decision", metavar="DECISION", help=say("its number, D-3, or the person's reference")),
            argument("--agency", required=True, choices=naming.AGENCIES, help=say("the agency that disagrees")),
            argument("--name", required=True, metavar="NAME", help=say("who said so")),
            REASON,
        ),
    ),
    DeskCommand(
        ("conference", "note"),
        say("note a point of the meeting as a whole"),
        note,
        (CONFERENCE, argument("text", nargs="+", metavar="TEXT", help=say("the point; nothing about one person"))),
    ),
    DeskCommand(
        ("conference", "withdraw"),
        say("take back what was recorded by mistake, before signing"),
        withdraw,
        (
            CONFERENCE,
            argument("what", choices=tuple(_MEANT), metavar="WHAT", help=", ".join(_MEANT)),
            argument("which", metavar="WHICH", help=say("D-3, DS-1, A-12, a point's number, a person, a name")),
            REASON,
        ),
    ),
    *minutes.COMMANDS,
)
