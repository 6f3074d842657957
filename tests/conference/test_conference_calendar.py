"""Series, moves and cancellations on a real desk: a moved conference stays its series' own, and nobody is lost."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from iomdesk.catalogue import Agency
from iomdesk.conference.calendar import (
    MOVED,
    CancelConference,
    EndSeries,
    MoveConference,
    Schedule,
    ScheduleNext,
    StartSeries,
)
from iomdesk.conference.commands import ScoreAtConference
from iomdesk.conference.finding import ConferenceRow
from iomdesk.conference.forms import IssueForms
from iomdesk.conference.preparing import AskForPerson
from iomdesk.conference.questions import agenda, conferences
from iomdesk.conference.records import ConferenceNote
from iomdesk.conference.series import all_series, series_named
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id, id_text
from iomdesk.partnership.commands import AddSite
from iomdesk.pathways.rules import eight
from tests.conference.conference_sample import conference_desk, person, the_site

TUESDAY = date(2026, 10, 27)
"""Before the desk's today, 2 November."""


def series(desk: Desk, every: int = 14, **how: object) -> Id:
    given = {"starts_at": "9.30", "place": "Jubilee House, room 2", **how}
    made = desk.do(StartSeries(the_site(desk), every, TUESDAY, **given))  # type: ignore[arg-type]
    assert isinstance(made, bytes)
    return made


def days(desk: Desk) -> list[date | None]:
    return [row.held_on for row in desk.ask(conferences)]


def next_of(desk: Desk, of: Id, count: int = 1) -> list[ConferenceRow]:
    made = desk.do(ScheduleNext(of, count))
    assert isinstance(made, tuple)
    return [row for row in desk.ask(conferences) if row.id in made]


def test_the_next_of_a_series_from_today_on_with_its_time_and_place(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    of = series(desk)
    rows = next_of(desk, of, 3)
    assert [row.held_on for row in rows] == [date(2026, 11, 10), date(2026, 11, 24), date(2026, 12, 8)]
    assert [row.code for row in rows] == ["Norwich-1", "Norwich-2", "Norwich-3"]
    assert {(row.starts_at, row.place, row.series) for row in rows} == {("09:30", "Jubilee House, room 2", of)}
    assert [row.held_on for row in next_of(desk, of)] == [date(2026, 12, 22)]
    desk.close()


def test_days_that_are_held_moved_off_or_cancelled_are_not_filled_again(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    of = series(desk, 7)
    first, second, third = next_of(desk, of, 3)
    assert (first.held_on, second.held_on, third.held_on) == (date(2026, 11, 3), date(2026, 11, 10), date(2026, 11, 17))
    desk.do(MoveConference(second.id, date(2026, 11, 24), "bank holiday"))
    desk.do(CancelConference(third.id, "snow"))
    desk.do(Schedule(the_site(desk), date(2026, 12, 1)))
    assert [row.held_on for row in next_of(desk, of, 2)] == [date(2026, 12, 8), date(2026, 12, 15)]
    moved = next(row for row in desk.ask(conferences) if row.id == second.id)
    assert (moved.series, moved.held_on, moved.code) == (of, date(2026, 11, 24), "Norwich-2")
    assert date(2026, 11, 17) not in days(desk)
    made = desk.do(Schedule(the_site(desk), date(2026, 11, 17), series=of))
    assert next(row for row in desk.ask(conferences) if row.id == made).starts_at == "09:30"
    desk.close()


def test_a_series_ends(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    of = series(desk, ends_on=date(2026, 11, 24))
    assert [row.held_on for row in next_of(desk, of, 5)] == [date(2026, 11, 10), date(2026, 11, 24)]
    with pytest.raises(Refused, match="no day of it is left"):
        desk.do(ScheduleNext(of))
    desk.do(EndSeries(of, date(2026, 12, 31)))
    assert [row.held_on for row in next_of(desk, of, 5)] == [date(2026, 12, 8), date(2026, 12, 22)]
    with pytest.raises(Refused, match="before it begins"):
        desk.do(EndSeries(of, date(2026, 10, 1)))
    desk.close()


def test_what_no_series_can_be(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    site = the_site(desk)
    series(desk)
    for command, why in (
        (StartSeries(site, 10, TUESDAY), "whole weeks"),
        (StartSeries(site, 7, TUESDAY, starts_at="late", title="w"), "no time of the day"),
        (StartSeries(site, 7, TUESDAY, title="w", ends_on=date(2026, 1, 1)), "before it begins"),
        (StartSeries(site, 7, TUESDAY), "of that name already"),
        (StartSeries(b"n" * 16, 7, TUESDAY), "not on this desk"),
    ):
        with pytest.raises(Refused, match=why):
            desk.do(command)
    elsewhere = desk.do(AddSite("Ipswich"))
    assert isinstance(elsewhere, bytes)
    with pytest.raises(Refused, match="another site"):
        desk.do(Schedule(elsewhere, TUESDAY, series=desk.ask(all_series)[0].id))
    with pytest.raises(Refused, match="between 1 and"):
        desk.do(ScheduleNext(desk.ask(all_series)[0].id, 0))
    desk.close()


def test_a_series_is_found_by_its_name_its_site_or_its_id(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    of = series(desk)
    for text in ("norwich fortnightly", "Norwich", id_text(of), id_text(of)[:13]):
        assert desk.ask(series_named, text).id == of
    panel = desk.do(StartSeries(the_site(desk), 28, TUESDAY, title="Women's panel"))
    assert desk.ask(series_named, "women's  PANEL").id == panel
    with pytest.raises(Refused, match="several series"):
        desk.ask(series_named, "Norwich")
    with pytest.raises(Refused, match="no series"):
        desk.ask(series_named, "")
    desk.close()


def test_a_move_keeps_its_reason_and_says_where_from(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    (row,) = next_of(desk, series(desk))
    desk.do(MoveConference(row.id, date(2026, 11, 11), "Remembrance  parade", starts_at="2pm"))
    with desk._store.reading() as reading:
        (note,) = reading.all(
            select(ConferenceNote.about, ConferenceNote.body).where(ConferenceNote.conference == row.id)
        )
    assert tuple(note) == (MOVED, "moved from 10 Nov 2026, 09:30: Remembrance parade")
    (moved,) = desk.ask(conferences)
    assert (moved.held_on, moved.starts_at, moved.place) == (date(2026, 11, 11), "14:00", "Jubilee House, room 2")
    with pytest.raises(Refused, match="there already"):
        desk.do(MoveConference(row.id, date(2026, 11, 11), "again"))
    with pytest.raises(Refused, match="reason is missing"):
        desk.do(MoveConference(row.id, date(2026, 11, 12), " "))
    other = desk.do(Schedule(the_site(desk), date(2026, 11, 17)))
    with pytest.raises(Refused, match="already has a conference"):
        desk.do(MoveConference(row.id, date(2026, 11, 17), "clash"))
    assert isinstance(other, bytes)
    desk.close()


def test_once_something_is_recorded_the_day_stands(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    (row,) = next_of(desk, series(desk))
    desk.do(ScoreAtConference(row.id, person(desk), eight([1] * 8)))
    for command in (MoveConference(row.id, date(2026, 11, 11), "late"), CancelConference(row.id, "late")):
        with pytest.raises(Refused, match="recorded at Norwich-1"):
            desk.do(command)
    desk.do(MoveConference(row.id, None, "double booked", place="Court room"))
    assert desk.ask(conferences)[0].place == "Court room"
    desk.close()


def test_a_conference_agencies_prepared_for_is_moved_not_cancelled(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    (row,) = next_of(desk, series(desk))
    desk.do(IssueForms(row.id, Agency.PRISON, (person(desk),)))
    with pytest.raises(Refused, match="numbered sheets"):
        desk.do(CancelConference(row.id, "nobody can come"))
    desk.do(MoveConference(row.id, date(2026, 11, 12), "nobody can come"))
    desk.close()


def test_who_was_asked_for_at_a_cancelled_conference_is_on_the_next(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    elsewhere = desk.do(AddSite("Ipswich"))
    assert isinstance(elsewhere, bytes)
    asked = person(desk, "ASKED", site=elsewhere)
    first, second = next_of(desk, series(desk), 2)
    desk.do(AskForPerson(first.id, asked, "Tenancy at risk", Agency.HOUSING))
    assert desk.ask(agenda, second.id) != ()
    desk.do(CancelConference(first.id, "snow"))
    (line,) = desk.ask(agenda, second.id)
    assert line.person == asked
    assert [each.text for each in line.reasons] == [
        "no conference yet",
        "asked for by housing for Norwich-1, not talked about since: Tenancy at risk",
    ]
    desk.close()
