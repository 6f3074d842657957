"""Who a site's conference may talk about: the people on the scheme, each once over linked records."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from iomdesk.catalogue import PERSON
from iomdesk.cohort.records import MembershipEvent
from iomdesk.cohort.rules import FORMER, ON_SCHEME, Taken, adopted_on, known_event, status_on
from iomdesk.conference.agenda import Nominee
from iomdesk.ids import Id, short_ref
from iomdesk.people.card import shown_value
from iomdesk.people.questions import all_linked, linked_ids
from iomdesk.people.records import Person
from iomdesk.store.reading import Reading

_SHOWN = ("surname", "forenames", "ref", "rag", "rosh", "site")


@dataclass(frozen=True, slots=True, repr=False)
class SchemePeople:
    """People within a conference's reach, each once; ``records`` maps every record to the person it is shown under."""

    people: tuple[Nominee, ...]
    records: Mapping[Id, Id]


def is_active(reading: Reading, person: Id, on: date) -> bool:
    """Whether the person is on the scheme on the day ``on``, by their membership events."""
    records = linked_ids(reading, person)
    return records[0] in memberships(reading, dict.fromkeys(records, records[0]), on)


def left_scheme(reading: Reading, person: Id, on: date) -> Taken | None:
    """The step by which somebody was declined or removed before the day ``on``; None where none says so."""
    rows = reading.all(
        select(MembershipEvent.event, MembershipEvent.happened_on).where(
            MembershipEvent.person.in_(linked_ids(reading, person)), MembershipEvent.withdrawn.is_(None)
        )
    )
    events = [event for step, day in rows if (event := known_event(step, day)) is not None]
    last = status_on(events, on)
    return last if last is not None and last.step in FORMER and last.on < on else None


def memberships(reading: Reading, records: Mapping[Id, Id], on: date) -> dict[Id, date | None]:
    """Of the people ``records`` map to, those on the scheme at any time of the day ``on``, with the day of adoption.

    Whoever that day's conference removes was on its agenda, and stays there. Somebody adopted on a day nobody knows
    is on the scheme until a dated step says otherwise: an agenda must not forget them.
    """
    events: dict[Id, list[tuple[str | None, date | None]]] = {}
    for person, step, happened_on in reading.all(
        select(MembershipEvent.person, MembershipEvent.event, MembershipEvent.happened_on).where(
            MembershipEvent.person.in_(list(records)), MembershipEvent.withdrawn.is_(None)
        )
    ):
        events.setdefault(records[person], []).append((step, happened_on))
    found = {}
    for person, steps in events.items():
        dated = [event for step, day in steps if (event := known_event(step, day)) is not None and event.on <= on]
        stood = [each for day in (on - timedelta(days=1), on) if (each := status_on(dated, day)) is not None]
        undated = any(step in ON_SCHEME and day is None for step, day in steps)
        if any(each.step in ON_SCHEME for each in stood) or (undated and not stood):
            found[person] = adopted_on(dated)
    return found


def scheme_people(
    reading: Reading, site: Id | None, asked: Collection[Id], on: date, spoken_of: Collection[Id] = ()
) -> SchemePeople:
    """Everyone on the scheme who is of ``site``, of no known site, or asked for; and everyone ``spoken_of``.

    A person whose site nobody recorded stands on every site's agenda rather than on none. Somebody about whom
    something is recorded belongs to the conference, wherever they are from and whatever became of them since.
    """
    linked = all_linked(reading)
    reached = or_(Person.site == site, Person.site.is_(None), Person.id.in_([*asked, *spoken_of]))
    rows = list(reading.all(_people(reached)))
    missing = {record for row in rows for record in linked.get(row.id, ())} - {row.id for row in rows}
    if missing:
        rows += reading.all(_people(Person.id.in_(sorted(missing))))
    groups: dict[Id, list[Any]] = {}
    for row in sorted(rows, key=lambda row: row.id):
        groups.setdefault(linked.get(row.id, (row.id,))[0], []).append(row)
    records = {row.id: person for person, group in groups.items() for row in group}
    adopted = memberships(reading, records, on)
    expected = {records[record] for record in (*asked, *spoken_of) if record in records}
    present = {records[record] for record in spoken_of if record in records}
    people = tuple(
        nominee
        for person, group in groups.items()
        if (person in adopted or person in present)
        and ((nominee := _nominee(person, group, adopted.get(person))).site in (site, None) or person in expected)
    )
    kept = {each.person for each in people}
    return SchemePeople(people, {record: person for record, person in records.items() if person in kept})


def _people(condition: Any) -> Select[*tuple[Any, ...]]:
    return select(Person.id, *(getattr(Person, name) for name in _SHOWN)).where(Person.withdrawn.is_(None), condition)


def _nominee(person: Id, group: Sequence[Any], adopted: date | None) -> Nominee:
    shown: dict[str, Any] = {
        name: shown_value(PERSON.by_name[name], [row[place] for row in group])
        for place, name in enumerate(_SHOWN, start=1)
    }
    return Nominee(
        person,
        shown["ref"] or short_ref(person),
        shown["surname"] or "",
        shown["forenames"] or "",
        shown["rag"],
        shown["rosh"],
        shown["site"],
        adopted,
    )
