"""The audit log: the six operations of DPA 2018 s.62, hash-chained, without the content.

Each entry says who did what kind of thing to whose record, when and for whom; what was read or written is
never in it, so that the log can outlive an erasure. Each entry's hash covers the one before.
"""

import hashlib
from enum import StrEnum

import cbor2

from iomdesk.ids import Id

NO_ENTRY = bytes(32)
"""The hash before the first entry."""


class Act(StrEnum):
    """The operations that DPA 2018 s.62(1) has logged."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"


def entry_hash(
    previous: bytes,
    at: int,
    officer: Id,
    sitting: Id,
    operation: str,
    action: str,
    subject: Id | None,
    count: int,
    recipient: str | None,
    purpose: str | None,
) -> bytes:
    """The chained hash of one audit entry."""
    parts = cbor2.dumps([previous, at, officer, sitting, operation, action, subject, count, recipient, purpose])
    return hashlib.sha256(b"iomdesk audit 1\0" + parts).digest()
