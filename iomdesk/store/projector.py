"""From operations to rows: the one place that knows how a replicated table is written.

Used for a save, an import, what arrives from elsewhere, replay and migration alike. ``project`` is the
definition; the unit of work's own shortcuts must come to the same (a property test holds them together).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection

from iomdesk.catalogue import BY_NUMBER, Field, Kind, Type
from iomdesk.history.heads import Heads, Standing, contested, heads, pack, shown
from iomdesk.history.operation import Operation, Value, decode
from iomdesk.ids import Id
from iomdesk.store.connection import driver_of

Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Projected:
    """What the operations of one record make: its row without id and subject, packed heads, contested fields."""

    values: tuple[Value, ...]
    heads: bytes
    contested: tuple[int, ...]


def project(kind: Kind, operations: Iterable[Operation], clocks: Mapping[Id, int]) -> Projected:
    """The row that these operations of one record make. ``clocks``: each operation's hybrid clock."""
    standing = heads(operations)
    values = tuple([_value(each, standing[each.number], clocks) if each.number in standing else None for each in kind])
    open_fields = tuple(sorted(number for number, each in standing.items() if len(each) > 1 and contested(each)))
    return Projected(values, pack(standing), open_fields)


def _value(field: Field, standing: Mapping[Id, Value], clocks: Mapping[Id, int]) -> Value:
    if len(standing) == 1:
        return fitting(field, next(iter(standing.values())))
    return fitting(field, shown(field, [Standing(each, clocks[each], value) for each, value in standing.items()]))


_KEPT_AS: Mapping[Type, tuple[type, ...]] = {
    Type.TEXT: (str,),
    Type.LONG_TEXT: (str,),
    Type.CODE: (str,),
    Type.DATE: (str,),
    Type.NUMBER: (int,),
    Type.INSTANT: (int,),
    Type.YES_NO: (bool,),
    Type.ID: (bytes,),
    Type.BYTES: (bytes,),
}


def fitting(field: Field, value: Value) -> Value:
    """``value`` if it is of the field's type, else nothing: a later program's meaning never breaks an earlier row."""
    return value if value is None or type(value) in _KEPT_AS[field.type] else None


@cache
def insert_statement(kind: Kind) -> str:
    """The statement that writes a whole new row of the kind, or replaces it, in the order of its columns."""
    places = ", ".join("?" for _ in kind.columns)
    return f"INSERT OR REPLACE INTO {kind.name} ({', '.join(kind.columns)}) VALUES ({places})"


@cache
def update_statement(kind: Kind, names: tuple[str, ...]) -> str:
    """The statement that sets these fields and the heads of one row."""
    return f"UPDATE {kind.name} SET {', '.join(f'{name} = ?' for name in (*names, 'heads'))} WHERE id = ?"


def write_rows(connection: Connection, kind: Kind, rows: Sequence[Row]) -> None:
    """Write whole rows of one kind, many at a time."""
    driver_of(connection).executemany(insert_statement(kind), rows)


def row_now(connection: Connection, kind: Kind, record: Id, names: tuple[str, ...]) -> Row | None:
    """What a record's row holds of its subject, its packed heads and these fields; None when there is no row."""
    found = driver_of(connection).execute(_row_statement(kind, names), (record,)).fetchone()
    return tuple(found) if found else None


@cache
def _row_statement(kind: Kind, names: tuple[str, ...]) -> str:
    subject = "id" if kind.subject == "self" else kind.subject
    return f"SELECT {', '.join((subject, 'heads', *names))} FROM {kind.name} WHERE id = ?"


def standing_values(connection: Connection, ids: Iterable[Id], field: Field, unsigned: int) -> list[Standing]:
    """The value each of these operations gives the field, with its change's clock.

    ``unsigned`` is the clock of operations whose change is still being made.
    """
    found = []
    for each in ids:
        body, clock = connection.exec_driver_sql(
            "SELECT o.body, coalesce(c.clock, ?) FROM operation o LEFT JOIN change_log c ON c.seq = o.change"
            " WHERE o.id = ?",
            (unsigned, each),
        ).one()
        found.append(Standing(each, clock, decode(body).values[field.number]))
    return found


def reproject(connection: Connection, kind: Kind, record: Id, subject: Id) -> None:
    """Write one record's row afresh from everything the log holds of it."""
    bodies = connection.exec_driver_sql(
        "SELECT o.id, o.body, c.clock FROM operation o JOIN change_log c ON c.seq = o.change WHERE o.record = ?",
        (record,),
    ).all()
    own = [each for each in (decode(body) for _, body, _ in bodies) if each.kind == kind.number]
    made = project(kind, own, {each: clock for each, _, clock in bodies})
    envelope: Row = () if kind.subject == "self" else (subject,)
    write_rows(connection, kind, [(record, *envelope, *made.values, made.heads)])
    mark_contested(connection, record, made.contested)


def mark_contested(connection: Connection, record: Id, numbers: Iterable[int]) -> None:
    """Keep the list of a record's contested fields, so that questions need not unpack heads."""
    driver = driver_of(connection)
    driver.execute("DELETE FROM contested WHERE record = ?", (record,))
    driver.executemany("INSERT INTO contested (record, field) VALUES (?, ?)", [(record, each) for each in numbers])


def replaced(current: Heads, number: int, observed: Sequence[Id], operation: Id) -> list[Id]:
    """The heads of a field after an operation that observed these."""
    return sorted([*(each for each in current.get(number, ()) if each not in observed), operation])


def kind_of(number: int) -> Kind | None:
    """The kind a permanent number names, or None for one of a later program."""
    return BY_NUMBER.get(number)
