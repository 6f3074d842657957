"""The register of copies made.

Mapped for reading; rows are written by the store's projector alone.
"""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from iomdesk import catalogue
from iomdesk.store.tables import Record


class DocumentCopy(Record):
    """One named copy of a document, read as the projector wrote it (catalogue kind 35)."""

    __tablename__ = "document_copy"
    kind = catalogue.DOCUMENT_COPY

    document: Mapped[str | None]
    about: Mapped[bytes | None] = mapped_column(index=True)
    title: Mapped[str | None]
    number: Mapped[int | None]
    name: Mapped[str | None]
    agency: Mapped[str | None]
    sha256: Mapped[bytes | None]
    pages: Mapped[int | None]
    people: Mapped[int | None]
    withheld: Mapped[int | None]
    made_at: Mapped[int | None]
    made_by: Mapped[bytes | None]
    changes_since: Mapped[int | None]
    protected: Mapped[bool | None]
    agreement: Mapped[bytes | None] = mapped_column(index=True)
    state: Mapped[str | None]
    state_on: Mapped[date | None]
    state_by: Mapped[bytes | None]
    state_note: Mapped[str | None]
    withdrawn: Mapped[str | None]
