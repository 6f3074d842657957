"""People entered, changed, marked, linked and found at a real encrypted desk."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.cohort.questions import person_file
from iomdesk.desk import Desk
from iomdesk.doors import Role
from iomdesk.errors import Refused
from iomdesk.ids import Id, id_text, short_ref
from iomdesk.people.commands import (
    AddIdentifier,
    AddNote,
    AddPerson,
    AssignOfficer,
    ChangePerson,
    LinkPersons,
    SetMarker,
    UnlinkPersons,
    WithdrawIdentifier,
)
from iomdesk.people.identifiers import Scheme
from iomdesk.people.questions import (
    duplicates,
    duplicates_of,
    find_person,
    person_card,
    record_named,
    whois,
)
from iomdesk.people.rules import FieldValue, Likeness, MarkerCode, MarkerState, OfficerRole
from tests.desks import open_desk

BORN = date(1973, 10, 22)
PNC = "02/199127X"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.close()


def enter(desk: Desk, surname: str, *numbers: tuple[Scheme, str], reason: str = "", **values: FieldValue) -> Id:
    person = desk.do(AddPerson({"surname": surname, **values}, numbers, reason))
    assert isinstance(person, bytes)
    return person


def test_a_person_is_entered_with_a_reference_and_found_by_whatever_names_them(desk: Desk) -> None:
    numbers = ((Scheme.PNC, PNC), (Scheme.CRO, "65656/91H"), (Scheme.NOMIS, "a4050dr"), (Scheme.CRN, "N664861"))
    person = enter(desk, "Taylor", *numbers, forenames="Eric", born=BORN)
    card = desk.ask(person_card, person)
    assert card.ref == short_ref(person)
    assert (card.fields["surname"], card.fields["born"], card.fields["rag"]) == ("Taylor", BORN, None)
    spelled = (PNC, "2002/0199127x", "065656/91H", "A4050DR", "n664861", card.ref, card.ref.lower().replace("-", ""))
    for text in (*spelled, id_text(person)):
        assert desk.ask(find_person, text) == person
    (found,) = desk.ask(whois, "tayl ERIC")
    assert (found.id, found.ref, found.matched_by) == (person, card.ref, "name")


def test_nobody_and_several_are_told_apart(desk: Desk) -> None:
    with pytest.raises(Refused, match="Nobody"):
        desk.ask(find_person, "2002/0000001A")
    with pytest.raises(Refused, match="Nobody"):
        desk.ask(whois, "Nemo")
    enter(desk, "Taylor", (Scheme.PNC, PNC))
    enter(desk, "Tailor", (Scheme.PNC, "2002/199127X"))
    with pytest.raises(Refused, match="2 people") as refused:
        desk.ask(find_person, PNC)
    assert "reference" in refused.value.remedy


def test_the_century_of_a_short_pnc_needs_no_clock_to_find_somebody(desk: Desk) -> None:
    old = enter(desk, "Older", (Scheme.PNC, "1981/0000034U"))
    assert desk.ask(find_person, "81/34U") == old


def test_a_failed_check_letter_asks_for_a_reason_and_never_blocks(desk: Desk) -> None:
    with pytest.raises(Refused, match="check letter"):
        enter(desk, "Roe", (Scheme.PNC, "2003/0011985Z"))
    person = enter(desk, "Roe", (Scheme.PNC, "2003/0011985Z"), reason="as typed in the source")
    (number,) = desk.ask(person_card, person).identifiers
    assert (number.check_passed, number.reason) == (False, "as typed in the source")
    again = desk.do(AddIdentifier(person, Scheme.PNC, "03/11985z", "typed again"))
    assert again == number.id
    desk.do(WithdrawIdentifier(number.id, "not theirs"))
    assert desk.ask(person_card, person).identifiers == ()


def test_nothing_is_required_but_a_name_or_a_number(desk: Desk) -> None:
    with pytest.raises(Refused, match="name or an identifier"):
        desk.do(AddPerson({"surname": "  ", "sex": "M"}))
    assert desk.do(AddPerson({}, ((Scheme.CRN, "X123456"),)))


@pytest.mark.parametrize(
    "values", [{"rag": "Red"}, {"rosh": "Enormous"}, {"born": date(2030, 1, 1)}, {"narrowing": "none"}, {"sex": 1}]
)
def test_what_an_officer_may_not_set_is_refused(desk: Desk, values: dict[str, FieldValue]) -> None:
    person = enter(desk, "Taylor")
    with pytest.raises(Refused):
        desk.do(ChangePerson(person, values))


def test_three_edits_and_an_undo_on_one_form_make_no_conflict(desk: Desk) -> None:
    person = enter(desk, "Taylor", phone="1")
    tokens = dict(desk.ask(person_card, person).tokens)
    for number in ("2", "3", "4", "1"):
        written = desk.do(ChangePerson(person, {"phone": number}, tokens))
        assert isinstance(written, dict)
        tokens |= written
    card = desk.ask(person_card, person)
    assert (card.fields["phone"], card.contested) == ("1", ())


def test_two_who_did_not_see_each_other_leave_both_values_with_who_and_when(desk: Desk) -> None:
    person = enter(desk, "Taylor", rosh="Medium", supervision_until=BORN)
    seen = desk.ask(person_card, person).tokens
    desk.do(ChangePerson(person, {"rosh": "High", "supervision_until": date(2028, 1, 1)}, seen))
    desk.do(ChangePerson(person, {"rosh": "Low", "supervision_until": date(2029, 1, 1)}, seen))
    card = desk.ask(person_card, person)
    assert card.fields["rosh"] == "High"
    contested = {each.name: each.standing for each in card.contested}
    assert {one.value for one in contested["rosh"]} == {"High", "Low"}
    assert {one.value for one in contested["supervision_until"]} == {date(2028, 1, 1), date(2029, 1, 1)}
    assert {one.by for one in contested["rosh"]} == {"Sgt A Example"}
    assert all(one.at > 0 for one in contested["rosh"])
    desk.do(ChangePerson(person, {"rosh": "Low", "supervision_until": date(2029, 1, 1)}, card.tokens))
    assert desk.ask(person_card, person).contested == ()


def test_a_marker_is_changed_not_doubled(desk: Desk) -> None:
    person = enter(desk, "Taylor")
    first = desk.do(SetMarker(person, MarkerCode.RISK_TO_STAFF, MarkerState.UNKNOWN, source="custody record"))
    second = desk.do(SetMarker(person, MarkerCode.RISK_TO_STAFF, MarkerState.YES, since=BORN))
    assert first == second
    (marker,) = desk.ask(person_card, person).markers
    assert (marker.state, marker.since, marker.source) == ("yes", BORN, "custody record")


def test_a_new_lead_ends_the_one_before_of_that_agency_alone(desk: Desk) -> None:
    person = enter(desk, "Taylor")
    day = date(2026, 10, 1)
    desk.do(AssignOfficer(person, OfficerRole.LEAD, Agency.POLICE, "PC 1 Doyle", date(2026, 1, 1)))
    desk.do(AssignOfficer(person, OfficerRole.LEAD, Agency.PROBATION, "L Grimes"))
    lead = desk.do(AssignOfficer(person, OfficerRole.LEAD, Agency.POLICE, "PC 2 Mistry", day))
    assert desk.do(AssignOfficer(person, OfficerRole.LEAD, Agency.POLICE, "pc 2  mistry")) == lead
    standing = {(row.agency, row.name, row.until) for row in desk.ask(person_card, person).officers}
    expected = {("police", "PC 1 Doyle", day), ("probation", "L Grimes", None), ("police", "PC 2 Mistry", None)}
    assert standing == expected


def test_a_note_not_to_be_shared_lies_apart_in_the_log(desk: Desk) -> None:
    person = enter(desk, "Taylor")
    desk.do(AddNote(person, "seen in town", "Visit"))
    kept = desk.do(AddNote(person, "from a source", do_not_share=True))
    newest, oldest = desk.ask(person_card, person).notes
    assert (newest.do_not_share, oldest.do_not_share, oldest.heading) == (True, False, "Visit")
    with desk._store.reading() as reading:
        slots = reading.connection.exec_driver_sql("SELECT slot FROM operation WHERE record = ?", (kept,)).all()
    assert {slot for (slot,) in slots} == {0}


def test_two_records_are_one_person_until_the_link_is_undone(desk: Desk) -> None:
    one = enter(desk, "Taylor", (Scheme.PNC, PNC), forenames="Eric", born=BORN, rosh="Low")
    two = enter(desk, "TAYLOR", (Scheme.PNC, "2002/199127X"), forenames="Eric", born=BORN, rosh="High", phone="7")
    (pair,) = desk.ask(duplicates)
    assert (pair.first.id, pair.second.id, pair.likeness) == (one, two, Likeness.LIKELY)
    assert desk.ask(duplicates_of, two) == (pair,)
    desk.do(LinkPersons(two, one, "the same PNC"))
    assert desk.ask(duplicates) == desk.ask(duplicates_of, one) == ()
    assert desk.ask(find_person, PNC) == one
    card = desk.ask(person_card, two)
    assert (card.id, card.records) == (one, (one, two))
    assert (card.fields["rosh"], card.fields["phone"]) == ("High", "7")
    assert {each.name for each in card.contested} == {"surname", "rosh"}
    with pytest.raises(Refused, match="one person already"):
        desk.do(LinkPersons(one, two, "again"))
    desk.do(ChangePerson(one, {"surname": "Taylor", "rosh": "Low"}, card.tokens))
    assert desk.ask(person_card, one).contested == ()
    desk.do(UnlinkPersons(desk.ask(record_named, short_ref(one)), two, "two people after all"))
    assert desk.ask(person_card, one).records == (one,)
    assert desk.ask(person_card, two).fields["phone"] == "7"
    with pytest.raises(Refused, match="not linked"):
        desk.do(UnlinkPersons(one, two, "again"))


def test_linking_is_a_combination_in_the_audit_log(desk: Desk) -> None:
    one, two = enter(desk, "Taylor"), enter(desk, "Tailor")
    desk.do(LinkPersons(one, two, "fingerprints"))
    with desk._store.reading() as reading:
        rows = reading.connection.exec_driver_sql("SELECT operation, action FROM audit").all()
    assert ("combination", "LinkPersons") in [tuple(row) for row in rows]


def test_a_link_needs_two_people_who_are_here_and_a_reason(desk: Desk) -> None:
    one, two = enter(desk, "Taylor"), enter(desk, "Tailor")
    for command in (LinkPersons(one, one, "x"), LinkPersons(one, bytes(16), "x"), LinkPersons(one, two, "  ")):
        with pytest.raises(Refused):
            desk.do(command)


def test_a_link_through_a_third_is_undone_where_it_was_made(desk: Desk) -> None:
    one, two, three = (enter(desk, name) for name in ("A", "B", "C"))
    desk.do(LinkPersons(one, two, "x"))
    desk.do(LinkPersons(two, three, "y"))
    assert desk.ask(person_card, three).records == (one, two, three)
    with pytest.raises(Refused, match="third record"):
        desk.do(UnlinkPersons(one, three, "z"))


def test_no_case_content_without_the_role(tmp_path: Path) -> None:
    desk = open_desk(tmp_path, (Role.ADMINISTRATOR,))
    with pytest.raises(Refused, match="role"):
        desk.do(AddPerson({"surname": "Taylor"}))
    with pytest.raises(Refused, match="role"):
        desk.ask(whois, "Taylor")
    desk.close()


def test_rows_a_filtered_history_leaves_half_empty_can_be_shown(desk: Desk) -> None:
    with desk._store.work() as work:
        person = work.create(catalogue.PERSON, {"surname": "Taylor"})
        for kind in (catalogue.IDENTIFIER, catalogue.MARKER, catalogue.ASSIGNMENT, catalogue.NOTE, catalogue.RATING):
            work.create(kind, {kind.fields[-2].name: None, "withdrawn": None}, subject=person)
        work.create(catalogue.MEMBERSHIP, {"reason": "said elsewhere"}, subject=person)
        work.create(catalogue.CUSTODY_SPELL, {"source": "x"}, subject=person)
        work.create(catalogue.LINK, {"reason": "withheld"}, subject=person)
    found = desk.ask(person_file, person, date(2026, 11, 2))
    assert found.card.records == (person,)
    assert found.membership.status is None
    assert [spell.prison for spell in found.custody.spells] == [None]


def test_questions_about_one_person_use_indexes_alone(desk: Desk) -> None:
    one = enter(desk, "Taylor", (Scheme.PNC, PNC), born=BORN, rosh="Low")
    two = enter(desk, "Tailor", (Scheme.PNC, PNC), rosh="High")
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        asked.append((statement, parameters))

    desk.do(LinkPersons(one, two, "x"))
    with desk._store.reading() as reading:
        engine = reading.connection.engine
        event.listen(engine, "before_cursor_execute", note)
        find_person(reading, PNC)
        find_person(reading, short_ref(one))
        duplicates_of(reading, one)
        person_file(reading, one, date(2026, 11, 2))
        event.remove(engine, "before_cursor_execute", note)
        assert len(asked) > 20
        for statement, parameters in asked:
            plan = reading.connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters).all()
            assert not [step for *_, step in plan if "SCAN" in step], (statement, plan)
