"""Spells in custody: rules by counting days, and what an officer records at a real encrypted desk."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.custody.commands import AddSpell, EndSpell, SetRelease
from iomdesk.custody.questions import Held, custody_of, in_custody_now, releases_due
from iomdesk.custody.rules import Spell, due_out, held_on, holds, is_custody_day, overlaps
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.people.commands import AddPerson, LinkPersons
from iomdesk.people.questions import all_linked
from tests.desks import open_desk

START = date(2026, 1, 1)
TODAY = date(2026, 11, 2)
DAYS = st.none() | st.integers(0, 10).map(lambda number: START + timedelta(days=number))


def spell(number: int, first: date | None, last: date | None, release: date | None = None) -> Spell:
    return Spell(bytes([number]) * 16, b"p" * 16, f"HMP {number}", first, last, None, release, None)


@st.composite
def spells(draw: st.DrawFn) -> list[Spell]:
    ends = draw(st.lists(st.tuples(DAYS, DAYS), max_size=5))
    kept = [(first, last) for first, last in ends if first is None or last is None or first <= last]
    return [spell(number, first, last) for number, (first, last) in enumerate(kept)]


@given(spells())
def test_overlapping_spells_are_those_that_share_a_night(found: list[Spell]) -> None:
    nights = [START + timedelta(days=number) for number in range(-2, 14)]
    shared = {
        frozenset((one.id, other.id))
        for one in found
        for other in found
        if one.id != other.id and any(holds(one, night) and holds(other, night) for night in nights)
    }
    assert {frozenset((one.id, other.id)) for one, other in overlaps(found)} == shared


@given(spells(), st.integers(-2, 13))
def test_held_at_the_end_of_a_day_makes_it_a_custody_day(found: list[Spell], number: int) -> None:
    day = START + timedelta(days=number)
    held = held_on(found, day)
    assert held == held_on(list(reversed(found)), day)
    assert (held is None) == (not any(holds(each, day) for each in found))
    assert held is None or is_custody_day(found, day)


def test_the_day_of_release_counts_as_custody_and_ends_outside() -> None:
    found = [spell(1, START, START + timedelta(days=3))]
    last = START + timedelta(days=3)
    assert held_on(found, last) is None
    assert is_custody_day(found, last)
    assert not is_custody_day(found, last + timedelta(days=1))


def test_a_transfer_is_no_overlap_and_the_later_prison_holds() -> None:
    move = START + timedelta(days=3)
    found = [spell(2, move, None), spell(1, START, move)]
    assert overlaps(found) == ()
    held = held_on(found, move)
    assert held is not None
    assert held.prison == "HMP 2"


def test_releases_due_are_those_of_people_held_soonest_first() -> None:
    found = [
        spell(1, START, None, TODAY + timedelta(days=28)),
        spell(2, START, None, TODAY),
        spell(3, START, None, TODAY + timedelta(days=29)),
        spell(4, START, TODAY, TODAY + timedelta(days=5)),
        spell(5, START, None, TODAY - timedelta(days=1)),
    ]
    assert [each.prison for each in due_out(found, TODAY, 28)] == ["HMP 2", "HMP 1"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.close()


def enter(desk: Desk, surname: str) -> Id:
    person = desk.do(AddPerson({"surname": surname}))
    assert isinstance(person, bytes)
    return person


def test_a_spell_begins_changes_and_ends(desk: Desk) -> None:
    person = enter(desk, "Taylor")
    begun = desk.do(AddSpell(person, "HMP  Norwich", date(2026, 5, 1), reason="Recall"))
    assert isinstance(begun, bytes)
    desk.do(SetRelease(begun, date(2026, 11, 20)))
    assert [each.id for each in desk.ask(releases_due, TODAY)] == [begun]
    assert desk.ask(releases_due, TODAY, 7) == ()
    with desk._store.reading() as reading:
        held = in_custody_now(reading, TODAY, all_linked(reading))
    assert held == {person: Held("HMP Norwich", date(2026, 11, 20))}
    with pytest.raises(Refused, match="before it began"):
        desk.do(EndSpell(begun, date(2026, 4, 1)))
    desk.do(EndSpell(begun, TODAY))
    assert desk.ask(releases_due, TODAY) == ()
    (kept,) = desk.ask(custody_of, person).spells
    assert (kept.prison, kept.to_on, kept.reason) == ("HMP Norwich", TODAY, "Recall")


def test_overlapping_spells_of_linked_records_are_kept_and_said(desk: Desk) -> None:
    one, two = enter(desk, "Taylor"), enter(desk, "Tailor")
    desk.do(AddSpell(one, "HMP Norwich", date(2026, 5, 1), date(2026, 8, 1)))
    desk.do(AddSpell(two, "HMP Highpoint", date(2026, 7, 1)))
    assert desk.ask(custody_of, two).overlapping == ()
    desk.do(LinkPersons(one, two, "fingerprints"))
    found = desk.ask(custody_of, two)
    assert len(found.spells) == 2
    ((first, second),) = found.overlapping
    assert (first.prison, second.prison) == ("HMP Norwich", "HMP Highpoint")
    with desk._store.reading() as reading:
        assert list(in_custody_now(reading, TODAY, all_linked(reading))) == [one]


def test_spells_need_a_person_who_is_here_and_days_in_order(desk: Desk) -> None:
    with pytest.raises(Refused, match="not on this desk"):
        desk.do(AddSpell(bytes(16), "HMP Norwich", TODAY))
    with pytest.raises(Refused, match="before it began"):
        desk.do(AddSpell(enter(desk, "Taylor"), "HMP Norwich", TODAY, date(2026, 1, 1)))
