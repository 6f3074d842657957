"""Holding a conference on a real desk: scores, decisions, actions, the lock, and what signed minutes are worth."""

from datetime import date
from pathlib import Path

import pytest

from iomdesk import catalogue
from iomdesk.actions.commands import AddAction, CloseAction
from iomdesk.actions.questions import action_named
from iomdesk.actions.rules import Outcome
from iomdesk.catalogue import Agency
from iomdesk.cohort.commands import RecordMembership
from iomdesk.cohort.questions import membership_of, ratings_of
from iomdesk.cohort.rules import Step
from iomdesk.conference.calendar import Schedule
from iomdesk.conference.commands import Decide, RaiseAction, ScoreAtConference
from iomdesk.conference.minutes import minutes_of
from iomdesk.conference.preparing import AskForPerson
from iomdesk.conference.questions import conference_named, conferences
from iomdesk.conference.rules import Decided
from iomdesk.conference.signing import SignConference, minutes_check
from iomdesk.desk import Desk
from iomdesk.doors import Role
from iomdesk.errors import Refused
from iomdesk.ids import Id, id_text
from iomdesk.partnership.commands import AddSite
from iomdesk.pathways.commands import CorrectScores
from iomdesk.pathways.questions import score_history
from iomdesk.pathways.rules import eight
from iomdesk.people.commands import LinkPersons
from iomdesk.people.questions import person_card
from tests.conference.conference_sample import HELD, conference_desk, person, the_site

SCORES = eight([3, 2, 0, 2, 1, 1, 1, 0])


def held(desk: Desk, who: Id) -> Id:
    """A conference at which everything was done that can be."""
    conference = desk.do(Schedule(the_site(desk), HELD))
    assert isinstance(conference, bytes)
    desk.do(AskForPerson(conference, who, "Tenancy at risk", Agency.HOUSING))
    desk.do(ScoreAtConference(conference, who, SCORES, 4, {1: "Sofa surfing"}))
    desk.do(Decide(conference, who, Decided.RAG_CHANGE, "Missed treatment", rag="amber"))
    desk.do(Decide(conference, who, Decided.OTHER, "Lives with his sister", "Home visit together"))
    desk.do(RaiseAction(conference, AddAction(who, "Housing appointment", "L Grimes", Agency.HOUSING, HELD, 1)))
    return conference


def test_what_is_done_is_what_the_minutes_say(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    conference = held(desk, who)
    (row,) = desk.ask(minutes_of, conference).people
    assert row.scored is not None
    assert (row.scored.scores, row.scored.priority_label) == (SCORES, "Drug use")
    assert [(each.label, each.body) for each in row.scored.evidence] == [("Accommodation", "Sofa surfing")]
    assert [(each.decided, each.words) for each in row.decisions] == [
        ("rag change", "RAG change: Red to Amber"),
        ("other", "Decided: Home visit together"),
    ]
    assert [each.body for each in row.actions] == ["Housing appointment"]
    assert desk.ask(person_card, who).fields["rag"] == "Amber"
    (rating,) = desk.ask(ratings_of, who)
    assert (rating.value, rating.reason, rating.conference) == ("Amber", "Missed treatment", conference)
    (scored,) = desk.ask(score_history, who)
    assert (scored.scored_on, scored.conference) == (HELD, conference)
    desk.close()


def test_a_second_set_at_one_conference_corrects_the_first(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    conference = held(desk, who)
    other = eight([3, 2, 0, 4, 1, 1, 1, 0])
    desk.do(ScoreAtConference(conference, who, other, 4))
    (row,) = desk.ask(score_history, who)
    assert row.scores == other
    assert row.corrects is not None
    (minuted,) = desk.ask(minutes_of, conference).people
    assert minuted.scored is not None
    assert minuted.scored.scores == other
    with pytest.raises(Refused, match="belong to a conference"):
        desk.do(CorrectScores(row.id, SCORES))
    desk.close()


def test_signing_locks_and_binds(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    conference = held(desk, who)
    with pytest.raises(Refused, match="not signed yet"):
        desk.ask(minutes_check, conference)
    desk.do(SignConference(conference))
    (row,) = desk.ask(conferences)
    assert (row.signed, row.signed_by) == (True, "Sgt A Example")
    check = desk.ask(minutes_check, conference)
    assert check.stands
    for late in (
        ScoreAtConference(conference, who, SCORES),
        Decide(conference, who, Decided.KEEP, "late"),
        RaiseAction(conference, AddAction(who, "late")),
        AskForPerson(conference, who, "late", Agency.POLICE),
        SignConference(conference),
    ):
        with pytest.raises(Refused, match=r"signed on 2 Nov 2026 .* by Sgt A Example.*addendum"):
            desk.do(late)
    desk.close()


def test_what_changes_after_signing_is_listed(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    conference = held(desk, who)
    desk.do(SignConference(conference))
    action = desk.ask(action_named, "1")
    desk.do(CloseAction(action, Outcome.COMPLETED))
    assert desk.ask(minutes_check, conference).stands
    (first, second) = desk.ask(minutes_of, conference).people[0].decisions
    with desk._store.work() as work:
        work.put(catalogue.DECISION, second.record, {"reason": "another reason"})
        work.put(catalogue.ACTION, action, {"body": "another action"})
        late = work.create(catalogue.DECISION, {"conference": conference, "decided": "keep"}, subject=who)
    check = desk.ask(minutes_check, conference)
    assert check.signature_holds
    assert not check.stands
    assert {(each.record, each.fields) for each in check.changed} == {(second.record, ("reason",)), (action, ("body",))}
    assert [each.record for each in check.later] == [late]
    assert first.record not in {each.record for each in check.changed}
    desk.close()


@pytest.mark.parametrize("field", ["binds", "digest", "signature"])
def test_forged_minutes_do_not_verify(tmp_path: Path, field: str) -> None:
    desk = conference_desk(tmp_path)
    conference = held(desk, person(desk))
    made = desk.do(SignConference(conference))
    assert isinstance(made, bytes)
    with desk._store.work() as work:
        work.put(catalogue.MINUTES, made, {field: b"forged"})
    assert not desk.ask(minutes_check, conference).signature_holds
    desk.close()


def test_an_older_signing_key_still_verifies(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    conference = held(desk, person(desk))
    desk.do(SignConference(conference))
    with desk._store.work() as work:
        work.put(catalogue.OFFICER, desk.officer, {"signing_key": b"k" * 32})
    assert desk.ask(minutes_check, conference).stands
    desk.close()


def test_only_a_supervisor_signs(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path, (Role.OFFICER,))
    conference = desk.do(Schedule(the_site(desk), HELD))
    assert isinstance(conference, bytes)
    with pytest.raises(Refused, match="role"):
        desk.do(SignConference(conference))
    assert not desk.ask(conference_named, "1").signed
    desk.close()


def test_decisions_take_their_steps_and_need_their_reasons(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    conference = desk.do(Schedule(the_site(desk), HELD))
    assert isinstance(conference, bytes)
    desk.do(Decide(conference, who, Decided.STEP_DOWN, "Two clear years"))
    assert desk.ask(membership_of, who, HELD).status is Step.STEPPED_DOWN
    desk.do(Decide(conference, who, Decided.REMOVE, "Three clear years"))
    assert desk.ask(membership_of, who, HELD).status is Step.REMOVED
    for wrong in (
        Decide(conference, who, Decided.KEEP, "  "),
        Decide(conference, who, Decided.OTHER, "why"),
        Decide(conference, who, Decided.RAG_CHANGE, "why"),
        Decide(conference, who, Decided.RAG_CHANGE, "why", rag="purple"),
        Decide(conference, who, Decided.KEEP, "why", rag="Red"),
        Decide(conference, b"n" * 16, Decided.KEEP, "why"),
        Decide(b"n" * 16, who, Decided.KEEP, "why"),
    ):
        with pytest.raises(Refused):
            desk.do(wrong)
    assert len(desk.ask(minutes_of, conference).people[0].decisions) == 2
    desk.close()


def test_scheduling_and_naming(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    site, elsewhere = the_site(desk), desk.do(AddSite("Great Yarmouth"))
    assert isinstance(elsewhere, bytes)
    desk.do(Schedule(site, HELD))
    desk.do(Schedule(site, date(2026, 11, 24)))
    desk.do(Schedule(elsewhere, date(2026, 11, 24)))
    with pytest.raises(Refused, match="already has a conference"):
        desk.do(Schedule(site, HELD))
    with pytest.raises(Refused, match="site"):
        desk.do(Schedule(b"n" * 16, HELD))
    rows = desk.ask(conferences)
    assert [row.code for row in rows] == ["Norwich-1", "Great Yarmouth-1", "Norwich-2"]
    first, yarmouth, second = rows
    for text in (
        "Norwich-1",
        "norwich 1",
        "2026-11-10",
        "10/11/2026",
        id_text(first.id),
        id_text(first.id)[:23],
    ):
        assert desk.ask(conference_named, text) == first
    assert desk.ask(conference_named, "2") == second
    assert desk.ask(conference_named, "great yarmouth 1") == yarmouth
    for text in ("1", "24/11/2026"):
        with pytest.raises(Refused, match="several"):
            desk.ask(conference_named, text)
    for text in ("9", "Ipswich-1", "", "31/02/2026"):
        with pytest.raises(Refused, match="no conference"):
            desk.ask(conference_named, text)
    desk.close()


def test_nothing_done_is_nothing_to_sign(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    conference = desk.do(Schedule(the_site(desk), HELD))
    assert isinstance(conference, bytes)
    desk.do(AskForPerson(conference, who, "Tenancy at risk"))
    with pytest.raises(Refused, match="Nothing is recorded at Norwich-1"):
        desk.do(SignConference(conference))
    desk.do(Decide(conference, who, Decided.KEEP, "Engaging"))
    desk.do(SignConference(conference))
    desk.close()


def test_a_decision_made_twice_is_one_and_a_change_to_the_same_is_none(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    conference = desk.do(Schedule(the_site(desk), HELD))
    assert isinstance(conference, bytes)
    first = desk.do(Decide(conference, who, Decided.KEEP, "Engaging"))
    assert desk.do(Decide(conference, who, Decided.KEEP, "Engaging")) == first
    assert desk.do(Decide(conference, who, Decided.KEEP, "Another reason")) != first
    with pytest.raises(Refused, match="Red already"):
        desk.do(Decide(conference, who, Decided.RAG_CHANGE, "why", rag="red"))
    assert desk.ask(ratings_of, who) == ()
    desk.close()


def test_minutes_typed_late_are_of_their_day_and_take_nothing_back(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    earlier, later = (desk.do(Schedule(the_site(desk), day)) for day in (date(2026, 10, 20), date(2026, 10, 30)))
    assert isinstance(earlier, bytes)
    assert isinstance(later, bytes)
    desk.do(ScoreAtConference(later, who, SCORES, 2))
    desk.do(ScoreAtConference(earlier, who, SCORES, 4))
    fields = desk.ask(person_card, who).fields
    assert (fields["last_conference"], fields["priority"]) == (date(2026, 10, 30), 2)
    desk.do(Decide(earlier, who, Decided.RAG_CHANGE, "Settled", rag="amber"))
    assert [each.on for each in desk.ask(ratings_of, who)] == [date(2026, 10, 20)]
    desk.close()


def test_nobody_is_kept_who_left_before(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    desk.do(RecordMembership(who, Step.REMOVED, date(2026, 10, 1), "Moved away"))
    conference = desk.do(Schedule(the_site(desk), HELD))
    assert isinstance(conference, bytes)
    with pytest.raises(Refused, match="left the scheme on 1 Oct 2026"):
        desk.do(Decide(conference, who, Decided.KEEP, "Engaging"))
    desk.close()


def test_two_records_linked_after_the_meeting_are_one_in_its_minutes(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    one, other = person(desk), person(desk)
    conference = desk.do(Schedule(the_site(desk), HELD))
    assert isinstance(conference, bytes)
    desk.do(ScoreAtConference(conference, one, SCORES))
    desk.do(Decide(conference, other, Decided.KEEP, "Engaging"))
    desk.do(LinkPersons(one, other, "The same fingerprints"))
    (row,) = desk.ask(minutes_of, conference).people
    assert row.scored is not None
    assert [each.reason for each in row.decisions] == ["Engaging"]
    desk.close()
