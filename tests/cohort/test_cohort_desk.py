"""Steps, ratings and the list of the cohort at a real encrypted desk."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from iomdesk.catalogue import Agency
from iomdesk.cohort.commands import ChangeRating, RecordMembership
from iomdesk.cohort.listing import CohortRow, Wanted
from iomdesk.cohort.questions import cohort_list, membership_of, person_file, ratings_of
from iomdesk.cohort.rules import Scale, Step
from iomdesk.custody.commands import AddSpell, EndSpell
from iomdesk.custody.questions import Held
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.commands import AddSite
from iomdesk.people.commands import AddPerson, AssignOfficer, ChangePerson, LinkPersons, SetMarker
from iomdesk.people.identifiers import Scheme
from iomdesk.people.questions import person_card
from iomdesk.people.rules import FieldValue, MarkerCode, MarkerState, OfficerRole
from tests.desks import open_desk

TODAY = date(2026, 11, 2)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.close()


def enter(desk: Desk, surname: str, pnc: str = "", **values: FieldValue) -> Id:
    numbers = ((Scheme.PNC, pnc),) if pnc else ()
    person = desk.do(AddPerson({"surname": surname, **values}, numbers))
    assert isinstance(person, bytes)
    return person


def listed(desk: Desk, **wanted: object) -> list[str | None]:
    return [row.surname for row in desk.ask(cohort_list, TODAY, Wanted(**wanted))]  # type: ignore[arg-type]


def test_steps_make_a_status_on_any_day(desk: Desk) -> None:
    person = enter(desk, "Taylor")
    first = desk.do(RecordMembership(person, Step.ADOPTED, date(2026, 1, 10), "panel"))
    assert desk.do(RecordMembership(person, Step.ADOPTED, date(2026, 1, 10), "panel, again")) == first
    desk.do(RecordMembership(person, Step.REFERRED, date(2026, 1, 2), "by the neighbourhood team"))
    desk.do(RecordMembership(person, Step.REMOVED, date(2026, 6, 1), "moved away"))
    statuses = [desk.ask(membership_of, person, day).status for day in (date(2026, 1, 5), date(2026, 3, 1), TODAY)]
    assert statuses == [Step.REFERRED, Step.ADOPTED, Step.REMOVED]
    assert desk.ask(membership_of, person, TODAY).days_on_scheme == 142
    with pytest.raises(Refused, match="cannot stand there"):
        desk.do(RecordMembership(person, Step.STEPPED_DOWN, date(2026, 7, 1), "x"))
    with pytest.raises(Refused, match="reason"):
        desk.do(RecordMembership(person, Step.ADOPTED, date(2026, 7, 1), " "))


def test_a_rating_has_a_history_and_sets_the_field(desk: Desk) -> None:
    person = enter(desk, "Taylor")
    desk.do(ChangeRating(person, Scale.RAG, "red", "three arrests"))
    desk.do(ChangeRating(person, Scale.RAG, "Amber", "engaging"))
    desk.do(ChangeRating(person, Scale.MAPPA, "2/1", "registered"))
    desk.do(ChangeRating(person, Scale.MAPPA, "none", "ended"))
    assert [(row.scale, row.value) for row in desk.ask(ratings_of, person)] == [
        ("mappa", "None"), ("mappa", "Cat 2 L1"), ("rag", "Amber"), ("rag", "Red"),
    ]  # fmt: skip
    fields = desk.ask(person_card, person).fields
    assert (fields["rag"], fields["mappa_category"], fields["mappa_level"]) == ("Amber", None, None)
    for value, reason in (("blue", "x"), ("Red", "")):
        with pytest.raises(Refused):
            desk.do(ChangeRating(person, Scale.RAG, value, reason))


def test_a_row_has_every_column_of_the_sheet(desk: Desk) -> None:
    site = desk.do(AddSite("Great Yarmouth"))
    assert isinstance(site, bytes)
    person = enter(
        desk, "Price", "2015/0524051Y", forenames="Donald", born=date(2000, 2, 2), sex="M", site=site,
        cohort_label="Flex", supervision="Licence", supervision_until=date(2028, 1, 16), rosh="High",
        mappa_category=2, mappa_level=1,
    )  # fmt: skip
    desk.do(RecordMembership(person, Step.ADOPTED, date(2023, 11, 15), "panel"))
    desk.do(ChangeRating(person, Scale.RAG, "Red", "arrests"))
    desk.do(AssignOfficer(person, OfficerRole.LEAD, Agency.POLICE, "PC 260 Mistry"))
    desk.do(AssignOfficer(person, OfficerRole.LEAD, Agency.PROBATION, "T Wren"))
    desk.do(SetMarker(person, MarkerCode.DOMESTIC_ABUSE, MarkerState.YES))
    desk.do(AddSpell(person, "HMP Norwich", date(2026, 5, 1), release_on=date(2027, 7, 18)))
    (row,) = desk.ask(cohort_list, TODAY)
    assert row == CohortRow(
        id=person, ref=desk.ask(person_card, person).ref, surname="Price", forenames="Donald", born=date(2000, 2, 2),
        sex="M", site="Great Yarmouth", cohort_label="Flex", supervision="Licence",
        supervision_until=date(2028, 1, 16), lead_agency=None, rosh="High", rag="Red", mappa_category=2,
        mappa_level=1, pnc="2015/0524051Y", cro=None, nomis=None, crn=None, police_om="PC 260 Mistry",
        probation_om="T Wren", domestic_abuse="yes", county_lines=None, status=Step.ADOPTED,
        adopted=date(2023, 11, 15), held=Held("HMP Norwich", date(2027, 7, 18)), contested=(),
    )  # fmt: skip


def test_the_list_is_narrowed_as_asked(desk: Desk) -> None:
    site = desk.do(AddSite("Thetford"))
    assert isinstance(site, bytes)
    gone, held = enter(desk, "Abbot"), enter(desk, "Béla", "2002/199127X", site=site)
    enter(desk, "O'Neill")
    spell = desk.do(AddSpell(held, "HMP Norwich", None))
    assert isinstance(spell, bytes)
    desk.do(ChangeRating(held, Scale.RAG, "Red", "x"))
    desk.do(RecordMembership(gone, Step.DECLINED, date(2026, 2, 1), "below the threshold"))
    assert listed(desk) == ["Béla", "O'Neill"]
    assert listed(desk, former=True) == ["Abbot", "Béla", "O'Neill"]
    assert listed(desk, site=site) == listed(desk, rag="Red") == listed(desk, in_custody=True) == ["Béla"]
    assert listed(desk, text="bela") == listed(desk, text="2002/0199127x") == ["Béla"]
    assert listed(desk, text="oneill") == ["O'Neill"]
    desk.do(EndSpell(spell, TODAY))
    assert listed(desk, in_custody=True) == []
    assert listed(desk, in_custody=False) == ["Béla", "O'Neill"]


def test_linked_records_are_one_row_that_says_where_they_differ(desk: Desk) -> None:
    one = enter(desk, "Taylor", "2002/199127X", rosh="Low")
    two = enter(desk, "Tailor", sex="M", rosh="High")
    enter(desk, "Adams")
    desk.do(AssignOfficer(two, OfficerRole.LEAD, Agency.POLICE, "PC 1 Doyle"))
    desk.do(RecordMembership(two, Step.ADOPTED, date(2026, 2, 1), "panel"))
    desk.do(LinkPersons(two, one, "photographs"))
    first, row = desk.ask(cohort_list, TODAY)
    assert first.surname == "Adams"
    assert (row.id, row.surname, row.sex, row.rosh, row.police_om) == (one, "Taylor", "M", "High", "PC 1 Doyle")
    assert (row.status, row.pnc) == (Step.ADOPTED, "2002/0199127X")
    assert set(row.contested) == {"surname", "rosh"}


def test_a_conflict_within_one_record_is_named_in_its_row(desk: Desk) -> None:
    person = enter(desk, "Taylor", rosh="Medium")
    seen = desk.ask(person_card, person).tokens
    for level in ("High", "Low"):
        desk.do(ChangePerson(person, {"rosh": level}, seen))
    (row,) = desk.ask(cohort_list, TODAY)
    assert (row.rosh, row.contested) == ("High", ("rosh",))


def test_a_list_asks_the_file_the_same_number_of_things_for_any_number_of_people(desk: Desk) -> None:
    def statements() -> int:
        with desk._store.reading() as reading:
            asked: list[str] = []
            raw = desk._store._raw_reader
            raw.set_trace_callback(asked.append)
            cohort_list(reading, TODAY)
            raw.set_trace_callback(None)
        return sum(1 for each in asked if each.lstrip().upper().startswith("SELECT"))

    enter(desk, "Adams")
    few = statements()
    for number in range(30):
        person = enter(desk, f"Person {number}")
        desk.do(RecordMembership(person, Step.ADOPTED, TODAY - timedelta(days=number), "panel"))
        desk.do(AddSpell(person, "HMP Norwich", TODAY))
    assert few > 5
    assert statements() == few


def test_a_file_gathers_what_the_rooms_know(desk: Desk) -> None:
    person = enter(desk, "Taylor", rosh="Low")
    desk.do(RecordMembership(person, Step.ADOPTED, date(2026, 1, 10), "panel"))
    desk.do(ChangeRating(person, Scale.ROSH, "High", "assessment"))
    desk.do(AddSpell(person, "HMP Norwich", date(2026, 5, 1)))
    found = desk.ask(person_file, person, TODAY)
    assert found.membership.status is Step.ADOPTED
    assert found.card.fields["rosh"] == "High"
    assert [row.value for row in found.ratings] == ["High"]
    assert [spell.prison for spell in found.custody.spells] == ["HMP Norwich"]
