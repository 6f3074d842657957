"""Identifiers: the published examples, every way of typing one, and the round trip of the short form."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iomdesk.people.identifiers import Scheme, check_letter, detect_scheme, parse_identifier, short_pnc

TODAY = date(2026, 11, 2)
PNC, CRO, NOMIS, CRN = Scheme.PNC, Scheme.CRO, Scheme.NOMIS, Scheme.CRN


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("81/34U", "1981/0000034U"),
        ("02/73319Z", "2002/0073319Z"),
        ("00/223R", "2000/0000223R"),
        ("79/163001B", "1979/0163001B"),
        ("03/3Y", "2003/0000003Y"),
        ("67/9893091D", "1967/9893091D"),
    ],
)
def test_published_valid_pnc(typed: str, canonical: str) -> None:
    found = parse_identifier(PNC, typed, TODAY)
    assert (found.canonical, found.check_passed, found.warning, found.typed) == (canonical, True, "", typed)


@pytest.mark.parametrize("typed", ["2003/0011985Z", "2012/0052494O", "2023/0583843N"])
def test_published_invalid_pnc_is_kept_with_a_warning(typed: str) -> None:
    found = parse_identifier(PNC, typed, TODAY)
    assert found.canonical == typed
    assert found.well_formed
    assert found.check_passed is False
    assert "check letter" in found.warning
    assert typed not in repr(found)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("65656/91H", "065656/91H"),
        ("065656/1991h", "065656/91H"),
        ("SF05/482703J", "SF05/482703J"),
        ("sf83/50058z", "SF83/50058Z"),
        ("SF 83 / 050058 Z", "SF83/50058Z"),
    ],
)
def test_published_valid_cro(typed: str, canonical: str) -> None:
    found = parse_identifier(CRO, typed, TODAY)
    assert (found.canonical, found.check_passed, found.warning) == (canonical, True, "")


def test_published_invalid_cro() -> None:
    found = parse_identifier(CRO, "85227/65G", TODAY)
    assert (found.canonical, found.check_passed) == ("085227/65G", False)


@pytest.mark.parametrize(
    "typed",
    ["02/73319Z", "2002/73319z", "2002/0073319Z", " 02 / 0073319 z ", "02-73319Z", "2002\\73319Z", "20020073319Z"],
)
def test_every_way_of_typing_one_pnc_is_the_same_pnc(typed: str) -> None:
    assert parse_identifier(PNC, typed, TODAY).canonical == "2002/0073319Z"


def test_two_digit_years_turn_on_this_year() -> None:
    assert parse_identifier(PNC, "26/1A", TODAY).canonical.startswith("2026/")
    assert parse_identifier(PNC, "27/1A", TODAY).canonical.startswith("1927/")
    assert parse_identifier(PNC, "27/1A", date(2027, 1, 1)).canonical.startswith("2027/")


def test_a_missing_letter_and_a_year_to_come_are_named() -> None:
    missing = parse_identifier(PNC, "02/73319", TODAY)
    assert (missing.canonical, missing.well_formed, missing.check_passed) == ("2002/0073319", False, None)
    assert "missing" in missing.warning
    letter = check_letter("300000001")
    ahead = parse_identifier(PNC, f"2030/1{letter}", TODAY)
    assert ahead.check_passed is True
    assert "not come yet" in ahead.warning


@pytest.mark.parametrize(
    ("scheme", "typed", "canonical", "formed"),
    [
        (NOMIS, " a4050 dr", "A4050DR", True),
        (NOMIS, "A405DR", "A405DR", False),
        (CRN, "x123456", "X123456", True),
        (CRN, "1234567", "1234567", False),
        (PNC, "not known", "NOTKNOWN", False),
        (CRO, "٣/91H", "٣/91H", False),
    ],
)
def test_form_only_and_out_of_form(scheme: Scheme, typed: str, canonical: str, formed: bool) -> None:
    found = parse_identifier(scheme, typed, TODAY)
    assert (found.canonical, found.well_formed, found.check_passed) == (canonical, formed, None)
    assert bool(found.warning) is not formed


@pytest.mark.parametrize(
    ("typed", "scheme"),
    [
        ("81/34U", PNC),
        ("2012/0052494O", PNC),
        ("65656/91H", CRO),
        ("SF05/482703J", CRO),
        ("A1234AA", NOMIS),
        ("X123456", CRN),
        ("Smith", None),
        (f"12/34{check_letter('34000012')}", CRO),
    ],
)
def test_the_scheme_is_recognised(typed: str, scheme: Scheme | None) -> None:
    assert detect_scheme(typed, TODAY) == scheme


@settings(max_examples=80, deadline=None)
@given(st.integers(1900, 2026), st.integers(0, 9_999_999))
def test_canonical_to_short_to_canonical(year: int, serial: int) -> None:
    canonical = f"{year}/{serial:07}{check_letter(f'{year % 100:02}{serial:07}')}"
    found = parse_identifier(PNC, short_pnc(canonical, TODAY), TODAY)
    assert (found.canonical, found.check_passed, found.warning) == (canonical, True, "")


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 99), st.integers(0, 9_999_999), st.integers(0, 6), st.integers(1, 9))
def test_one_wrong_digit_never_passes(year: int, serial: int, place: int, step: int) -> None:
    digits = f"{serial:07}"
    wrong = digits[:place] + str((int(digits[place]) + step) % 10) + digits[place + 1 :]
    letter = check_letter(f"{year:02}{digits}")
    assert parse_identifier(PNC, f"{year:02}/{wrong}{letter}", TODAY).check_passed is False


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=20))
def test_nothing_typed_ever_raises_and_the_canonical_form_is_stable(typed: str) -> None:
    for scheme in Scheme:
        found = parse_identifier(scheme, typed, TODAY)
        assert parse_identifier(scheme, found.canonical, TODAY).canonical == found.canonical
    assert short_pnc(typed, TODAY) is not None
