"""Which list is read, which column is what, and whose a row is: where it cannot be told it is held or said."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from iomdesk.desk import Desk
from iomdesk.exchange.reading import read_cohort
from tests.exchange.exchanging import (
    TODAY,
    counts,
    desk_in,
    fields,
    held_reasons,
    person_id,
    take_in,
    take_in_custody,
    take_in_offences,
)

Book = Callable[..., bytes]
HEADINGS = ["Surname", "Forenames", "DOB", "PNC", "RAG", "Team"]
TERN = ["Tern", "Ada", "22/10/1973", "02/73319Z", "Red", "Northmere"]
WREN = ["Wren", "Bo", "01/02/1990", "81/34U", "Amber", "Northmere"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = desk_in(tmp_path / "desk")
    yield desk
    desk.close()


@pytest.fixture
def peopled(desk: Desk, book: Book) -> Desk:
    take_in(desk, book({"Cohort": [HEADINGS, TERN, WREN]}))
    return desk


def test_the_fullest_list_is_the_cohort_however_clean_a_shorter_one_is(book: Book) -> None:
    short = [["Surname", "DOB"], ["Tern", "22/10/1973"]]
    found = read_cohort(book({"Birthdays": short, "Cohort": [[*HEADINGS, "Tag", "Dog"], TERN]}), "c", None, TODAY)
    assert found.found.sheet.name == "Cohort"
    assert any("Birthdays" in finding and "not read" in finding for finding in found.findings)


def test_of_two_lists_as_full_the_first_is_the_cohort(book: Book) -> None:
    left = [[*HEADINGS, "Cohort"], TERN]
    found = read_cohort(book({"Current": [[*HEADINGS, "Tag"], WREN], "Left": left}), "c", None, TODAY)
    assert found.found.sheet.name == "Current"


@pytest.mark.parametrize(
    ("headings", "cells", "said"),
    [
        (["MAPPA Cat", "MAPPA Level"], [1, 2], (1, None)),
        (["MAPPA Level", "MAPPA Cat"], ["2", "1"], (1, None)),
        (["MAPPA Level"], ["2"], None),
        (["MAPPA Level"], ["Cat 2"], (2, None)),
        (["MAPPA Level"], ["Cat 1 L2"], (1, 2)),
        (["MAPPA"], ["2"], (2, None)),
        (["MAPPA category and level"], ["2/1"], (2, 1)),
    ],
)
def test_a_mappa_level_is_never_read_as_a_category(
    book: Book, headings: list[str], cells: list[Any], said: tuple[int, int | None] | None
) -> None:
    (row,) = read_cohort(
        book({"C": [["Surname", "DOB", *headings], ["Tern", "22/10/1973", *cells]]}), "c", None, TODAY
    ).rows
    assert (row.mappa and (row.mappa.category, row.mappa.level)) == said
    assert bool(row.problems) == (said is None)
    if len(headings) == 2:
        assert [heading for heading, _ in row.extras] == ["MAPPA Level"]


def test_a_nominal_beside_the_surname_is_kept_as_a_note(book: Book) -> None:
    (row,) = read_cohort(
        book({"C": [["Nominal", "Surname", "DOB"], ["N12345", "Tern", "22/10/1973"]]}), "c", None, TODAY
    ).rows
    assert (row.surname, row.extras) == ("Tern", (("Nominal", "N12345"),))


def test_somebody_who_may_be_known_already_is_said(peopled: Desk, book: Book) -> None:
    shorter = [["Surname", "DOB", "RAG"], ["Tern", "22/10/1973", "Green"], ["Tern", "22/10/1974", "Green"]]
    report = take_in(peopled, book({"List": shorter}))
    assert counts(report) == {"imported": 2}
    assert [any("are they one person" in remark for remark in row.told) for row in report.rows] == [True, False]


@pytest.mark.parametrize(
    ("surname", "number", "held"),
    [
        ("Gull", "02/73319Q", True),
        ("Gull", "02/73319", True),
        ("Tern", "02/73319Q", False),
        ("Tern-Gull", "02/73319Q", False),
        ("", "02/73319Q", False),
    ],
)
def test_a_number_nearly_somebodys_under_another_name_is_held(
    peopled: Desk, book: Book, surname: str, number: str, held: bool
) -> None:
    spells = f"PNC,Surname,Prison,From\n{number},{surname},HMP Bure,01/02/2025\n".encode()
    report = take_in_custody(peopled, spells)
    assert counts(report) == ({"held": 1} if held else {"imported": 1})
    if surname:
        people = book({"Cohort": [HEADINGS, [surname, "", "", number, "Green", ""]]})
        assert counts(take_in(peopled, people)) == ({"held": 1} if held else {"matched": 1})
    if not held:
        assert any("check letter" in remark for remark in report.rows[0].told)


def test_another_surname_under_an_exact_number_is_told(peopled: Desk, book: Book) -> None:
    spells = b"PNC,Surname,Prison,From\n81/34U,Tern,HMP Bure,01/02/2025\n81/34U,WREN,HMP Hull,01/02/2024\n"
    report = take_in_custody(peopled, spells)
    assert counts(report) == {"imported": 2}
    assert [row.told for row in report.rows] == [("The file has another surname for this number than the desk.",), ()]
    labels = ["Accommodation", "Employment and education", "Finances", "Drug use", "Alcohol use"]
    labels += ["Health and wellbeing", "Personal relationships and community", "Thinking, behaviours and attitudes"]
    scores = [["PNC", "Surname", "Date", *labels], ["81/34U", "Tern", "01/09/2026", *[1] * 8]]
    assert "another surname" in take_in(peopled, book({"Scores": scores})).rows[0].told[0]


def test_one_spelling_in_two_schemes_is_two_numbers(peopled: Desk) -> None:
    crimes = b"PNC,CRO,Crime ref,Offence,Committed from\n81/34U,,A,x,1/2/25\n,81/34U,B,x,1/2/25\n,34/81Z,C,x,1/2/25\n"
    assert [row.outcome for row in take_in_offences(peopled, crimes).rows] == ["imported", "held", "held"]


@pytest.mark.parametrize("typed", ["01/12/27", "1 Dec 27"])
def test_a_day_to_come_is_not_read_as_one_of_the_last_century(peopled: Desk, book: Book, typed: str) -> None:
    lines = [[*HEADINGS, "Adopted", "Last conf"], ["Knot", "Di", "01/02/80", "", "", "", typed, typed]]
    report = take_in(peopled, book({"Cohort": lines}))
    assert [problem.heading for problem in report.rows[0].problems] == ["Adopted", "Last conf"]
    assert fields(peopled, person_id(peopled, "Knot"))["last_conference"] is None
    crimes = f"PNC,Crime ref,Offence,Committed from\n81/34U,A,x,{typed}\n".encode()
    assert "write it in full" in held_reasons(take_in_offences(peopled, crimes))[0]
