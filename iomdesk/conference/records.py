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
    series: Mapped[bytes | None]
    starts_at: Mapped[str | None]
    place: Mapped[str | None]
    statement: Mapped[bytes | None]
    began_at: Mapped[int | None]
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
    review_on: Mapped[date | None]
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


class Attendance(Record):
    """Who was at a conference, read as the projector wrote it (catalogue kind 32)."""

    __tablename__ = "attendance"
    kind = catalogue.ATTENDANCE

    conference: Mapped[bytes] = mapped_column(index=True, nullable=True)
    name: Mapped[str | None]
    agency: Mapped[str | None]
    officer: Mapped[bytes | None]
    part: Mapped[str | None]
    state: Mapped[str | None]
    accepted_at: Mapped[int | None]
    left_at: Mapped[int | None]
    note: Mapped[str | None]
    withdrawn: Mapped[str | None]


class Series(Record):
    """A run of conferences of a site, read as the projector wrote it (catalogue kind 33)."""

    __tablename__ = "series"
    kind = catalogue.SERIES

    site: Mapped[bytes | None]
    title: Mapped[str | None]
    every_days: Mapped[int | None]
    starts_on: Mapped[date | None]
    starts_at: Mapped[str | None]
    place: Mapped[str | None]
    ends_on: Mapped[date | None]
    withdrawn: Mapped[str | None]


class ConferenceNote(Record):
    """Something said at or about a conference as a whole, read as the projector wrote it (catalogue kind 34)."""

    __tablename__ = "conference_note"
    kind = catalogue.CONFERENCE_NOTE

    conference: Mapped[bytes] = mapped_column(index=True, nullable=True)
    about: Mapped[str | None]
    body: Mapped[str | None]
    author: Mapped[bytes | None]
    written_at: Mapped[int | None]
    withdrawn: Mapped[str | None]


class AgendaPlace(AboutPerson):
    """Where somebody stands on an agenda by hand, read as the projector wrote it (catalogue kind 26)."""

    __tablename__ = "agenda_place"
    kind = catalogue.AGENDA_PLACE

    conference: Mapped[bytes | None] = mapped_column(index=True)
    place: Mapped[int | None]
    minutes: Mapped[int | None]
    put_off: Mapped[str | None]
    withdrawn: Mapped[str | None]


class Contribution(AboutPerson):
    """What an agency says about a person for a conference, read as the projector wrote it (catalogue kind 29)."""

    __tablename__ = "contribution"
    kind = catalogue.CONTRIBUTION

    conference: Mapped[bytes | None] = mapped_column(index=True)
    agency: Mapped[str | None]
    author_name: Mapped[str | None]
    author: Mapped[bytes | None]
    written_on: Mapped[date | None]
    facts: Mapped[str | None]
    opinion: Mapped[str | None]
    health: Mapped[str | None]
    substance_use: Mapped[str | None]
    intelligence: Mapped[str | None]
    victim: Mapped[str | None]
    form_number: Mapped[str | None]
    keyed_by: Mapped[bytes | None]
    corrects: Mapped[bytes | None]
    do_not_share: Mapped[bool | None]
    withdrawn: Mapped[str | None]


class ContributionForm(AboutPerson):
    """A paper contribution sheet sent out, read as the projector wrote it (catalogue kind 71)."""

    __tablename__ = "contribution_form"
    kind = catalogue.CONTRIBUTION_FORM

    conference: Mapped[bytes | None] = mapped_column(index=True)
    agency: Mapped[str | None]
    number: Mapped[str | None] = mapped_column(index=True)
    issued_at: Mapped[int | None]
    returned_on: Mapped[date | None]
    withdrawn: Mapped[str | None]


class Dissent(AboutPerson):
    """An agency's disagreement with a decision, read as the projector wrote it (catalogue kind 60)."""

    __tablename__ = "dissent"
    kind = catalogue.DISSENT

    conference: Mapped[bytes | None] = mapped_column(index=True)
    decision: Mapped[bytes | None]
    agency: Mapped[str | None]
    by_name: Mapped[str | None]
    body: Mapped[str | None]
    withdrawn: Mapped[str | None]


class Addendum(AboutPerson):
    """What was added about a person after signing, read as the projector wrote it (catalogue kind 61)."""

    __tablename__ = "addendum"
    kind = catalogue.ADDENDUM

    conference: Mapped[bytes | None] = mapped_column(index=True)
    body: Mapped[str | None]
    reason: Mapped[str | None]
    author: Mapped[bytes | None]
    written_at: Mapped[int | None]
    withdrawn: Mapped[str | None]


class Disclosable(AboutPerson):
    """What a conference may disclose about a person, read as the projector wrote it (catalogue kind 62)."""

    __tablename__ = "disclosable"
    kind = catalogue.DISCLOSABLE

    conference: Mapped[bytes | None] = mapped_column(index=True)
    body: Mapped[str | None]
    author: Mapped[bytes | None]
    withdrawn: Mapped[str | None]


class ConfidentialityStatement(Record):
    """The statement everybody at a conference accepts, read as the projector wrote it (catalogue kind 55)."""

    __tablename__ = "confidentiality_statement"
    kind = catalogue.CONFIDENTIALITY_STATEMENT

    version: Mapped[int | None]
    body: Mapped[str | None]
    source: Mapped[str | None]
    in_force_from: Mapped[date | None]
    withdrawn: Mapped[str | None]
