"""Contacts with people: what was planned, what came of it.

Mapped for reading; rows are written by the store's projector alone.
"""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from iomdesk import catalogue
from iomdesk.store.tables import AboutPerson


class Contact(AboutPerson):
    """A contact with a person, read as the projector wrote it (catalogue kind 27)."""

    __tablename__ = "contact"
    kind = catalogue.CONTACT

    sort: Mapped[str | None]
    planned_on: Mapped[date | None] = mapped_column(index=True)
    planned_at: Mapped[str | None]
    officer_name: Mapped[str | None]
    officer: Mapped[bytes | None]
    agency: Mapped[str | None]
    place: Mapped[str | None]
    purpose: Mapped[str | None]
    outcome: Mapped[str | None]
    outcome_reason: Mapped[str | None]
    happened_on: Mapped[date | None]
    facts: Mapped[str | None]
    opinion: Mapped[str | None]
    do_not_share: Mapped[bool | None]
    withdrawn: Mapped[str | None]
