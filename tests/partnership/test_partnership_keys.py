"""Keys, roles and approvals on a real desk: who may touch the slots, who must agree, and what the log then says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.clock import SteppingClock
from iomdesk.doors import Role
from iomdesk.errors import Damaged, Refused, WrongKey
from iomdesk.ids import Id, new_id
from iomdesk.opening import NewDesk, OpenDesk, approver, change_keys, forget_replaced, found_desk, open_desk
from iomdesk.partnership.approvals import Awaiting
from iomdesk.partnership.commands import AddOfficer, AddSite, GrantRole, OfficerLeft, TakeRole
from iomdesk.partnership.questions import approvals_awaiting, audit_log, officers
from tests.desks import NOON
from tests.store.cheap_keys import Cheap

FIRST, SECOND = "Sgt A Example", "PC B Second"
PHRASE = {FIRST: "first officer of four words", SECOND: "second officer of four words"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A desk of two: the founder holds every role, the second is an officer."""
    place = tmp_path / "desk"
    found_desk(place, NewDesk(FIRST, Agency.POLICE, "Norwich"), PHRASE[FIRST], Cheap(), SteppingClock(NOON))
    with at(place, FIRST) as opened, change_keys(opened) as slots:
        officer = new_id(NOON)
        public = slots.add_officer(opened.unlocked, SECOND, officer, PHRASE[SECOND], Cheap())
        opened.desk.do(AddOfficer(officer, SECOND, Agency.POLICE, "Norwich", public, (Role.OFFICER,)))
    return place


def at(home: Path, name: str, *, despite_anchor: bool = False) -> Any:
    return open_desk(home, name, PHRASE[name], SteppingClock(NOON + 60_000), despite_anchor=despite_anchor)


def named(opened: OpenDesk, name: str) -> Id:
    return next(row.id for row in opened.desk.ask(officers) if row.name == name)


def actions(opened: OpenDesk) -> list[str]:
    return [row.action for row in opened.desk.ask(audit_log)]


@pytest.mark.parametrize(
    "touch",
    [
        OpenDesk.renew_recovery,
        OpenDesk.mend_keys,
        OpenDesk.accept,
        lambda opened: opened.remove_officer(FIRST, "wants the desk"),
        lambda opened: opened.remove_officer(SECOND, "wants to go"),
    ],
    ids=["renew_recovery", "mend_keys", "accept", "remove_other", "remove_self"],
)
def test_an_officer_touches_no_slot_and_no_note(home: Path, touch: Callable[[OpenDesk], object]) -> None:
    """Whoever draws a new sheet could become any officer, and approve what they asked for themselves."""
    with at(home, SECOND) as opened:
        keys, note = opened.generation.keys.read_bytes(), opened.generation.anchor.read_bytes()
        with pytest.raises(Refused, match="role"):
            touch(opened)
        assert opened.generation.keys.read_bytes() == keys
        assert opened.generation.anchor.read_bytes() == note
        assert opened.slots.dump() == keys
        assert opened.slots.has(FIRST)
    with pytest.raises(Refused, match="role"):
        forget_replaced(home, SECOND, PHRASE[SECOND], SteppingClock(NOON))


def test_what_an_administrator_does_to_keys_is_in_the_audit_log(home: Path) -> None:
    with at(home, FIRST) as opened:
        code = opened.renew_recovery()
        assert opened.mend_keys() == 0
        opened.slots.unlock_recovery(code).wipe()
        opened.accept()
        assert actions(opened)[-3:] == ["RenewRecoverySheet", "MendKeySlots", "AcceptFile"]
    assert forget_replaced(home, FIRST, PHRASE[FIRST], SteppingClock(NOON)) == 0
    with at(home, FIRST) as opened:
        assert actions(opened)[-1] == "RemoveReplaced"


def test_a_removed_officer_opens_nothing_and_a_broken_off_removal_can_be_finished(home: Path) -> None:
    with at(home, FIRST) as opened:
        opened.desk.do(OfficerLeft(named(opened, SECOND), "moved"))
    with pytest.raises(Refused, match="role"), at(home, SECOND):
        pass
    with at(home, FIRST) as opened:
        assert opened.slots.has(SECOND)
        opened.remove_officer(SECOND, "moved")
        assert not opened.slots.has(SECOND)
        with pytest.raises(Refused, match="No officer of that name"):
            opened.remove_officer(SECOND, "moved")


def test_a_desk_whose_note_contradicts_it_is_not_noted_anew_until_an_administrator_accepts(home: Path) -> None:
    with at(home, FIRST) as opened:
        anchor = opened.generation.anchor
    older = anchor.read_bytes()
    anchor.write_bytes(b"\xff" * len(older))
    with at(home, FIRST, despite_anchor=True) as opened:
        opened.desk.do(AddSite("Great Yarmouth"))
        assert opened.complaint
    assert anchor.read_bytes() == b"\xff" * len(older)
    with pytest.raises(Damaged), at(home, FIRST):
        pass
    with at(home, FIRST, despite_anchor=True) as opened:
        assert opened.verify(full=True).clean
        opened.accept()
        opened.desk.do(AddSite("Thetford"))
    with at(home, FIRST) as opened:
        assert opened.complaint == ""
        assert actions(opened).count("AcceptFile") == 1


def test_a_note_that_lags_after_a_kill_is_no_alarm_and_is_brought_up_to_date_at_once(home: Path) -> None:
    """Else an old copy put back to the moment of the lagging note would pass for the newest."""
    with at(home, FIRST) as opened:
        anchor = opened.generation.anchor
    lagging = anchor.read_bytes()
    with at(home, FIRST) as opened:
        opened.desk.do(AddSite("Great Yarmouth"))
    anchor.write_bytes(lagging)
    with at(home, FIRST) as opened:
        assert opened.complaint == ""
        position = opened.store.position
    with at(home, FIRST) as opened:
        assert opened.anchor.read() == position


def test_a_lone_administrator_makes_a_second_one_and_from_then_on_needs_them(home: Path) -> None:
    """Where nobody else could agree, waiting for a second person would be waiting for ever."""
    with at(home, FIRST) as opened:
        second = named(opened, SECOND)
        assert opened.desk.do(GrantRole(second, Role.ADMINISTRATOR)) is None
        assert isinstance(opened.desk.do(GrantRole(second, Role.GOVERNANCE)), Awaiting)
        key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
        third = AddOfficer(new_id(NOON), "PC C Third", Agency.POLICE, "Norwich", key, (Role.ADMINISTRATOR,))
        with pytest.raises(Refused, match="by itself"):
            opened.desk.do(third)


def test_nobody_is_entered_under_another_officers_id(home: Path) -> None:
    with at(home, FIRST) as opened:
        second = named(opened, SECOND)
        key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
        with pytest.raises(Refused, match="another name"):
            opened.desk.do(AddOfficer(second, "PC C Third", Agency.POLICE, "Norwich", key, ()))
        assert opened.verify(full=True).clean


@pytest.mark.parametrize(
    ("agreed", "said"), [(True, ["approve GrantRole", "GrantRole"]), (False, ["turn down GrantRole"])]
)
def test_the_log_tells_what_was_answered_and_only_then_what_was_done(home: Path, agreed: bool, said: list[str]) -> None:
    with at(home, FIRST) as opened:
        opened.desk.do(GrantRole(named(opened, SECOND), Role.ADMINISTRATOR))
        waiting = opened.desk.do(GrantRole(named(opened, SECOND), Role.GOVERNANCE))
        assert isinstance(waiting, Awaiting)
        before = len(actions(opened))
    with at(home, SECOND) as opened:
        opened.desk.decide(waiting.approval, agreed=agreed)
    with at(home, FIRST) as opened:
        assert actions(opened)[before:] == said
        assert opened.verify(full=True).clean


@pytest.mark.parametrize("agreed", [True, False])
def test_an_officer_without_the_role_answers_nothing(home: Path, agreed: bool) -> None:
    with at(home, FIRST) as opened:
        officer = new_id(NOON)
        key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
        third = AddOfficer(officer, "Insp C Third", Agency.POLICE, "Norwich", key, (Role.ADMINISTRATOR,))
        opened.desk.do(third)
        waiting = opened.desk.do(GrantRole(named(opened, SECOND), Role.SUPERVISOR))
        assert isinstance(waiting, Awaiting)
    with at(home, SECOND) as opened:
        with pytest.raises(Refused, match="role"):
            opened.desk.decide(waiting.approval, agreed=agreed)
        assert [row.id for row in opened.desk.ask(approvals_awaiting)] == [waiting.approval]


def test_guessing_a_second_officers_passphrase_is_slowed_down_like_any_other(home: Path) -> None:
    clock = SteppingClock(NOON)
    with at(home, FIRST) as opened:
        for _ in range(3):
            with pytest.raises(WrongKey):
                approver(opened.slots, home, SECOND, "a guess of four words", clock)
        with pytest.raises(Refused, match="wait"):
            approver(opened.slots, home, SECOND, PHRASE[SECOND], clock)


def test_an_approval_nobody_signed_is_found(home: Path) -> None:
    with at(home, FIRST) as opened:
        second = named(opened, SECOND)
        opened.desk.do(GrantRole(second, Role.ADMINISTRATOR))
        waiting = opened.desk.do(GrantRole(second, Role.GOVERNANCE))
        assert isinstance(waiting, Awaiting)
        with opened.store.work() as work:
            values = {"state": "approved", "decided_by": second, "signature": work.sign(b"forged")}
            work.put(catalogue.APPROVAL, waiting.approval, values)
        assert opened.store.verify(full=True).clean, "to the history it is an entry like any other"
        report = opened.verify(full=True)
        assert ["approvals" in finding.what for finding in report.findings] == [True]


def test_a_role_holds_from_when_it_is_given_until_it_is_taken(home: Path) -> None:
    with at(home, FIRST) as opened:
        opened.desk.do(TakeRole(opened.desk.officer, Role.GOVERNANCE, "keeps the house apart"))
        assert Role.GOVERNANCE not in opened.desk.roles
        with pytest.raises(Refused, match="role"):
            opened.desk.ask(audit_log)
        opened.desk.do(GrantRole(opened.desk.officer, Role.GOVERNANCE))
        opened.desk.ask(audit_log)


def test_a_role_of_a_later_program_opens_nothing_and_shuts_nothing(home: Path) -> None:
    with at(home, FIRST) as opened, opened.store.work() as work:
        for role in ("archivist", None):
            values = {"role": role, "granted_at": work.now}
            work.create(catalogue.ROLE_GRANT, values, subject=work.officer)
    with at(home, FIRST) as opened:
        row = next(row for row in opened.desk.ask(officers) if row.name == FIRST)
        assert set(row.roles) == set(Role)


def test_whoever_listens_is_told_of_a_request_that_waits(home: Path) -> None:
    told: list[frozenset[str]] = []
    with open_desk(
        home, FIRST, PHRASE[FIRST], SteppingClock(NOON), changed=lambda kinds, _: told.append(kinds)
    ) as opened:
        second = named(opened, SECOND)
        opened.desk.do(GrantRole(second, Role.ADMINISTRATOR))
        opened.desk.do(GrantRole(second, Role.GOVERNANCE))
    assert told == [frozenset({"role_grant"}), frozenset({"approval"})]
