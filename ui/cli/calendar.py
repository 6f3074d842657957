"""The calendar of case conferences on the command line: series, single conferences, moves, cancellations."""

import argparse

from iomdesk.clock import date_text
from iomdesk.conference.calendar import (
    CancelConference,
    EndSeries,
    MoveConference,
    Schedule,
    ScheduleNext,
    StartSeries,
)
from iomdesk.conference.days import FORTNIGHTLY, WEEKLY, spacing_text
from iomdesk.conference.questions import conferences
from iomdesk.conference.series import SeriesRow, all_series, series_named
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import id_text
from iomdesk.words import counted, say
from ui.cli import naming
from ui.cli.conference_lines import CONFERENCE, REASON, conference_document, conference_line
from ui.cli.shape import Answer, DeskCommand, Json, argument

_EVERY = {"weekly": WEEKLY, "fortnightly": FORTNIGHTLY}
_SITE = argument("--site", metavar="NAME", help=say("the site"))
_DAY = say("2026-11-10 or 10/11/2026")
_AT = argument("--at", default="", metavar="TIME", help=say("when it begins, as in 10:00"))
_PLACE = argument("--place", default="", metavar="TEXT", help=say("where"))
_SERIES = argument("series", metavar="SERIES", help=say("the series: its name, its site, or its id"))


def start_series(desk: Desk, given: argparse.Namespace) -> Answer:
    """Begin a series."""
    every = _EVERY.get(given.every) or (int(given.every) if given.every.isdecimal() else 0)
    ends_on = naming.day(given.until) if given.until else None
    starts_on = naming.day(getattr(given, "from"))
    site = naming.site(desk, given.site)
    made = desk.do(StartSeries(site, every, starts_on, given.at, given.place, given.title, ends_on))
    row = next(row for row in desk.ask(all_series) if row.id == made)
    lines = [_series_line(row)]
    if every not in _EVERY.values():
        lines.append(say("Note: a series is usually weekly or fortnightly."))
    lines.append(say("Nothing is in the calendar yet: iomdesk conference next “{name}”.", name=row.name))
    return Answer(lines, _series_document(row))


def list_series(desk: Desk, _: argparse.Namespace) -> Answer:
    """Every series."""
    rows = desk.ask(all_series)
    return Answer(
        [_series_line(row) for row in rows] or [say("No series yet.")], [_series_document(row) for row in rows]
    )


def end_series(desk: Desk, given: argparse.Namespace) -> Answer:
    """Say the last day of a series."""
    series = desk.ask(series_named, given.series)
    ends_on = naming.day(given.on)
    desk.do(EndSeries(series.id, ends_on))
    row = next(row for row in desk.ask(all_series) if row.id == series.id)
    after = [
        each for each in desk.ask(conferences) if each.series == row.id and each.held_on and each.held_on > ends_on
    ]
    lines = [_series_line(row)]
    if after:
        codes = ", ".join(each.code for each in after)
        lines.append(say("Still in the calendar after that day: {codes}.", codes=codes))
    return Answer(lines, _series_document(row))


def schedule_next(desk: Desk, given: argparse.Namespace) -> Answer:
    """Put the next conferences of a series into the calendar."""
    series = desk.ask(series_named, given.series)
    made = desk.do(ScheduleNext(series.id, given.count))
    rows = [row for row in desk.ask(conferences) if isinstance(made, tuple) and row.id in made]
    lines = [conference_line(row) for row in rows]
    if len(rows) < given.count:
        lines.append(counted(len(rows), "The series ends after {count} more.", "The series ends after {count} more."))
    return Answer(lines, [conference_document(row) for row in rows])


def schedule(desk: Desk, given: argparse.Namespace) -> Answer:
    """Put a conference into the calendar."""
    series = desk.ask(series_named, given.series) if given.series else None
    site = naming.site(desk, given.site) if given.site else (series.site if series else None)
    if site is None:
        raise Refused(say("Say where: --site, or --series."))
    made = desk.do(Schedule(site, naming.day(given.date), given.at, given.place, series.id if series else None))
    row = next(row for row in desk.ask(conferences) if row.id == made)
    passed = row.held_on is not None and row.held_on < desk.today
    lines = [conference_line(row), *([say("Note: that day has passed already.")] if passed else [])]
    return Answer(lines, conference_document(row))


def move(desk: Desk, given: argparse.Namespace) -> Answer:
    """Hold a conference on another day, at another time or elsewhere."""
    row = naming.conference(desk, given.conference)
    held_on = naming.day(given.date) if given.date else None
    desk.do(MoveConference(row.id, held_on, given.reason, given.at or None, given.place or None))
    moved = naming.conference(desk, id_text(row.id))
    return Answer([conference_line(moved)], conference_document(moved))


def cancel(desk: Desk, given: argparse.Namespace) -> Answer:
    """Say that a conference is not held."""
    row = naming.conference(desk, given.conference)
    desk.do(CancelConference(row.id, given.reason))
    said = say("{code} is cancelled. Whoever was asked for there is on the site's next agenda.", code=row.code)
    return Answer([said], conference_document(row) | {"state": "cancelled"})


def listed(desk: Desk, _: argparse.Namespace) -> Answer:
    """Every conference."""
    rows = desk.ask(conferences)
    lines = [conference_line(row) for row in rows] or [say("No conference yet.")]
    return Answer(lines, [conference_document(row) for row in rows])


def _series_line(row: SeriesRow) -> str:
    days = say("from {day}", day=date_text(row.starts_on) or say("a day not known"))
    if row.ends_on is not None:
        days = say("{days} to {last}", days=days, last=date_text(row.ends_on))
    return "  ".join(
        part for part in (row.name, row.site_name, spacing_text(row.every_days), days, row.starts_at, row.place) if part
    )


def _series_document(row: SeriesRow) -> dict[str, Json]:
    return {
        "id": id_text(row.id),
        "name": row.name,
        "site": row.site_name,
        "every_days": row.every_days,
        "starts_on": row.starts_on.isoformat() if row.starts_on else None,
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "starts_at": row.starts_at or None,
        "place": row.place or None,
    }


COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("conference", "series", "start"),
        say("begin a run of conferences of a site"),
        start_series,
        (
            argument("--site", required=True, metavar="NAME", help=say("the site")),
            argument("--every", required=True, metavar="HOW", help=say("weekly, fortnightly, or a number of days")),
            argument("--from", required=True, metavar="DAY", help=_DAY),
            _AT,
            _PLACE,
            argument("--title", default="", metavar="TEXT", help=say("what it is called, where a site has several")),
            argument("--until", metavar="DAY", help=say("its last day")),
        ),
    ),
    DeskCommand(("conference", "series", "list"), say("every series"), list_series),
    DeskCommand(
        ("conference", "series", "end"),
        say("say the last day of a series"),
        end_series,
        (_SERIES, argument("--on", required=True, metavar="DAY", help=_DAY)),
    ),
    DeskCommand(
        ("conference", "next"),
        say("put the next conferences of a series into the calendar"),
        schedule_next,
        (_SERIES, argument("--count", type=int, default=1, metavar="N", help=say("how many; one unless said"))),
    ),
    DeskCommand(
        ("conference", "schedule"),
        say("put a conference of a site into the calendar"),
        schedule,
        (
            _SITE,
            argument("--series", metavar="SERIES", help=say("the series it belongs to")),
            argument("--date", required=True, metavar="DAY", help=_DAY),
            _AT,
            _PLACE,
        ),
    ),
    DeskCommand(
        ("conference", "move"),
        say("hold a conference on another day, at another time or elsewhere"),
        move,
        (CONFERENCE, argument("--date", metavar="DAY", help=_DAY), _AT, _PLACE, REASON),
    ),
    DeskCommand(("conference", "cancel"), say("say that a conference is not held"), cancel, (CONFERENCE, REASON)),
    DeskCommand(("conference", "list"), say("every conference"), listed),
)
