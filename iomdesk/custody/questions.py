"""Questions about custody: somebody's spells, who is held now, who comes out soon."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, or_, select

from iomdesk.custody.records import CustodySpell
from iomdesk.custody.rules import Spell, due_out, held_on, overlaps
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.ids import Id
from iomdesk.people.questions import all_linked, linked_ids
from iomdesk.store.reading import Reading

_SpellColumns = Select[Id, Id, str | None, date | None, date | None, str | None, date | None, str | None]


@dataclass(frozen=True, slots=True, repr=False)
class CustodyHistory:
    """Somebody's spells, earliest first, and every two that cannot both be true."""

    spells: tuple[Spell, ...]
    overlapping: tuple[tuple[Spell, Spell], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """Where somebody is held, and when they are due out; None is not known."""

    prison: str | None
    release_on: date | None


def _spells() -> _SpellColumns:
    c = CustodySpell
    return (
        select(c.id, c.person, c.prison, c.from_on, c.to_on, c.reason, c.release_on, c.source)
        .where(c.withdrawn.is_(None))
        .order_by(c.from_on, c.id)
    )


def spells_of(reading: Reading, records: tuple[Id, ...]) -> tuple[Spell, ...]:
    """The spells of these linked records, an unknown beginning first, then the earliest."""
    return tuple(Spell(*row) for row in reading.all(_spells().where(CustodySpell.person.in_(records))))


def in_custody_now(reading: Reading, today: date, linked: Mapping[Id, tuple[Id, ...]]) -> dict[Id, Held]:
    """Everyone held at the end of ``today``, by the id they are shown under; ``linked`` as ``all_linked`` gives it.

    One statement, whatever the number of people.
    """
    by_person: dict[Id, list[Spell]] = {}
    for spell in _standing(reading, today):
        person = linked[spell.person][0] if spell.person in linked else spell.person
        by_person.setdefault(person, []).append(spell)
    held = ((person, held_on(spells, today)) for person, spells in by_person.items())
    return {person: Held(spell.prison, spell.release_on) for person, spell in held if spell is not None}


def _standing(reading: Reading, today: date) -> list[Spell]:
    ends = CustodySpell.to_on
    return [Spell(*row) for row in reading.all(_spells().where(or_(ends.is_(None), ends > today)))]


@question(*CASEWORK, consults=Consults.PERSON)
def custody_of(reading: Reading, person: Id) -> CustodyHistory:
    """The custody history of one person, linked records included."""
    records = linked_ids(reading, person)
    spells = spells_of(reading, records)
    as_one = tuple(replace(spell, person=records[0]) for spell in spells)
    return CustodyHistory(as_one, overlaps(as_one))


@question(*CASEWORK, consults=Consults.LIST)
def releases_due(reading: Reading, today: date, days: int = 28) -> tuple[Spell, ...]:
    """The spells that end from ``today`` to ``days`` days on, soonest first; people under the id they are shown under.

    28 days is how far ahead a conference agenda looks (PRODUCT, "Case conference").
    """
    linked = all_linked(reading)
    due = due_out(_standing(reading, today), today, days)
    return tuple(replace(spell, person=linked.get(spell.person, (spell.person,))[0]) for spell in due)
