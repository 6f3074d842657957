"""Spells in custody and release dates.

Mapped for reading; rows are written by the store's projector alone.
"""

from datetime import date

from sqlalchemy.orm import Mapped

from iomdesk import catalogue
from iomdesk.store.tables import AboutPerson


class CustodySpell(AboutPerson):
    """A custody spell, read as the projector wrote it (catalogue kind 16)."""

    __tablename__ = "custody_spell"
    kind = catalogue.CUSTODY_SPELL

    prison: Mapped[str | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    reason: Mapped[str | None]
    release_on: Mapped[date | None]
    source: Mapped[str | None]
    withdrawn: Mapped[str | None]
