"""After signing: addenda, late arrivals, and the chair who is told of them until they have seen them."""

from datetime import date
from pathlib import Path

import pytest

from iomdesk import catalogue
from iomdesk.actions.commands import CloseAction, ReviseAction
from iomdesk.actions.rules import Outcome
from iomdesk.conference.addenda import AcknowledgeLate, AddAddendum, late_arrivals
from iomdesk.conference.minuted import Arrived
from iomdesk.conference.rules import minutes_text
from iomdesk.conference.signing import SignConference, minutes_check
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.partnership.commands import OfficerLeft
from iomdesk.store.unit import Given
from tests.conference.conference_sample import person
from tests.conference.meeting_sample import contributed, decided, meeting_desk, minutes, raised


def unseen(desk: Desk) -> list[Arrived]:
    return [each for row in desk.ask(late_arrivals, desk.officer) for each in row.arrived]


def test_addenda_come_after_signing_only_and_reach_the_chair(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    decided(desk, conference, who)
    addendum = AddAddendum(conference, who, "The tenancy was\nlost.", " The landlord wrote late ")
    with pytest.raises(Refused, match="not signed yet"):
        desk.do(addendum)
    desk.do(SignConference(conference))
    assert unseen(desk) == []
    desk.do(addendum)
    desk.do(AddAddendum(conference, None, "The room was changed.\nTwice.", "Found in the diary"))
    for wrong in (AddAddendum(conference, who, " ", "why"), AddAddendum(conference, who, "what", " ")):
        with pytest.raises(Refused, match="a text and a reason"):
            desk.do(wrong)
    found = minutes(desk, conference).addenda
    assert [(each.name, each.body, each.reason, each.author) for each in found] == [
        ("NOWAK, Daniel", "The tenancy was\nlost.", "The landlord wrote late", "Sgt A Example"),
        ("", "The room was changed.\nTwice.", "Found in the diary", "Sgt A Example"),
    ]
    assert desk.ask(minutes_check, conference).stands
    assert {each.kind for each in unseen(desk)} == {"conference_note", "addendum"}
    assert desk.do(AcknowledgeLate(conference)) == 2
    assert (unseen(desk), desk.do(AcknowledgeLate(conference))) == ([], 0)
    desk.close()


def test_what_was_seen_is_known_by_what_it_was_and_not_by_when(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    decision = decided(desk, conference, who)
    desk.do(SignConference(conference))
    late = contributed(desk, conference, who, facts="Rent is paid", health="On a waiting list")
    with desk._store.work() as work:
        work.put(catalogue.DECISION, decision, {"reason": "Another reason"})
    found = {each.record: each for each in unseen(desk)}
    assert found.keys() == {late, decision}
    contribution = found[late].contribution
    assert contribution is not None
    assert [box.body for box in contribution.boxes] == ["Rent is paid", "On a waiting list"]
    desk.do(AcknowledgeLate(conference))
    assert unseen(desk) == []
    assert {each.seen for each in (*minutes(desk, conference).changed, *minutes(desk, conference).later)} == {True}
    # Written before the chair looked, by a desk whose clock is slow, and brought in after: an id of long ago.
    with desk._store.work() as work:
        values: dict[str, Given] = {
            "conference": conference,
            "agency": "health",
            "facts": "Old",
            "written_on": date(2020, 1, 1),
        }
        old = work.create(catalogue.CONTRIBUTION, values, subject=who, record=b"\0" * 15 + b"\7")
        work.put(catalogue.DECISION, decision, {"reason": "Yet another"})
    assert {each.record for each in unseen(desk)} == {old, decision}
    desk.do(AcknowledgeLate(conference))
    with desk._store.work() as work:
        work.withdraw(catalogue.CONTRIBUTION, late, "Of somebody else")
    assert [each.record for each in unseen(desk)] == [late]
    desk.close()


def test_progress_of_an_action_is_nothing_new(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    who = person(desk)
    action = raised(desk, conference, who)
    desk.do(SignConference(conference))
    desk.do(ReviseAction(action, date(2027, 1, 5), "No place before then"))
    desk.do(CloseAction(action, Outcome.COMPLETED))
    assert unseen(desk) == []
    assert desk.ask(minutes_check, conference).stands
    desk.close()


def test_only_who_signed_says_they_have_seen_it(tmp_path: Path) -> None:
    desk, conference = meeting_desk(tmp_path)
    with pytest.raises(Refused, match="not signed yet"):
        desk.do(AcknowledgeLate(conference))
    who = person(desk)
    decided(desk, conference, who)
    desk.do(SignConference(conference))
    desk.do(AddAddendum(conference, who, "what", "why"))
    with desk._store.work() as work:
        other = work.create(catalogue.OFFICER, {"name": "Sgt B Second", "agency": "police"})
        key = desk._store.sitting.signing_key.public_key().public_bytes_raw()
        work.put(catalogue.OFFICER, other, {"signing_key": key})
        row = work.connection.exec_driver_sql("SELECT id, signed_at, digest FROM minutes").one()
        signature = work.sign(minutes_text(conference, other, row[1], row[2]))
        work.put(catalogue.MINUTES, row[0], {"signed_by": other, "signature": signature})
    assert desk.ask(minutes_check, conference).signature_holds
    assert [row.mine for row in desk.ask(late_arrivals, desk.officer)] == [False]
    with pytest.raises(Refused, match="It is for Sgt B Second"):
        desk.do(AcknowledgeLate(conference))
    desk.do(OfficerLeft(other, "Moved to Leeds"))
    assert desk.do(AcknowledgeLate(conference)) == 1
    desk.close()
