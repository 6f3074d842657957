"""What a decision or a score did besides itself, found in the log: which entries it made, and what it replaced.

The log knows exactly. A save's operations share its id, and each operation names what its author saw, so that what
was there before can be put back without guessing from dates or words.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from iomdesk.catalogue import WITHDRAWN, Kind
from iomdesk.conference.entries import plain
from iomdesk.history.heads import Standing, heads, shown
from iomdesk.history.operation import Operation, decode
from iomdesk.ids import Id
from iomdesk.store.reading import Reading
from iomdesk.store.tables import ChangeRow, OperationRow
from iomdesk.store.unit import Given


@dataclass(frozen=True, slots=True, repr=False)
class Replaced:
    """What a field showed before a save changed it, as a unit of work takes it; None is not known."""

    value: Given


def saves_that_made(reading: Reading, records: Iterable[Id]) -> frozenset[Id]:
    """The saves in which these records were created."""
    rows = reading.all(
        select(OperationRow.record, ChangeRow.save)
        .join(ChangeRow, ChangeRow.seq == OperationRow.change)
        .where(OperationRow.record.in_(list(records)))
        .order_by(OperationRow.seq.desc())
    )
    return frozenset({row.record: row.save for row in rows}.values())


def made_in(reading: Reading, saves: Collection[Id], subjects: Collection[Id], kind: Kind) -> tuple[Id, ...]:
    """The records of a kind about ``subjects`` that these saves created; one only changed there is not among them."""
    rows = reading.all(
        select(OperationRow.record, OperationRow.body)
        .join(ChangeRow, ChangeRow.seq == OperationRow.change)
        .where(ChangeRow.subject.in_(list(subjects)), ChangeRow.save.in_(list(saves)))
        .order_by(OperationRow.seq)
    )
    touched = dict.fromkeys(record for record, body in rows if decode(body).kind == kind.number)
    return tuple(record for record in touched if saves_that_made(reading, [record]) <= set(saves))


def saves_that_withdrew(reading: Reading, kind: Kind, records: Iterable[Id]) -> frozenset[Id]:
    """The saves in which these records of a kind were withdrawn."""
    number = kind.by_name[WITHDRAWN].number
    logged = (each for record in records for each in _log_of(reading, kind, record).values())
    return frozenset(each.save for each in logged if number in each.operation.values)


def replaced_by(
    reading: Reading, saves: Collection[Id], kind: Kind, record: Id, name: str, undone: Collection[Id] = ()
) -> Replaced | None:
    """What a field of a record showed before these saves, where what it shows now is theirs alone; None where not.

    Somebody's later value is theirs, and is not taken back with ours. ``undone`` are saves that were taken back
    before, and those that did so: it is as if they had never been.
    """
    field = kind.by_name[name]
    log = _log_of(reading, kind, record)
    latest = set(heads(each.operation for each in log.values()).get(field.number, {}))
    standing = _before(log, latest, field.number, undone)
    if not standing or any(log[each].save not in saves for each in standing):
        return None
    standing = _before(log, standing, field.number, {*saves, *undone})
    values = [
        Standing(each, log[each].clock, log[each].operation.values[field.number])
        for each in sorted(standing)
        if field.number in log[each].operation.values
    ]
    return Replaced(plain(field, shown(field, values)) if values else None)


def _before(log: Mapping[Id, "_Logged"], standing: set[Id], field: int, saves: Collection[Id]) -> set[Id]:
    """The operations that stood before these saves replaced them with those that are standing."""
    while theirs := {each for each in standing if log[each].save in saves}:
        seen = {earlier for each in theirs for earlier in log[each].operation.observed.get(field, ())}
        standing = (standing - theirs) | {each for each in seen if each in log}
    return standing


@dataclass(frozen=True, slots=True, repr=False)
class _Logged:
    operation: Operation
    save: Id
    clock: int


def _log_of(reading: Reading, kind: Kind, record: Id) -> dict[Id, _Logged]:
    rows = reading.all(
        select(OperationRow.body, ChangeRow.save, ChangeRow.clock)
        .join(ChangeRow, ChangeRow.seq == OperationRow.change)
        .where(OperationRow.record == record)
    )
    logged = (_Logged(decode(body), save, clock) for body, save, clock in rows)
    return {each.operation.id: each for each in logged if each.operation.kind == kind.number}
