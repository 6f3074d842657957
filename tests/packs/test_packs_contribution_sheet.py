"""The contribution sheet on paper: one sheet each, found by its number, each box saying who reads it."""

import pytest

from iomdesk.catalogue import Agency, Category
from iomdesk.packs.contribution_sheet import render_contribution_sheets
from iomdesk.packs.gather.contribution_sheet import readers_words
from iomdesk.packs.paper.formats import A4, LARGE_PRINT, Paper
from tests.agreement.agreements import terms
from tests.packs.finished_pdf import assert_letters, assert_repeats
from tests.packs.meeting_documents import checked, sheets


@pytest.mark.parametrize("paper", [A4, LARGE_PRINT])
@pytest.mark.parametrize("boxes", [2, 3, 6])
def test_the_finished_sheets(paper: Paper, boxes: int) -> None:
    assert_letters(checked(assert_repeats(lambda: render_contribution_sheets(sheets(2, boxes), paper))))


@pytest.mark.parametrize("boxes", [2, 3, 4, 5, 6])
def test_each_person_has_one_sheet_of_two_sides(boxes: int) -> None:
    finished = checked(render_contribution_sheets(sheets(4, boxes)))
    assert len(finished.pages) == 8
    for n, (title, page) in enumerate(finished.bookmarks):
        number = f"N3-PRI-{n:02}-K"
        assert title.startswith(number)
        assert page == 2 * n + 1
        assert number in finished.pages[page - 1]
        assert number in finished.pages[page]
        assert "Signature" in finished.pages[page]
        others = [f"NOR-{other:04}" for other in range(4) if other != n]
        assert not [each for each in others if each in finished.pages[page - 1] + finished.pages[page]]


@pytest.mark.parametrize("boxes", [2, 3, 6])
def test_in_large_print_who_signs_sees_it_all_on_one_page(boxes: int) -> None:
    finished = checked(render_contribution_sheets(sheets(1, boxes), LARGE_PRINT))
    (page,) = [each for each in finished.pages if "Who wrote this" in each]
    assert not [
        each for each in ("Do not share", "Name, in capitals", "Date", "Hand this sheet back") if each not in page
    ]


def test_who_reads_a_box_is_said_from_the_terms_alone() -> None:
    said = readers_words(terms(), Category.HEALTH, Agency.POLICE, None)
    assert said.startswith("Read by: probation, if the person is under statutory supervision")
    assert "police" not in said
    assert "health, if they work with the person" in said
    assert readers_words(terms(), Category.INTELLIGENCE, Agency.POLICE, None) == "Read by: police."
    assert readers_words(terms(), Category.HEALTH, Agency.POLICE, "restricted") == (
        "Read by: police only; the person is marked restricted."
    )
    assert "no information-sharing agreement" in readers_words(None, Category.HEALTH, Agency.POLICE, None)
