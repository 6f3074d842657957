"""Actions on a real encrypted desk: set, late, given another day, closed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from iomdesk.actions.commands import AddAction, CloseAction, ReviseAction
from iomdesk.actions.questions import action_named, actions_of, actions_open, outstanding
from iomdesk.actions.records import ActionEvent
from iomdesk.actions.rules import CLOSED, OPEN, Outcome, days_overdue, is_overdue
from iomdesk.catalogue import Agency
from iomdesk.errors import Refused
from iomdesk.ids import Id, id_text
from iomdesk.store.tables import OperationRow
from tests.conference.conference_sample import conference_desk, person

TODAY = date(2026, 11, 2)


@given(st.none() | st.dates(), st.dates(), st.sampled_from([OPEN, CLOSED, None]))
def test_overdue_is_open_and_past_its_day(due_on: date | None, on: date, state: str | None) -> None:
    late = is_overdue(due_on, on, state)
    assert late == (due_on is not None and due_on < on and state != CLOSED)
    assert not late or days_overdue(due_on, on) > 0


def test_numbers_go_on_and_overdue_comes_first(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    desk.do(AddAction(who, "Housing  appointment", "L Grimes", Agency.HOUSING, date(2026, 11, 20), 1))
    desk.do(AddAction(who, "Drug test", "J Okafor", Agency.PROBATION, date(2026, 10, 20)))
    desk.do(AddAction(who, "Home visit"))
    rows = desk.ask(actions_open, TODAY)
    assert [(row.number, row.overdue) for row in rows] == [(2, True), (1, False), (3, False)]
    assert rows[0].days_overdue == 13
    assert rows[1].body == "Housing appointment"
    assert [row.number for row in desk.ask(actions_open, TODAY, "", "housing")] == [1]
    assert [row.number for row in desk.ask(actions_open, TODAY, "J Okafor")] == [2]
    with desk._store.reading() as reading:
        assert [row.number for row in outstanding(reading, {who: who}, TODAY)[who]] == [2, 1, 3]
    desk.close()


def test_closing_and_revising(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    desk.do(AddAction(who, "Drug test", due_on=date(2026, 10, 20)))
    action = desk.ask(action_named, "A-1")
    assert desk.ask(action_named, "1") == desk.ask(action_named, id_text(action)) == action
    with pytest.raises(Refused, match="reason"):
        desk.do(ReviseAction(action, date(2026, 12, 1), " "))
    desk.do(ReviseAction(action, date(2026, 12, 1), "Clinic closed"))
    desk.do(ReviseAction(action, date(2026, 12, 8), "Clinic still closed"))
    (row,) = desk.ask(actions_of, who, TODAY)
    assert (row.due_on, row.due_reason, row.overdue) == (date(2026, 12, 8), "Clinic still closed", False)
    with pytest.raises(Refused, match="note"):
        desk.do(CloseAction(action, Outcome.NOT_COMPLETED))
    desk.do(CloseAction(action, Outcome.NO_LONGER_NEEDED, "Moved away"))
    (row,) = desk.ask(actions_of, who, TODAY)
    assert (row.state, row.outcome, row.outcome_note, row.closed_on) == (
        CLOSED,
        "no longer needed",
        "Moved away",
        TODAY,
    )
    assert desk.ask(actions_open, TODAY) == ()
    for again in (CloseAction(action, Outcome.COMPLETED), ReviseAction(action, TODAY, "late")):
        with pytest.raises(Refused, match="closed"):
            desk.do(again)
    with desk._store.reading() as reading:
        # Every day it ever had stays in its history.
        assert len(reading.all(select(OperationRow.id).where(OperationRow.record == action))) == 4
        assert len(reading.all(select(ActionEvent.id).where(ActionEvent.action == action))) == 3
    desk.close()


@pytest.mark.parametrize(
    "make",
    [lambda who: AddAction(who, "  "), lambda who: AddAction(who, "x", pathway=9), lambda _: AddAction(b"n" * 16, "x")],
)
def test_refused_actions_leave_nothing(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    desk = conference_desk(tmp_path)
    who: Id = person(desk)
    with pytest.raises(Refused):
        desk.do(make(who))
    assert desk.ask(actions_open, TODAY) == ()
    with pytest.raises(Refused, match="no action"):
        desk.ask(action_named, "7")
    desk.close()
