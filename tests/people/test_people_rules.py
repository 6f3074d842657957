"""Names as searches compare them, records linked as one, and records that look alike."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.catalogue import PERSON
from iomdesk.people.linking import canonical_ids, components, most_cautious, union
from iomdesk.people.rules import (
    OFFICER_FIELDS,
    Likeness,
    MarkerCode,
    cautious_state,
    field_problem,
    find_duplicates,
    fold_name,
    marker_label,
    name_matches,
)

TODAY = date(2026, 11, 2)
IDS = st.integers(0, 9).map(lambda number: bytes([number]) * 16)
LINKS = st.lists(st.tuples(IDS, IDS), max_size=12)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("O’NEILL", "oneill"),
        ("o'Neill ", "oneill"),
        ("García-López", "garcia lopez"),
        ("Strauß", "strauss"),
        ("Łukasz  Søren", "lukasz soren"),
        ("Siân", "sian"),
    ],
)
def test_a_name_is_found_however_it_is_typed(typed: str, folded: str) -> None:
    assert fold_name(typed) == folded


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)


def test_every_word_asked_for_begins_a_word_of_the_name() -> None:
    assert name_matches(fold_name("tay er"), "Taylor", "Eric")
    assert not name_matches(fold_name("taylor x"), "Taylor", "Eric")
    assert not name_matches("", "Taylor", "Eric")


@given(LINKS, st.randoms())
def test_linked_records_are_components_in_any_order_and_direction(
    links: list[tuple[bytes, bytes]], shuffler: "st.DrawFn"
) -> None:
    turned = [(other, one) for one, other in links] * 2
    shuffler.shuffle(turned)  # type: ignore[attr-defined]
    found = components(links)
    assert found == components(turned)
    for person, group in found.items():
        assert person in group
        assert list(group) == sorted(group)
        assert all(found[each] == group for each in group)
    for one, other in links:
        assert one == other or other in found[one]
    assert canonical_ids(found) == {person: min(group) for person, group in found.items()}


def test_a_link_with_an_unknown_end_links_nobody() -> None:
    assert components([(b"1" * 16, None), (None, b"2" * 16)]) == {}


def test_values_side_by_side_once_each() -> None:
    assert union(["Smith", None, "Smith", "Smyth"]) == ("Smith", "Smyth")


@given(st.lists(st.sampled_from(["Green", "Amber", "Red"]), min_size=1), st.booleans())
def test_the_more_cautious_of_several_is_shown(values: list[str], strange: bool) -> None:
    order = PERSON.by_name["rag"].order
    expected = max(values, key=order.index)
    assert most_cautious([*values, "Black"] if strange else values, order) == ("Black" if strange else expected)


def test_a_marker_of_two_desks_shows_the_more_cautious() -> None:
    assert cautious_state(["no", "yes", None]) == "yes"
    assert cautious_state(["no", "unknown"]) == "unknown"
    assert cautious_state([]) == "unknown"


def test_every_marker_has_words_and_a_later_one_stands_as_it_is() -> None:
    assert all(marker_label(code)[0].isupper() for code in MarkerCode)
    assert marker_label("something-new") == "something-new"


def test_the_fields_an_officer_sets_are_fields_of_a_person() -> None:
    assert set(OFFICER_FIELDS) <= set(PERSON.by_name)
    assert all(field_problem(name, None, TODAY) == "" for name in OFFICER_FIELDS)
    for name, value in (("rag", "Red"), ("sex", "Q"), ("born", "1990"), ("mappa_level", 4), ("born", date(2027, 1, 1))):
        assert field_problem(name, value, TODAY)


PEOPLE = st.lists(st.tuples(IDS, st.sampled_from(["PNC", "CRO", None]), st.sampled_from(["1", "2", None])), max_size=10)


@given(PEOPLE, LINKS)
def test_the_same_number_on_two_unlinked_people_is_always_found(
    numbers: list[tuple[bytes, str | None, str | None]], links: list[tuple[bytes, bytes]]
) -> None:
    canonical = canonical_ids(components(links))
    found = find_duplicates(numbers, [], canonical)
    assert found == find_duplicates(list(reversed(numbers)), [], canonical)
    together = components((each.first, each.second) for each in found)
    for person, scheme, number in numbers:
        for other, *same in numbers:
            one, two = canonical.get(person, person), canonical.get(other, other)
            if [scheme, number] == same and scheme and number and one != two:
                assert two in together[one]
    assert all(each.first < each.second and each.likeness is Likeness.LIKELY for each in found)


def test_the_same_name_and_date_of_birth_is_possible_and_a_shared_number_outweighs_it() -> None:
    one, two, three = (bytes([n]) * 16 for n in (1, 2, 3))
    born = date(1990, 1, 2)
    names = [(one, "O'Neill", "Sian", born), (two, "ONEILL", "Siân", born), (three, "Oneill", "Sian", None)]
    (possible,) = find_duplicates([], names, {})
    assert (possible.first, possible.second, possible.likeness) == (one, two, Likeness.POSSIBLE)
    (likely,) = find_duplicates([(one, "PNC", "x"), (two, "PNC", "x")], names, {})
    assert (likely.likeness, likely.shared) == (Likeness.LIKELY, "PNC")
