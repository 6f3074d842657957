"""What many operations on one record make together: the standing values of each field, and the one that is shown.

heads(record, field) = the operations that write the field, minus those another of them names as observed for
that same field. Operations and observed ids only ever grow, so order, repetition and splitting cannot matter
(SYNC, "The change"). Nothing here reads a clock: the hybrid clock used to order the *shown* value of an open
conflict comes from the signed envelope.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iomdesk.catalogue import Field, Merge
from iomdesk.history.operation import Operation, Value
from iomdesk.ids import Id

Heads = dict[int, list[Id]]
"""Per field number, the ids of the operations whose value stands, in order of id."""


def heads(operations: Iterable[Operation]) -> dict[int, dict[Id, Value]]:
    """Per field, the standing values by operation id. All operations are of one record; order and repeats are free."""
    known = list(operations)
    if len(known) == 1:
        (only,) = known
        return {number: {only.id: value} for number, value in only.values.items()}
    written: dict[int, dict[Id, Value]] = {}
    replaced: dict[int, set[Id]] = {}
    for operation in known:
        for number, value in operation.values.items():
            written.setdefault(number, {})[operation.id] = value
        for number, seen in operation.observed.items():
            if number in operation.values:
                replaced.setdefault(number, set()).update(each for each in seen if each != operation.id)
    standing = {}
    for number, values in written.items():
        gone = replaced.get(number, ())
        left = {each: values[each] for each in sorted(values) if each not in gone}
        standing[number] = left
    return standing


@dataclass(frozen=True, slots=True, repr=False)
class Standing:
    """One standing value with the hybrid clock of the change that carried it."""

    operation: Id
    clock: int
    value: Value


def shown(field: Field, standing: Iterable[Standing]) -> Value:
    """The value shown while ``standing`` values differ: the field's declared policy, ties by operation id.

    A cautious field shows the value that ranks highest in its order; a value outside the order outranks all,
    because what the desk does not understand must not be shown as the milder one.
    """
    candidates = list(standing)
    if field.merge is Merge.CAUTIOUS:
        ranks = {value: rank for rank, value in enumerate(field.order)}
        known = [each for each in candidates if each.value is not None] or candidates
        return max(known, key=lambda s: (ranks.get(s.value, len(ranks)), s.clock, s.operation)).value
    return max(candidates, key=lambda s: (s.clock, s.operation)).value


def contested(values: Mapping[Id, Value]) -> bool:
    """Whether standing values differ: a conflict a person must see. Equal values are none."""
    return len(values) > 1 and len(set(map(_plain, values.values()))) > 1


def _plain(value: Value) -> tuple[str, Value]:
    return (type(value).__name__, value)


def pack(standing: Mapping[int, Iterable[Id]]) -> bytes:
    """Heads as kept beside a row: per operation its id, how many fields it stands for, and their numbers."""
    by_operation: dict[Id, list[int]] = {}
    for number in sorted(standing):
        for each in standing[number]:
            by_operation.setdefault(each, []).append(number)
    return b"".join(each + suffix(numbers) for each, numbers in sorted(by_operation.items()))


def suffix(numbers: list[int]) -> bytes:
    """The part of packed heads that follows an operation's id: a count and the field numbers."""
    return len(numbers).to_bytes(2, "big") + b"".join(number.to_bytes(4, "big") for number in numbers)


def unpack(packed: bytes) -> Heads:
    """The heads that ``pack`` wrote."""
    found: Heads = {}
    place = 0
    while place < len(packed):
        operation = packed[place : place + 16]
        count = int.from_bytes(packed[place + 16 : place + 18], "big")
        place += 18
        for _ in range(count):
            found.setdefault(int.from_bytes(packed[place : place + 4], "big"), []).append(operation)
            place += 4
    return found
