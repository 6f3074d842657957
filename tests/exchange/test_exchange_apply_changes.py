"""Months of editing: only the cells a person changed are applied, and where the desk moved on both values stand."""

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import select

from iomdesk.cohort.records import MembershipEvent, Rating
from iomdesk.custody.records import CustodySpell
from iomdesk.desk import Desk
from iomdesk.exchange.plan import Step
from iomdesk.exchange.sheets import read_sheets
from iomdesk.pathways.records import ScoreSet
from iomdesk.people.commands import ChangePerson
from iomdesk.people.records import Assignment, Identifier, Marker, Note
from tests.exchange.exchanging import (
    contested,
    counts,
    desk_in,
    export,
    fields,
    held_reasons,
    moves,
    person_id,
    row,
    take_in,
)

Book = Callable[..., bytes]
TERN = 4
"""The place of Tern's row in the team's sheet."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = desk_in(tmp_path)
    yield desk
    desk.close()


def edited(content: bytes, edit: Callable[[dict[str, list[list[Any]]]], None]) -> bytes:
    """A workbook with some cells changed, the hidden sheets and columns kept, as a spreadsheet program would."""
    sheets = read_sheets(content)
    cells = {sheet.name: [list(each) for each in sheet.rows] for sheet in sheets}
    edit(cells)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for place, line in enumerate(cells[sheet.name]):
                for column, cell in enumerate(line):
                    if isinstance(cell, date):
                        page.write_datetime(place, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                    elif cell != "":
                        page.write(place, column, cell)
            if sheet.hidden:
                page.very_hidden()
    return out.getvalue()


def put(
    surname: str, column: str, value: object, sheet: str = "Cohort"
) -> Callable[[dict[str, list[list[Any]]]], None]:
    """Write ``value`` into the first row that bears ``surname``, under the heading ``column``."""

    def edit(cells: dict[str, list[list[Any]]]) -> None:
        heading = next(line for line in cells[sheet] if column in line)
        next(line for line in cells[sheet] if surname in line)[heading.index(column)] = value

    return edit


def test_only_changed_cells_of_an_edited_export_are_applied(desk: Desk, team_book: bytes) -> None:
    take_in(desk, team_book)
    back = export(desk)
    tern = person_id(desk, "Tern")
    desk.do(ChangePerson(tern, {"cohort_label": "Fixed"}))
    report = take_in(desk, edited(back, put("Tern", "RAG", "Amber")), "back.xlsx")
    assert counts(report).keys() == {"matched"}
    (change,) = [change for each in report.rows for change in each.changes]
    assert (change.field, change.old, change.new, change.step) == ("rag", "Red", "Amber", Step.CHANGE)
    now = fields(desk, tern)
    assert (now["rag"], now["cohort_label"]) == ("Amber", "Fixed"), "the desk's own change stands"
    assert contested(desk, tern) == 0
    with desk._store.reading() as reading:
        rated = reading.all(select(Rating.value).where(Rating.person == tern, Rating.scale == "rag"))
    assert [value for (value,) in rated] == ["Red", "Amber"]


def test_where_the_desk_moved_on_both_values_stand_and_reading_again_adds_nothing(desk: Desk, team_book: bytes) -> None:
    take_in(desk, team_book)
    back = export(desk)
    tern = person_id(desk, "Tern")
    desk.do(ChangePerson(tern, {"rosh": "High"}))
    changed = edited(back, put("Tern", "RoSH", "Low"))
    report = take_in(desk, changed)
    (change,) = [change for each in report.rows for change in each.changes]
    assert change.step is Step.BOTH
    assert contested(desk, tern) == 1
    assert fields(desk, tern)["rosh"] == "High", "the more cautious is shown"
    before = moves(desk)
    assert [each.changes for each in take_in(desk, changed).rows if each.changes] == []
    assert moves(desk) == before


def test_an_edited_export_read_again_leaves_what_the_desk_did_since(desk: Desk, team_book: bytes) -> None:
    take_in(desk, team_book)
    changed = edited(export(desk), put("Tern", "Cohort", "Free"))
    take_in(desk, changed)
    tern = person_id(desk, "Tern")
    desk.do(ChangePerson(tern, {"cohort_label": "Fixed"}))
    before = moves(desk)
    take_in(desk, changed)
    assert (moves(desk), fields(desk, tern)["cohort_label"]) == (before, "Fixed")


def test_a_foreign_sheet_is_compared_with_its_own_last_import(
    desk: Desk, book: Book, team_rows: list[list[Any]]
) -> None:
    take_in(desk, book({"Cohort": team_rows}))
    tern = person_id(desk, "Tern")
    desk.do(ChangePerson(tern, {"rosh": "Very High"}))
    later = [list(each) for each in team_rows]
    later[TERN][9], later[TERN][12] = "Fixed", "T Fell"
    report = take_in(desk, book({"Cohort": later}))
    assert {(each.field, each.step) for each in row(report, TERN + 1).changes} == {
        ("cohort_label", Step.CHANGE),
        ("probation_om", Step.CHANGE),
    }
    assert (fields(desk, tern)["rosh"], fields(desk, tern)["cohort_label"]) == ("Very High", "Fixed")
    with desk._store.reading() as reading:
        a = Assignment
        leads = reading.all(
            select(a.officer_name, a.until).where(a.person == tern, a.agency == "probation").order_by(a.id)
        )
    assert [(name, until is None) for name, until in leads] == [("T Moor", False), ("T Fell", True)]


def test_a_sheet_nobody_remembers_puts_what_differs_to_a_person(
    desk: Desk, book: Book, team_rows: list[list[Any]]
) -> None:
    take_in(desk, book({"Cohort": team_rows}))
    tern = person_id(desk, "Tern")
    other = [["Surname", "DOB", "PNC", "Cohort", "CRN", "Sex", "Address type"]]
    other.append(["TERN", "22/10/1973", "02/73319Z", "Fixed", "", "F", "hostel"])
    report = take_in(desk, book({"Other": other}), "other.xlsx")
    assert {(each.field, each.step) for each in row(report, 2, "Other").changes} == {
        ("cohort_label", Step.BOTH),
        ("note:Address type", Step.FILL),
    }
    assert contested(desk, tern) == 1
    assert fields(desk, tern)["surname"] == "Tern", "capitals are no other name"


def test_cells_that_make_records_change_those_records(desk: Desk, book: Book, team_rows: list[list[Any]]) -> None:
    take_in(desk, book({"Cohort": team_rows}))
    tern, heron = person_id(desk, "Tern"), person_id(desk, "HERON")
    later = [list(each) for each in team_rows[:7]]
    later[TERN][5] = "65657/91K"
    later[TERN][10] = date(2024, 3, 5)
    later[TERN][18] = "N"
    later[TERN][22] = "new words"
    later[TERN][23] = ""
    later[TERN][17] = "HMP Norwich"
    later[5][17] = "HMP Warren Hill (rel 18/08/27)"
    take_in(desk, book({"Cohort": later}))
    with desk._store.reading() as reading:
        i, n, m = Identifier, Note, MembershipEvent
        cro = reading.all(select(i.canonical, i.withdrawn).where(i.person == tern, i.scheme == "CRO").order_by(i.id))
        assert [(number, gone is None) for number, gone in cro] == [("065656/91H", False), ("065657/91K", True)]
        adopted = reading.all(select(m.happened_on, m.withdrawn).where(m.person == tern).order_by(m.id))
        assert [(on, gone is None) for on, gone in adopted] == [(date(2024, 3, 4), False), (date(2024, 3, 5), True)]
        marks = reading.all(select(Marker.state).where(Marker.person == tern, Marker.code == "domestic-abuse"))
        assert [state for (state,) in marks] == ["no"]
        notes = reading.all(select(n.heading, n.body, n.withdrawn).where(n.person == tern).order_by(n.heading))
        assert [(each[0], each[1], each[2] is None) for each in notes] == [
            ("Notes", "new words", True),
            ("Tag fitted", "yes, since May", False),
        ]
        c = CustodySpell
        spells = reading.all(select(c.person, c.prison, c.release_on).where(c.person.in_([tern, heron])))
    assert {tuple(each) for each in spells} == {
        (tern, "HMP Norwich", None),
        (heron, "HMP Warren Hill", date(2027, 8, 18)),
    }


def test_a_release_the_sheet_cannot_date_is_told_and_nothing_is_made_up(
    desk: Desk, book: Book, team_rows: list[list[Any]]
) -> None:
    take_in(desk, book({"Cohort": team_rows}))
    before = moves(desk)
    later = [list(each) for each in team_rows[:7]]
    later[5][17] = "Community"
    report = take_in(desk, book({"Cohort": later}))
    assert any("end the spell" in remark for remark in row(report, 6).told)
    assert moves(desk) == before


def test_an_edited_score_corrects_the_set_and_keeps_the_old_one(desk: Desk, team_book: bytes) -> None:
    take_in(desk, team_book)
    changed = edited(export(desk), put("Tern", "Finances", 1, "Pathways master"))
    report = take_in(desk, changed).of("Pathways master")
    assert counts(report) == {"imported": 1, "matched": 2}
    with desk._store.reading() as reading:
        s = ScoreSet
        rows = reading.all(select(s.score_3, s.corrects).where(s.scored_on == date(2026, 9, 1)).order_by(s.id))
    assert [(score, corrects is None) for score, corrects in rows] == [(4, True), (1, True), (1, False)]
    before = moves(desk)
    assert counts(take_in(desk, changed).of("Pathways master")) == {"matched": 3}
    assert moves(desk) == before


def test_an_export_of_another_desk_is_read_like_any_other_sheet(desk: Desk, team_book: bytes, tmp_path: Path) -> None:
    take_in(desk, team_book)
    back = export(desk)
    other = desk_in(tmp_path / "other")
    report = take_in(other, back)
    assert counts(report.of("Cohort")) == {"imported": 3}
    assert any("not of this desk" in finding for finding in report.findings)
    other.close()


def test_people_taken_out_of_an_export_stay_on_the_desk(desk: Desk, team_book: bytes) -> None:
    take_in(desk, team_book)

    def cut(cells: dict[str, list[list[Any]]]) -> None:
        cells["Cohort"] = [line for line in cells["Cohort"] if "Tern" not in line]

    out = export(desk)
    before = moves(desk)
    report = take_in(desk, edited(out, cut))
    assert any("1 person of the export" in finding for finding in report.findings)
    assert moves(desk) == before


def test_a_number_changed_to_somebody_elses_is_held(desk: Desk, team_book: bytes) -> None:
    take_in(desk, team_book)
    report = take_in(desk, edited(export(desk), put("Tern", "CRN", "X894810")))
    assert held_reasons(report) == ["Its identifiers belong to two different people."]
