"""The bare side: sqlcipher3 alone, on a file of the same schema with the desk's own settings of the connection."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iomdesk.catalogue import KINDS
from iomdesk.store.connection import connect

Rows = Mapping[str, Sequence[tuple[Any, ...]]]
Statement = tuple[str, Sequence[tuple[Any, ...]]]
_FOUNDING = ("setting", "incarnation")
_KINDS = tuple(kind.name for kind in KINDS)


def same_schema(desk: Any, path: Path, key: bytes | bytearray) -> Any:
    """A connection to a fresh encrypted file at ``path`` with every table and index of ``desk``, and no row."""
    made = connect(path, key, create=True)
    for (statement,) in _schema(desk):
        made.execute(statement)
    return made


def _schema(desk: Any) -> Sequence[tuple[str]]:
    found: Sequence[tuple[str]] = desk.execute(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC"
    ).fetchall()
    return found


def tables(desk: Any) -> list[str]:
    """Every table that work fills: not what founding alone writes, nor the driver's own."""
    found = desk.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    return [name for (name,) in found if name not in _FOUNDING]


def all_rows(desk: Any) -> dict[str, Sequence[tuple[Any, ...]]]:
    """Every row of every table that work fills, by table; empty ones are left out."""
    read = {name: desk.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall() for name in tables(desk)}
    return {name: rows for name, rows in read.items() if rows}


def inserts(rows: Rows) -> list[Statement]:
    """The statements that insert these rows."""
    return [(f"INSERT INTO {name} VALUES ({', '.join('?' * len(many[0]))})", many) for name, many in rows.items()]


def write(bare: Any, statements: Sequence[Statement]) -> None:
    """Run the statements in one transaction, on the disk when this returns."""
    bare.execute("BEGIN IMMEDIATE")
    for statement, rows in statements:
        bare.executemany(statement, rows)
    bare.execute("COMMIT")


@contextmanager
def follower(desk: Any, path: Path, key: bytes | bytearray) -> "Iterator[Follower]":
    """A bare file at ``path`` that starts with everything ``desk`` has."""
    made = Follower(desk, same_schema(desk, path, key))
    made.copy()
    yield made
    made.bare.close()


@dataclass
class Follower:
    """A bare file that is kept the same as a desk, one unit of work after the other."""

    desk: Any
    bare: Any
    change: int = 0
    audit: int = 0

    def copy(self) -> None:
        """Bring over everything there is."""
        write(self.bare, inserts(all_rows(self.desk)))
        self._mark()

    def written(self) -> list[Statement]:
        """What the desk wrote since: its log and audit rows, new records, and changed fields of records."""
        newer = "SELECT record FROM operation WHERE change > ?"
        log: dict[str, Sequence[tuple[Any, ...]]] = {
            "operation": self.desk.execute("SELECT * FROM operation WHERE change > ?", (self.change,)).fetchall(),
            "change_log": self.desk.execute("SELECT * FROM change_log WHERE seq > ?", (self.change,)).fetchall(),
            "audit": self.desk.execute("SELECT * FROM audit WHERE seq > ?", (self.audit,)).fetchall(),
        }
        found = inserts({name: rows for name, rows in log.items() if rows})
        for name in _KINDS:
            cursor = self.desk.execute(f"SELECT * FROM {name} WHERE id IN ({newer})", (self.change,))
            columns = [column for column, *_ in cursor.description]
            for row in cursor.fetchall():
                found.append(self._record(name, columns, row))
        self._mark()
        return found

    def _record(self, name: str, columns: Sequence[str], row: tuple[Any, ...]) -> Statement:
        """The insert of a record the bare file does not have, or the update of the fields that differ."""
        record = row[columns.index("id")]
        old = self.bare.execute(f"SELECT * FROM {name} WHERE id = ?", (record,)).fetchone()
        if old is None:
            return f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", [row]
        changed = [place for place, value in enumerate(row) if value != old[place]]
        settings = ", ".join(f"{columns[place]} = ?" for place in changed)
        return f"UPDATE {name} SET {settings} WHERE id = ?", [(*(row[place] for place in changed), record)]

    def _mark(self) -> None:
        self.change = self.desk.execute("SELECT coalesce(max(seq), 0) FROM change_log").fetchone()[0]
        self.audit = self.desk.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()[0]
