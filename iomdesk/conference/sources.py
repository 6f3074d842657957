"""Where an agenda's reasons come from: one function for each, over everyone at once, so that more can join them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import func, or_, select, union_all

from iomdesk.actions.records import Action
from iomdesk.conference.agenda import (
    Policy,
    Reason,
    adoption_reason,
    interval_reason,
    release_reason,
)
from iomdesk.conference.records import AgendaEntry, Conference, Decision
from iomdesk.conference.scheme import SchemePeople
from iomdesk.custody.questions import spells_of
from iomdesk.ids import Id
from iomdesk.pathways.records import ScoreSet
from iomdesk.people.records import Person
from iomdesk.store.reading import Reading
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class Occasion:
    """The conference an agenda is for, and who may be on it. ``previous_on`` is the site's conference before."""

    conference: Id
    site: Id | None
    held_on: date
    previous_on: date | None
    reached: SchemePeople
    policy: Policy
    spoken_of: frozenset[Id] = frozenset()


Reasons: TypeAlias = Mapping[Id, list[Reason]]
AgendaSource: TypeAlias = Callable[[Reading, Occasion], Reasons]
"""Reasons by person, for people of the occasion."""


def previous_conference(reading: Reading, site: Id | None, held_on: date) -> date | None:
    """The day of the site's conference before ``held_on``."""
    return reading.value(
        select(func.max(Conference.held_on)).where(
            Conference.held_on < held_on, Conference.site == site, Conference.withdrawn.is_(None)
        )
    )


def interval_source(reading: Reading, occasion: Occasion) -> Reasons:
    """Due by RAG interval since they were last scored, decided about, or at a conference by the team's sheet."""
    last = _last_seen(reading, occasion)
    due = {
        each.person: interval_reason(
            each.rag, last.get(each.person), each.adopted_on, occasion.held_on, occasion.policy
        )
        for each in occasion.reached.people
    }
    return {person: [reason] for person, reason in due.items() if reason is not None}


def adoption_source(reading: Reading, occasion: Occasion) -> Reasons:
    """Adopted since the site's last conference."""
    new = {
        each.person: adoption_reason(each.adopted_on, occasion.previous_on, occasion.held_on)
        for each in occasion.reached.people
    }
    return {person: [reason] for person, reason in new.items() if reason is not None}


def release_source(reading: Reading, occasion: Occasion) -> Reasons:
    """Released from custody in the weeks ahead; of two spells with one release day, once."""
    found: dict[Id, list[Reason]] = {}
    for spell in spells_of(reading, tuple(occasion.reached.records)):
        ended = spell.to_on is not None and spell.to_on < occasion.held_on
        if spell.release_on is None or ended:
            continue
        reason = release_reason(spell.release_on, occasion.held_on, occasion.policy)
        reasons = found.setdefault(occasion.reached.records[spell.person], [])
        if reason is not None and reason not in reasons:
            reasons.append(reason)
    return found


def asked_source(reading: Reading, occasion: Occasion) -> Reasons:
    """Asked for by an agency, with its reason."""
    found: dict[Id, list[Reason]] = {}
    for person, reason, agency in _entries(reading, occasion.conference):
        if person in occasion.reached.records:
            said = Reason(
                say("asked for by {agency}: {reason}", agency=agency or say("an agency"), reason=reason or "")
            )
            reasons = found.setdefault(occasion.reached.records[person], [])
            if said not in reasons:
                reasons.append(said)
    return found


def siteless_source(reading: Reading, occasion: Occasion) -> Reasons:
    """Of no known site: somebody has to say where they belong."""
    nowhere = Reason(say("no site recorded"))
    return {each.person: [nowhere] for each in occasion.reached.people if each.site is None}


SOURCES: tuple[AgendaSource, ...] = (interval_source, adoption_source, release_source, asked_source, siteless_source)


def asked_for(reading: Reading, conference: Id) -> frozenset[Id]:
    """The records of the people agencies asked for at a conference."""
    return frozenset(person for person, _, _ in _entries(reading, conference))


def spoken_of(reading: Reading, conference: Id) -> frozenset[Id]:
    """The records of the people about whom something is recorded at a conference."""
    of = (
        select(ScoreSet.person).where(ScoreSet.conference == conference, ScoreSet.withdrawn.is_(None)),
        select(Decision.person).where(Decision.conference == conference, Decision.withdrawn.is_(None)),
        select(Action.person).where(Action.origin == conference, Action.withdrawn.is_(None)),
    )
    found = union_all(*of).subquery()
    return frozenset(person for (person,) in reading.all(select(found.c.person)) if person is not None)


def all_reasons(
    reading: Reading, occasion: Occasion, sources: Iterable[AgendaSource] = SOURCES
) -> dict[Id, tuple[Reason, ...]]:
    """Every reason of every source, in the order of the sources; who came up without one has that for a reason."""
    gathered: dict[Id, list[Reason]] = {}
    for source in sources:
        for person, reasons in source(reading, occasion).items():
            gathered.setdefault(person, []).extend(reasons)
    for record in occasion.spoken_of & occasion.reached.records.keys():
        person = occasion.reached.records[record]
        if not gathered.get(person):
            gathered[person] = [Reason(say("came up at this conference"))]
    return {person: tuple(reasons) for person, reasons in gathered.items()}


def _entries(reading: Reading, conference: Id) -> Iterable[tuple[Id, str | None, str | None]]:
    rows = reading.all(
        select(AgendaEntry.person, AgendaEntry.reason, AgendaEntry.asked_by)
        .where(AgendaEntry.conference == conference, AgendaEntry.withdrawn.is_(None))
        .order_by(AgendaEntry.id)
    )
    return [(person, reason, agency) for person, reason, agency in rows if person is not None]


def _last_seen(reading: Reading, occasion: Occasion) -> dict[Id, date]:
    """The last day before this conference, as recorded or as the team's sheet has it.

    What is recorded at this conference must not take people off its own agenda.
    """
    records = occasion.reached.records
    p = Person
    told = reading.all(
        select(p.id, p.last_conference).where(p.id.in_(list(records)), p.last_conference < occasion.held_on)
    )
    found: dict[Id, date] = {}
    for record, last in told:
        if last is not None:
            found[records[record]] = max(last, found.get(records[record], last))
    for mapped, day in ((ScoreSet, ScoreSet.scored_on), (Decision, Decision.decided_on)):
        elsewhere = or_(mapped.conference.is_(None), mapped.conference != occasion.conference)
        rows = reading.all(
            select(mapped.person, func.max(day))
            .where(mapped.person.in_(list(records)), mapped.withdrawn.is_(None), day < occasion.held_on, elsewhere)
            .group_by(mapped.person)
        )
        for record, last in rows:
            if last is not None:
                person = records[record]
                found[person] = max(last, found.get(person, last))
    return found
