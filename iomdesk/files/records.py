"""Files about people, a kind for each data category, and their content.

Mapped for reading; rows are written by the store's projector alone.
"""

from datetime import date

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from iomdesk import catalogue
from iomdesk.store.tables import AboutPerson, Base


class FileIdentity(AboutPerson):
    """A file about a person of the category identity, read as the projector wrote it (catalogue kind 63)."""

    __tablename__ = "file_identity"
    kind = catalogue.FILE_IDENTITY

    title: Mapped[str | None]
    sort: Mapped[str | None]
    dated_on: Mapped[date | None]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[bytes | None]
    source: Mapped[str | None]
    do_not_share: Mapped[bool | None]
    withdrawn: Mapped[str | None]


class FileSupervision(AboutPerson):
    """A file about a person of the category supervision, read as the projector wrote it (catalogue kind 64)."""

    __tablename__ = "file_supervision"
    kind = catalogue.FILE_SUPERVISION

    title: Mapped[str | None]
    sort: Mapped[str | None]
    dated_on: Mapped[date | None]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[bytes | None]
    source: Mapped[str | None]
    do_not_share: Mapped[bool | None]
    withdrawn: Mapped[str | None]


class FileCustody(AboutPerson):
    """A file about a person of the category custody, read as the projector wrote it (catalogue kind 65)."""

    __tablename__ = "file_custody"
    kind = catalogue.FILE_CUSTODY

    title: Mapped[str | None]
    sort: Mapped[str | None]
    dated_on: Mapped[date | None]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[bytes | None]
    source: Mapped[str | None]
    do_not_share: Mapped[bool | None]
    withdrawn: Mapped[str | None]


class FileRisk(AboutPerson):
    """A file about a person of the category risk, read as the projector wrote it (catalogue kind 66)."""

    __tablename__ = "file_risk"
    kind = catalogue.FILE_RISK

    title: Mapped[str | None]
    sort: Mapped[str | None]
    dated_on: Mapped[date | None]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[bytes | None]
    source: Mapped[str | None]
    do_not_share: Mapped[bool | None]
    withdrawn: Mapped[str | None]


class FileHealth(AboutPerson):
    """A file about a person of the category health, read as the projector wrote it (catalogue kind 67)."""

    __tablename__ = "file_health"
    kind = catalogue.FILE_HEALTH

    title: Mapped[str | None]
    sort: Mapped[str | None]
    dated_on: Mapped[date | None]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[bytes | None]
    source: Mapped[str | None]
    do_not_share: Mapped[bool | None]
    withdrawn: Mapped[str | None]


class FileConference(AboutPerson):
    """A file about a person of the category conference, read as the projector wrote it (catalogue kind 68)."""

    __tablename__ = "file_conference"
    kind = catalogue.FILE_CONFERENCE

    title: Mapped[str | None]
    sort: Mapped[str | None]
    dated_on: Mapped[date | None]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[bytes | None]
    source: Mapped[str | None]
    do_not_share: Mapped[bool | None]
    withdrawn: Mapped[str | None]


class FileIntelligence(AboutPerson):
    """A file about a person of the category intelligence, read as the projector wrote it (catalogue kind 69)."""

    __tablename__ = "file_intelligence"
    kind = catalogue.FILE_INTELLIGENCE

    title: Mapped[str | None]
    sort: Mapped[str | None]
    dated_on: Mapped[date | None]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[bytes | None]
    source: Mapped[str | None]
    do_not_share: Mapped[bool | None]
    withdrawn: Mapped[str | None]


class FileVictim(AboutPerson):
    """A file about a person of the category victim, read as the projector wrote it (catalogue kind 70)."""

    __tablename__ = "file_victim"
    kind = catalogue.FILE_VICTIM

    title: Mapped[str | None]
    sort: Mapped[str | None]
    dated_on: Mapped[date | None]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[bytes | None]
    source: Mapped[str | None]
    do_not_share: Mapped[bool | None]
    withdrawn: Mapped[str | None]


class FilePart(Base):
    """A piece of a file's content, kept on this desk alone: what the files of the other kinds describe."""

    __tablename__ = "file_part"

    file: Mapped[bytes] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[bytes]
