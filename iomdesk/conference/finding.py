"""Which conference is meant, and whether its minutes are still open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, select

from iomdesk.clock import instant_text
from iomdesk.conference.records import Conference, Minutes
from iomdesk.conference.rules import SCHEDULED, SIGNED, conference_code
from iomdesk.errors import Refused
from iomdesk.ids import Id, id_text
from iomdesk.partnership.records import Officer, Site
from iomdesk.store.reading import Reading
from iomdesk.words import say

_ID_PREFIX = re.compile(r"[0-9a-f]{6,32}")


@dataclass(frozen=True, slots=True, repr=False)
class ConferenceRow:
    """One conference. ``code`` is what it is called, for example ``Norwich-3``; ``signed_at`` is UTC ms.

    ``starts_at`` is HH:MM; it and ``place`` are empty where nobody said.
    """

    id: Id
    site: Id | None
    site_name: str
    held_on: date | None
    number: int | None
    code: str
    state: str
    signed_by: str
    signed_at: int | None
    starts_at: str = ""
    place: str = ""
    series: Id | None = None

    @property
    def signed(self) -> bool:
        """Whether its minutes are locked."""
        return self.state == SIGNED


_CONFERENCES: Select[*tuple[Any, ...]] = (
    select(
        Conference.id,
        Conference.site,
        Site.name.label("site_name"),
        Conference.held_on,
        Conference.number,
        Conference.state,
        Conference.starts_at,
        Conference.place,
        Conference.series,
        Officer.name.label("signed_by"),
        Minutes.id.label("minutes"),
        Minutes.signed_at,
    )
    .join(Site, Site.id == Conference.site, isouter=True)
    .join(Minutes, (Minutes.conference == Conference.id) & Minutes.withdrawn.is_(None), isouter=True)
    .join(Officer, Officer.id == Minutes.signed_by, isouter=True)
    .where(Conference.withdrawn.is_(None))
    .order_by(Minutes.signed_at, Minutes.id)
)
_ONE = _CONFERENCES.where(Conference.id == bindparam("conference"))


def conference_rows(reading: Reading, *conditions: Any) -> tuple[ConferenceRow, ...]:
    """The conferences that answer every condition, by day and number."""
    return _listed(reading.all(_CONFERENCES.where(*conditions)))


def _listed(rows: Sequence[Any]) -> tuple[ConferenceRow, ...]:
    # Minutes may have been signed on two desks apart: the conference is listed once, with the first signature.
    found = {row.id: _row(row) for row in reversed(rows)}
    return tuple(sorted(found.values(), key=lambda each: (each.held_on or date.min, each.code, each.id)))


def conference_of(reading: Reading, conference: Id) -> ConferenceRow:
    """One conference. Raises ``Refused`` where this desk has no such one."""
    rows = _listed(reading.all(_ONE, conference=conference))
    if not rows:
        raise Refused(say("That conference is not on this desk."), say("List the conferences and take its number."))
    return rows[0]


def require_open(reading: Reading, conference: Id) -> ConferenceRow:
    """The conference, if its minutes can still be added to. Raises ``Refused`` once they are signed."""
    row = conference_of(reading, conference)
    if row.signed:
        raise Refused(
            say(
                "{code} was signed on {at} by {name}; its minutes are locked.",
                code=row.code,
                at=instant_text(row.signed_at) if row.signed_at else say("a day not known"),
                name=row.signed_by or say("an officer not known here"),
            ),
            say("What comes later is an addendum, or belongs to the next conference."),
        )
    return row


def conference_meant(reading: Reading, text: str) -> ConferenceRow:
    """The conference that ``Norwich-3``, ``3``, a day (ISO or dd/mm/yyyy) or the start of an id names.

    Raises ``Refused`` where it names none, or several: the message then lists their codes.
    """
    wanted = " ".join(text.split())
    rows = conference_rows(reading)
    for matches in (_by_code, _by_number, _by_day, _by_id):
        found = [row for row in rows if matches(row, wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            codes = ", ".join(row.code for row in found)
            raise Refused(
                say("{text} names several conferences.", text=wanted), say("Say which: {codes}.", codes=codes)
            )
    raise Refused(say("There is no conference {text}.", text=wanted), say("See: iomdesk conference list."))


def day_meant(text: str) -> date | None:
    """The day that ISO text or dd/mm/yyyy spells, or None."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a calendar date has no zone
        except ValueError:
            continue
    return None


def _by_code(row: ConferenceRow, wanted: str) -> bool:
    return _plain(row.code) == _plain(wanted)


def _plain(code: str) -> str:
    return re.sub(r"[\s\-_#]+", " ", code.casefold()).strip()


def _by_number(row: ConferenceRow, wanted: str) -> bool:
    return row.number is not None and wanted.lstrip("#") == str(row.number)


def _by_day(row: ConferenceRow, wanted: str) -> bool:
    return row.held_on is not None and row.held_on == day_meant(wanted)


def _by_id(row: ConferenceRow, wanted: str) -> bool:
    spelled = wanted.casefold().replace("-", "")
    return bool(_ID_PREFIX.fullmatch(spelled)) and id_text(row.id).replace("-", "").startswith(spelled)


def _row(row: Any) -> ConferenceRow:
    return ConferenceRow(
        row.id,
        row.site,
        row.site_name or "",
        row.held_on,
        row.number,
        conference_code(row.site_name or "", row.number, row.held_on),
        SIGNED if row.minutes is not None else (row.state or SCHEDULED),
        row.signed_by or "",
        row.signed_at,
        row.starts_at or "",
        row.place or "",
        row.series,
    )
