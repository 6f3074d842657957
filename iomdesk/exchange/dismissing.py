"""Held rows that somebody said need nobody: kept with the reason, listed no more, also when the same row comes again.

A row deleted where it came from is never mended there, and would wait for ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cbor2
from sqlalchemy import select

from iomdesk.exchange.memory import DISMISSED, HeldRowSeen, held_as_seen
from iomdesk.exchange.records import HeldRow, SheetMemory
from iomdesk.ids import Id
from iomdesk.partnership.records import Officer
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Work


@dataclass(frozen=True, slots=True, repr=False)
class DismissedRow:
    """A row that waits no longer: why, whose word that is, and since when (UTC ms)."""

    row: HeldRowSeen
    reason: str
    by: str
    at: int


def dismiss(work: Work, rows: Iterable[Id], reason: str) -> None:
    """Settle the rows, and keep why."""
    why = cbor2.dumps([reason, work.officer])
    ids = list(dict.fromkeys(rows))
    work.local("UPDATE held_row SET settled_at = ? WHERE id = ?", [(work.now, id) for id in ids])
    work.local(
        "INSERT OR REPLACE INTO sheet_memory (source, key, person, cells, seen_at) VALUES (?, ?, NULL, ?, ?)",
        [(DISMISSED, id.hex(), why, work.now) for id in ids],
    )


def take_back(work: Work, rows: Iterable[Id]) -> None:
    """Let the rows wait again."""
    ids = list(dict.fromkeys(rows))
    work.local("UPDATE held_row SET settled_at = NULL WHERE id = ?", [(id,) for id in ids])
    work.local("DELETE FROM sheet_memory WHERE source = ? AND key = ?", [(DISMISSED, id.hex()) for id in ids])


def dismissed(reading: Reading) -> tuple[DismissedRow, ...]:
    """Every dismissed row, by source, sheet and number."""
    m = SheetMemory
    kept = {
        bytes.fromhex(key): (cbor2.loads(cells), at)
        for key, cells, at in reading.all(select(m.key, m.cells, m.seen_at).where(m.source == DISMISSED))
    }
    if not kept:
        return ()
    names = {row.id: row.name for row in reading.all(select(Officer.id, Officer.name))}
    rows = held_as_seen(reading, HeldRow.settled_at.is_not(None), HeldRow.id.in_(list(kept)))
    return tuple(
        DismissedRow(row, reason, names.get(by) or "", at) for row in rows for (reason, by), at in (kept[row.id],)
    )
