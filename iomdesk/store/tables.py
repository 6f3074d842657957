"""The store's own tables: the log, the audit, the desk's keys, and the base that every record's mapping stands on.

These are local to the desk and outside the catalogue. Replicated tables are mapped in each room's
``records.py`` for reading only; rows are written by the projector alone.
"""

from typing import ClassVar

from sqlalchemy import Index, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from iomdesk.catalogue import Kind


class Base(DeclarativeBase):
    """What every mapping shares: one metadata."""

    metadata = MetaData()


class Record(Base):
    """A replicated record: its id and the packed heads of its fields. ``kind`` ties the mapping to the catalogue."""

    __abstract__ = True
    kind: ClassVar[Kind]

    id: Mapped[bytes] = mapped_column(primary_key=True)
    heads: Mapped[bytes] = mapped_column(nullable=True)


class AboutPerson(Record):
    """A record whose history belongs to a person."""

    __abstract__ = True

    person: Mapped[bytes] = mapped_column(index=True, nullable=True)


class ChangeRow(Base):
    """A signed change as it was admitted here, in this desk's order of arrival."""

    __tablename__ = "change_log"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[bytes] = mapped_column(unique=True)
    incarnation: Mapped[bytes]
    number: Mapped[int]
    subject: Mapped[bytes] = mapped_column(index=True)
    save: Mapped[bytes]
    clock: Mapped[int]
    header: Mapped[bytes]
    secret: Mapped[bytes]
    signature: Mapped[bytes]

    __table_args__ = (Index("ix_change_log_number", "incarnation", "number"),)


class OperationRow(Base):
    """One operation of a change. ``slot`` is where it hangs in the change's tree: its category, or 0."""

    __tablename__ = "operation"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[bytes] = mapped_column(unique=True)
    change: Mapped[int] = mapped_column(Integer, index=True)
    slot: Mapped[int] = mapped_column(Integer)
    record: Mapped[bytes] = mapped_column(index=True)
    body: Mapped[bytes]


class Contested(Base):
    """Fields with several differing standing values: derived from the heads, for questions only."""

    __tablename__ = "contested"

    record: Mapped[bytes] = mapped_column(primary_key=True)
    field: Mapped[int] = mapped_column(Integer, primary_key=True)


class AuditRow(Base):
    """One entry of the audit log (DPA 2018 s.62): which operation, who, when, on whom; never what."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[int]
    officer: Mapped[bytes]
    sitting: Mapped[bytes]
    operation: Mapped[str]
    action: Mapped[str]
    subject: Mapped[bytes | None] = mapped_column(index=True)
    count: Mapped[int]
    recipient: Mapped[str | None]
    purpose: Mapped[str | None]
    hash: Mapped[bytes]


class Incarnation(Base):
    """One life of this desk's file with keys of its own; the newest is the one that signs."""

    __tablename__ = "incarnation"

    id: Mapped[bytes] = mapped_column(primary_key=True)
    begun_at: Mapped[int]
    why: Mapped[str]
    signing_key: Mapped[bytes]
    verify_key: Mapped[bytes]
    receiving_key: Mapped[bytes]


class Setting(Base):
    """What the desk knows of itself: founding id, agency, watermarks. Values are CBOR."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[bytes]
