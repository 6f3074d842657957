"""What a spreadsheet shows and its reader does not: formula errors, formulas never worked out, merged columns.

The reader gives all three as an empty cell, and an empty cell in a sheet that was read before means that a person
emptied it. So each is found in the sheet's own XML and put in its place: an error as the text the spreadsheet
program shows, a formula without a result as ``UNWORKED``, and a cell merged with the one above as that one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any, TypeAlias

from iomdesk.exchange.extent import column_number

Place: TypeAlias = tuple[int, int]
"""Row and column, both from 0."""

UNWORKED = "#CALC!"
"""Stands for a formula whose result was never worked out: a program wrote it and no spreadsheet program opened it."""
_ATTRIBUTES = rb"<(?:\w+:)?c\s([^>/]*)>\s*"
_ERROR_TYPE = rb"<(?:\w+:)?c\s([^>/]*\bt\s*=\s*[\"']e[\"'][^>/]*)>(.*?)</(?:\w+:)?c>"
_ERROR = re.compile(_ERROR_TYPE, re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_UNWORKED = re.compile(
    _ATTRIBUTES + rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_NO_RESULT = (b"<v/>", b"<v />", b"<v></v>", b"</f></c>", b"/></c>")
_PLACE = re.compile(rb"(?:^|\s)r\s*=\s*[\"']([A-Za-z]+)(\d+)")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s+ref\s*=\s*[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(frozen=True, slots=True, repr=False)
class Unseen:
    """What one sheet shows beyond its values. ``merged`` are a column and its first and last row, all from 0.

    ``anywhere`` says that there is more which cannot be placed: then no empty cell is known to be empty.
    """

    texts: Mapping[Place, str] = field(default_factory=dict)
    merged: Sequence[tuple[int, int, int]] = ()
    anywhere: bool = False

    def __bool__(self) -> bool:
        return bool(self.texts or self.merged or self.anywhere)


def unseen_cells(xml: bytes) -> Unseen:
    """What the worksheet part ``xml`` shows and the reader passes by."""
    found: list[tuple[bytes, str]] = []
    if b't="e"' in xml or b"t='e'" in xml:
        found += [(each[1], _error_text(each[2])) for each in _ERROR.finditer(xml)]
    if (b"<f" in xml and any(mark in xml for mark in _NO_RESULT)) or b":f>" in xml or b":f " in xml:
        # A result of text may be empty, and then it was worked out.
        found += [(each[1], UNWORKED) for each in _UNWORKED.finditer(xml) if b't="str"' not in each[1]]
    placed = [(place, text) for attributes, text in found if (place := _place(attributes)) is not None]
    merged = tuple(_merged(xml)) if b"mergeCell" in xml else ()
    return Unseen(dict(placed), merged, len(placed) < len(found))


def _error_text(inside: bytes) -> str:
    value = _VALUE.search(inside)
    text = unescape(value[1].decode("utf-8", "replace")).strip() if value else ""
    return text or UNWORKED


def _place(attributes: bytes) -> Place | None:
    found = _PLACE.search(attributes)
    return (int(found[2][:9]) - 1, column_number(found[1]) - 1) if found else None


def _merged(xml: bytes) -> Iterable[tuple[int, int, int]]:
    """The merges down one column. One across columns is a title: its text belongs to no one column."""
    for left, top, right, bottom in _MERGED.findall(xml):
        if left == right and top != bottom:
            yield column_number(left) - 1, int(top[:9]) - 1, int(bottom[:9]) - 1


def overlaid(rows: Sequence[tuple[Any, ...]], unseen: Unseen) -> tuple[tuple[Any, ...], ...]:
    """The rows of the reader with what it passed by in its place."""
    grid = [list(row) for row in rows]
    for (row, column), text in unseen.texts.items():
        _put(grid, row, column, text)
    for column, top, bottom in unseen.merged:
        shown = grid[top][column] if top < len(grid) and column < len(grid[top]) else ""
        for row in range(top + 1, min(bottom + 1, len(grid))) if shown != "" else ():
            _put(grid, row, column, shown)
    return tuple(map(tuple, grid))


def _put(grid: list[list[Any]], row: int, column: int, shown: object) -> None:
    """Put what is shown into an empty cell. One beyond the last row or column that holds anything is left off."""
    if row < len(grid) and column < len(grid[row]) and grid[row][column] == "":
        grid[row][column] = shown


def by_sheet(parts: Mapping[str, bytes], unseen: Mapping[str, Unseen]) -> dict[str, Unseen]:
    """``unseen`` by the name of the sheet instead of the name of its part, as the workbook relates them."""
    relations = [_attributes(each) for each in _RELATION.findall(parts.get("xl/_rels/workbook.xml.rels", b""))]
    targets = {each.get("Id", ""): _part_name(each.get("Target", "")) for each in relations}
    found: dict[str, Unseen] = {}
    for sheet in map(_attributes, _SHEET.findall(parts.get("xl/workbook.xml", b""))):
        related = next((value for name, value in sheet.items() if name.endswith(":id")), "")
        if each := unseen.get(targets.get(related, "")):
            found[sheet.get("name", "")] = each
    if len(found) < sum(map(bool, unseen.values())):
        # A part that no sheet names in the ordinary way may be any sheet's.
        return dict.fromkeys(_names(parts), Unseen(anywhere=True)) | {
            name: replace(each, anywhere=True) for name, each in found.items()
        }
    return found


def _names(parts: Mapping[str, bytes]) -> Iterable[str]:
    return (_attributes(each).get("name", "") for each in _SHEET.findall(parts.get("xl/workbook.xml", b"")))


def _attributes(text: bytes) -> dict[str, str]:
    return {
        name.decode("ascii", "replace"): unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in _ATTRIBUTE.findall(text)
    }


def _part_name(target: str) -> str:
    return (target.removeprefix("/") if target.startswith("/") else f"xl/{target}").lower()
