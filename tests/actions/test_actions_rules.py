"""What a conference reviews, whom to chase, and when an action was open: against counting it out by hand."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from iomdesk.actions.rules import (
    CLOSED,
    OPEN,
    Due,
    Happened,
    Outcome,
    Review,
    Step,
    asks_chasing,
    asks_note,
    closed_on_day,
    due_on_day,
    review_of,
)

START = date(2026, 1, 1)
DAYS = st.integers(0, 40).map(lambda day: START + timedelta(days=day))
TURNS = st.lists(DAYS, max_size=6).map(sorted)


def steps_of(days: list[date]) -> list[Step]:
    """Closed, opened again, closed, … on these days."""
    turns = (Happened.CLOSED, Happened.REOPENED)
    return [Step(bytes([number]) * 16, turns[number % 2], day) for number, day in enumerate(days)]


@given(TURNS, DAYS, st.randoms(use_true_random=False))
def test_an_action_is_closed_from_a_closing_to_the_next_opening(days, on, mix) -> None:  # type: ignore[no-untyped-def]
    steps = steps_of(days)
    closed = None
    for step in steps:
        if step.on is not None and step.on <= on:
            closed = step.on if step.happened is Happened.CLOSED else None
    state = CLOSED if len(days) % 2 else OPEN
    mix.shuffle(steps)
    assert closed_on_day(steps, on, state, days[-1] if state == CLOSED else None) == closed


@given(st.none() | DAYS, DAYS, st.sampled_from([OPEN, CLOSED, None]))
def test_an_action_of_an_earlier_release_has_only_its_state(
    closed_on: date | None, on: date, state: str | None
) -> None:
    found = closed_on_day((), on, state, closed_on)
    assert found == (closed_on if state == CLOSED and closed_on is not None and closed_on <= on else None)


@given(st.none() | DAYS, st.none() | DAYS, DAYS, st.none() | DAYS)
def test_every_open_earlier_action_is_carried_and_no_closing_falls_between_two_conferences(
    raised_on: date | None, closed_on: date | None, on: date, since: date | None
) -> None:
    open_then = closed_on is None or closed_on > on
    found = review_of(raised_on, None if open_then else closed_on, open_then, on, since)
    if raised_on is not None and raised_on >= on:
        assert found is None, "set at the conference itself or after it"
    elif open_then:
        assert found is Review.CARRIED
    else:
        assert (found is Review.CLOSED) == (since is None or (closed_on is not None and closed_on > since))


@given(st.lists(DAYS, min_size=2, max_size=5, unique=True).map(sorted), DAYS)
def test_a_closing_is_reported_at_exactly_one_of_a_series(days: list[date], closed_on: date) -> None:
    seen = 0
    for since, on in zip([None, *days], days, strict=False):
        open_then = closed_on > on
        if review_of(None, None if open_then else closed_on, open_then, on, since) is Review.CLOSED:
            seen += 1
    assert seen == (closed_on <= days[-1])


@given(st.none() | DAYS, st.none() | DAYS, DAYS, st.integers(0, 10), st.integers(1, 14))
def test_chasing_is_asked_for_once_before_once_after_and_then_at_intervals(
    due_on: date | None, chased_on: date | None, on: date, ahead: int, again: int
) -> None:
    asks = asks_chasing(Due(due_on, chased_on), on, ahead, again)
    if due_on is None or chased_on == on or on < due_on - timedelta(days=ahead):
        assert not asks
    elif chased_on is None or chased_on < due_on - timedelta(days=ahead):
        assert asks, "never chased since its time came near"
    elif on <= due_on:
        assert not asks
    else:
        assert asks == (chased_on <= due_on or (on - chased_on).days >= again)


@given(st.lists(st.tuples(DAYS, DAYS), max_size=5, unique_by=lambda move: move[0]), DAYS, DAYS)
def test_the_day_an_action_had(moves: list[tuple[date, date]], first: date, on: date) -> None:
    """``moves`` are when the day moved, and where to."""
    ordered = sorted(moves)
    days = [first, *(after for _, after in ordered)]
    told = [(moved, before) for (moved, _), before in zip(ordered, days, strict=False)]
    expected = first
    for moved, after in ordered:
        if moved <= on:
            expected = after
    assert due_on_day(days[-1], told, on) == expected


def test_everything_but_completed_is_explained() -> None:
    assert [asks_note(outcome) for outcome in Outcome] == [False, True, True, True]
