"""The names minutes need: people over linked records, officers, and the pathways' labels as scores were made under."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from iomdesk.ids import Id, short_ref
from iomdesk.partnership.records import Officer
from iomdesk.pathways.standing import lineage_of
from iomdesk.pathways.versions import Lineage
from iomdesk.people.linking import canonical_ids
from iomdesk.people.questions import all_linked
from iomdesk.people.records import Person
from iomdesk.store.reading import Reading


@dataclass(frozen=True, slots=True, repr=False)
class PersonName:
    """How a person is named, and every record they are known under, the canonical first."""

    person: Id
    records: tuple[Id, ...]
    ref: str
    surname: str
    forenames: str

    @property
    def name(self) -> str:
        """``NOWAK, Daniel``; empty where no name is known."""
        return ", ".join(part for part in (self.surname, self.forenames) if part)


@dataclass(frozen=True, slots=True, repr=False)
class Names:
    """Names by id. ``shown`` maps a linked record to the one its person is shown under."""

    linked: Mapping[Id, tuple[Id, ...]] = field(default_factory=dict)
    shown: Mapping[Id, Id] = field(default_factory=dict)
    people: Mapping[Id, PersonName] = field(default_factory=dict)
    officers: Mapping[Id, str] = field(default_factory=dict)
    lineage: Lineage = field(default_factory=lambda: Lineage({}))

    def canonical(self, record: Id) -> Id:
        """The record its person is shown under."""
        return self.shown.get(record, record)

    def person(self, record: Id) -> PersonName:
        """The name of the person a record belongs to; the reference alone where this desk knows no more."""
        person = self.canonical(record)
        return self.people.get(person, PersonName(person, (person,), short_ref(person), "", ""))

    def officer(self, officer: Id | None) -> str:
        """An officer's name, empty where this desk does not know it."""
        return self.officers.get(officer, "") if officer else ""


def names_for(reading: Reading, records: Collection[Id]) -> Names:
    """The names of the people these records belong to, of every officer, and every version's labels; six selects."""
    linked = all_linked(reading)
    shown = canonical_ids(linked)
    people = {shown.get(record, record) for record in records}
    return Names(
        linked,
        shown,
        _people(reading, people, linked),
        {record: name or "" for record, name in reading.all(select(Officer.id, Officer.name))},
        lineage_of(reading),
    )


def _people(reading: Reading, people: set[Id], linked: Mapping[Id, tuple[Id, ...]]) -> dict[Id, PersonName]:
    rows = reading.all(
        select(Person.id, Person.ref, Person.surname, Person.forenames).where(Person.id.in_(list(people)))
    )
    return {
        person: PersonName(person, linked.get(person, (person,)), ref or short_ref(person), surname or "", names or "")
        for person, ref, surname, names in rows
    }
