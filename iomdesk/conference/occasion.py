"""Everything an agenda is drawn up from that belongs to the conference itself, found in a constant number of selects.

What was left undone at a site's earlier conferences is carried to this one: who was asked for, and who was put off.
Nobody has to remember them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, union_all

from iomdesk.actions.records import Action
from iomdesk.conference.agenda import Policy
from iomdesk.conference.finding import ConferenceRow
from iomdesk.conference.placing import ByHand
from iomdesk.conference.records import AgendaEntry, AgendaPlace, Conference, Contribution, Decision
from iomdesk.conference.rules import BY_THE_AGENDA, conference_code
from iomdesk.conference.scheme import SchemePeople, scheme_people
from iomdesk.conference.shipped import policy_of
from iomdesk.ids import Id
from iomdesk.partnership.records import Site
from iomdesk.pathways.records import ScoreSet
from iomdesk.people.records import Person
from iomdesk.store.reading import Reading


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """Somebody asked for at this conference or an earlier one of the site. ``code`` is empty for this one."""

    record: Id
    agency: str
    reason: str
    code: str
    held_on: date | None


@dataclass(frozen=True, slots=True, repr=False)
class PutOff:
    """Somebody put off at an earlier conference of the site, and why."""

    record: Id
    reason: str
    code: str
    held_on: date


@dataclass(frozen=True, slots=True, repr=False)
class Placed:
    """One entry of what was arranged by hand for somebody at this conference, as it was entered."""

    entry: Id
    record: Id
    place: int | None
    minutes: int | None
    put_off: str


@dataclass(frozen=True, slots=True, repr=False)
class Occasion:
    """The conference an agenda is for, and who may be on it.

    ``previous_on`` and ``next_on`` are the site's conferences before and after. ``last_seen`` is by person, the rest
    by record: ``kept`` are the reasons that were kept when minutes were signed, ``contributed`` the agencies that wrote
    something about somebody beforehand.
    """

    conference: Id
    site: Id | None
    held_on: date
    previous_on: date | None
    next_on: date | None
    reached: SchemePeople
    policy: Policy
    spoken_of: frozenset[Id]
    last_seen: Mapping[Id, date]
    asked: Sequence[Asked]
    put_off: Sequence[PutOff]
    kept: Mapping[Id, Sequence[str]]
    contributed: Mapping[Id, Sequence[str]]
    by_hand: Mapping[Id, ByHand]

    @property
    def at_home(self) -> frozenset[Id]:
        """The people of the site, or of none that is known."""
        return frozenset(each.person for each in self.reached.people if each.site in (self.site, None))

    def waits(self, person: Id, since: date | None) -> bool:
        """Whether somebody left undone on the day ``since`` was not talked about since."""
        seen = self.last_seen.get(person)
        return since is not None and (seen is None or seen < since)

    @property
    def still_asked(self) -> Sequence[tuple[Id, Asked]]:
        """Everyone asked for who has not been talked about since, by the person they are shown as."""
        found = ((self.reached.records.get(each.record), each) for each in self.asked)
        return [
            (person, each) for person, each in found if person and (not each.code or self.waits(person, each.held_on))
        ]


def occasion_of(reading: Reading, row: ConferenceRow, held_on: date) -> Occasion:
    """The occasion of a conference that is held on ``held_on``."""
    entries = _entries(reading, row, held_on)
    asked = [each for each in entries if each.agency != BY_THE_AGENDA]
    kept = _grouped((each.record, each.reason) for each in entries if each.agency == BY_THE_AGENDA)
    placed, put_off = _places(reading, row, held_on)
    contributed = _grouped(_contributed(reading, row.id))
    spoken = spoken_of(reading, row.id)
    stays = {each.record for each in placed if each.put_off} | kept.keys()
    brought = {each.record for each in asked} | {each.record for each in put_off} | {each.record for each in placed}
    brought |= contributed.keys() | _reviewed_here(reading, row)
    reached = scheme_people(reading, row.site, brought, held_on, spoken | stays)
    return Occasion(
        row.id,
        row.site,
        held_on,
        previous_conference(reading, row.site, held_on),
        next_conference(reading, row.site, held_on),
        reached,
        policy_of(reading),
        spoken,
        last_seen(reading, reached.records, row.id, held_on),
        asked,
        put_off,
        kept,
        contributed,
        by_hand(placed, reached.records, spoken),
    )


def previous_conference(reading: Reading, site: Id | None, held_on: date) -> date | None:
    """The day of the site's conference before ``held_on``."""
    return reading.value(select(func.max(Conference.held_on)).where(Conference.held_on < held_on, _of_site(site)))


def next_conference(reading: Reading, site: Id | None, held_on: date) -> date | None:
    """The day of the site's conference after ``held_on``, where it is in the calendar."""
    return reading.value(select(func.min(Conference.held_on)).where(Conference.held_on > held_on, _of_site(site)))


def spoken_of(reading: Reading, conference: Id) -> frozenset[Id]:
    """The records of the people about whom something is recorded at a conference."""
    of = (
        select(ScoreSet.person).where(ScoreSet.conference == conference, ScoreSet.withdrawn.is_(None)),
        select(Decision.person).where(Decision.conference == conference, Decision.withdrawn.is_(None)),
        select(Action.person).where(Action.origin == conference, Action.withdrawn.is_(None)),
    )
    found = union_all(*of).subquery()
    return frozenset(person for (person,) in reading.all(select(found.c.person)) if person is not None)


def last_seen(reading: Reading, records: Mapping[Id, Id], conference: Id, held_on: date) -> dict[Id, date]:
    """The last day before this conference each was talked about, as recorded or as the team's sheet has it.

    What is recorded at this conference must not take people off its own agenda.
    """
    p = Person
    told = reading.all(select(p.id, p.last_conference).where(p.id.in_(list(records)), p.last_conference < held_on))
    found: dict[Id, date] = {}
    for record, last in told:
        if last is not None:
            found[records[record]] = max(last, found.get(records[record], last))
    for mapped, day in ((ScoreSet, ScoreSet.scored_on), (Decision, Decision.decided_on)):
        elsewhere = or_(mapped.conference.is_(None), mapped.conference != conference)
        rows = reading.all(
            select(mapped.person, func.max(day))
            .where(mapped.person.in_(list(records)), mapped.withdrawn.is_(None), day < held_on, elsewhere)
            .group_by(mapped.person)
        )
        for record, last in rows:
            if last is not None:
                person = records[record]
                found[person] = max(last, found.get(person, last))
    return found


def by_hand(placed: Iterable[Placed], records: Mapping[Id, Id], spoken: Collection[Id] = ()) -> dict[Id, ByHand]:
    """What was arranged for each person; where several entries say the same thing, by the newest of them.

    Somebody talked about after all (``spoken``) was not put off.
    """
    came_up = {records[record] for record in spoken if record in records}
    found: dict[Id, list[Placed]] = {}
    for each in sorted(placed, key=lambda each: each.entry, reverse=True):
        if each.record in records:
            found.setdefault(records[each.record], []).append(each)
    arranged = {person: _arranged(newest) for person, newest in found.items()}
    return {person: replace(each, put_off="") if person in came_up else each for person, each in arranged.items()}


def _arranged(newest: Sequence[Placed]) -> ByHand:
    pins = [each for each in newest if each.place is not None]
    return ByHand(
        tuple(each.place for each in pins if each.place is not None),
        pins[0].entry if pins else b"",
        next((each.minutes for each in newest if each.minutes is not None), None),
        next((each.put_off for each in newest if each.put_off), ""),
    )


def _of_site(site: Id | None) -> ColumnElement[bool]:
    return and_(Conference.site == site, Conference.withdrawn.is_(None))


def _here_or_before(conference: Any, row: ConferenceRow, held_on: date, *left_undone: Any) -> ColumnElement[bool]:
    """Of this conference, or left undone at an earlier one of the site: a cancelled one leaves everything undone."""
    earlier = and_(Conference.site == row.site, Conference.held_on < held_on, *left_undone)
    return or_(conference == row.id, earlier)


def _entries(reading: Reading, row: ConferenceRow, held_on: date) -> list[Asked]:
    e = AgendaEntry
    by_somebody = or_(e.asked_by.is_(None), e.asked_by != BY_THE_AGENDA)
    rows = reading.all(
        select(e.person, e.asked_by, e.reason, e.conference, Conference.held_on, Conference.number, Site.name)
        .join(Conference, Conference.id == e.conference)
        .join(Site, Site.id == Conference.site, isouter=True)
        .where(e.withdrawn.is_(None), _here_or_before(e.conference, row, held_on, by_somebody))
        .order_by(Conference.held_on.desc(), e.id)
    )
    return [
        Asked(person, agency or "", reason or "", "" if of == row.id else conference_code(site or "", number, day), day)
        for person, agency, reason, of, day, number, site in rows
        if person is not None
    ]


def _places(reading: Reading, row: ConferenceRow, held_on: date) -> tuple[list[Placed], list[PutOff]]:
    """What was arranged by hand for this conference, and who was put off at the earlier ones."""
    a = AgendaPlace
    rows: Sequence[Any] = reading.all(
        select(
            a.id,
            a.person,
            a.conference,
            a.place,
            a.minutes,
            a.put_off,
            Conference.held_on,
            Conference.number,
            Site.name.label("site"),
        )
        .join(Conference, Conference.id == a.conference)
        .join(Site, Site.id == Conference.site, isouter=True)
        .where(a.withdrawn.is_(None), _here_or_before(a.conference, row, held_on, a.put_off != ""))
        .order_by(Conference.held_on.desc(), a.id)
    )
    known = [each for each in rows if each.person is not None]
    here = [
        Placed(each.id, each.person, each.place, each.minutes, each.put_off or "")
        for each in known
        if each.conference == row.id
    ]
    earlier = [
        PutOff(each.person, each.put_off, conference_code(each.site or "", each.number, each.held_on), each.held_on)
        for each in known
        if each.conference != row.id
    ]
    return here, earlier


def _contributed(reading: Reading, conference: Id) -> list[tuple[Id, str]]:
    """By record the agency that wrote; empty where nothing it wrote is what every agency of a conference may read."""
    c = Contribution
    rows = reading.all(
        select(c.person, c.agency, c.facts, c.opinion)
        .where(c.conference == conference, c.withdrawn.is_(None), c.do_not_share.is_not(True))
        .order_by(c.id)
    )
    return [
        (person, (agency or "") if facts or opinion else "")
        for person, agency, facts, opinion in rows
        if person is not None
    ]


def _reviewed_here(reading: Reading, row: ConferenceRow) -> set[Id]:
    rows = reading.all(
        select(Decision.person)
        .join(Conference, Conference.id == Decision.conference)
        .where(Conference.site == row.site, Conference.id != row.id, Decision.review_on.is_not(None))
        .where(Decision.withdrawn.is_(None))
    )
    return {person for (person,) in rows if person is not None}


def _grouped(pairs: Iterable[tuple[Id, str]]) -> dict[Id, list[str]]:
    found: dict[Id, list[str]] = {}
    for record, said in pairs:
        found.setdefault(record, []).append(said)
    return found
