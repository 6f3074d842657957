"""What every finished document must be, asserted on the bytes alone; for the tests of any room that prints.

``read(pdf)`` opens a document and asserts what holds for all of them (sound file, fonts embedded, tagged, language,
title, bookmarks); the other functions assert what a named copy carries and what it must not.
"""

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2


@dataclass(frozen=True, slots=True)
class Finished:
    """A document as read: the text of each page, its bookmarks with page numbers from 1, its structure roles."""

    pages: tuple[str, ...]
    bookmarks: tuple[tuple[str, int], ...]
    roles: Counter[str]
    alternatives: tuple[str, ...]
    strings: tuple[str, ...]
    streams: tuple[bytes, ...]

    @property
    def text(self) -> str:
        """All pages, white space flattened, so that a line break hides nothing."""
        return " ".join(" ".join(self.pages).split())


def page_texts(pdf: bytes) -> tuple[str, ...]:
    """The selectable text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(str(text_page.get_text_range()))
        text_page.close()
        page.close()
    document.close()
    return tuple(texts)


def _page_fonts(page: pikepdf.Page) -> Iterator[tuple[str, Any]]:
    yield from page.obj.Resources.get("/Font", pikepdf.Dictionary()).items()


def _assert_fonts(pdf: pikepdf.Pdf) -> None:
    """Each font a page names has its outlines in the file and says which letters its codes are."""
    for page in pdf.pages:
        for name, font in _page_fonts(page):
            assert "/FontDescriptor" in font, f"{font.BaseFont} ({name}) is not embedded"
            held = font.FontDescriptor
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(held.keys()), f"{font.BaseFont} is not embedded"
            assert "/ToUnicode" in font, f"{font.BaseFont} cannot be copied as text"


def _elements(node: Any) -> Iterator[Any]:
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _elements(kid)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        if "/K" in node:
            yield from _elements(node.K)


def _marked(page: pikepdf.Page) -> list[int]:
    """The marked content ids of a page; asserts that nothing shows outside marked content."""
    numbers, open_now = [], 0
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "BDC" | "BMC":
                open_now += 1
                if str(operands[0]) != "/Artifact":
                    numbers.append(int(operands[1].MCID))
            case "EMC":
                open_now -= 1
            case "Tj" | "TJ" | "'" | "S" | "s" | "f" | "F" | "f*" | "B" | "b" | "B*" | "b*":
                assert open_now == 1, f"page {page.label} shows something outside marked content"
    assert open_now == 0
    return numbers


def _assert_tagged(pdf: pikepdf.Pdf) -> list[Any]:
    """The structure tree reaches every marked content once, and the parent tree leads back. Returns its elements."""
    assert pdf.Root.MarkInfo.Marked
    elements = list(_elements(pdf.Root.StructTreeRoot.K))
    parents = {int(number): row for number, row in _pairs(pdf.Root.StructTreeRoot.ParentTree.Nums)}
    for page in pdf.pages:
        numbers = _marked(page)
        assert sorted(numbers) == list(range(len(numbers)))
        row = parents[int(page.obj.StructParents)]
        assert len(row) == len(numbers)
        for number, parent in enumerate(row):
            own = [kid for kid in parent.K if isinstance(kid, pikepdf.Dictionary) and kid.get("/MCID") == number]
            assert any(kid.Pg.objgen == page.obj.objgen for kid in own)
    return elements


def _pairs(flat: Any) -> Iterator[tuple[Any, Any]]:
    values = list(flat)
    return zip(values[::2], values[1::2], strict=True)


def _assert_elements(elements: list[Any]) -> None:
    for element in elements:
        role = str(element.S)
        if role == "/Figure":
            assert str(element.get("/Alt", "")).strip(), "a figure without words"
        if role == "/TH":
            assert str(element.A.Scope) in ("/Row", "/Column")
        if role == "/TR":
            assert {str(kid.S) for kid in element.K} <= {"/TH", "/TD"}
        if role == "/Table":
            assert {str(kid.S) for kid in element.K} == {"/TR"}
            assert len({len(row.K) for row in element.K}) == 1, "rows of different length"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, pikepdf.String):
        yield str(value)
    elif isinstance(value, pikepdf.Array):
        for part in value:
            if not getattr(part, "is_indirect", False):
                yield from _strings(part)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for _, part in value.items():
            if not getattr(part, "is_indirect", False):
                yield from _strings(part)


def _bookmarks(pdf: pikepdf.Pdf) -> Iterator[tuple[str, int]]:
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    with pdf.open_outline() as outline:
        for item in outline.root:
            assert isinstance(item.destination, pikepdf.Array)
            yield item.title, pages[item.destination[0].objgen]


def read(pdf: bytes) -> Finished:
    """Assert what holds for every finished document and return what it says."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pikepdf.open(BytesIO(pdf)) as opened:
            assert opened.check_pdf_syntax() == []
            _assert_fonts(opened)
            elements = _assert_tagged(opened)
            _assert_elements(elements)
            assert str(opened.Root.Lang) == "en-GB"
            assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
            assert str(opened.docinfo["/Title"]).strip()
            with opened.open_metadata() as metadata:
                assert metadata["dc:title"] == str(opened.docinfo["/Title"])
            bookmarks = tuple(_bookmarks(opened))
            assert bookmarks
            return Finished(
                page_texts(pdf),
                bookmarks,
                Counter(str(element.S)[1:] for element in elements),
                tuple(str(element.Alt) for element in elements if "/Alt" in element),
                tuple(text for thing in opened.objects for text in _strings(thing)),
                tuple(thing.read_bytes() for thing in opened.objects if isinstance(thing, pikepdf.Stream)),
            )


def assert_named_copy(
    finished: Finished,
    *,
    marking: str,
    copy_line: str,
    printed_at: str,
    withheld_line: str = "",
    training: bool = False,
) -> None:
    """Every page carries what INTERFACE, "On paper" asks for, each marking at least twice, and counts itself right."""
    total = len(finished.pages)
    for number, page in enumerate(finished.pages, start=1):
        flat = " ".join(page.split())
        assert flat.count(marking) >= 2, f"page {number} is not marked top and bottom"
        assert re.findall(r"Page (\d+) of (\d+)", flat) == [(str(number), str(total))]
        for words in (copy_line, printed_at, withheld_line):
            assert words in flat, f"page {number} lacks {words!r}"
        assert (flat.count("TRAINING") >= 2) is training


def assert_absent(finished: Finished, forbidden: Iterable[str]) -> None:
    """None of ``forbidden`` is anywhere in the file: page text, every string, every stream in three encodings."""
    tight = "".join(finished.text.split())
    for words in forbidden:
        assert words not in finished.text
        assert "".join(words.split()) not in tight, "present, across a line break"
        assert not any(words in text for text in finished.strings)
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert not any(words.encode(encoding) in stream for stream in finished.streams)
