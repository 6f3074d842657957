"""Who works here: sites, officers, their roles, and approvals by a second person.

Mapped for reading; rows are written by the store's projector alone.
"""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from iomdesk import catalogue
from iomdesk.store.tables import Record


class Officer(Record):
    """A officer, read as the projector wrote it (catalogue kind 40)."""

    __tablename__ = "officer"
    kind = catalogue.OFFICER

    name: Mapped[str | None]
    agency: Mapped[str | None]
    site: Mapped[bytes | None]
    signing_key: Mapped[bytes | None]
    left_on: Mapped[date | None]
    withdrawn: Mapped[str | None]


class RoleGrant(Record):
    """A role grant, read as the projector wrote it (catalogue kind 41)."""

    __tablename__ = "role_grant"
    kind = catalogue.ROLE_GRANT

    officer: Mapped[bytes] = mapped_column(index=True, nullable=True)
    role: Mapped[str | None]
    granted_by: Mapped[bytes | None]
    granted_at: Mapped[int | None]
    withdrawn: Mapped[str | None]


class Approval(Record):
    """A approval, read as the projector wrote it (catalogue kind 42)."""

    __tablename__ = "approval"
    kind = catalogue.APPROVAL

    command: Mapped[str | None]
    request: Mapped[bytes | None]
    asked_by: Mapped[bytes | None]
    asked_at: Mapped[int | None]
    reason: Mapped[str | None]
    state: Mapped[str | None]
    decided_by: Mapped[bytes | None]
    decided_at: Mapped[int | None]
    signature: Mapped[bytes | None]
    withdrawn: Mapped[str | None]


class Site(Record):
    """A site, read as the projector wrote it (catalogue kind 50)."""

    __tablename__ = "site"
    kind = catalogue.SITE

    name: Mapped[str | None]
    withdrawn: Mapped[str | None]
