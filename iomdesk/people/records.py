"""Identity of people: who they are, what they are known by, what is marked on them, who works with them.

Mapped for reading; rows are written by the store's projector alone.
"""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from iomdesk import catalogue
from iomdesk.store.tables import AboutPerson, Record


class Person(Record):
    """A person, read as the projector wrote it (catalogue kind 10)."""

    __tablename__ = "person"
    kind = catalogue.PERSON

    surname: Mapped[str | None] = mapped_column(index=True)
    forenames: Mapped[str | None]
    born: Mapped[date | None]
    ref: Mapped[str | None] = mapped_column(index=True)
    sex: Mapped[str | None]
    site: Mapped[bytes | None] = mapped_column(index=True)
    cohort_label: Mapped[str | None]
    supervision: Mapped[str | None]
    supervision_until: Mapped[date | None]
    lead_agency: Mapped[str | None]
    rag: Mapped[str | None]
    rosh: Mapped[str | None]
    mappa_category: Mapped[int | None]
    mappa_level: Mapped[int | None]
    address: Mapped[str | None]
    phone: Mapped[str | None]
    narrowing: Mapped[str | None]
    last_conference: Mapped[date | None]
    priority: Mapped[int | None]
    withdrawn: Mapped[str | None]


class Identifier(AboutPerson):
    """A identifier, read as the projector wrote it (catalogue kind 11)."""

    __tablename__ = "identifier"
    kind = catalogue.IDENTIFIER

    scheme: Mapped[str | None]
    typed: Mapped[str | None]
    canonical: Mapped[str | None] = mapped_column(index=True)
    check_passed: Mapped[bool | None]
    reason: Mapped[str | None]
    withdrawn: Mapped[str | None]


class Marker(AboutPerson):
    """A marker, read as the projector wrote it (catalogue kind 14)."""

    __tablename__ = "marker"
    kind = catalogue.MARKER

    code: Mapped[str | None]
    state: Mapped[str | None]
    since: Mapped[date | None]
    review_on: Mapped[date | None]
    source: Mapped[str | None]
    withdrawn: Mapped[str | None]


class Assignment(AboutPerson):
    """A assignment, read as the projector wrote it (catalogue kind 15)."""

    __tablename__ = "assignment"
    kind = catalogue.ASSIGNMENT

    role: Mapped[str | None]
    agency: Mapped[str | None]
    officer_name: Mapped[str | None]
    since: Mapped[date | None]
    until: Mapped[date | None]
    withdrawn: Mapped[str | None]


class Note(AboutPerson):
    """A note, read as the projector wrote it (catalogue kind 18)."""

    __tablename__ = "note"
    kind = catalogue.NOTE

    heading: Mapped[str | None]
    body: Mapped[str | None]
    noted_on: Mapped[date | None]
    source: Mapped[str | None]
    do_not_share: Mapped[bool | None]
    withdrawn: Mapped[str | None]


class PersonLink(AboutPerson):
    """A person link, read as the projector wrote it (catalogue kind 19)."""

    __tablename__ = "person_link"
    kind = catalogue.LINK

    other: Mapped[bytes | None] = mapped_column(index=True)
    reason: Mapped[str | None]
    withdrawn: Mapped[str | None]
