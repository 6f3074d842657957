"""What eight scores mean together: totals, movement, evidence, what stands after corrections."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.errors import Refused
from iomdesk.pathways.rules import (
    PATHWAYS,
    PLACES,
    Scores,
    StandingSet,
    asks_evidence,
    before,
    check_evidence,
    check_scores,
    eight,
    in_order,
    movement,
    total,
    total_movement,
)
from iomdesk.pathways.typed import evidence_typed, pathway_typed, scores_text, scores_typed

LABELS = ("Accommodation", "Employment", "Finances", "Drug use", "Alcohol use", "Health", "Personal", "Thinking")
LEVELS = range(5)
SCORE = st.none() | st.integers(0, 4)
SCORES = st.tuples(*[SCORE] * PATHWAYS)
DAY = date(2026, 1, 1)


@given(SCORES)
def test_a_total_needs_all_eight(scores: Scores) -> None:
    known = [score for score in scores if score is not None]
    assert total(scores) == (sum(known) if len(known) == 8 else None)


@given(SCORES, SCORES)
def test_movement_only_where_both_ends_are_known(old: Scores, new: Scores) -> None:
    moved = movement(old, new)
    for start, change, end in zip(old, moved, new, strict=True):
        assert (change is None) == (start is None or end is None)
        assert change is None or start is None or start + change == end
    if None not in old and None not in new:
        assert total_movement(old, new) == sum(change for change in moved if change is not None)
    else:
        assert total_movement(old, new) is None


@given(SCORES, SCORES, st.sets(st.sampled_from(list(PLACES))))
def test_a_change_of_two_or_more_needs_evidence(old: Scores, new: Scores, explained: set[int]) -> None:
    large = {
        place
        for place in PLACES
        if (one := old[place - 1]) is not None and (two := new[place - 1]) is not None and abs(one - two) >= 2
    }
    assert set(asks_evidence(old, new)) == large
    evidence = dict.fromkeys(explained, "said so himself")
    if large <= explained:
        check_evidence(old, new, evidence, LABELS)
    else:
        with pytest.raises(Refused) as refused:
            check_evidence(old, new, evidence, LABELS)
        for place in large - explained:
            assert LABELS[place - 1] in str(refused.value)


def test_a_blank_sentence_is_no_evidence_and_a_first_set_asks_for_none() -> None:
    with pytest.raises(Refused, match="Accommodation"):
        check_evidence(eight([0] * 8), eight([2, *[0] * 7]), {1: "  "}, LABELS)
    check_evidence(None, eight([4] * 8), {}, LABELS)


@given(SCORES, st.none() | st.integers(-2, 11))
def test_scores_are_on_the_scale_and_the_priority_is_a_pathway(scores: Scores, priority: int | None) -> None:
    if all(score is None for score in scores) or (priority is not None and priority not in PLACES):
        with pytest.raises(Refused):
            check_scores(scores, priority, LEVELS)
    else:
        check_scores(scores, priority, LEVELS)


@pytest.mark.parametrize("wrong", [-1, 5, 99])
def test_a_level_off_the_scale_is_refused_with_its_pathway(wrong: int) -> None:
    with pytest.raises(Refused, match="Pathway 3"):
        check_scores(eight([0, 0, wrong, 0, 0, 0, 0, 0]), None, LEVELS)


@given(st.lists(st.tuples(st.integers(0, 40), st.none() | st.integers(0, 11)), max_size=12), st.randoms())
def test_what_stands_is_every_set_no_other_corrects_in_any_order(rows: list[tuple[int, int | None]], mix) -> None:  # type: ignore[no-untyped-def]
    ids = [bytes([number] * 16) for number in range(12)]
    sets = [
        StandingSet(ids[n], DAY + timedelta(days=d), eight([1] * 8), None, None, None if c is None else ids[c], "")
        for n, (d, c) in enumerate(rows)
    ]
    expected = {each.id for each in sets} - {each.corrects for each in sets}
    shuffled = list(sets)
    mix.shuffle(shuffled)
    standing = in_order(shuffled)
    assert [each.id for each in standing] == [each.id for each in in_order(sets)]
    assert {each.id for each in standing} == expected
    assert [each.scored_on for each in standing] == sorted(each.scored_on for each in standing if each.scored_on)
    last = before(standing, DAY + timedelta(days=20))
    earlier = [each for each in standing if each.scored_on and each.scored_on <= DAY + timedelta(days=20)]
    assert last == (earlier[-1] if earlier else None)


@given(SCORES)
def test_eight_in_a_row_reads_back(scores: Scores) -> None:
    assert scores_typed([scores_text(scores)], LABELS) == scores
    spelled = [f"{place}={'?' if score is None else score}" for place, score in zip(PLACES, scores, strict=True)]
    assert scores_typed(spelled, LABELS) == scores


def test_pathways_by_number_and_by_the_beginning_of_a_label() -> None:
    assert scores_typed(["drug=3", "2=1"], LABELS) == (None, 1, None, 3, None, None, None, None)
    assert pathway_typed("think", LABELS) == 8
    assert evidence_typed(["4=positive test = two lines"], LABELS) == {4: "positive test = two lines"}


@pytest.mark.parametrize(
    "words", [["A=1"], ["9=1"], ["0=1"], ["=1"], ["nobody=2"], ["4"], ["123456789"], ["1=1", "acc=2"], ["1=x"], ["1="]]
)
def test_what_may_be_several_or_none_is_refused(words: list[str]) -> None:
    with pytest.raises(Refused):
        scores_typed(words, LABELS)
