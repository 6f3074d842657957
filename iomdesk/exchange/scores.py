"""The sheet of pathway scores: one row for each person and conference, eight scores, years of them.

A set of scores is never changed once recorded, so a row is used whole or held whole.
"""

from collections.abc import Sequence
from datetime import date

from iomdesk.exchange.headings import PATHWAY_FIELDS, Layout, heading_key
from iomdesk.exchange.layout import FoundLayout, find_layout
from iomdesk.exchange.mapping import SheetMapping
from iomdesk.exchange.parsing import SCORES, ParsedRow, RowParser
from iomdesk.exchange.rows import PathwayRow, PathwaySheet, Problem
from iomdesk.exchange.sheets import Sheet
from iomdesk.exchange.stamp import CandidateRow, Stamp, match_rows
from iomdesk.words import say


def read_scores(
    sheets: Sequence[Sheet], mapping: SheetMapping, today: date, labels: tuple[str, ...], stamp: Stamp | None
) -> PathwaySheet | None:
    """The sheet of scores, every row once; None when the workbook has none."""
    found = find_layout(sheets, Layout.PATHWAYS, mapping, labels)
    if found is None:
        return None
    parser = RowParser(found, mapping, today, labels)
    headings = frozenset(heading_key(column.heading) for column in found.columns)
    candidates: list[CandidateRow] = []
    rows = []
    for row in parser.rows():
        rows.append(_row(row, found, headings))
        if stamp is not None:
            candidates.append(CandidateRow(row.number, row.record, row.identifiers, parser.by_field(row.cells)))
    returned = match_rows(candidates, stamp.pathways, today) if stamp else {}
    return PathwaySheet(found, tuple(rows), returned)


def _row(row: ParsedRow, found: FoundLayout, headings: frozenset[str]) -> PathwayRow:
    values = row.values
    scores = values.get(SCORES) or tuple([values[name] for name in PATHWAY_FIELDS])
    total = values.get("total")
    held = _why_held(row, scores, headings)
    if not held and total is not None and None not in scores and sum(scores) != total:
        heading = next(column.heading for column in found.columns if column.field == "total")
        row.problems.append(Problem("total", heading, say("The total is not the sum of the eight scores."), used=True))
    return PathwayRow(
        number=row.number,
        cells=row.cells,
        record=row.record,
        held=held,
        problems=tuple(row.problems),
        extras=row.extras,
        identifiers=row.identifiers,
        surname=values.get("surname"),
        scored_on=values.get("date"),
        scores=scores,
        total=total,
        priority_pathway=values.get("priority_pathway"),
    )


def _why_held(row: ParsedRow, scores: tuple[int | None, ...], headings: frozenset[str]) -> str:
    """Why a row of scores cannot be used, or empty."""
    if not row.identifiers:
        again = all(isinstance(cell, str) and heading_key(cell) in headings for cell in row.cells if cell != "")
        return say("These are the headings once more.") if again else say("There is no identifier: whose is it?")
    for problem in row.problems:
        if not problem.used and problem.field != "total":
            return f"{problem.heading}: {problem.reason}"
    if row.values.get("date") is None:
        return say("There is no date.")
    return say("There is no score.") if scores.count(None) == len(scores) else ""
