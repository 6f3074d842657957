"""From a found layout to parsed cells: one parser for each column, each spelling parsed once.

The memory of spellings lives as long as one reading and no longer, so no case content stays behind in a cache.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, TypeAlias

from iomdesk.exchange import cells, phrases
from iomdesk.exchange.cells import cell_text
from iomdesk.exchange.dates import Parsed, Years, date_parser, month_first
from iomdesk.exchange.headings import IDENTIFIER_FIELDS, PATHWAY_FIELDS, RECORD_HEADING, Layout, heading_key
from iomdesk.exchange.layout import OWN, Column, FoundLayout, level_alone
from iomdesk.exchange.mapping import NOTE, SheetMapping
from iomdesk.exchange.rows import Problem
from iomdesk.exchange.sheets import Cell, Row, visible
from iomdesk.exchange.stamp import NOTE_PREFIX
from iomdesk.people.identifiers import Identifier, Scheme, parse_identifier
from iomdesk.words import say

Parser: TypeAlias = Callable[[Cell], Parsed[Any]]


@dataclass(frozen=True, slots=True, repr=False)
class ColumnPlan:
    """How one column is parsed. ``known`` remembers each cell seen; True and False stay out, they equal 1 and 0."""

    place: int
    field: str
    heading: str
    parse: Parser
    known: dict[Cell, Parsed[Any]]


SCORES = "scores"
"""Where a row's eight scores stand when all were plain, instead of one by one."""
_IDENTIFIERS = frozenset(IDENTIFIER_FIELDS)
_PAST = ("adopted", "last_conference", "date", "committed_from", "committed_to", "outcome_date", "from", "to")
_DATES = {**dict.fromkeys(_PAST, Years.PAST), "dob": Years.BIRTH}
_PLAIN: Mapping[str, Parser] = {
    "sex": cells.parse_sex,
    "cohort_label": cells.parse_cohort_label,
    "rosh": cells.parse_rosh,
    "rag": cells.parse_rag,
    "mappa": phrases.parse_mappa,
    "da_perpetrator": cells.parse_yes_no,
    "county_lines": cells.parse_yes_no,
    "total": cells.parse_whole_number,
    "outcome": cells.parse_outcome,
    **dict.fromkeys(PATHWAY_FIELDS, cells.parse_score),
}


@dataclass(slots=True, repr=False)
class ParsedRow:
    """One row, parsed cell by cell: values by field (identifiers apart), what was wrong, and the notes."""

    number: int
    cells: Row
    record: str
    values: dict[str, Any]
    identifiers: tuple[Identifier, ...]
    problems: list[Problem]
    extras: tuple[tuple[str, str], ...]

    def named(self) -> bool:
        """True when the row has anything that says whose it is, for certain."""
        return bool(self.identifiers) or self.values.get("dob") is not None


class ScoreColumns:
    """The short way for eight plain scores, because a workbook holds fifty thousand rows of them.

    Only numbers that are whole scores, and empty cells, go this way; the parsers of the columns see all else.
    """

    def __init__(self, plans: Sequence[ColumnPlan]) -> None:
        places = {plan.field: plan.place for plan in plans}
        self._eight = itemgetter(*(places[name] for name in PATHWAY_FIELDS))
        self._plain: dict[Cell, int | None] = {
            **{float(score): score for score in range(cells.TOP_SCORE + 1)},
            "": None,
        }
        self._last = max(places[name] for name in PATHWAY_FIELDS)

    def parse(self, row: Row, values: dict[str, Any]) -> bool:
        """Put the eight into ``values`` as one tuple; False, and nothing put, when any is not plain."""
        if len(row) <= self._last:
            return False
        eight = self._eight(row)
        # True equals 1 as a key, and a tick box is no score.
        if bool in map(type, eight):
            return False
        try:
            values[SCORES] = tuple([self._plain[cell] for cell in eight])
        except KeyError:
            return False
        return True


class RowParser:
    """Parses the rows below the headings of one found layout. Rows without content are no input and are passed by."""

    def __init__(self, found: FoundLayout, mapping: SheetMapping, today: date, labels: tuple[str, ...]) -> None:
        self._found = found
        parsers = _parsers(today, labels)
        fields = [column for column in found.columns if column.field not in (OWN, NOTE)]
        for column in fields:
            parsers |= _by_column(column, found.sheet.rows[found.header_row :], today)
        self._plan = tuple(
            ColumnPlan(column.place, column.field, column.heading, _spoken(parsers, mapping, column.field), {})
            for column in fields
        )
        self._scores = ScoreColumns(self._plan) if found.layout is Layout.PATHWAYS else None
        self._one_by_one = tuple(p for p in self._plan if self._scores is None or p.field not in PATHWAY_FIELDS)
        self._notes = found.note_columns
        self._record = next(
            (c.place for c in found.columns if heading_key(c.heading) == heading_key(RECORD_HEADING)), None
        )

    def rows(self) -> Iterator[ParsedRow]:
        """Every row that holds anything, in order."""
        for number, row in enumerate(self._found.sheet.rows[self._found.header_row :], self._found.header_row + 1):
            if _holds_anything(row):
                yield self._parse(number, row)

    def by_field(self, row: Row) -> dict[str, Cell]:
        """The raw cells by field, notes as ``note:`` and their heading: what a stamp's base is compared with."""
        width = len(row)
        named = {plan.field: row[plan.place] for plan in self._plan if plan.place < width}
        return named | {NOTE_PREFIX + c.heading: row[c.place] for c in self._notes if c.place < width}

    def _parse(self, number: int, row: Row) -> ParsedRow:
        width = len(row)
        values: dict[str, Any] = {}
        identifiers: list[Identifier] = []
        problems: list[Problem] = []
        plans = self._one_by_one
        if self._scores is not None and not self._scores.parse(row, values):
            plans = self._plan
        for plan in plans:
            cell = row[plan.place] if plan.place < width else ""
            found = plan.known.get(cell)
            if found is None or cell is True or cell is False:
                found = _asked(plan, cell)
            if found.reason:
                problems.append(Problem(plan.field, plan.heading, found.reason, found.value is not None))
            if plan.field not in _IDENTIFIERS:
                values[plan.field] = found.value
            elif found.value is not None:
                identifiers.append(found.value)
        extras = self._extras(row, problems)
        return ParsedRow(number, row, self._record_of(row), values, tuple(identifiers), problems, extras)

    def _extras(self, row: Row, problems: list[Problem]) -> tuple[tuple[str, str], ...]:
        if not self._notes:
            return ()
        width = len(row)
        found = [(c.heading, text) for c in self._notes if c.place < width and (text := cell_text(row[c.place]))]
        wrong = [heading for heading, text in found if cells.is_error(text)]
        if wrong:
            problems += [Problem(NOTE_PREFIX + heading, heading, cells.error_reason()) for heading in wrong]
            found = [(heading, text) for heading, text in found if heading not in wrong]
        return tuple(found)

    def _record_of(self, row: Row) -> str:
        return cell_text(row[self._record]) if self._record is not None and self._record < len(row) else ""


def _asked(plan: ColumnPlan, cell: Cell) -> Parsed[Any]:
    found = plan.parse(cell)
    if cell is not True and cell is not False:
        plan.known[cell] = found
    return found


def _holds_anything(row: Row) -> bool:
    """Whether there is anything but blanks and errors: formulas are copied down far below the table they look up."""
    first = row[0] if row else ""
    if isinstance(first, str) and first and not first.isspace() and first[0] not in "#E":
        return True
    return any(not isinstance(cell, str) or (cell and not cell.isspace() and not cells.is_error(cell)) for cell in row)


def _by_column(column: Column, below: Sequence[Row], today: date) -> dict[str, Parser]:
    """The parser of a field whose column, by its heading or its other cells, is not read in the usual way."""
    if column.field == "mappa" and level_alone(column.heading):
        return {"mappa": phrases.parse_mappa_in_full}
    if column.field in _DATES and month_first(row[column.place] for row in below if column.place < len(row)):
        return {column.field: date_parser(today, _DATES[column.field], turned=True)}
    return {}


def _parsers(today: date, labels: tuple[str, ...]) -> dict[str, Parser]:
    """Field to parser; a field that is not here is plain text."""
    parsers = dict(_PLAIN)
    parsers |= {name: date_parser(today, years) for name, years in _DATES.items()}
    parsers["location"] = lambda cell: phrases.parse_location(cell, today)
    parsers["supervision"] = lambda cell: phrases.parse_supervision(cell, today)
    parsers["priority_pathway"] = _pathway_parser(labels)
    return parsers | {name: _identifier_parser(Scheme(name.upper()), today) for name in IDENTIFIER_FIELDS}


def _identifier_parser(scheme: Scheme, today: date) -> Parser:
    def parse(cell: Cell) -> Parsed[Identifier]:
        text = visible(cell_text(cell))
        if cells.is_error(text):
            return Parsed(None, cells.error_reason())
        if cells.says_nothing(text):
            return Parsed(None)
        found = parse_identifier(scheme, text, today)
        return Parsed(found, found.warning)

    return parse


def _pathway_parser(labels: tuple[str, ...]) -> Parser:
    places = {heading_key(label): place for place, label in enumerate(labels, start=1)}

    def parse(cell: Cell) -> Parsed[int]:
        text = cell_text(cell)
        if cells.says_nothing(text):
            return Parsed(None)
        place = places.get(heading_key(text))
        return Parsed(place) if place else Parsed(None, say("This is none of the eight pathways."))

    return parse


def _spoken(parsers: Mapping[str, Parser], mapping: SheetMapping, field: str) -> Parser:
    """The parser of ``field``, after the mapping file's own words for it, compared without case."""
    parse = parsers.get(field, cells.parse_text)
    words = {theirs.strip().casefold(): ours for theirs, ours in mapping.values.get(field, {}).items()}
    if not words:
        return parse

    def spoken(cell: Cell) -> Parsed[Any]:
        return parse(words.get(cell_text(cell).casefold(), cell))

    return spoken
