"""What a file is, told by its content: the short list is kept, everything else is refused with what to do instead."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.catalogue import Category
from iomdesk.errors import Refused
from iomdesk.files.media import Media, looked_into
from iomdesk.files.rules import (
    KINDS,
    FileSort,
    category_meant,
    category_problem,
    most_bytes,
    size_problem,
    size_text,
    sort_label,
)
from tests.files.file_sample import jpeg, pdf, png, word


def zipped(**parts: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "media"),
    [
        (pdf(), "letter.exe", Media.PDF),
        (jpeg(), "IMG_0001", Media.JPEG),
        (png(), "scan.jpg", Media.PNG),
        (word(), "letter.docx", Media.WORD),
        (b"Dear Mr Nowak,\r\n\tyour appointment\x0c", "letter.txt", Media.TEXT),
        ("Annwyl Siân, ŷ".encode(), "letter.TXT", Media.TEXT),
        ("Annwyl Siân".encode("cp1252"), "letter.txt", Media.TEXT),
        ("Annwyl ŷ".encode("utf-16"), "letter.txt", Media.TEXT),
    ],
)
def test_what_is_kept_whatever_it_is_called(content: bytes, name: str, media: Media) -> None:
    kept = looked_into(content, name)
    assert (kept.media, kept.content) == (media, content)


@pytest.mark.parametrize(
    ("content", "name", "what_to_do"),
    [
        (b"MZ\x90\0" + bytes(200), "letter.pdf", "PDF"),
        (b"\x7fELF" + bytes(60), "letter.txt", "never kept"),
        (b"#!/bin/sh\nrm -r x\n", "letter.txt", "never kept"),
        (b"<!DOCTYPE html><html><body>", "letter.txt", "never kept"),
        (b"\xef\xbb\xbf\n <ScRiPt>alert(1)</script>", "letter.txt", "never kept"),
        (b"@echo off\r\ndel *", "letter.txt", "never kept"),
        (b"Dear Mr Nowak", "letter", "never kept"),
        (b"print('hello')", "letter.py", "never kept"),
        (b"Dear\0Nowak", "letter.txt", "never kept"),
        (b"GIF89a" + bytes(20), "photo.gif", "never kept"),
        (b"{\\rtf1 hello}", "letter.rtf", "never kept"),
        (zipped(letter="Dear"), "letter.docx", "never kept"),
        (b"PK\x03\x04" + bytes(100), "letter.docx", "never kept"),
        (word("word/vbaProject.bin"), "letter.docx", "without"),
        (word("word/embeddings/oleObject1.bin"), "letter.docx", "without"),
        (word("word/activeX/activeX1.xml"), "letter.docx", "without"),
        (word(types="application/vnd.ms-word.document.macroEnabled.main+xml"), "letter.docx", "without"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "letter.doc", "PDF or .docx"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "photo.heic", "JPEG"),
        (pdf(script="app.alert(1)"), "letter.pdf", "print it"),
        (pdf(launches=True), "letter.pdf", "print it"),
        (pdf(attached=b"MZ"), "letter.pdf", "print it"),
        (pdf(password="secret"), "letter.pdf", "without one"),
        (pdf()[:60], "letter.pdf", "print it"),
        (b"%PDF-1.7 nothing more", "letter.pdf", "print it"),
        (jpeg()[:300], "photo.jpg", "save it anew"),
        (png()[:200], "photo.png", "save it anew"),
        (b"\xff\xd8\xff", "photo.jpg", "save it anew"),
        (b"\x89PNG\r\n\x1a\n", "photo.png", "save it anew"),
    ],
)
def test_what_is_refused_says_what_to_do(content: bytes, name: str, what_to_do: str) -> None:
    with pytest.raises(Refused) as refusal:
        looked_into(content, name)
    assert what_to_do in refusal.value.remedy


_BEGINNINGS = st.sampled_from(
    [
        b"",
        b"%PDF-1.7\n",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04",
        b"\0\0\0\x18ftypheic",
        jpeg()[:700],
        png(),
    ]
)


@given(_BEGINNINGS, st.binary(max_size=300), st.sampled_from(["a.txt", "a.pdf", ""]))
def test_no_content_whatever_is_more_than_refused(beginning: bytes, rest: bytes, name: str) -> None:
    try:
        kept = looked_into(beginning + rest, name)
    except Refused:
        return
    assert kept.media in Media


@given(st.integers(0, 600), st.binary(min_size=1, max_size=4))
def test_a_damaged_photograph_is_kept_as_far_as_it_can_be_followed_or_refused(at: int, damage: bytes) -> None:
    content = jpeg(comment=b"x" * 40)
    at = min(at, len(content) - len(damage))
    try:
        kept = looked_into(content[:at] + damage + content[at + len(damage) :], "photo.jpg")
    except Refused:
        return
    assert kept.media is not Media.JPEG or kept.content.endswith(b"\xff\xd9")


def test_categories_and_their_kinds() -> None:
    assert all(kind.name == f"file_{category.name.lower()}" for category, kind in KINDS.items())
    assert len(KINDS) == 8
    assert category_meant(None, FileSort.MINUTES) is Category.CONFERENCE
    assert category_meant(None, FileSort.LETTER) is None
    assert category_problem(None, FileSort.LETTER)
    assert category_problem(Category.OFFENDING, FileSort.LETTER)
    assert category_problem(Category.HEALTH, FileSort.MINUTES)
    assert not category_problem(Category.CONFERENCE, FileSort.MINUTES)
    assert (sort_label("minutes"), sort_label("video"), sort_label("")) == ("Old minutes", "video", "Other")


def test_sizes() -> None:
    most = most_bytes()
    assert most == 10 * 1024 * 1024
    assert [bool(size_problem(size, most)) for size in (0, 1, most, most + 1)] == [True, False, False, True]
    assert [size_text(size) for size in (None, 1, 2000, most)] == ["", "1 KB", "2 KB", "10.0 MB"]
