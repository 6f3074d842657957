"""The rows of a team's cohort sheet, tidy or as a busy team keeps it. Values are text, whole numbers or dates."""

from dataclasses import replace
from datetime import date

from iomdesk.people.identifiers import short_pnc
from iomdesk.practice.chance import Chance
from iomdesk.practice.lists import shipped_lists
from iomdesk.practice.partnership import Partnership, Person

Cell = str | int | date | None

COHORT_COLUMNS = (
    "Surname",
    "Forename(s)",
    "DOB",
    "Sex",
    "PNC ID",
    "CRO",
    "NOMIS No",
    "CRN",
    "Team",
    "Cohort",
    "Adopted",
    "Police OM",
    "Probation OM",
    "Supervision",
    "RoSH",
    "RAG",
    "MAPPA",
    "Location",
    "DA Perp",
    "County Lines",
    "Last conf",
    "Priority pathway",
    "Notes",
)
_DOB, _ADOPTED = COHORT_COLUMNS.index("DOB"), COHORT_COLUMNS.index("Adopted")
WRONG_LETTER_PLACE = 1
NAME_ONLY: tuple[Cell, ...] = ("ROE", "nominal from panel, details to follow")


def headings(extra_columns: int) -> list[str]:
    """The header row: the team's columns, then columns no importer knows."""
    spare = shipped_lists().spare_columns
    names = [heading for heading, _ in spare[:extra_columns]]
    return [*COHORT_COLUMNS, *names, *(f"Local column {n + 1}" for n in range(len(names), extra_columns))]


def cohort_rows(partnership: Partnership, messy: bool, extra_columns: int) -> list[list[Cell]]:
    """A row for each person and, when ``messy``, what real sheets also hold.

    Messy: surnames in either case, PNC as typed, some dates as ``dd/mm/yyyy`` text; the second person's PNC ends
    in a wrong letter; then the first person once more (the other form of the PNC), then a row with a name only.
    """
    rows = [
        _row(partnership, place, person, messy) + _spare(partnership.seed, place, extra_columns)
        for place, person in enumerate(partnership.people)
    ]
    if messy:
        again = _with_other_form(partnership.people[0], partnership.as_of)
        rows.append(_row(partnership, len(rows), again, messy) + _spare(partnership.seed, 0, extra_columns))
        rows.append(list(NAME_ONLY))
    return rows


def _row(partnership: Partnership, place: int, person: Person, messy: bool) -> list[Cell]:
    row = _tidy_row(person)
    if messy:
        _untidy(Chance(partnership.seed, "sheet", place), row, place, person)
    return row


def _tidy_row(person: Person) -> list[Cell]:
    return [
        person.surname,
        person.forenames,
        person.born,
        person.sex,
        person.pnc,
        person.cro,
        person.nomis,
        person.crn,
        person.site,
        person.cohort,
        person.adopted,
        person.police_om,
        person.probation_om,
        person.supervision,
        person.rosh,
        person.rag,
        person.mappa,
        person.location,
        person.da_perpetrator,
        person.county_lines,
        person.last_conference,
        person.priority_pathway,
        person.notes,
    ]


def _untidy(chance: Chance, row: list[Cell], place: int, person: Person) -> None:
    row[0] = person.surname.upper() if chance.happens(45) else person.surname
    row[COHORT_COLUMNS.index("PNC ID")] = (
        wrong_letter(person.pnc_as_typed) if place == WRONG_LETTER_PLACE else person.pnc_as_typed
    )
    if chance.happens(20):
        row[_DOB] = f"{person.born:%d/%m/%Y}"
    if chance.happens(6):
        row[_ADOPTED] = f"{person.adopted:%d/%m/%Y}"


def wrong_letter(pnc: str) -> str:
    """``pnc`` with a check letter that does not fit; O is never one, and is what a Q is misread as."""
    return f"{pnc[:-1]}O"


def _with_other_form(person: Person, as_of: date) -> Person:
    short = short_pnc(person.pnc, as_of)
    return replace(person, pnc_as_typed=person.pnc if person.pnc_as_typed.upper() == short else short)


def _spare(seed: int, place: int, extra_columns: int) -> list[Cell]:
    if not extra_columns:
        return []
    chance = Chance(seed, "spare", place)
    spare = shipped_lists().spare_columns
    known = [chance.pick(values) for _, values in spare[:extra_columns]]
    return [*known, *(f"{chance.below(1000)}" for _ in range(len(known), extra_columns))]
