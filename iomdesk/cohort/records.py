"""The scheme and its people: dated membership events and dated ratings.

Mapped for reading; rows are written by the store's projector alone.
"""

from datetime import date

from sqlalchemy.orm import Mapped

from iomdesk import catalogue
from iomdesk.store.tables import AboutPerson


class MembershipEvent(AboutPerson):
    """A membership event, read as the projector wrote it (catalogue kind 12)."""

    __tablename__ = "membership_event"
    kind = catalogue.MEMBERSHIP

    event: Mapped[str | None]
    happened_on: Mapped[date | None]
    reason: Mapped[str | None]
    source: Mapped[str | None]
    withdrawn: Mapped[str | None]


class Rating(AboutPerson):
    """A rating, read as the projector wrote it (catalogue kind 13)."""

    __tablename__ = "rating"
    kind = catalogue.RATING

    scale: Mapped[str | None]
    value: Mapped[str | None]
    happened_on: Mapped[date | None]
    reason: Mapped[str | None]
    conference: Mapped[bytes | None]
    withdrawn: Mapped[str | None]


class EngagementEvent(AboutPerson):
    """A step of a person's voluntary engagement, read as the projector wrote it (catalogue kind 28)."""

    __tablename__ = "engagement_event"
    kind = catalogue.ENGAGEMENT_EVENT

    event: Mapped[str | None]
    happened_on: Mapped[date | None]
    by_name: Mapped[str | None]
    agency: Mapped[str | None]
    note: Mapped[str | None]
    withdrawn: Mapped[str | None]
