"""What was recorded by mistake is taken back with what it did, and both stay to be seen."""

from datetime import date
from pathlib import Path

import pytest

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.cohort.commands import ChangeRating, RecordMembership
from iomdesk.cohort.questions import membership_of, ratings_of
from iomdesk.cohort.rules import Scale, Step
from iomdesk.conference.points import NotePoint, RecordDissent
from iomdesk.conference.rules import Decided
from iomdesk.conference.signing import SignConference
from iomdesk.conference.taking_back import TakeBack
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.pathways.commands import ScorePathways
from iomdesk.pathways.questions import score_history
from iomdesk.people.commands import LinkPersons
from iomdesk.people.questions import person_card
from tests.conference.conference_sample import ADOPTED, person
from tests.conference.meeting_sample import (
    SCORES,
    TODAY,
    decided,
    meeting_desk,
    minutes,
    one,
    raised,
    scored,
)

WHY = "Meant for somebody else"


def rag(desk: Desk, who: Id) -> object:
    return desk.ask(person_card, who).fields["rag"]


def test_a_rag_change_is_given_back_and_both_changes_are_seen(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    decision = decided(desk, conference, who, Decided.RAG_CHANGE, rag="amber", reason="Missed treatment")
    assert rag(desk, who) == "Amber"
    desk.do(TakeBack(conference, decision, WHY))
    assert rag(desk, who) == "Red"
    assert [(each.value, each.reason) for each in desk.ask(ratings_of, who)] == [
        ("Red", f"The change at Norwich-1 was taken back: {WHY}")
    ]
    (back,) = minutes(desk, conference).not_reached
    assert [(each.what, each.reason) for each in back.taken_back] == [
        ("RAG change: Red to Amber. Reason: Missed treatment", WHY)
    ]
    assert desk._store.verify(full=True).clean
    desk.close()


def test_a_rag_nobody_knew_is_not_known_again(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk, rag=None)
    desk.do(TakeBack(conference, decided(desk, conference, who, Decided.RAG_CHANGE, rag="red"), WHY))
    assert rag(desk, who) is None
    assert desk.ask(ratings_of, who) == ()
    desk.close()


def test_what_somebody_else_changed_since_is_theirs(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    decision = decided(desk, conference, who, Decided.RAG_CHANGE, rag="amber")
    desk.do(ChangeRating(who, Scale.RAG, "green", "Three clear months"))
    desk.do(TakeBack(conference, decision, WHY))
    assert rag(desk, who) == "Green"
    assert [each.value for each in desk.ask(ratings_of, who)] == ["Green"]
    desk.close()


def test_two_changes_taken_back_one_by_one(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    first = decided(desk, conference, who, Decided.RAG_CHANGE, rag="amber")
    second = decided(desk, conference, who, Decided.RAG_CHANGE, rag="green")
    desk.do(TakeBack(conference, second, WHY))
    assert rag(desk, who) == "Amber"
    desk.do(TakeBack(conference, first, WHY))
    assert rag(desk, who) == "Red"
    assert len(minutes(desk, conference).not_reached[0].taken_back) == 2
    desk.close()


def test_the_first_of_two_changes_taken_back_before_the_second(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    first = decided(desk, conference, who, Decided.RAG_CHANGE, rag="amber")
    second = decided(desk, conference, who, Decided.RAG_CHANGE, rag="green")
    desk.do(TakeBack(conference, first, WHY))
    assert rag(desk, who) == "Green"
    desk.do(TakeBack(conference, second, WHY))
    assert rag(desk, who) == "Red"
    desk.close()


def test_the_same_change_made_again_is_a_decision_of_its_own(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    made = [decided(desk, conference, who, Decided.RAG_CHANGE, rag=to) for to in ("amber", "red", "amber")]
    assert len(set(made)) == 3
    assert [each.words for each in one(desk, conference).decisions] == [
        "RAG change: Red to Amber",
        "RAG change: Amber to Red",
        "RAG change: Red to Amber",
    ]
    desk.close()


def test_every_linked_record_gets_back_what_it_said(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    low, high = sorted([person(desk, rag="Red"), person(desk, rag="Green")])
    before = {each: rag(desk, each) for each in (low, high)}
    desk.do(LinkPersons(low, high, "The same fingerprints"))
    decision = decided(desk, conference, high, Decided.RAG_CHANGE, rag="amber")
    desk.do(TakeBack(conference, decision, WHY))
    with desk._store.reading() as reading:
        rows = reading.connection.exec_driver_sql("SELECT id, rag FROM person").all()
    assert {row[0]: row[1] for row in rows} == before
    desk.close()


@pytest.mark.parametrize("what", [Decided.STEP_DOWN, Decided.REMOVE])
def test_a_step_of_the_lifecycle_is_taken_back(tmp_path: Path, what: Decided) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    decision = decided(desk, conference, who, what)
    assert desk.ask(membership_of, who, TODAY).status is not Step.ADOPTED
    desk.do(TakeBack(conference, decision, WHY))
    assert desk.ask(membership_of, who, TODAY).status is Step.ADOPTED
    desk.close()


def test_a_step_that_was_recorded_before_stays(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    desk.do(RecordMembership(who, Step.STEPPED_DOWN, TODAY, "By the panel"))
    decision = decided(desk, conference, who, Decided.STEP_DOWN, reason="Two clear years")
    desk.do(TakeBack(conference, decision, WHY))
    assert desk.ask(membership_of, who, TODAY).status is Step.STEPPED_DOWN
    desk.close()


def test_a_step_that_later_ones_rest_on_cannot_go_first(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    desk.do(RecordMembership(who, Step.REMOVED, date(2026, 6, 1), "Moved away"))
    adopted = decided(desk, conference, who, Decided.ADOPT)
    stepped = decided(desk, conference, who, Decided.STEP_DOWN)
    with pytest.raises(Refused, match="A later step rests on this one: stepped-down"):
        desk.do(TakeBack(conference, adopted, WHY))
    assert len(one(desk, conference).decisions) == 2
    desk.do(TakeBack(conference, stepped, WHY))
    desk.do(TakeBack(conference, adopted, WHY))
    assert desk.ask(membership_of, who, TODAY).status is Step.REMOVED
    desk.close()


def test_scores_go_whole_with_what_the_persons_record_took(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    desk.do(ScorePathways(who, SCORES, 3, scored_on=date(2026, 10, 1)))
    with desk._store.work() as work:
        work.put(catalogue.PERSON, who, {"last_conference": date(2026, 10, 1), "priority": 3})
    scored(desk, conference, who, (1,) * 8, priority=4)
    newest = scored(desk, conference, who, (2,) * 8, priority=5)
    fields = desk.ask(person_card, who).fields
    assert (fields["last_conference"], fields["priority"]) == (date(2026, 11, 10), 5)
    desk.do(TakeBack(conference, newest, WHY))
    assert [each.scored_on for each in desk.ask(score_history, who)] == [date(2026, 10, 1)]
    fields = desk.ask(person_card, who).fields
    assert (fields["last_conference"], fields["priority"]) == (date(2026, 10, 1), 3)
    (left,) = minutes(desk, conference).not_reached
    assert len(left.taken_back) == 2
    scored(desk, conference, who)
    assert one(desk, conference).scored is not None
    desk.close()


def test_a_decision_takes_its_dissent_with_it(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    decision = decided(desk, conference, who)
    kept = decided(desk, conference, who, Decided.OTHER, body="Home visit together")
    for each in (decision, kept):
        desk.do(RecordDissent(conference, each, Agency.HOUSING, "L Grimes", "Too early"))
    desk.do(TakeBack(conference, decision, WHY))
    found = one(desk, conference)
    assert [(each.number, [dissent.number for dissent in each.dissents]) for each in found.decisions] == [(2, [2])]
    assert found.other_dissents == ()
    assert [each.what for each in found.taken_back] == [
        "Keep on the scheme. Reason: Engaging",
        "L Grimes (housing) disagrees: Too early",
    ]
    desk.close()


def test_another_review_day_takes_the_place_of_the_first(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    first = decided(desk, conference, who, Decided.NEXT_REVIEW, review_on=date(2026, 12, 8), reason="After his release")
    desk.do(RecordDissent(conference, first, Agency.HOUSING, "L Grimes", "Too late"))
    for _ in range(2):
        again = date(2026, 12, 1)
        decided(desk, conference, who, Decided.NEXT_REVIEW, review_on=again, reason="After his release")
    found = one(desk, conference)
    assert [(each.words, each.review_on) for each in found.decisions] == [
        ("Next review: 1 Dec 2026", date(2026, 12, 1))
    ]
    assert found.next_review == date(2026, 12, 1)
    assert [each.body for each in found.other_dissents] == ["Too late"]
    assert [each.reason for each in found.taken_back] == ["Another day was decided: After his release"]
    for wrong in ({"review_on": date(2026, 11, 10)}, {}):
        with pytest.raises(Refused):
            decided(desk, conference, who, Decided.NEXT_REVIEW, **wrong)
    desk.close()


def test_points_actions_and_only_what_is_there(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    decided(desk, conference, who)
    point = desk.do(NotePoint(conference, "The room is too small"))
    assert isinstance(point, bytes)
    action = raised(desk, conference, who)
    for record in (point, action):
        desk.do(TakeBack(conference, record, WHY))
    whole = minutes(desk, conference)
    assert (whole.points, [each.what for each in whole.taken_back]) == ((), ["The room is too small"])
    assert whole.people[0].actions == ()
    assert "Housing appointment" in whole.people[0].taken_back[0].what
    for record, reason in ((point, WHY), (b"n" * 16, WHY), (conference, WHY)):
        with pytest.raises(Refused):
            desk.do(TakeBack(conference, record, reason))
    again = decided(desk, conference, who, Decided.OTHER, body="x")
    with pytest.raises(Refused, match="reason"):
        desk.do(TakeBack(conference, again, " "))
    desk.do(SignConference(conference))
    with pytest.raises(Refused, match="addendum"):
        desk.do(TakeBack(conference, again, WHY))
    desk.close()


def test_only_what_the_decision_itself_made_goes(tmp_path: Path) -> None:
    """Several things decided in one save, as an import may: each takes back its own."""
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    other = person(desk, "OTHER")
    decision = decided(desk, conference, who, Decided.RAG_CHANGE, rag="amber")
    with desk._store.work() as work:
        work.put(catalogue.PERSON, other, {"rag": "Green"})
    desk.do(TakeBack(conference, decision, WHY))
    assert (rag(desk, who), rag(desk, other)) == ("Red", "Green")
    assert desk.ask(membership_of, who, TODAY).recorded[0].on == ADOPTED
    desk.close()
