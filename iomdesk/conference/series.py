"""The runs of conferences a site holds, and which day of a run is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.conference.days import spacing_text
from iomdesk.conference.records import Conference, Series
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.errors import Refused
from iomdesk.history.operation import decode
from iomdesk.ids import Id, id_text
from iomdesk.partnership.records import Site
from iomdesk.store.reading import Reading
from iomdesk.store.tables import OperationRow
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class SeriesRow:
    """One series. ``starts_at`` is HH:MM; it, ``place`` and ``title`` are empty where nobody said."""

    id: Id
    site: Id | None
    site_name: str
    title: str
    every_days: int | None
    starts_on: date | None
    starts_at: str
    place: str
    ends_on: date | None

    @property
    def name(self) -> str:
        """What it is called: its title, else its site and how often it is held."""
        return self.title or " ".join(part for part in (self.site_name, spacing_text(self.every_days)) if part)


@question(*CASEWORK, consults=Consults.NOBODY)
def all_series(reading: Reading) -> tuple[SeriesRow, ...]:
    """Every series, by site and first day; those that ended too."""
    return series_rows(reading)


@question(*CASEWORK, consults=Consults.NOBODY)
def series_named(reading: Reading, text: str) -> SeriesRow:
    """The series whose name, site or id ``text`` is; raises ``Refused`` for none or several."""
    wanted = " ".join(text.split()).casefold()
    rows = series_rows(reading)
    for matches in (_by_name, _by_site, _by_id):
        found = [row for row in rows if wanted and matches(row, wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            names = "; ".join(f"{row.name} ({id_text(row.id)})" for row in found)
            raise Refused(say("{text} names several series.", text=text), say("Say which: {names}.", names=names))
    raise Refused(say("There is no series {text}.", text=text), say("See: iomdesk conference series list."))


def series_rows(reading: Reading, *conditions: Any) -> tuple[SeriesRow, ...]:
    """The series that answer every condition."""
    s = Series
    rows = reading.all(
        select(
            s.id,
            s.site,
            Site.name.label("site_name"),
            s.title,
            s.every_days,
            s.starts_on,
            s.starts_at,
            s.place,
            s.ends_on,
        )
        .join(Site, Site.id == s.site, isouter=True)
        .where(s.withdrawn.is_(None), *conditions)
        .order_by(Site.name, s.starts_on, s.id)
    )
    return tuple(_row(row) for row in rows)


def require_series(reading: Reading, series: Id) -> SeriesRow:
    """One series. Raises ``Refused`` where this desk has no such one."""
    rows = series_rows(reading, Series.id == series)
    if not rows:
        raise Refused(say("That series is not on this desk."), say("See: iomdesk conference series list."))
    return rows[0]


def days_taken(reading: Reading, series: Id) -> frozenset[date]:
    """Every day a conference of the series was ever put on, moved and cancelled ones included.

    Read from the history, because a conference that was moved off its day still is that day's.
    """
    ours: Sequence[Id] = [id for (id,) in reading.all(select(Conference.id).where(Conference.series == series))]
    number = catalogue.CONFERENCE.by_name["held_on"].number
    bodies = reading.all(select(OperationRow.body).where(OperationRow.record.in_(ours)))
    said = (decode(body).values.get(number) for (body,) in bodies)
    return frozenset(date.fromisoformat(day) for day in said if isinstance(day, str))


def _by_name(row: SeriesRow, wanted: str) -> bool:
    return row.name.casefold() == wanted


def _by_site(row: SeriesRow, wanted: str) -> bool:
    return row.site_name.casefold() == wanted


def _by_id(row: SeriesRow, wanted: str) -> bool:
    spelled = wanted.replace("-", "")
    return len(spelled) >= 6 and id_text(row.id).replace("-", "").startswith(spelled)


def _row(row: Any) -> SeriesRow:
    return SeriesRow(
        row.id,
        row.site,
        row.site_name or "",
        row.title or "",
        row.every_days,
        row.starts_on,
        row.starts_at or "",
        row.place or "",
        row.ends_on,
    )
