"""Who is in the room, and what the screen of a mixed room may show: only what every agency present may read."""

from datetime import date
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk import catalogue
from iomdesk.agreement.commands import AdoptAgreement
from iomdesk.agreement.rules import EntryFacts, PersonFacts
from iomdesk.agreement.terms import InForce
from iomdesk.agreement.view import room_for, view_for
from iomdesk.catalogue import Agency, Category
from iomdesk.cohort.commands import ChangeRating
from iomdesk.cohort.engagement import RecordEngagement
from iomdesk.cohort.engagement_rules import EngagementStep
from iomdesk.cohort.rules import Scale
from iomdesk.conference.attendance import (
    AcceptStatement,
    BeginConference,
    LeaveRoom,
    NoteAttendance,
    ReturnToRoom,
    attendance_named,
    who_is_here,
)
from iomdesk.conference.minuted import Box, Contributed
from iomdesk.conference.preparing import AskForPerson
from iomdesk.conference.room_view import MeetingParts, MeetingView, Screen, ShownDecision, Withheld, meeting_view
from iomdesk.conference.rules import Decided, Part, Presence
from iomdesk.conference.showing import OpenInRoom, in_the_room
from iomdesk.conference.signing import SignConference
from iomdesk.conference.statement import ReplaceStatement, statement_on
from iomdesk.conference.taking_back import TakeBack
from iomdesk.desk import Desk
from iomdesk.doors import Role
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.people.commands import AssignOfficer
from iomdesk.people.rules import OfficerRole
from tests.agreement.agreements import template_text, terms
from tests.conference.conference_sample import HELD, person
from tests.conference.meeting_sample import TODAY, contributed, decided, logged, meeting_desk, minutes, raised, scored

AGREED = InForce(b"a" * 16, 1, terms(), "M Price", 0)


def attend(desk: Desk, conference: Id, name: str, agency: Agency, **how: object) -> Id:
    return cast(Id, desk.do(NoteAttendance(conference, name, agency, **how)))  # type: ignore[arg-type]


def shown(desk: Desk, who: Id, conference: Id) -> MeetingView:
    return desk.ask(in_the_room, who, conference, TODAY)


def opened(desk: Desk, conference: Id, who: Id, **how: object) -> MeetingView:
    return cast(MeetingView, desk.do(OpenInRoom(conference, who, **how)))  # type: ignore[arg-type]


def test_who_is_there_by_agency(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    desk.do(BeginConference(conference))
    okafor = attend(desk, conference, "J Okafor", Agency.PROBATION)
    attend(desk, conference, "L Grimes", Agency.HOUSING, presence=Presence.APOLOGIES, note="N Hart stands in")
    attend(desk, conference, "B Stone", Agency.HEALTH, presence=Presence.ABSENT)
    room = desk.ask(who_is_here, conference)
    assert [(each.name, each.part) for each in room.inside] == [
        ("Sgt A Example", Part.CHAIR),
        ("J Okafor", Part.MEMBER),
    ]
    assert room.agencies == ("police", "probation")
    assert room.agencies_absent == ("health", "housing")
    desk.do(LeaveRoom(conference, okafor))
    assert [each.name for each in desk.ask(who_is_here, conference).stepped_out] == ["J Okafor"]
    with pytest.raises(Refused, match="left already"):
        desk.do(LeaveRoom(conference, okafor))
    desk.do(ReturnToRoom(conference, okafor))
    with pytest.raises(Refused, match="in the room"):
        desk.do(ReturnToRoom(conference, okafor))
    assert [each.body for each in minutes(desk, conference).room] == [
        "J Okafor (probation) left the room.",
        "J Okafor (probation) came back into the room.",
    ]
    desk.close()


def test_attendance_is_corrected_and_not_doubled(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    first = attend(desk, conference, "L Grimes", Agency.HOUSING, presence=Presence.ABSENT)
    assert attend(desk, conference, " l  grimes ", Agency.HOUSING, part=Part.OBSERVER) == first
    other = attend(desk, conference, "L Grimes", Agency.HEALTH)
    assert other != first
    for wrong in ("", "  "):
        with pytest.raises(Refused, match="name"):
            attend(desk, conference, wrong, Agency.HOUSING)
    desk.do(TakeBack(conference, other, "Of housing, not of health"))
    (there,) = minutes(desk, conference).attendance
    assert (there.name, there.presence, there.part) == ("L Grimes", Presence.PRESENT, Part.OBSERVER)
    assert desk.ask(attendance_named, conference, "grimes").record == first
    with pytest.raises(Refused, match="Noted are: L Grimes"):
        desk.ask(attendance_named, conference, "Hart")
    desk.close()


def test_the_meeting_begins_once_with_the_statement_of_its_day(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    desk.do(ReplaceStatement("Ours is ours.", "Board, October 2026", date(2026, 11, 5)))
    later = cast(Id, desk.do(ReplaceStatement("From December.", "Board, October 2026", date(2026, 12, 1))))
    desk.do(BeginConference(conference))
    whole = minutes(desk, conference)
    assert whole.statement is not None
    assert (whole.statement.body, whole.statement.version) == ("Ours is ours.", 2)
    assert whole.statement.record != later
    assert (whole.chair, whole.began_at is not None) == ("Sgt A Example", True)
    with pytest.raises(Refused, match="began on 2 Nov 2026"):
        desk.do(BeginConference(conference))
    with pytest.raises(Refused, match="--agency"):
        desk.do(BeginConference(conference, "M Iqbal"))
    desk.do(BeginConference(conference, "M Iqbal", Agency.PROBATION))
    changed = minutes(desk, conference)
    assert (changed.chair, changed.began_at) == ("M Iqbal", whole.began_at)
    assert [each.name for each in changed.attendance if each.part is Part.CHAIR] == ["M Iqbal"]
    desk.close()


def test_the_shipped_statement_holds_where_there_is_no_other(tmp_path: Path) -> None:
    desk, _ = meeting_desk(tmp_path)
    before = desk.ask(statement_on, TODAY)
    assert before is not None
    assert "confidential" in before.body
    for wrong in (
        ReplaceStatement("", "Board"),
        ReplaceStatement("Ours", " "),
        ReplaceStatement("Ours", "Board", date(2026, 11, 1)),
    ):
        with pytest.raises(Refused):
            desk.do(wrong)
    desk.do(ReplaceStatement("Ours", "Board"))
    now = desk.ask(statement_on, TODAY)
    assert now is not None
    assert (now.version, desk.ask(statement_on, date(2026, 11, 1))) == (2, before)
    desk.close()


def test_those_present_accept(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    with pytest.raises(Refused, match="not marked present"):
        desk.do(AcceptStatement(conference))
    attend(desk, conference, "J Okafor", Agency.PROBATION)
    absent = attend(desk, conference, "L Grimes", Agency.HOUSING, presence=Presence.ABSENT)
    with pytest.raises(Refused, match="not marked present"):
        desk.do(AcceptStatement(conference, (absent,)))
    assert desk.do(AcceptStatement(conference)) == 1
    assert desk.do(AcceptStatement(conference)) == 0
    whole = minutes(desk, conference)
    assert whole.statement is not None
    assert [each.name for each in whole.attendance if each.accepted_at] == ["J Okafor"]
    desk.close()


def test_a_signed_meeting_has_no_more_comings_and_goings(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    decided(desk, conference, person(desk))
    okafor = attend(desk, conference, "J Okafor", Agency.PROBATION)
    desk.do(SignConference(conference))
    for late in (
        BeginConference(conference),
        NoteAttendance(conference, "L Grimes", Agency.HOUSING),
        AcceptStatement(conference),
        LeaveRoom(conference, okafor),
        OpenInRoom(conference, b"n" * 16),
    ):
        with pytest.raises(Refused, match="addendum"):
            desk.do(late)
    desk.close()


# What the room may see.

FACTS = st.builds(
    PersonFacts,
    st.frozensets(st.sampled_from(Agency)),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, "none", "restricted", "excluded"]),
)
SECRET = {
    Category.RISK: "canary-rag",
    Category.CUSTODY: "canary-prison",
    Category.CONFERENCE: "canary-opinion",
    Category.HEALTH: "canary-health",
    Category.INTELLIGENCE: "canary-intelligence",
    Category.VICTIM: "canary-victim",
    Category.IDENTITY: "canary-name",
}
KEPT = "canary-kept"


def parts() -> MeetingParts:
    boxes = tuple(
        Box(category, category.name, SECRET[category])
        for category in (Category.CONFERENCE, Category.HEALTH, Category.INTELLIGENCE, Category.VICTIM)
    )
    kept = (Box(Category.CONFERENCE, "Facts", KEPT),)
    contributions = (
        Contributed(b"c" * 16, "housing", "L Grimes", TODAY, "", False, boxes),
        Contributed(b"d" * 16, "housing", "L Grimes", TODAY, "", True, kept),
    )
    decision = ShownDecision(TODAY, f"RAG change: {SECRET[Category.RISK]}", "", (Category.CONFERENCE, Category.RISK))
    return MeetingParts(
        b"p" * 16, "R-1", SECRET[Category.IDENTITY], SECRET[Category.RISK], SECRET[Category.CUSTODY], None, (),
        contributions, (decision,),
    )  # fmt: skip


@given(st.lists(st.sampled_from(Agency), max_size=5), FACTS, st.booleans())
def test_the_room_sees_only_what_each_of_them_may_read(present: list[Agency], facts: PersonFacts, agreed: bool) -> None:
    """Brute force: each canary on the screen is one that every agency in the room may read, each by itself."""
    current = AGREED if agreed else None
    police = view_for(current, Agency.POLICE, TODAY, Agency.POLICE)
    view = meeting_view(parts(), facts, Screen(room_for(current, present, TODAY, Agency.POLICE), police))
    text = everything(view)

    def all_may(category: Category, entry: EntryFacts) -> bool:
        alone = (view_for(current, each, TODAY, Agency.POLICE) for each in present)
        return bool(present) and all(each.of(category, facts, entry).allowed for each in alone)

    named = all_may(Category.IDENTITY, EntryFacts())
    said = all_may(Category.CONFERENCE, EntryFacts())
    for category, canary in SECRET.items():
        boxed = category not in (Category.RISK, Category.CUSTODY, Category.IDENTITY)
        assert (canary in text) == (named and all_may(category, EntryFacts()) and (said or not boxed)), category
    assert (KEPT in text) == (named and all_may(Category.CONFERENCE, EntryFacts(do_not_share=True)))
    if set(present) - {Agency.POLICE}:
        assert KEPT not in text
        assert agreed or not named


def everything(value: object) -> str:
    """Every text anywhere in a frozen row."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple | list):
        return "\n".join(map(everything, value))
    slots = getattr(type(value), "__slots__", ())
    return "\n".join(everything(getattr(value, each)) for each in slots)


def meeting(tmp_path: Path) -> tuple[Desk, Id, Id]:
    """A person whom probation and a voluntary body work with, with something in every part."""
    desk, conference = meeting_desk(tmp_path)
    desk.do(AdoptAgreement(template_text(), "2026-11-02"))
    who = person(desk)
    for agency in (Agency.VOLUNTARY, Agency.PROBATION):
        desk.do(AssignOfficer(who, OfficerRole.LEAD, agency, "L Grimes"))
    for step in (EngagementStep.INTRODUCED, EngagementStep.AGREED):
        desk.do(RecordEngagement(who, step, TODAY, "C Reed", Agency.VOLUNTARY))
    with desk._store.work() as work:
        work.create(catalogue.CUSTODY_SPELL, {"prison": "HMP Wayland", "from_on": TODAY}, subject=who)
    scored(desk, conference, who)
    raised(desk, conference, who)
    decided(desk, conference, who)
    contributed(desk, conference, who, facts="Rent is paid", health="On a waiting list", intelligence="Seen by night")
    attend(desk, conference, "Sgt A Example", Agency.POLICE)
    return desk, conference, who


def test_the_police_alone_see_their_own_record(tmp_path: Path) -> None:
    desk, conference, who = meeting(tmp_path)
    view = shown(desk, who, conference)
    assert (view.name, view.rag, view.custody) == ("NOWAK, Daniel", "Red", "in custody, HMP Wayland")
    assert not isinstance(view.contributions, Withheld)
    assert [len(each.boxes) for each in view.contributions] == [3]
    assert view.why == ()
    desk.close()


def test_another_agency_in_the_room_closes_what_it_may_not_read(tmp_path: Path) -> None:
    desk, conference, who = meeting(tmp_path)
    reed = attend(desk, conference, "C Reed", Agency.VOLUNTARY)
    view = shown(desk, who, conference)
    assert view.name == "NOWAK, Daniel"
    assert isinstance(view.rag, Withheld)
    assert view.rag.clause
    assert not isinstance(view.contributions, Withheld)
    text = everything(view)
    assert "Rent is paid" in text
    assert "Seen by night" not in text
    assert "intelligence" not in text.casefold()
    desk.do(LeaveRoom(conference, reed))
    assert shown(desk, who, conference).rag == "Red"
    desk.close()


def test_without_an_agreement_a_mixed_room_sees_nothing_not_even_the_name(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    nobody = shown(desk, who, conference)
    assert (nobody.hidden, "Nobody is marked present" in nobody.why[0]) == (True, True)
    attend(desk, conference, "Sgt A Example", Agency.POLICE)
    assert shown(desk, who, conference).rag == "Red"
    attend(desk, conference, "J Okafor", Agency.PROBATION)
    view = shown(desk, who, conference)
    assert view.hidden
    assert "NOWAK" not in everything(view)
    assert "No information-sharing agreement" in view.why[0]
    desk.close()


def test_a_narrowed_person_is_not_for_a_mixed_room_and_it_does_not_say_why(tmp_path: Path) -> None:
    desk, conference, who = meeting(tmp_path)
    with desk._store.work() as work:
        work.put(catalogue.PERSON, who, {"narrowing": "restricted"})
    assert shown(desk, who, conference).rag == "Red"
    attend(desk, conference, "J Okafor", Agency.PROBATION)
    view = shown(desk, who, conference)
    assert view.why == ("Nothing of this person may be shown to this room.",)
    assert "restricted" not in everything(view)
    desk.close()


def test_somebody_of_an_unknown_agency_closes_the_screen(tmp_path: Path) -> None:
    desk, conference, who = meeting(tmp_path)
    with desk._store.work() as work:
        stranger = {"name": "N Hart", "agency": "coastguard", "state": "hovering"}
        work.create(catalogue.ATTENDANCE, stranger, subject=conference)
    assert shown(desk, who, conference).hidden
    assert not opened(desk, conference, who, chair_only=True).hidden
    desk.close()


def test_the_screen_is_a_disclosure_to_those_in_the_room(tmp_path: Path) -> None:
    desk, conference, who = meeting(tmp_path)
    attend(desk, conference, "C Reed", Agency.VOLUNTARY)
    okafor = attend(desk, conference, "J Okafor", Agency.PROBATION)
    assert isinstance(opened(desk, conference, who).rag, Withheld)
    full = opened(desk, conference, who, chair_only=True, categories=frozenset({Category.RISK}))
    assert full.rag == "Red"
    assert isinstance(full.custody, Withheld) == isinstance(shown(desk, who, conference).custody, Withheld)
    reed = desk.ask(attendance_named, conference, "reed").record
    with pytest.raises(Refused, match="voluntary"):
        opened(desk, conference, who, categories=frozenset({Category.RISK}), left=(okafor,))
    assert len(desk.ask(who_is_here, conference).inside) == 3
    assert opened(desk, conference, who, categories=frozenset({Category.RISK}), left=(reed,)).rag == "Red"
    assert [each.name for each in desk.ask(who_is_here, conference).stepped_out] == ["C Reed"]
    with pytest.raises(Refused, match="not in the room"):
        opened(desk, conference, who, left=(reed,))
    everybody = "Sgt A Example (police), C Reed (voluntary sector), J Okafor (probation)"
    found = [(action, recipient) for act, action, recipient in logged(desk, who) if act == "disclosure"]
    assert [action for action, _ in found] == [
        "shown to the room at Norwich-1",
        "opened on the chair's own screen at Norwich-1",
        "shown to the room at Norwich-1, somebody having left for it",
    ]
    alone = "the chair alone; in the room: "
    recipients = [sorted((recipient or "").removeprefix(alone).split(", ")) for _, recipient in found]
    assert recipients[0] == recipients[1] == sorted(everybody.split(", "))
    assert recipients[2] == ["J Okafor (probation)", "Sgt A Example (police)"]
    desk.close()


def test_an_agency_that_asked_for_somebody_is_involved(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    desk.do(AdoptAgreement(template_text(), "2026-11-02"))
    who = person(desk)
    attend(desk, conference, "L Grimes", Agency.HOUSING)
    assert shown(desk, who, conference).hidden
    desk.do(AskForPerson(conference, who, "Tenancy at risk", Agency.HOUSING))
    assert shown(desk, who, conference).name == "NOWAK, Daniel"
    desk.close()


def test_a_rag_is_in_a_decision_too(tmp_path: Path) -> None:
    desk, conference, who = meeting(tmp_path)
    desk.do(ChangeRating(who, Scale.RAG, "amber", "Settled"))
    decided(desk, conference, who, Decided.RAG_CHANGE, rag="green", reason="Three clear months")
    attend(desk, conference, "C Reed", Agency.VOLUNTARY)
    assert "Green" not in everything(shown(desk, who, conference))
    desk.close()


def test_an_officer_opens_it_and_nobody_for_casework_else(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path, (Role.ADMINISTRATOR, Role.OFFICER), HELD)
    attend(desk, conference, "Sgt A Example", Agency.POLICE)
    assert opened(desk, conference, person(desk)).name == "NOWAK, Daniel"
    with pytest.raises(Refused, match="role"):
        desk.do(ReplaceStatement("Ours", "Board"))
    desk.close()
