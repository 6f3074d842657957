"""Who may approve what, and what an approval's signature says. Pure."""

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from iomdesk.doors import Role
from iomdesk.ids import Id

AWAITING, APPROVED, TURNED_DOWN = "awaiting", "approved", "turned down"
RAISED_ROLES = frozenset({Role.SUPERVISOR, Role.MANAGER, Role.GOVERNANCE, Role.ADMINISTRATOR})
"""Roles that open more than casework: giving one needs a second person once there is one."""


def approval_text(founding: Id, approval: Id, command: str, request: bytes, state: str) -> bytes:
    """The bytes an approving officer signs with their own key: exactly one request, exactly one answer."""
    return cbor2.dumps(["iomdesk approval 1", founding, approval, command, request, state])


def is_signed_by(key: bytes, signature: bytes, text: bytes) -> bool:
    """Whether ``signature`` over ``text`` is that of the officer whose public key this is."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
