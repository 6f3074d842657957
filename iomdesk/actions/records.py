"""Who does what by when.

Mapped for reading; rows are written by the store's projector alone.
"""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from iomdesk import catalogue
from iomdesk.store.tables import AboutPerson


class Action(AboutPerson):
    """A action, read as the projector wrote it (catalogue kind 22)."""

    __tablename__ = "action"
    kind = catalogue.ACTION

    number: Mapped[int | None] = mapped_column(index=True)
    body: Mapped[str | None]
    owner_name: Mapped[str | None]
    owner_agency: Mapped[str | None]
    due_on: Mapped[date | None]
    pathway: Mapped[int | None]
    origin_kind: Mapped[int | None]
    origin: Mapped[bytes | None] = mapped_column(index=True)
    raised_on: Mapped[date | None]
    state: Mapped[str | None] = mapped_column(index=True)
    outcome: Mapped[str | None]
    outcome_note: Mapped[str | None]
    closed_on: Mapped[date | None]
    due_reason: Mapped[str | None]
    withdrawn: Mapped[str | None]
