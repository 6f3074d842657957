"""The cohort as it hangs on the wall: where everybody is, who leads, when they were and will be talked about.

It stands here because conferences are the highest it reads. Each table is read once, however many people there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from iomdesk.catalogue import Agency
from iomdesk.cohort.listing import CohortRow, Wanted, list_cohort
from iomdesk.conference.records import Conference, Decision
from iomdesk.conference.rules import SIGNED
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.ids import Id
from iomdesk.partnership.records import Site
from iomdesk.pathways.master import Master, master
from iomdesk.pathways.records import ScoreSet
from iomdesk.people.linking import canonical_ids
from iomdesk.people.questions import all_linked
from iomdesk.people.records import Marker, Person
from iomdesk.people.rules import MarkerCode, MarkerState, cautious_state
from iomdesk.store.reading import Reading

ON_THE_WALL = (
    MarkerCode.RISK_TO_STAFF,
    MarkerCode.SELF_HARM,
    MarkerCode.DOMESTIC_ABUSE,
    MarkerCode.COUNTY_LINES,
    MarkerCode.COUNTY_LINES_EXPLOITER,
    MarkerCode.SEX_OFFENDER,
    MarkerCode.YOUTH_TRANSITION,
    MarkerCode.ORGANISED_CRIME,
    MarkerCode.CHILD_SEXUAL_EXPLOITATION,
)
"""The markers an office acts on, most pressing first; the others stand in the person's papers."""


@dataclass(frozen=True, slots=True, repr=False)
class BoardRow:
    """One person. ``last_on``: talked about last; ``next_on``: their site's next conference, today's included.

    ``total`` and ``moved`` (since adoption, below zero is less need) are as the Pathways master has them, None where
    not known. ``markers`` are codes of ``ON_THE_WALL`` that are set.
    """

    person: Id
    row: CohortRow
    last_on: date | None
    next_on: date | None
    total: int | None
    moved: int | None
    markers: tuple[str, ...]

    @property
    def lead(self) -> str:
        """The lead manager: of the lead agency where one is known, else whoever leads."""
        by_agency = {str(Agency.POLICE): self.row.police_om, str(Agency.PROBATION): self.row.probation_om}
        return by_agency.get(self.row.lead_agency or "") or self.row.probation_om or self.row.police_om or ""


@question(*CASEWORK, consults=Consults.LIST)
def wall_board(reading: Reading, today: date, site: Id | None = None) -> tuple[BoardRow, ...]:
    """The cohort, of one site or all, by surname; a constant number of selects."""
    linked = all_linked(reading)
    canonical = canonical_ids(linked)
    scored = {row.person: row for row in _master(reading, today, site).rows}
    last = _last_seen(reading, canonical, today)
    upcoming = _upcoming(reading, today)
    marked = _markers(reading, canonical)
    rows = list_cohort(reading, today, Wanted(site=site))
    return tuple(
        BoardRow(
            row.id,
            row,
            last.get(row.id),
            upcoming.get(row.site or ""),
            scored[row.id].total if row.id in scored else None,
            scored[row.id].moved.total if row.id in scored else None,
            tuple(str(code) for code in ON_THE_WALL if marked.get(row.id, {}).get(str(code)) == MarkerState.YES),
        )
        for row in rows
    )


def _master(reading: Reading, today: date, site: Id | None) -> Master:
    return master(reading, today, None, site)


def _last_seen(reading: Reading, canonical: Mapping[Id, Id], today: date) -> dict[Id, date]:
    """The last day up to today each was talked about, as recorded or as the team's sheet has it."""
    p = Person
    told: list[tuple[Id | None, date | None]] = [
        (record, day) for record, day in reading.all(select(p.id, p.last_conference).where(p.last_conference <= today))
    ]
    for mapped, day in ((ScoreSet, ScoreSet.scored_on), (Decision, Decision.decided_on)):
        statement = (
            select(mapped.person, func.max(day))
            .where(mapped.withdrawn.is_(None), day <= today, mapped.conference.is_not(None))
            .group_by(mapped.person)
        )
        told += [(record, last) for record, last in reading.all(statement)]
    return _latest(told, canonical)


def _latest(told: Iterable[tuple[Id | None, date | None]], canonical: Mapping[Id, Id]) -> dict[Id, date]:
    found: dict[Id, date] = {}
    for record, day in told:
        if record is not None and day is not None:
            person = canonical.get(record, record)
            found[person] = max(day, found.get(person, day))
    return found


def _upcoming(reading: Reading, today: date) -> dict[str, date]:
    """The next conference of each site that is not signed, today's included, by the site's name."""
    rows = reading.all(
        select(Site.name, func.min(Conference.held_on))
        .join(Site, Site.id == Conference.site)
        .where(
            Conference.held_on >= today, Conference.withdrawn.is_(None), func.coalesce(Conference.state, "") != SIGNED
        )
        .group_by(Site.name)
    )
    return {name: day for name, day in rows if name and day is not None}


def _markers(reading: Reading, canonical: Mapping[Id, Id]) -> dict[Id, dict[str, str]]:
    m = Marker
    codes = [str(code) for code in ON_THE_WALL]
    found: dict[Id, dict[str, str]] = {}
    for person, code, state in reading.all(
        select(m.person, m.code, m.state).where(m.code.in_(codes), m.withdrawn.is_(None)).order_by(m.id)
    ):
        if person is not None and code is not None and state is not None:
            mine = found.setdefault(canonical.get(person, person), {})
            mine[code] = cautious_state((mine[code], state)) if code in mine else state
    return found
