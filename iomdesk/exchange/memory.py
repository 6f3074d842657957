"""What this desk alone remembers of files: what a sheet said last, exports made, mappings given, rows held back."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import cbor2
from sqlalchemy import select

from iomdesk.exchange.headings import Layout
from iomdesk.exchange.plan import HeldRows
from iomdesk.exchange.records import HeldRow, RememberedMapping, SheetMemory
from iomdesk.exchange.stamp import Base
from iomdesk.ids import Id, id_from_text
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Work

_EXPORTS = "exports"


def source_key(layout: Layout, fingerprint: str) -> str:
    """What a foreign sheet is known again by: its layout and headings."""
    return f"{layout}:{fingerprint}"


def export_key(export_id: str) -> str:
    """What an export that came back is known again by."""
    return f"export:{export_id}"


def said_last(reading: Reading, source: str, canonical: Mapping[Id, Id]) -> dict[Id, Base]:
    """What the sheet said of each person when it was last read, by canonical id."""
    m = SheetMemory
    found: dict[Id, Base] = {}
    for person, cells in reading.all(
        select(m.person, m.cells).where(m.source == source, m.person.is_not(None)).order_by(m.seen_at)
    ):
        if person is not None:
            found[canonical.get(person, person)] = cbor2.loads(cells)
    return found


def remember(work: Work, source: str, said: Iterable[tuple[Id, Base]]) -> None:
    """Keep what the sheet says of each person now."""
    work.local(
        "INSERT OR REPLACE INTO sheet_memory (source, key, person, cells, seen_at) VALUES (?, ?, ?, ?, ?)",
        [(source, person.hex(), person, cbor2.dumps(dict(cells)), work.now) for person, cells in said],
    )


def remember_export(work: Work, export_id: str, count: int) -> None:
    """Keep that this desk wrote an export, so that its stamp is believed when it comes back."""
    work.local(
        "INSERT OR REPLACE INTO sheet_memory (source, key, person, cells, seen_at) VALUES (?, ?, ?, ?, ?)",
        [(_EXPORTS, export_id, None, cbor2.dumps(count), work.now)],
    )


def wrote_export(reading: Reading, export_id: str) -> bool:
    """Whether this desk wrote that export."""
    m = SheetMemory
    return reading.first(select(m.seen_at).where(m.source == _EXPORTS, m.key == export_id)) is not None


def remember_mapping(work: Work, source: str, mapping: str) -> None:
    """Keep the mapping file given for a source, in the place of an earlier one."""
    work.local(
        "INSERT OR REPLACE INTO remembered_mapping (fingerprint, mapping, seen_at) VALUES (?, ?, ?)",
        [(source, mapping, work.now)],
    )


def mappings(reading: Reading) -> dict[str, str]:
    """The mapping files given, by source."""
    m = RememberedMapping
    return {row.fingerprint: row.mapping for row in reading.all(select(m.fingerprint, m.mapping))}


@dataclass(frozen=True, slots=True, repr=False)
class HeldRowSeen:
    """One row that waits to be mended: its id, source, sheet and number, why, and its cells under its headings."""

    id: Id
    source: str
    sheet: str
    number: int
    reason: str
    headings: tuple[str, ...]
    cells: tuple[str, ...]
    held_at: int

    @property
    def layout(self) -> str:
        """What the file is a list of: the word it is imported with."""
        return self.source.partition(":")[0]


def held(reading: Reading) -> tuple[HeldRowSeen, ...]:
    """Every row that waits, by source, sheet and number."""
    h = HeldRow
    rows = reading.all(
        select(h.id, h.source, h.sheet, h.row_number, h.reason, h.cells, h.held_at)
        .where(h.settled_at.is_(None))
        .order_by(h.source, h.sheet, h.row_number, h.id)
    )
    found = []
    for id, source, sheet, number, reason, packed, at in rows:
        headings, cells = cbor2.loads(packed)
        found.append(HeldRowSeen(id, source, sheet, number, reason, tuple(headings), tuple(cells), at))
    return tuple(found)


def keep_held(work: Work, source: str, lists: Sequence[HeldRows], read: Iterable[str]) -> None:
    """Keep the rows held now; those of this source held before, and no longer, are settled.

    ``read`` are the record cells of every row read: a held row carries its own id out in the exported file, and
    so is known when it comes back mended, or still in need of it.
    """
    waiting = {each.id: each for each in held(work)}
    own = {id for (id,) in work.all(select(HeldRow.id).where(HeldRow.source == source, HeldRow.settled_at.is_(None)))}
    came_back = {id for text in read if text and (id := id_from_text(text)) in waiting}
    still: set[Id] = set()
    rows = []
    for each in lists:
        for row, reason in each.rows:
            cells = each.cells(row)
            known = waiting.get(id_from_text(row.record) or b"")
            id = known.id if known else _held_id(source, each.sheet, row.number, cells)
            still.add(id)
            old = waiting.get(id)
            if old is None or (old.reason, old.cells) != (reason, cells):
                place = (old.source, old.sheet, old.number) if old else (source, each.sheet, row.number)
                packed = cbor2.dumps([list(each.headings), list(cells)])
                rows.append((id, *place, reason, packed, old.held_at if old else work.now, None))
    work.local(
        "INSERT OR REPLACE INTO held_row (id, source, sheet, row_number, reason, cells, held_at, settled_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    gone = (own | came_back) - still
    work.local("UPDATE held_row SET settled_at = ? WHERE id = ?", [(work.now, id) for id in sorted(gone)])


def _held_id(source: str, sheet: str, number: int, cells: Sequence[str]) -> Id:
    return hashlib.sha256(cbor2.dumps([source, sheet, number, list(cells)])).digest()[:16]
