"""The geometry and the words of the pathway charts."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from iomdesk.packs.paper.chart import (
    Direction,
    Movement,
    Point,
    Reading,
    line_words,
    movement,
    movement_words,
    readings,
    sparkline,
    total,
    total_readings,
)
from iomdesk.packs.paper.values import ScoreSet, Withheld

DAY = date(2026, 1, 1)
SPAN = (DAY, DAY + timedelta(days=100))


def line(*scores: int | Withheld | None) -> list[Reading]:
    return [Reading(DAY + timedelta(days=10 * n), score) for n, score in enumerate(scores)]


def test_days_across_and_levels_upwards() -> None:
    drawn = sparkline([Reading(DAY, 0), Reading(SPAN[1], 4)], 0, 4, 100, 20, SPAN)
    assert drawn.stretches == ((Point(0, 0), Point(100, 20)),)
    assert drawn.last == Point(100, 20)
    assert drawn.before == Point(0, 0)


def test_a_score_that_is_not_known_breaks_the_line() -> None:
    drawn = sparkline(line(1, None, 2, 2, Withheld()), 0, 4, 100, 20, SPAN)
    assert [len(stretch) for stretch in drawn.stretches] == [1, 2]


def test_one_day_stands_at_the_right_edge_and_nothing_is_nothing() -> None:
    assert sparkline([Reading(DAY, 2)], 0, 4, 100, 20, (DAY, DAY)).last == Point(100, 10)
    empty = sparkline([], 0, 4, 100, 20, (DAY, DAY))
    assert (empty.stretches, empty.last, empty.before) == ((), None, None)
    assert sparkline([Reading(DAY, 2)], 2, 2, 100, 20, (DAY, DAY)).last == Point(100, 10)


@given(
    st.lists(st.none() | st.integers(-9, 20), max_size=12),
    st.integers(0, 3),
    st.integers(4, 9),
)
def test_the_line_never_leaves_its_box(scores: list[int | None], low: int, high: int) -> None:
    drawn = sparkline(line(*scores), low, high, 100, 20, (DAY, DAY + timedelta(days=120)))
    placed = [point for stretch in drawn.stretches for point in stretch]
    assert len(placed) == sum(score is not None for score in scores)
    assert all(0 <= point.x <= 100 and 0 <= point.y <= 20 for point in placed)


def test_movement_needs_both_ends() -> None:
    assert movement(3, 2) == Movement(Direction.BETTER, 1)
    assert movement(1, 4) == Movement(Direction.WORSE, 3)
    assert movement(0, 0) == Movement(Direction.SAME)
    assert movement(None, 2) == movement(2, None) == movement(Withheld(), 2) == Movement(Direction.UNKNOWN)
    assert movement_words(movement(3, 2)) == "better by 1"


def test_no_total_unless_all_are_known() -> None:
    assert total((0, 1, 2)) == 3
    assert total((0, None, 2)) is None
    assert total(()) is None
    assert total((0, None, Withheld("4"))) == Withheld("4")


def test_readings_are_put_in_order_and_short_sets_filled() -> None:
    history = (ScoreSet(date(2026, 5, 1), (1, 2)), ScoreSet(date(2026, 4, 1), (3,)))
    assert readings(history, 1) == (Reading(date(2026, 4, 1), None), Reading(date(2026, 5, 1), 2))
    assert total_readings(history, 2) == (Reading(date(2026, 4, 1), None), Reading(date(2026, 5, 1), 3))


def test_the_words_of_a_line() -> None:
    said = line_words("Finances", line(2, None, Withheld()))
    assert said == "Finances, 3 scores from 1 Jan 2026 to 21 Jan 2026, oldest first: 2, not known, withheld."
    assert line_words("Finances", []) == "Finances: no scores yet."
