"""What is news since a place in this desk's log, asked of the log itself."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Select, func, select

from iomdesk.history.news import Admitted, Changes, news_of
from iomdesk.history.operation import decode
from iomdesk.ids import Id
from iomdesk.store.reading import Reading
from iomdesk.store.tables import ChangeRow, OperationRow

_AT_ONCE = 10_000
"""How many ids one select names: a whole pack's, and well under what SQLite takes as variables (32,766)."""


def newest_place(reading: Reading) -> int:
    """The place of the newest change in the log; 0 where there is none."""
    return reading.value(select(func.max(ChangeRow.seq))) or 0


def first_place(reading: Reading, record: Id) -> int | None:
    """The place at which this desk first heard of a record, or None where it never did."""
    return reading.value(select(func.min(OperationRow.change)).where(OperationRow.record == record))


def changes_after(reading: Reading, place: int, records: Iterable[Id]) -> Changes:
    """What became news of ``records`` after ``place`` (``history.news``), in two selects for each ten thousand."""
    touched = [
        record
        for ids in _portions(dict.fromkeys(records))
        for (record,) in reading.all(_touched(ids).where(OperationRow.change > place))
    ]
    new: set[Id] = set()
    fields: dict[Id, frozenset[str]] = {}
    for record, history in _histories(reading, touched):
        names = news_of(history, place)
        if names is None:
            new.add(record)
        elif names:
            fields[record] = names
    return Changes(frozenset(new), fields)


def _histories(reading: Reading, records: Iterable[Id]) -> Iterator[tuple[Id, list[Admitted]]]:
    for ids in _portions(records):
        found: dict[Id, list[Admitted]] = {}
        for record, place, clock, body in reading.all(_history(ids)):
            found.setdefault(record, []).append(Admitted(place, clock, decode(body)))
        yield from found.items()


def _touched(ids: Sequence[Id]) -> Select[bytes]:
    return select(OperationRow.record).distinct().where(OperationRow.record.in_(ids))


def _history(ids: Sequence[Id]) -> Select[bytes, int, int, bytes]:
    o = OperationRow
    return (
        select(o.record, o.change, ChangeRow.clock, o.body)
        .join(ChangeRow, ChangeRow.seq == o.change)
        .where(o.record.in_(ids))
    )


def _portions(records: Iterable[Id]) -> Iterator[list[Id]]:
    ids = list(records)
    return (ids[begin : begin + _AT_ONCE] for begin in range(0, len(ids), _AT_ONCE))
