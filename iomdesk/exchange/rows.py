"""What reading a file gives: every row of it, typed, with its raw cells and what was wrong. Frozen; no repr of content.

``held`` is empty for a row that can be used, else the reason it cannot. ``problems`` are single cells: ``used`` is
True where the value stands all the same (a check letter that does not fit), False where the cell could not be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from iomdesk.exchange.cells import cell_text
from iomdesk.exchange.layout import FoundLayout
from iomdesk.exchange.phrases import Location, Mappa, Supervision
from iomdesk.exchange.sheets import Row
from iomdesk.exchange.stamp import Returned, Stamp
from iomdesk.people.identifiers import Identifier


@dataclass(frozen=True, slots=True, repr=False)
class Problem:
    """One cell that needs a person's eye. The reason never repeats the cell."""

    field: str
    heading: str
    reason: str
    used: bool = False


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class ReadRow:
    """What every row carries. ``number`` is the row as the spreadsheet program counts it."""

    number: int
    cells: Row
    record: str = ""
    held: str = ""
    problems: tuple[Problem, ...] = ()
    extras: tuple[tuple[str, str], ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    surname: str | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class CohortRow(ReadRow):
    """One person as a cohort sheet has them. ``priority_pathway`` is a place, 1 to 8."""

    forenames: str | None = None
    dob: date | None = None
    sex: str | None = None
    site: str | None = None
    cohort_label: str | None = None
    adopted: date | None = None
    police_om: str | None = None
    probation_om: str | None = None
    supervision: Supervision | None = None
    rosh: str | None = None
    rag: str | None = None
    mappa: Mappa | None = None
    location: Location | None = None
    da_perpetrator: str | None = None
    county_lines: str | None = None
    last_conference: date | None = None
    priority_pathway: int | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class PathwayRow(ReadRow):
    """Eight scores of one person on one day, in the scheme's order; None is not known."""

    scored_on: date | None = None
    scores: tuple[int | None, ...] = (None,) * 8
    total: int | None = None
    priority_pathway: int | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class OffenceRow(ReadRow):
    """One recorded crime. ``outcome`` is one of the five the harm measure knows."""

    crime_ref: str | None = None
    offence_code: str | None = None
    offence: str | None = None
    committed_from: date | None = None
    committed_to: date | None = None
    outcome: str | None = None
    outcome_date: date | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class CustodyRow(ReadRow):
    """One spell in custody; an open one has no end."""

    prison: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class ReadList:
    """How one sheet was understood: what every kind of list says about itself."""

    found: FoundLayout

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, made single, in the order of the columns."""
        return tuple(column.heading for column in self.found.columns)

    def raw(self, row: ReadRow) -> Mapping[str, str]:
        """The row's raw cells as text by heading, empty ones left out; our own columns left aside."""
        cells = row.cells
        return {
            column.heading: text
            for column in self.found.columns
            if column.field != "own" and column.place < len(cells) and (text := cell_text(cells[column.place]))
        }


@dataclass(frozen=True, slots=True, repr=False)
class PathwaySheet(ReadList):
    """The sheet of scores, every row in the sheet's order."""

    rows: tuple[PathwayRow, ...]
    returned: Mapping[int, Returned]


@dataclass(frozen=True, slots=True, repr=False)
class CohortSheet(ReadList):
    """A cohort workbook. ``returned`` says, by row number, what a person changed since we wrote the file.

    ``gone`` are the records our export held that no row answers to any more. ``findings`` are told to the person.
    """

    source: str
    fingerprint: str
    rows: tuple[CohortRow, ...]
    pathways: PathwaySheet | None
    stamp: Stamp | None
    returned: Mapping[int, Returned]
    gone: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class OffenceSheet(ReadList):
    """A file of recorded crimes."""

    source: str
    fingerprint: str
    rows: tuple[OffenceRow, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class CustodySheet(ReadList):
    """A file of custody spells."""

    source: str
    fingerprint: str
    rows: tuple[CustodyRow, ...]
    findings: tuple[str, ...]
