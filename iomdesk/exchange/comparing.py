"""What a cell says, what the desk says, and what was said last: three ways compared, cell by cell. Pure.

Values are compared as the text the team's sheet would hold, so that a date typed as text equals the date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TypeAlias

from iomdesk.exchange.cells import cell_text, is_error
from iomdesk.exchange.headings import IDENTIFIER_FIELDS
from iomdesk.exchange.layout import OWN, FoundLayout
from iomdesk.exchange.mapping import NOTE
from iomdesk.exchange.outgoing import TEAM_COLUMNS, Value, written
from iomdesk.exchange.phrases import parse_supervision
from iomdesk.exchange.plan import Step
from iomdesk.exchange.rows import CohortRow, Problem
from iomdesk.exchange.sheets import Row
from iomdesk.exchange.stamp import NOTE_PREFIX
from iomdesk.people.identifiers import Identifier, Scheme, parse_identifier

SheetValue: TypeAlias = Value | Identifier
Values: TypeAlias = Mapping[str, SheetValue]
"""Field (or ``note:`` and heading) to value; None for an empty cell. A field that is not there was not said."""

TEAM_FIELDS = tuple(name for _heading, name in TEAM_COLUMNS)
MARKER_FIELDS = ("da_perpetrator", "county_lines")
_FOLDED = frozenset(
    {"surname", "forenames", "site", "police_om", "probation_om", "supervision", "location", "cohort_label"}
)
_LONG = 16_000
"""A shorter text fits a cell whatever its letters."""


class RowReader:
    """The values of cohort rows of one sheet: its columns, and of those the cells that could be read."""

    def __init__(self, found: FoundLayout) -> None:
        fields = {column.field for column in found.columns}
        if "full_name" in fields:
            fields |= {"surname", "forenames"}
        self._plain = tuple(name for name in TEAM_FIELDS if name in fields and name not in IDENTIFIER_FIELDS)
        self._get = attrgetter(*self._plain, "number")
        self._numbers = tuple(name for name in IDENTIFIER_FIELDS if name in fields)
        self._places = {name: found.place_of(name) for name in (*MARKER_FIELDS, "supervision") if name in fields}
        self._notes = tuple(NOTE_PREFIX + column.heading for column in found.note_columns)
        self._last = max((column.place for column in found.columns), default=0)
        self._columns = {
            (NOTE_PREFIX + column.heading if column.field == NOTE else column.field): column.place
            for column in found.columns
            if column.field != OWN
        }
        self._blanks_unsure = found.sheet.blanks_unsure

    def values(self, row: CohortRow) -> dict[str, SheetValue]:
        """What the row says of each column. An unreadable cell says nothing; an empty one says None."""
        values: dict[str, SheetValue] = dict(zip(self._plain, self._get(row), strict=False))
        for name in self._numbers:
            values[name] = None
        for each in row.identifiers:
            values[each.scheme.lower()] = each
        for name, place in self._places.items():
            values[name] = _as_typed(name, values[name], row.cells, place)
        for heading in self._notes:
            values[heading] = None
        for heading, text in row.extras:
            values[NOTE_PREFIX + heading] = text
        for problem in row.problems:
            _leave_out(values, problem, row.cells, self._columns)
        if len(row.cells) <= self._last:
            self._leave_out_missing(values, len(row.cells))
        if self._blanks_unsure:
            return {name: value for name, value in values.items() if value is not None}
        return values

    def _leave_out_missing(self, values: dict[str, SheetValue], width: int) -> None:
        """A row cut short does not say that its last cells are empty: nobody emptied them."""
        for name, place in self._columns.items():
            if place >= width:
                values.pop(name, None)


def _leave_out(values: dict[str, SheetValue], problem: Problem, cells: Row, columns: Mapping[str, int]) -> None:
    if problem.used:
        return
    # What supervision is cannot be read always; the field takes free text, so it is kept as it stands.
    if problem.field != "supervision" or is_error(cell_text(cells[columns["supervision"]])):
        values.pop(problem.field, None)


def _as_typed(name: str, value: SheetValue, cells: Row, place: int | None) -> SheetValue:
    """A marker's empty cell says nothing, a question mark says not known; supervision is kept as it was typed."""
    raw = cell_text(cells[place]) if place is not None and place < len(cells) else ""
    if not raw:
        return None
    if name != "supervision":
        return value
    return None if raw in ("-", "?") else raw


def value_text(field: str, value: SheetValue, labels: Sequence[str]) -> str:
    """``value`` as the text it is compared by: the canonical form of an identifier, else what its cell would hold."""
    if value is None:
        return ""
    if isinstance(value, Identifier):
        return value.canonical
    if isinstance(value, str) and len(value) < _LONG and field not in MARKER_FIELDS:
        return cell_text(value)
    return cell_text(written(field, value, labels))


def base_text(field: str, text: str, today: date) -> str:
    """A text an export was written with, as it is compared."""
    if field in IDENTIFIER_FIELDS and text:
        return parse_identifier(Scheme(field.upper()), text, today).canonical
    return text


@dataclass(frozen=True, slots=True, repr=False)
class Cells:
    """One field three ways. ``base`` is None where nobody remembers what was said last."""

    field: str
    new: str
    desk: str
    base: str | None


def step_of(cells: Cells) -> Step | None:
    """What becomes of the cell; None when nobody has to do anything.

    A cell as it was last time was not changed by a person: the desk is left alone, whatever it says by now.
    """
    if cells.new == cells.base or cells.new == cells.desk:
        return None
    if cells.base is None and (not cells.new or _alike(cells)):
        return None
    if not cells.desk and not cells.base:
        return Step.FILL
    return Step.CHANGE if cells.base == cells.desk else Step.BOTH


def _alike(cells: Cells) -> bool:
    """Names typed in capitals on one side are the same name."""
    return cells.field in _FOLDED and plain(cells.new) == plain(cells.desk)


def plain(text: str) -> str:
    """Text without case, with single spaces."""
    return " ".join(text.split()).casefold()


def supervision_shown(text: str | None, until: date | None, today: date) -> str | None:
    """Supervision as a sheet says it: as typed, with the end the desk has where the text has none or another."""
    if text is None or until is None:
        return text
    said = parse_supervision(text, today).value
    if said is None:
        return f"{text} to {until:%d/%m/%Y}"
    return text if said.until == until else f"{said.label} to {until:%d/%m/%Y}"
