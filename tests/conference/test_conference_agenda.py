"""An agenda never forgets a due person: the rules against brute force, and a real desk against plain counting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.cohort.commands import RecordMembership
from iomdesk.cohort.rules import Step
from iomdesk.conference.agenda import (
    Nominee,
    Policy,
    Reason,
    adoption_reason,
    interval_reason,
    release_reason,
    rows_in_order,
)
from iomdesk.conference.calendar import Schedule
from iomdesk.conference.commands import Decide, ScoreAtConference
from iomdesk.conference.preparing import AskForPerson
from iomdesk.conference.questions import agenda
from iomdesk.conference.rules import Decided
from iomdesk.conference.shipped import enter_shipped, policy_of
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.commands import AddSite
from iomdesk.pathways.commands import ScorePathways
from iomdesk.pathways.rules import eight
from iomdesk.store.unit import Given
from tests.conference.conference_sample import ADOPTED, HELD, conference_desk, person, the_site

POLICY = Policy({"Red": 14, "Amber": 28, "Green": 56}, {"Red": 8, "Amber": 6, "Green": 4}, 28)
SCORES = eight([1] * 8)
RAGS = st.sampled_from([None, "Red", "Amber", "Green", "Purple"])
NEAR = st.integers(-90, 90).map(lambda days: HELD + timedelta(days=days))


@dataclass(frozen=True)
class Life:
    rag: str | None
    rosh: str | None
    seen: date | None
    adopted: date | None
    release: date | None


LIVES = st.builds(
    Life,
    RAGS,
    st.sampled_from([None, "Low", "Medium", "High", "Very High"]),
    st.none() | NEAR,
    st.none() | NEAR,
    st.none() | NEAR,
)


def agenda_by_rules(lives: Sequence[Life], previous: date | None) -> tuple[list[Nominee], dict[Id, tuple[Reason, ...]]]:
    people, reasons = [], {}
    for number, life in enumerate(lives):
        who = bytes([number] * 16)
        people.append(Nominee(who, str(number), "S", "F", life.rag, life.rosh, None, life.adopted))
        found = [
            interval_reason(life.rag, life.seen, life.adopted, HELD, POLICY),
            adoption_reason(life.adopted, previous, HELD),
            release_reason(life.release, HELD, POLICY) if life.release else None,
        ]
        reasons[who] = tuple(reason for reason in found if reason is not None)
    return people, reasons


@given(st.lists(LIVES, max_size=12), st.none() | NEAR)
def test_everyone_due_and_nobody_else_is_on_it_once(lives: list[Life], previous: date | None) -> None:
    people, reasons = agenda_by_rules(lives, previous)
    rows = rows_in_order(people, reasons, POLICY)
    expected = set()
    for number, life in enumerate(lives):
        days = {"Red": 14, "Amber": 28, "Green": 56}.get(life.rag or "", 14)
        window = [HELD + timedelta(days=day) for day in range(29)]
        new = life.adopted is not None and previous is not None and previous < life.adopted <= HELD
        due = life.seen is None or any(life.seen + timedelta(days=days) == HELD - timedelta(days=n) for n in range(200))
        if due or new or life.release in window:
            expected.add(bytes([number] * 16))
    assert {row.person for row in rows} == expected
    assert len(rows) == len(expected)
    assert all(row.reasons and row.minutes > 0 for row in rows)
    rank = {"Red": 0, "Purple": 0, None: 1, "Amber": 2, "Green": 3}
    order = [(rank[row.rag], -row.overdue_days) for row in rows]
    assert order == sorted(order)


@given(RAGS, st.integers(0, 200))
def test_overdue_counts_from_the_day_they_were_due(rag: str | None, days: int) -> None:
    reason = interval_reason(rag, HELD - timedelta(days=days), ADOPTED, HELD, POLICY)
    interval = POLICY.interval(rag) or 0
    assert (reason is None) == (days < interval)
    assert reason is None or reason.overdue_days == days - interval


def on_agenda(desk: Desk, conference: Id) -> dict[Id, tuple[str, ...]]:
    return {row.person: tuple(each.text for each in row.reasons) for row in desk.ask(agenda, conference)}


def scheduled(desk: Desk, held_on: date = HELD, site: Id | None = None) -> Id:
    made = desk.do(Schedule(site or the_site(desk), held_on))
    assert isinstance(made, bytes)
    return made


def test_shipped_intervals_are_entered_once(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    with desk._store.work() as work:
        enter_shipped(work)
        assert not work.touched
        assert policy_of(work) == POLICY
    desk.close()


def test_who_is_on_the_agenda_of_a_site(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    elsewhere = desk.do(AddSite("Ipswich"))
    assert isinstance(elsewhere, bytes)
    red, green, never = person(desk, "RED"), person(desk, "GREEN", "Green"), person(desk, "NEVER", "Amber")
    undated, other = person(desk, "UNDATED", adopted=None), person(desk, "OTHER", site=elsewhere)
    gone, released = person(desk, "GONE"), person(desk, "RELEASED", "Green")
    asked = person(desk, "ASKED", site=elsewhere)
    desk.do(RecordMembership(gone, Step.REMOVED, date(2026, 10, 1), "moved away"))
    for who in (red, green, released):
        desk.do(ScorePathways(who, SCORES, scored_on=date(2026, 10, 20)))
    with desk._store.work() as work:
        nowhere = work.create(catalogue.PERSON, {"surname": "NOWHERE"})
        work.create(catalogue.MEMBERSHIP, {"event": "adopted", "happened_on": ADOPTED}, subject=nowhere)
        spell: dict[str, Given] = {
            "prison": "HMP Wayland",
            "from_on": date(2026, 1, 5),
            "release_on": date(2026, 12, 8),
        }
        work.create(catalogue.CUSTODY_SPELL, spell, subject=released)
    conference = scheduled(desk)
    desk.do(AskForPerson(conference, asked, "Tenancy at risk", Agency.HOUSING))
    found = on_agenda(desk, conference)
    assert set(found) == {red, never, undated, released, asked, nowhere}
    assert "7 days overdue" in found[red][0]
    assert found[released] == ("release on 8 Dec 2026",)
    assert found[asked][-1] == "asked for by housing: Tenancy at risk"
    assert "no site recorded" in found[nowhere]
    assert other not in found
    with pytest.raises(Refused, match="not active"):
        desk.do(AskForPerson(conference, gone, "again", Agency.POLICE))
    desk.close()


def test_the_agenda_does_not_shrink_while_it_is_worked_through(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    first = scheduled(desk)
    desk.do(ScoreAtConference(first, who, SCORES))
    desk.do(Decide(first, who, Decided.KEEP, "Engaging well"))
    assert set(on_agenda(desk, first)) == {who}
    assert on_agenda(desk, scheduled(desk, HELD + timedelta(days=13))) == {}
    assert set(on_agenda(desk, scheduled(desk, HELD + timedelta(days=14)))) == {who}
    desk.close()


def test_new_adoptions_since_the_last_conference(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    scheduled(desk, date(2026, 10, 13))
    new = person(desk, "NEW", "Green", adopted=date(2026, 10, 14))
    desk.do(ScorePathways(new, SCORES, scored_on=date(2026, 10, 15)))
    assert on_agenda(desk, scheduled(desk)) == {new: ("adopted on 14 Oct 2026",)}
    desk.close()


def test_selects_do_not_grow_with_people(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    conference = scheduled(desk)
    counts = []
    for extra in (1, 9):
        for _ in range(extra):
            person(desk)
        asked: list[str] = []

        def note(*given: object, asked: list[str] = asked) -> None:
            asked.append(str(given[2]))

        event.listen(desk._store._reading_engine, "before_cursor_execute", note)
        with desk._store.reading() as reading:
            assert len(agenda(reading, conference)) >= extra
        event.remove(desk._store._reading_engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 24
    desk.close()


def test_the_sheets_last_conference_counts(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk, adopted=date(2025, 6, 2))
    with desk._store.work() as work:
        work.put(catalogue.PERSON, who, {"last_conference": HELD - timedelta(days=13)})
    conference = scheduled(desk)
    assert desk.ask(agenda, conference) == ()
    with desk._store.work() as work:
        work.put(catalogue.PERSON, who, {"last_conference": HELD - timedelta(days=15)})
    (row,) = desk.ask(agenda, conference)
    assert [each.text for each in row.reasons] == ["Red, every 14 days, last on 26 Oct 2026, 1 day overdue"]
    desk.close()


def test_whoever_the_meeting_removes_or_brings_up_is_on_its_agenda(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    elsewhere = desk.do(AddSite("Ipswich"))
    assert isinstance(elsewhere, bytes)
    removed, brought_up = person(desk, "REMOVED"), person(desk, "ELSEWHERE", site=elsewhere)
    with desk._store.work() as work:
        work.put(catalogue.PERSON, brought_up, {"last_conference": HELD - timedelta(days=3)})
    conference = scheduled(desk)
    desk.do(Decide(conference, removed, Decided.REMOVE, "Three clear years"))
    assert [row.surname for row in desk.ask(agenda, conference)] == ["REMOVED"]
    desk.do(Decide(conference, brought_up, Decided.KEEP, "Here for a day"))
    rows = {row.surname: [each.text for each in row.reasons] for row in desk.ask(agenda, conference)}
    assert rows.keys() == {"REMOVED", "ELSEWHERE"}
    assert rows["ELSEWHERE"] == ["came up at this conference"]
    desk.close()
