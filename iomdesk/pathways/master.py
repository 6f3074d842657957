"""The master document: the whole cohort by eight pathways, each person's line, movement since adoption.

What the team used to keep in a shared spreadsheet (PRODUCT, "Pathways Matrix"). Everyone's sets, steps and names are
each read once; what they mean together is in ``trend`` and ``versions``, pure, so that a copy for an agency can be
worked out again from the people it may show.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from iomdesk.cohort.records import MembershipEvent
from iomdesk.cohort.rules import FORMER, Event, Step, known_event, status_on, stays
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.ids import Id, short_ref
from iomdesk.partnership.records import Site
from iomdesk.pathways.rules import UNKNOWN, Scores, StandingSet
from iomdesk.pathways.standing import lineage_of, sets_by_person
from iomdesk.pathways.trend import Course, Figures, Grouping, Period, figures_of, scheme_movement, since_adoption
from iomdesk.pathways.versions import Compared, LabelledSet, Lineage, ReadAcross
from iomdesk.people.linking import canonical_ids
from iomdesk.people.questions import all_linked
from iomdesk.people.records import Person
from iomdesk.store.reading import Reading


@dataclass(frozen=True, slots=True, repr=False)
class MasterRow:
    """One person of the master document. ``records`` are all they are known under, ``person`` the first.

    ``course`` holds their line (``course.sets``, oldest first, each on the version it was made on) and their times on
    the scheme. ``newest`` is the newest set, ``read`` the same as the master's columns read it: other than as made only
    where ``read_across``. ``first`` is the first set on or after adoption, ``moved`` the change since, in columns.
    ``priority_label`` is in the words of the newest set's own version. ``days_since`` counts from the newest set to the
    master's day, None where nobody knows it, 0 for a meeting still to come.
    """

    person: Id
    records: tuple[Id, ...]
    ref: str
    surname: str
    forenames: str
    site: Id | None
    site_name: str
    status: Step | None
    adopted_on: date | None
    course: Course
    newest: StandingSet | None
    read: ReadAcross
    read_across: bool
    priority_label: str
    days_since: int | None
    first: StandingSet | None
    moved: Compared

    @property
    def scored_on(self) -> date | None:
        """The day of the newest set."""
        return self.newest.scored_on if self.newest else None

    @property
    def scores(self) -> Scores:
        """The newest scores in the master's columns."""
        return self.read.scores

    @property
    def total(self) -> int | None:
        """The newest total, where all eight are known and the sum means the same on the master's columns."""
        return self.read.total


@dataclass(frozen=True, slots=True, repr=False)
class Master:
    """The master document as of ``day``, on the version of the pathways in ``columns``.

    ``rows`` are the cohort by name; ``former`` those declined or removed by then, who still count in the scheme's past.
    ``site_name`` is empty for the whole desk.
    """

    day: date
    site_name: str
    columns: LabelledSet
    lineage: Lineage
    rows: tuple[MasterRow, ...]
    former: tuple[MasterRow, ...]

    def __len__(self) -> int:
        """How many people it shows."""
        return len(self.rows) + len(self.former)

    @property
    def now(self) -> Figures:
        """The cohort as it stands: everyone with a set, by their newest."""
        return figures_now(self.rows, self.columns, self.lineage)

    def movement(self, grouping: Grouping = Grouping.MONTH) -> tuple[Period, ...]:
        """The scheme's movement over time, those who left since included."""
        return movement_of((*self.rows, *self.former), self.lineage, grouping)


def figures_now(rows: Iterable[MasterRow], columns: LabelledSet, lineage: Lineage) -> Figures:
    """The figures of these people by their newest sets, in ``columns``."""
    return figures_of(((row.course, row.newest) for row in rows if row.newest is not None), lineage, columns.id)


def movement_of(rows: Iterable[MasterRow], lineage: Lineage, grouping: Grouping) -> tuple[Period, ...]:
    """The scheme's movement as these people alone make it: for a copy that may not show, nor count, the others."""
    return scheme_movement((row.course for row in rows), lineage, grouping)


@question(*CASEWORK, consults=Consults.LIST)
def master(reading: Reading, today: date, on: date | None = None, site: Id | None = None) -> Master:
    """The master document as of the end of ``on``, of one site or all; a constant number of selects.

    Without ``on`` it is as of ``today`` with every set there is, that of a meeting scored ahead of its day included.
    A day before somebody's first step of the lifecycle leaves them out. The site is the one people belong to now.
    """
    linked = all_linked(reading)
    canonical = canonical_ids(linked)
    lineage = lineage_of(reading)
    sets = sets_by_person(reading, canonical, on)
    day = on or today
    newest = (each[-1].scored_on for each in sets.values() if on is None)
    columns = lineage.in_force(max((day, *filter(None, newest)))) or lineage.labelled(None)
    names = {id: name or "" for id, name in reading.all(select(Site.id, Site.name))}
    found = _Gathered(day, columns, lineage, linked, names, sets, _steps(reading, canonical))
    rows = tuple(found.rows(_people(reading), on is not None, site))
    return Master(
        day,
        names.get(site, "") if site else "",
        columns,
        lineage,
        tuple(row for row in rows if row.status not in FORMER),
        tuple(row for row in rows if row.status in FORMER),
    )


_PersonRow = tuple[Id, str | None, str | None, str | None, Id | None]


def _people(reading: Reading) -> Sequence[_PersonRow]:
    rows = reading.all(
        select(Person.id, Person.ref, Person.surname, Person.forenames, Person.site)
        .where(Person.withdrawn.is_(None))
        .order_by(Person.surname.collate("NOCASE"), Person.forenames.collate("NOCASE"), Person.id)
    )
    return [(id, ref, surname, forenames, site) for id, ref, surname, forenames, site in rows]


def _steps(reading: Reading, canonical: Mapping[Id, Id]) -> dict[Id, list[Event]]:
    e = MembershipEvent
    found: dict[Id, list[Event]] = {}
    for person, step, on in reading.all(select(e.person, e.event, e.happened_on).where(e.withdrawn.is_(None))):
        event = known_event(step, on)
        if event is not None:
            found.setdefault(canonical.get(person, person), []).append(event)
    return found


@dataclass(frozen=True, slots=True, repr=False)
class _Gathered:
    """Everything read, by person."""

    day: date
    columns: LabelledSet
    lineage: Lineage
    linked: Mapping[Id, tuple[Id, ...]]
    sites: Mapping[Id, str]
    sets: Mapping[Id, tuple[StandingSet, ...]]
    steps: Mapping[Id, list[Event]]

    def rows(self, people: Sequence[_PersonRow], then: bool, site: Id | None) -> Iterator[MasterRow]:
        """A row for each person, the records linked as one together; ``then`` leaves out who was not yet known."""
        by_record = {row[0]: row for row in people}
        for each in people:
            records = self.linked.get(each[0], (each[0],))
            standing = [by_record[record] for record in records if record in by_record]
            own = next((row[4] for row in standing if row[4]), None)
            if standing[0] is not each or (site is not None and own != site):
                continue
            events = self.steps.get(records[0], [])
            by_then = [event for event in events if event.on <= self.day]
            if not (then and events and not by_then):
                yield self._row(each, records, own, by_then)

    def _row(self, person: _PersonRow, records: tuple[Id, ...], site: Id | None, events: list[Event]) -> MasterRow:
        id, ref, surname, forenames, _ = person
        course = Course(self.sets.get(records[0], ()), stays(events))
        newest = course.sets[-1] if course.sets else None
        whole = newest.pathway_set if newest else self.columns.id
        first, moved = since_adoption(course, newest, self.lineage, self.columns.id)
        status = status_on(events, self.day)
        return MasterRow(
            records[0],
            records,
            ref or short_ref(id),
            surname or "",
            forenames or "",
            site,
            self.sites.get(site, "") if site else "",
            status.step if status else None,
            course.stays[-1].since if course.stays else None,
            course,
            newest,
            self.lineage.read(newest.scores if newest else UNKNOWN, whole, self.columns.id),
            whole != self.columns.id,
            self.lineage.labelled(whole).label(newest.priority) if newest else "",
            max(0, (self.day - newest.scored_on).days) if newest and newest.scored_on else None,
            first,
            moved,
        )
