"""What the agreement's conditions ask about people, answered from their records in a constant number of selects.

It stands here because membership and engagement are the highest it reads: what rooms above know (who asked for somebody
at a conference) is handed in. A fact that is not known, or over which a person's linked records differ, is left to the
stricter reading.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from iomdesk.agreement.rules import PersonFacts
from iomdesk.catalogue import PERSON, Agency
from iomdesk.cohort.engagement import engaged as engaged_on
from iomdesk.cohort.records import MembershipEvent
from iomdesk.cohort.rules import Step, known_event, status_on
from iomdesk.custody.records import CustodySpell
from iomdesk.custody.rules import Spell, due_out, held_on
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.ids import Id
from iomdesk.people.linking import most_cautious
from iomdesk.people.questions import all_linked, linked_ids
from iomdesk.people.records import Assignment, Person
from iomdesk.store.reading import Reading

RELEASE_DAYS = 28
"""How far ahead a release counts as due (PRODUCT, "Case conference")."""
_BY_TABLE = 5_000
"""Beyond this many records their tables are read whole: a statement takes only so many values."""

_ORDER = re.compile(
    r"(on |life |ipp )?licen[cs]e|lic|pss|post sentence supervision|community order|co|suspended sentence( order)?|sso"
    r"|youth rehabilitation order|yro|detention and training order|dto"
)
_CONSENT = re.compile(r"(none|nil|no|voluntary|vol|non stat(utory)?)( .*)?")
_LENGTH = re.compile(r"\s*\d+\s*m(onths?)?$")
_ENDS = re.compile(r"\bto\b|\buntil\b|\d[/.-]\d")
_AGENCIES = {str(each): each for each in Agency}


def is_statutory(supervision: str | None, until: date | None, on: date) -> bool | None:
    """Whether a person's supervision, as a team writes it, is an order or licence that runs ``on`` that day.

    None where it is not known: no words, words that are no known order, or an end that is written but not read.
    """
    plain = " ".join(re.sub(r"[-–—_,]", " ", (supervision or "").casefold()).split())
    if not plain:
        return None
    if _CONSENT.fullmatch(plain):
        return False
    if until is not None and until < on:
        return False
    if until is None and _ENDS.search(plain):
        return None
    kind = _LENGTH.sub("", re.split(r"\s(?:to|until)\s", plain)[0])
    return True if _ORDER.fullmatch(kind) else None


def facts_of(
    reading: Reading,
    records: Mapping[Id, Id],
    on: date,
    *,
    engaged: Mapping[Id, bool | None] | None = None,
    also_involved: Mapping[Id, frozenset[Agency]] | None = None,
) -> dict[Id, PersonFacts]:
    """The facts of everybody in ``records``, which maps each record to the id its person is shown under.

    ``also_involved`` (agencies that asked for the person) and ``engaged`` go by the shown id; ``engaged`` is looked up
    unless the caller has it already. Five selects at most.
    """
    people = _by_person(reading, records, Person.id, _PEOPLE)
    assigned = _by_person(reading, records, Assignment.person, _ASSIGNED)
    spells = _by_person(reading, records, CustodySpell.person, _SPELLS)
    events = _by_person(reading, records, MembershipEvent.person, _EVENTS)
    asked = also_involved or {}
    engagement = engaged_on(reading, records, on) if engaged is None else engaged
    return {
        person: PersonFacts(
            involved=_involved(people.get(person, ()), assigned.get(person, ()), on) | asked.get(person, frozenset()),
            in_custody_or_release_due=_in_custody(spells.get(person, ()), on),
            stepped_down=_stepped_down(events.get(person, ()), on),
            statutory=_statutory(people.get(person, ()), on),
            engaged=engagement.get(person),
            narrowing=_narrowing(people.get(person, ())),
        )
        for person in dict.fromkeys(records.values())
    }


_Rows = Sequence[Any]
_PEOPLE = select(
    Person.id, Person.lead_agency, Person.supervision, Person.supervision_until, Person.narrowing, Person.withdrawn
)
_ASSIGNED = select(Assignment.person, Assignment.agency, Assignment.since, Assignment.until).where(
    Assignment.withdrawn.is_(None)
)
_s = CustodySpell
_SPELLS = select(_s.person, _s.id, _s.prison, _s.from_on, _s.to_on, _s.reason, _s.release_on, _s.source).where(
    _s.withdrawn.is_(None)
)
_EVENTS = select(MembershipEvent.person, MembershipEvent.event, MembershipEvent.happened_on).where(
    MembershipEvent.withdrawn.is_(None)
)


def _by_person(
    reading: Reading, records: Mapping[Id, Id], owner: InstrumentedAttribute[bytes], statement: Select[*tuple[Any, ...]]
) -> dict[Id, list[Any]]:
    """Rows by the id their person is shown under; the first column is the record they belong to."""
    if len(records) <= _BY_TABLE:
        statement = statement.where(owner.in_(list(records)))
    found: dict[Id, list[Any]] = {}
    for row in reading.all(statement):
        if row[0] in records:
            found.setdefault(records[row[0]], []).append(row)
    return found


def _involved(people: _Rows, assigned: _Rows, on: date) -> frozenset[Agency]:
    leading = (agency for _, agency, _, _, _, withdrawn in people if withdrawn is None)
    working = (
        agency
        for _, agency, since, until in assigned
        if (since is None or since <= on) and (until is None or until > on)
    )
    return frozenset(_AGENCIES[name] for each in (leading, working) for name in each if name in _AGENCIES)


def _in_custody(rows: _Rows, on: date) -> bool:
    spells = [Spell(id, person, *rest) for person, id, *rest in rows]
    return held_on(spells, on) is not None or bool(due_out(spells, on, RELEASE_DAYS))


def _stepped_down(rows: _Rows, on: date) -> bool:
    known: Iterable[Any] = (known_event(step, day) for _, step, day in rows)
    last = status_on((event for event in known if event is not None), on)
    return last is not None and last.step is Step.STEPPED_DOWN


def _statutory(people: _Rows, on: date) -> bool | None:
    """What all records that say anything agree on."""
    said = {
        is_statutory(supervision, until, on)
        for _, _, supervision, until, _, withdrawn in people
        if withdrawn is None and (supervision or "").strip()
    }
    return said.pop() if len(said) == 1 else None


def _narrowing(people: _Rows) -> str | None:
    """The most cautious of all records, withdrawn ones too: nothing is shared because a record went away."""
    marks = [mark for _, _, _, _, mark, _ in people if mark is not None]
    return most_cautious(marks, PERSON.by_name["narrowing"].order) if marks else None


@question(*CASEWORK, consults=Consults.PERSON)
def person_facts(reading: Reading, person: Id, on: date) -> PersonFacts:
    """The facts of one person, linked records included."""
    records = linked_ids(reading, person)
    return facts_of(reading, dict.fromkeys(records, records[0]), on)[records[0]]


@question(*CASEWORK, consults=Consults.NOBODY)
def people_facts(reading: Reading, people: Sequence[Id], on: date) -> Mapping[Id, PersonFacts]:
    """The facts of several people, by the ids asked for; linked records count as one person. For documents."""
    linked = all_linked(reading)
    groups = {person: linked.get(person, (person,)) for person in dict.fromkeys(people)}
    records = {record: group[0] for group in groups.values() for record in group}
    found = facts_of(reading, records, on)
    return {person: found[group[0]] for person, group in groups.items()}
