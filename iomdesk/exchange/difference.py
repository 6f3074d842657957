"""Desk against sheet, for the weeks both run side by side: what differs, and who is on one side only. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from iomdesk.exchange.cohort_plan import PersonPlan, plan_cohort
from iomdesk.exchange.comparing import plain, value_text
from iomdesk.exchange.headings import IDENTIFIER_FIELDS
from iomdesk.exchange.outgoing import TEAM_COLUMNS
from iomdesk.exchange.plan import shown_name
from iomdesk.exchange.rows import CohortSheet
from iomdesk.exchange.snapshot import KnownPeople, KnownPerson
from iomdesk.exchange.stamp import NOTE_PREFIX
from iomdesk.words import say

_HEADINGS = {name: heading for heading, name in TEAM_COLUMNS}


@dataclass(frozen=True, slots=True, repr=False)
class Difference:
    """One difference. ``row`` is the sheet's, None where there is none; ``column`` is empty for a whole person."""

    name: str
    row: int | None
    column: str
    desk: str
    sheet: str


def differences(sheet: CohortSheet, known: KnownPeople, today: date) -> tuple[Difference, ...]:
    """Every difference: people in the sheet's order, then those the desk alone has."""
    plan = plan_cohort(sheet, known, False, {}, today)
    found = [each for person in plan.people for each in _of_person(person, known)]
    found += [
        Difference(row.name, row.number, "", "", say("cannot be compared: {reason}", reason=row.reason))
        for row in plan.rows
        if row.reason
    ]
    there = {person.whose for person in plan.people}
    missing = (each for each in known.people.values() if each.id not in there and not each.former)
    found += [Difference(_name(each), None, "", say("on the desk"), say("not in the sheet")) for each in missing]
    return tuple(found)


def _of_person(person: PersonPlan, known: KnownPeople) -> Iterator[Difference]:
    first = person.rows[0]
    name = shown_name(first.surname, first.forenames)
    if isinstance(person.whose, int):
        yield Difference(name, first.number, "", say("not on the desk"), say("in the sheet"))
        return
    desk = known.people[person.whose]
    for field, value in person.values.items():
        said = value_text(field, value, known.labels)
        has = _desk_text(field, desk, known.labels)
        if field in IDENTIFIER_FIELDS and any(number.canonical == said for _, number in desk.numbers):
            continue
        if plain(said) != plain(has):
            yield Difference(name, first.number, _HEADINGS.get(field, field.removeprefix(NOTE_PREFIX)), has, said)


def _desk_text(field: str, desk: KnownPerson, labels: tuple[str, ...]) -> str:
    if field.startswith(NOTE_PREFIX):
        note = desk.notes.get(field.removeprefix(NOTE_PREFIX))
        return note[1] if note else ""
    if field in IDENTIFIER_FIELDS:
        return next((number.canonical for _, number in desk.numbers if number.scheme.lower() == field), "")
    return value_text(field, desk.values.get(field), labels)


def _name(person: KnownPerson) -> str:
    surname, forenames = person.values["surname"], person.values["forenames"]
    return shown_name(str(surname or ""), str(forenames or ""))
