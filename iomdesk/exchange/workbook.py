"""Write the team's own workbook: Cohort, Pathways master, Lists, what copy it is, the stamp. In memory only.

Texts are written as texts, whatever they start with: no cell becomes a formula or a link. RAG is coloured both as
a format and as a rule, so that the colour follows when a person changes the cell. Dates are dates. The marking,
the copy and who it is for stand above every sheet and at the head and foot of every printed page. See ``stamp``
for what the stamp means for the file's sensitivity, and why a copy for another agency has none: no hidden sheet,
no hidden column, no id.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from iomdesk.exchange.cells import cell_text
from iomdesk.exchange.headings import PATHWAY_FIELDS, RECORD_HEADING
from iomdesk.exchange.outgoing import CohortExport, CohortOut, ScoresOut, Written, fitted, written
from iomdesk.exchange.sheets import Row
from iomdesk.exchange.stamp import COHORT_STAMP, NOTE_PREFIX, PART, PATHWAY_STAMP, Base, stamp_rows
from iomdesk.words import counted, say

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}
_COHORT_HEADER = 3
_SCORES_HEADER = 2
_LISTS_FROM = 2
_LONGEST_NAME = 60
"""Of a recipient in the margin: the head of a page holds 255 characters (the spreadsheet program's own limit)."""
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
        about = " ".join(part for part in (export.marking, _copy_line(export)) if part)
        book.set_properties({"title": export.title, "comments": about, "created": _created(export)})
        styles = _styles(book)
        cohort_base = _write_cohort(book, export, styles)
        score_base = _write_scores(book, export, styles)
        _write_lists(book, export, styles)
        _write_about(book, export, styles)
        if export.copy.complete:
            _write_stamps(book, export, cohort_base, score_base)
    return out.getvalue()


def _write_stamps(
    book: Any, export: CohortExport, cohort_base: list[tuple[str, Base]], score_base: list[tuple[str, Base]]
) -> None:
    names = [name for _heading, name in export.columns] + [NOTE_PREFIX + text for text in export.extra_headings]
    _write_stamp(book, COHORT_STAMP, stamp_rows(export.export_id, export.exported_at_ms, names, cohort_base))
    scored = ["pnc", "surname", "date", *PATHWAY_FIELDS, "total"]
    _write_stamp(book, PATHWAY_STAMP, stamp_rows(export.export_id, export.exported_at_ms, scored, score_base))


def _created(export: CohortExport) -> datetime:
    return datetime.fromtimestamp(export.exported_at_ms / 1000, UTC).replace(tzinfo=None)


def _copy_line(export: CohortExport) -> str:
    """Which copy it is and whose, in a sentence; empty where nobody said."""
    copy = export.copy
    if not copy.called:
        return ""
    return say("{called} for {name}, made {at}.", called=copy.called, name=copy.copy_for, at=copy.made_at)


def _above(export: CohortExport) -> str:
    """The line above the headings of a sheet: which copy it is, whether it is a part, what was withheld."""
    part = "" if export.copy.complete else f"{PART}."
    return " ".join(each for each in (part, _copy_line(export), export.copy.withheld) if each)


def _styles(book: Any) -> dict[str, Any]:
    bold = {"bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True, "valign": "top"}
    shapes: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 14},
        "heading": bold,
        "date": {"num_format": "dd/mm/yyyy"},
        "text": {},
        "wrapped": {"text_wrap": True},
        "risky": {"quote_prefix": True},
        "none": {"bg_color": "#FFFFFF"},
        **{name: {"bg_color": colour} for name, colour in _COLOURS.items()},
    }
    return {name: book.add_format(shape) for name, shape in shapes.items()}


def _write_cohort(book: Any, export: CohortExport, styles: Mapping[str, Any]) -> list[tuple[str, Base]]:
    """The visible sheet; gives back, for the stamp, what each record's cells were written as."""
    # Another name makes a part another source than the team's own sheet when it is read.
    sheet = book.add_worksheet("Cohort" if export.copy.complete else "Cohort copy")
    headings = [*(heading for heading, _name in export.columns), *export.extra_headings, *_record_heading(export)]
    _write_text(sheet, 0, 0, _title(export), styles, "title")
    _write_text(sheet, 1, 0, say("Last updated {day}", day=f"{export.exported_on:%d/%m/%Y}"), styles, "text")
    _write_text(sheet, 2, 0, _above(export), styles, "text")
    _write_headings(sheet, _COHORT_HEADER, headings, styles)
    base: list[tuple[str, Base]] = []
    for place, person in enumerate(export.rows, start=_COHORT_HEADER + 1):
        cells = _cohort_cells(person, export)
        for column, (name, cell) in enumerate(cells.items()):
            _write_cell(sheet, place, column, cell, styles, coloured=name == "rag")
        if export.copy.complete:
            _write_text(sheet, place, len(headings) - 1, person.record, styles, "text")
        base.append((person.record, {name: cell_text(cell) for name, cell in cells.items()}))
    _finish_cohort(sheet, export, headings, styles)
    return base


def _title(export: CohortExport) -> str:
    return f"{export.title} ({export.marking})"


def _record_heading(export: CohortExport) -> tuple[str, ...]:
    return (RECORD_HEADING,) if export.copy.complete else ()


def _cohort_cells(person: CohortOut, export: CohortExport) -> dict[str, Written]:
    cells = {name: written(name, person.values.get(name), export.pathway_labels) for _heading, name in export.columns}
    return cells | {NOTE_PREFIX + text: fitted(person.extras.get(text, "")) for text in export.extra_headings}


def _finish_cohort(sheet: Any, export: CohortExport, headings: Sequence[str], styles: Mapping[str, Any]) -> None:
    last = _COHORT_HEADER + max(len(export.rows), 1)
    for place, (_heading, name) in enumerate(export.columns):
        sheet.set_column(place, place, _WIDTHS.get(name, 14))
        if name == "rag":
            _colour_by_rule(sheet, place, last, styles)
    _hide_records(sheet, export, headings)
    sheet.freeze_panes(_COHORT_HEADER + 1, 2)
    sheet.autofilter(_COHORT_HEADER, 0, last, len(headings) - 1)
    sheet.repeat_rows(_COHORT_HEADER)
    _mark_pages(sheet, export)


def _hide_records(sheet: Any, export: CohortExport, headings: Sequence[str]) -> None:
    if export.copy.complete:
        sheet.set_column(len(headings) - 1, len(headings) - 1, None, None, {"hidden": True})


def _colour_by_rule(sheet: Any, column: int, last: int, styles: Mapping[str, Any]) -> None:
    rules: list[dict[str, Any]] = [
        {"type": "cell", "criteria": "==", "value": f'"{name}"', "format": styles[name]} for name in _COLOURS
    ]
    for rule in [*rules, {"type": "blanks", "format": styles["none"]}]:
        sheet.conditional_format(_COHORT_HEADER + 1, column, last, column, rule)


def _write_scores(book: Any, export: CohortExport, styles: Mapping[str, Any]) -> list[tuple[str, Base]]:
    """One row for each set of scores, with its total only where all eight are known."""
    sheet = book.add_worksheet("Pathways master")
    headings = [*_SCORE_COLUMNS, *export.pathway_labels, "Total", *_record_heading(export)]
    _write_above(sheet, export, styles)
    _write_headings(sheet, _SCORES_HEADER, headings, styles)
    base: list[tuple[str, Base]] = []
    names = ("pnc", "surname", "date", *PATHWAY_FIELDS, "total")
    for place, row in enumerate(export.scores, start=_SCORES_HEADER + 1):
        cells = _score_cells(row)
        for column, cell in enumerate(cells):
            _write_cell(sheet, place, column, cell, styles)
        if export.copy.complete:
            sheet.write_string(place, len(cells), row.record)
        base.append((row.record, {name: cell_text(cell) for name, cell in zip(names, cells, strict=True)}))
    sheet.set_column(0, len(headings) - 1, 16)
    _hide_records(sheet, export, headings)
    sheet.freeze_panes(_SCORES_HEADER + 1, 2)
    last = _SCORES_HEADER + max(len(export.scores), 1)
    sheet.autofilter(_SCORES_HEADER, 0, last, len(headings) - 1)
    sheet.repeat_rows(_SCORES_HEADER)
    _mark_pages(sheet, export)
    return base


def _score_cells(row: ScoresOut) -> list[Written]:
    known = [score for score in row.scores if score is not None]
    total: Written = sum(known) if len(known) == len(row.scores) else ""
    return [row.pnc, row.surname, row.scored_on, *("" if score is None else score for score in row.scores), total]


def _write_above(sheet: Any, export: CohortExport, styles: Mapping[str, Any]) -> None:
    _write_text(sheet, 0, 0, _title(export), styles, "title")
    _write_text(sheet, 1, 0, _above(export), styles, "text")


def _write_lists(book: Any, export: CohortExport, styles: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet("Lists")
    _write_above(sheet, export, styles)
    lists = {**_LISTS, "Pathways": tuple(export.pathway_labels)}
    for row, (name, choices) in enumerate(lists.items(), start=_LISTS_FROM):
        for column, text in enumerate((name, *choices)):
            _write_text(sheet, row, column, text, styles, "text")
    _mark_pages(sheet, export)


def _write_about(book: Any, export: CohortExport, styles: Mapping[str, Any]) -> None:
    """What copy it is, in full: the margins of a page have no room for it."""
    sheet = book.add_worksheet(say("About this copy"))
    lines = [
        _above(export),
        counted(len(export.rows), "{count} person is in it.", "{count} people are in it."),
        "" if export.copy.complete else say("An empty cell is not known, or withheld."),
        say("It is registered. Give it back or destroy it when it has served; pass it on to nobody."),
    ]
    _write_text(sheet, 0, 0, _title(export), styles, "title")
    for row, text in enumerate((each for each in lines if each), start=1):
        _write_text(sheet, row, 0, text, styles, "wrapped")
    sheet.set_column(0, 0, 90)
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
    copy, marking = export.copy, f"&B{_margin(export.marking)}"
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(_margins(_margin(copy.called), marking, _margin(copy.copy_for)))
    sheet.set_footer(_margins(_margin(copy.made_at), marking, "&P / &N"))


def _margins(left: str, centre: str, right: str) -> str:
    """The three parts of a page's head or foot, those with nothing in them left out."""
    return "".join(code + text for code, text in (("&L", left), ("&C", centre), ("&R", right)) if text)


def _margin(text: str) -> str:
    """``text`` as the margin of a page holds it: no longer than there is room, and no code of the program's."""
    short = text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"
    return short.replace("&", "&&")
