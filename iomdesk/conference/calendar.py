"""What people do about the calendar of case conferences: series, single conferences, moves and cancellations."""

from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import func, select

from iomdesk import catalogue
from iomdesk.clock import date_text
from iomdesk.conference.days import days_of, spacing_problem, time_meant
from iomdesk.conference.finding import ConferenceRow, require_open
from iomdesk.conference.occasion import spoken_of
from iomdesk.conference.records import Attendance, Conference, Contribution, ContributionForm, Series
from iomdesk.conference.rules import SCHEDULED
from iomdesk.conference.series import days_taken, require_series, series_rows
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.records import Site
from iomdesk.store.unit import Given, Work
from iomdesk.words import say

MOVED = "moved"
"""What a note of a conference is about that says from which day it was moved, and why."""
_MOST_AT_ONCE = 60


@dataclass(frozen=True, slots=True, repr=False)
class StartSeries(Command[Id]):
    """Begin a run of conferences of a site, every so many days from its first; answers its id.

    ``starts_at`` is a time of the day; ``ends_on`` the last day one may fall on. Nothing is put into the calendar yet.
    """

    site: Id
    every_days: int
    starts_on: date
    starts_at: str = ""
    place: str = ""
    title: str = ""
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class EndSeries(Command[None]):
    """No conference of the series is scheduled after this day. Those in the calendar already stay there."""

    series: Id
    ends_on: date


@dataclass(frozen=True, slots=True, repr=False)
class ScheduleNext(Command[tuple[Id, ...]]):
    """Put the next so many conferences of a series into the calendar; answers their ids, soonest first."""

    series: Id
    count: int = 1


@dataclass(frozen=True, slots=True, repr=False)
class Schedule(Command[Id]):
    """Put one conference of a site into the calendar; answers its id. Its number is the site's next.

    Of a series it takes the time and the place where none are given.
    """

    site: Id
    held_on: date
    starts_at: str = ""
    place: str = ""
    series: Id | None = None


@dataclass(frozen=True, slots=True, repr=False)
class MoveConference(Command[None]):
    """Hold a conference on another day, at another time or elsewhere, with the reason. None leaves what stands."""

    conference: Id
    held_on: date | None
    reason: str
    starts_at: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class CancelConference(Command[None]):
    """A conference is not held, and why. Who was asked for or put off to it is on the site's next one."""

    conference: Id
    reason: str


@handles(Role.OFFICER)
def start_series(work: Work, command: StartSeries) -> Id:
    """Enter the series. A second one of the same name that runs at the same time could not be told from it."""
    site = _site_name(work, command.site)
    if problem := spacing_problem(command.every_days):
        raise Refused(problem)
    if command.ends_on is not None and command.ends_on < command.starts_on:
        raise Refused(say("The series would end before it begins."))
    title = _plain(command.title)
    name = title or site
    for row in series_rows(work, Series.site == command.site):
        if (row.title or site).casefold() == name.casefold() and (
            row.ends_on is None or row.ends_on >= command.starts_on
        ):
            raise Refused(
                say("{site} has a series of that name already.", site=site),
                say("Give this one a title of its own, or end the other first."),
            )
    values: dict[str, Given] = {
        "site": command.site,
        "title": title or None,
        "every_days": command.every_days,
        "starts_on": command.starts_on,
        "starts_at": _time(command.starts_at) or None,
        "place": _plain(command.place) or None,
        "ends_on": command.ends_on,
    }
    return work.create(catalogue.SERIES, values)


@handles(Role.OFFICER)
def end_series(work: Work, command: EndSeries) -> None:
    """Say the last day."""
    row = require_series(work, command.series)
    if row.starts_on is not None and command.ends_on < row.starts_on:
        raise Refused(say("The series would end before it begins."))
    work.put(catalogue.SERIES, command.series, {"ends_on": command.ends_on})


@handles(Role.OFFICER)
def schedule_next(work: Work, command: ScheduleNext) -> tuple[Id, ...]:
    """Enter the next days of the series from today on that no conference of it was ever put on, and the site has free.

    A day whose conference was moved or cancelled is not filled again.
    """
    row = require_series(work, command.series)
    if row.site is None or row.every_days is None or row.starts_on is None or spacing_problem(row.every_days):
        raise Refused(say("That series does not say where, from when or how often."), say("Start it anew."))
    if not 1 <= command.count <= _MOST_AT_ONCE:
        raise Refused(say("Schedule between 1 and {most} at once.", most=_MOST_AT_ONCE))
    site, taken = row.site, days_taken(work, command.series) | _days_of_site(work, row.site)
    days = (day for day in days_of(row.starts_on, row.every_days, row.ends_on, work.today) if day not in taken)
    made = tuple(schedule.run(work, Schedule(site, day, series=command.series)) for day in islice(days, command.count))
    if not made:
        ended = date_text(row.ends_on)
        raise Refused(say("The series ends on {day}; no day of it is left.", day=ended), say("Start another one."))
    return made


@handles(Role.OFFICER)
def schedule(work: Work, command: Schedule) -> Id:
    """Enter the conference. A site has one conference a day."""
    _require_free(work, command.site, command.held_on)
    starts_at, place = _time(command.starts_at), _plain(command.place)
    if command.series is not None:
        row = require_series(work, command.series)
        if row.site != command.site:
            raise Refused(say("That series is of another site."))
        starts_at, place = starts_at or row.starts_at, place or row.place
    last = work.value(select(func.max(Conference.number)).where(Conference.site == command.site))
    values: dict[str, Given] = {
        "site": command.site,
        "held_on": command.held_on,
        "number": (last or 0) + 1,
        "state": SCHEDULED,
        "series": command.series,
        "starts_at": starts_at or None,
        "place": place or None,
    }
    return work.create(catalogue.CONFERENCE, values)


@handles(Role.OFFICER)
def move_conference(work: Work, command: MoveConference) -> None:
    """Give it the other day, time or place, and keep the reason as a note of the conference."""
    row = require_open(work, command.conference)
    reason = _reason(command.reason, say("Say why it moves, as in: bank holiday."))
    given: dict[str, Given] = {"held_on": command.held_on}
    given |= {"starts_at": _time(command.starts_at) if command.starts_at else None, "place": command.place}
    stood = {"held_on": row.held_on, "starts_at": row.starts_at, "place": row.place}
    changed = {name: value for name, value in given.items() if value is not None and value != stood[name]}
    if not changed:
        raise Refused(say("{code} is there already.", code=row.code), say("Nothing was changed."))
    if isinstance(command.held_on, date) and "held_on" in changed:
        _require_unheld(work, row)
        _require_free(work, row.site, command.held_on)
    was = [date_text(row.held_on)] if "held_on" in changed else []
    was += [str(stood[name]) for name in ("starts_at", "place") if name in changed and stood[name]]
    body = say("moved from {before}: {reason}", before=", ".join(was), reason=reason) if any(was) else reason
    work.put(catalogue.CONFERENCE, command.conference, changed)
    note: dict[str, Given] = {"about": MOVED, "body": body, "author": work.officer, "written_at": work.now}
    work.create(catalogue.CONFERENCE_NOTE, note, subject=command.conference)


@handles(Role.OFFICER)
def cancel_conference(work: Work, command: CancelConference) -> None:
    """Withdraw it, unless something is recorded there or agencies have prepared for it."""
    row = require_open(work, command.conference)
    reason = _reason(command.reason, say("Say why it is not held."))
    _require_unheld(work, row)
    for mapped in (Contribution, ContributionForm):
        there = select(mapped.id).where(mapped.conference == row.id, mapped.withdrawn.is_(None))
        if work.value(there) is not None:
            raise Refused(
                say("Agencies have contributions or numbered sheets for {code}.", code=row.code),
                say("Move it to another day instead: iomdesk conference move."),
            )
    work.withdraw(catalogue.CONFERENCE, command.conference, reason)


def _require_unheld(work: Work, row: ConferenceRow) -> None:
    """What is recorded at a conference is of its day: once there is anything, the day stands."""
    a = Attendance
    began = work.value(select(Conference.began_at).where(Conference.id == row.id))
    attended = work.value(select(a.id).where(a.conference == row.id, a.withdrawn.is_(None), a.accepted_at.is_not(None)))
    if began is not None or attended is not None or spoken_of(work, row.id):
        raise Refused(
            say("Something is recorded at {code} already.", code=row.code),
            say("It stays on its day; schedule another conference for what is left."),
        )


def _require_free(work: Work, site: Id | None, held_on: date) -> None:
    name = _site_name(work, site)
    same_day = select(Conference.number).where(
        Conference.held_on == held_on, Conference.site == site, Conference.withdrawn.is_(None)
    )
    if (there := work.first(same_day)) is not None:
        raise Refused(
            say("{site} already has a conference on that day.", site=name),
            say("It is number {number}.", number=there.number or "?"),
        )


def _days_of_site(work: Work, site: Id) -> frozenset[date]:
    days = work.all(select(Conference.held_on).where(Conference.site == site, Conference.withdrawn.is_(None)))
    return frozenset(day for (day,) in days if day is not None)


def _site_name(work: Work, site: Id | None) -> str:
    row = work.first(select(Site.name).where(Site.id == site, Site.withdrawn.is_(None)))
    if row is None:
        raise Refused(say("That site is not on this desk."), say("Open it first, or check its name."))
    return row.name or ""


def _time(text: str) -> str:
    if not text.strip():
        return ""
    found = time_meant(text)
    if found is None:
        raise Refused(say("“{text}” is no time of the day.", text=text.strip()), say("Write 10:00 or 14:30."))
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())


def _reason(text: str, remedy: str) -> str:
    reason = _plain(text)
    if not reason:
        raise Refused(say("A reason is missing."), remedy)
    return reason
