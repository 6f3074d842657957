"""An agenda arranged by hand: everybody once, the pinned where they were put, the others by risk around them."""

from hypothesis import given
from hypothesis import strategies as st

from iomdesk.catalogue import Category
from iomdesk.conference.agenda import AgendaRow, Reason
from iomdesk.conference.placing import ByHand, in_places, laid_out
from iomdesk.ids import Id


def who(number: int) -> Id:
    return bytes([number] * 16)


def line(number: int, minutes: int = 5) -> AgendaRow:
    return AgendaRow(who(number), str(number), "S", "F", "Red", None, (Reason("due", 0, Category.RISK),), minutes)


def shown(rows: tuple[AgendaRow, ...]) -> list[str]:
    return [row.ref for row in rows]


MARKS = st.builds(
    ByHand,
    st.lists(st.integers(1, 14), max_size=3).map(tuple),
    st.integers(0, 5).map(lambda number: bytes([number])),
    st.none() | st.integers(1, 60),
    st.sampled_from(["", "", "", "waits for the report"]),
)
BY_HAND = st.dictionaries(st.integers(0, 13).map(who), MARKS)


@given(st.integers(0, 10), BY_HAND)
def test_everybody_stands_once_or_is_put_off_once(length: int, by_hand: dict[Id, ByHand]) -> None:
    rows = [line(number) for number in range(length)]
    layout = laid_out(rows, by_hand, "10:00")
    assert sorted(row.person for row in (*layout.rows, *layout.put_off)) == [who(number) for number in range(length)]
    assert {row.person for row in layout.put_off} == {
        row.person for row in rows if by_hand.get(row.person, ByHand()).put_off
    }
    assert all(row.reasons == rows[int(row.ref)].reasons for row in (*layout.rows, *layout.put_off))


@given(st.integers(0, 10), BY_HAND)
def test_the_pinned_stand_at_their_places_and_the_others_by_risk(length: int, by_hand: dict[Id, ByHand]) -> None:
    standing = laid_out([line(number) for number in range(length)], by_hand).rows
    free = [int(row.ref) for row in standing if row.pinned is None]
    assert free == sorted(free)
    pinned = [(place, row) for place, row in enumerate(standing, start=1) if row.pinned is not None]
    assert [row.pinned for _, row in pinned] == sorted(row.pinned or 0 for _, row in pinned)
    wanted = [min(row.pinned or 0, len(standing)) for _, row in pinned]
    if len(set(wanted)) == len(wanted):
        assert [place for place, _ in pinned] == wanted


@given(st.integers(1, 10), BY_HAND)
def test_the_order_does_not_depend_on_the_order_things_were_found_in(length: int, by_hand: dict[Id, ByHand]) -> None:
    rows = [line(number) for number in range(length)]
    again = dict(reversed(list(by_hand.items())))
    assert laid_out(rows, by_hand, "09:00") == laid_out(rows, again, "09:00")


@given(st.lists(st.integers(1, 40), max_size=12), st.dictionaries(st.integers(0, 11).map(who), MARKS))
def test_each_begins_when_all_before_are_done(minutes: list[int], by_hand: dict[Id, ByHand]) -> None:
    rows = [line(number, each) for number, each in enumerate(minutes)]
    passed = 0
    for row in laid_out(rows, by_hand, "08:00").rows:
        assert row.starts_at == f"{8 + passed // 60:02}:{passed % 60:02}"
        mark = by_hand.get(row.person, ByHand())
        assert (row.minutes, row.minutes_by_hand) == (
            (minutes[int(row.ref)], False) if mark.minutes is None else (mark.minutes, True)
        )
        passed += row.minutes


def test_two_at_one_place_stand_side_by_side_the_earlier_entry_first() -> None:
    rows = [line(number) for number in range(5)]
    by_hand = {who(3): ByHand((2,), b"later"), who(4): ByHand((2,), b"earlier")}
    assert shown(laid_out(rows, by_hand).rows) == ["0", "4", "3", "1", "2"]
    by_hand = {who(3): ByHand((2,), b"earlier"), who(4): ByHand((2,), b"later")}
    assert shown(laid_out(rows, by_hand).rows) == ["0", "3", "4", "1", "2"]


def test_places_beyond_the_end_are_the_end() -> None:
    rows = [line(number) for number in range(4)]
    by_hand = {who(0): ByHand((99,), b"a"), who(1): ByHand((7,), b"b"), who(2): ByHand((1,), b"c")}
    assert shown(laid_out(rows, by_hand).rows) == ["2", "3", "1", "0"]
    assert shown(in_places([line(0)], {})) == ["0"]


def test_two_desks_that_pinned_one_person_apart_are_both_seen() -> None:
    (row, *_) = laid_out([line(0), line(1)], {who(0): ByHand((1, 2, 1, 5), b"x")}).rows
    assert (row.ref, row.pinned, row.also_pinned) == ("0", 1, (2, 5))


def test_who_is_put_off_takes_no_time_and_no_place() -> None:
    rows = [line(0), line(1), line(2)]
    layout = laid_out(rows, {who(0): ByHand((1,), b"x", 30, "in court that day")}, "10:00")
    assert [(row.ref, row.starts_at) for row in layout.rows] == [("1", "10:00"), ("2", "10:05")]
    (off,) = layout.put_off
    assert (off.ref, off.put_off, off.starts_at) == ("0", "in court that day", "")
