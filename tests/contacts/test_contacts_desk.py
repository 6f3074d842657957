"""Contacts on a real encrypted desk: planned, moved, gone as they went, corrected, and asked about."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from iomdesk.catalogue import Agency
from iomdesk.contacts.commands import (
    Account,
    CorrectContact,
    MoveContact,
    Particulars,
    PlanContact,
    RecordContact,
    RecordOutcome,
    WithdrawContact,
)
from iomdesk.contacts.questions import (
    ContactRow,
    awaiting_outcome,
    contact_named,
    contacts_due,
    contacts_of,
    contacts_since,
    known_for_line,
    next_contacts,
    outcomes_missing,
)
from iomdesk.contacts.rules import Outcome, Sort
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.history.change import NARROWED
from iomdesk.ids import Id, id_text
from iomdesk.people.commands import AddPerson, AssignOfficer, LinkPersons
from iomdesk.people.rules import FieldValue, OfficerRole
from iomdesk.store.tables import OperationRow
from tests.desks import open_desk

TODAY = date(2026, 11, 2)
FRIDAY = date(2026, 11, 6)
VISIT = Particulars(Sort.VISIT, "14:30", "L Grimes", None, Agency.PROBATION, "home", "curfew check")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def person(desk: Desk) -> Id:
    return enter(desk, "Nowak")


def enter(desk: Desk, surname: str) -> Id:
    made = desk.do(AddPerson({"surname": surname}))
    assert isinstance(made, bytes)
    return made


def plan(desk: Desk, person: Id, on: date, what: Particulars = VISIT) -> Id:
    made = desk.do(PlanContact(person, on, what))
    assert isinstance(made, bytes)
    return made


def only(desk: Desk, person: Id) -> ContactRow:
    (row,) = desk.ask(contacts_of, person)
    return row


def test_planned_then_attended(desk: Desk, person: Id) -> None:
    contact = plan(desk, person, TODAY)
    row = only(desk, person)
    assert (row.sort, row.on, row.planned_at, row.officer_name, row.agency, row.place, row.purpose, row.outcome) == (
        "visit", TODAY, "14:30", "L Grimes", "probation", "home", "curfew check", "",
    )  # fmt: skip
    desk.do(RecordOutcome(contact, Account(Outcome.ATTENDED, facts="on time", opinion="anxious")))
    row = only(desk, person)
    assert (row.outcome, row.happened_on, row.facts, row.opinion) == ("attended", TODAY, "on time", "anxious")
    with pytest.raises(Refused, match="recorded already"):
        desk.do(RecordOutcome(contact, Account(Outcome.NOT_HOME)))
    with pytest.raises(Refused, match="recorded already"):
        desk.do(MoveContact(contact, FRIDAY, "late"))
    assert desk.ask(awaiting_outcome, person, TODAY) == ()


def test_what_was_typed_before_an_outcome_is_not_lost(desk: Desk, person: Id) -> None:
    contact = plan(desk, person, TODAY, replace(VISIT, opinion="will not be in", do_not_share=False))
    desk.do(RecordOutcome(contact, Account(Outcome.ATTENDED, opinion="glad of the visit", do_not_share=True)))
    row = only(desk, person)
    assert (row.opinion, row.purpose, row.do_not_share) == ("will not be in; glad of the visit", "curfew check", True)


def test_an_outcome_of_a_day_to_come(desk: Desk, person: Id) -> None:
    contact = plan(desk, person, FRIDAY)
    with pytest.raises(Refused, match="has not come"):
        desk.do(RecordOutcome(contact, Account(Outcome.ATTENDED)))
    with pytest.raises(Refused, match="reason"):
        desk.do(RecordOutcome(contact, Account(Outcome.CANCELLED, "  ")))
    desk.do(RecordOutcome(contact, Account(Outcome.CANCELLED, "officer in court")))
    assert (only(desk, person).happened_on, only(desk, person).outcome_reason) == (FRIDAY, "officer in court")


def test_moves_stay_in_sight_with_their_reasons(desk: Desk, person: Id) -> None:
    contact = plan(desk, person, TODAY)
    desk.do(MoveContact(contact, FRIDAY, "bus strike"))
    desk.do(MoveContact(contact, FRIDAY, "bus strike", "09:30"))
    desk.do(MoveContact(contact, FRIDAY + timedelta(days=3), "ill"))
    assert only(desk, person).outcome_reason == "", "why it was moved is no outcome's reason"
    with pytest.raises(Refused, match="very day"):
        desk.do(MoveContact(contact, FRIDAY + timedelta(days=3), "again", "09:30"))
    with pytest.raises(Refused, match="reason"):
        desk.do(MoveContact(contact, TODAY, " "))
    with pytest.raises(Refused, match="14:30"):
        desk.do(MoveContact(contact, TODAY, "x", "9.30"))
    desk.do(RecordOutcome(contact, Account(Outcome.ACCEPTABLE), FRIDAY))
    row = only(desk, person)
    assert [(each.was_on, each.was_at, each.reason) for each in row.moves] == [
        (TODAY, "14:30", "bus strike"),
        (FRIDAY, "14:30", "bus strike"),
        (FRIDAY, "09:30", "ill"),
    ]
    assert (row.outcome_reason, row.planned_on) == ("", FRIDAY + timedelta(days=3)), (
        "a move's reason is not the outcome's"
    )


def test_a_contact_that_was_not_planned(desk: Desk, person: Id) -> None:
    call = Particulars(Sort.CALL, "10:05")
    desk.do(RecordContact(person, TODAY, Account(Outcome.NOT_HOME, facts="left a message"), call))
    row = only(desk, person)
    assert (row.planned_on, row.happened_on, row.planned_at, row.facts) == (None, TODAY, "10:05", "left a message")
    with pytest.raises(Refused, match="has not come"):
        desk.do(RecordContact(person, FRIDAY, Account(Outcome.ACCEPTABLE), call))
    desk.do(RecordContact(person, TODAY, Account(Outcome.UNACCEPTABLE, "no call"), call))
    absent = desk.ask(contacts_of, person)[0]
    assert (absent.planned_on, absent.outcome_reason) == (TODAY, "no call"), "an absence was planned"
    with pytest.raises(Refused, match="14:30"):
        plan(desk, person, FRIDAY, Particulars(at="half past"))
    with pytest.raises(Refused, match="not on this desk"):
        plan(desk, b"n" * 16, FRIDAY)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"place": " court ", "purpose": None}, {"place": "court", "purpose": ""}),
        ({"outcome": "unacceptable absence", "outcome_reason": "no call"}, {"outcome": "unacceptable absence"}),
        ({"outcome": None}, {"outcome": "", "happened_on": None, "outcome_reason": ""}),
        ({"happened_on": date(2026, 11, 1)}, {"happened_on": date(2026, 11, 1)}),
        ({"officer_name": "J Okafor"}, {"officer_name": "J Okafor", "officer": None}),
        ({"do_not_share": True, "facts": "calm"}, {"do_not_share": True, "facts": "calm"}),
    ],
)
def test_corrections(desk: Desk, person: Id, values: dict[str, FieldValue], expected: dict[str, FieldValue]) -> None:
    contact = plan(desk, person, TODAY, replace(VISIT, officer=desk.officer))
    desk.do(RecordOutcome(contact, Account(Outcome.ATTENDED)))
    desk.do(CorrectContact(contact, values))
    row = only(desk, person)
    assert {name: getattr(row, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"planned_on": FRIDAY}, "cannot be corrected"),
        ({"planned_at": "10:00"}, "moved"),
        ({"outcome": "late"}, "is one of"),
        ({"sort": "letter"}, "is one of"),
        ({"outcome": "cancelled by us"}, "reason"),
        ({"happened_on": FRIDAY}, "has not come"),
        ({"happened_on": None}, "has its day"),
        ({"happened_on": "yesterday"}, "cannot take"),
        ({"do_not_share": False}, "stays so"),
        ({"outcome": None, "happened_on": TODAY}, "neither"),
    ],
)
def test_corrections_that_are_refused(desk: Desk, person: Id, values: dict[str, FieldValue], why: str) -> None:
    contact = plan(desk, person, TODAY)
    desk.do(RecordOutcome(contact, Account(Outcome.ATTENDED)))
    before = only(desk, person)
    with pytest.raises(Refused, match=why):
        desk.do(CorrectContact(contact, values))
    after = only(desk, person)
    assert all(getattr(before, name) == getattr(after, name) for name in ContactRow.__slots__)


def test_what_was_not_planned_cannot_lose_its_outcome_but_be_withdrawn(desk: Desk, person: Id) -> None:
    contact = desk.do(RecordContact(person, TODAY, Account(Outcome.ATTENDED), Particulars(Sort.CALL)))
    assert isinstance(contact, bytes)
    with pytest.raises(Refused, match="nothing is left"):
        desk.do(CorrectContact(contact, {"outcome": None}))
    desk.do(CorrectContact(contact, {"outcome": "acceptable absence", "planned_at": "10:00"}))
    assert (only(desk, person).planned_on, only(desk, person).planned_at, only(desk, person).moves) == (
        TODAY,
        "10:00",
        (),
    )
    with pytest.raises(Refused, match="reason"):
        desk.do(WithdrawContact(contact, ""))
    desk.do(WithdrawContact(contact, "another person's"))
    assert desk.ask(contacts_of, person) == ()
    for command in (WithdrawContact(contact, "again"), CorrectContact(contact, {"place": "x"})):
        with pytest.raises(Refused, match="not on this desk"):
            desk.do(command)


def test_what_is_not_to_be_shared_lies_where_no_other_agency_gets_it(desk: Desk, person: Id) -> None:
    contact = plan(desk, person, TODAY, replace(VISIT, do_not_share=True))
    desk.do(RecordOutcome(contact, Account(Outcome.ATTENDED, facts="seen")))
    with desk._store.reading() as reading:
        slots = reading.all(select(OperationRow.slot).where(OperationRow.record == contact))
    assert {slot for (slot,) in slots} == {NARROWED}


def test_what_is_due_and_what_lacks_its_outcome(desk: Desk, person: Id) -> None:
    late = plan(desk, person, TODAY - timedelta(days=3))
    today = plan(desk, person, TODAY, replace(VISIT, at="", officer_name="J Okafor", agency=Agency.POLICE))
    morning = plan(desk, person, TODAY, replace(VISIT, at="09:00"))
    plan(desk, person, FRIDAY)
    done = plan(desk, person, TODAY)
    desk.do(RecordOutcome(done, Account(Outcome.ATTENDED)))
    assert [row.id for row in desk.ask(contacts_due, TODAY, TODAY)] == [morning, today]
    assert [row.id for row in desk.ask(contacts_due, TODAY, TODAY, "okafor")] == [today]
    assert [row.id for row in desk.ask(contacts_due, TODAY, FRIDAY, "", "police")] == [today]
    assert [row.id for row in desk.ask(outcomes_missing, TODAY)] == [late]
    assert [row.id for row in desk.ask(outcomes_missing, TODAY, "okafor")] == []
    assert {row.id for row in desk.ask(awaiting_outcome, person, TODAY)} == {late, today, morning}
    assert desk.ask(outcomes_missing, TODAY)[0].surname == "Nowak"


def test_a_contact_is_named_by_its_code_or_id(desk: Desk, person: Id) -> None:
    contact = plan(desk, person, TODAY)
    code = only(desk, person).code
    for text in (code, code.lower(), f" {code.replace('0', 'o').replace('1', 'l')} ", id_text(contact)):
        assert (desk.ask(contact_named, text).id, desk.ask(contact_named, text).person) == (contact, person)
    for text in ("C-00000", "C-", "", "7K3M-Q2VX", code[2:]):
        with pytest.raises(Refused, match="no contact"):
            desk.ask(contact_named, text)


def test_linked_records_are_one_persons(desk: Desk, person: Id) -> None:
    other = enter(desk, "Nowakowski")
    plan(desk, other, FRIDAY)
    plan(desk, person, TODAY)
    desk.do(LinkPersons(person, other, "same PNC"))
    assert [row.on for row in desk.ask(contacts_of, other)] == [FRIDAY, TODAY], "newest first"
    assert len(desk.ask(awaiting_outcome, person, FRIDAY)) == 2


def test_many_people_since_a_day_in_a_constant_number_of_selects(desk: Desk) -> None:
    people = [enter(desk, f"Specimen{number}") for number in range(6)]
    for place, each in enumerate(people):
        for day in (TODAY - timedelta(days=20), TODAY - timedelta(days=place), TODAY, FRIDAY):
            plan(desk, each, day)
    other = people.pop()
    shown = dict.fromkeys(people, people[0]) | {each: each for each in people[1:]} | {other: people[0]}
    asked: list[str] = []
    counts = []
    with desk._store.reading() as reading:
        desk._store._raw_reader.set_trace_callback(asked.append)
        for records in ({people[1]: people[1]}, shown):
            asked.clear()
            found = contacts_since(reading, records, TODAY - timedelta(days=3), TODAY)
            counts.append(sum(each.lstrip().startswith("SELECT") for each in asked))
        desk._store._raw_reader.set_trace_callback(None)
        assert counts == [2, 2]
        assert {person: len(rows) for person, rows in found.items()} == {
            people[0]: 3, people[1]: 2, people[2]: 2, people[3]: 2, people[4]: 1,
        }  # fmt: skip
        assert all(row.on is not None for rows in found.values() for row in rows)
        apart = contacts_since(reading, shown, {people[1]: TODAY}, TODAY)
        assert {person: len(rows) for person, rows in apart.items()} == {
            people[0]: 6, people[1]: 1, people[2]: 3, people[3]: 3, people[4]: 3,
        }  # fmt: skip
        assert {row.on for row in next_contacts(reading, shown, TODAY + timedelta(days=1)).values()} == {FRIDAY}
        assert contacts_since(reading, {}, TODAY, TODAY) == {}


def test_whom_a_line_may_name(desk: Desk, person: Id) -> None:
    desk.do(AssignOfficer(person, OfficerRole.LEAD, Agency.PROBATION, "L Grimes"))
    desk.do(AssignOfficer(person, OfficerRole.LEAD, Agency.POLICE, "sgt a example"))
    known = desk.ask(known_for_line, person, desk.officer)
    assert [(each.name, each.agency, each.id) for each in known.officers] == [
        ("Sgt A Example", "police", desk.officer),
        ("L Grimes", "probation", None),
    ]
    assert (known.places, known.typing) == (("Norwich",), known.officers[0])
