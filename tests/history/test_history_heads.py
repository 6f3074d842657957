"""Heads and projection: any order, any repetition, any splitting of the same operations makes the same."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.catalogue import PERSON
from iomdesk.history.heads import Standing, contested, heads, pack, shown, unpack
from iomdesk.history.operation import Malformed, Operation, decode, encode
from iomdesk.store.projector import project

RECORD = bytes(range(16))
FIELDS = [PERSON.by_name[name].number for name in ("surname", "rag", "phone")]
VALUES = ["Green", "Amber", "Red", None]


@st.composite
def histories(draw: st.DrawFn) -> list[Operation]:
    """Operations of one record by several desks, each observing any of the earlier ones it may have heard of."""
    made: list[Operation] = []
    for place in range(draw(st.integers(1, 12))):
        fields = draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=3, unique=True))
        values = {number: draw(st.sampled_from(VALUES)) for number in fields}
        observed = {
            number: draw(st.lists(st.sampled_from([each.id for each in made]), unique=True, max_size=4)) if made else []
            for number in fields
        }
        made.append(decode(encode(place.to_bytes(16, "big"), PERSON.number, RECORD, values, observed)))
    return made


def by_definition(history: Sequence[Operation], number: int) -> set[bytes]:
    """The definition read word by word, over every pair."""
    return {
        each.id
        for each in history
        if number in each.values
        and not any(each.id in other.observed.get(number, ()) and number in other.values for other in history)
    }


@given(histories(), st.randoms(use_true_random=False))
def test_order_repeats_and_splits_do_not_matter(history: list[Operation], chance: random.Random) -> None:
    shuffled = [*history, *chance.choices(history, k=len(history))]
    chance.shuffle(shuffled)
    clocks = {each.id: place for place, each in enumerate(history)}
    assert heads(shuffled) == heads(history)
    assert project(PERSON, shuffled, clocks) == project(PERSON, history, clocks)
    for number in FIELDS:
        assert set(heads(history).get(number, {})) == by_definition(history, number)


@given(histories())
def test_a_field_once_written_always_has_a_standing_value(history: list[Operation]) -> None:
    """Nothing anyone saved can vanish from the heads by any chain of observations."""
    written = {number for each in history for number in each.values}
    standing = heads(history)
    assert set(standing) == written
    assert all(standing[number] for number in written)


@given(histories())
def test_deciding_by_observing_all_heads_settles_a_conflict(history: list[Operation]) -> None:
    number = FIELDS[1]
    standing = heads(history).get(number, {})
    deciding = decode(encode(b"d" * 16, PERSON.number, RECORD, {number: "Amber"}, {number: sorted(standing)}))
    assert heads([*history, deciding])[number] == {deciding.id: "Amber"}


@given(histories())
def test_packed_heads_come_back(history: list[Operation]) -> None:
    standing = heads(history)
    assert unpack(pack(standing)) == {number: sorted(values) for number, values in standing.items()}


def test_the_more_cautious_value_is_shown_and_what_is_not_understood_outranks_it() -> None:
    rag = PERSON.by_name["rag"]
    newer_green = Standing(b"a" * 16, 9, "Green")
    assert shown(rag, [newer_green, Standing(b"b" * 16, 1, "Red")]) == "Red"
    assert shown(rag, [newer_green, Standing(b"c" * 16, 1, "Purple")]) == "Purple"
    assert shown(rag, [newer_green, Standing(b"d" * 16, 1, None)]) == "Green"
    two_unknown = [Standing(b"f" * 16, 1, "Purple"), Standing(b"e" * 16, 2, "Mauve"), newer_green]
    assert shown(rag, two_unknown) == "Mauve", "of two that rank alike the newer"
    phone = PERSON.by_name["phone"]
    assert shown(phone, [Standing(b"a" * 16, 2, "1"), Standing(b"b" * 16, 1, "2")]) == "1"
    assert shown(phone, [Standing(b"a" * 16, 1, "1"), Standing(b"b" * 16, 1, "2")]) == "2"


def test_equal_values_are_no_conflict_and_one_is_not_yes() -> None:
    assert not contested({b"a": "Red", b"b": "Red"})
    assert contested({b"a": 1, b"b": True})
    assert contested({b"a": None, b"b": "Red"})


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"\x80", encode(b"short", 10, RECORD, {1: "x"}, {}), encode(bytes(16), 10, b"x", {1: "x"}, {}),
     encode(bytes(16), 10, RECORD, {}, {}), encode(bytes(16), -1, RECORD, {1: "x"}, {}), b"\x9f" * 5000],
)  # fmt: skip
def test_what_is_no_operation_is_refused_without_a_crash(body: bytes) -> None:
    with pytest.raises(Malformed):
        decode(body)


@given(st.binary(max_size=200))
def test_random_bytes_are_no_operation(body: bytes) -> None:
    with pytest.raises(Malformed):
        decode(body)


def test_a_value_of_a_type_this_program_does_not_expect_is_shown_as_nothing_and_still_stands() -> None:
    """A later program's meaning never breaks an earlier row."""
    born, level = PERSON.by_name["born"], PERSON.by_name["mappa_level"]
    strange = decode(encode(bytes(16), PERSON.number, RECORD, {born.number: 7, level.number: True}, {}))
    made = project(PERSON, [strange], {strange.id: 1})
    assert set(made.values) == {None}
    assert unpack(made.heads) == {born.number: [strange.id], level.number: [strange.id]}
