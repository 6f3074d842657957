"""What an import will do, row by row, before it is done: every row of the file ends in exactly one outcome. Pure.

The dry run shows this, and the import makes it again inside its unit of work against what stands then.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from iomdesk.exchange.cells import cell_text
from iomdesk.exchange.headings import IDENTIFIER_FIELDS
from iomdesk.exchange.held import held_headings
from iomdesk.exchange.layout import OWN
from iomdesk.exchange.rows import Problem, ReadList, ReadRow
from iomdesk.ids import Id

Whose: TypeAlias = Id | int
"""A person of the desk by id, or one the file brings by their place among the new ones."""


class Outcome(StrEnum):
    """What becomes of a row."""

    IMPORTED = "imported"
    MATCHED = "matched"
    MERGED = "merged"
    HELD = "held"


class Step(StrEnum):
    """What becomes of one cell of somebody the desk knows already."""

    FILL = "fill"
    CHANGE = "change"
    BOTH = "both"
    """The desk has moved on, or nobody knows which is newer: both values are put to a person."""


@dataclass(frozen=True, slots=True, repr=False)
class FieldChange:
    """One cell that differs from the desk. ``field`` is the layout's, or ``note:`` and a heading."""

    field: str
    old: str
    new: str
    step: Step


@dataclass(frozen=True, slots=True, repr=False)
class RowPlan:
    """What becomes of one row. ``name`` says whose it is to the person reading; ``told`` are remarks on it."""

    sheet: str
    number: int
    outcome: Outcome
    name: str
    reason: str = ""
    changes: tuple[FieldChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class ImportReport:
    """What an import did, or would do: a plan for every row read, and findings about the file as a whole."""

    rows: tuple[RowPlan, ...]
    findings: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[Outcome, int]:
        """Rows by outcome; they add up to the rows read."""
        counted = Counter(row.outcome for row in self.rows)
        return {outcome: counted[outcome] for outcome in Outcome}

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets read, in order."""
        return tuple(dict.fromkeys(row.sheet for row in self.rows))

    def of(self, sheet: str) -> "ImportReport":
        """The part of one sheet."""
        return ImportReport(tuple(row for row in self.rows if row.sheet == sheet))


@dataclass(slots=True, repr=False)
class HeldRows:
    """The rows of one sheet that could not be used, with their reasons, to be listed and mended.

    ``identifying`` are those of ``headings``, by their place among them, that say whose a row is.
    """

    sheet: str
    headings: tuple[str, ...]
    places: tuple[int, ...]
    identifying: frozenset[int] = frozenset()
    rows: list[tuple[ReadRow, str]] = field(default_factory=list)

    def hold(self, row: ReadRow, name: str, reason: str) -> RowPlan:
        """Hold a row: what becomes of it."""
        self.rows.append((row, reason))
        return RowPlan(self.sheet, row.number, Outcome.HELD, name, reason, (), row.problems)

    def cells(self, row: ReadRow) -> tuple[str, ...]:
        """The cells of a row as text, in the order of the headings."""
        return tuple(cell_text(row.cells[place]) if place < len(row.cells) else "" for place in self.places)


def held_rows(read: ReadList) -> HeldRows:
    """An empty list for the held rows of one sheet; columns that are ours are left out."""
    columns = [column for column in read.found.columns if column.field != OWN]
    named = frozenset(place for place, each in enumerate(columns) if each.field in (*IDENTIFIER_FIELDS, "surname"))
    return HeldRows(read.found.sheet.name, held_headings(read), tuple(each.place for each in columns), named)


def shown_name(*parts: str | None) -> str:
    """``Surname, Forenames`` of what is known of a name."""
    return ", ".join(part for part in parts if part)
