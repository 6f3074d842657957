"""The attendance sheet on paper."""

import pytest

from iomdesk.packs.attendance import BLANK_ROWS, render_attendance
from iomdesk.packs.paper.formats import A4, LARGE_PRINT, Paper
from tests.packs.finished_pdf import assert_letters, assert_repeats
from tests.packs.meeting_documents import attendance, checked


@pytest.mark.parametrize("paper", [A4, LARGE_PRINT])
@pytest.mark.parametrize("count", [0, 3, 60])
def test_the_finished_sheet(paper: Paper, count: int) -> None:
    finished = checked(assert_repeats(lambda: render_attendance(attendance(count), paper)))
    if count:
        assert_letters(finished)
    ticks = [each for each in finished.alternatives if each.startswith("Statement accepted")]
    assert len(ticks) >= max(1, count) + 1 + BLANK_ROWS


@pytest.mark.parametrize("count", range(30))
def test_whatever_the_number_expected_no_page_ends_half_empty(count: int) -> None:
    finished = checked(render_attendance(attendance(count)))
    assert "Apologies" in finished.pages[-1]
    assert "J Okafor (probation)" in finished.pages[-1]


def test_the_statement_stands_in_full_before_anybody_signs() -> None:
    finished = checked(render_attendance(attendance()))
    assert "What is said here is confidential. By staying we accept this. Version 1." in " ".join(
        finished.aloud.split()
    )
    assert finished.aloud.index("By staying") < finished.aloud.index("Signature")
