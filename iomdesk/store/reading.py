"""Asking the store: what commands and questions share to read with."""

from collections.abc import Sequence
from typing import TypeVar, TypeVarTuple

from sqlalchemy import Connection, Row, Select

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Reading:
    """Reads rows through one connection. Statements are typed selects over the rooms' mappings.

    ``values`` fill a statement's ``bindparam``s: one built once and asked often costs a quarter of one built anew.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def connection(self) -> Connection:
        """The connection everything is read through; a unit of work writes out what it holds back first."""
        return self._connection

    def all(self, statement: Select[*Ts], **values: object) -> Sequence[Row[*Ts]]:
        """Every row of the answer."""
        return self.connection.execute(statement, values or None).all()

    def first(self, statement: Select[*Ts], **values: object) -> Row[*Ts] | None:
        """The first row of the answer, or None."""
        return self.connection.execute(statement, values or None).first()

    def value(self, statement: Select[T], **values: object) -> T | None:
        """The first column of the first row, or None."""
        return self.connection.execute(statement, values or None).scalar()
