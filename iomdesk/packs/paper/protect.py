"""A finished PDF under a password, for a file that leaves by e-mail: AES-256, names and titles in it included.

The scheme is that of PDF 2.0 (ISO 32000-2, 7.6, security handler revision 6). Its password is prepared as RFC 4013
(SASLprep) says, so that the same words typed elsewhere open it. Unlike everything else printed, the bytes differ
each time: the key and its salts are drawn anew, and must be.
"""

import stringprep
import unicodedata
from io import BytesIO

import pikepdf

from iomdesk.errors import Environment, Refused
from iomdesk.words import say

SHORTEST = 12
"""Letters a password must have at least."""

LONGEST = 127
"""Bytes of a password that count (ISO 32000-2, 7.6.4.3.3); a longer one would be cut without a word."""

_FORBIDDEN = (
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)


def _prepared(password: str) -> str:
    """``password`` as every reader understands it. Raises ``Refused`` where none could type it again."""
    spaced = (" " if stringprep.in_table_c12(letter) else letter for letter in password)
    kept = "".join(letter for letter in spaced if not stringprep.in_table_b1(letter))
    prepared = unicodedata.normalize("NFKC", kept)
    remedy = say("Choose another password.")
    if any(forbidden(letter) for letter in prepared for forbidden in _FORBIDDEN):
        raise Refused(say("The password holds a character that cannot be typed."), remedy)
    if len(prepared) < SHORTEST:
        raise Refused(say("The password has fewer than {shortest} letters.", shortest=SHORTEST), remedy)
    if len(set(prepared)) == 1:
        raise Refused(say("The password is one letter again and again."), remedy)
    if len(prepared.encode()) > LONGEST:
        raise Refused(say("The password is longer than a PDF can hold."), remedy)
    return prepared


def protected(pdf: bytes, password: str) -> bytes:
    """``pdf`` encrypted under ``password``: text, pictures, titles, bookmarks and metadata.

    Only memory is written to. The same input gives different bytes each time. Raises ``Refused`` for a password of
    fewer than 12 letters or one a reader could not type again, ``Environment`` where ``pdf`` is not a PDF.
    """
    prepared = _prepared(password)
    # One password for both roles: a second one that nobody knows would only keep the recipient from saving a copy.
    scheme = pikepdf.Encryption(owner=prepared, user=prepared, R=6, aes=True, metadata=True)
    out = BytesIO()
    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            opened.save(
                out,
                encryption=scheme,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                compress_streams=True,
            )
    except pikepdf.PdfError as fault:
        raise Environment(say("The document could not be encrypted."), say("Print it again.")) from fault
    return out.getvalue()
