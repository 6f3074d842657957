"""Case conferences, what was decided in them, and their signed minutes.

Mapped for reading; rows are written by the store's projector alone.
"""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from iomdesk import catalogue
from iomdesk.store.tables import AboutPerson, Record


class Conference(Record):
    """A conference, read as the projector wrote it (catalogue kind 30)."""

    __tablename__ = "conference"
    kind = catalogue.CONFERENCE

    site: Mapped[bytes | None]
    held_on: Mapped[date | None] = mapped_column(index=True)
    number: Mapped[int | None]
    state: Mapped[str | None]
    chair: Mapped[bytes | None]
    withdrawn: Mapped[str | None]


class Decision(AboutPerson):
    """A decision, read as the projector wrote it (catalogue kind 23)."""

    __tablename__ = "decision"
    kind = catalogue.DECISION

    conference: Mapped[bytes | None] = mapped_column(index=True)
    decided: Mapped[str | None]
    body: Mapped[str | None]
    reason: Mapped[str | None]
    decided_on: Mapped[date | None]
    withdrawn: Mapped[str | None]


class AgendaEntry(AboutPerson):
    """A agenda entry, read as the projector wrote it (catalogue kind 24)."""

    __tablename__ = "agenda_entry"
    kind = catalogue.AGENDA_ENTRY

    conference: Mapped[bytes | None] = mapped_column(index=True)
    reason: Mapped[str | None]
    asked_by: Mapped[str | None]
    withdrawn: Mapped[str | None]


class Minutes(Record):
    """A minutes, read as the projector wrote it (catalogue kind 31)."""

    __tablename__ = "minutes"
    kind = catalogue.MINUTES

    conference: Mapped[bytes] = mapped_column(index=True, nullable=True)
    signed_by: Mapped[bytes | None]
    signed_at: Mapped[int | None]
    binds: Mapped[bytes | None]
    digest: Mapped[bytes | None]
    signature: Mapped[bytes | None]
    withdrawn: Mapped[str | None]


class AgendaInterval(Record):
    """A agenda interval, read as the projector wrote it (catalogue kind 54)."""

    __tablename__ = "agenda_interval"
    kind = catalogue.AGENDA_INTERVAL

    rag: Mapped[str | None]
    days: Mapped[int | None]
    source: Mapped[str | None]
    withdrawn: Mapped[str | None]
