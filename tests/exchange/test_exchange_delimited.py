"""Delimited text as other programs and hands leave it: nothing is swallowed, shifted, emptied or turned round."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.exchange.dates import date_parser, month_first
from iomdesk.exchange.reading import read_cohort, read_custody, read_offences
from iomdesk.exchange.sheets import read_sheets
from tests.exchange.exchanging import TODAY, counts, desk_in, fields, held_reasons, moves, person_id, take_in

HEADINGS = "Surname,Forenames,DOB,PNC ID,CRN,RAG,Team,Notes"
TERN = "Tern,Ada,22/10/1973,02/73319Z,N664861,Red,Norwich,hello"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = desk_in(tmp_path / "desk")
    yield desk
    desk.close()


def lines(*rows: str) -> bytes:
    """A file of these lines."""
    return "".join(f"{row}\n" for row in rows).encode()


@pytest.mark.parametrize(
    "row", ['02/73319Z,"HMP Norwich,2025-01-01', '02/73319Z,"HMP Norwich,2025-01-01\n02/73319Z,"HMP Bure",2025-02-01']
)
def test_a_quotation_mark_swallows_no_rows(row: str) -> None:
    with pytest.raises(Refused, match="pairs: see line"):
        read_custody(lines("PNC,Prison,From", row, "02/73319Z,HMP Wayland,2025-05-01"), "c.csv", None, TODAY)


def test_quoted_line_ends_and_marks_are_read() -> None:
    found = read_sheets(b'a,"b\n""c"" d",e "f" g\n')
    assert found[0].rows == (("a", 'b\n"c" d', 'e "f" g'),)


def test_a_cell_too_long_is_named() -> None:
    with pytest.raises(Refused, match="line 2"):
        read_sheets(lines("Surname,DOB,Notes", "Tern,22/10/1973," + "x" * 140_000))


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_a_damaged_letter_does_not_change_all_the_others(mark: bytes) -> None:
    whole = mark + "Surname,DOB\nSiôn-Tŷ,02/03/1980\n".encode()
    with pytest.raises(Refused, match="no encoding"):
        read_sheets(whole + b"Caf\xe9,02/03/1981\n")


def test_windows_letters_are_read() -> None:
    assert read_sheets("Surname,DOB\nSiôn “Tŷ” – Café’s,1\n".replace("ŷ", "y").encode("cp1252"))[0].rows[1][0] == (
        "Siôn “Ty” – Café’s"
    )


def test_a_line_cut_short_empties_nothing(desk: Desk) -> None:
    take_in(desk, lines(HEADINGS, TERN), "c.csv")
    before = moves(desk)
    report = take_in(desk, lines(HEADINGS, "Tern,Ada,22/10/1973,02/73319Z"), "c.csv")
    assert (counts(report), report.rows[0].changes, moves(desk)) == ({"matched": 1}, (), before)
    report = take_in(desk, lines(HEADINGS, "Tern,Ada,22/10/1973,02/73319Z,N664861,,Norwich,hello"), "c.csv")
    assert [change.field for change in report.rows[0].changes] == ["rag"]


def test_a_line_with_a_comma_too_many_is_held(desk: Desk) -> None:
    shifted = TERN.replace("Norwich", "Norwich, Suffolk")
    report = take_in(desk, lines(HEADINGS, shifted, "Knot,Di,01/02/1980,,,,,,,,"), "c.csv")
    assert counts(report) == {"imported": 1, "held": 1}
    assert "more cells than there are headings" in held_reasons(report)[0]


def test_errors_saved_as_text_are_no_values(desk: Desk) -> None:
    headings = HEADINGS + ",Supervision,Tag"
    take_in(desk, lines(headings, TERN + ",Licence,blue"), "c.csv")
    before, tern = moves(desk), fields(desk, person_id(desk, "Tern"))
    wrong = "Tern,Ada,22/10/1973,02/73319Z,#N/A,#N/A,#REF!,#NAME?,#N/A,Err:502"
    report = take_in(desk, lines(headings, wrong), "c.csv")
    assert report.rows[0].changes == ()
    assert (moves(desk), fields(desk, person_id(desk, "Tern"))) == (before, tern)
    new = take_in(desk, lines(headings, wrong.replace("Tern", "Knot").replace("02/73319Z", "#N/A")), "c.csv")
    assert len(new.rows[0].problems) == 7
    assert fields(desk, person_id(desk, "Knot"))["supervision"] is None


def test_an_event_with_an_error_in_it_is_held_whole() -> None:
    crimes = lines("PNC,Crime ref,Offence code,Offence,Committed from", "81/34U,A,#N/A,x,2026-01-01")
    assert read_offences(crimes, "o.csv", None, TODAY).rows[0].held
    spells = lines("PNC,Prison,From", "81/34U,#REF!,2026-01-01")
    assert read_custody(spells, "c.csv", None, TODAY).rows[0].held


def test_a_list_without_rows_says_so() -> None:
    found = read_cohort(lines(HEADINGS), "c.csv", None, TODAY)
    assert any("no row below" in finding for finding in found.findings)


def test_what_nobody_sees_is_no_part_of_a_number_a_name_or_a_date(desk: Desk) -> None:
    take_in(desk, lines(HEADINGS, TERN), "c.csv")
    copied = "\u200bTern,Ada,22/10/1973\u00a0,02/73319Z\u200b,N664861\ufeff,Red\u00a0,Norwich,hello"
    report = take_in(desk, lines(HEADINGS, copied), "c.csv")
    assert (counts(report), report.rows[0].changes) == ({"matched": 1}, ())
    assert date_parser(TODAY)("1\u00a0Nov 1980").value == date(1980, 11, 1)


def test_a_column_written_month_first_is_not_read_day_first() -> None:
    crimes = lines(
        "PNC,Crime ref,Offence,Committed from,Outcome date",
        "81/34U,A,x,03/04/2025,13/04/2025",
        "81/34U,B,x,03/14/2025,05/06/2025",
        "81/34U,C,x,04/04/2025,05/06/2025",
        "81/34U,D,x,2025-03-04,4 May 2025",
    )
    found = read_offences(crimes, "o.csv", None, TODAY).rows
    assert [bool(row.held) for row in found] == [True, True, False, False]
    assert "month first" in found[0].held
    assert found[2].committed_from == date(2025, 4, 4)


@pytest.mark.parametrize(
    ("cells", "turned"),
    [
        (["03/14/2025", "01/02/2025"], True),
        (["03/14/2025", "14/03/2025"], False),
        (["01/02/2025", ""], False),
        ([date(2025, 1, 2), 3.0, "03/14/25"], True),
        ([], False),
    ],
)
def test_when_a_column_is_written_month_first(cells: list[str | date | float], turned: bool) -> None:
    assert month_first(cells) is turned
