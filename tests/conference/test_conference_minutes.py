"""Minutes write themselves from what was done; signed ones say what was signed, whatever is changed after."""

from datetime import date, timedelta
from pathlib import Path
from typing import cast

import cbor2
import pytest
from sqlalchemy import event

from iomdesk import catalogue
from iomdesk.actions.commands import AddAction, CloseAction, ReviseAction
from iomdesk.actions.rules import Outcome
from iomdesk.catalogue import Agency, Category
from iomdesk.conference.addenda import AcknowledgeLate, AddAddendum, late_arrivals
from iomdesk.conference.attendance import AcceptStatement, BeginConference, NoteAttendance
from iomdesk.conference.binding import digest_of
from iomdesk.conference.calendar import Schedule
from iomdesk.conference.minutes import minutes_of
from iomdesk.conference.points import NotePoint, RecordDissent
from iomdesk.conference.preparing import AskForPerson
from iomdesk.conference.rules import Decided, minutes_text
from iomdesk.conference.signing import SignConference, before_signing, minutes_check
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.pathways.commands import ScorePathways
from iomdesk.people.commands import LinkPersons
from iomdesk.store.unit import Given
from tests.conference.conference_sample import HELD, person, the_site
from tests.conference.meeting_sample import (
    SCORES,
    contributed,
    decided,
    meeting_desk,
    minutes,
    one,
    raised,
    scored,
)


def held(desk: Desk, conference: Id, who: Id) -> None:
    """A meeting in which everything was done that can be."""
    desk.do(BeginConference(conference))
    desk.do(NoteAttendance(conference, "L Grimes", Agency.HOUSING))
    desk.do(AcceptStatement(conference))
    desk.do(AskForPerson(conference, who, "Tenancy at risk", Agency.HOUSING))
    scored(desk, conference, who, priority=4)
    decision = decided(desk, conference, who, Decided.RAG_CHANGE, rag="amber", reason="Missed treatment")
    desk.do(RecordDissent(conference, decision, Agency.HOUSING, "L Grimes", "Too early"))
    decided(desk, conference, who, Decided.NEXT_REVIEW, review_on=date(2026, 12, 8))
    raised(desk, conference, who)
    desk.do(NotePoint(conference, "The room is too small"))


def test_everything_done_is_in_them_with_its_reason(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    desk.do(ScorePathways(who, (2,) * 8, scored_on=date(2026, 10, 13)))
    early = cast(Id, desk.do(AddAction(who, "Ask the landlord", "J Okafor", Agency.PROBATION, date(2026, 10, 30))))
    contributed(desk, conference, who, facts="Rent is paid", health="On a waiting list")
    held(desk, conference, who)
    whole, found = minutes(desk, conference), one(desk, conference)
    assert (whole.code, whole.site, whole.chair, whole.signed) == ("Norwich-1", "Norwich", "Sgt A Example", None)
    assert [(each.body, each.number) for each in whole.points] == [("The room is too small", 1)]
    assert [reason.text for reason in found.reasons][-1] == "asked for by housing: Tenancy at risk"
    assert found.scored is not None
    assert (found.scored.scores, found.scored.before, found.scored.total_moved) == (SCORES, (2,) * 8, -6)
    assert (found.scored.before_on, found.scored.moved[0]) == (date(2026, 10, 13), 1)
    assert (found.scored.priority_label, len(found.scored.evidence)) == ("Drug use", 8)
    rag, review = found.decisions
    assert (rag.number, rag.words, rag.reason) == (1, "RAG change: Red to Amber", "Missed treatment")
    assert rag.categories == (Category.CONFERENCE, Category.RISK)
    assert [(each.number, each.by_name, each.agency, each.body) for each in rag.dissents] == [
        (1, "L Grimes", "housing", "Too early")
    ]
    assert (review.words, found.next_review) == ("Next review: 8 Dec 2026", date(2026, 12, 8))
    assert [(each.body, each.pathway_label) for each in found.actions] == [("Housing appointment", "Accommodation")]
    assert [(each.record, each.closed, each.days_overdue) for each in found.reviewed] == [(early, False, 11)]
    assert [(box.category, box.body) for box in found.contributions[0].boxes] == [
        (Category.CONFERENCE, "Rent is paid"),
        (Category.HEALTH, "On a waiting list"),
    ]
    desk.close()


def test_people_stand_in_the_order_they_were_talked_about(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    first, second, third = (person(desk, name) for name in ("FIRST", "SECOND", "THIRD"))
    for each in (third, first, third, second):
        decided(desk, conference, each, Decided.OTHER, body=each.hex())
    assert [each.surname for each in minutes(desk, conference).people] == ["THIRD", "FIRST", "SECOND"]
    desk.close()


def test_nobody_on_the_agenda_is_forgotten_before_or_after_signing(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    done, left = person(desk, "DONE"), person(desk, "LEFT")
    elsewhere = person(desk, "WRITTEN", rag="Green")
    with desk._store.work() as work:
        work.put(catalogue.PERSON, elsewhere, {"last_conference": HELD - timedelta(days=1)})
    contributed(desk, conference, elsewhere, facts="Rent is paid")
    decided(desk, conference, done)
    open_ones = [each.surname for each in minutes(desk, conference).not_reached]
    assert open_ones[0] == "LEFT"
    assert set(open_ones) == {"LEFT", "WRITTEN"}
    desk.do(SignConference(conference))
    with desk._store.work() as work:
        work.put(catalogue.PERSON, left, {"last_conference": HELD, "rag": "Green"})
    signed = minutes(desk, conference)
    assert [each.surname for each in signed.not_reached] == open_ones
    assert all(each.record is not None for person in signed.not_reached for each in person.reasons)
    desk.close()


def test_a_kept_reason_discloses_nothing_of_another_category(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    desk.do(ScorePathways(who, SCORES, scored_on=date(2026, 10, 13)))
    decided(desk, conference, who)
    (open_reason,) = one(desk, conference).reasons
    assert (open_reason.category, "Red" in open_reason.text) == (Category.RISK, True)
    desk.do(SignConference(conference))
    assert [each.text for each in one(desk, conference).reasons] == ["due at this conference"]
    desk.close()


def test_signed_minutes_say_what_was_signed(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    early = cast(Id, desk.do(AddAction(who, "Ask the landlord", due_on=date(2026, 10, 30))))
    held(desk, conference, who)
    desk.do(SignConference(conference))
    before = minutes(desk, conference)
    (found,) = before.people
    with desk._store.work() as work:
        work.put(catalogue.DECISION, found.decisions[0].record, {"reason": "Another reason"})
        work.withdraw(catalogue.DECISION, found.decisions[1].record, "Never said")
        work.put(catalogue.ATTENDANCE, before.attendance[0].record, {"agency": "health"})
        work.put(catalogue.CONFERENCE, conference, {"place": "Elsewhere"})
        work.create(catalogue.DECISION, {"conference": conference, "decided": "keep", "reason": "late"}, subject=who)
    desk.do(ReviseAction(found.actions[0].record, date(2027, 1, 5), "No place before then"))
    desk.do(CloseAction(early, Outcome.COMPLETED))
    after = minutes(desk, conference)
    for name in ("people", "attendance", "points", "place", "chair", "statement", "not_reached", "taken_back"):
        assert plain(getattr(after, name)) == plain(getattr(before, name)), name
    assert after.people[0].actions[0].due_on == date(2026, 11, 24)
    assert not after.people[0].reviewed[0].closed
    assert {each.fields for each in after.changed} == {("reason",), ("withdrawn",), ("agency",), ("place",)}
    assert "now: RAG change: Red to Amber. Reason: Another reason" in next(
        each.what for each in after.changed if each.fields == ("reason",)
    )
    assert [each.what for each in after.later] == ["Keep on the scheme. Reason: late"]
    desk.close()


def plain(value: object) -> object:
    """A frozen row as something that compares by what it holds."""
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    slots = getattr(type(value), "__dataclass_fields__", None)
    return value if slots is None else tuple((name, plain(getattr(value, name))) for name in slots)


def test_actions_closed_since_they_were_last_talked_about(tmp_path: Path) -> None:
    desk, later = meeting_desk(tmp_path)
    who = person(desk)
    earlier = cast(Id, desk.do(Schedule(the_site(desk), date(2026, 10, 27))))
    decided(desk, earlier, who)
    made = {}
    for name, closed_on in (("long ago", date(2026, 10, 1)), ("since", date(2026, 10, 30)), ("open", None)):
        made[name] = cast(Id, desk.do(AddAction(who, name)))
        with desk._store.work() as work:
            closed: dict[str, Given] = (
                {"state": "closed", "closed_on": closed_on, "outcome": "completed"} if closed_on else {}
            )
            work.put(catalogue.ACTION, made[name], {"raised_on": date(2026, 9, 1), **closed})
    decided(desk, later, who)
    assert {(each.body, each.closed) for each in one(desk, later).reviewed} == {("since", True), ("open", False)}
    desk.close()


def test_minutes_typed_late_show_actions_as_they_stood_that_day(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path, held_on=date(2026, 10, 20))
    who = person(desk)
    action = cast(Id, desk.do(AddAction(who, "Ask the landlord", due_on=date(2026, 10, 15))))
    with desk._store.work() as work:
        work.put(catalogue.ACTION, action, {"raised_on": date(2026, 9, 1)})
    desk.do(ReviseAction(action, date(2026, 12, 1), "No place before then"))
    desk.do(CloseAction(action, Outcome.COMPLETED))
    decided(desk, conference, who)
    for _ in ("open", "signed"):
        (found,) = one(desk, conference).reviewed
        assert (found.closed, found.due_on, found.days_overdue, found.outcome) == (False, date(2026, 10, 15), 5, "")
        if minutes(desk, conference).signed is None:
            desk.do(SignConference(conference))
    assert minutes(desk, conference).signed is not None
    desk.close()


def test_sets_of_two_records_linked_after_are_both_there(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    low, high = sorted([person(desk), person(desk)])
    scored(desk, conference, low, (1,) * 8)
    scored(desk, conference, high, (2,) * 8)
    desk.do(LinkPersons(low, high, "The same fingerprints"))
    found = one(desk, conference)
    assert found.records == (low, high)
    assert found.scored is not None
    assert [each.total for each in (found.scored, *found.other_scores)] == [16, 8]
    desk.close()


def test_decisions_keep_their_numbers(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    for body in ("one", "two"):
        decided(desk, conference, who, Decided.OTHER, body=body)
    desk.do(SignConference(conference))
    with desk._store.work() as work:
        values: dict[str, Given] = {
            "conference": conference,
            "decided": "other",
            "body": "from another desk",
            "reason": "r",
        }
        work.create(catalogue.DECISION, values, subject=who, record=b"\0" * 15 + b"\1")
    assert [(each.number, each.words) for each in one(desk, conference).decisions] == [
        (1, "Decided: one"),
        (2, "Decided: two"),
    ]
    desk.close()


def test_signing_binds_all_of_it(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    contribution = contributed(desk, conference, who, facts="Rent is paid")
    held(desk, conference, who)
    desk.do(SignConference(conference))
    found = minutes(desk, conference)
    signed: list[tuple[catalogue.Kind, Id, dict[str, Given]]] = [
        (catalogue.ATTENDANCE, found.attendance[0].record, {"left_at": 5}),
        (catalogue.DISSENT, found.people[0].dissents[0].record, {"body": "Not said"}),
        (catalogue.CONFERENCE_NOTE, found.points[0].record, {"body": "Not said"}),
        (catalogue.CONTRIBUTION, contribution, {"facts": "Not said"}),
        (catalogue.DECISION, found.people[0].decisions[1].record, {"review_on": date(2027, 1, 1)}),
        (catalogue.CONFIDENTIALITY_STATEMENT, found.statement.record if found.statement else b"", {"body": "Other"}),
        (catalogue.CONFERENCE, conference, {"began_at": 1}),
    ]
    for count, (kind, record, values) in enumerate(signed, start=1):
        with desk._store.work() as work:
            work.put(kind, record, values)
        check = desk.ask(minutes_check, conference)
        assert check.signature_holds
        assert len(check.changed) == count, kind.name
    desk.close()


def test_minutes_signed_by_the_release_before_still_verify(tmp_path: Path) -> None:
    """As the release before bound them: without attendance, dissent, notes, contributions or what stood beside."""
    desk, conference = meeting_desk(tmp_path)
    decision = decided(desk, conference, person(desk))
    with desk._store.work() as work:
        work.put(catalogue.CONFERENCE, conference, {"state": "signed", "chair": work.officer})
        rows = []
        for kind, record in ((30, conference), (23, decision)):
            heads = work.connection.exec_driver_sql(
                f"SELECT heads FROM {catalogue.BY_NUMBER[kind].name} WHERE id = ?", (record,)
            ).scalar()
            rows.append([kind, record, heads])
        binds = cbor2.dumps(sorted(rows))
        digest = digest_of(binds)
        signature = work.sign(minutes_text(conference, work.officer, work.now, digest))
        values: dict[str, Given] = {"signed_by": work.officer, "signed_at": work.now, "binds": binds, "digest": digest}
        work.create(catalogue.MINUTES, {**values, "signature": signature}, subject=conference)
    assert desk.ask(minutes_check, conference).stands
    assert [each.words for each in one(desk, conference).decisions] == ["Keep on the scheme"]
    assert desk.ask(late_arrivals) == ()
    desk.close()


def test_who_signs_and_what_was_forgotten_is_said(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    scored(desk, conference, who)
    nothing_done = desk.ask(before_signing, conference, desk.officer)
    said = " ".join(nothing_done)
    for words in ("was not begun", "Nobody is noted as present", "1 person was talked about without a decision"):
        assert words in said
    desk.do(BeginConference(conference, "M Iqbal", Agency.PROBATION))
    decided(desk, conference, who)
    forgotten = desk.ask(before_signing, conference, desk.officer)
    (said,) = forgotten
    assert said == "1 person present has not accepted the confidentiality statement."
    desk.do(AcceptStatement(conference))
    assert desk.ask(before_signing, conference, desk.officer) == ()
    assert desk.ask(before_signing, conference, b"n" * 16) == ()
    desk.do(SignConference(conference))
    whole = minutes(desk, conference)
    assert whole.signed is not None
    assert (whole.chair, whole.signed.by, whole.signed.holds) == ("M Iqbal", "Sgt A Example", True)
    desk.close()


def test_forged_minutes_are_shown_as_recorded_and_said_to_be_forged(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    decided(desk, conference, person(desk))
    made = cast(Id, desk.do(SignConference(conference)))
    with desk._store.work() as work:
        work.put(catalogue.MINUTES, made, {"digest": b"forged"})
    found = minutes(desk, conference)
    assert found.signed is not None
    assert (found.signed.holds, len(found.people), found.changed, found.later) == (False, 1, (), ())
    with pytest.raises(Refused, match="does not hold"):
        desk.do(AcknowledgeLate(conference))
    desk.close()


@pytest.mark.parametrize("signed", [False, True])
def test_minutes_take_the_same_number_of_selects_for_any_number_of_people(tmp_path: Path, signed: bool) -> None:
    counts = []
    for people in (1, 6):
        folder = tmp_path / str(people)
        folder.mkdir()
        desk, conference = meeting_desk(folder)
        for _ in range(people):
            who = person(desk)
            desk.do(AddAction(who, "Ask the landlord"))
            contributed(desk, conference, who, facts="Rent is paid")
            scored(desk, conference, who)
            decided(desk, conference, who)
            raised(desk, conference, who)
        if signed:
            desk.do(SignConference(conference))
            desk.do(AddAddendum(conference, who, "what", "why"))
        asked: list[str] = []

        def note(*given: object, asked: list[str] = asked) -> None:
            asked.append(str(given[2]))

        event.listen(desk._store._reading_engine, "before_cursor_execute", note)
        with desk._store.reading() as reading:
            assert len(minutes_of(reading, conference).people) == people
            assert len(late_arrivals(reading)) == signed
        event.remove(desk._store._reading_engine, "before_cursor_execute", note)
        counts.append(len(asked))
        desk.close()
    assert counts[0] == counts[1]


def test_a_decision_of_a_later_program_stands_as_it_is(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    with desk._store.work() as work:
        values: dict[str, Given] = {"conference": conference, "decided": "monitor remotely", "reason": "r"}
        work.create(catalogue.DECISION, values, subject=who)
    (decision,) = one(desk, conference).decisions
    assert decision.words == "monitor remotely"
    desk.close()
