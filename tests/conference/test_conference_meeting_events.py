"""Any sequence of meeting events gives minutes whose every decision, action and score can be traced to a signed change,
and none that was recorded is missing; after signing, everything bound stands or is listed."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias, cast

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from iomdesk import catalogue
from iomdesk.actions.commands import AddAction, CloseAction, ReviseAction
from iomdesk.actions.rules import Outcome
from iomdesk.catalogue import BY_NUMBER, Agency, Kind
from iomdesk.conference.addenda import AcknowledgeLate, AddAddendum, late_arrivals
from iomdesk.conference.attendance import AcceptStatement, BeginConference, LeaveRoom, NoteAttendance, ReturnToRoom
from iomdesk.conference.commands import Decide, RaiseAction
from iomdesk.conference.disclosing import WriteDisclosable
from iomdesk.conference.minuted import Minutes, PersonMinutes
from iomdesk.conference.points import NotePoint, RecordDissent
from iomdesk.conference.rules import Decided, Part, Presence
from iomdesk.conference.signing import SignConference, minutes_check
from iomdesk.conference.taking_back import TakeBack
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.history.change import read_header, signed_by
from iomdesk.history.heads import heads, unpack
from iomdesk.history.operation import decode
from iomdesk.ids import Id
from iomdesk.people.commands import LinkPersons
from iomdesk.store.unit import Given
from tests.conference.conference_sample import HELD, person
from tests.conference.meeting_sample import contributed, meeting_desk, minutes, scored
from tests.conference.test_conference_minutes import plain
from tests.conftest import Scale

PROGRESS = {"number", "due_on", "due_reason", "state", "outcome", "outcome_note", "closed_on"}
EVENTS = 60


@dataclass
class Meeting:
    """A meeting that anything may happen in. ``done`` counts what was not refused."""

    desk: Desk
    conference: Id
    rng: random.Random
    people: list[Id]
    signed_as: object = None
    done: dict[str, int] = field(default_factory=dict)

    def happens(self, event: "Event | None" = None) -> None:
        """One event, whatever the desk says to it."""
        event = event or self.rng.choice(BEFORE_AND_AFTER)
        try:
            event(self)
        except Refused:
            return
        self.done[event.__name__] = self.done.get(event.__name__, 0) + 1

    def who(self) -> Id:
        return self.rng.choice(self.people)

    def word(self) -> str:
        return f"said {self.rng.randrange(10**6)}"

    def rows(self, sql: str) -> list[Any]:
        with self.desk._store.reading() as reading:
            return list(reading.connection.exec_driver_sql(sql, (self.conference,)).all())

    def any_of(self, table: str, column: str = "conference") -> Id:
        rows = self.rows(f"SELECT id FROM {table} WHERE {column} = ? ORDER BY id")
        if not rows:
            raise Refused("nothing there")
        return cast(Id, self.rng.choice(rows)[0])


def begins(meeting: Meeting) -> None:
    meeting.desk.do(BeginConference(meeting.conference, meeting.rng.choice(["", "M Iqbal"]), Agency.POLICE))


def attends(meeting: Meeting) -> None:
    rng = meeting.rng
    name, agency = rng.choice(["J Okafor", "L Grimes", "B Stone"]), rng.choice(list(Agency))
    presence, part = rng.choice(list(Presence)), rng.choice([None, *Part])
    meeting.desk.do(NoteAttendance(meeting.conference, name, agency, presence, part))


def accepts(meeting: Meeting) -> None:
    meeting.desk.do(AcceptStatement(meeting.conference))


def leaves(meeting: Meeting) -> None:
    meeting.desk.do(LeaveRoom(meeting.conference, meeting.any_of("attendance")))


def returns(meeting: Meeting) -> None:
    meeting.desk.do(ReturnToRoom(meeting.conference, meeting.any_of("attendance")))


def scores(meeting: Meeting) -> None:
    levels = [meeting.rng.choice([None, 0, 1, 2, 3, 4]) for _ in range(8)]
    scored(meeting.desk, meeting.conference, meeting.who(), levels, priority=meeting.rng.choice([None, 1, 8]))


def decides(meeting: Meeting) -> None:
    what = meeting.rng.choice(list(Decided))
    rag = meeting.rng.choice(["red", "amber", "green"]) if what is Decided.RAG_CHANGE else None
    review = HELD + timedelta(days=meeting.rng.randrange(1, 60)) if what is Decided.NEXT_REVIEW else None
    body = meeting.word() if what is Decided.OTHER else ""
    meeting.desk.do(Decide(meeting.conference, meeting.who(), what, meeting.word(), body, rag, review))


def dissents(meeting: Meeting) -> None:
    agency = meeting.rng.choice(list(Agency))
    decision = meeting.any_of("decision")
    meeting.desk.do(RecordDissent(meeting.conference, decision, agency, "L Grimes", meeting.word()))


def notes(meeting: Meeting) -> None:
    meeting.desk.do(NotePoint(meeting.conference, meeting.word()))


def raises(meeting: Meeting) -> None:
    action = AddAction(meeting.who(), meeting.word(), "L Grimes", Agency.HOUSING, date(2026, 11, 24), 1)
    meeting.desk.do(RaiseAction(meeting.conference, action))


def closes(meeting: Meeting) -> None:
    meeting.desk.do(CloseAction(meeting.any_of("action", "origin"), Outcome.NOT_COMPLETED, meeting.word()))


def revises(meeting: Meeting) -> None:
    meeting.desk.do(ReviseAction(meeting.any_of("action", "origin"), date(2027, 1, 5), meeting.word()))


def takes_back(meeting: Meeting) -> None:
    table = meeting.rng.choice(["decision", "score_set", "dissent", "attendance", "conference_note", "action"])
    record = meeting.any_of(table, "origin" if table == "action" else "conference")
    meeting.desk.do(TakeBack(meeting.conference, record, meeting.word()))


def contributes(meeting: Meeting) -> None:
    """By another desk, before the meeting or long after."""
    contributed(meeting.desk, meeting.conference, meeting.who(), facts=meeting.word(), health=meeting.word())


def links(meeting: Meeting) -> None:
    if meeting.rng.random() < 0.9:
        raise Refused("seldom")
    one, other = meeting.rng.sample(meeting.people, 2)
    meeting.desk.do(LinkPersons(one, other, "The same fingerprints"))


def discloses(meeting: Meeting) -> None:
    meeting.desk.do(WriteDisclosable(meeting.conference, meeting.who(), meeting.word()))


def adds(meeting: Meeting) -> None:
    about = meeting.rng.choice([None, meeting.who()])
    meeting.desk.do(AddAddendum(meeting.conference, about, meeting.word(), meeting.word()))


def edits(meeting: Meeting) -> None:
    """Another desk, that had not heard of the signature, changes what was bound or decides more."""
    if meeting.signed_as is None:
        raise Refused("only after signing")
    with meeting.desk._store.work() as work:
        table = meeting.rng.choice(["decision", "dissent", "score_set", "attendance", "action", "contribution"])
        kind = catalogue.BY_NAME[table]
        name = {"score_set": "source", "attendance": "note", "contribution": "opinion"}.get(table, "body")
        if meeting.rng.random() < 0.3:
            values: dict[str, Given] = {"conference": meeting.conference, "decided": "keep", "reason": meeting.word()}
            work.create(catalogue.DECISION, values, subject=meeting.who())
        else:
            record = meeting.any_of(table, "origin" if table == "action" else "conference")
            work.put(kind, record, {name: meeting.word()})


def acknowledges(meeting: Meeting) -> None:
    meeting.desk.do(AcknowledgeLate(meeting.conference))


def signs(meeting: Meeting) -> None:
    meeting.desk.do(SignConference(meeting.conference))
    meeting.signed_as = as_printed(minutes(meeting.desk, meeting.conference))


Event: TypeAlias = Callable[[Meeting], None]
BEFORE_AND_AFTER: list[Event] = [
    begins, attends, accepts, leaves, returns, scores, scores, decides, decides, decides, dissents, notes, raises,
    raises, closes, revises, takes_back, takes_back, contributes, links, discloses, adds, edits, acknowledges,
]  # fmt: skip


def as_printed(found: Minutes) -> object:
    """What the minutes say without what came after, item by item: two people may turn out to be one later."""
    names = ("code", "held_on", "began_at", "chair", "statement", "attendance", "room", "points", "taken_back")
    said = [(name, plain(getattr(found, name))) for name in names]
    people = sorted(
        (each.record, type(each).__name__, plain(each))
        for person in (*found.people, *found.not_reached)
        for each in items_of(person)
    )
    return said, people


def items_of(person: PersonMinutes) -> list[Any]:
    """Every item of one person's part."""
    scored_sets = [each for each in (person.scored, *person.other_scores) if each is not None]
    return [
        *scored_sets, *person.decisions, *person.dissents, *person.actions, *person.reviewed,
        *person.contributions, *person.taken_back,
    ]  # fmt: skip


def minuted(found: Minutes) -> set[Id]:
    """The records of everything the minutes say, one by one."""
    people = (*found.people, *found.not_reached)
    items = [item for each in people for item in items_of(each)]
    records = {each.record for each in items}
    records |= {record for each in people for one in (each.scored, *each.other_scores) if one for record in one.earlier}
    for group in (found.attendance, found.room, found.points, found.taken_back, found.addenda):
        records |= {each.record for each in group}
    return records


def check_nothing_is_missing(meeting: Meeting, found: Minutes) -> None:
    """Every row of the meeting is in its minutes, or listed as come after them."""
    listed = minuted(found) | {each.record for each in (*found.changed, *found.later)}
    for table, column in (
        ("decision", "conference"),
        ("score_set", "conference"),
        ("action", "origin"),
        ("dissent", "conference"),
        ("attendance", "conference"),
        ("contribution", "conference"),
        ("addendum", "conference"),
    ):
        there = {row[0] for row in meeting.rows(f"SELECT id FROM {table} WHERE {column} = ?")}
        assert there - listed == set(), table
    points = {row[0] for row in meeting.rows("SELECT id FROM conference_note WHERE conference = ? AND about <> 'seen'")}
    assert points - listed == set()


def check_everything_is_traced(meeting: Meeting, found: Minutes) -> None:
    """Behind each item stand operations in the log, in changes signed with the desk's key, that say what it says."""
    with meeting.desk._store.reading() as reading:
        keys = dict(cast(Any, reading.connection.exec_driver_sql("SELECT id, verify_key FROM incarnation").all()))
        for record in minuted(found):
            rows = reading.connection.exec_driver_sql(
                "SELECT o.body, c.header, c.signature FROM operation o JOIN change_log c ON c.seq = o.change"
                " WHERE o.record = ?",
                (record,),
            ).all()
            assert rows, "an item without an operation"
            for _, header, signature in rows:
                key = Ed25519PublicKey.from_public_bytes(keys[read_header(header).incarnation])
                assert signed_by(header, signature, key)
    for person_minutes in (*found.people, *found.not_reached):
        for decision in person_minutes.decisions:
            assert decision.reason in values_ever(meeting, catalogue.DECISION, decision.record, "reason")
        for action in person_minutes.actions:
            assert action.body in values_ever(meeting, catalogue.ACTION, action.record, "body")
        if person_minutes.scored is not None:
            first = values_ever(meeting, catalogue.SCORE_SET, person_minutes.scored.record, "score_1")
            assert person_minutes.scored.scores[0] in first or person_minutes.scored.scores[0] is None


def values_ever(meeting: Meeting, kind: Kind, record: Id, name: str) -> set[Any]:
    with meeting.desk._store.reading() as reading:
        bodies = reading.connection.exec_driver_sql("SELECT body FROM operation WHERE record = ?", (record,)).all()
    number = kind.by_name[name].number
    return {decode(body).values[number] for (body,) in bodies if number in decode(body).values}


def check_what_is_bound(meeting: Meeting, found: Minutes) -> None:
    """Brute force: each bound record's heads, folded anew from the log, are those bound, or it is listed as changed."""
    assert found.signed is not None
    assert found.signed.holds
    (binds,) = next(iter(meeting.rows("SELECT binds FROM minutes WHERE conference = ?")))
    listed = {each.record: set(each.fields) for each in found.changed}
    with meeting.desk._store.reading() as reading:
        for number, record, bound in cbor2.loads(binds):
            kind = BY_NUMBER[number]
            bodies = reading.connection.exec_driver_sql("SELECT body FROM operation WHERE record = ?", (record,)).all()
            now = {field: sorted(ids) for field, ids in heads(decode(body) for (body,) in bodies).items()}
            then = {field: sorted(ids) for field, ids in unpack(bound).items()}
            moved = {kind.by_number[each].name for each in now if now[each] != then.get(each)}
            moved -= PROGRESS if kind is catalogue.ACTION else set()
            assert moved == listed.get(record, set()), kind.name
    check = meeting.desk.ask(minutes_check, meeting.conference)
    assert check.stands == (not found.changed and not found.later)


def check_the_chair_is_told(meeting: Meeting, found: Minutes) -> None:
    """What is listed as unseen is what nobody saw; looking at it leaves nothing."""
    rows = meeting.desk.ask(late_arrivals, meeting.desk.officer)
    unseen = {each.record for row in rows for each in row.arrived}
    assert {each.record for each in (*found.changed, *found.later) if not each.seen} <= unseen
    if rows:
        meeting.desk.do(AcknowledgeLate(meeting.conference))
        assert meeting.desk.ask(late_arrivals) == ()


@pytest.mark.parametrize("run", range(8))
def test_any_sequence_of_events(tmp_path: Path, rng: random.Random, run: int, scale: Scale) -> None:
    for again in range(scale.count(test=1, prove=12)):
        folder = tmp_path / str(again)
        folder.mkdir()
        desk, conference = meeting_desk(folder)
        meeting = Meeting(desk, conference, rng, [person(desk, name) for name in ("ONE", "TWO", "THREE")])
        sign_at = rng.randrange(EVENTS // 3, EVENTS + 10)
        for at in range(EVENTS):
            meeting.happens(signs if at == sign_at else None)
        found = minutes(desk, conference)
        check_nothing_is_missing(meeting, found)
        check_everything_is_traced(meeting, found)
        if meeting.signed_as is not None:
            assert as_printed(found) == meeting.signed_as
            check_what_is_bound(meeting, found)
            check_the_chair_is_told(meeting, found)
        assert sum(meeting.done.values()) > EVENTS // 6
        assert desk._store.verify(full=True).clean
        desk.close()
