"""The life of an action on a real desk: chased, noted, put off, closed, opened again; reviewed at conferences."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from iomdesk import catalogue
from iomdesk.actions.commands import (
    AddAction,
    ChaseAction,
    CloseAction,
    NoteProgress,
    ReopenAction,
    ReviseAction,
    WithdrawAction,
)
from iomdesk.actions.history import EventRow
from iomdesk.actions.questions import (
    action_card,
    action_named,
    actions_of,
    actions_open,
    actions_to_chase,
    overdue_by_agency,
    reviewed_at,
    whose_action,
)
from iomdesk.actions.rules import CLOSED, OPEN, Happened, Outcome
from iomdesk.catalogue import Agency
from iomdesk.clock import SteppingClock
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id, short_ref
from iomdesk.store.unit import Given
from tests.conference.conference_sample import conference_desk, person
from tests.desks import NOON
from ui.cli import actions
from ui.cli.parser import build
from ui.cli.shape import Answer, DeskCommand

TODAY = date(2026, 11, 2)
PARSER = build(actions.COMMANDS)


def run(desk: Desk, *words: str) -> Answer:
    given = PARSER.parse_args(words)
    command: DeskCommand = given.command
    return command.run(desk, given)


def at(desk: Desk, day: date) -> None:
    clock = desk._store.clock
    assert isinstance(clock, SteppingClock)
    clock.at_ms = NOON + (day - TODAY).days * 24 * 3600 * 1000


def made(desk: Desk, who: Id, body: str = "Drug test", due_on: date | None = None, **more: object) -> Id:
    action = desk.do(AddAction(who, body, due_on=due_on, **more))  # type: ignore[arg-type]
    assert isinstance(action, bytes)
    return action


def events(desk: Desk, who: Id, action: Id) -> tuple[EventRow, ...]:
    return desk.ask(action_card, who, action, desk.today).events


def test_the_owner_is_an_officer_of_this_desk_only_where_the_name_is_theirs(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    made(desk, who, "One", owner_name="sgt a  EXAMPLE")
    made(desk, who, "Two", owner_name="Sgt A Example", owner_agency=Agency.HOUSING)
    made(desk, who, "Three", owner_name="L Grimes", owner_agency=Agency.HOUSING)
    made(desk, who, "Four")
    rows = {row.body: row for row in desk.ask(actions_of, who, TODAY)}
    assert (rows["One"].owner, rows["One"].owner_name, rows["One"].owner_agency) == (
        desk.officer,
        "Sgt A Example",
        "police",
    )
    assert [rows[body].owner for body in ("Two", "Three", "Four")] == [None] * 3
    assert rows["Two"].owner_agency == "housing"
    assert {row.body for row in desk.ask(actions_open, TODAY, mine=desk.officer)} == {"One", "Two"}
    with desk._store.work() as work:
        work.put(catalogue.ACTION, rows["Two"].id, {"owner": who})
    assert {row.body for row in desk.ask(actions_open, TODAY, mine=desk.officer)} == {"One"}
    desk.close()


def test_everything_that_happens_is_kept_in_order_with_who_and_when(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    action = made(desk, who, due_on=date(2026, 11, 6), owner_name="J Okafor")
    desk.do(ChaseAction(action, "phoned", "no answer", on=date(2026, 11, 1)))
    desk.do(ChaseAction(action, "e-mailed", by_name="PC 405 Doyle"))
    desk.do(NoteProgress(action, "Clinic has his name."))
    desk.do(ReviseAction(action, date(2026, 11, 13), "Clinic closed"))
    at(desk, date(2026, 11, 14))
    row = desk.ask(action_card, who, action, desk.today).row
    assert (row.times_chased, row.chased_on, row.times_revised, row.days_overdue) == (2, TODAY, 1, 1)
    desk.do(CloseAction(action, Outcome.COMPLETED, on=date(2026, 11, 13)))
    with pytest.raises(Refused, match="reason"):
        desk.do(ReopenAction(action, " "))
    desk.do(ReopenAction(action, "That was another test"))
    (row,) = desk.ask(actions_of, who, desk.today)
    assert (row.state, row.outcome, row.closed_on, row.overdue) == (OPEN, "", None, True)
    desk.do(CloseAction(action, Outcome.PASSED_ON, "To the prison"))
    told = [(each.happened, each.on, each.body, each.by_name) for each in events(desk, who, action)]
    me = "Sgt A Example"
    assert told == [
        (Happened.CHASED, date(2026, 11, 1), "phoned: no answer", me),
        (Happened.CHASED, TODAY, "e-mailed", "PC 405 Doyle"),
        (Happened.NOTED, TODAY, "Clinic has his name.", me),
        (Happened.REVISED, TODAY, "Clinic closed", me),
        (Happened.CLOSED, date(2026, 11, 13), "completed", me),
        (Happened.REOPENED, date(2026, 11, 14), "That was another test", me),
        (Happened.CLOSED, date(2026, 11, 14), "passed on: To the prison", me),
    ]
    assert desk.ask(whose_action, action) == who
    desk.close()


def test_days_that_moved_in_an_earlier_release_are_read_from_the_log(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    action = made(desk, who, due_on=date(2026, 11, 6))
    for day, due_on, reason in ((3, date(2026, 11, 13), "Clinic closed"), (5, date(2026, 11, 20), "Clinic moved")):
        at(desk, date(2026, 11, day))
        with desk._store.work() as work:
            work.put(catalogue.ACTION, action, {"due_on": due_on, "due_reason": reason})
    assert desk.ask(actions_of, who, desk.today)[0].times_revised == 1, "at least once, and the card has them all"
    at(desk, date(2026, 11, 9))
    desk.do(ReviseAction(action, date(2026, 11, 27), "Clinic full"))
    told = [(each.on, each.due_before, each.due_after, each.body, each.by_name) for each in events(desk, who, action)]
    assert told == [
        (date(2026, 11, 3), date(2026, 11, 6), date(2026, 11, 13), "Clinic closed", ""),
        (date(2026, 11, 5), date(2026, 11, 13), date(2026, 11, 20), "Clinic moved", ""),
        (date(2026, 11, 9), date(2026, 11, 20), date(2026, 11, 27), "Clinic full", "Sgt A Example"),
    ]
    desk.close()


def test_a_closing_of_an_earlier_release_is_kept_when_the_action_is_opened_again(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    action = made(desk, who)
    with desk._store.work() as work:
        ended: dict[str, Given] = {"state": CLOSED, "outcome": "completed", "closed_on": date(2026, 10, 30)}
        work.put(catalogue.ACTION, action, {**ended, "outcome_note": "so it was thought"})
    desk.do(ReopenAction(action, "The wrong one"))
    assert [(each.happened, each.on, each.body, each.by_name) for each in events(desk, who, action)] == [
        (Happened.CLOSED, date(2026, 10, 30), "completed: so it was thought", ""),
        (Happened.REOPENED, TODAY, "The wrong one", "Sgt A Example"),
    ]
    desk.close()


def test_what_is_refused_leaves_nothing(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    action = made(desk, who, due_on=TODAY)
    for command, words in (
        (ChaseAction(action, " "), "how"),
        (ChaseAction(action, "phoned", on=TODAY + timedelta(days=1)), "not come yet"),
        (NoteProgress(action, " "), "nothing to note"),
        (ReviseAction(action, TODAY, "again"), "on that day already"),
        (CloseAction(action, Outcome.COMPLETED, on=TODAY - timedelta(days=1)), "before the action was set"),
        (ReopenAction(action, "x"), "is open"),
        (WithdrawAction(action, " "), "reason"),
        (WithdrawAction(b"n" * 16, "x"), "not on this desk"),
    ):
        with pytest.raises(Refused, match=words):
            desk.do(command)
    assert events(desk, who, action) == ()
    desk.do(WithdrawAction(action, "Meant for his brother"))
    assert desk.ask(actions_of, who, TODAY) == ()
    with pytest.raises(Refused, match="no action"):
        desk.ask(action_named, "1")
    other = made(desk, who)
    assert desk.ask(actions_of, who, TODAY)[0].number == 2, "a number is not given again"
    with pytest.raises(Refused, match="not on this desk"):
        desk.ask(action_card, person(desk, "ELSE"), other, TODAY)
    desk.close()


def test_overdue_lists_by_agency_and_whom_to_chase(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    made(desk, who, "A", date(2026, 10, 20), owner_agency=Agency.HOUSING)
    made(desk, who, "B", date(2026, 10, 1), owner_agency=Agency.HOUSING)
    made(desk, who, "C", date(2026, 11, 5), owner_agency=Agency.HOUSING)
    made(desk, who, "D", date(2026, 10, 25))
    made(desk, who, "E", date(2026, 12, 24), owner_agency=Agency.HEALTH)
    housing, nobody = desk.ask(overdue_by_agency, TODAY)
    assert (housing.agency, [row.body for row in housing.rows], housing.open_count) == ("housing", ["B", "A"], 3)
    assert (nobody.agency, [row.body for row in nobody.rows], nobody.open_count) == ("", ["D"], 1)
    assert [row.body for row in desk.ask(actions_to_chase, TODAY)] == ["B", "A", "D", "C"]
    desk.do(ChaseAction(desk.ask(action_named, "2"), "phoned"))
    assert [row.body for row in desk.ask(actions_to_chase, TODAY, "housing")] == ["A", "C"]
    assert [row.body for row in desk.ask(actions_to_chase, TODAY + timedelta(days=7), "housing")] == ["B", "A", "C"]
    desk.close()


def test_a_conference_reviews_what_was_open_and_what_was_closed_since_the_last(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    one, two = person(desk, "ONE"), person(desk, "ONE")
    first, second = date(2026, 11, 10), date(2026, 11, 24)
    kept, done = made(desk, one, "Kept", date(2026, 11, 5)), made(desk, two, "Done")
    early = made(desk, one, "Early")
    desk.do(CloseAction(early, Outcome.COMPLETED))
    at(desk, first)
    made(desk, one, "Set there")
    at(desk, date(2026, 11, 16))
    desk.do(CloseAction(done, Outcome.NO_LONGER_NEEDED, "Moved away"))
    desk.do(ReviseAction(kept, date(2026, 12, 1), "Later"))
    records = {one: one, two: one}
    with desk._store.reading() as reading:
        then = reviewed_at(reading, first, None, records)[one]
        now = reviewed_at(reading, second, first, records)[one]
        assert reviewed_at(reading, TODAY, None, records) == {}
    assert [(row.body, row.state, row.days_overdue) for row in then.carried] == [("Kept", OPEN, 5), ("Done", OPEN, 0)]
    assert [row.body for row in then.closed] == ["Early"]
    assert [(row.body, row.due_on) for row in now.carried] == [("Kept", date(2026, 12, 1)), ("Set there", None)]
    assert [(row.body, row.outcome, row.outcome_note, row.closed_on) for row in now.closed] == [
        ("Done", "no longer needed", "Moved away", date(2026, 11, 16))
    ]
    desk.do(ReopenAction(done, "He is back"))
    with desk._store.reading() as reading:
        now = reviewed_at(reading, second, first, records)[one]
    assert {row.body for row in now.carried} == {"Kept", "Set there", "Done"}
    desk.close()


@pytest.mark.parametrize("count", [1, 9])
def test_lists_take_a_constant_number_of_selects(tmp_path: Path, count: int) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    for _ in range(count):
        desk.do(ChaseAction(made(desk, who), "phoned"))
    asked: list[str] = []
    with desk._store.reading() as reading:
        event.listen(reading.connection.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        assert len(actions_open(reading, TODAY)) == count
        assert len(asked) == 2
        reviewed_at(reading, TODAY + timedelta(days=1), None, {who: who})
        assert len(asked) == 4
    desk.close()


def test_one_line_is_understood_and_said_back_in_full(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    ref = short_ref(person(desk))
    (said,) = run(desk, "action", "add", ref, "housing refer by fri").lines
    assert said == f"A-1  {ref}  NOWAK, Daniel: Refer (housing), by Friday 6 November 2026."
    (said,) = run(desk, "action", "add", ref, "me", "ring", "the", "hostel").lines
    assert said == f"A-2  {ref}  NOWAK, Daniel: Ring the hostel (Sgt A Example, police), no day."
    # With an option, the line is the text as it stands.
    (said,) = run(desk, "action", "add", ref, "housing refer by fri", "--owner", "L Grimes").lines
    assert "housing refer by fri (L Grimes), no day." in said
    with pytest.raises(Refused, match="may be Monday 2 November 2026 or Monday 9 November 2026"):
        run(desk, "action", "add", ref, "housing refer by mon")
    said, nobody, note = run(desk, "action", "add", ref, "Visit", "--due", "30/10/2026").lines
    assert "nobody can be chased" in nobody
    assert "passed already" in note
    desk.close()


def test_the_words_of_an_actions_life(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    ref = short_ref(person(desk))
    run(desk, "action", "add", ref, "Refer", "--agency", "housing", "--due", "2026-10-20")
    assert run(desk, "action", "chase", "1", "--how", "phoned", "--answer", "on leave").lines == ["Chased: phoned."]
    assert run(desk, "action", "note", "A-1", "Form", "sent").lines == ["Noted."]
    assert run(desk, "action", "list", "--chase").lines == ["0 actions to chase."]
    head, line, count = run(desk, "action", "list", "--by-agency").lines
    assert head == "housing: 1 overdue of 1 open"
    assert "13 days overdue" in line
    assert "chased once, 2 Nov 2026" in line
    assert count == "1 action overdue."
    assert run(desk, "action", "list", "--mine").lines == ["0 open, 0 overdue."]
    revised = run(desk, "action", "revise", "1", "--due", "fri", "--reason", "Form lost").lines
    assert revised == ["Now due on Friday 6 November 2026."]
    run(desk, "action", "close", "1", "--outcome", "completed")
    run(desk, "action", "reopen", "1", "--reason", "Not so")
    shown = run(desk, "action", "show", "1")
    assert "  2 Nov 2026  day moved: from 20 Oct 2026 to 6 Nov 2026: Form lost (Sgt A Example)" in shown.lines
    assert "  2 Nov 2026  chased: phoned: on leave (Sgt A Example)" in shown.lines
    assert isinstance(shown.document, dict)
    assert len(shown.document["events"]) == 5  # type: ignore[arg-type]
    assert run(desk, "action", "withdraw", "1", "--reason", "Twice").lines[0].startswith("Withdrawn")
    desk.close()
