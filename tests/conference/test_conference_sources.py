"""Each source of an agenda on a real desk, what its words disclose, and what is carried from earlier conferences."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from iomdesk import catalogue
from iomdesk.catalogue import Agency, Category
from iomdesk.cohort.commands import ProposeRemoval, RecordMembership
from iomdesk.cohort.questions import membership_of
from iomdesk.cohort.rules import Step
from iomdesk.conference.agenda import AgendaRow, Reason
from iomdesk.conference.calendar import MoveConference, Schedule
from iomdesk.conference.commands import Decide, ScoreAtConference
from iomdesk.conference.contributing import Boxes, Contribute
from iomdesk.conference.preparing import (
    AskForPerson,
    PlaceOnAgenda,
    PutOff,
    SetMinutes,
    TakeBackPutOff,
    TakeBackRequest,
    Unpin,
)
from iomdesk.conference.questions import agenda, agenda_sheet
from iomdesk.conference.rules import Decided
from iomdesk.conference.signing import SignConference
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.commands import AddSite
from iomdesk.pathways.rules import eight
from iomdesk.people.commands import LinkPersons, SetMarker
from iomdesk.people.rules import MarkerCode, MarkerState
from iomdesk.store.unit import Given
from tests.conference.conference_sample import HELD, conference_desk, person, the_site

SCORES = eight([1] * 8)
WEEK, FORTNIGHT = timedelta(days=7), timedelta(days=14)


def scheduled(desk: Desk, held_on: date = HELD, starts_at: str = "") -> Id:
    made = desk.do(Schedule(the_site(desk), held_on, starts_at))
    assert isinstance(made, bytes)
    return made


def seen(desk: Desk, who: Id, days: int) -> Id:
    """Talked about so many days before the conference, by the team's sheet."""
    with desk._store.work() as work:
        work.put(catalogue.PERSON, who, {"last_conference": HELD - timedelta(days=days)})
    return who


def decided(desk: Desk, who: Id, on: date, review_on: date, conference: Id | None = None) -> None:
    values: dict[str, Given] = {"decided": "keep", "reason": "r", "decided_on": on, "review_on": review_on}
    with desk._store.work() as work:
        work.create(catalogue.DECISION, {**values, "conference": conference}, subject=who)


def line(desk: Desk, conference: Id, who: Id) -> AgendaRow | None:
    sheet = desk.ask(agenda_sheet, conference)
    rows = [row for row in (*sheet.rows, *sheet.put_off) if row.person == who]
    assert len(rows) < 2
    return rows[0] if rows else None


def reasons(desk: Desk, conference: Id, who: Id) -> list[tuple[str, Category]]:
    row = line(desk, conference, who)
    return [(each.text, each.category) for each in row.reasons] if row else []


def test_a_review_is_due_until_they_are_talked_about_on_its_day_or_later(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = seen(desk, person(desk, rag="Green"), 12)
    decided(desk, who, HELD - timedelta(days=12), HELD - timedelta(days=2))
    first = scheduled(desk)
    assert reasons(desk, first, who) == [("next review due on 8 Nov 2026, 2 days overdue", Category.CONFERENCE)]
    later = scheduled(desk, HELD + FORTNIGHT)
    assert reasons(desk, later, who) == [("next review due on 8 Nov 2026, 16 days overdue", Category.CONFERENCE)]
    desk.do(ScoreAtConference(first, who, SCORES))
    assert line(desk, first, who) is not None
    assert line(desk, later, who) is None
    decided(desk, who, HELD, HELD + FORTNIGHT, first)
    assert reasons(desk, later, who) == [("next review due on 24 Nov 2026", Category.CONFERENCE)]
    assert reasons(desk, first, who)[0][0].startswith("next review due on 8 Nov 2026")
    desk.close()


def test_a_later_decision_settles_which_day_the_review_is(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = seen(desk, person(desk, rag="Green"), 5)
    decided(desk, who, HELD - timedelta(days=30), HELD)
    decided(desk, who, HELD - timedelta(days=20), HELD + timedelta(days=40))
    assert line(desk, scheduled(desk), who) is None
    desk.close()


def test_a_review_brings_somebody_back_to_the_site_that_decided_it(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    elsewhere = desk.do(AddSite("Ipswich"))
    assert isinstance(elsewhere, bytes)
    ours, theirs = (seen(desk, person(desk, name, "Green", site=elsewhere), 20) for name in ("OURS", "THEIRS"))
    past = scheduled(desk, HELD - FORTNIGHT)
    other = desk.do(Schedule(elsewhere, HELD - FORTNIGHT))
    assert isinstance(other, bytes)
    decided(desk, ours, HELD - FORTNIGHT, HELD, past)
    decided(desk, theirs, HELD - FORTNIGHT, HELD, other)
    assert [row.surname for row in desk.ask(agenda, scheduled(desk))] == ["OURS"]
    desk.close()


def test_markers_due_for_review(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    due, known_not, later = (seen(desk, person(desk, name, "Green"), 3) for name in ("DUE", "NOT", "LATER"))
    for who, state, on in (
        (due, MarkerState.YES, HELD - timedelta(days=1)),
        (known_not, MarkerState.NO, HELD),
        (later, MarkerState.YES, HELD + timedelta(days=1)),
    ):
        desk.do(SetMarker(who, MarkerCode.COUNTY_LINES, state, review_on=on))
    conference = scheduled(desk)
    assert reasons(desk, conference, due) == [
        ("marker “County lines” due for review on 9 Nov 2026, 1 day overdue", Category.RISK)
    ]
    assert [row.person for row in desk.ask(agenda, conference)] == [due]
    scheduled(desk, HELD + FORTNIGHT)
    assert {row.person for row in desk.ask(agenda, conference)} == {due, later}
    desk.do(SetMarker(due, MarkerCode.COUNTY_LINES, MarkerState.YES, review_on=HELD + timedelta(days=90)))
    assert line(desk, conference, due) is None
    desk.close()


def test_a_removal_proposed_stands_until_a_conference_decides(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = seen(desk, person(desk, rag="Green"), 3)
    proposed = desk.do(ProposeRemoval(who, "Three clear years"))
    assert desk.do(ProposeRemoval(who, "Three  clear years")) == proposed
    assert desk.ask(membership_of, who, HELD).status is Step.ADOPTED
    first, second = scheduled(desk), scheduled(desk, HELD + FORTNIGHT)
    said = [("removal proposed on 2 Nov 2026: Three clear years", Category.SUPERVISION)]
    assert reasons(desk, first, who) == reasons(desk, second, who) == said
    desk.do(Decide(first, who, Decided.KEEP, "Not yet"))
    assert reasons(desk, first, who) == said
    assert line(desk, second, who) is None
    gone = person(desk, "GONE")
    desk.do(RecordMembership(gone, Step.REMOVED, date(2026, 10, 1), "moved"))
    with pytest.raises(Refused, match="not active"):
        desk.do(ProposeRemoval(gone, "again"))
    desk.close()


def test_every_reason_says_what_it_discloses(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    scheduled(desk, HELD - FORTNIGHT)
    conference = scheduled(desk)
    new = person(desk, "NEW", adopted=HELD - WEEK)
    seen(desk, new, 6)
    inside, red = seen(desk, person(desk, "INSIDE", "Green"), 3), seen(desk, person(desk, "RED"), 14)
    desk.do(AskForPerson(conference, red, "Tenancy at risk", Agency.HOUSING))
    with desk._store.work() as work:
        work.create(catalogue.CUSTODY_SPELL, {"release_on": HELD + WEEK}, subject=inside)
        nowhere = work.create(catalogue.PERSON, {"surname": "NOWHERE"})
        work.create(catalogue.MEMBERSHIP, {"event": "adopted", "happened_on": date(2025, 1, 1)}, subject=nowhere)
    assert reasons(desk, conference, new) == [("adopted on 3 Nov 2026", Category.SUPERVISION)]
    assert reasons(desk, conference, inside) == [("release on 17 Nov 2026", Category.CUSTODY)]
    assert reasons(desk, conference, red) == [
        ("Red, every 14 days, last on 27 Oct 2026", Category.RISK),
        ("asked for by housing: Tenancy at risk", Category.CONFERENCE),
    ]
    assert reasons(desk, conference, nowhere) == [
        ("no conference yet", Category.CONFERENCE),
        ("no site recorded", Category.SUPERVISION),
    ]
    assert desk.ask(agenda_sheet, conference).asked_by == {red: frozenset({Agency.HOUSING})}
    desk.close()


def test_nobody_waits_because_a_conference_was_moved(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    first, second, third = (scheduled(desk, HELD + days * FORTNIGHT) for days in range(3))
    desk.do(MoveConference(first, HELD + timedelta(days=1), "Remembrance parade"))
    desk.do(ScoreAtConference(first, who, SCORES))
    assert [each.text for each in desk.ask(agenda, second)[0].reasons] == [
        "Red, every 14 days, last on 11 Nov 2026, due on 25 Nov 2026, before the next conference"
    ]
    assert desk.ask(agenda, second)[0].overdue_days == 0
    desk.do(ScoreAtConference(second, who, SCORES))
    assert desk.ask(agenda, third)[0].reasons[0] == Reason("Red, every 14 days, last on 24 Nov 2026", 0, Category.RISK)
    desk.close()


def test_put_off_is_said_here_and_carried_until_they_are_talked_about(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who, other = person(desk, "OFF"), person(desk, "OTHER")
    first, second, third = (scheduled(desk, HELD + days * FORTNIGHT, "10:00") for days in range(3))
    desk.do(PlaceOnAgenda(first, who, 2))
    desk.do(PutOff(first, who, "In court  that day"))
    sheet = desk.ask(agenda_sheet, first)
    assert [(row.person, row.starts_at) for row in sheet.rows] == [(other, "10:00")]
    assert [(row.person, row.put_off, row.pinned) for row in sheet.put_off] == [(who, "In court that day", None)]
    assert sheet.minutes == 8
    carried = ("put off from Norwich-1: In court that day", Category.CONFERENCE)
    assert carried in reasons(desk, second, who)
    desk.do(PutOff(second, who, "In hospital"))
    assert carried in reasons(desk, third, who)
    assert ("put off from Norwich-2: In hospital", Category.CONFERENCE) in reasons(desk, third, who)
    desk.do(TakeBackPutOff(second, who))
    desk.do(ScoreAtConference(second, who, SCORES))
    assert [text for text, _ in reasons(desk, third, who)] == ["Red, every 14 days, last on 24 Nov 2026"]
    with pytest.raises(Refused, match="Something is recorded"):
        desk.do(PutOff(second, who, "too late"))
    desk.close()


def test_put_off_whatever_the_interval_says_and_wherever_they_are_from(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    elsewhere = desk.do(AddSite("Ipswich"))
    assert isinstance(elsewhere, bytes)
    guest, ours = person(desk, "GUEST", "Green", site=elsewhere), person(desk, "OURS", "Green")
    for who in (guest, ours):
        seen(desk, who, 3)
    first, second = scheduled(desk), scheduled(desk, HELD + FORTNIGHT)
    for who in (guest, ours):
        desk.do(AskForPerson(first, who, "Tenancy at risk"))
        desk.do(PutOff(first, who, "No time"))
    desk.do(TakeBackRequest(first, ours, "Settled"))
    assert {row.person for row in desk.ask(agenda, second)} == {guest, ours}
    assert ("put off from Norwich-1: No time", Category.CONFERENCE) in reasons(desk, second, ours)
    assert reasons(desk, first, ours) == [("was due when put off", Category.CONFERENCE)]
    ipswich = desk.do(Schedule(elsewhere, HELD + FORTNIGHT))
    assert isinstance(ipswich, bytes)
    assert desk.ask(agenda, ipswich) == ()
    desk.close()


def test_a_request_is_taken_back_and_only_ones_own(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = seen(desk, person(desk, rag="Green"), 3)
    conference = scheduled(desk)
    desk.do(AskForPerson(conference, who, "Missed appointments", Agency.HEALTH))
    with pytest.raises(Refused, match="did not ask"):
        desk.do(TakeBackRequest(conference, who, "ours"))
    desk.do(TakeBackRequest(conference, who, "Seen since", Agency.HEALTH))
    assert desk.ask(agenda, conference) == ()
    desk.close()


def test_places_and_minutes_by_hand(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    first, second, third = person(desk, "A"), person(desk, "B", "Amber"), person(desk, "C", "Green")
    conference = scheduled(desk, starts_at="09:30")
    desk.do(PlaceOnAgenda(conference, third, 1))
    desk.do(SetMinutes(conference, third, 25))
    rows = desk.ask(agenda, conference)
    assert [(row.person, row.starts_at, row.minutes, row.pinned) for row in rows] == [
        (third, "09:30", 25, 1),
        (first, "09:55", 8, None),
        (second, "10:03", 6, None),
    ]
    desk.do(PlaceOnAgenda(conference, third, 9))
    desk.do(SetMinutes(conference, third, None))
    assert [(row.person, row.minutes) for row in desk.ask(agenda, conference)][-1] == (third, 4)
    desk.do(Unpin(conference, third))
    assert desk.ask(agenda, conference)[-1].pinned is None
    outsider = seen(desk, person(desk, "D", "Green"), 3)
    for command, why in (
        (PlaceOnAgenda(conference, outsider, 1), "not on the agenda"),
        (PlaceOnAgenda(conference, first, 0), "counted from 1"),
        (SetMinutes(conference, first, 0), "between 1 and"),
        (PutOff(conference, outsider, "why"), "not on the agenda"),
        (PutOff(conference, first, " "), "reason is missing"),
    ):
        with pytest.raises(Refused, match=why):
            desk.do(command)
    desk.close()


def test_entries_of_desks_apart_are_both_seen_and_the_next_hand_settles_them(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who, other = person(desk, "A"), person(desk, "B", "Amber")
    conference = scheduled(desk)
    with desk._store.work() as work:
        for place, put_off in ((2, None), (1, "In court")):
            values: dict[str, Given] = {"conference": conference, "place": place, "put_off": put_off}
            work.create(catalogue.AGENDA_PLACE, values, subject=who)
    row = line(desk, conference, who)
    assert row is not None
    assert (row.pinned, row.also_pinned, row.put_off) == (1, (2,), "In court")
    desk.do(TakeBackPutOff(conference, who))
    desk.do(PlaceOnAgenda(conference, who, 2))
    row = line(desk, conference, who)
    assert row is not None
    assert (row.pinned, row.also_pinned, row.put_off) == (2, (), "")
    assert [each.person for each in desk.ask(agenda, conference)] == [other, who]
    desk.do(Unpin(conference, who))
    row = line(desk, conference, who)
    assert row is not None
    assert (row.pinned, row.also_pinned) == (None, ())
    desk.close()


def test_two_records_linked_as_one_person_are_one_line(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    one, other = person(desk, "NOWAK"), person(desk, "NOVAK")
    first, second = scheduled(desk), scheduled(desk, HELD + FORTNIGHT)
    desk.do(PutOff(first, other, "In court"))
    desk.do(AskForPerson(first, one, "Tenancy", Agency.HOUSING))
    desk.do(LinkPersons(one, other, "same person"))
    sheet = desk.ask(agenda_sheet, first)
    assert ([row.person for row in sheet.rows], [row.person for row in sheet.put_off]) == ([], [min(one, other)])
    assert ("put off from Norwich-1: In court", Category.CONFERENCE) in reasons(desk, second, min(one, other))
    desk.close()


def test_who_was_placed_or_written_about_stays_when_the_reason_goes(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    placed, written, hidden = (seen(desk, person(desk, name, "Green"), 3) for name in ("P", "W", "H"))
    conference = scheduled(desk)
    desk.do(AskForPerson(conference, placed, "Tenancy"))
    desk.do(PlaceOnAgenda(conference, placed, 1))
    desk.do(TakeBackRequest(conference, placed, "settled"))
    desk.do(Contribute(conference, written, Boxes(facts="Seen in town")))
    desk.do(Contribute(conference, hidden, Boxes(facts="Seen in town"), do_not_share=True))
    assert reasons(desk, conference, placed) == [("put on the agenda by hand", Category.CONFERENCE)]
    assert reasons(desk, conference, written) == [("contribution by police", Category.CONFERENCE)]
    assert line(desk, conference, hidden) is None
    desk.close()


def test_a_signed_agenda_keeps_its_people_when_their_reasons_go(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    talked, left = person(desk, "TALKED"), person(desk, "LEFT")
    conference = scheduled(desk)
    desk.do(ScoreAtConference(conference, talked, SCORES))
    desk.do(SignConference(conference))
    seen(desk, left, 1)
    with desk._store.work() as work:
        work.put(catalogue.PERSON, left, {"rag": "Green"})
    assert {row.person for row in desk.ask(agenda, conference)} == {talked, left}
    assert all(text for text, _ in reasons(desk, conference, left))
    desk.close()
