"""Write the team's own workbook: Cohort, Pathways master, Lists, and the stamp out of sight. In memory only.

Texts are written as texts, whatever they start with: no cell becomes a formula or a link. RAG is coloured both as
a format and as a rule, so that the colour follows when a person changes the cell. Dates are dates. The marking
stands in the title row and at the head and foot of every printed page. See ``stamp`` for what the stamp means for
the file's sensitivity.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from iomdesk.exchange.cells import cell_text
from iomdesk.exchange.headings import PATHWAY_FIELDS, RECORD_HEADING
from iomdesk.exchange.outgoing import CohortExport, CohortOut, Written, fitted, written
from iomdesk.exchange.sheets import Row
from iomdesk.exchange.stamp import COHORT_STAMP, NOTE_PREFIX, PATHWAY_STAMP, Base, stamp_rows
from iomdesk.words import say

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}
_COHORT_HEADER = 3
_FIRST_YEAR = 1900
"""Spreadsheets have no dates before it; an earlier one is written as text."""
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_COLOURS = {"Red": "#FF0000", "Amber": "#FFC000", "Green": "#92D050"}
_LISTS = {
    "RAG": ("Red", "Amber", "Green"),
    "RoSH": ("Low", "Medium", "High", "Very High"),
    "Cohort": ("Fixed", "Flex", "Free", "PPO", "HCCO"),
}
_WIDTHS = {"notes": 50, "supervision": 36, "location": 30, "priority_pathway": 34, "surname": 18, "forenames": 18}
_SCORE_COLUMNS = ("PNC", "Surname", "Date of conference")


def write_cohort_workbook(export: CohortExport) -> bytes:
    """The workbook as bytes. The same export gives the same cells, and reading it back changes nothing."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"title": export.title, "comments": export.marking, "created": _created(export)})
        styles = _styles(book)
        cohort_base = _write_cohort(book, export, styles)
        score_base = _write_scores(book, export, styles)
        _write_lists(book, export, styles)
        names = [name for _heading, name in export.columns] + [NOTE_PREFIX + text for text in export.extra_headings]
        _write_stamp(book, COHORT_STAMP, stamp_rows(export.export_id, export.exported_at_ms, names, cohort_base))
        scored = ["pnc", "surname", "date", *PATHWAY_FIELDS, "total"]
        _write_stamp(book, PATHWAY_STAMP, stamp_rows(export.export_id, export.exported_at_ms, scored, score_base))
    return out.getvalue()


def _created(export: CohortExport) -> datetime:
    return datetime.fromtimestamp(export.exported_at_ms / 1000, UTC).replace(tzinfo=None)


def _styles(book: Any) -> dict[str, Any]:
    bold = {"bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True, "valign": "top"}
    shapes: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 14},
        "heading": bold,
        "date": {"num_format": "dd/mm/yyyy"},
        "text": {},
        "risky": {"quote_prefix": True},
        "none": {"bg_color": "#FFFFFF"},
        **{name: {"bg_color": colour} for name, colour in _COLOURS.items()},
    }
    return {name: book.add_format(shape) for name, shape in shapes.items()}


def _write_cohort(book: Any, export: CohortExport, styles: Mapping[str, Any]) -> list[tuple[str, Base]]:
    """The visible sheet; gives back, for the stamp, what each record's cells were written as."""
    sheet = book.add_worksheet("Cohort")
    headings = [*(heading for heading, _name in export.columns), *export.extra_headings, RECORD_HEADING]
    _write_text(sheet, 0, 0, f"{export.title} ({export.marking})", styles, "title")
    _write_text(sheet, 1, 0, say("Last updated {day}", day=f"{export.exported_on:%d/%m/%Y}"), styles, "text")
    _write_headings(sheet, _COHORT_HEADER, headings, styles)
    base: list[tuple[str, Base]] = []
    for place, person in enumerate(export.rows, start=_COHORT_HEADER + 1):
        cells = _cohort_cells(person, export)
        for column, (name, cell) in enumerate(cells.items()):
            _write_cell(sheet, place, column, cell, styles, coloured=name == "rag")
        _write_text(sheet, place, len(headings) - 1, person.record, styles, "text")
        base.append((person.record, {name: cell_text(cell) for name, cell in cells.items()}))
    _finish_cohort(sheet, export, headings, styles)
    return base


def _cohort_cells(person: CohortOut, export: CohortExport) -> dict[str, Written]:
    cells = {name: written(name, person.values.get(name), export.pathway_labels) for _heading, name in export.columns}
    return cells | {NOTE_PREFIX + text: fitted(person.extras.get(text, "")) for text in export.extra_headings}


def _finish_cohort(sheet: Any, export: CohortExport, headings: Sequence[str], styles: Mapping[str, Any]) -> None:
    last = _COHORT_HEADER + max(len(export.rows), 1)
    for place, (_heading, name) in enumerate(export.columns):
        sheet.set_column(place, place, _WIDTHS.get(name, 14))
        if name == "rag":
            _colour_by_rule(sheet, place, last, styles)
    sheet.set_column(len(headings) - 1, len(headings) - 1, None, None, {"hidden": True})
    sheet.freeze_panes(_COHORT_HEADER + 1, 2)
    sheet.autofilter(_COHORT_HEADER, 0, last, len(headings) - 1)
    sheet.repeat_rows(_COHORT_HEADER)
    _mark_pages(sheet, export)


def _colour_by_rule(sheet: Any, column: int, last: int, styles: Mapping[str, Any]) -> None:
    rules: list[dict[str, Any]] = [
        {"type": "cell", "criteria": "==", "value": f'"{name}"', "format": styles[name]} for name in _COLOURS
    ]
    for rule in [*rules, {"type": "blanks", "format": styles["none"]}]:
        sheet.conditional_format(_COHORT_HEADER + 1, column, last, column, rule)


def _write_scores(book: Any, export: CohortExport, styles: Mapping[str, Any]) -> list[tuple[str, Base]]:
    """One row for each set of scores, with its total only where all eight are known."""
    sheet = book.add_worksheet("Pathways master")
    headings = [*_SCORE_COLUMNS, *export.pathway_labels, "Total", RECORD_HEADING]
    _write_headings(sheet, 0, headings, styles)
    base: list[tuple[str, Base]] = []
    names = ("pnc", "surname", "date", *PATHWAY_FIELDS, "total")
    for place, row in enumerate(export.scores, start=1):
        known = [score for score in row.scores if score is not None]
        total: Written = sum(known) if len(known) == len(row.scores) else ""
        scores: list[Written] = ["" if score is None else score for score in row.scores]
        cells: list[Written] = [row.pnc, row.surname, row.scored_on, *scores, total]
        for column, cell in enumerate(cells):
            _write_cell(sheet, place, column, cell, styles)
        sheet.write_string(place, len(cells), row.record)
        base.append((row.record, {name: cell_text(cell) for name, cell in zip(names, cells, strict=True)}))
    sheet.set_column(0, len(headings) - 2, 16)
    sheet.set_column(len(headings) - 1, len(headings) - 1, None, None, {"hidden": True})
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(export.scores), 1), len(headings) - 1)
    sheet.repeat_rows(0)
    _mark_pages(sheet, export)
    return base


def _write_lists(book: Any, export: CohortExport, styles: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet("Lists")
    lists = {**_LISTS, "Pathways": tuple(export.pathway_labels)}
    for row, (name, choices) in enumerate(lists.items()):
        for column, text in enumerate((name, *choices)):
            _write_text(sheet, row, column, text, styles, "text")
    _mark_pages(sheet, export)


def _write_stamp(book: Any, name: str, rows: Sequence[Row]) -> None:
    sheet = book.add_worksheet(name)
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell != "":
                sheet.write_string(place, column, str(cell))
    sheet.very_hidden()


def _write_headings(sheet: Any, row: int, headings: Sequence[str], styles: Mapping[str, Any]) -> None:
    for column, heading in enumerate(headings):
        _write_text(sheet, row, column, heading, styles, "heading")


def _write_cell(
    sheet: Any, row: int, column: int, cell: Written, styles: Mapping[str, Any], coloured: bool = False
) -> None:
    if isinstance(cell, date) and cell.year >= _FIRST_YEAR:
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), styles["date"])  # noqa: DTZ001
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    elif text := cell_text(cell):
        _write_text(sheet, row, column, text, styles, text if coloured and text in _COLOURS else "text")


def _write_text(sheet: Any, row: int, column: int, text: str, styles: Mapping[str, Any], style: str) -> None:
    """A text cell. One that starts like a formula carries the text mark, so that editing it leaves it a text."""
    chosen = "risky" if style == "text" and text.startswith(_RISKY) else style
    sheet.write_string(row, column, text, styles[chosen])


def _mark_pages(sheet: Any, export: CohortExport) -> None:
    marking = export.marking.replace("&", "&&")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&C&B{marking}")
    sheet.set_footer(f"&C&B{marking}&R&P / &N")
