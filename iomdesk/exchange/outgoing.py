"""What an export is made of: frozen values from the desk, what one copy of it holds, and how each is said in a cell.

What is said here reads back as the same value: the layout is the team's own, so a sheet that went out comes home.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from iomdesk.agreement.rules import PersonFacts
from iomdesk.exchange.headings import PATHWAY_LABELS
from iomdesk.exchange.phrases import Location, Mappa, Supervision, location_text, mappa_text, supervision_text
from iomdesk.ids import Id

Value: TypeAlias = str | int | date | Location | Mappa | Supervision | None
Written: TypeAlias = str | int | date

TEAM_COLUMNS: tuple[tuple[str, str], ...] = (
    ("Surname", "surname"),
    ("Forename(s)", "forenames"),
    ("DOB", "dob"),
    ("Sex", "sex"),
    ("PNC ID", "pnc"),
    ("CRO", "cro"),
    ("NOMIS No", "nomis"),
    ("CRN", "crn"),
    ("Team", "site"),
    ("Cohort", "cohort_label"),
    ("Adopted", "adopted"),
    ("Police OM", "police_om"),
    ("Probation OM", "probation_om"),
    ("Supervision", "supervision"),
    ("RoSH", "rosh"),
    ("RAG", "rag"),
    ("MAPPA", "mappa"),
    ("Location", "location"),
    ("DA Perp", "da_perpetrator"),
    ("County Lines", "county_lines"),
    ("Last conf", "last_conference"),
    ("Priority pathway", "priority_pathway"),
    ("Notes", "notes"),
)
"""Heading and field, in the order of the team's sheet."""

LONGEST_CELL = 32_767
"""Characters one cell holds (the spreadsheet program's own limit)."""
_YES_NO = {"yes": "Y", "no": "N", "unknown": "?"}
_CUT = " [cut: longer than a cell holds]"


@dataclass(frozen=True, slots=True, repr=False)
class CohortOut:
    """One person to write: the record's id as text, values by field, notes by the heading of their column."""

    record: str
    values: Mapping[str, Value]
    extras: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class ScoresOut:
    """One set of scores to write: its record's id as text, whose, when, and the eight; None is not known."""

    record: str
    pnc: str
    surname: str
    scored_on: date
    scores: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, repr=False)
class NoteKept:
    """A note that a column of a sheet became. Of one marked *do not share* only that there is one is handed over."""

    heading: str
    body: str
    do_not_share: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class PersonKept:
    """One person as the desk has them: values by field, notes, sets of scores, and what the agreement asks about."""

    id: Id
    values: Mapping[str, Value]
    notes: tuple[NoteKept, ...]
    scores: tuple[ScoresOut, ...]
    facts: PersonFacts


@dataclass(frozen=True, slots=True, repr=False)
class CohortKept:
    """Everybody an export may be about, in the order of the sheet, and the pathways as they are called."""

    people: tuple[PersonKept, ...]
    pathway_labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class CopyOf:
    """Which copy of the workbook it is, as every sheet of it says: called what, for whom, made when.

    ``withheld`` is what the copy says was withheld, ``""`` for nothing. ``complete``: it holds all the desk has, for
    this desk's own agency, and may come back to be compared.
    """

    called: str = ""
    copy_for: str = ""
    made_at: str = ""
    withheld: str = ""
    complete: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class CohortExport:
    """A whole cohort workbook to write. ``columns`` are heading and field; ``extra_headings`` follow them."""

    title: str
    marking: str
    export_id: str
    exported_at_ms: int
    exported_on: date
    rows: Sequence[CohortOut]
    scores: Sequence[ScoresOut] = ()
    columns: Sequence[tuple[str, str]] = TEAM_COLUMNS
    extra_headings: Sequence[str] = ()
    pathway_labels: Sequence[str] = PATHWAY_LABELS
    copy: CopyOf = CopyOf()


def written(name: str, value: Value, labels: Sequence[str]) -> Written:
    """``value`` of the field ``name`` as its cell holds it; an empty text for nothing."""
    if isinstance(value, Location):
        return location_text(value)
    if isinstance(value, Mappa):
        return mappa_text(value)
    if isinstance(value, Supervision):
        return supervision_text(value)
    if name == "priority_pathway" and isinstance(value, int):
        return labels[value - 1]
    if name in ("da_perpetrator", "county_lines") and isinstance(value, str):
        return _YES_NO.get(value, value)
    return "" if value is None else fitted(value) if isinstance(value, str) else value


def fitted(text: str) -> str:
    """``text`` as long as a cell holds, saying so when it was cut; the base of the stamp is the cut text too."""
    # The limit counts UTF-16 units, so a text of rare characters is measured in them.
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    return units[: 2 * (LONGEST_CELL - len(_CUT) - 1)].decode("utf-16-le", "ignore") + _CUT


def was_cut(text: str) -> bool:
    """Whether ``text`` is the cut form of a longer one."""
    return text.endswith(_CUT) and len(text.encode("utf-16-le", "replace")) > LONGEST_CELL
