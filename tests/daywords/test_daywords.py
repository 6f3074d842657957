"""Days as people type them: what each form means, and that nothing ambiguous is settled by a guess."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from iomdesk.daywords import Lean, day_at_end, day_at_start, day_in, day_said, day_typed, may_be_day
from iomdesk.errors import Refused

WEDNESDAY = date(2026, 11, 4)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
_LINE_WORDS = (
    *("fri", "on", "the", "12th", "nov", "12", "12/11", "12.11", "2030", "1430"),
    *("week", "in", "2", "weeks", "office", ","),
)
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.mark.parametrize(
    ("text", "ahead", "back"),
    [
        ("today", (2026, 11, 4), (2026, 11, 4)),
        ("Tomorrow", (2026, 11, 5), (2026, 11, 5)),
        ("yesterday", (2026, 11, 3), (2026, 11, 3)),
        ("fri", (2026, 11, 6), (2026, 10, 30)),
        ("Friday", (2026, 11, 6), (2026, 10, 30)),
        ("tues", (2026, 11, 10), (2026, 11, 3)),
        ("this fri", (2026, 11, 6), (2026, 11, 6)),
        ("next tue", (2026, 11, 10), (2026, 11, 10)),
        ("next wed", (2026, 11, 11), (2026, 11, 11)),
        ("last fri", (2026, 10, 30), (2026, 10, 30)),
        ("fri week", (2026, 11, 13), (2026, 11, 13)),
        ("a week on fri", (2026, 11, 13), (2026, 11, 13)),
        ("a week today", (2026, 11, 11), (2026, 11, 11)),
        ("tomorrow week", (2026, 11, 12), (2026, 11, 12)),
        ("the 12th", (2026, 11, 12), (2026, 10, 12)),
        ("31st", (2026, 12, 31), (2026, 10, 31)),
        ("10 may 2026", (2026, 5, 10), (2026, 5, 10)),
        ("the 12th of november 2026", (2026, 11, 12), (2026, 11, 12)),
        ("12-11-26", (2026, 11, 12), (2026, 11, 12)),
        ("12th-nov-2026", (2026, 11, 12), (2026, 11, 12)),
        ("nov 12 2026", (2026, 11, 12), (2026, 11, 12)),
        ("fri 30th oct 2026", (2026, 10, 30), (2026, 10, 30)),
        ("fri the 6th nov 2026", (2026, 11, 6), (2026, 11, 6)),
        ("12.11.26", (2026, 11, 12), (2026, 11, 12)),
        ("12/11/2025", (2025, 11, 12), (2025, 11, 12)),
        ("2026-11-12", (2026, 11, 12), (2026, 11, 12)),
        ("12th of November 2026", (2026, 11, 12), (2026, 11, 12)),
        ("thu 12 nov 2026", (2026, 11, 12), (2026, 11, 12)),
        ("Thursday, 12 November 2026", (2026, 11, 12), (2026, 11, 12)),
        ("in 2 weeks", (2026, 11, 18), (2026, 11, 18)),
        ("in a fortnight", (2026, 11, 18), (2026, 11, 18)),
        ("in 2 weeks' time", (2026, 11, 18), (2026, 11, 18)),
        ("in three days", (2026, 11, 7), (2026, 11, 7)),
        ("two weeks ago", (2026, 10, 21), (2026, 10, 21)),
        ("3 days ago", (2026, 11, 1), (2026, 11, 1)),
        ("end of the month", (2026, 11, 30), (2026, 11, 30)),
    ],
)
def test_what_people_type(text: str, ahead: tuple[int, int, int], back: tuple[int, int, int]) -> None:
    assert day_in(text, WEDNESDAY) == date(*ahead)
    assert day_in(text, WEDNESDAY, Lean.BACK) == date(*back)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "the river",
        "2 weeks",
        "12",
        "friday the thirteenth",
        "in 2 weeks ago",
        "next week",
        "may",
        "week",
        "d3 nov",
    ],
)
def test_what_spells_no_day(text: str) -> None:
    assert day_in(text, WEDNESDAY) is None
    with pytest.raises(Refused, match="is no day"):
        day_typed(text, WEDNESDAY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("wed", "Wednesday 4 November 2026 or Wednesday 11 November 2026"),
        ("last tue", "Tuesday 27 October 2026 or Tuesday 3 November 2026"),
        ("31 feb", "no such day"),
        ("31/4/2027", "no such day"),
        ("5/13", "day comes first"),
        ("thu 13 nov", "Friday 13 November 2026 is not a Thursday"),
        ("2 nov", "2 November 2026 or Tuesday 2 November 2027. Write it with its year"),
        ("fri 2 nov", "Write it with its year"),
        ("29 feb", "Write it with its year"),
        ("1/1/1066", "before 1900"),
        ("0/5", "no such day"),
        ("32 nov", "no such day"),
        ("nov 31", "no such day"),
        ("29/2/2027", "no such day"),
        ("2026-02-30", "no such day"),
    ],
)
def test_what_may_be_two_days_or_none_is_refused(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        day_in(text, WEDNESDAY)


@pytest.mark.parametrize("text", ["12/11", "10 feb", "5 nov", "wed"])
def test_what_happened_is_refused_where_the_day_to_come_may_be_meant(text: str) -> None:
    with pytest.raises(Refused, match="may be"):
        day_in(text, WEDNESDAY, Lean.BACK)
    assert day_in("10 feb", WEDNESDAY) == date(2027, 2, 10)
    assert day_in("12/5", WEDNESDAY, Lean.BACK) == date(2026, 5, 12)


@given(
    st.integers(1, 12), st.integers(13, 31), st.sampled_from(["{0}/{1}", "{0}/{1}/26", "{0}.{1}.2026", "{0}-{1}-26"])
)
def test_a_month_first_date_is_refused_and_never_turned_round(month: int, later: int, form: str) -> None:
    for lean in Lean:
        with pytest.raises(Refused, match="no month"):
            day_in(form.format(month, later), WEDNESDAY, lean)


def test_a_leap_day_needs_a_leap_year() -> None:
    assert day_in("29/2", date(2028, 1, 5)) == date(2028, 2, 29)
    with pytest.raises(Refused, match="year"):
        day_in("29/2", WEDNESDAY)


@given(DAYS, DAYS)
def test_every_day_in_full_reads_back_from_any_day(today: date, day: date) -> None:
    month = f"{day:%B}"
    forms = (
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day:%d-%m-%Y}",
        f"{day.day} {month[:3]} {day.year}",
        f"{day.day}th {month} {day.year}",
        f"{day.day}{month[:3]} {day.year}",
        f"{month[:3]} {day.day} {day.year}",
        f"{day:%a} {day.day} {month[:3]} {day.year}",
        f"{day:%A} {day.day}/{day.month}/{day.year}",
        day_said(day),
    )
    for form in forms:
        for lean in Lean:
            assert day_in(form, today, lean) == day
    if day.year >= 2000:
        assert day_in(f"{day:%d/%m/%y}", today) == day


@given(DAYS, st.integers(0, 6), st.sampled_from(Lean))
def test_a_weekday_is_the_nearest_other_day_of_that_name(today: date, wanted: int, lean: Lean) -> None:
    name = NAMES[wanted]
    if today.weekday() == wanted:
        with pytest.raises(Refused):
            day_in(name, today, lean)
        return
    days = [today + timedelta(days=step if lean is Lean.AHEAD else -step) for step in range(1, 8)]
    assert day_in(name, today, lean) == next(day for day in days if day.weekday() == wanted)
    following = day_in(f"next {name}", today, lean)
    assert following is not None
    monday = today - timedelta(days=today.weekday())
    assert following == monday + timedelta(days=7 + wanted)
    assert day_in(f"this {name}", today, lean) == monday + timedelta(days=wanted)
    try:
        assert day_in(f"last {name}", today, lean) == monday + timedelta(days=wanted - 7)
    except Refused:
        assert wanted < today.weekday(), "the last one gone is of this week"


@given(DAYS, DAYS, st.sampled_from(Lean))
def test_a_day_without_its_year_is_on_the_side_meant_or_refused(today: date, day: date, lean: Lean) -> None:
    try:
        found = day_in(f"{day.day}/{day.month}", today, lean)
    except Refused:
        return
    assert found is not None
    assert (found.day, found.month) == (day.day, day.month)
    assert found >= today if lean is Lean.AHEAD else found <= today
    assert abs((found - today).days) < (270 if lean is Lean.AHEAD else 183)


@given(DAYS, st.integers(0, 170), st.sampled_from(Lean))
def test_a_near_day_needs_no_year(today: date, away: int, lean: Lean) -> None:
    meant = today + timedelta(days=away if lean is Lean.AHEAD else -away)
    assume((meant.month, meant.day) != (2, 29))
    for text in (
        f"{meant.day}/{meant.month}",
        f"{meant.day} {meant:%b}",
        f"{meant:%B} {meant.day}",
        f"{meant:%a %d/%m}",
    ):
        assert day_in(text, today, lean) == meant


@given(DAYS, st.integers(1, 36))
def test_months_ahead_keep_the_day_or_take_the_months_last(today: date, months: int) -> None:
    found = day_in(f"in {months} months", today)
    assert found is not None
    assert (found.year * 12 + found.month) - (today.year * 12 + today.month) == months
    assert found.day == today.day or (found + timedelta(days=1)).day == 1


@given(st.text(max_size=30), DAYS, st.sampled_from(Lean))
def test_anything_typed_is_a_day_none_or_a_refusal(text: str, today: date, lean: Lean) -> None:
    try:
        found = day_in(text, today, lean)
    except Refused:
        return
    assert found is None or isinstance(found, date)


def test_a_line_that_ends_in_a_day() -> None:
    tail = day_at_end("Refer to housing fri 13 nov", WEDNESDAY)
    assert tail is not None
    assert (tail.before, tail.day) == ("Refer to housing", date(2026, 11, 13))
    assert day_at_end("Refer to housing", WEDNESDAY) is None
    with pytest.raises(Refused):
        day_at_end("Refer to housing wed", WEDNESDAY)


@given(DAYS, st.text("abcdefghijklmnopqrstuvwxyzéŵ", min_size=7, max_size=12))
def test_the_words_before_the_day_are_kept(day: date, word: str) -> None:
    tail = day_at_end(f"x{word} {day.isoformat()}", WEDNESDAY)
    assert tail is not None
    assert (tail.before, tail.day) == (f"x{word}", day)


@pytest.mark.parametrize(
    ("line", "taken", "ahead"),
    [
        ("fri 10 office", 1, (2026, 11, 6)),
        ("fri 10.30 office", 1, (2026, 11, 6)),
        ("fri week 10 office", 2, (2026, 11, 13)),
        ("fri 13 nov office", 3, (2026, 11, 13)),
        ("fri 13th office", 2, (2026, 11, 13)),
        ("on thu 12/11 1430", 3, (2026, 11, 12)),
        ("12 nov 1430 office", 2, (2026, 11, 12)),
        ("12 nov 1930", 2, (2026, 11, 12)),
        ("12 nov 2026 1430", 3, (2026, 11, 12)),
        ("12 nov 10", 2, (2026, 11, 12)),
        ("nov 12 office", 2, (2026, 11, 12)),
        ("in 2 weeks time office", 4, (2026, 11, 18)),
        ("a week on fri office", 4, (2026, 11, 13)),
        ("today 12 Acacia", 1, (2026, 11, 4)),
        ("next tue", 2, (2026, 11, 10)),
    ],
)
def test_a_line_that_begins_with_a_day(line: str, taken: int, ahead: tuple[int, int, int]) -> None:
    found = day_at_start(line.split())
    assert found is not None
    assert (found[0], found[1].on(WEDNESDAY)) == (taken, date(*ahead))
    assert found[1].typed == " ".join(line.removeprefix("on ").split()[: len(found[1].typed.split())])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "12th",
        "the 12th",
        "12",
        "12-11",
        "12.11",
        "may",
        "next",
        "next week",
        "noon",
        "1430",
        "on",
        "on time",
        "office fri",
    ],
)
def test_a_line_that_begins_with_no_day(line: str) -> None:
    assert day_at_start(line.split()) is None


def test_a_number_that_may_have_been_meant_as_a_day_is_known_for_it() -> None:
    assert all(map(may_be_day, ("12th", "1st", "12-11", "12.11")))
    assert not any(map(may_be_day, ("12", "14:30", "1430", "fri", "12/11", "floor")))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("fri 12 nov", "not a Friday"),
        ("wed 10", "may be"),
        ("31 feb", "no such day"),
        ("12/11/1926", "no such day"),
        ("12 nov 2030", "or a time of the day"),
        ("thu 12 nov 2045", "or a time of the day"),
    ],
)
def test_a_day_at_the_start_is_settled_or_refused_later(line: str, words: str) -> None:
    found = day_at_start(line.split())
    assert found is not None
    with pytest.raises(Refused, match=words):
        found[1].on(WEDNESDAY)


def test_a_typed_day_is_seen_from_the_side_that_is_meant_and_remembers_its_words() -> None:
    first, again = (day_at_start(line.split()) for line in ("fri curfew check", "on fri"))
    assert first is not None
    assert again is not None
    assert (first[1].on(WEDNESDAY), first[1].on(WEDNESDAY, Lean.BACK)) == (date(2026, 11, 6), date(2026, 10, 30))
    assert (first[1] == again[1], again[1].typed, again[0]) == (True, "fri", 2)
    assert first[1] != day_at_start(["friday"])[1]  # type: ignore[index]


@given(st.lists(st.sampled_from(_LINE_WORDS), max_size=8))
def test_a_longer_day_is_preferred_and_words_are_never_made_up(words: list[str]) -> None:
    found = day_at_start(["" if word == "," else word for word in words])
    if found is None:
        return
    taken, day = found
    spelled = words[:taken]
    while spelled[0] == "on":
        spelled = spelled[1:]
    assert (day.typed.split(), "," in spelled) == (spelled, False)
    try:
        assert day.on(WEDNESDAY) == day_in(day.typed, WEDNESDAY)
    except Refused:
        assert day_at_start(spelled) is not None, "it spells a day though not one"
