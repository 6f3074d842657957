"""The days a contact was planned for before: every move with its reason, read from the history of its record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from iomdesk.catalogue import CONTACT
from iomdesk.history.operation import Operation, decode
from iomdesk.ids import Id
from iomdesk.store.reading import Reading
from iomdesk.store.tables import ChangeRow, OperationRow

_AT_ONCE = 10_000
"""How many ids one select names, well under what SQLite takes as variables."""
_ON = CONTACT.by_name["planned_on"].number
_AT = CONTACT.by_name["planned_at"].number
_WHY = CONTACT.by_name["outcome_reason"].number


@dataclass(frozen=True, slots=True, repr=False)
class Move:
    """Where a contact was moved from: the day, the time (HH:MM or empty), and why."""

    was_on: date
    was_at: str
    reason: str


def moves_of(reading: Reading, contacts: Iterable[Id]) -> dict[Id, tuple[Move, ...]]:
    """The moves of each contact that was ever moved, earliest first; one select for every ten thousand contacts."""
    found: dict[Id, list[Operation]] = {}
    for ids in _portions(list(contacts)):
        rows = reading.all(
            select(OperationRow.record, OperationRow.body)
            .join(ChangeRow, ChangeRow.seq == OperationRow.change)
            .where(OperationRow.record.in_(ids))
            .order_by(ChangeRow.clock, OperationRow.seq)
        )
        for record, body in rows:
            found.setdefault(record, []).append(decode(body))
    moved = ((record, moves_in(history)) for record, history in found.items())
    return {record: moves for record, moves in moved if moves}


def moves_in(history: Sequence[Operation]) -> tuple[Move, ...]:
    """The moves in one contact's history, in the order it was written. Pure.

    A move writes the day or the time anew, and with it the reason unless that stands there already.
    """
    standing: dict[int, object] = {}
    moves: list[Move] = []
    for operation in history:
        before = dict(standing)
        standing.update((number, value) for number, value in operation.values.items() if number in (_ON, _AT, _WHY))
        was = before.get(_ON)
        if isinstance(was, str) and (was, before.get(_AT)) != (standing.get(_ON), standing.get(_AT)):
            moves.append(Move(date.fromisoformat(was), _text(before, _AT), _text(standing, _WHY)))
    return tuple(moves)


def _text(values: Mapping[int, object], number: int) -> str:
    value = values.get(number)
    return value if isinstance(value, str) else ""


def _portions(ids: list[Id]) -> Iterator[list[Id]]:
    return (ids[begin : begin + _AT_ONCE] for begin in range(0, len(ids), _AT_ONCE))
