"""The agenda on paper."""

from dataclasses import replace
from datetime import date

import pytest

from iomdesk.errors import Refused
from iomdesk.packs.agenda import AgendaPaper, render_agenda
from iomdesk.packs.paper.formats import A4, LARGE_PRINT, Paper
from iomdesk.packs.paper.values import Withheld
from tests.packs.finished_pdf import assert_letters, assert_repeats
from tests.packs.meeting_documents import agenda, checked, head


@pytest.mark.parametrize("paper", [A4, LARGE_PRINT])
@pytest.mark.parametrize("count", [0, 1, 6, 40])
def test_the_finished_agenda(paper: Paper, count: int) -> None:
    finished = checked(assert_repeats(lambda: render_agenda(agenda(count), paper)))
    assert finished.bookmarks[0] == ("Agenda", 1)
    assert "Norwich · 10 Nov 2026 · 10:00 · Bethel Street" in finished.text
    if count == 6:
        assert_letters(finished)


def test_forty_people_stand_on_two_pages_and_those_put_off_too() -> None:
    finished = checked(render_agenda(agenda(40)))
    assert len(finished.pages) == 2
    assert all(f"NOR-{n:04}" in finished.text for n in range(40))


def test_it_says_who_in_which_order_why_and_when() -> None:
    finished = checked(render_agenda(agenda(3, next_on=date(2026, 11, 24))))
    words = (
        "10:06",
        "Amber, every 28 days",
        "● Green",
        "◆ Amber",
        "Next conference: 24 Nov 2026",
        "18 minutes planned",
    )
    assert not [each for each in words if each not in finished.text]
    assert finished.aloud.index("NOR-0000") < finished.aloud.index("NOR-0001") < finished.aloud.index("NOR-0002")
    assert "Manager on leave" in finished.text


def test_no_reference_is_broken_over_two_lines() -> None:
    """The widest letters references are made of stand on one line, where times and minutes take their room too."""
    people = tuple(replace(each, ref="MWNM-QHMW") for each in agenda(3).people)
    finished = checked(render_agenda(replace(agenda(3), people=people)))
    assert finished.text.count("MWNM-QHMW") == 3


def test_a_copy_without_times_has_no_columns_for_them() -> None:
    people = tuple(replace(each, at="", minutes=0) for each in agenda(3).people)
    withheld = replace(people[0], rag=Withheld("4.2"))
    finished = checked(render_agenda(AgendaPaper(head("Agenda"), (withheld, *people[1:]), by_name=True)))
    assert "withheld under clause 4.2" in finished.text
    assert "Minutes of the last conference" in finished.text
    assert "minutes planned" not in finished.text
    assert "Time" not in finished.text
    assert "In order of the name, not of the meeting." in finished.text


def test_a_copy_has_a_name_and_a_marking() -> None:
    with pytest.raises(Refused):
        render_agenda(AgendaPaper(head("Agenda", marking=" "), ()))
