"""Engagement of one's own will: a function of the set of dated steps, unknown where it is not known."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.catalogue import Agency
from iomdesk.cohort.engagement import RecordEngagement, WithdrawEngagement, engaged, engagement_named, engagement_of
from iomdesk.cohort.engagement_rules import (
    ENGAGED,
    MAY_FOLLOW,
    DatedStep,
    EngagementStep,
    known_step,
    standing_on,
    step_problem,
)
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id, short_code
from iomdesk.people.commands import AddPerson, LinkPersons
from tests.desks import open_desk

TODAY = date(2026, 11, 2)
INTRODUCED, AGREED, REFUSED, WITHDRAWN, RE_ENGAGED = EngagementStep
_DAYS = st.integers(0, 6).map(lambda away: TODAY - timedelta(days=away))
STEPS = st.lists(st.builds(DatedStep, st.sampled_from(EngagementStep), _DAYS), max_size=8)


def dated(*steps: tuple[EngagementStep, int]) -> list[DatedStep]:
    return [DatedStep(step, date(2026, 10, day)) for step, day in steps]


@pytest.mark.parametrize(
    ("steps", "engaged_then"),
    [
        ([], None),
        ([(INTRODUCED, 1)], None),
        ([(INTRODUCED, 1), (AGREED, 5)], True),
        ([(REFUSED, 5)], False),
        ([(REFUSED, 5), (AGREED, 9)], True),
        ([(AGREED, 5), (WITHDRAWN, 9)], False),
        ([(AGREED, 5), (WITHDRAWN, 9), (RE_ENGAGED, 12)], True),
        ([(AGREED, 5), (WITHDRAWN, 9), (INTRODUCED, 12)], False),
        ([(AGREED, 1), (WITHDRAWN, 9), (RE_ENGAGED, 9)], True),
        ([(INTRODUCED, 9), (REFUSED, 9), (AGREED, 9)], True),
        ([(WITHDRAWN, 9), (AGREED, 9)], None),
        ([(AGREED, 5), (REFUSED, 9)], False),
    ],
)
def test_standing(steps: list[tuple[EngagementStep, int]], engaged_then: bool | None) -> None:
    assert standing_on(dated(*steps), TODAY).engaged is engaged_then


def test_the_day_and_step_it_stands_by() -> None:
    steps = dated((INTRODUCED, 1), (AGREED, 5), (WITHDRAWN, 20))
    found = [standing_on(steps, date(2026, 10, day)) for day in (4, 5, 19, 20)]
    assert [(each.engaged, each.step, each.since) for each in found] == [
        (None, None, None),
        (True, AGREED, date(2026, 10, 5)),
        (True, AGREED, date(2026, 10, 5)),
        (False, WITHDRAWN, date(2026, 10, 20)),
    ]


@given(STEPS, st.randoms(use_true_random=False), _DAYS)
def test_neither_order_nor_hearing_twice_changes_it(steps: list[DatedStep], rng: object, day: date) -> None:
    mixed = [*steps, *steps[:3]]
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = standing_on(steps, day), standing_on(mixed, day)
    assert (one.engaged, one.step, one.since) == (other.engaged, other.step, other.since)


@given(STEPS, STEPS, _DAYS)
def test_what_comes_later_changes_nothing_before(steps: list[DatedStep], others: list[DatedStep], day: date) -> None:
    later = [each for each in others if each.on > day]
    assert standing_on([*steps, *later], day).engaged is standing_on(steps, day).engaged


@given(STEPS, _DAYS)
def test_known_only_from_what_was_said_and_last_said(steps: list[DatedStep], day: date) -> None:
    found = standing_on(steps, day)
    said = [each for each in steps if each.on <= day and each.step is not INTRODUCED]
    if not said:
        assert found.engaged is None
    elif found.engaged is not None:
        last = max(each.on for each in said)
        assert any((each.step in ENGAGED) is found.engaged for each in said if each.on == last)


@given(st.lists(st.sampled_from(EngagementStep), max_size=6))
def test_a_history_of_one_step_a_day_is_read_as_it_was_written(steps: list[EngagementStep]) -> None:
    """Every step that may be recorded stands as it was meant; one that may not is refused in words."""
    history: list[DatedStep] = []
    last: EngagementStep | None = None
    for place, step in enumerate(steps):
        new = DatedStep(step, TODAY - timedelta(days=10 - place))
        allowed = step is INTRODUCED or step in MAY_FOLLOW[last]
        assert (step_problem(history, new, TODAY) == "") is allowed
        if allowed:
            history.append(new)
            last = last if step is INTRODUCED else step
    assert standing_on(history, TODAY).engaged is (None if last is None else last in ENGAGED)


def test_nothing_lies_in_the_future_and_a_later_programs_step_is_none() -> None:
    assert "future" in step_problem([], DatedStep(AGREED, TODAY + timedelta(days=1)), TODAY)
    assert [known_step(*each) for each in (("paused", TODAY), (None, TODAY), ("agreed", None))] == [None] * 3


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.close()


def enter(desk: Desk, surname: str) -> Id:
    made = desk.do(AddPerson({"surname": surname}))
    assert isinstance(made, bytes)
    return made


def test_recording_asking_and_withdrawing(desk: Desk) -> None:
    person = enter(desk, "Nowak")
    first = date(2026, 10, 1)
    desk.do(RecordEngagement(person, INTRODUCED, first, " L  Grimes ", Agency.PROBATION))
    event = desk.do(RecordEngagement(person, AGREED, first, note="signed"))
    assert isinstance(event, bytes)
    assert desk.do(RecordEngagement(person, AGREED, first)) == event, "said again, nothing new"
    added = desk.do(RecordEngagement(person, AGREED, first, note="in front of his mother"))
    assert added != event, "a new note is never dropped"
    found = desk.ask(engagement_of, person, TODAY)
    assert (found.standing.engaged, found.introduced_on, found.introduced_by) == (True, first, "L Grimes")
    assert [(row.step, row.note) for row in found.recorded] == [
        ("introduced", ""),
        ("agreed", "signed"),
        ("agreed", "in front of his mother"),
    ]
    with pytest.raises(Refused, match="withdrawn"):
        desk.do(RecordEngagement(person, REFUSED, TODAY))
    assert desk.ask(engagement_named, person, short_code("E", event).lower()) == event
    assert desk.ask(engagement_named, person, "E-00000") is None
    for each in (event, added):
        assert isinstance(each, bytes)
        desk.do(WithdrawEngagement(each, "typed on the wrong person"))
    assert desk.ask(engagement_of, person, TODAY).standing.engaged is None
    for reason in ("", "again"):
        with pytest.raises(Refused):
            desk.do(WithdrawEngagement(event, reason))


def test_many_people_in_one_select_linked_records_as_one(desk: Desk) -> None:
    people = [enter(desk, f"Specimen{number}") for number in range(5)]
    for person, step in zip(people, EngagementStep, strict=True):
        desk.do(RecordEngagement(person, step, TODAY))
    with desk._store.reading() as reading:
        assert [engaged(reading, {each: each for each in people}, TODAY)[each] for each in people] == [
            None, True, False, False, True,
        ]  # fmt: skip
        assert set(engaged(reading, {each: each for each in people}, TODAY - timedelta(days=1)).values()) == {None}
    desk.do(LinkPersons(people[0], people[1], "same PNC"))
    desk.do(LinkPersons(people[0], people[3], "same PNC"))
    asked: list[str] = []
    with desk._store.reading() as reading:
        desk._store._raw_reader.set_trace_callback(asked.append)
        found = engaged(reading, dict.fromkeys(people[:2], people[0]) | {people[2]: people[2]}, TODAY)
        both = engaged(reading, dict.fromkeys((people[1], people[3]), people[1]), TODAY)
        desk._store._raw_reader.set_trace_callback(None)
        assert engaged(reading, {}, TODAY) == {}
    assert found == {people[0]: True, people[2]: False}
    assert both == {people[1]: None}, "agreed and withdrew on one day: not known which was last"
    assert sum(each.lstrip().startswith("SELECT") for each in asked) == 2
    assert desk.ask(engagement_of, people[3], TODAY).standing.engaged is None
