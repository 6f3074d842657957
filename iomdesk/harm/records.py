"""Offences as the force records them.

Mapped for reading; rows are written by the store's projector alone.
"""

from datetime import date

from sqlalchemy.orm import Mapped

from iomdesk import catalogue
from iomdesk.store.tables import AboutPerson


class Offence(AboutPerson):
    """A offence, read as the projector wrote it (catalogue kind 17)."""

    __tablename__ = "offence"
    kind = catalogue.OFFENCE

    crime_ref: Mapped[str | None]
    code: Mapped[str | None]
    description: Mapped[str | None]
    committed_from: Mapped[date | None]
    committed_to: Mapped[date | None]
    outcome: Mapped[str | None]
    outcome_on: Mapped[date | None]
    withdrawn: Mapped[str | None]
