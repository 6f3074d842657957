"""Which sheet is which list, where its headings stand, and which column is which field.

A title above the headings, blank rows and notes below are expected. What cannot be told is not guessed: a column
that is nobody's is a note, a sheet that is no list is said so, and a mapping file settles both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from iomdesk.errors import Refused
from iomdesk.exchange.cells import cell_text
from iomdesk.exchange.headings import NEEDED, OWN_HEADINGS, PATHWAY_LABELS, Layout, heading_key, synonyms
from iomdesk.exchange.mapping import NOTE, SheetMapping
from iomdesk.exchange.sheets import Row, Sheet
from iomdesk.words import counted, say

OWN = "own"
_HEADER_WITHIN = 40
_NEAR_BEST = 0.75
_LAST = 1_000
_OWN_KEYS = {heading_key(heading) for heading in OWN_HEADINGS}


@dataclass(frozen=True, slots=True, repr=False)
class Column:
    """One column: its place from 0, the heading a person sees (made single), and the field, ``note`` or ``own``."""

    place: int
    heading: str
    field: str


@dataclass(frozen=True, slots=True, repr=False)
class FoundLayout:
    """A sheet understood as a list. ``header_row`` counts from 1; ``confidence`` from 0 to 1; ``findings`` are told."""

    layout: Layout
    sheet: Sheet
    header_row: int
    columns: tuple[Column, ...]
    confidence: float
    findings: tuple[str, ...] = ()

    def place_of(self, field: str) -> int | None:
        """Where the column of ``field`` stands, from 0."""
        return next((column.place for column in self.columns if column.field == field), None)

    @property
    def field_count(self) -> int:
        """How many of the layout's fields have a column."""
        return sum(column.field not in (NOTE, OWN) for column in self.columns)

    @property
    def note_columns(self) -> tuple[Column, ...]:
        """The columns that are no field of ours: kept as notes, never dropped."""
        return tuple(column for column in self.columns if column.field == NOTE)


def find_layout(
    sheets: Sequence[Sheet],
    layout: Layout,
    mapping: SheetMapping | None = None,
    pathway_labels: tuple[str, ...] = PATHWAY_LABELS,
) -> FoundLayout | None:
    """The sheet that is a list of ``layout``; None when no sheet is.

    Of several, the first that has most of the fields the fullest has: a list of birthdays is not the cohort, and
    the list of those who left stands behind it. Hidden sheets are left alone unless the mapping names one. Raises
    ``Refused`` when the mapping names a sheet or a row that is not there.
    """
    spoken = mapping or SheetMapping()
    found = [
        candidate
        for sheet in _candidates(sheets, spoken)
        if (candidate := _best_header(sheet, layout, spoken, pathway_labels)) is not None
    ]
    most = max((candidate.field_count for candidate in found), default=0)
    return next((candidate for candidate in found if candidate.field_count >= _NEAR_BEST * most), None)


def recognise(
    sheets: Sequence[Sheet], pathway_labels: tuple[str, ...] = PATHWAY_LABELS
) -> tuple[FoundLayout | None, ...]:
    """For each sheet, what it is a list of and how sure that is; None for what is no list, or is hidden."""
    told = []
    for sheet in sheets:
        fits = [find_layout((sheet,), layout, None, pathway_labels) for layout in Layout]
        told.append(max((fit for fit in fits if fit), key=lambda fit: fit.confidence, default=None))
    return tuple(told)


def no_layout(sheets: Sequence[Sheet], layout: Layout) -> Refused:
    """The refusal when no sheet is a list of ``layout``: says what was looked for."""
    groups = "; ".join(" or ".join(group) for group in NEEDED[layout])
    return Refused(
        counted(
            len(sheets),
            "The sheet of this file does not have the headings of a list of {layout}.",
            "None of the {count} sheets has the headings of a list of {layout}.",
            layout=layout,
        ),
        say("Needed: {groups}. Name the sheet, the header row and the columns in a mapping file.", groups=groups),
    )


def _candidates(sheets: Sequence[Sheet], mapping: SheetMapping) -> Iterable[Sheet]:
    if not mapping.sheet:
        return [sheet for sheet in sheets if not sheet.hidden]
    named = [sheet for sheet in sheets if heading_key(sheet.name) == heading_key(mapping.sheet)]
    if not named:
        raise Refused(
            say("There is no sheet named {name} in this workbook.", name=mapping.sheet),
            say("Mend the sheet's name in the mapping file."),
        )
    return named


def _best_header(
    sheet: Sheet, layout: Layout, mapping: SheetMapping, pathway_labels: tuple[str, ...]
) -> FoundLayout | None:
    known = synonyms(layout, pathway_labels)
    spoken = mapping.column_keys()
    if mapping.header_row is not None:
        return _read_header(sheet, layout, mapping.header_row, known, spoken)
    best: FoundLayout | None = None
    for number in range(1, min(len(sheet.rows), _HEADER_WITHIN) + 1):
        found = _read_header(sheet, layout, number, known, spoken)
        if found and (best is None or found.confidence > best.confidence):
            best = found
    return best


def _read_header(
    sheet: Sheet, layout: Layout, number: int, known: Mapping[str, tuple[str, int]], spoken: Mapping[str, str]
) -> FoundLayout | None:
    """Row ``number`` taken as the headings; None unless each thing the layout needs is headed."""
    if number > len(sheet.rows):
        raise Refused(
            say("The sheet ends before row {number}.", number=number), say("Mend header_row in the mapping file.")
        )
    headings = [cell_text(cell) for cell in sheet.rows[number - 1]]
    fields = _fields(headings, known, spoken)
    needed = NEEDED[layout]
    if not all(any(name in fields.values() for name in group) for group in needed):
        return None
    headed = [place for place, heading in enumerate(headings) if heading and heading_key(heading) not in _OWN_KEYS]
    columns = tuple(_columns(headings, fields, sheet.rows[number:]))
    confidence = 0.5 + 0.5 * len(fields) / max(len(headed), 1)
    return FoundLayout(layout, sheet, number, columns, round(confidence, 3), _findings(headings, known, columns))


def _fields(headings: Sequence[str], known: Mapping[str, tuple[str, int]], spoken: Mapping[str, str]) -> dict[int, str]:
    """Place to field, each field once: the mapping's word first, then the surest heading, then the first."""
    claims = []
    for place, heading in enumerate(headings):
        key = heading_key(heading)
        if key in spoken:
            claims.append((-1, place, spoken[key]))
        elif key in known:
            field, rank = known[key]
            claims.append((rank + _LAST * (field == "mappa" and level_alone(heading)), place, field))
    fields: dict[int, str] = {}
    for _rank, place, field in sorted(claims):
        if field != NOTE and field not in fields.values():
            fields[place] = field
    if "surname" in fields.values():
        # Beside a surname a whole name, or a nominal's number, is no field of ours: it is kept as a note.
        return {place: field for place, field in fields.items() if field != "full_name"}
    return fields


def _columns(headings: Sequence[str], fields: Mapping[int, str], below: Sequence[Row]) -> Iterable[Column]:
    width = max((len(row) for row in below), default=0)
    seen: dict[str, int] = {}
    for place in range(max(width, len(headings))):
        heading = headings[place] if place < len(headings) else ""
        if not heading and not any(place < len(row) and row[place] != "" for row in below):
            continue
        name = heading or say("Column {letter}", letter=column_letter(place))
        seen[name] = seen.get(name, 0) + 1
        single = name if seen[name] == 1 else f"{name} ({seen[name]})"
        field = OWN if heading_key(heading) in _OWN_KEYS else fields.get(place, NOTE)
        yield Column(place, single, field)


def _findings(
    headings: Sequence[str], known: Mapping[str, tuple[str, int]], columns: Sequence[Column]
) -> tuple[str, ...]:
    told = []
    for column in columns:
        if column.field == NOTE:
            heading = headings[column.place] if column.place < len(headings) else ""
            double = heading_key(heading) in known
            told.append(
                say(
                    "The column {heading} stands for a field another column already gives; it is kept as a note.",
                    heading=column.heading,
                )
                if double
                else say("The column {heading} is no field; it is kept as a note.", heading=column.heading)
            )
    return tuple(told)


def level_alone(heading: str) -> bool:
    """Whether a heading for MAPPA promises the level only, of which a category cannot be read."""
    key = heading_key(heading)
    return "level" in key and "cat" not in key


def column_letter(place: int) -> str:
    """The spreadsheet's letters of the column at ``place``, from 0: ``A``, ``Z``, ``AA``."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
