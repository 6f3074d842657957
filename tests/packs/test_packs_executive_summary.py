"""The executive summary on paper."""

import pytest

from iomdesk.packs.executive_summary import render_executive_summary
from iomdesk.packs.paper.formats import A4, LARGE_PRINT, Paper
from tests.packs.finished_pdf import assert_letters, assert_repeats
from tests.packs.meeting_documents import PRINTED, checked, summary


@pytest.mark.parametrize("paper", [A4, LARGE_PRINT])
@pytest.mark.parametrize("count", [0, 1, 6, 100])
def test_the_finished_summary(paper: Paper, count: int) -> None:
    finished = checked(assert_repeats(lambda: render_executive_summary(summary(count), paper)))
    if count:
        assert_letters(finished)


def test_every_page_says_by_whom_it_was_confirmed() -> None:
    finished = checked(
        render_executive_summary(summary(30)), printed_line=f"{PRINTED} · May be disclosed; confirmed by"
    )
    assert len(finished.pages) > 1
    assert all("confirmed by Insp C Third" in page for page in finished.pages)


def test_nothing_confirmed_is_said() -> None:
    finished = checked(render_executive_summary(summary(0)))
    assert "Nothing is confirmed for disclosure." in finished.text


def test_a_text_that_is_withheld_has_no_confirmation() -> None:
    finished = checked(render_executive_summary(summary(2)))
    assert "withheld under clause 4.2" in finished.text
    assert "Confirmed for disclosure by Sgt A Example" not in finished.text
    assert "Confirmed for disclosure by Insp C Third" in finished.text
