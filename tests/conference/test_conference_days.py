"""The days of a series and the times of an agenda, against plain counting."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.conference.days import days_of, spacing_problem, spacing_text, time_after, time_meant

START = date(2026, 9, 1)
WEEKS = st.integers(1, 8).map(lambda weeks: weeks * 7)


@given(WEEKS, st.integers(-60, 400), st.none() | st.integers(0, 400), st.integers(0, 12))
def test_the_days_of_a_series_are_every_so_many_from_its_first(
    every: int, first: int, last: int | None, count: int
) -> None:
    begins, ends_on = START + timedelta(days=first), START + timedelta(days=last) if last is not None else None
    expected = [
        day
        for day in (START + timedelta(days=number) for number in range(0, 1200, every))
        if day >= begins and (ends_on is None or day <= ends_on)
    ]
    assert list(islice(days_of(START, every, ends_on, begins), count)) == expected[:count]


def test_a_series_without_an_end_stops_with_the_calendar() -> None:
    assert list(days_of(date(9999, 12, 20), 7, None, START)) == [date(9999, 12, 20), date(9999, 12, 27)]


@pytest.mark.parametrize(("days", "well"), [(7, True), (14, True), (21, True), (0, False), (-7, False), (10, False)])
def test_a_series_is_held_every_so_many_weeks(days: int, well: bool) -> None:
    assert (spacing_problem(days) == "") == well


def test_how_often_in_words() -> None:
    assert [spacing_text(days) for days in (7, 14, 21, None)] == [
        "weekly", "fortnightly", "every 21 days", "spacing not known",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10:00", "10:00"),
        (" 9.30 ", "09:30"),
        ("0930", "09:30"),
        ("930", "09:30"),
        ("2pm", "14:00"),
        ("12am", "00:00"),
        ("12:15 PM", "12:15"),
        ("23:59", "23:59"),
        ("24:00", None),
        ("10", None),
        ("9:60", None),
        ("13pm", None),
        ("0pm", None),
        ("", None),
        ("soon", None),
        ("٣:٣٠", None),
    ],
)
def test_times_as_people_type_them(typed: str, meant: str | None) -> None:
    assert time_meant(typed) == meant


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 2000))
def test_a_time_after_so_many_minutes(hour: int, minute: int, later: int) -> None:
    total = hour * 60 + minute + later
    expected = f"{total // 60:02}:{total % 60:02}" if total < 24 * 60 else ""
    assert time_after(f"{hour:02}:{minute:02}", later) == expected
    assert time_after("", later) == time_after("later", later) == ""
