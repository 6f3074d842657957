"""What a file really is, and whether it is safe to unfold: asked before any reader sees it.

Everything is judged from the bytes, never from the file's name. Macros are never run: a workbook with macros is
read as values only, and this program has no part that could run them. A zip's directory may lie about sizes, so
each part is also unzipped once, here, with a bound, and thrown away.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from struct import unpack_from

from iomdesk.errors import Refused
from iomdesk.exchange import extent
from iomdesk.exchange.limits import (
    MAX_FILE_BYTES,
    MAX_PARTS,
    MAX_RATIO,
    MAX_UNZIPPED_BYTES,
    RATIO_FREE_BYTES,
)
from iomdesk.exchange.unseen import Unseen, by_sheet, unseen_cells
from iomdesk.words import say

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCAL_HEADER = 30
_ENCRYPTED = 0x1
_RELATING = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_SHEET_MARK = b"sheetData"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


class FileKind(StrEnum):
    """What the bytes are."""

    EXCEL = "excel"
    OLD_EXCEL = "old excel"
    OPEN_DOCUMENT = "open document"
    DELIMITED = "delimited text"


@dataclass(frozen=True, slots=True, repr=False)
class CheckedFile:
    """What a file is, and by sheet what it shows that its reader passes by.

    ``blanks_unsure``: any empty cell may be a formula's error, which the reader of this kind cannot tell apart.
    """

    kind: FileKind
    unseen: Mapping[str, Unseen] = field(default_factory=dict)
    blanks_unsure: bool = False


def check_file(content: bytes) -> CheckedFile:
    """What ``content`` is, having refused what must not be read further.

    Raises ``Refused`` for an empty or over-large file, a password, a zip bomb, a sheet too large, and
    anything that is not a workbook or delimited text.
    """
    if not content.strip(b"\x00\r\n\t "):
        raise Refused(say("This file is empty."), say("Check that the right file was chosen."))
    if len(content) > MAX_FILE_BYTES:
        raise _too_large()
    if content.startswith(_OLE):
        return _check_ole(content)
    if content.startswith(b"PK"):
        return _check_zip(content)
    return _check_text(content)


def _check_ole(content: bytes) -> CheckedFile:
    if _wide("EncryptedPackage") in content:
        raise password()
    if _wide("Workbook") in content or _wide("Book") in content:
        return CheckedFile(FileKind.OLD_EXCEL, blanks_unsure=True)
    raise not_a_workbook()


def _check_text(content: bytes) -> CheckedFile:
    start = content[:2048].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table")):
        raise Refused(
            say("This is a web page saved under a spreadsheet's name."),
            say("Open it in a spreadsheet program, save it as .xlsx, and read that file."),
        )
    wide = content.startswith(_WIDE_MARKS)
    if (b"\x00" in content and not wide) or start.startswith((b"%pdf", b"{\\rtf", b"<?xml")):
        raise not_a_workbook()
    return CheckedFile(FileKind.DELIMITED)


def _check_zip(content: bytes) -> CheckedFile:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as found:
        raise damaged() from found
    names = {part.filename.lower() for part in parts}
    _check_directory(parts, len(content))
    kind = _kind_of_zip(names)
    kept: dict[str, bytes] = {}
    unseen: dict[str, Unseen] = {}
    unsure = False
    for part in parts:
        name, plain = part.filename.lower(), _unzip(content, part)
        _check_part(name, plain)
        if name in _RELATING:
            kept[name] = plain
        elif kind is FileKind.EXCEL and _SHEET_MARK in plain and (passed_by := unseen_cells(plain)):
            unseen[name] = passed_by
        unsure = unsure or (name == "content.xml" and b'value-type="error"' in plain)
    return CheckedFile(kind, by_sheet(kept, unseen) if unseen else {}, unsure)


def _kind_of_zip(names: set[str]) -> FileKind:
    if "xl/workbook.xml" in names:
        return FileKind.EXCEL
    if "xl/workbook.bin" in names:
        raise Refused(
            say("This is a binary workbook (.xlsb), which is not read."),
            say("Open it in a spreadsheet program, save it as .xlsx, and read that file."),
        )
    if "content.xml" in names and "mimetype" in names:
        return FileKind.OPEN_DOCUMENT
    raise not_a_workbook()


def _check_directory(parts: list[zipfile.ZipInfo], size: int) -> None:
    """What the directory itself says: parts, passwords, unzipped sum, ratio, parts that share bytes."""
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise password()
    unzipped = sum(part.file_size for part in parts)
    too_many = len(parts) > MAX_PARTS or sum(part.compress_size for part in parts) > size
    if too_many or unzipped > MAX_UNZIPPED_BYTES or (unzipped > RATIO_FREE_BYTES and unzipped > MAX_RATIO * size):
        raise _bomb()
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise damaged()


def _check_part(name: str, plain: bytes) -> None:
    if name.startswith("xl/") and name.endswith((".xml", ".rels")) and plain.startswith(_WIDE_MARKS):
        # No spreadsheet program writes its parts so, and none of the searches here would see into one.
        raise damaged()
    # A sheet may lie under any name: the workbook says where.
    if name.startswith("xl/") and _SHEET_MARK in plain:
        extent.check_excel_sheet(plain)
    elif name == "xl/sharedstrings.xml":
        extent.check_shared_texts(plain)
    elif name == "content.xml":
        extent.check_ods_content(plain)
    elif name == "meta-inf/manifest.xml" and b"encryption-data" in plain:
        raise password()


def _unzip(content: bytes, part: zipfile.ZipInfo) -> bytes:
    """The part's bytes, never more than its directory entry promised, which was already found acceptable."""
    if content[part.header_offset : part.header_offset + 4] != b"PK\x03\x04":
        raise damaged()
    name, extra = unpack_from("<HH", content, part.header_offset + 26)
    start = part.header_offset + _LOCAL_HEADER + name + extra
    packed = content[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        plain = packed
    else:
        try:
            plain = zlib.decompressobj(-15).decompress(packed, part.file_size + 1)
        except zlib.error as found:
            raise damaged() from found
    if len(plain) > part.file_size:
        raise _bomb()
    if len(plain) < part.file_size or zlib.crc32(plain) != part.CRC:
        raise damaged()
    return plain


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def password() -> Refused:
    """The refusal of a workbook that asks for a password."""
    return Refused(
        say("This workbook is protected by a password."),
        say("Open it, take the password off (File, Info, Protect Workbook), save a copy, and read that copy."),
    )


def damaged() -> Refused:
    """The refusal of a workbook that is cut short or damaged."""
    return Refused(
        say("This workbook is damaged or was cut short."),
        say("Copy it again from where it came from, or open and save it in a spreadsheet program."),
    )


def not_a_workbook() -> Refused:
    """The refusal of a file of another sort."""
    return Refused(
        say("This file is not a workbook."), say("Read an Excel (.xlsx, .xlsm, .xls), OpenDocument (.ods) or CSV file.")
    )


def _bomb() -> Refused:
    return Refused(
        say("This file would unfold to far more than a workbook holds, and was not opened."),
        say("Ask whoever sent it for a fresh copy; do not open it in another program."),
    )


def _too_large() -> Refused:
    return Refused(
        say("This file is larger than {size} MB.", size=MAX_FILE_BYTES // 2**20),
        say("Split it, or take pictures and empty sheets out of it."),
    )
