"""What this desk alone remembers of files: what a sheet said last, exports made, mappings given, rows held back."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import cbor2
from sqlalchemy import ColumnElement, select

from iomdesk.exchange.headings import Layout
from iomdesk.exchange.plan import HeldRows
from iomdesk.exchange.records import HeldRow, RememberedMapping, SheetMemory
from iomdesk.exchange.rows import ReadRow
from iomdesk.exchange.source import Reach, Source, grown_from
from iomdesk.exchange.stamp import Base
from iomdesk.ids import Id, id_from_text
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Work

_EXPORTS = "exports"
_HEADINGS = "headings"
"""The key of the row that keeps a source's headings; people are kept under their ids."""
DISMISSED = "dismissed"
"""Under which source it is kept why a held row was dismissed; the key is the row's id."""
_REMEMBER = "INSERT OR REPLACE INTO sheet_memory (source, key, person, cells, seen_at) VALUES (?, ?, ?, ?, ?)"


def source_key(layout: Layout, fingerprint: str) -> str:
    """What the mapping file of a foreign file is known again by: its layout and the headings of all its sheets."""
    return f"{layout}:{fingerprint}"


def export_key(export_id: str) -> str:
    """What an export that came back is known again by."""
    return f"export:{export_id}"


def base_source(reading: Reading, source: Source) -> str:
    """Under which key the last reading of this source is kept: its own, else an older one; empty for the first time."""
    m = SheetMemory
    kept = {key for (key,) in reading.all(select(m.source).distinct())}
    if source.key in kept or not source.older:
        return source.key
    if source.older in kept:
        return source.older
    layout = source.key.partition(":")[0]
    found = reading.all(
        select(m.source, m.cells)
        .where(m.key == _HEADINGS, m.person.is_(None), m.source.startswith(f"{layout}:"))
        .order_by(m.seen_at.desc())
    )
    return grown_from(source, {key: frozenset(cbor2.loads(cells)) for key, cells in found})


def adopt(work: Work, source: Source, base: str) -> None:
    """Keep under the source's own key what was kept under ``base``, and its headings as they are now."""
    if base and base != source.key:
        work.local("UPDATE OR REPLACE sheet_memory SET source = ? WHERE source = ?", [(source.key, base)])
    for old in {base, source.older} - {"", source.key}:
        work.local("UPDATE held_row SET source = ? WHERE source = ?", [(source.key, old)])
    work.local(_REMEMBER, [(source.key, _HEADINGS, None, cbor2.dumps(sorted(source.headings)), work.now)])


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
        _REMEMBER,
        [(source, person.hex(), person, cbor2.dumps(dict(cells)), work.now) for person, cells in said],
    )


def remember_export(work: Work, export_id: str, count: int) -> None:
    """Keep that this desk wrote an export, so that its stamp is believed when it comes back."""
    work.local(
        _REMEMBER,
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
    return held_as_seen(reading, HeldRow.settled_at.is_(None))


def held_as_seen(reading: Reading, *conditions: ColumnElement[bool]) -> tuple[HeldRowSeen, ...]:
    """The kept rows of which the conditions hold, by source, sheet and number."""
    h = HeldRow
    rows = reading.all(
        select(h.id, h.source, h.sheet, h.row_number, h.reason, h.cells, h.held_at)
        .where(*conditions)
        .order_by(h.source, h.sheet, h.row_number, h.id)
    )
    found = []
    for id, source, sheet, number, reason, packed, at in rows:
        headings, cells = cbor2.loads(packed)
        found.append(HeldRowSeen(id, source, sheet, number, reason, tuple(headings), tuple(cells), at))
    return tuple(found)


def _dismissed(reading: Reading) -> dict[Id, tuple[str, str, str, tuple[str, ...]]]:
    """The rows that somebody said need nobody, by what they are known again by wherever they stand in their sheet."""
    m = SheetMemory
    ids = [bytes.fromhex(key) for (key,) in reading.all(select(m.key).where(m.source == DISMISSED))]
    rows = held_as_seen(reading, HeldRow.settled_at.is_not(None), HeldRow.id.in_(ids)) if ids else ()
    return {each.id: (each.source, each.sheet, each.reason, each.cells) for each in rows}


def keep_held(
    work: Work, source: Source, lists: Sequence[HeldRows], read: Sequence[ReadRow], entered: Set[int] = frozenset()
) -> None:
    """Keep the rows held now; those of this source held before are settled as its reach allows.

    ``read`` is every row read: a held row carries its own id out in the exported file, and so is known when it comes
    back mended, or still in need of it. ``entered`` are the numbers of those the desk did not have yet. A row that
    was dismissed and comes again as it was waits no more.
    """
    dismissed = _dismissed(work)
    settled_for_good = set(dismissed.values())
    waiting = {each.id: each for each in held(work)}
    came_back = {id for row in read if row.record and (id := id_from_text(row.record)) in waiting}
    still: set[Id] = set()
    rows = []
    for each in lists:
        for row, reason in each.rows:
            cells = each.cells(row)
            known = waiting.get(id_from_text(row.record) or b"")
            if known is None and (source.key, each.sheet, reason, cells) in settled_for_good:
                continue
            # A row copied with its id is two rows: the second is held under one of its own.
            id = known.id if known and known.id not in still else _held_id(source.key, each.sheet, row.number, cells)
            if id in dismissed:
                id = _held_id(source.key, each.sheet, row.number, (*cells, reason))
            still.add(id)
            old = waiting.get(id)
            if old is None or (old.reason, old.cells) != (reason, cells):
                place = (old.source, old.sheet, old.number) if old else (source.key, each.sheet, row.number)
                packed = cbor2.dumps([list(each.headings), list(cells)])
                rows.append((id, *place, reason, packed, old.held_at if old else work.now, None))
    work.local(
        "INSERT OR REPLACE INTO held_row (id, source, sheet, row_number, reason, cells, held_at, settled_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    own = [each for each in waiting.values() if each.source == source.key and each.id not in still]
    gone = (came_back | _settled(own, source.reach, lists[0], (read, entered))) - still
    work.local("UPDATE held_row SET settled_at = ? WHERE id = ?", [(work.now, id) for id in sorted(gone)])


def _settled(
    own: Sequence[HeldRowSeen], reach: Reach, shape: HeldRows, file: tuple[Sequence[ReadRow], Set[int]]
) -> set[Id]:
    """Which of a source's rows that were held before need nobody any more."""
    if reach is Reach.WHOLE or not own:
        return {each.id for each in own}
    read, entered = file
    same = {shape.cells(row) for row in read}
    mended = {
        (place, *_without(cells, place))
        for row in read
        if row.number in entered
        for cells in (shape.cells(row),)
        for place in range(len(cells))
    }
    return {
        each.id
        for each in own
        if each.cells in same or any((place, *_without(each.cells, place)) in mended for place in _amiss(each, shape))
    }


def _amiss(waits: HeldRowSeen, shape: HeldRows) -> Iterable[int]:
    """The columns a held row may be mended in: the one its reason names, and those that say whose it is.

    In any other it would be another event of the same person.
    """
    for place, heading in enumerate(waits.headings):
        if place in shape.identifying or waits.reason.startswith(f"{heading}:"):
            yield place


def _without(cells: Sequence[str], place: int) -> tuple[str, ...]:
    return (*cells[:place], *cells[place + 1 :])


def _held_id(source: str, sheet: str, number: int, cells: Sequence[str]) -> Id:
    return hashlib.sha256(cbor2.dumps([source, sheet, number, list(cells)])).digest()[:16]
