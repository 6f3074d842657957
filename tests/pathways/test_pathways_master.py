"""The master document on a real desk: the cohort, each person's line, the scheme's movement; and its words."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from iomdesk import catalogue
from iomdesk.cohort.commands import enter_membership
from iomdesk.cohort.rules import Step
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id, short_ref
from iomdesk.pathways.commands import CorrectScores, ScorePathways
from iomdesk.pathways.master import figures_now, master, movement_of
from iomdesk.pathways.rules import eight
from iomdesk.pathways.trend import Grouping
from iomdesk.pathways.versions import Why
from iomdesk.store.unit import Given
from tests.conference.conference_sample import ADOPTED, conference_desk, person, the_site
from ui.cli import pathways
from ui.cli.parser import build
from ui.cli.shape import Answer, DeskCommand

TODAY = date(2026, 11, 2)
PARSER = build(pathways.COMMANDS)


def run(desk: Desk, *words: str) -> Answer:
    given = PARSER.parse_args(words)
    command: DeskCommand = given.command
    return command.run(desk, given)


def score(desk: Desk, who: Id, on: date, first: int | None, evidence: str = "said so") -> Id:
    made = desk.do(ScorePathways(who, eight([first, *[1] * 7]), 1, {1: evidence}, on))
    assert isinstance(made, bytes)
    return made


def step(desk: Desk, who: Id, what: Step, on: date) -> None:
    with desk._store.work() as work:
        enter_membership(work, who, what, on, "as decided")


def test_a_person_is_one_line_with_movement_since_adoption(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    score(desk, who, ADOPTED - timedelta(days=30), 4)
    score(desk, who, ADOPTED, 3)
    wrong = score(desk, who, date(2026, 9, 1), 0)
    desk.do(CorrectScores(wrong, eight([1, *[1] * 7]), 4, {1: "misheard"}))
    (row,) = desk.ask(master, TODAY).rows
    assert [each.scores[0] for each in row.course.sets] == [4, 3, 1]
    assert (row.adopted_on, row.days_since, row.total) == (ADOPTED, 62, 8)
    assert row.first is not None
    assert (row.first.scored_on, row.moved.moved[0], row.moved.total) == (ADOPTED, -2, -2)
    assert row.priority_label == "Drug use"
    desk.close()


def test_as_of_a_day_it_is_what_was_known_then(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    early, late = person(desk, "EARLY"), person(desk, "LATE", adopted=date(2026, 9, 1))
    gone = person(desk, "GONE")
    score(desk, early, date(2026, 3, 2), 4)
    score(desk, early, date(2026, 10, 5), 2)
    score(desk, late, date(2026, 10, 5), 2)
    score(desk, gone, date(2026, 3, 2), 2)
    step(desk, gone, Step.REMOVED, date(2026, 6, 1))
    now, then = desk.ask(master, TODAY), desk.ask(master, TODAY, date(2026, 4, 1))
    assert [row.surname for row in now.rows] == ["EARLY", "LATE"]
    assert [row.surname for row in now.former] == ["GONE"]
    assert [row.surname for row in then.rows] == ["EARLY", "GONE"]
    assert [row.scores[0] for row in then.rows] == [4, 2]
    assert [row.moved.total_why for row in then.rows] == [Why.SCORED_ONCE] * 2
    months = now.movement(Grouping.MONTH)
    assert [(period.begins, period.ends) for period in months] == [
        (date(2026, 3, 1), date(2026, 3, 31)),
        (date(2026, 10, 1), date(2026, 10, 31)),
    ]
    march, october = (period.figures for period in months)
    assert (march.scored, march.pathways[0].mean.text) == (2, "3.0 (n = 2)")
    assert october.pathways[0].shares[0].text == "1 of 1 (100%)"
    assert (october.scored, october.pathways[0].pairs) == (2, 1)
    desk.close()


def test_a_site_a_linked_record_and_a_meeting_scored_ahead(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    with desk._store.work() as work:
        elsewhere = work.create(catalogue.SITE, {"name": "Thetford"})
    one, two = person(desk, "ONE"), person(desk, "ONE", adopted=None)
    person(desk, "TWO", site=elsewhere)
    with desk._store.work() as work:
        work.create(catalogue.LINK, {"other": two, "reason": "one person"}, subject=one)
        values: dict[str, Given] = {"scored_on": TODAY + timedelta(days=8), "score_1": 3, "score_2": None}
        work.create(catalogue.SCORE_SET, values, subject=two)
    shown = desk.ask(master, TODAY, None, the_site(desk))
    (row,) = shown.rows
    assert shown.site_name == "Norwich"
    assert row.records == tuple(sorted((one, two)))
    assert row.newest is not None
    assert (row.days_since, row.read_across) == (0, True)
    assert row.scores == (None,) * 8, "a set whose version nobody recorded is not read as today's"
    assert desk.ask(master, TODAY, TODAY, the_site(desk)).rows[0].newest is None
    assert [each.surname for each in desk.ask(master, TODAY, None, elsewhere).rows] == ["TWO"]
    desk.close()


def test_figures_without_somebody_are_as_if_they_were_not_there(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    for surname in ("SHOWN", "HIDDEN"):
        who = person(desk, surname)
        score(desk, who, date(2026, 3, 2), 4)
        score(desk, who, date(2026, 4, 2), 2)
    shown = desk.ask(master, TODAY)
    kept = [row for row in shown.rows if row.surname == "SHOWN"]
    assert (shown.now.scored, shown.now.pathways[0].improved) == (2, 2)
    figures = figures_now(kept, shown.columns, shown.lineage)
    assert (figures.scored, figures.pathways[0].improved, figures.pathways[0].mean.sum) == (1, 1, 2)
    assert [each.figures.scored for each in movement_of(kept, shown.lineage, Grouping.MONTH)] == [1, 1]
    desk.close()


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_selects_does_not_grow_with_people(tmp_path: Path, count: int) -> None:
    desk = conference_desk(tmp_path)
    for number in range(count):
        score(desk, person(desk, f"N{number}"), date(2026, 3, 2), 1)
    asked: list[str] = []
    with desk._store.reading() as reading:
        event.listen(reading.connection.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        shown = master(reading, TODAY)
    assert len(shown.rows) == count
    assert len(asked) == 8
    desk.close()


def test_the_matrix_in_words(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    person(desk, "=HYPERLINK(1)")
    score(desk, who, date(2026, 3, 2), 4)
    score(desk, who, date(2026, 10, 30), 2)
    heading, *rows = csv.reader(run(desk, "matrix", "--csv").lines)
    assert heading[4:6] == ["Accommodation", "Employment and education"]
    assert {row[1] for row in rows} == {"NOWAK", "'=HYPERLINK(1)"}
    nowak = dict(zip(heading, next(row for row in rows if row[1] == "NOWAK"), strict=True))
    assert (nowak["Scored on"], nowak["Total"], nowak["Priority pathway"]) == ("2026-10-30", "9", "Accommodation")
    assert (nowak["First scored since adoption"], nowak["Accommodation, first"]) == ("2026-03-02", "4")
    assert (nowak["Total, first"], nowak["Days since scored"]) == ("11", "3")
    lines = run(desk, "matrix").lines
    assert "2 people, 1 scored. As of 2 Nov 2026." in lines
    (line,) = (line for line in lines if "NOWAK" in line)
    assert "30 Oct 2026  21111111  9  3 days ago  since adoption -2 (-2 0 0 0 0 0 0 0)  Accommodation" in line
    said = "\n".join(run(desk, "matrix", "lines").lines)
    assert "2 Mar 2026  41111111  11\n  30 Oct 2026  21111111  9" in said
    other = run(desk, "matrix", "--on", "1 apr 2026").document
    assert isinstance(other, list)
    assert {entry["surname"]: entry["scored_on"] for entry in other if isinstance(entry, dict)}["NOWAK"] == "2026-03-02"
    with pytest.raises(Refused, match="no site"):
        run(desk, "matrix", "--site", "Nowhere")
    desk.close()


def test_the_movement_in_words_has_a_count_beside_every_figure(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    for surname, last in (("ONE", 2), ("TWO", 4), ("THREE", None)):
        who = person(desk, surname)
        score(desk, who, date(2026, 3, 2), 3)
        score(desk, who, date(2026, 10, 30), last)
    said = run(desk, "matrix", "movement").lines
    assert "October 2026: 3 people scored" in said
    wanted = (
        "  Accommodation: mean 3.0 (n = 2); since adoption improved 1 of 2 (50%), same 0 of 2 (0%), "
        "worse 1 of 2 (50%); these from 3.0 (n = 2) to 3.0 (n = 2)"
    )
    assert said.count(wanted) == 2, "October, and the cohort as it stands"
    assert "  Accommodation: mean 3.0 (n = 3); nobody scored twice since adoption" in said
    heading, *rows = csv.reader(run(desk, "matrix", "movement", "--csv").lines)
    assert len(rows) == 3 * 9
    october = dict(zip(heading, rows[9], strict=True))
    assert (october["Period"], october["People scored"], october["Mean of how many"]) == ("October 2026", "3", "2")
    assert run(desk, "matrix", "movement", "--by", "conference").document != []
    desk.close()


def test_versions_in_words_from_export_to_withdrawal(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    score(desk, who, TODAY, 4)
    shown = "\n".join(run(desk, "pathways", "show").lines)
    assert shown.startswith("Version 1: Eight pathways (in force, 1 score set on it).")
    assert "   4 crisis: On the street tonight, or due out of custody with nowhere to go." in shown
    assert len(run(desk, "pathways", "show", "drug").lines) == 9
    file = tmp_path / "ours.toml"
    run(desk, "pathways", "export", str(file))
    adopt = ("pathways", "adopt", str(file), "--from", "20 nov 2026", "--reason", "Board of 1 November")
    answer = run(desk, *adopt, "--dry-run")
    assert not answer.well
    assert "It is the same as the version before it." in answer.lines
    file.write_text(file.read_text().replace('label = "Accommodation"\nwas = 1', 'label = "Home"'))
    answer = run(desk, *adopt, "--dry-run")
    assert answer.well
    assert "  1  Home: new; nobody has a score on it" in answer.lines
    assert "  Accommodation: ends; its scores stay in the history" in answer.lines
    assert answer.lines[-1] == "Nothing was adopted."
    assert any("totals from before are not compared" in line for line in answer.lines)
    assert "In force from Friday 20 November 2026" in run(desk, *adopt).lines[-1]
    assert "Version 2 comes into force on 20 Nov 2026." in run(desk, "pathways", "show").lines
    assert run(desk, "pathways", "show", "home", "--version", "2").lines[3] == "1  Home"
    with pytest.raises(Refused, match="no such version"):
        run(desk, "pathways", "show", "--version", "9")
    assert run(desk, "pathways", "withdraw", "--reason", "Too early").lines == ["Version 2 is withdrawn."]
    assert short_ref(who) in run(desk, "matrix").lines[-1]
    desk.close()
