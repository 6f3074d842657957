"""One operation: some fields of one record, and which earlier values of those fields its author had seen.

    body = CBOR [salt16, kind number, record id, {field number: value}, {field number: [operation id, ...]}]
    id   = first 16 bytes of SHA-256(body)

The body's bytes are kept and forwarded as they were written, never encoded anew; equal bytes are the same
operation. The salt is random: without it nobody can test a guess at a short value against the id.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import cbor2

from iomdesk.ids import Id

Value = str | int | bytes | bool | None
Observed = Mapping[int, tuple[Id, ...]]
MAX_BODY = 4 * 1024 * 1024
"""The longest operation taken in, in bytes: far above any note, far below what would exhaust memory."""


class Malformed(ValueError):
    """The bytes are not an operation or change of this protocol. Says which part, never the content."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A decoded operation. ``observed`` gives, per field written, the ids its author had in front of them."""

    id: Id
    kind: int
    record: Id
    values: Mapping[int, Value]
    observed: Observed

    def __repr__(self) -> str:
        return f"Operation({self.id.hex()})"


def encode(salt: bytes, kind: int, record: Id, values: Mapping[int, Value], observed: Mapping[int, list[Id]]) -> bytes:
    """The bytes of an operation; ``salt`` is 16 random bytes, ``values`` at least one field."""
    return cbor2.dumps([salt, kind, record, values, observed])


def digest(body: bytes) -> bytes:
    """The full SHA-256 of an operation: the leaf that a change's signature covers."""
    return hashlib.sha256(body).digest()


def operation_id(body: bytes) -> Id:
    """The operation's id, its truncated digest."""
    return hashlib.sha256(body).digest()[:16]


def decode(body: bytes) -> Operation:
    """Read an operation; raises ``Malformed`` for anything that is not exactly one."""
    if len(body) > MAX_BODY:
        raise Malformed("operation too long")
    try:
        parts = cbor2.loads(body)
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError, OverflowError, MemoryError) as cause:
        raise Malformed("operation is not CBOR") from cause
    if not (isinstance(parts, list) and len(parts) == 5):
        raise Malformed("operation is not five parts")
    salt, kind, record, values, observed = parts
    if not (isinstance(salt, bytes) and len(salt) == 16 and _is_number(kind) and _is_id(record)):
        raise Malformed("operation head")
    if not (
        isinstance(values, dict) and values and all(map(_is_number, values)) and all(map(_is_value, values.values()))
    ):
        raise Malformed("operation values")
    if not (isinstance(observed, dict) and all(_is_number(f) and _are_ids(seen) for f, seen in observed.items())):
        raise Malformed("operation observed")
    seen = {f: tuple(ids) for f, ids in observed.items()}
    return Operation(operation_id(body), kind, record, values, seen)


def _is_number(part: object) -> bool:
    return type(part) is int and 0 <= part < 1 << 31


def _is_id(part: object) -> bool:
    return type(part) is bytes and len(part) == 16


def _are_ids(part: object) -> bool:
    return isinstance(part, list) and all(_is_id(each) for each in part)


def _is_value(part: object) -> bool:
    if type(part) is int:
        return -(1 << 63) <= part < 1 << 63
    return part is None or type(part) in (str, bytes, bool)
