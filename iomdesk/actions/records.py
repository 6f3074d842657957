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
    owner: Mapped[bytes | None]
    withdrawn: Mapped[str | None]


class ActionEvent(AboutPerson):
    """Something that happened to an action, read as the projector wrote it (catalogue kind 25)."""

    __tablename__ = "action_event"
    kind = catalogue.ACTION_EVENT

    action: Mapped[bytes | None] = mapped_column(index=True)
    event: Mapped[str | None]
    happened_on: Mapped[date | None]
    body: Mapped[str | None]
    by_name: Mapped[str | None]
    due_before: Mapped[date | None]
    due_after: Mapped[date | None]
    withdrawn: Mapped[str | None]
