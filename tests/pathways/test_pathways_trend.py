"""The scheme's movement against counting it out by hand."""

from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from iomdesk.cohort.rules import Stay
from iomdesk.pathways.rules import PATHWAYS, StandingSet, eight
from iomdesk.pathways.trend import (
    Course,
    Grouping,
    Mean,
    Share,
    Trend,
    figures_of,
    first_since,
    scheme_movement,
    since_adoption,
)
from iomdesk.pathways.versions import Lineage, Why
from tests.pathways.pathways_sample import courses, first_version, lineages, version_id

LINEAGE = Lineage({version_id(1): first_version()})
OF = version_id(1)


def by_hand(everyone: list[Course], lineage: Lineage, grouping: Grouping) -> dict[Any, list[tuple[Any, ...]]]:
    """Per month (or conference) and version: per pathway and total the known values, and the changes since adoption."""
    groups: dict[Any, dict[int, StandingSet]] = defaultdict(dict)
    for number, course in enumerate(everyone):
        for each in sorted(course.sets, key=lambda one: (one.scored_on or date.min, one.id)):
            if each.scored_on is None or (grouping is Grouping.CONFERENCE and each.conference is None):
                continue
            when: Any = (each.scored_on.year, each.scored_on.month)
            if grouping is Grouping.CONFERENCE:
                when = (each.scored_on, each.conference)
            groups[when, each.pathway_set][number] = each
    found = {}
    for key, people in groups.items():
        columns: list[tuple[list[int], list[tuple[int, int]]]] = [([], []) for _ in range(PATHWAYS + 1)]
        for number, newest in people.items():
            values = (*newest.scores, newest.total)
            changes: tuple[int | None, ...] = (None,) * (PATHWAYS + 1)
            adopted = [
                stay.since for stay in everyone[number].stays if newest.scored_on and stay.since <= newest.scored_on
            ]
            if adopted:
                later = [one for one in everyone[number].sets if one.scored_on and one.scored_on >= max(adopted)]
                first = min(later, key=lambda one: (one.scored_on or date.min, one.id))
                if first.id != newest.id:
                    compared = lineage.compare(first.scores, first.pathway_set, newest.scores, newest.pathway_set)
                    changes = (*compared.moved, compared.total)
            for (known, pairs), value, change in zip(columns, values, changes, strict=True):
                if value is not None:
                    known.append(value)
                    if change is not None:
                        pairs.append((value - change, value))
        found[key] = [(len(people), known, pairs) for known, pairs in columns]
    return found


def holds(trend: Trend, known: list[int], pairs: list[tuple[int, int]]) -> None:
    assert (trend.mean.sum, trend.mean.count) == (sum(known), len(known))
    assert trend.improved == sum(now < first for first, now in pairs)
    assert trend.same == sum(now == first for first, now in pairs)
    assert trend.worse == sum(now > first for first, now in pairs)
    assert trend.pairs == len(pairs)
    assert (trend.first.sum, trend.now.sum) == (sum(first for first, _ in pairs), sum(now for _, now in pairs))
    assert trend.first.count == trend.now.count == len(pairs)
    assert trend.pairs <= trend.mean.count


@given(st.data(), lineages(3), st.sampled_from(Grouping))
def test_every_period_is_what_counting_by_hand_finds(data: st.DataObject, lineage: Lineage, grouping: Grouping) -> None:
    everyone = data.draw(st.lists(courses(lineage), max_size=6))
    periods = scheme_movement(everyone, lineage, grouping)
    expected = by_hand(everyone, lineage, grouping)
    assert len(periods) == len(expected)
    assert [period.begins for period in periods] == sorted(period.begins for period in periods)
    for period in periods:
        when: Any = (period.begins.year, period.begins.month)
        if grouping is Grouping.CONFERENCE:
            when = (period.begins, period.conference)
        columns = expected[when, period.figures.pathway_set]
        for trend, (scored, known, pairs) in zip(
            (*period.figures.pathways, period.figures.total), columns, strict=True
        ):
            assert period.figures.scored == scored
            holds(trend, known, pairs)
        assert period.begins <= period.ends


@given(st.data(), lineages(3))
def test_who_is_left_out_cannot_be_told_from_the_figures_of_the_others(data: st.DataObject, lineage: Lineage) -> None:
    everyone = data.draw(st.lists(courses(lineage), min_size=1, max_size=5))
    shuffled = data.draw(st.permutations(everyone))
    assert scheme_movement(everyone, lineage, Grouping.MONTH) == scheme_movement(shuffled, lineage, Grouping.MONTH)


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_share_and_a_mean_never_stand_without_their_counts(count: int, more: int) -> None:
    share = Share(count, count + more)
    assert share.text.startswith(f"{count} of {count + more}")
    if share.percent is None:
        assert share.of == 0
        assert "%" not in share.text
    else:
        assert abs(share.percent - Fraction(100 * count, count + more)) <= Fraction(1, 2)
    mean = Mean(count, more)
    assert f"n = {more}" in mean.text
    if more:
        shown = Fraction(mean.text.partition(" ")[0])
        assert abs(shown - Fraction(count, more)) <= Fraction(1, 20)


def standing(number: int, on: date, first: int) -> StandingSet:
    return StandingSet(bytes([number]) * 16, on, eight([first, *[1] * 7]), None, None, None, "", OF)


def test_movement_counts_from_the_present_adoption_and_not_from_an_earlier_one() -> None:
    sets = (
        standing(1, date(2025, 1, 10), 4),
        standing(2, date(2025, 6, 10), 0),
        standing(3, date(2026, 3, 10), 3),
        standing(4, date(2026, 6, 10), 2),
    )
    course = Course(sets, (Stay(date(2025, 1, 1), date(2025, 7, 1)), Stay(date(2026, 3, 1), None)))
    first, moved = since_adoption(course, sets[3], LINEAGE)
    assert first == sets[2]
    assert (moved.moved[0], moved.total) == (-1, -1)
    # The set of the earlier stay is compared within that stay.
    assert since_adoption(course, sets[1], LINEAGE)[1].moved[0] == -4


def test_what_cannot_be_compared_says_why() -> None:
    one = standing(1, date(2026, 3, 10), 3)
    before = Course((one,), (Stay(date(2026, 4, 1), None),))
    assert first_since(before, one) is None
    assert since_adoption(before, one, LINEAGE)[1].total_why is Why.NOT_ADOPTED
    once = Course((one,), (Stay(date(2026, 3, 10), None),))
    assert since_adoption(once, one, LINEAGE)[1].total_why is Why.SCORED_ONCE
    assert since_adoption(once, None, LINEAGE)[1].total_why is Why.NOT_SCORED


def test_nobody_scored_is_nought_of_nought() -> None:
    figures = figures_of((), LINEAGE, OF)
    assert figures.scored == 0
    assert figures.total.mean.value is None
    assert [share.text for share in figures.total.shares] == ["0 of 0"] * 3
