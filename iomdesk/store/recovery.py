"""The recovery code on the printed sheet: 160 random bits in eight groups that each notice a slip of the pen.

Letters and digits of Crockford's base 32 (no I, L, O, U). A group is four of them and a check character over
the field of 32 elements, weighted by place and shifted by the group's number: any one wrong character, any two
swapped neighbours and any two swapped groups are noticed, and the group that is wrong is named.
"""

import os

from iomdesk.errors import Refused
from iomdesk.words import say

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_GROUPS = 8
_DATA = 4
_WIDTH = _DATA + 1
_BYTES = _GROUPS * _DATA * 5 // 8
_IGNORED = str.maketrans("", "", " \t\r\n\u00a0-\u2010\u2011\u2012\u2013\u2212.")


def new_code() -> str:
    """A fresh code as it is printed: ``XXXXX-XXXXX-…``, eight groups of five."""
    number = int.from_bytes(os.urandom(_BYTES), "big")
    values = [(number >> (5 * place)) & 31 for place in range(_GROUPS * _DATA - 1, -1, -1)]
    groups = [values[start : start + _DATA] for start in range(0, len(values), _DATA)]
    return "-".join(
        "".join(_ALPHABET[value] for value in [*group, _check(group, place)]) for place, group in enumerate(groups)
    )


def code_secret(typed: str) -> bytearray:
    """The 20 secret bytes of a code as typed: case, blanks and hyphens do not matter, nor O for 0, I or L for 1.

    Raises ``Refused`` naming what is wrong with the entry; that a well-formed code is not this desk's is only
    known by trying it.
    """
    letters = typed.upper().translate(_IGNORED)
    if len(letters) != _GROUPS * _WIDTH:
        raise Refused(
            say("A recovery code has {wanted} letters and digits; {found} were typed.",
                wanted=_GROUPS * _WIDTH, found=len(letters)),
            say("Compare what was typed with the printed sheet."),
        )  # fmt: skip
    number = 0
    for place in range(_GROUPS):
        for value in _group_values(letters[place * _WIDTH : (place + 1) * _WIDTH], place):
            number = number << 5 | value
    return bytearray(number.to_bytes(_BYTES, "big"))


def _group_values(group: str, place: int) -> list[int]:
    values = [_VALUE.get(letter, -1) for letter in group]
    if -1 in values or values[_DATA] != _check(values[:_DATA], place):
        raise Refused(
            say("Group {number} of the recovery code is mistyped.", number=place + 1),
            say("Compare that group with the printed sheet."),
        )
    return values[:_DATA]


def _check(values: list[int], group: int) -> int:
    """A sum over GF(32) with weights 2, 4, 8, 16: each differs from the others and from the check's own weight 1."""
    total = group
    for place, value in enumerate(values):
        total ^= _times(value, 2 << place)
    return total


def _times(left: int, right: int) -> int:
    """The product in GF(2⁵) modulo x⁵ + x² + 1."""
    product = 0
    for bit in range(5):
        if right >> bit & 1:
            product ^= left << bit
    for bit in range(8, 4, -1):
        if product >> bit & 1:
            product ^= 0b100101 << (bit - 5)
    return product
