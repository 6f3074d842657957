"""What an adopting officer signs, and whether what is kept is still what was adopted. Pure."""

from datetime import date
from functools import lru_cache

import cbor2

from iomdesk.agreement.parsing import parse_agreement
from iomdesk.agreement.terms import Agreement, digest
from iomdesk.errors import Refused
from iomdesk.ids import Id


def adoption_text(agreement: Id, version: int, adopted_by: Id, adopted_at: int, terms: bytes) -> bytes:
    """The bytes the adopting officer signs with their own key: one record, one version, one instant, these terms."""
    return cbor2.dumps(["iomdesk agreement 1", agreement, version, adopted_by, adopted_at, terms])


@lru_cache(maxsize=8)
def terms_kept(body: str, version: int, in_force_from: date, review_on: date, terms: bytes) -> Agreement | None:
    """The terms that a kept text says, or None when they are not those whose digest was signed.

    Kept for the few versions a desk has, because every document asks for them.
    """
    try:
        agreement = parse_agreement(body, in_force_from)
    except Refused:
        return None
    said = (agreement.version, agreement.review_on, digest(agreement))
    return agreement if said == (version, review_on, terms) else None
