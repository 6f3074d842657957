"""Who is expected at a conference, for the sheet they sign: those noted for it, those who come to the site's."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from iomdesk.catalogue import Category
from iomdesk.conference.finding import ConferenceRow, conference_of, conference_rows
from iomdesk.conference.records import Attendance, Conference
from iomdesk.conference.room import presence_read
from iomdesk.conference.rules import Presence
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.ids import Id
from iomdesk.partnership.records import Officer
from iomdesk.people.rules import fold_name
from iomdesk.store.reading import Reading

EARLIER = 3
"""How many of the site's conferences before this one are looked at for who comes: a quarter, held monthly."""


@dataclass(frozen=True, slots=True, repr=False)
class Expected:
    """Somebody expected, or known not to come. ``category`` is what knowing of them discloses."""

    name: str
    agency: str
    presence: Presence
    category: Category = Category.CONFERENCE


@question(*CASEWORK, consults=Consults.NOBODY)
def expected_at(reading: Reading, conference: Id) -> tuple[Expected, ...]:
    """Each once, by agency and name: noted for it, at the site's last conferences, or an officer of the site here.

    What is noted for this conference says who sent apologies. Raises ``Refused`` for no such conference.
    """
    row = conference_of(reading, conference)
    found: dict[tuple[str, str], Expected] = {}
    for each in (*_noted(reading, [row.id]), *_noted_before(reading, row), *_officers(reading, row)):
        found.setdefault((each.agency, fold_name(each.name)), each)
    return tuple(sorted(found.values(), key=lambda each: (each.agency, each.name.casefold())))


def _noted(reading: Reading, conferences: list[Id]) -> Iterable[Expected]:
    rows = reading.all(
        select(Attendance.name, Attendance.agency, Attendance.state)
        .where(Attendance.conference.in_(conferences), Attendance.withdrawn.is_(None))
        .order_by(Attendance.id)
    )
    return [Expected(name, agency or "", presence_read(state or "")) for name, agency, state in rows if name]


def _noted_before(reading: Reading, row: ConferenceRow) -> Iterable[Expected]:
    """Who was at the site's last conferences; that somebody stayed away from one says nothing of the next."""
    if row.held_on is None:
        return []
    earlier = conference_rows(reading, Conference.site == row.site, Conference.held_on < row.held_on)
    gone = {fold_name(name or "") for (name,) in reading.all(select(Officer.name).where(Officer.left_on.is_not(None)))}
    there = _noted(reading, [each.id for each in earlier[-EARLIER:]])
    return [
        Expected(each.name, each.agency, Presence.PRESENT)
        for each in there
        if each.presence is not Presence.ABSENT and fold_name(each.name) not in gone
    ]


def _officers(reading: Reading, row: ConferenceRow) -> Iterable[Expected]:
    rows = reading.all(
        select(Officer.name, Officer.agency)
        .where(Officer.withdrawn.is_(None), Officer.left_on.is_(None), Officer.agency.is_not(None))
        .where(Officer.site.is_(None) | (Officer.site == row.site))
        .order_by(Officer.name)
    )
    return [Expected(name, agency or "", Presence.PRESENT, Category.STAFFING) for name, agency in rows if name]
