"""Identifiers made on the device: time-ordered random ids (UUIDv7), fixed ids for shipped reference data (UUIDv5).

Ids are 16 bytes wherever they are kept or passed.
"""

import hashlib
import os
import uuid
from collections.abc import Iterator
from typing import TypeAlias

Id: TypeAlias = bytes

_SHIPPED = uuid.UUID("5f0f6a52-6b1d-5c1e-9a53-6d0f3a1c7e11")
_VARIABLE = (1 << 76) - 1 - (7 << 61)
_FIXED = (7 << 76) | (2 << 62)
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011")


def new_id(at_ms: int) -> Id:
    """A UUIDv7 (RFC 9562) for the instant ``at_ms``: ordered by time to the millisecond, random beyond it.

    The highest random bit after the variant is left clear, so that ids counted on from it stay UUIDv7.
    """
    random = int.from_bytes(os.urandom(10), "big") & _VARIABLE
    return ((at_ms << 80) | random | _FIXED).to_bytes(16, "big")


def ids_after(first: Id) -> Iterator[Id]:
    """Ids of one unit of work, each a little beyond the last (RFC 9562, "monotonic random"): neighbours in an index."""
    number = int.from_bytes(first, "big")
    while True:
        for step in memoryview(os.urandom(1024)).cast("I"):
            yield number.to_bytes(16, "big")
            number += step + 1


def shipped_id(code: str, version: int) -> Id:
    """The fixed id of a reference record that ships with the program, the same on every desk (SYNC, "Founding")."""
    return uuid.uuid5(_SHIPPED, f"{code}/{version}").bytes


def short_ref(record: Id) -> str:
    """The desk's own reference for a person: eight characters a person can read out, from the id's random part."""
    number = int.from_bytes(hashlib.sha256(record).digest()[:5], "big")
    letters = "".join(_CROCKFORD[(number >> (5 * place)) & 31] for place in range(7, -1, -1))
    return f"{letters[:4]}-{letters[4:]}"


def short_code(letter: str, record: Id) -> str:
    """What an entry is called on the command line, for example ``C-7K3MQ``: a letter for its sort, five of its own.

    One in thirty-three million pairs share theirs; whoever looks an entry up by its code says so when two do.
    """
    return f"{letter}-{short_ref(record).replace('-', '')[:5]}"


def code_meant(letter: str, text: str) -> str | None:
    """The code that ``text`` spells, whatever its case and with O, I and L for 0 and 1; None when it spells none."""
    begin, dash, rest = text.strip().upper().partition("-")
    own = rest.translate(_MISREAD)
    whole = begin == letter and dash and len(own) == 5 and set(own) <= set(_CROCKFORD)
    return f"{letter}-{own}" if whole else None


def id_text(record: Id) -> str:
    """An id as text, for files and the command line."""
    return str(uuid.UUID(bytes=record))


def id_from_text(text: str) -> Id | None:
    """The id ``text`` spells, or None when it spells none."""
    try:
        return uuid.UUID(text).bytes
    except ValueError:
        return None
