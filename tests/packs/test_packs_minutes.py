"""The minutes on paper."""

from dataclasses import replace

import pytest

from iomdesk.packs.minutes_paper import render_minutes
from iomdesk.packs.minutes_records import SignedPart
from iomdesk.packs.paper.formats import A4, LARGE_PRINT, Paper
from iomdesk.packs.paper.values import Withheld
from tests.packs.finished_pdf import assert_letters, assert_repeats
from tests.packs.meeting_documents import checked, minutes


@pytest.mark.parametrize("paper", [A4, LARGE_PRINT])
@pytest.mark.parametrize("count", [0, 1, 6])
def test_the_finished_minutes(paper: Paper, count: int) -> None:
    finished = checked(assert_repeats(lambda: render_minutes(minutes(count), paper)))
    if count:
        assert_letters(finished)


def test_hundreds_of_people_and_text_without_end() -> None:
    many = minutes(120)
    long = replace(many.people[0], decisions=(replace(many.people[0].decisions[0], reason="No end. " * 900),))  # type: ignore[index]
    finished = checked(render_minutes(replace(many, people=(long, *many.people[1:]))))
    assert finished.text.count("No end.") == 900
    assert all(f"NOR-{n:04}" in finished.text for n in range(120))


def test_scores_read_without_colour_and_aloud() -> None:
    finished = checked(render_minutes(minutes(2)))
    assert any(each.startswith("Accommodation, now: ") for each in finished.alternatives)
    assert any(each.endswith("priority pathway") for each in finished.alternatives)
    assert "better by" in finished.text or "worse by" in finished.text
    assert "first score" in finished.text


def test_everything_stands_in_the_order_it_is_needed() -> None:
    said = checked(render_minutes(minutes(1))).aloud
    order = (
        "Who was there", "Confidentiality statement", "General points", "Contributions received", "Actions reviewed",
        "Scores", "Decisions", "Dissent of L Grimes", "Actions agreed", "Next review", "Not reached", "Signature",
        "Addenda", "Changed since signing", "Arrived since signing", "Visits from his mother",
    )  # fmt: skip
    places = [said.index(each) for each in order]
    assert places == sorted(places)
    assert "Nobody came from: Health, Local authority." in " ".join(said.split())
    assert "No acceptance is noted of: PC B Second." in " ".join(said.split())


def test_unsigned_minutes_say_so_on_every_page() -> None:
    finished = checked(render_minutes(minutes(4, signed=None, addenda=(), changed=(), later=())))
    assert len(finished.pages) > 2
    assert all("Draft, not signed" in page for page in finished.pages)
    signed = checked(render_minutes(minutes(1)))
    assert not any("Draft" in page for page in signed.pages)
    assert "The signature holds" in signed.text


def test_a_signature_that_does_not_hold_is_said_on_every_page() -> None:
    broken = minutes(4, signed=SignedPart("Sgt A Example", "10 Nov 2026 13:40", False))
    finished = checked(render_minutes(broken))
    assert all("Signature does not hold" in page for page in finished.pages)
    assert "The signature holds" not in finished.text


def test_what_is_withheld_is_told_from_what_is_empty() -> None:
    first = replace(minutes(1).people[0], decisions=Withheld("5.8"), actions=(), scored=())
    finished = checked(render_minutes(minutes(1, people=(first,), points=())))
    assert "Withheld under clause 5.8." in finished.text
    assert "No new action." in finished.text
    assert "Not scored." in finished.text
    assert "No decision." not in finished.text
