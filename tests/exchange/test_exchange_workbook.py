"""The team's own workbook written back: it reads as it was, is no formula, and tells what a person changed."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iomdesk.exchange.headings import RECORD_HEADING
from iomdesk.exchange.outgoing import CohortExport, CohortOut, ScoresOut, Value, fitted
from iomdesk.exchange.phrases import Location, Mappa, Supervision
from iomdesk.exchange.reading import read_cohort
from iomdesk.exchange.rows import CohortRow
from iomdesk.exchange.sheets import visible
from iomdesk.exchange.workbook import write_cohort_workbook

TODAY = date(2026, 11, 2)
_NAMES = (
    "surname", "forenames", "dob", "sex", "site", "cohort_label", "adopted", "police_om", "probation_om",
    "supervision", "rosh", "rag", "mappa", "location", "da_perpetrator", "county_lines", "last_conference",
    "priority_pathway", "notes",
)  # fmt: skip


def _values(row: CohortRow) -> dict[str, Value]:
    found: dict[str, Value] = {name: getattr(row, name) for name in _NAMES}
    return found | {mine.scheme.lower(): mine.typed for mine in row.identifiers}


def _export(rows: list[CohortOut], scores: list[ScoresOut] | None = None) -> CohortExport:
    return CohortExport(
        "A SCHEME & CO - COHORT", "OFFICIAL-SENSITIVE", "export-1", 1_793_000_000_000, TODAY, rows, scores or [],
        extra_headings=("Tag fitted",),
    )  # fmt: skip


@pytest.fixture(scope="module")
def exported(team_book: bytes) -> bytes:
    """The team's usable rows, written back by us."""
    read = read_cohort(team_book, "c.xlsx", None, TODAY)
    people = [row for row in read.rows[:3] if not row.held]
    rows = [CohortOut(f"id-{row.number}", _values(row), dict(row.extras)) for row in people]
    scores = [
        ScoresOut("set-1", "2002/0073319Z", "Tern", date(2026, 9, 1), (3, 2, 4, 2, 1, 3, 0, 2)),
        ScoresOut("set-2", "2002/0073319Z", "Tern", date(2026, 9, 15), (3, None, 4, 2, 1, 3, 0, 2)),
    ]
    return write_cohort_workbook(_export(rows, scores))


Edit = Callable[[Any], None]


def _edited(content: bytes, edit: Edit, sheet: str = "Cohort") -> bytes:
    """The workbook after a person changed it in a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book[sheet])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_went_out_comes_home_unchanged(exported: bytes, team_book: bytes) -> None:
    home = read_cohort(exported, "out.xlsx", None, TODAY)
    first = read_cohort(team_book, "c.xlsx", None, TODAY)
    assert [_values(row) for row in home.rows] == [_values(row) for row in first.rows[:3]]
    assert [row.extras for row in home.rows] == [row.extras for row in first.rows[:3]]
    assert home.stamp is not None
    assert (home.stamp.export_id, home.stamp.exported_at_ms) == ("export-1", 1_793_000_000_000)
    assert {back.record: dict(back.changed) for back in home.returned.values()} == {"id-5": {}, "id-6": {}, "id-7": {}}
    assert home.gone == ()
    assert home.pathways is not None
    assert [row.scores for row in home.pathways.rows][1] == (3, None, 4, 2, 1, 3, 0, 2)
    assert [back.changed for back in home.pathways.returned.values()] == [{}, {}]
    assert [told for told in home.findings if "looks like" in told] == []


def test_the_look_of_the_sheet(exported: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported))
    sheet = book["Cohort"]
    assert "OFFICIAL-SENSITIVE" in sheet["A1"].value
    assert sheet["A2"].value == "Last updated 02/11/2026"
    assert (sheet["A4"].value, sheet.freeze_panes, sheet.auto_filter.ref is not None) == ("Surname", "C5", True)
    assert sheet["P5"].fill.start_color.rgb == "FFFF0000"
    assert sheet["A5"].fill.fill_type is None
    assert sheet["C5"].is_date
    assert "OFFICIAL-SENSITIVE" in sheet.oddHeader.center.text
    assert sheet.column_dimensions["Y"].hidden
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible"] * 4 + ["veryHidden"] * 2
    assert book["Lists"]["A3"].value == "RAG"


def test_no_text_becomes_a_formula(exported: bytes) -> None:
    for cells in openpyxl.load_workbook(io.BytesIO(exported))["Cohort"].iter_rows():
        assert all(cell.data_type != "f" for cell in cells)


def test_a_changed_cell_and_no_other_is_told(exported: bytes) -> None:
    def edit(sheet: Any) -> None:
        sheet["P5"] = "Green"
        sheet["X6"] = "new note"

    home = read_cohort(_edited(exported, edit), "out.xlsx", None, TODAY)
    changed = {back.record: dict(back.changed) for back in home.returned.values()}
    assert changed == {"id-5": {"rag": "Red"}, "id-6": {"note:Tag fitted": ""}, "id-7": {}}


def test_sorted_rows_carry_their_record(exported: bytes) -> None:
    def edit(sheet: Any) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        for place, row in enumerate(reversed(rows), start=5):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(place, column)
                cell.value = value
                # This writer would make a formula of the text; a spreadsheet program keeps the mark of a text.
                cell.data_type = "s" if isinstance(value, str) else cell.data_type

    home = read_cohort(_edited(exported, edit), "out.xlsx", None, TODAY)
    assert [home.returned[number].record for number in (5, 6, 7)] == ["id-7", "id-6", "id-5"]
    assert [dict(back.changed) for back in home.returned.values()] == [{}, {}, {}]


def test_an_id_shifted_to_another_person_is_not_believed(exported: bytes) -> None:
    def edit(sheet: Any) -> None:
        ids = [sheet.cell(row, 25).value for row in (5, 6, 7)]
        for row, moved in zip((5, 6, 7), (ids[1], ids[2], ids[0]), strict=True):
            sheet.cell(row, 25).value = moved

    home = read_cohort(_edited(exported, edit), "out.xlsx", None, TODAY)
    assert [home.returned[number].record for number in (5, 6, 7)] == ["id-5", "id-6", "id-7"]


def test_without_the_hidden_column_identifiers_find_the_record(exported: bytes) -> None:
    home = read_cohort(_edited(exported, lambda sheet: sheet.delete_cols(25)), "out.xlsx", None, TODAY)
    assert [back.record for back in home.returned.values()] == ["id-5", "id-6", "id-7"]


def test_a_copied_row_is_new_and_a_deleted_one_is_gone(exported: bytes) -> None:
    def edit(sheet: Any) -> None:
        for column in range(1, 26):
            sheet.cell(7, column).value = sheet.cell(5, column).value

    home = read_cohort(_edited(exported, edit), "out.xlsx", None, TODAY)
    assert sorted(home.returned) == [5, 6]
    assert home.gone == ("id-7",)


def test_a_changed_score_is_told(exported: bytes) -> None:
    def edit(sheet: Any) -> None:
        sheet["D4"] = 4

    pathways = read_cohort(_edited(exported, edit, "Pathways master"), "out.xlsx", None, TODAY).pathways
    assert pathways is not None
    assert [dict(back.changed) for back in pathways.returned.values()] == [{"pathway_1": "3"}, {}]


def test_the_record_column_is_ours_and_no_note(exported: bytes) -> None:
    home = read_cohort(exported, "out.xlsx", None, TODAY)
    assert RECORD_HEADING not in home.raw(home.rows[0])
    assert home.rows[0].record == "id-5"


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    long = "😀" * 20_000
    assert fitted("short") == "short"
    assert fitted(long).endswith("longer than a cell holds]")
    assert len(fitted(long).encode("utf-16-le")) // 2 <= 32_767
    home = read_cohort(write_cohort_workbook(_export([_person("Tern", long)])), "out.xlsx", None, TODAY)
    assert home.returned[5].changed == {}


def _person(surname: str, notes: str, **values: Value) -> CohortOut:
    return CohortOut("id-1", {"surname": surname, "crn": "X123456", "notes": notes, **values})


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda text: visible(text).strip() != "" and not visible(text).strip().startswith("#")
)
_DAYS = st.dates(date(1930, 1, 1), date(2016, 1, 1))


@settings(max_examples=30, deadline=None)
@given(
    _TEXTS, _TEXTS, _DAYS, st.sampled_from(["Red", "Amber", "Green"]), st.integers(1, 8),
    st.builds(Mappa, st.integers(1, 4), st.integers(1, 3)), st.builds(Supervision, st.just("Licence"), _DAYS),
    st.builds(Location, st.just(True), st.just("HMP Lark"), _DAYS),
)  # fmt: skip
def test_every_value_comes_home(
    surname: str,
    notes: str,
    dob: date,
    rag: str,
    priority: int,
    mappa: Mappa,
    supervision: Supervision,
    location: Location,
) -> None:
    values: dict[str, Value] = {
        "dob": dob, "rag": rag, "priority_pathway": priority, "mappa": mappa, "supervision": supervision,
        "location": location,
    }  # fmt: skip
    home = read_cohort(write_cohort_workbook(_export([_person(surname, notes, **values)])), "o", None, TODAY)
    row = home.rows[0]
    assert {name: getattr(row, name) for name in values} == values
    clean = [visible(text).replace("\r\n", "\n").replace("\r", "\n").strip() for text in (surname, notes)]
    assert [row.surname, row.notes] == clean
    assert home.returned[5].changed == {}
