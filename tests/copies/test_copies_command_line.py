"""The words of ``iomdesk copies``: the register, and what became of each copy."""

import shlex
from pathlib import Path

import pytest

from iomdesk.copies.rules import Document
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id, id_text
from tests.copies.copies_desk import (
    LEAD,
    OFFICER,
    Office,
    meeting,
    registered,
    somebody,
)
from ui.cli import copies as words
from ui.cli.parser import build
from ui.cli.shape import Answer, Json

PARSER = build(words.COMMANDS)


def run(desk: Desk, line: str) -> Answer:
    given = PARSER.parse_args(shlex.split(line))
    answer: Answer = given.command.run(desk, given)
    return answer


def documents(desk: Desk, line: str) -> list[dict[str, Json]]:
    found = run(desk, line).document
    assert isinstance(found, list)
    return [each for each in found if isinstance(each, dict)]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def three(desk: Desk) -> tuple[Id, ...]:
    """Two packs of Norwich-3 and a wall board."""
    conference = meeting(desk)
    made = [registered(desk, conference, people=(somebody(desk),)), registered(desk, conference)]
    return (*made, registered(desk, None, Document.BOARD))


def test_the_register_says_whose_and_what_became_of_it(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        three(desk)
    office.later(3)
    with office.sits(OFFICER) as desk:
        run(desk, "copies returned Norwich-3 pack 1 --on 04/11/2026")
        run(desk, "copies spoiled 'Norwich-3 pack 2' --reason 'the printer jammed'")
        assert [line.split("  ") for line in run(desk, "copies list").lines] == [
            ["Norwich-3 pack 1", "police", OFFICER, f"made 2 Nov 2026 12:00 by {OFFICER}", "6 pages, 1 person",
             "returned 4 Nov 2026"],
            ["Norwich-3 pack 2", "police", OFFICER, f"made 2 Nov 2026 12:00 by {OFFICER}", "6 pages, 0 people",
             "spoiled 5 Nov 2026: the printer jammed"],
            ["wall board 1", "police", OFFICER, f"made 2 Nov 2026 12:00 by {OFFICER}", "6 pages, 0 people",
             "out 3 days"],
            ["3 copies, 1 still out."],
        ]  # fmt: skip
        assert [row["copy"] for row in documents(desk, "copies list --outstanding")] == ["wall board 1"]
        assert [row["copy"] for row in documents(desk, "copies list norwich-3")] == [
            "Norwich-3 pack 1",
            "Norwich-3 pack 2",
        ]
        assert documents(desk, "copies list --older 3") == []
        assert [row["copy"] for row in documents(desk, "copies list --older 2")] == ["wall board 1"]


def test_several_copies_are_ticked_off_at_once(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        first, _, board = three(desk)
        answer = run(desk, f"copies shredded Norwich-3 pack 1 2 {id_text(board)} 'Norwich-3 pack 1'")
        assert answer.lines == [
            f"{copy} for {OFFICER} (police): shredded."
            for copy in ("Norwich-3 pack 1", "Norwich-3 pack 2", "wall board 1")
        ]
        (document, *_) = documents(desk, "copies list")
        assert (document["id"], document["state"], document["state_on"]) == (id_text(first), "shredded", "2026-11-02")
        assert document["state_by"] == OFFICER
        assert documents(desk, "copies list --outstanding") == []
        run(desk, "copies out 'Norwich-3 pack 2'")
        assert [row["copy"] for row in documents(desk, "copies list --outstanding")] == ["Norwich-3 pack 2"]


def test_one_name_that_is_none_marks_nothing(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        three(desk)
        with pytest.raises(Refused, match="no copy Norwich-3 pack 9"):
            run(desk, "copies returned Norwich-3 pack 1 9")
        assert len(documents(desk, "copies list --outstanding")) == 3


def test_a_lost_copy_says_what_to_do_today(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        three(desk)
        *_, remedy = run(desk, "copies lost Norwich-3 pack 1").lines
        assert "72 hours" in remedy


def test_the_governance_lead_lists_a_conference_by_the_name_its_copies_bear(office: Office) -> None:
    with office.sits(OFFICER) as desk:
        three(desk)
    with office.sits(LEAD) as desk:
        assert len(documents(desk, "copies list Norwich-3")) == 2
        assert documents(desk, "copies returned Norwich-3 pack 1")[0]["state"] == "returned"
