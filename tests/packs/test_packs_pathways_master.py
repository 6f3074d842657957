"""The Pathways master on paper: every figure with its count, and of nobody the copy does not show."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from iomdesk.catalogue import Agency
from iomdesk.cohort.commands import enter_membership
from iomdesk.cohort.rules import Step
from iomdesk.copies.rules import Document
from iomdesk.packs.paper.chart import Reading
from iomdesk.packs.paper.formats import A3_LANDSCAPE, A4_LANDSCAPE, Paper
from iomdesk.packs.paper.values import Withheld
from iomdesk.packs.pathways_master import render_pathways_master
from iomdesk.packs.pathways_master_records import MasterLine, MasterPaper, MonthLine, TrendLine
from iomdesk.pathways.commands import ScorePathways
from iomdesk.pathways.rules import eight
from tests.conference.conference_sample import person
from tests.packs.finished_pdf import Finished, assert_letters, assert_repeats, check, read
from tests.packs.pdf_search import must_not_hold
from tests.packs.scheme_sample import (
    COPY_LINE,
    ODD,
    PATHWAYS,
    PRINTED,
    SCALE,
    WITHHELD,
    Scheme,
    assign,
    enter,
    head,
    scheme,
)

TREND = TrendLine(
    "Total", "14.9 (n = 12)", "3 of 8 (38%)", "4 of 8 (50%)", "1 of 8 (13%)", "19.4 (n = 8)", "14.8 (n = 8)"
)
MONTH = MonthLine(
    "Sep 2026", 12, ("1.8 (n = 12)",) * 8, "15.4 (n = 12)", "3 of 8 (38%)", "4 of 8 (50%)", "1 of 8 (13%)"
)


def line(number: int) -> MasterLine:
    scores = tuple((number + place) % 5 for place in range(8))
    readings = (Reading(date(2026, 3, 2), 20), Reading(date(2026, 6, 1), None), Reading(date(2026, 9, 1), sum(scores)))
    name, ref = f"NOWAK{number:03}, Daniel", f"7K3M-{number:04}"
    return MasterLine(name, ref, scores, sum(scores), readings, (number % 7) - 3, PATHWAYS[3], 4, date(2026, 9, 1), 62)


def master(*people: MasterLine, training: bool = False) -> MasterPaper:
    anchors = tuple((label, level, f"What level {level} looks like.") for label in PATHWAYS for level, _ in SCALE)
    title = head("Pathways master", training=training)
    trends = (*(replace(TREND, name=name) for name in PATHWAYS), TREND)
    months = tuple(replace(MONTH, month=f"Month {number}") for number in range(24))
    return MasterPaper(
        title, PATHWAYS, SCALE, "Eight pathways, version 1", people, trends, months, len(people), anchors
    )


def checked(paper: MasterPaper, on: Paper = A4_LANDSCAPE) -> Finished:
    return check(
        render_pathways_master(paper, on),
        marking="OFFICIAL-SENSITIVE",
        copy_line=COPY_LINE,
        printed_line=PRINTED,
        withheld_line=WITHHELD,
        training=paper.head.training,
    )


@pytest.mark.parametrize("paper", [A4_LANDSCAPE, A3_LANDSCAPE])
def test_a_cohort_and_its_movement(paper: Paper) -> None:
    finished = checked(master(*map(line, range(120))), paper)
    for number in range(120):
        assert f"NOWAK{number:03}, Daniel" in finished.text
    for words in ("▼ better by 3", "▲ worse by 3", "= same", "4 Drug use", "3 of 8 (38%)", "19.4 (n = 8)",
                  "15.4 (n = 12)", "Month 23", "What level 4 looks like.", "4 crisis"):  # fmt: skip
        assert words in finished.text
    assert "Drug use, 3 significant, priority pathway" in finished.alternatives
    assert any("3 scores from 2 Mar 2026 to 1 Sep 2026" in each for each in finished.alternatives)


def test_a3_names_the_pathways_over_their_columns_and_a4_numbers_them() -> None:
    wide, plain = (checked(master(line(1)), paper).pages[0] for paper in (A3_LANDSCAPE, A4_LANDSCAPE))
    assert wide.count("Accommodation") == plain.count("Accommodation") + 1


def test_not_known_withheld_and_none_are_three_things() -> None:
    gone = Withheld("5.10")
    kept_back = MasterLine("KEPT, Back", "R-1", (gone,) * 8, gone, (), gone, gone, 0, gone)
    unscored = MasterLine("NOT, Yet", "R-2", (None,) * 8, None)
    read_across = replace(line(3), other_version=True, priority_place=0, priority="Old pathway")
    finished = checked(master(kept_back, unscored, read_across))
    assert "Accommodation, withheld under clause 5.10" in finished.alternatives
    assert "Accommodation, not known" in finished.alternatives
    assert "not yet" in finished.text
    assert "on other pathways" in finished.text
    assert "Old pathway" in finished.text


def test_names_as_they_come_nobody_and_practice_papers() -> None:
    finished = checked(master(*(replace(line(n), name=name) for n, name in enumerate(ODD))))
    assert_letters(finished)
    # A name of many lines goes on over the page; none of its letters is lost.
    assert finished.text.count("X") >= 300
    assert "Nobody is on this copy." in checked(master(training=True)).text
    assert_repeats(lambda: render_pathways_master(master(line(1))))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scheme]:
    made = scheme(tmp_path_factory.mktemp("master"))
    yield made
    made.desk.close()


def test_the_own_agency_has_everybody(kept: Scheme) -> None:
    text = read(kept.copy(Document.MASTER).pdf).text
    assert "2 people, 2 scored" in text
    assert "Total 22.0 (n = 2) 2 of 2 (100%) 0 of 2 (0%) 0 of 2 (0%) 24.0 (n = 2) 22.0 (n = 2)" in text
    assert "▼ better by 2" in text


def test_a_copy_s_figures_are_of_its_own_people(kept: Scheme) -> None:
    kept.desk.do(ScorePathways(kept.police, eight((1, 2, 2, 2, 2, 2, 2, 1)), scored_on=date(2026, 10, 30)))
    copy = kept.copy(Document.MASTER, Agency.HOUSING)
    finished = read(copy.pdf)
    must_not_hold(copy.pdf, ["ZQPOLICE"])
    assert "1 person, 1 scored" in finished.text
    assert "Total 22.0 (n = 1) 1 of 1 (100%)" in finished.text
    assert copy.withheld_line == "1 entry withheld under clause 5.1."


def test_a_restricted_person_moves_no_figure(kept: Scheme) -> None:
    def said() -> str:
        copy = kept.copy(Document.MASTER, Agency.HOUSING)
        return read(copy.pdf).text.replace(f"Copy {copy.number} ", "")

    before = said()
    hidden = person(kept.desk, "ZQHIDDEN", narrowing="restricted")
    assign(kept.desk, hidden, Agency.HOUSING, "Zqhidden")
    enter(kept.desk, hidden, "Zqhidden")
    assert said() == before


def test_who_left_still_counts_in_the_past_and_is_not_named(kept: Scheme) -> None:
    left = person(kept.desk, "ZQLEFT")
    assign(kept.desk, left, Agency.HOUSING, "Zqlefthousing")
    enter(kept.desk, left, "Zqleft")
    with kept.desk._store.work() as work:
        enter_membership(work, left, Step.REMOVED, date(2026, 10, 29), "moved away")
    copy = kept.copy(Document.MASTER, Agency.HOUSING)
    text = read(copy.pdf).text
    must_not_hold(copy.pdf, ["ZQLEFT"])
    assert "1 person, 1 scored" in text
    assert "Sep 2026 2 3.0 (n = 2)" in text
