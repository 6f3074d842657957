"""Scores on a real encrypted desk."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event

from iomdesk import catalogue
from iomdesk.errors import Refused
from iomdesk.ids import shipped_id
from iomdesk.pathways.commands import CorrectScores, ScorePathways, enter_imported, require_set
from iomdesk.pathways.master import master
from iomdesk.pathways.questions import pathway_set, pathway_versions, score_history
from iomdesk.pathways.rules import eight
from iomdesk.pathways.shipped import enter_shipped
from tests.conference.conference_sample import conference_desk, person

TODAY = date(2026, 11, 2)
FIRST = eight([3, 2, 0, 2, 1, 1, 1, 0])
LATER = eight([3, 2, 1, 1, 1, 1, None, 0])


def test_shipped_pathways_are_entered_once_under_fixed_ids(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    with desk._store.work() as work:
        assert enter_shipped(work) == shipped_id("pathways", 1)
        assert not work.touched
    labels = desk.ask(pathway_set, TODAY)
    assert labels is not None
    assert labels.labels[0] == "Accommodation"
    assert labels.labels[7] == "Thinking, behaviours and attitudes"
    (shipped,) = desk.ask(pathway_versions, TODAY)
    assert len(shipped.anchors) == 40
    assert shipped.anchors[4, 0] == "No use known, or long past."
    assert (shipped.in_force, shipped.score_sets, shipped.adopted_by) == (True, 0, "")
    assert labels.scale == ((0, "no need"), (1, "low"), (2, "some"), (3, "significant"), (4, "crisis"))
    desk.close()


def test_history_latest_and_matrix(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who, other = person(desk), person(desk, "ABBOTT")
    desk.do(ScorePathways(who, FIRST, 1, scored_on=date(2026, 3, 2)))
    desk.do(ScorePathways(who, LATER, 4, scored_on=date(2026, 4, 2)))
    first, later = desk.ask(score_history, who)
    assert (first.scores, first.total, first.priority) == (FIRST, 10, 1)
    assert (later.scores, later.total) == (LATER, None)
    assert later.moved == (0, 0, 1, -1, 0, 0, None, 0)
    abbott, nowak = desk.ask(master, TODAY).rows
    assert (abbott.person, abbott.scores, abbott.newest, abbott.priority_label) == (other, (None,) * 8, None, "")
    assert (nowak.scores, nowak.priority_label, nowak.scored_on) == (LATER, "Drug use", date(2026, 4, 2))
    desk.close()


def test_a_jump_needs_evidence_and_names_the_pathway(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    desk.do(ScorePathways(who, FIRST, scored_on=date(2026, 3, 2)))
    worse = eight([3, 2, 0, 4, 1, 1, 1, 0])
    with pytest.raises(Refused, match="Drug use"):
        desk.do(ScorePathways(who, worse, scored_on=date(2026, 4, 2)))
    assert len(desk.ask(score_history, who)) == 1
    desk.do(ScorePathways(who, worse, evidence={4: "Positive test"}, scored_on=date(2026, 4, 2)))
    assert desk.ask(score_history, who)[-1].evidence == ((4, "Positive test"),)
    desk.close()


def test_a_correction_takes_the_place_and_keeps_evidence_for_what_is_unchanged(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    desk.do(ScorePathways(who, FIRST, scored_on=date(2026, 3, 2)))
    worse = eight([3, 2, 0, 4, 1, 1, 1, 0])
    made = desk.do(ScorePathways(who, worse, evidence={4: "Positive test"}, scored_on=date(2026, 4, 2)))
    assert isinstance(made, bytes)
    desk.do(CorrectScores(made, eight([3, 2, 0, 4, 2, 1, 1, 0])))
    history = desk.ask(score_history, who)
    assert [each.scores[4] for each in history] == [1, 2]
    assert history[-1].evidence == ((4, "Positive test"),)
    assert history[-1].scored_on == date(2026, 4, 2)
    with pytest.raises(Refused, match="corrected already"):
        desk.do(CorrectScores(made, FIRST))
    desk.close()


@pytest.mark.parametrize(
    ("scores", "priority", "day"),
    [
        (eight([5, *[0] * 7]), None, date(2026, 1, 1)),
        (eight([None] * 8), None, date(2026, 1, 1)),
        (FIRST, 9, date(2026, 1, 1)),
        (FIRST, 1, date(2031, 1, 1)),
    ],
)
def test_refused_scores_leave_nothing(tmp_path: Path, scores, priority, day) -> None:  # type: ignore[no-untyped-def]
    desk = conference_desk(tmp_path)
    who = person(desk)
    with pytest.raises(Refused):
        desk.do(ScorePathways(who, scores, priority, scored_on=day))
    assert desk.ask(score_history, who) == ()
    desk.close()


def test_imported_sets_are_entered_without_a_select_each(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    with desk._store.work() as work:
        labels = require_set(work)
        asked: list[str] = []
        engine = work.connection.engine
        event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        for month in range(1, 11):
            enter_imported(work, labels, who, date(2025, month, 3), FIRST, None, "cohort.xlsx")
        assert asked == []
    history = desk.ask(score_history, who)
    assert len(history) == 10
    assert {each.source for each in history} == {"cohort.xlsx"}
    desk.close()


def test_linked_records_have_one_history(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    one, two = person(desk), person(desk)
    desk.do(ScorePathways(one, FIRST, scored_on=date(2026, 3, 2)))
    desk.do(ScorePathways(two, LATER, scored_on=date(2026, 4, 2)))
    with desk._store.work() as work:
        work.create(catalogue.LINK, {"other": two, "reason": "one person"}, subject=one)
    assert len(desk.ask(score_history, two)) == 2
    (row,) = desk.ask(master, TODAY).rows
    assert row.scores == LATER
    desk.close()


def test_scores_are_made_on_the_newest_version_and_its_scale(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    with desk._store.work() as work:
        newer = work.create(catalogue.PATHWAY_SET, {"code": "local", "version": 2, "title": "Our own"})
    with pytest.raises(Refused, match="no pathways"):
        desk.do(ScorePathways(who, FIRST))
    with desk._store.work() as work:
        for level in range(4):
            work.create(catalogue.SCALE_LEVEL, {"pathway_set": newer, "level": level, "label": "step"})
    desk.do(ScorePathways(who, FIRST))
    with pytest.raises(Refused, match="outside the scale"):
        desk.do(ScorePathways(who, eight([4, *[0] * 7])))
    labels = desk.ask(pathway_set, TODAY)
    assert labels is not None
    assert (labels.id, labels.label(4)) == (newer, "4")
    desk.close()
