"""Membership as a history of dated events: the same whatever the order, and true on any day gone by."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.cohort.rules import (
    NEXT_STEPS,
    ON_SCHEME,
    Event,
    Scale,
    Stay,
    Step,
    adopted_on,
    days_on_scheme,
    known_event,
    mappa_text,
    read_rating,
    run_of,
    status_on,
    stays,
    step_problem,
)

START = date(2026, 1, 1)
DAYS = st.integers(0, 12).map(lambda number: START + timedelta(days=number))
EVENTS = st.lists(st.builds(Event, st.sampled_from(Step), DAYS), max_size=9)


def day(number: int) -> date:
    return START + timedelta(days=number)


@given(EVENTS, st.randoms(use_true_random=False), DAYS)
def test_any_order_of_entry_and_any_repeat_gives_the_same_status(
    events: list[Event], shuffler: random.Random, on: date
) -> None:
    again = [*events, *events[:3]]
    shuffler.shuffle(again)
    assert status_on(again, on) == status_on(events, on)
    assert stays(again) == stays(events)
    assert run_of(again) == run_of(events)


@given(EVENTS, DAYS)
def test_what_happened_later_does_not_change_a_day_gone_by(events: list[Event], on: date) -> None:
    assert status_on(events, on) == status_on([event for event in events if event.on <= on], day(99))


@given(EVENTS, DAYS)
def test_days_on_the_scheme_are_the_days_it_was_so(events: list[Event], until: date) -> None:
    counted = sum(
        1
        for number in range((until - START).days)
        if (taken := status_on(events, day(number))) is not None and taken.step in ON_SCHEME
    )
    assert days_on_scheme(events, until) == counted


@given(EVENTS)
def test_every_step_entered_is_in_the_run_and_marked_where_it_cannot_stand(events: list[Event]) -> None:
    run = run_of(events)
    assert {Event(taken.step, taken.on) for taken in run} == set(events)
    status: Step | None = None
    for taken in run:
        assert taken.in_place == (taken.step in NEXT_STEPS[status])
        status = taken.step


@given(st.lists(st.tuples(st.sampled_from(Step), DAYS), max_size=12))
def test_steps_taken_only_where_allowed_never_run_out_of_place(tried: list[tuple[Step, date]]) -> None:
    events: list[Event] = []
    for step, on in tried:
        if not step_problem(events, Event(step, on), day(99)):
            events.append(Event(step, on))
    assert all(taken.in_place for taken in run_of(events))


def test_referred_and_adopted_on_one_day_and_back_again() -> None:
    events = [
        Event(Step.ADOPTED, day(1)),
        Event(Step.REFERRED, day(1)),
        Event(Step.ADOPTED, day(20)),
        Event(Step.REMOVED, day(10)),
        Event(Step.STEPPED_DOWN, day(5)),
    ]
    assert [taken.step for taken in run_of(events)] == [
        Step.REFERRED, Step.ADOPTED, Step.STEPPED_DOWN, Step.REMOVED, Step.ADOPTED,
    ]  # fmt: skip
    assert stays(events) == (Stay(day(1), day(10)), Stay(day(20), None))
    assert adopted_on(events) == day(20)
    assert days_on_scheme(events, day(25)) == 9 + 5


def test_adopted_here_and_declined_there_is_kept_and_found() -> None:
    events = [Event(Step.ADOPTED, day(1)), Event(Step.DECLINED, day(1)), Event(Step.STEPPED_DOWN, day(2))]
    run = run_of(events)
    assert [taken.in_place for taken in run] == [True, True, True]
    assert not all(taken.in_place for taken in run_of([*events, Event(Step.DECLINED, day(3))]))


@pytest.mark.parametrize("step", [Step.REMOVED, Step.STEPPED_DOWN])
def test_nobody_leaves_before_they_came(step: Step) -> None:
    assert step_problem([], Event(step, day(1)), day(9))
    assert step_problem([Event(Step.ADOPTED, day(5))], Event(step, day(1)), day(9))
    assert not step_problem([Event(Step.ADOPTED, day(5))], Event(step, day(6)), day(9))


def test_the_future_has_no_events_yet() -> None:
    assert step_problem([], Event(Step.REFERRED, day(2)), day(1))


def test_a_step_of_a_later_program_or_without_a_date_is_no_step_here() -> None:
    assert known_event("on-probation", day(1)) is None
    assert known_event("adopted", None) is None
    assert known_event("adopted", day(1)) == Event(Step.ADOPTED, day(1))


@pytest.mark.parametrize(
    ("scale", "typed", "value"),
    [
        (Scale.RAG, " red", "Red"),
        (Scale.ROSH, "very  high", "Very High"),
        (Scale.MAPPA, "2/1", "Cat 2 L1"),
        (Scale.MAPPA, "category 3", "Cat 3"),
        (Scale.MAPPA, "Cat 1 L3", "Cat 1 L3"),
        (Scale.MAPPA, "none", "None"),
    ],
)
def test_ratings_are_read_as_people_write_them(scale: Scale, typed: str, value: str) -> None:
    rating = read_rating(scale, typed)
    assert rating is not None
    assert rating.value == value


def test_what_is_no_rating_is_none() -> None:
    assert read_rating(Scale.RAG, "blue") is None
    assert read_rating(Scale.MAPPA, "5/1") is None
    assert read_rating(Scale.MAPPA, "") is None


@given(st.integers(1, 4), st.none() | st.integers(1, 3))
def test_a_mappa_text_reads_back(category: int, level: int | None) -> None:
    rating = read_rating(Scale.MAPPA, mappa_text(category, level))
    assert rating is not None
    assert rating.fields == {"mappa_category": category, "mappa_level": level}
