"""The information-sharing agreement as adopted, and who signed it.

Mapped for reading; rows are written by the store's projector alone.
"""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from iomdesk import catalogue
from iomdesk.store.tables import Record


class Agreement(Record):
    """A version of the information-sharing agreement, read as the projector wrote it (catalogue kind 56)."""

    __tablename__ = "agreement"
    kind = catalogue.AGREEMENT

    version: Mapped[int | None]
    title: Mapped[str | None]
    body: Mapped[str | None]
    digest: Mapped[bytes | None]
    in_force_from: Mapped[date | None]
    review_on: Mapped[date | None]
    adopted_by: Mapped[bytes | None]
    adopted_at: Mapped[int | None]
    signature: Mapped[bytes | None]
    source: Mapped[str | None]
    withdrawn: Mapped[str | None]


class AgreementSignature(Record):
    """An agency's signature under an agreement, read as the projector wrote it (catalogue kind 57)."""

    __tablename__ = "agreement_signature"
    kind = catalogue.AGREEMENT_SIGNATURE

    agreement: Mapped[bytes | None] = mapped_column(index=True)
    agency: Mapped[str | None]
    name: Mapped[str | None]
    position: Mapped[str | None]
    signed_on: Mapped[date | None]
    withdrawn: Mapped[str | None]
