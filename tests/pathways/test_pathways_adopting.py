"""A scheme's own pathways on a real desk: adopted from a day on, and nothing that was scored ever rewritten."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.clock import SteppingClock
from iomdesk.desk import Desk
from iomdesk.doors import Role
from iomdesk.errors import Refused
from iomdesk.ids import Id, shipped_id
from iomdesk.pathways.adopting import AdoptPathwaySet, Effect, WithdrawPathwaySet, adoption_effect
from iomdesk.pathways.commands import CorrectScores, ScorePathways
from iomdesk.pathways.editing import Proposed, unchanged
from iomdesk.pathways.master import master
from iomdesk.pathways.questions import pathway_set, pathway_versions, score_history
from iomdesk.pathways.records import PathwaySet, ScoreSet
from iomdesk.pathways.rules import eight
from iomdesk.pathways.shipped import enter_shipped
from iomdesk.pathways.trend import Grouping
from iomdesk.pathways.versions import Why
from iomdesk.store.tables import OperationRow
from tests.conference.conference_sample import conference_desk, person
from tests.desks import NOON

TODAY = date(2026, 11, 2)
LATER = date(2026, 11, 20)
FIRST = eight([3, 2, 0, 2, 1, 1, 1, 0])
REASON = "The board agreed other words."
_DAY_MS = 24 * 3600 * 1000


def proposal(desk: Desk, **changes: object) -> Proposed:
    newest = desk.ask(pathway_versions, TODAY)[0]
    return replace(unchanged(newest.labelled, newest.anchors), **changes)  # type: ignore[arg-type]


def renamed(desk: Desk) -> Proposed:
    """The first pathway has another name, everything corresponds."""
    same = proposal(desk)
    return replace(same, labels=("Home", *same.labels[1:]))


def shortened(desk: Desk) -> Proposed:
    """Three levels, and a new pathway in the place of alcohol use."""
    same = proposal(desk)
    labels = (*same.labels[:4], "Gambling", *same.labels[5:])
    return Proposed(
        "Three levels",
        labels,
        ((0, "fine"), (1, "some"), (2, "much")),
        {(place, level): f"{label}, {level}" for place, label in enumerate(labels, start=1) for level in range(3)},
        (1, 2, 3, 4, None, 6, 7, 8),
        {0: (0,), 1: (1, 2), 2: (3,)},
    )


def adopt(desk: Desk, proposed: Proposed, since: date = LATER) -> Id:
    made = desk.do(AdoptPathwaySet(proposed, since, REASON))
    assert isinstance(made, bytes)
    return made


def at(desk: Desk, day: date) -> None:
    """Set the desk's clock to noon of a day."""
    clock = desk._store.clock
    assert isinstance(clock, SteppingClock)
    clock.at_ms = NOON + (day - TODAY).days * _DAY_MS


def test_a_desk_founded_before_level_texts_gets_them_once(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    with desk._store.work() as work:
        work.withdraw(catalogue.LEVEL_ANCHOR, shipped_id("pathways/anchor/1/0", 1), "our own words")
    with desk._store.work() as work:
        enter_shipped(work)
        assert not work.touched
    (shipped,) = desk.ask(pathway_versions, TODAY)
    assert len(shipped.anchors) == 39, "what a scheme withdrew stays withdrawn"
    desk.close()


def test_new_words_come_into_force_on_their_day_and_scores_keep_theirs(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    made = desk.do(ScorePathways(who, FIRST, 1, scored_on=date(2026, 10, 12)))
    assert isinstance(made, bytes)
    with desk._store.reading() as reading:
        before = reading.all(select(OperationRow.id, OperationRow.body).order_by(OperationRow.seq))
    whole = adopt(desk, renamed(desk))
    for day, label in ((LATER - timedelta(days=1), "Accommodation"), (LATER, "Home")):
        labels = desk.ask(pathway_set, day)
        assert labels is not None
        assert labels.labels[0] == label
    desk.do(ScorePathways(who, FIRST, 1))
    at(desk, LATER)
    desk.do(ScorePathways(who, eight([2, *FIRST[1:]]), 1))
    first, second, third = desk.ask(score_history, who)
    assert [each.made_on.label(each.priority) for each in (first, second, third)] == ["Accommodation"] * 2 + ["Home"]
    assert (third.made_on.id, third.moved, third.total_moved) == (whole, (-1, *[0] * 7), -1)
    with desk._store.reading() as reading:
        after = reading.all(select(OperationRow.id, OperationRow.body).order_by(OperationRow.seq))
        assert after[: len(before)] == before, "nothing that was recorded is rewritten"
    newest, shipped = desk.ask(pathway_versions, LATER)
    assert (newest.labelled.version, newest.score_sets, newest.adopted_by) == (2, 1, "Sgt A Example")
    assert (newest.labelled.source, newest.labelled.previous) == (REASON, shipped.labelled.id)
    assert (shipped.score_sets, shipped.in_force, newest.in_force) == (2, False, True)
    desk.close()


def test_another_scale_compares_levels_and_pathways_that_correspond_and_no_totals(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    desk.do(ScorePathways(who, FIRST, 1, scored_on=date(2026, 10, 12)))
    adopt(desk, shortened(desk))
    at(desk, LATER)
    with pytest.raises(Refused, match="outside the scale"):
        desk.do(ScorePathways(who, FIRST))
    shown = desk.ask(master, LATER)
    (row,) = shown.rows
    assert (row.scores, row.total, row.read_across) == ((2, 1, 0, 1, None, 1, 1, 0), None, True)
    assert row.priority_label == "Accommodation"
    desk.do(ScorePathways(who, eight([1, 1, 0, 1, 2, 1, 1, 1])))
    _, later = desk.ask(score_history, who)
    assert later.moved == (-1, 0, 0, 0, None, 0, 0, 1)
    assert later.why[4] is Why.NEW_PATHWAY
    assert (later.total, later.total_moved, later.total_why) == (8, None, Why.OTHER_TOTAL)
    shown = desk.ask(master, LATER)
    (row,) = shown.rows
    assert (row.moved.moved[0], row.moved.total, row.moved.total_why) == (-1, None, Why.OTHER_TOTAL)
    assert [each.figures.pathway_set for each in shown.movement(Grouping.MONTH)] == [
        shipped_id("pathways", 1),
        shown.columns.id,
    ]
    assert shown.now.total.pairs == 0
    assert shown.now.pathways[0].improved == 1
    desk.close()


def test_a_change_of_scale_alone_asks_for_no_evidence_but_a_jump_on_it_does(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    desk.do(ScorePathways(who, eight([3, 0, *[1] * 6])))
    adopt(desk, shortened(desk))
    at(desk, LATER)
    with pytest.raises(Refused, match="Accommodation"):
        desk.do(ScorePathways(who, eight([0, *[1] * 7])))
    desk.do(ScorePathways(who, eight([2, 0, 1, 1, 2, 1, 1, 1])))
    assert len(desk.ask(score_history, who)) == 2
    desk.close()


def test_a_correction_is_made_on_the_version_of_what_it_corrects(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    made = desk.do(ScorePathways(who, FIRST))
    assert isinstance(made, bytes)
    adopt(desk, shortened(desk))
    at(desk, LATER)
    desk.do(CorrectScores(made, eight([4, *FIRST[1:]])))
    (row,) = desk.ask(score_history, who)
    assert (row.scores[0], row.made_on.version) == (4, 1)
    desk.close()


def test_the_effect_is_shown_before_anything_is_adopted(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    for surname, scores in (("ONE", FIRST), ("TWO", eight([4, None, *[1] * 6])), ("THREE", None)):
        who = person(desk, surname)
        if scores:
            desk.do(ScorePathways(who, scores))
    effect: Effect = desk.ask(adoption_effect, shortened(desk), LATER, TODAY)
    assert (effect.people, effect.scored, effect.totals, effect.totals_stand) == (3, 2, 1, False)
    assert effect.ended == ("Alcohol use",)
    home, work = effect.pathways[:2]
    assert (home.known, home.read) == (2, 1), "level 4 has no counterpart"
    assert (work.known, work.read) == (1, 1)
    assert (effect.pathways[4].was, effect.pathways[4].read) == (None, 0)
    assert not effect.problems
    assert desk.ask(adoption_effect, renamed(desk), LATER, TODAY).totals_stand
    same = desk.ask(adoption_effect, proposal(desk), LATER, TODAY)
    assert same.problems == ("It is the same as the version before it.",)
    broken = desk.ask(adoption_effect, proposal(desk, labels=("One",)), LATER, TODAY)
    assert broken.problems[0].startswith("There are eight pathways")
    assert len(desk.ask(pathway_versions, LATER)) == 1
    desk.close()


def test_what_cannot_be_adopted_leaves_nothing(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    desk.do(ScorePathways(who, FIRST))
    for proposed, since, reason, words in (
        (renamed(desk), LATER, "  ", "reason"),
        (renamed(desk), TODAY - timedelta(days=1), REASON, "today or later"),
        (renamed(desk), TODAY, REASON, "choose a later day"),
        (proposal(desk), LATER, REASON, "the same as"),
        (proposal(desk, scale=((0, "x"),)), LATER, REASON, "two levels"),
    ):
        with pytest.raises(Refused, match=words):
            desk.do(AdoptPathwaySet(proposed, since, reason))
    assert len(desk.ask(pathway_versions, LATER)) == 1
    adopt(desk, renamed(desk))
    with pytest.raises(Refused, match="follows later"):
        adopt(desk, shortened(desk))
    desk.close()


def test_a_version_nobody_was_scored_on_is_withdrawn_and_its_number_not_given_again(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    whole = adopt(desk, renamed(desk), TODAY)
    shipped = shipped_id("pathways", 1)
    for version, reason, words in ((shipped, "x", "newest"), (whole, " ", "reason")):
        with pytest.raises(Refused, match=words):
            desk.do(WithdrawPathwaySet(version, reason))
    desk.do(WithdrawPathwaySet(whole, "Adopted too early"))
    with pytest.raises(Refused, match="never the one that ships"):
        desk.do(WithdrawPathwaySet(shipped, "x"))
    desk.do(ScorePathways(who, FIRST))
    with desk._store.reading() as reading:
        assert reading.value(select(ScoreSet.pathway_set)) == shipped
    again = adopt(desk, renamed(desk), LATER)
    with desk._store.reading() as reading:
        assert reading.value(select(PathwaySet.version).where(PathwaySet.id == again)) == 3
    at(desk, LATER)
    desk.do(ScorePathways(who, FIRST))
    with pytest.raises(Refused, match="were scored"):
        desk.do(WithdrawPathwaySet(again, "too late"))
    desk.close()


def test_only_the_scheme_manager_adopts(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path, (Role.SUPERVISOR,))
    with pytest.raises(Refused, match="role"):
        adopt(desk, renamed(desk))
    assert desk.ask(adoption_effect, renamed(desk), LATER, TODAY).problems == ()
    desk.close()
