"""Rows that wait and need nobody: dismissed with a reason, kept, listed no more, and taken up again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.exchange.questions import dismissed_rows, held_rows
from iomdesk.people.commands import AddPerson
from iomdesk.people.identifiers import Scheme
from tests.exchange.exchanging import desk_in, take_in_custody
from tests.exchange.test_exchange_apply_round_trip import run

CUSTODY = b"PNC,Prison,From\n02/73319Z,HMP Bure,01/09/2025\n81/34U,HMP Hull,02/10/2025\n,HMP Leeds,1/1/25\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = desk_in(tmp_path / "desk")
    yield desk
    desk.close()


def prisons(desk: Desk) -> list[str]:
    return sorted(each.cells[1] for each in desk.ask(held_rows))


def number_of(desk: Desk, row: int) -> str:
    """The number in the list of the row that stands in that row of its file."""
    document = run(desk, "import", "held").document
    assert isinstance(document, list)
    (found,) = [each["number"] for each in document if isinstance(each, dict) and each["row"] == row]
    return str(found)


def test_a_row_is_dismissed_with_a_reason_and_kept(desk: Desk) -> None:
    take_in_custody(desk, CUSTODY)
    assert prisons(desk) == ["HMP Bure", "HMP Hull", "HMP Leeds"]
    number = number_of(desk, 4)
    for words in (("--dismiss", number), ("--dismiss", number, "--reason", " "), ("--reason", "why")):
        with pytest.raises(Refused):
            run(desk, "import", "held", *words)
    answer = run(desk, "import", "held", "--dismiss", number, "--reason", "Deleted there on  Monday")
    assert answer.lines[1].startswith("custody, CSV, row 4: ")
    assert prisons(desk) == ["HMP Bure", "HMP Hull"]
    (kept,) = desk.ask(dismissed_rows)
    assert (kept.row.cells, kept.reason, kept.by) == (
        ("", "HMP Leeds", "1/1/25"), "Deleted there on Monday", "Sgt A Example",
    )  # fmt: skip
    assert "Deleted there on Monday" in run(desk, "import", "held", "--dismissed").lines[0]


def test_it_stays_dismissed_when_the_same_row_comes_again_anywhere_in_the_file(desk: Desk) -> None:
    take_in_custody(desk, CUSTODY)
    run(desk, "import", "held", "--dismiss", number_of(desk, 4), "--reason", "Not ours")
    take_in_custody(desk, CUSTODY)
    head, *rows = CUSTODY.splitlines(keepends=True)
    take_in_custody(desk, head + rows[2] + rows[0])
    assert prisons(desk) == ["HMP Bure", "HMP Hull"]
    take_in_custody(desk, CUSTODY.replace(b"1/1/25", b"2/1/25"))
    assert prisons(desk) == ["HMP Bure", "HMP Hull", "HMP Leeds"], "another row is another row"
    assert len(desk.ask(dismissed_rows)) == 1


def test_held_for_another_reason_it_waits_again_and_both_are_kept(desk: Desk) -> None:
    take_in_custody(desk, CUSTODY)
    (unknown,) = [each for each in desk.ask(held_rows) if each.cells[1] == "HMP Hull"]
    run(desk, "import", "held", "--dismiss", number_of(desk, unknown.number), "--reason", "Nobody of ours")
    for name in ("Wren", "Tern"):
        desk.do(AddPerson({"surname": name}, ((Scheme.PNC, "81/34U"),)))
    take_in_custody(desk, CUSTODY)
    (again,) = [each for each in desk.ask(held_rows) if each.cells[1] == "HMP Hull"]
    assert again.cells == unknown.cells
    assert again.reason != unknown.reason
    assert [each.row for each in desk.ask(dismissed_rows)] == [unknown]
    take_in_custody(desk, CUSTODY)
    assert again in desk.ask(held_rows)


def test_dismissed_rows_are_taken_up_again(desk: Desk) -> None:
    take_in_custody(desk, CUSTODY)
    before = desk.ask(held_rows)
    run(desk, "import", "held", "--dismiss", "1-3", "--reason", "By mistake")
    assert desk.ask(held_rows) == ()
    assert run(desk, "import", "held").lines == ["No row waits to be mended."]
    run(desk, "import", "held", "--take-back", "1-2", "3")
    assert desk.ask(held_rows) == before
    assert desk.ask(dismissed_rows) == ()


@pytest.mark.parametrize("number", ["0", "4", "2-9", "3-1", "x", "1,2", "-1"])
def test_a_number_that_is_not_in_the_list_dismisses_nothing(desk: Desk, number: str) -> None:
    take_in_custody(desk, CUSTODY)
    with pytest.raises((Refused, SystemExit)):
        run(desk, "import", "held", "--dismiss", "1", number, "--reason", "why")
    assert len(desk.ask(held_rows)) == 3


def test_a_line_of_several_rows_says_their_numbers(desk: Desk) -> None:
    take_in_custody(desk, CUSTODY)
    first = run(desk, "import", "held").lines
    assert [line.split("  ")[0] for line in first] in (["1-2", "3"], ["1", "2-3"], ["1", "2", "3"])
