"""Adopting versions on a real desk: who may, what follows what, what is kept, and what happens when it was touched."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from iomdesk.agreement.adopted import adoption_text
from iomdesk.agreement.commands import AdoptAgreement, RecordAgreementSignature, WithdrawAgreementSignature
from iomdesk.agreement.questions import (
    agreement_in_force,
    agreement_requested,
    agreement_signatures,
    agreement_version,
    agreement_versions,
    agreement_written,
)
from iomdesk.agreement.records import Agreement as AgreementRecord
from iomdesk.agreement.rules import PersonFacts, State
from iomdesk.agreement.terms import InForce, canonical, digest
from iomdesk.agreement.view import view_for
from iomdesk.catalogue import Agency, Category
from iomdesk.desk import Desk
from iomdesk.doors import Role
from iomdesk.errors import Refused
from iomdesk.ids import Id, new_id
from iomdesk.partnership.approvals import Approver, Awaiting
from iomdesk.partnership.questions import approvals_awaiting
from iomdesk.partnership.rules import is_signed_by
from tests.agreement.agreements import BEGINS, template, template_text, terms, version, written
from tests.desks import NOON, enter_officer, open_desk

TODAY = date(2026, 11, 2)
SPRING = date(2027, 3, 1)
KNOWN = PersonFacts(frozenset(Agency), True, True, True, True)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.close()


def adopt(desk: Desk, text: str, begins: str = "") -> Id:
    made = desk.do(AdoptAgreement(text, begins))
    assert isinstance(made, bytes)
    return made


def in_force(desk: Desk, on: date = TODAY) -> InForce:
    found = desk.ask(agreement_in_force, on)
    assert found is not None
    return found


def test_the_adopted_version_is_in_force_signed_and_kept_word_for_word(desk: Desk) -> None:
    assert desk.ask(agreement_in_force, TODAY) is None
    made = adopt(desk, template_text(), BEGINS.isoformat())
    found = in_force(desk)
    assert (found.id, found.version, found.adopted_by, found.fault) == (made, 1, "Sgt A Example", "")
    assert found.agreement is not None
    assert canonical(found.agreement) == canonical(terms())
    assert desk.ask(agreement_written, 1) == template_text()
    assert desk.ask(agreement_in_force, date(2026, 11, 1)) is None
    with desk._store.reading() as reading:
        row = reading.first(select(AgreementRecord.signature, AgreementRecord.adopted_at, AgreementRecord.digest))
    assert row is not None
    key = desk._store.sitting.signing_key.public_key().public_bytes_raw()
    text = adoption_text(made, 1, desk.officer, row.adopted_at or 0, digest(terms()))
    assert is_signed_by(key, row.signature or b"", text)
    assert row.digest == digest(terms())
    assert view_for(found, Agency.HOUSING, TODAY, Agency.POLICE).may(Category.CONTACT, KNOWN)


def test_a_new_version_leaves_the_old_one_readable(desk: Desk) -> None:
    first = adopt(desk, template_text(), BEGINS.isoformat())
    document = template()
    document["agreement"] |= {"version": 2, "in_force_from": SPRING, "title": "Second"}
    document["cells"]["contact"]["housing"] = "none"
    second = adopt(desk, written(document))
    assert in_force(desk).id == first, "until its day, the old one is in force"
    assert in_force(desk, date(2027, 2, 28)).version == 1
    assert in_force(desk, SPRING).id == second
    old, new = desk.ask(agreement_version, 1), desk.ask(agreement_version, 2)
    assert old.agreement == terms()
    assert new.agreement is not None
    assert new.agreement.title == "Second"
    assert view_for(old, Agency.HOUSING, TODAY, Agency.POLICE).may(Category.CONTACT, KNOWN)
    assert not view_for(new, Agency.HOUSING, SPRING, Agency.POLICE).may(Category.CONTACT, KNOWN)
    rows = desk.ask(agreement_versions)
    assert [(row.version, row.id, row.in_force_from) for row in rows] == [(2, second, SPRING), (1, first, BEGINS)]
    assert desk.ask(agreement_written, 1) == template_text()
    with pytest.raises(Refused, match="No version 3"):
        desk.ask(agreement_version, 3)


def test_versions_only_go_up_and_on(desk: Desk) -> None:
    adopt(desk, version(3, SPRING))
    for number in (1, 2, 3):
        with pytest.raises(Refused, match="Version 3 was adopted already") as refusal:
            adopt(desk, version(number, SPRING))
        assert "number 4" in refusal.value.remedy
    with pytest.raises(Refused, match="in force from 1 Mar 2027"):
        adopt(desk, version(4, BEGINS))
    adopt(desk, version(4, SPRING))
    assert in_force(desk, SPRING).version == 4
    assert [row.version for row in desk.ask(agreement_versions)] == [4, 3]


def test_what_cannot_be_adopted_changes_nothing(desk: Desk) -> None:
    before = desk._store.position
    for text, begins, said in (
        ("[agreement", "", "line"),
        (template_text(), "", "in_force_from"),
        (template_text(), "soon", "no day"),
        (version(1, date(2024, 1, 1)), "", "Its review was due on 1 Jan 2025"),
    ):
        with pytest.raises(Refused, match=said):
            adopt(desk, text, begins)
    assert desk._store.position == before
    assert desk.ask(agreement_versions) == ()


def test_an_agreement_in_its_days_of_grace_may_still_be_entered(desk: Desk) -> None:
    adopt(desk, version(1, date(2025, 10, 20)))
    view = view_for(in_force(desk), Agency.PROBATION, TODAY, Agency.POLICE)
    assert (view.standing.state, view.may(Category.RISK, KNOWN)) == (State.GRACE, True)
    later = view_for(in_force(desk, date(2026, 12, 1)), Agency.PROBATION, date(2026, 12, 1), Agency.POLICE)
    assert (later.standing.state, later.may(Category.RISK, KNOWN)) == (State.STOPPED, False)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.GOVERNANCE])
def test_only_the_governance_lead_adopts_and_records_and_anyone_reads(tmp_path: Path, role: Role) -> None:
    desk = open_desk(tmp_path, roles=(role,))
    for command in (
        AdoptAgreement(template_text(), BEGINS.isoformat()),
        RecordAgreementSignature(b"x" * 16, Agency.HOUSING, "A", "B", TODAY),
        WithdrawAgreementSignature(b"x" * 16, "mistake"),
    ):
        with pytest.raises(Refused, match="role does not open"):
            desk.do(command)
    assert desk.ask(agreement_versions) == ()
    desk.close()


def test_governance_alone_adopts_without_any_other_role(tmp_path: Path) -> None:
    desk = open_desk(tmp_path, roles=(Role.GOVERNANCE,))
    adopt(desk, version(1, BEGINS))
    assert in_force(desk).version == 1
    desk.close()


def second_lead(desk: Desk, *roles: Role) -> Approver:
    key, officer = Ed25519PrivateKey.generate(), new_id(NOON)
    enter_officer(desk._store, officer, "Ms B Second", roles, "Norwich", key)
    return Approver(officer, key)


def test_a_second_lead_must_agree_where_there_is_one(desk: Desk) -> None:
    second = second_lead(desk, Role.GOVERNANCE)
    waiting = desk.do(AdoptAgreement(version(1, BEGINS)))
    assert isinstance(waiting, Awaiting)
    assert desk.ask(agreement_in_force, TODAY) is None
    (row,) = desk.ask(approvals_awaiting)
    assert (row.command, row.about) == ("AdoptAgreement", ""), "a list of requests is no place for a whole agreement"
    assert desk.ask(agreement_requested, waiting.approval) == terms(version(1, BEGINS))
    with pytest.raises(Refused, match="own request"):
        desk.decide(waiting.approval, agreed=True)
    adopted = desk.do(AdoptAgreement(version(1, BEGINS)), approver=second)
    assert in_force(desk).id == adopted
    with pytest.raises(Refused, match="No agreement waits"):
        desk.ask(agreement_requested, desk.officer)


def test_another_officer_without_the_role_is_no_second_lead(desk: Desk) -> None:
    second_lead(desk, Role.OFFICER, Role.MANAGER, Role.ADMINISTRATOR)
    adopt(desk, version(1, BEGINS))
    assert in_force(desk).version == 1


def test_nobody_is_asked_to_agree_to_what_cannot_be_adopted(desk: Desk) -> None:
    second_lead(desk, Role.GOVERNANCE)
    with pytest.raises(Refused, match="line"):
        desk.do(AdoptAgreement("[agreement"))
    assert desk.ask(approvals_awaiting) == ()


TOUCHED = [
    ("body", template_text().replace('housing = "none"', 'housing = "write"', 1)),
    ("body", "[agreement"),
    ("body", None),
    ("in_force_from", "2026-10-01"),
    ("review_on", "2030-01-01"),
    ("digest", bytes(32)),
    ("signature", bytes(64)),
    ("signature", None),
    ("adopted_at", 1),
    ("adopted_by", bytes(16)),
]


@pytest.mark.parametrize(("column", "value"), TOUCHED)
def test_a_touched_agreement_shares_nothing(desk: Desk, column: str, value: object) -> None:
    """Nor does the older version come back in its place; the desk's own agency reads on."""
    adopt(desk, template_text(), "2026-10-05")
    made = adopt(desk, template_text().replace("version = 1", "version = 2", 1), BEGINS.isoformat())
    assert in_force(desk).fault == ""
    desk._store._raw.set_authorizer(None)
    desk._store._raw.execute(f"UPDATE agreement SET {column} = ? WHERE id = ?", (value, made))
    found = in_force(desk)
    assert (found.id, found.agreement) == (made, None)
    assert "not what was adopted" in found.fault
    housing = view_for(found, Agency.HOUSING, TODAY, Agency.POLICE)
    assert not any(housing.may(category, KNOWN) for category in Category)
    police = view_for(found, Agency.POLICE, TODAY, Agency.POLICE)
    assert all(police.may(category, KNOWN) for category in Category)
    assert desk.ask(agreement_version, 1).agreement is not None


def test_who_signed(desk: Desk) -> None:
    made = adopt(desk, template_text(), BEGINS.isoformat())
    signature = RecordAgreementSignature(made, Agency.HOUSING, " Ms  Example ", "Head of housing", TODAY)
    first = desk.do(signature)
    desk.do(replace(signature, name="Mr Other", signed_on=date(2026, 10, 1)))
    desk.do(replace(signature, agency=Agency.HEALTH))
    rows = desk.ask(agreement_signatures, made)
    assert [(row.agency, row.name, row.position, row.signed_on) for row in rows] == [
        ("housing", "Ms Example", "Head of housing", TODAY),
        ("housing", "Mr Other", "Head of housing", date(2026, 10, 1)),
        ("health", "Ms Example", "Head of housing", TODAY),
    ]
    assert [row.signed for row in desk.ask(agreement_versions)] == [2]
    for wrong, said in (
        (replace(signature, name="MS EXAMPLE"), "recorded already"),
        (replace(signature, name=" "), "name and a position"),
        (replace(signature, position=""), "name and a position"),
        (replace(signature, name="New", signed_on=date(2026, 11, 3)), "day to come"),
        (replace(signature, name="New", agreement=desk.officer), "not on this desk"),
    ):
        with pytest.raises(Refused, match=said):
            desk.do(wrong)
    assert isinstance(first, bytes)
    with pytest.raises(Refused, match="needs a reason"):
        desk.do(WithdrawAgreementSignature(first, " "))
    desk.do(WithdrawAgreementSignature(first, "Signed the wrong page."))
    assert [row.name for row in desk.ask(agreement_signatures, made)] == ["Mr Other", "Ms Example"]
    desk.do(signature)


def test_the_history_holds_it_all(desk: Desk) -> None:
    made = adopt(desk, template_text(), BEGINS.isoformat())
    desk.do(RecordAgreementSignature(made, Agency.HOUSING, "Ms Example", "Head of housing", TODAY))
    adopt(desk, version(2, SPRING))
    assert desk._store.verify(full=True).findings == []
