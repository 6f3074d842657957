"""Rows that could not be used, written out to be mended and read again.

Delimited text with the headings of the sheet they came from and the reason as the last column; reading leaves
that column aside. One file for each sheet, because each has its own headings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from iomdesk.exchange.cells import cell_text
from iomdesk.exchange.delimited import write_delimited
from iomdesk.exchange.headings import REASON_HEADING
from iomdesk.exchange.layout import OWN
from iomdesk.exchange.rows import ReadList, ReadRow


@dataclass(frozen=True, slots=True, repr=False)
class HeldCells:
    """One held row: its cells as text in the order of the headings, and why it was held."""

    cells: tuple[str, ...]
    reason: str


def held_cells(read: ReadList, rows: Iterable[ReadRow]) -> tuple[HeldCells, ...]:
    """The rows of ``rows`` that are held, as cells in the order of ``held_headings``."""
    places = [column.place for column in read.found.columns if column.field != OWN]
    return tuple(
        HeldCells(tuple(cell_text(row.cells[place]) if place < len(row.cells) else "" for place in places), row.held)
        for row in rows
        if row.held
    )


def held_headings(read: ReadList) -> tuple[str, ...]:
    """The headings of a sheet without the columns that are ours."""
    return tuple(column.heading for column in read.found.columns if column.field != OWN)


def write_held_rows(headings: Sequence[str], rows: Iterable[HeldCells]) -> bytes:
    """Comma-separated UTF-8: the headings, then each held row with its reason last."""
    lines = [(*headings, REASON_HEADING), *((*row.cells, row.reason) for row in rows)]
    return write_delimited(lines)
