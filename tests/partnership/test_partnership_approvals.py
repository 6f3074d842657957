"""A second person's approval on a real desk with two officers: in place, waiting, turned down, never one's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from iomdesk.catalogue import Agency
from iomdesk.clock import SteppingClock
from iomdesk.doors import Role
from iomdesk.errors import Refused
from iomdesk.ids import Id, new_id
from iomdesk.opening import NewDesk, OpenDesk, approver, change_keys, found_desk, open_desk
from iomdesk.partnership.approvals import Approver, Awaiting
from iomdesk.partnership.commands import AddOfficer, GrantRole, OfficerLeft, TakeRole
from iomdesk.partnership.questions import approvals_awaiting, officers, roles_of
from iomdesk.partnership.records import Approval
from iomdesk.partnership.rules import approval_text, is_signed_by
from tests.desks import NOON
from tests.store.cheap_keys import Cheap

FIRST, SECOND, THIRD = "Sgt A Example", "Insp B Second", "PC C Third"
PHRASE = {FIRST: "first officer of four words", SECOND: "second officer of four words", THIRD: "third of four words"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A desk of three: the founder holds every role, the second is an administrator, the third an officer."""
    place = tmp_path / "desk"
    clock = SteppingClock(NOON)
    found_desk(place, NewDesk(FIRST, Agency.POLICE, "Norwich"), PHRASE[FIRST], Cheap(), clock)
    with open_desk(place, None, PHRASE[FIRST], clock) as opened:
        for name, role in ((SECOND, Role.ADMINISTRATOR), (THIRD, Role.OFFICER)):
            officer = new_id(NOON)
            with change_keys(opened) as slots:
                public = slots.add_officer(opened.unlocked, name, officer, PHRASE[name], Cheap())
                opened.desk.do(AddOfficer(officer, name, Agency.POLICE, "Norwich", public, (role,)))
    return place


@contextmanager
def sitting(home: Path, name: str) -> Iterator[OpenDesk]:
    with open_desk(home, name, PHRASE[name], SteppingClock(NOON + 60_000)) as opened:
        yield opened


def named(opened: OpenDesk, name: str) -> Id:
    return next(row.id for row in opened.desk.ask(officers) if row.name == name)


def roles(opened: OpenDesk, name: str) -> tuple[Role, ...]:
    officer = named(opened, name)
    with opened.store.reading() as reading:
        return roles_of(reading, officer)


def ask_for_supervisor(home: Path) -> Id:
    with sitting(home, FIRST) as opened:
        answer = opened.desk.do(GrantRole(named(opened, THIRD), Role.SUPERVISOR), reason="covers the summer")
        assert isinstance(answer, Awaiting)
        assert Role.SUPERVISOR not in roles(opened, THIRD), "nothing is done before the second person agreed"
        return answer.approval


def test_a_raised_role_waits_for_a_second_officer_and_is_signed_by_their_key(home: Path) -> None:
    request = ask_for_supervisor(home)
    with sitting(home, SECOND) as opened:
        waiting = opened.desk.ask(approvals_awaiting)
        assert [(row.id, row.asked_by, row.reason) for row in waiting] == [(request, FIRST, "covers the summer")]
        opened.desk.decide(request, agreed=True)
        assert Role.SUPERVISOR in roles(opened, THIRD)
        assert opened.desk.ask(approvals_awaiting) == ()
        key = next(row.signing_key for row in opened.desk.ask(officers) if row.name == SECOND)
        with opened.store.reading() as reading:
            row = reading.first(select(Approval.command, Approval.request, Approval.state, Approval.signature))
        assert row is not None
        command, asked, state, signature = row
        text = approval_text(opened.store.settings.founding, request, command or "", asked or b"", state or "")
        assert is_signed_by(key, signature or b"", text)
        assert not is_signed_by(key, signature or b"", text + b"x")
        assert opened.store.verify(full=True).clean


def test_turned_down_changes_nothing_and_is_answered_once(home: Path) -> None:
    request = ask_for_supervisor(home)
    with sitting(home, SECOND) as opened:
        opened.desk.decide(request, agreed=False)
        assert Role.SUPERVISOR not in roles(opened, THIRD)
        with pytest.raises(Refused, match="does not wait"):
            opened.desk.decide(request, agreed=True)


def test_nobody_approves_their_own_request(home: Path) -> None:
    request = ask_for_supervisor(home)
    with sitting(home, FIRST) as opened:
        with pytest.raises(Refused, match="own request"):
            opened.desk.decide(request, agreed=True)
        own = approver(opened.slots, home, FIRST, PHRASE[FIRST], SteppingClock(NOON))
        with pytest.raises(Refused, match="own request"):
            opened.desk.do(GrantRole(named(opened, THIRD), Role.MANAGER), approver=own)
        assert roles(opened, THIRD) == (Role.OFFICER,)


def test_a_second_officer_approves_in_place_by_unlocking(home: Path) -> None:
    with sitting(home, FIRST) as opened:
        second = approver(opened.slots, home, SECOND, PHRASE[SECOND], SteppingClock(NOON))
        assert opened.desk.do(GrantRole(named(opened, THIRD), Role.SUPERVISOR), approver=second) is None
        assert Role.SUPERVISOR in roles(opened, THIRD)


def test_who_may_not_do_it_cannot_approve_it(home: Path) -> None:
    with sitting(home, FIRST) as opened:
        third = approver(opened.slots, home, THIRD, PHRASE[THIRD], SteppingClock(NOON))
        with pytest.raises(Refused, match="cannot approve"):
            opened.desk.do(GrantRole(named(opened, THIRD), Role.SUPERVISOR), approver=third)
        assert opened.desk.ask(approvals_awaiting) == (), "a refused approval leaves no request behind"


def test_a_key_that_is_not_the_officers_own_does_not_sign_for_them(home: Path) -> None:
    with sitting(home, FIRST) as opened:
        forged = Approver(named(opened, SECOND), Ed25519PrivateKey.generate())
        with pytest.raises(Refused, match="not that officer's"):
            opened.desk.do(GrantRole(named(opened, THIRD), Role.SUPERVISOR), approver=forged)


def test_casework_needs_no_second_person_and_an_only_officer_can_go_on(tmp_path: Path) -> None:
    place = tmp_path / "lone"
    found_desk(place, NewDesk(FIRST, Agency.POLICE, "Norwich"), PHRASE[FIRST], Cheap(), SteppingClock(NOON))
    with open_desk(place, None, PHRASE[FIRST], SteppingClock(NOON)) as opened:
        assert opened.desk.do(GrantRole(opened.desk.officer, Role.SUPERVISOR)) is None


def test_the_last_administrator_cannot_go(home: Path) -> None:
    with sitting(home, FIRST) as opened:
        opened.desk.do(TakeRole(named(opened, SECOND), Role.ADMINISTRATOR, "moved"))
        with pytest.raises(Refused, match="without an administrator"):
            opened.desk.do(OfficerLeft(opened.desk.officer, "retires"))
        assert Role.ADMINISTRATOR in roles(opened, FIRST)
