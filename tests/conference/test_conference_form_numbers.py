"""Numbers of contribution sheets: read back however they are said, and a misheard one is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.catalogue import Agency
from iomdesk.conference.form_numbers import (
    check_letter,
    form_number,
    passes,
    read_number,
    sequence_of,
    series_of,
)

NUMBERS = st.builds(
    lambda site, meeting, agency, sequence: form_number(series_of(site, meeting, agency), sequence),
    st.text(min_size=1, max_size=8),
    st.none() | st.integers(0, 400),
    st.sampled_from(Agency),
    st.integers(1, 400),
)


@given(NUMBERS, st.sampled_from(["-", " ", "", ". "]), st.booleans())
def test_a_number_is_read_back_however_it_is_written(number: str, between: str, small: bool) -> None:
    typed = between.join(number.split("-"))
    assert read_number(typed.lower() if small else typed) == number
    assert passes(number)
    assert form_number(number.rsplit("-", 2)[0], sequence_of(number)) == number


@given(NUMBERS, st.data())
def test_one_wrong_digit_is_noticed(number: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([place for place, each in enumerate(number) if each.isdigit()]))
    other = data.draw(st.sampled_from([each for each in "0123456789" if each != number[at]]))
    body, _, letter = f"{number[:at]}{other}{number[at + 1 :]}".rpartition("-")
    assert check_letter(body) != letter


@given(NUMBERS, st.data())
def test_two_neighbouring_digits_exchanged_are_noticed(number: str, data: st.DataObject) -> None:
    pairs = [
        at
        for at in range(len(number) - 1)
        if number[at].isdigit() and number[at + 1].isdigit() and number[at] != number[at + 1]
    ]
    if pairs:
        at = data.draw(st.sampled_from(pairs))
        body, _, letter = f"{number[:at]}{number[at + 1]}{number[at]}{number[at + 2 :]}".rpartition("-")
        assert check_letter(body) != letter


@pytest.mark.parametrize(
    ("site", "begins"),
    [("Norwich", "N3-PRI"), ("great yarmouth", "G3-PRI"), ("Ŵyl", "W3-PRI"), ("7 Hill", "H3-PRI"), ("٧", "X3-PRI")],
)
def test_a_number_begins_with_the_site_and_the_conference(site: str, begins: str) -> None:
    assert series_of(site, 3, Agency.PRISON) == begins


def test_look_alikes_are_forgiven_where_only_a_digit_can_stand() -> None:
    number = form_number("N10-PRI", 1)
    assert read_number(number.replace("10", "lO").replace("01", "Ol")) == number


@pytest.mark.parametrize("typed", ["", "N3-PRI-07", "3-PRI-07-K", "N3-XYZ-07-K", "N3-PRI-K", "Norwich-1", "N3PRI07KK"])
def test_what_is_no_number(typed: str) -> None:
    assert read_number(typed) is None
