"""What this desk alone remembers of files: rows held back, and what a sheet last said. Never replicated."""

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from iomdesk.store.tables import Base


class SheetMemory(Base):
    """What a person's row of one source held when it was last read or written: the base for the next comparison."""

    __tablename__ = "sheet_memory"

    source: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[bytes | None] = mapped_column(index=True)
    cells: Mapped[bytes]
    seen_at: Mapped[int]


class HeldRow(Base):
    """A row of a file that could not be used, with the reason, until somebody mends it."""

    __tablename__ = "held_row"

    id: Mapped[bytes] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(index=True)
    sheet: Mapped[str]
    row_number: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str]
    cells: Mapped[bytes]
    held_at: Mapped[int]
    settled_at: Mapped[int | None]


class RememberedMapping(Base):
    """The mapping file a person gave for one kind of source, recognised by its headers."""

    __tablename__ = "remembered_mapping"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    mapping: Mapped[str]
    seen_at: Mapped[int]
