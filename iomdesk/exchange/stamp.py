"""The stamp of an export: which export a file is, and what each cell held when we wrote it.

Two sheets out of sight hold it, ``iomdesk`` for the cohort and ``iomdesk pathways`` for the scores; a hidden
column of each visible sheet (``iomdesk row``) carries the record's id, so that sorting and filtering carry it
along. On return a row is matched by that id when an identifier, or surname with date of birth, bears it out
(somebody may have sorted some columns without the others); else by an identifier that only one row of the stamp
has. Only cells whose text differs from the stamp's were changed by a person.

A copy that may not hold everything, for another agency, has none of this: neither ids nor values of before. It says
in words on its sheets that it is a part (``PART``), and is read so: an empty cell of it tells nothing.

**The values the cells were made from stand inside the file: it is as sensitive as its visible cells, and what is
later deleted from the visible cells is still in it.** Nor is a stamp proof of anything: whoever holds the file
can edit it. The desk compares the export's id with those it wrote itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from iomdesk.exchange.cells import cell_text
from iomdesk.exchange.headings import IDENTIFIER_FIELDS
from iomdesk.exchange.sheets import Cell, Row, Sheet
from iomdesk.people.identifiers import Identifier, Scheme, parse_identifier

COHORT_STAMP = "iomdesk"
PATHWAY_STAMP = "iomdesk pathways"
_TITLE = "iomdesk export"
_VERSION = 1
_HEADER = 3
NOTE_PREFIX = "note:"
"""Marks a base value that belongs to a column of notes; the heading follows."""

PART = "Part of the cohort"
"""How the line begins that says so above the headings of such a copy; a stored word, the same in every language."""
_PART_WITHIN = 5

Base = Mapping[str, str]
"""Field (or ``note:`` and heading) to the text its cell held."""


@dataclass(frozen=True, slots=True, repr=False)
class Stamp:
    """Which export, when (UTC milliseconds), and the base values by record id."""

    export_id: str
    exported_at_ms: int
    cohort: Mapping[str, Base] = field(default_factory=dict)
    pathways: Mapping[str, Base] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Returned:
    """One row that came back: the record it is of, and each changed field with the text it was exported as."""

    record: str
    changed: Base


def is_part(sheet: Sheet) -> bool:
    """Whether the sheet is of a copy that was made for another agency, and may not hold all the desk has."""
    return any(isinstance(row[0], str) and row[0].startswith(PART) for row in sheet.rows[:_PART_WITHIN] if row)


def stamp_rows(
    export_id: str, exported_at_ms: int, names: Sequence[str], base: Iterable[tuple[str, Base]]
) -> list[Row]:
    """The rows of a stamp sheet: title and version, the export, the field names, then a row for each record."""
    head: list[Row] = [(_TITLE, str(_VERSION)), (export_id, str(exported_at_ms)), ("record", *names)]
    return head + [(record, *(values.get(name, "") for name in names)) for record, values in base]


def read_stamp(sheets: Sequence[Sheet]) -> Stamp | None:
    """The stamp of a file that we wrote; None for a foreign file and for a stamp of another version."""
    by_name = {sheet.name: sheet for sheet in sheets if _is_stamp(sheet)}
    main = by_name.get(COHORT_STAMP)
    if main is None:
        return None
    export_id, exported_at = cell_text(main.rows[1][0]), cell_text(main.rows[1][1])
    scores = by_name.get(PATHWAY_STAMP)
    at_ms = int(exported_at) if exported_at.isascii() and exported_at.isdigit() and len(exported_at) < 16 else 0
    return Stamp(export_id, at_ms, _base(main), _base(scores) if scores else {})


def _is_stamp(sheet: Sheet) -> bool:
    if len(sheet.rows) < _HEADER or len(sheet.rows[0]) < 2:
        return False
    return sheet.rows[0][0] == _TITLE and cell_text(sheet.rows[0][1]) == str(_VERSION)


def _base(sheet: Sheet) -> dict[str, Base]:
    names = [cell_text(cell) for cell in sheet.rows[_HEADER - 1][1:]]
    return {
        cell_text(row[0]): {name: cell_text(cell) for name, cell in zip(names, row[1:], strict=False) if name}
        for row in sheet.rows[_HEADER:]
        if row[0] != ""
    }


@dataclass(frozen=True, slots=True, repr=False)
class CandidateRow:
    """A row that may have come back: number, the id in its hidden column, its identifiers, its cells by field."""

    number: int
    record: str
    identifiers: tuple[Identifier, ...]
    cells: Mapping[str, Cell]


def match_rows(rows: Iterable[CandidateRow], base: Mapping[str, Base], today: date) -> dict[int, Returned]:
    """Row number to what came back. A record is answered by one row only; a copy of a row is a new row."""
    known = _canonical_of(base, today)
    by_identifier = _index(known)
    taken: set[str] = set()
    returned: dict[int, Returned] = {}
    for row in rows:
        record = _record_of(row, base, known, by_identifier)
        if record and record not in taken:
            taken.add(record)
            returned[row.number] = Returned(record, _changed(row.cells, base[record]))
    return returned


def _record_of(
    row: CandidateRow, base: Mapping[str, Base], known: Mapping[str, set[str]], by_identifier: Mapping[str, str]
) -> str:
    own = {found.canonical for found in row.identifiers}
    if row.record in base and (own & known[row.record] or _same_name(row.cells, base[row.record])):
        return row.record
    found = {by_identifier[key] for key in own if by_identifier.get(key)}
    return found.pop() if len(found) == 1 else ""


def _same_name(cells: Mapping[str, Cell], values: Base) -> bool:
    return all(cell_text(cells.get(name, "")) == values.get(name, "") for name in ("surname", "dob"))


def _canonical_of(base: Mapping[str, Base], today: date) -> dict[str, set[str]]:
    """Record to its canonical identifiers; each spelling is parsed once (the forms of the schemes never coincide)."""
    parsed: dict[tuple[str, str], str] = {}
    known: dict[str, set[str]] = {}
    for record, values in base.items():
        spoken = {(name, values[name]) for name in IDENTIFIER_FIELDS if values.get(name)}
        for name, text in spoken - parsed.keys():
            parsed[name, text] = parse_identifier(Scheme(name.upper()), text, today).canonical
        known[record] = {parsed[key] for key in spoken}
    return known


def _index(known: Mapping[str, set[str]]) -> dict[str, str]:
    """Canonical identifier to the one record that has it; empty for one that several have."""
    index: dict[str, str] = {}
    for record, keys in known.items():
        for key in keys:
            index[key] = "" if key in index else record
    return index


def _changed(cells: Mapping[str, Cell], values: Base) -> Base:
    """The fields whose text is not what we wrote. A column taken out of the sheet is no change of its cells."""
    return {name: values.get(name, "") for name, cell in cells.items() if cell_text(cell) != values.get(name, "")}
