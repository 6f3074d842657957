"""Reading any file into plain sheets, and refusing the ones that must not be read."""

import io
import random
import zipfile
from collections.abc import Callable, Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iomdesk.errors import Refused
from iomdesk.exchange.delimited import guarded, read_delimited, unguarded, write_delimited
from iomdesk.exchange.extent import check_excel_sheet, check_ods_content
from iomdesk.exchange.sheets import read_sheets

Book = Callable[..., bytes]
Pack = Callable[[Mapping[str, bytes]], bytes]
_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
_ODS = (
    b'<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    b'<table:table table:name="S">%s</table:table></office:spreadsheet></office:body></office:document-content>'
)
_CELL = b'<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
_EMPTY = b'<table:table-cell table:number-columns-repeated="16380"/>'
_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def _ods(pack: Pack, rows: bytes, manifest: bytes = b"<m/>") -> bytes:
    return pack({"mimetype": _MIMETYPE, "META-INF/manifest.xml": manifest, "content.xml": _ODS % rows})


def _wrong(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_sheets(content)
    assert refused.value.remedy
    return refused.value.message


def test_rows_keep_their_place_and_dates_stay_apart_from_text(book: Book) -> None:
    rows = [["title"], [], ["a", "", 2.0], [date(2024, 3, 4), "04/03/2024"]]
    sheets = read_sheets(book({"One": rows, "Two": [["x"]]}, hidden=("Two",)))
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("One", False), ("Two", True)]
    assert sheets[0].rows[1] == ("", "", "")
    assert sheets[0].rows[2] == ("a", "", 2.0)
    assert sheets[0].rows[3] == (date(2024, 3, 4), "04/03/2024", "")
    assert "title" not in repr(sheets[0])


def test_open_document_with_its_usual_trailing_repeats_is_read(zipped: Pack) -> None:
    day = b'<table:table-cell office:value-type="date" office:date-value="2024-03-04"></table:table-cell>'
    tail = b'<table:table-row table:number-rows-repeated="1048330">%s</table:table-row>' % _EMPTY
    rows = b"<table:table-row>%s%s%s</table:table-row>%s" % (_CELL, day, _EMPTY, tail)
    assert read_sheets(_ods(zipped, rows))[0].rows == (("a", date(2024, 3, 4)),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimited_text_in_its_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    lines = [("PNC", "Prénom", "Note"), ("81/34U", "Zoë", "a b"), ("", "", ""), ("x", "y", "l1\r\nl2")]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    assert read_sheets(text.encode(encoding))[0].rows == tuple(lines)


def test_empty_short_and_foreign_files_are_refused(team_book: bytes, zipped: Pack) -> None:
    assert "empty" in _wrong(b"")
    assert "empty" in _wrong(b"\r\n\r\n")
    assert "not a workbook" in _wrong(b"%PDF-1.7 ...")
    assert "not a workbook" in _wrong(b"\x7fELF\x00\x00")
    assert "not a workbook" in _wrong(zipped({"word/document.xml": b"<w/>"}))
    assert "web page" in _wrong(b"\xef\xbb\xbf <html><table>")
    assert ".xlsb" in _wrong(zipped({"xl/workbook.bin": b"x"}))
    assert "no encoding" in _wrong(b"a,b\n\x81\x8d,c")
    assert "damaged" in _wrong(team_book[: len(team_book) // 2])
    assert "damaged" in _wrong(team_book[:-30])


def test_a_workbook_of_no_rows_is_refused(book: Book) -> None:
    assert "no rows" in _wrong(book({"One": []}))


def test_passwords_are_named(zipped: Pack) -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1")
    assert "password" in _wrong(ole + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le"))
    assert "password" in _wrong(_ods(zipped, b"", b"<manifest:encryption-data/>"))
    assert "not a workbook" in _wrong(ole + b"\0" * 512 + "WordDocument".encode("utf-16-le"))
    locked = bytearray(zipped({"xl/workbook.xml": b"<w/>"}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in _wrong(bytes(locked))


def test_zip_bombs_are_refused_by_their_directory(zipped: Pack) -> None:
    bomb = zipped({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": b"<row/>" * 6_000_000})
    assert "unfold" in _wrong(bomb)
    assert "unfold" in _wrong(zipped({f"p{place}": b"" for place in range(4_001)} | {"xl/workbook.xml": b""}))


@pytest.mark.parametrize("claimed", [10, 10_000_000])
def test_a_directory_that_lies_about_sizes_is_found_out(zipped: Pack, claimed: int) -> None:
    content = bytearray(zipped({"xl/workbook.xml": b"<w/>" * 5_000}))
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = claimed.to_bytes(4, "little")
    assert _wrong(bytes(content))


def test_parts_that_share_bytes_are_refused(zipped: Pack) -> None:
    content = bytearray(zipped({"xl/workbook.xml": bytes(range(256)) * 20}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.infolist()[0].compress_size
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    entry = bytes(content[start:end])
    count = len(content) // max(size, 1) + 2
    content[start:end] = entry * count
    tail = content.index(b"PK\x05\x06")
    content[tail + 8 : tail + 12] = count.to_bytes(2, "little") * 2
    content[tail + 12 : tail + 16] = (len(entry) * count).to_bytes(4, "little")
    assert _wrong(bytes(content))


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>',
        b"<row r = '1'><c r = 'A1'/></row><row r = '900000'><c r = 'B900000'/></row>",
        b'<row r="1"><c r="A1"/></row><row r="0000250000"><c/></row>',
        b'<row r="1"><c r="ZZ1"/></row>',
        b'<row r="150000"><c r="CV150000"/></row>',
        b"<row>" + b"<c/>" * 600 + b"</row>",
        b'<x:row r="1"><x:c r="A1"/><x:c r="AAAA2"/></x:row>',
    ],
)
def test_a_sheet_that_would_unfold_too_far_is_refused_before_it_is_read(cells: bytes) -> None:
    with pytest.raises(Refused, match="reaches over"):
        check_excel_sheet(_SHEET % cells)


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1"><c r="A1"/></row><row r="199999"><c r="AN199999"/></row>',
        b'<row r="200000"><c r="A200000"/></row>',
        b'<row r="9"><c r="SR9"/></row>',
        b"<row><c/><c/></row>",
    ],
)
def test_a_large_honest_sheet_passes(cells: bytes) -> None:
    check_excel_sheet(_SHEET % cells)


@pytest.mark.parametrize(
    "rows",
    [
        b'<table:table-row table:number-rows-repeated="1048576">%s</table:table-row>' % _CELL,
        b'<table:table-row><table:table-cell office:value="1" table:number-columns-repeated="9999"/></table:table-row>',
        b'<table:table-row><table:table-cell><text:s text:c="4000000000"/></table:table-cell></table:table-row>',
    ],
)
def test_open_document_repeats_are_counted(rows: bytes) -> None:
    with pytest.raises(Refused):
        check_ods_content(_ODS % rows)


def test_too_many_rows_of_text_are_refused() -> None:
    assert "reaches over" in _wrong(b"a,b\n" * 200_001)


def test_flipped_bytes_are_refused_or_read_but_never_break(team_book: bytes) -> None:
    chance = random.Random(7)
    for _ in range(60):
        content = bytearray(team_book)
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            read_sheets(bytes(content))
        except Refused:
            continue


def test_macros_are_values_only(team_book: bytes) -> None:
    out = io.BytesIO(team_book)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf macro")
    assert read_sheets(out.getvalue()) != ()


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12))
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    kept = guarded(text)
    assert not kept.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(kept) == text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)] * 3), min_size=1
    )
)
def test_delimited_rows_come_back(rows: list[tuple[str, ...]]) -> None:
    head = ("a", "b", "c")
    assert read_delimited(write_delimited([head, *rows]))[:1] == [head]
    assert read_delimited(write_delimited([head, *rows]))[1:] == rows
