"""What a file is, told by its content and not by its name; what is not on the short list is not kept. Pure.

Kept are what a team has of people: scans and letters (PDF, Word without macros), photographs (JPEG, PNG) and plain
text. Everything else, programs and web pages above all, is refused with what to do instead.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from iomdesk.errors import Refused
from iomdesk.files.documents import is_word, require_plain_pdf
from iomdesk.files.photographs import JPEG_BEGINS, PNG_BEGINS, Picture, bare_jpeg, bare_png
from iomdesk.words import say


class Media(StrEnum):
    """What may be kept, by its registered media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    TEXT = "text/plain"


MEDIA_WORDS: Mapping[str, str] = {
    Media.PDF: "PDF",
    Media.JPEG: "JPEG",
    Media.PNG: "PNG",
    Media.WORD: "Word",
    Media.TEXT: "text",
}
_OTHER_PICTURES = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|\?xml|\?php|%)|^#!|^@echo\b", re.I)
_LOOKED_AT = 4096


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """What is kept of a file: its content, what it is, and what somebody who adds it should know."""

    content: bytes
    media: Media
    notes: tuple[str, ...] = ()


def looked_into(content: bytes, name: str) -> Kept:
    """What a file is and what of it is kept. ``name`` only says whether text was meant as text.

    Raises ``Refused`` for what may not be kept, with what to do instead.
    """
    if content.startswith(JPEG_BEGINS):
        return _photograph(bare_jpeg(content), Media.JPEG)
    if content.startswith(PNG_BEGINS):
        return _photograph(bare_png(content), Media.PNG)
    if content.startswith(b"%PDF-"):
        require_plain_pdf(content)
        return Kept(content, Media.PDF)
    if content.startswith(b"PK\x03\x04") and is_word(content):
        return Kept(content, Media.WORD)
    if content[4:8] == b"ftyp" and content[8:12] in _OTHER_PICTURES:
        raise Refused(
            say("Photographs in this format may say where they were taken, which cannot be taken out here."),
            say("Save it as JPEG, and add that."),
        )
    if content.startswith(_OLD_OFFICE):
        raise Refused(
            say("Documents of old office programs can hold macros."), say("Save it as a PDF or .docx, and add that.")
        )
    if _is_plain_text(content, name):
        return Kept(content, Media.TEXT)
    raise Refused(
        say("This is no PDF, Word document, JPEG, PNG or plain text, whatever its name says."),
        say("Save or print it as a PDF, and add that. Programs, web pages and archives are never kept."),
    )


def _photograph(picture: Picture, media: Media) -> Kept:
    if picture.said_where:
        note = say(
            "The photograph said where it was taken. That, and what else the camera wrote beside the picture, was left "
            "out; the picture itself is unchanged. Only the file you have still says it."
        )
    elif picture.left_out:
        note = say("What the camera or a program wrote beside the picture was left out; the picture is unchanged.")
    else:
        return Kept(picture.content, media)
    return Kept(picture.content, media, (note,))


def _is_plain_text(content: bytes, name: str) -> bool:
    """Text in UTF-8, UTF-16 with its mark, or Windows' Western code, in a file that calls itself text."""
    if not name.lower().endswith((".txt", ".text")):
        return False
    text = _decoded(content)
    return (
        text is not None and not _CONTROL.search(text) and not _MARKUP.search(text[:_LOOKED_AT].lstrip("\ufeff \r\n\t"))
    )


def _decoded(content: bytes) -> str | None:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for code in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            continue
    return None
