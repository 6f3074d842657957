"""Read a team's files into typed rows: cohort workbook with its scores, recorded crimes, custody spells.

Every row that holds anything is in the result once: usable, or held with a reason. Nothing here knows the desk;
nothing is written anywhere.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from iomdesk.exchange import scores
from iomdesk.exchange.headings import IDENTIFIER_FIELDS, PATHWAY_LABELS, Layout, heading_key
from iomdesk.exchange.layout import FoundLayout, find_layout, no_layout, recognise
from iomdesk.exchange.mapping import SourceMapping, fingerprint
from iomdesk.exchange.parsing import ParsedRow, RowParser
from iomdesk.exchange.rows import CohortRow, CohortSheet, CustodyRow, CustodySheet, OffenceRow, OffenceSheet, Problem
from iomdesk.exchange.sheets import Sheet, read_sheets
from iomdesk.exchange.stamp import CandidateRow, Returned, Stamp, is_part, match_rows, read_stamp
from iomdesk.words import say

_OFFENCE = ("committed_to", "outcome", "outcome_date", "crime_ref", "offence_code", "offence")
_FOOT = ("total", "count", "end of", "note", "key", "*", "page", "printed", "last updated")


def read_cohort(
    content: bytes,
    filename: str,
    mapping: SourceMapping | None,
    today: date,
    pathway_labels: tuple[str, ...] = PATHWAY_LABELS,
) -> CohortSheet:
    """A cohort workbook or file, with its sheet of scores when there is one.

    ``filename`` names the source only; what the file is, its bytes say. Raises ``Refused``: see ``read_sheets``
    and ``find_layout``.
    """
    sheets = _as_parts(read_sheets(content))
    spoken = mapping or SourceMapping()
    found = _found(sheets, Layout.COHORT, spoken, pathway_labels)
    parser = RowParser(found, spoken.main, today, pathway_labels)
    stamp = read_stamp(sheets)
    parsed = list(parser.rows())
    returned = _returned(parser, parsed, stamp, today)
    rows = tuple(_cohort_row(row, _no_row(row, found)) for row in parsed)
    pathways = scores.read_scores(sheets, spoken.pathways, today, pathway_labels, stamp)
    gone = sorted(set(stamp.cohort) - {back.record for back in returned.values()}) if stamp else []
    findings = (*_findings(found, rows), *_told_of_others(sheets, found, pathways.found if pathways else None))
    return CohortSheet(found, filename, fingerprint(sheets), rows, pathways, stamp, returned, tuple(gone), findings)


def read_offences(content: bytes, filename: str, mapping: SourceMapping | None, today: date) -> OffenceSheet:
    """A file of recorded crimes. Raises ``Refused`` as ``read_cohort`` does."""
    sheets = read_sheets(content)
    spoken = mapping or SourceMapping()
    found = _found(sheets, Layout.OFFENCES, spoken, PATHWAY_LABELS)
    parsed = RowParser(found, spoken.main, today, PATHWAY_LABELS).rows()
    rows = tuple(_offence_row(row, _no_row(row, found)) for row in parsed)
    return OffenceSheet(found, filename, fingerprint(sheets), rows, _findings(found, rows))


def read_custody(content: bytes, filename: str, mapping: SourceMapping | None, today: date) -> CustodySheet:
    """A file of custody spells. Raises ``Refused`` as ``read_cohort`` does."""
    sheets = read_sheets(content)
    spoken = mapping or SourceMapping()
    found = _found(sheets, Layout.CUSTODY, spoken, PATHWAY_LABELS)
    parsed = RowParser(found, spoken.main, today, PATHWAY_LABELS).rows()
    rows = tuple(_custody_row(row, _no_row(row, found)) for row in parsed)
    return CustodySheet(found, filename, fingerprint(sheets), rows, _findings(found, rows))


def _as_parts(sheets: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    """The sheets; those of a copy made for another agency with empty cells that say nothing: they may be withheld."""
    if not any(is_part(sheet) for sheet in sheets):
        return sheets
    return tuple(replace(sheet, blanks_unsure=True) for sheet in sheets)


def _found(sheets: tuple[Sheet, ...], layout: Layout, mapping: SourceMapping, labels: tuple[str, ...]) -> FoundLayout:
    found = find_layout(sheets, layout, mapping.main, labels)
    if found is None:
        raise no_layout(sheets, layout)
    return found


def _findings(found: FoundLayout, rows: Sequence[object]) -> tuple[str, ...]:
    """What is told of a list as a whole."""
    told = list(found.findings)
    if not rows:
        told.append(say("The sheet {sheet} has headings and no row below them.", sheet=found.sheet.name))
    if is_part(found.sheet):
        told.append(
            say("This is a copy made for another agency, with cells that may be withheld: empty cells change nothing.")
        )
    elif found.sheet.blanks_unsure:
        told.append(
            say(
                "In this file a formula's error looks like an empty cell: empty cells change nothing. Save it as .xlsx "
                "to have cells that were emptied followed."
            )
        )
    return tuple(told)


def _told_of_others(sheets: tuple[Sheet, ...], *read: FoundLayout | None) -> list[str]:
    """Sheets that look like a list and were not read, so that none is passed by in silence."""
    names = {found.sheet.name for found in read if found}
    return [
        say("The sheet {sheet} looks like a list of {layout}; it was not read.", sheet=sheet.name, layout=fit.layout)
        for sheet, fit in zip(sheets, recognise(sheets), strict=True)
        if fit and not sheet.hidden and sheet.name not in names
    ]


def _returned(parser: RowParser, parsed: list[ParsedRow], stamp: Stamp | None, today: date) -> dict[int, Returned]:
    if stamp is None:
        return {}
    rows = (CandidateRow(row.number, row.record, row.identifiers, parser.by_field(row.cells)) for row in parsed)
    return match_rows(rows, stamp.cohort, today)


def _no_row(row: ParsedRow, found: FoundLayout) -> str:
    """Why this row of the sheet is no row of the list, or empty."""
    headed = len(found.sheet.rows[found.header_row - 1])
    if len(row.cells) > headed and any(cell != "" for cell in row.cells[headed:]):
        # Only delimited text has such lines, and each of their cells may be another column's.
        return say("This line has more cells than there are headings: a comma may stand without quotation marks.")
    return _headed_again(row, found)


def _headed_again(row: ParsedRow, found: FoundLayout) -> str:
    """The reason when a row that names nobody is the headings once more (a page pasted below), else empty."""
    if row.named():
        return ""
    cells = [cell for cell in row.cells if cell != ""]
    headings = {heading_key(column.heading) for column in found.columns}
    again = len(cells) > 1 and all(isinstance(cell, str) and heading_key(cell) in headings for cell in cells)
    return say("These are the headings once more, not a person.") if again else ""


def _cohort_row(row: ParsedRow, held: str) -> CohortRow:
    _split_full_name(row)
    held = held or _why_nobody(row)
    return CohortRow(
        number=row.number,
        cells=row.cells,
        record=row.record,
        held=held,
        problems=tuple(row.problems),
        extras=row.extras,
        identifiers=row.identifiers,
        **row.values,
    )


def _split_full_name(row: ParsedRow) -> None:
    """One column for the whole name is split at its comma only: which word is the surname is not guessed."""
    whole = row.values.pop("full_name", None)
    if not whole or row.values.get("surname"):
        return
    surname, comma, forenames = whole.partition(",")
    if comma:
        row.values |= {"surname": surname.strip() or None, "forenames": forenames.strip() or None}
    else:
        row.problems.append(Problem("full_name", "", say("Which word is the surname? Write SURNAME, Forenames.")))


def _why_nobody(row: ParsedRow) -> str:
    """Why a cohort row cannot be a person, or empty. Foot lines and name-only rows are kept, with their reason."""
    surname = row.values.get("surname")
    filled = [cell for cell in row.cells if cell != ""]
    first = str(filled[0]).strip().casefold()
    if not row.named() and len(filled) <= 3 and first.startswith(_FOOT):
        return say("This looks like a line below the table, not a person.")
    if not surname:
        return say("There is no surname.")
    if not row.named():
        return say("There is only a name: add a date of birth, a PNC, CRO, NOMIS number or CRN.")
    return ""


def _offence_row(row: ParsedRow, held: str) -> OffenceRow:
    start, end = row.values.get("committed_from"), row.values.get("committed_to")
    held = held or _why_unplaced(row, "committed_from", say("There is no date from which it was committed."))
    if not held and not (row.values.get("offence_code") or row.values.get("offence")):
        held = say("There is neither an offence code nor an offence.")
    held = held or _why_backwards(start, end) or _unread(row, *_OFFENCE)
    return OffenceRow(
        number=row.number,
        cells=row.cells,
        record=row.record,
        held=held,
        problems=tuple(row.problems),
        extras=row.extras,
        identifiers=row.identifiers,
        **row.values,
    )


def _custody_row(row: ParsedRow, held: str) -> CustodyRow:
    values = dict(row.values)
    start, end = values.pop("from", None), values.pop("to", None)
    held = held or _why_unplaced(row, "from", say("There is no date on which custody began."))
    held = held or _why_backwards(start, end) or _unread(row, "to", "prison", "reason")
    return CustodyRow(
        number=row.number,
        cells=row.cells,
        record=row.record,
        held=held,
        problems=tuple(row.problems),
        extras=row.extras,
        identifiers=row.identifiers,
        from_on=start,
        to_on=end,
        **values,
    )


def _why_unplaced(row: ParsedRow, start: str, undated: str) -> str:
    """Why an event cannot be placed: nobody's, or on no day."""
    if not row.identifiers:
        return say("There is no {names}: whose is it?", names=" or ".join(map(str.upper, IDENTIFIER_FIELDS)))
    return _unread(row, start) or ("" if row.values.get(start) else undated)


def _why_backwards(start: date | None, end: date | None) -> str:
    return say("It ends before it starts.") if start and end and end < start else ""


def _unread(row: ParsedRow, *fields: str) -> str:
    """The reason of the first of these fields that could not be read: an event is not recorded by halves."""
    for problem in row.problems:
        if problem.field in fields and not problem.used:
            return f"{problem.heading}: {problem.reason}"
    return ""
