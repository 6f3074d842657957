"""What contacts come to: every contact is in one count, what nobody answered is in none that blames."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from iomdesk.contacts.rules import (
    Outcome,
    Tally,
    day_in_words,
    days_since_contact,
    lacks_outcome,
    last_attended,
    next_planned,
    outcome_label,
    outcome_problem,
    rate_text,
    sort_label,
    tally,
    time_problem,
)

TODAY = date(2026, 11, 2)


@dataclass(frozen=True)
class Meeting:
    """A contact as the rules see it."""

    planned_on: date | None
    planned_at: str | None
    happened_on: date | None
    outcome: str | None


_DAYS = st.none() | st.integers(-30, 30).map(lambda away: TODAY + timedelta(days=away))
_OUTCOMES = st.sampled_from([None, "", *map(str, Outcome), "a later program's"])
MEETINGS = st.lists(st.builds(Meeting, _DAYS, st.sampled_from([None, "", "09:00", "14:30"]), _DAYS, _OUTCOMES))


def counts_of(counts: Tally) -> int:
    return sum(getattr(counts, name) for name in Tally.__dataclass_fields__)


@given(MEETINGS)
def test_every_contact_up_to_the_day_is_counted_once_and_none_to_come(meetings: list[Meeting]) -> None:
    counts = tally(meetings, TODAY)
    days = [(each, each.happened_on or each.planned_on) for each in meetings]
    over = [each for each, day in days if day is not None and (day < TODAY or (day == TODAY and each.outcome))]
    assert counts_of(counts) == len(over)
    assert counts.without_outcome == sum(lacks_outcome(each, TODAY) for each in meetings)
    assert counts.unacceptable == sum(each.outcome == Outcome.UNACCEPTABLE for each in over)
    assert counts.expected == sum(
        each.outcome in (Outcome.ATTENDED, Outcome.ACCEPTABLE, Outcome.UNACCEPTABLE) for each in over
    )


@given(MEETINGS, MEETINGS)
def test_what_has_no_outcome_or_was_not_theirs_moves_no_rate(meetings: list[Meeting], others: list[Meeting]) -> None:
    blameless = [each for each in others if not each.outcome or each.outcome in (Outcome.NOT_HOME, Outcome.CANCELLED)]
    assert tally([*meetings, *blameless], TODAY).rate == tally(meetings, TODAY).rate


@given(MEETINGS)
def test_the_rate_is_between_nothing_and_all_and_said_with_its_counts(meetings: list[Meeting]) -> None:
    counts = tally(meetings, TODAY)
    if counts.rate is None:
        assert counts.expected == 0
        assert "%" not in rate_text(counts)
    else:
        assert 0 <= counts.rate <= 1
        assert f"{counts.attended} of {counts.expected} " in rate_text(counts)


@given(MEETINGS)
def test_days_since_contact_are_from_the_last_attended(meetings: list[Meeting]) -> None:
    seen = [
        day
        for each in meetings
        if each.outcome == "attended" and (day := each.happened_on or each.planned_on) is not None and day <= TODAY
    ]
    assert last_attended(meetings, TODAY) == max(seen, default=None)
    assert days_since_contact(meetings, TODAY) == min(((TODAY - day).days for day in seen), default=None)


@given(MEETINGS)
def test_the_next_is_the_first_to_come_without_outcome(meetings: list[Meeting]) -> None:
    found = next_planned(meetings, TODAY)
    coming = [each for each in meetings if each.planned_on and each.planned_on >= TODAY and not each.outcome]
    assert (found is None) == (not coming)
    if found is not None and found.planned_on is not None:
        key = (found.planned_on, found.planned_at or "99")
        assert found in coming
        assert key == min((each.planned_on or date.max, each.planned_at or "99") for each in coming)


def test_today_may_still_come() -> None:
    planned = Meeting(TODAY, None, None, None)
    assert not lacks_outcome(planned, TODAY)
    assert lacks_outcome(planned, TODAY + timedelta(days=1))


def test_words() -> None:
    assert (sort_label("visit"), sort_label(""), sort_label("letter")) == ("Visit", "Contact", "letter")
    assert (outcome_label("not home"), outcome_label(None), outcome_label("x")) == ("not home, or no answer", "", "x")
    assert day_in_words(date(2026, 11, 13), TODAY, "14:30") == "Friday 13 November 2026 at 14:30, in 11 days"
    assert day_in_words(date(2026, 10, 31), TODAY).endswith(", 2 days ago")
    assert rate_text(Tally(attended=3, unacceptable=1, not_home=5)) == "attended 3 of 4 (75 %)"


def test_problems() -> None:
    assert [bool(time_problem(at)) for at in ("", "14:30", "24:00", "9:00", "1430", "14:60")] == [
        False, False, True, True, True, True,
    ]  # fmt: skip
    ahead = TODAY + timedelta(days=1)
    assert outcome_problem(Outcome.CANCELLED, "", TODAY, TODAY)
    assert outcome_problem(Outcome.ATTENDED, "", ahead, TODAY)
    assert not outcome_problem(Outcome.CANCELLED, "training", ahead, TODAY)
    assert not outcome_problem(Outcome.ACCEPTABLE, "", ahead, TODAY)
