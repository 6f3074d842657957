"""The facts that the agreement's conditions ask for, from real records: each one, linked records, and what it costs."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from iomdesk import catalogue
from iomdesk.agreement.rules import NOBODY, PersonFacts
from iomdesk.catalogue import Agency
from iomdesk.cohort.facts import facts_of, is_statutory, person_facts
from iomdesk.desk import Desk
from iomdesk.exchange import phrases
from iomdesk.ids import Id
from iomdesk.store.unit import Given
from tests.desks import open_desk

TODAY = date(2026, 11, 2)
DAY = timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.close()


def person(desk: Desk, **fields: Given) -> Id:
    with desk._store.work() as work:
        return work.create(catalogue.PERSON, {"surname": "Nowak", **fields})


def record(desk: Desk, kind: catalogue.Kind, subject: Id, **fields: Given) -> Id:
    with desk._store.work() as work:
        return work.create(kind, fields, subject=subject)


def link(desk: Desk, one: Id, other: Id) -> None:
    record(desk, catalogue.LINK, one, other=other, reason="the same")


def facts(desk: Desk, who: Id, on: date = TODAY) -> PersonFacts:
    return desk.ask(person_facts, who, on)


def test_of_somebody_of_whom_nothing_is_known_no_condition_holds(desk: Desk) -> None:
    assert facts(desk, person(desk)) == NOBODY


def test_who_works_with_them(desk: Desk) -> None:
    who = person(desk, lead_agency="probation")
    for agency, since, until in (
        ("housing", None, None),
        ("health", TODAY, None),
        ("police", TODAY + DAY, None),
        ("prison", None, TODAY),
        ("voluntary sector", None, TODAY + DAY),
        ("a later program's agency", None, None),
    ):
        dates = {name: day for name, day in (("since", since), ("until", until)) if day is not None}
        record(desk, catalogue.ASSIGNMENT, who, role="co-manager", agency=agency, officer_name="A", **dates)
    withdrawn = record(desk, catalogue.ASSIGNMENT, who, role="cover", agency="youth justice", officer_name="A")
    with desk._store.work() as work:
        work.withdraw(catalogue.ASSIGNMENT, withdrawn, "mistake")
    assert facts(desk, who).involved == {Agency.PROBATION, Agency.HOUSING, Agency.HEALTH, Agency.VOLUNTARY}
    assert facts(desk, who, TODAY + DAY).involved == {
        Agency.PROBATION, Agency.HOUSING, Agency.HEALTH, Agency.POLICE,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("spell", "held"),
    [
        ({"from_on": TODAY - DAY}, True),
        ({"from_on": TODAY - DAY, "to_on": TODAY + DAY}, True),
        ({"from_on": TODAY - DAY, "to_on": TODAY}, False),
        ({"from_on": TODAY + DAY}, False),
        ({"from_on": TODAY - 90 * DAY, "release_on": TODAY + 28 * DAY}, True),
        ({"from_on": TODAY - 90 * DAY, "to_on": TODAY - DAY, "release_on": TODAY - DAY}, False),
        ({}, True),
    ],
)
def test_in_custody_or_due_out(desk: Desk, spell: dict[str, Given], held: bool) -> None:
    who = person(desk)
    assert not facts(desk, who).in_custody_or_release_due
    record(desk, catalogue.CUSTODY_SPELL, who, prison="Norwich", **spell)
    assert facts(desk, who).in_custody_or_release_due == held


def test_stepped_down_from_the_history_of_events(desk: Desk) -> None:
    who = person(desk)
    for step, on in (("adopted", TODAY - 9 * DAY), ("stepped-down", TODAY - 5 * DAY), ("removed", TODAY + 5 * DAY)):
        record(desk, catalogue.MEMBERSHIP, who, event=step, happened_on=on)
    assert not facts(desk, who, TODAY - 6 * DAY).stepped_down
    assert facts(desk, who).stepped_down
    assert not facts(desk, who, TODAY + 5 * DAY).stepped_down
    record(desk, catalogue.MEMBERSHIP, who, event="adopted", happened_on=TODAY)
    assert not facts(desk, who).stepped_down


@pytest.mark.parametrize(
    ("text", "until", "statutory"),
    [
        (None, None, None),
        ("", None, None),
        ("Licence", None, True),
        ("On licence", None, True),
        ("licence to 16/01/2028", date(2028, 1, 16), True),
        ("Licence to 16/01/2028", TODAY, True),
        ("Licence to 01/11/2026", TODAY - DAY, False),
        ("Licence to 16/01/2026", None, None),
        ("Licence until further notice", None, None),
        ("Community Order 24m", None, True),
        ("Community Order 24m to 01/02/2027", date(2027, 2, 1), True),
        ("SSO", None, True),
        ("None - voluntary", None, False),
        ("Voluntary", date(2030, 1, 1), False),
        ("Non-statutory", None, False),
        ("None", None, False),
        ("Licence?", None, None),
        ("see probation", None, None),
        ("Licence recalled", None, None),
    ],
)
def test_statutory_as_teams_write_it(text: str | None, until: date | None, statutory: bool | None) -> None:
    assert is_statutory(text, until, TODAY) is statutory


def test_every_kind_of_supervision_that_an_import_knows_is_known_here() -> None:
    """Imports keep the cell's own words; a kind that one reads and the other does not would stop its sharing."""
    kinds = set(phrases._SUPERVISION) | set(phrases._SUPERVISION.values())
    assert [kind for kind in sorted(kinds) if is_statutory(kind, None, TODAY) is not True] == []
    assert [word for word in sorted(phrases._VOLUNTARY) if is_statutory(word, None, TODAY) is not False] == []
    for kind in sorted(kinds):
        said = phrases.parse_supervision(f"{kind} 12m to 16/01/2028", TODAY).value
        assert said is not None
        assert is_statutory(f"{kind} 12m to 16/01/2028", said.until, TODAY) is True


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        (("none", "restricted"), "restricted"),
        (("excluded", "restricted"), "excluded"),
        ((None, "none"), "none"),
        ((None, None), None),
        (("excluded", "a later mark"), "a later mark"),
    ],
)
def test_the_most_cautious_mark_of_linked_records_counts(
    desk: Desk, marks: tuple[str | None, str | None], shown: str | None
) -> None:
    one, other = (person(desk, narrowing=mark) for mark in marks)
    link(desk, one, other)
    assert facts(desk, one).narrowing == facts(desk, other).narrowing == shown


def test_a_mark_stays_when_its_record_is_withdrawn(desk: Desk) -> None:
    one, other = person(desk), person(desk, narrowing="excluded", lead_agency="housing", supervision="Licence")
    link(desk, one, other)
    with desk._store.work() as work:
        work.withdraw(catalogue.PERSON, other, "entered twice")
    found = facts(desk, one)
    assert (found.narrowing, found.involved, found.statutory) == ("excluded", frozenset(), None)


def test_linked_records_are_one_person_and_what_they_contradict_is_not_known(desk: Desk) -> None:
    one = person(desk, lead_agency="police", supervision="Licence")
    other = person(desk, supervision="Licence")
    link(desk, one, other)
    record(desk, catalogue.ASSIGNMENT, other, role="lead", agency="housing", officer_name="A")
    record(desk, catalogue.CUSTODY_SPELL, other, from_on=TODAY)
    found = facts(desk, one)
    assert found.involved == {Agency.POLICE, Agency.HOUSING}
    assert (found.in_custody_or_release_due, found.statutory) == (True, True)
    third = person(desk, supervision="None - voluntary")
    link(desk, other, third)
    assert facts(desk, one).statutory is None


def test_what_the_rooms_above_know_is_handed_in_by_the_shown_id(desk: Desk) -> None:
    one, two = person(desk), person(desk)
    with desk._store.reading() as reading:
        found = facts_of(
            reading,
            {one: one, two: two},
            TODAY,
            engaged={one: True},
            also_involved={two: frozenset({Agency.HOUSING})},
        )
    assert (found[one].engaged, found[two].engaged) == (True, None)
    assert (found[one].involved, found[two].involved) == (frozenset(), frozenset({Agency.HOUSING}))


def test_engagement_is_looked_up_over_linked_records(desk: Desk) -> None:
    one, other = person(desk), person(desk)
    assert facts(desk, one).engaged is None
    link(desk, one, other)
    for step, on in (("introduced", TODAY - 9 * DAY), ("agreed", TODAY - 5 * DAY), ("withdrawn", TODAY + 5 * DAY)):
        record(desk, catalogue.ENGAGEMENT_EVENT, other, event=step, happened_on=on)
    assert facts(desk, one).engaged is True
    assert facts(desk, one, TODAY - 6 * DAY).engaged is not True
    assert facts(desk, one, TODAY + 5 * DAY).engaged is False


def test_many_cost_as_many_selects_as_one(desk: Desk) -> None:
    people = [person(desk, lead_agency="police") for _ in range(30)]
    asked: list[str] = []
    counts = []
    for some in (people[:1], people):
        with desk._store.reading() as reading:
            desk._store._raw_reader.set_trace_callback(asked.append)
            found = facts_of(reading, {each: each for each in some}, TODAY)
            desk._store._raw_reader.set_trace_callback(None)
        counts.append(sum(each.lstrip().upper().startswith("SELECT") for each in asked))
        asked.clear()
        assert {each.involved for each in found.values()} == {frozenset({Agency.POLICE})}
        assert set(found) == set(some)
    assert counts == [5, 5]


def test_nobody_costs_nothing_and_is_nobody(desk: Desk) -> None:
    with desk._store.reading() as reading:
        assert facts_of(reading, {}, TODAY) == {}
