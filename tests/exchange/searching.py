"""Looking for what must not be in a workbook: in every part of it, in every form its bytes could hold it."""

import base64
import html
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import openpyxl

from iomdesk.ids import Id, id_text
from tests.packs.pdf_search import readings, tight


def parts(content: bytes) -> dict[str, bytes]:
    """Every part of the workbook, unpacked, under its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _texts(content: bytes) -> Iterator[str]:
    """The whole file and each of its parts, with their names, in every encoding they could be meant in."""
    unpacked = parts(content)
    for raw in (content, *unpacked.values(), *(name.encode() for name in unpacked)):
        for text in readings(raw):
            yield text
            yield html.unescape(text)


def held_words(content: bytes, words: Iterable[str]) -> set[str]:
    """Which of ``words`` the workbook holds anywhere."""
    looked_for = {tight(word): word for word in words}
    found: set[str] = set()
    for text in map(tight, _texts(content)):
        found |= {word for folded, word in looked_for.items() if folded in text}
    return found


def held_ids(content: bytes, ids: Iterable[Id]) -> set[Id]:
    """Which of ``ids`` it holds, as text, as hex, in base 64 or as they are."""
    raw = (content, *parts(content).values())
    texts = [tight(text) for each in raw for text in readings(each)]
    found = set()
    for each in ids:
        spelled = {tight(form) for form in (id_text(each), each.hex(), base64.b64encode(each).decode().rstrip("="))}
        if any(each in part for part in raw) or any(form in text for form in spelled for text in texts):
            found.add(each)
    return found


def rows_of(content: bytes, sheet: str, header: int) -> list[Mapping[str, Any]]:
    """The rows below the headings in row ``header``, as cells by heading."""
    lines = list(openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(min_row=header, values_only=True))
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]
