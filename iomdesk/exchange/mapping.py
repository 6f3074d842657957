"""The mapping file: what a team says about its own sheet where the program cannot guess (TOML).

fingerprint = "…"            # of the headings it was made for; optional
sheet = "Cohort"             # optional: which sheet
header_row = 4               # optional: as the spreadsheet program numbers it
[columns]
"PNC ID" = "pnc"             # their heading = our field, or "note" to keep it as a note
[values.rag]
"R" = "Red"                  # in that column, their word = ours
[pathways]                   # the same again for the sheet of scores
sheet = "Scores"
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from iomdesk.errors import Refused
from iomdesk.exchange.headings import Layout, fields_of, heading_key
from iomdesk.exchange.sheets import Sheet
from iomdesk.words import say

T = TypeVar("T")
NOTE = "note"
_PART_KEYS = ("sheet", "header_row", "columns", "values")
_HEADER_WITHIN = 40


@dataclass(frozen=True, slots=True, repr=False)
class SheetMapping:
    """What is said about one sheet. Empty means: find out."""

    sheet: str = ""
    header_row: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def column_keys(self) -> dict[str, str]:
        """Heading key to field or ``note``."""
        return {heading_key(heading): name for heading, name in self.columns.items()}


@dataclass(frozen=True, slots=True, repr=False)
class SourceMapping:
    """A whole mapping file: the main sheet, the sheet of scores, and the headings it was made for."""

    main: SheetMapping = field(default_factory=SheetMapping)
    pathways: SheetMapping = field(default_factory=SheetMapping)
    fingerprint: str = ""


def read_mapping(text: str, layout: Layout) -> SourceMapping:
    """The mapping file ``text`` for a main sheet of ``layout``. Raises ``Refused``, naming the line or the key."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise _refused(say("The mapping file is not TOML: {wrong}.", wrong=wrong)) from wrong
    unknown = sorted(set(found) - {*_PART_KEYS, "fingerprint", "pathways"})
    if unknown:
        raise _refused(say("The mapping file names {name}, which means nothing there.", name=unknown[0]))
    scores = found.get("pathways", {})
    if not isinstance(scores, dict) or set(scores) - set(_PART_KEYS):
        raise _refused(say("[pathways] of the mapping file may hold sheet, header_row, columns and values only."))
    fingerprint = _typed(found, "fingerprint", str) or ""
    return SourceMapping(_part(found, layout), _part(scores, Layout.PATHWAYS), fingerprint)


def write_mapping(mapping: SourceMapping) -> str:
    """``mapping`` as the text of a mapping file; reading it again gives the same mapping."""
    lines = [f"fingerprint = {_quoted(mapping.fingerprint)}"] if mapping.fingerprint else []
    lines += _part_lines(mapping.main, "")
    scores = _part_lines(mapping.pathways, "pathways.")
    if scores:
        lines += ["", "[pathways]", *scores] if not scores[0].startswith("[") else ["", *scores]
    return "\n".join(lines).strip() + "\n"


def fingerprint(sheets: Sequence[Sheet]) -> str:
    """A digest of the headings of the sheets in sight, by which a source is known again when its rows have changed."""
    spoken = [
        (heading_key(sheet.name), [heading_key(cell) for cell in _widest(sheet) if isinstance(cell, str)])
        for sheet in sheets
        if not sheet.hidden
    ]
    return hashlib.sha256(json.dumps(spoken).encode()).hexdigest()


def _widest(sheet: Sheet) -> tuple[object, ...]:
    """The first row with the most text cells: the headings, on any sheet whose columns are all headed."""
    return max(
        sheet.rows[:_HEADER_WITHIN], key=lambda row: sum(isinstance(c, str) and c != "" for c in row), default=()
    )


def _part(found: Mapping[str, object], layout: Layout) -> SheetMapping:
    header_row = _typed(found, "header_row", int)
    if header_row is not None and header_row < 1:
        raise _refused(say("header_row of the mapping file counts from 1."))
    columns = _texts(found.get("columns", {}), "columns")
    for heading, name in columns.items():
        _known_field(heading, name, layout)
    return SheetMapping(_typed(found, "sheet", str) or "", header_row, columns, _values(found, layout))


def _known_field(heading: str, name: str, layout: Layout) -> None:
    if name != NOTE and name not in fields_of(layout):
        fields = ", ".join(fields_of(layout))
        raise _refused(
            say(
                "The mapping file sends the column {heading} to {name}, which is no field.", heading=heading, name=name
            ),
            say("Fields: {fields}, or note.", fields=fields),
        )


def _values(found: Mapping[str, object], layout: Layout) -> dict[str, dict[str, str]]:
    spoken = found.get("values", {})
    if not isinstance(spoken, dict):
        raise _refused(say("[values] of the mapping file must hold tables, one for each field."))
    for name in spoken:
        if name not in fields_of(layout):
            raise _refused(say("The mapping file gives values for {name}, which is no field.", name=name))
    return {name: _texts(table, f"values.{name}") for name, table in spoken.items()}


def _texts(table: object, name: str) -> dict[str, str]:
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise _refused(say('[{name}] of the mapping file must hold lines of the form "theirs" = "ours".', name=name))
    return {str(key): str(value) for key, value in table.items()}


def _typed(found: Mapping[str, object], key: str, kind: type[T]) -> T | None:
    value = found.get(key)
    if value is None or (isinstance(value, kind) and not isinstance(value, bool)):
        return value
    raise _refused(say("{key} of the mapping file is not of the right sort.", key=key))


def _part_lines(part: SheetMapping, prefix: str) -> list[str]:
    lines = [f"sheet = {_quoted(part.sheet)}"] if part.sheet else []
    lines += [f"header_row = {part.header_row}"] if part.header_row else []
    tables = {"columns": part.columns, **{f"values.{_quoted(name)}": table for name, table in part.values.items()}}
    for name, table in tables.items():
        if table:
            lines += [f"[{prefix}{name}]", *(f"{_quoted(key)} = {_quoted(value)}" for key, value in table.items())]
    return lines


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _refused(message: str, remedy: str = "") -> Refused:
    return Refused(message, remedy or say("Mend the mapping file and read again; nothing was changed."))
