"""One cell to one value or a plain reason: dates, codes, scores, and the small sentences."""

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iomdesk.exchange import cells, phrases
from iomdesk.exchange.dates import Years, parse_date
from iomdesk.exchange.phrases import Location, Mappa, Supervision

TODAY = date(2026, 11, 2)
_ANY: Any = st.one_of(
    st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.times()
)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(1999, 1, 2), date(1999, 1, 2)),
        (datetime(1999, 1, 2, 10, 30), date(1999, 1, 2)),  # noqa: DTZ001
        ("22/10/1973", date(1973, 10, 22)),
        ("1/2/73", date(1973, 2, 1)),
        ("01.02.26", date(2026, 2, 1)),
        ("01/02/46", date(1946, 2, 1)),
        ("2 Nov 2026", date(2026, 11, 2)),
        ("2nd November 26", date(2026, 11, 2)),
        ("Mon 2-Nov-26", date(2026, 11, 2)),
        ("2026-11-02", date(2026, 11, 2)),
        ("2026-11-02T00:00:00", date(2026, 11, 2)),
        ("02/11/2026 00:00", date(2026, 11, 2)),
        ("  ", None),
    ],
)
def test_dates(cell: Any, day: date | None) -> None:
    found = parse_date(cell, TODAY)
    assert (found.value, found.reason) == (day, "")


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("05/13/2026", "month first"),
        ("31/02/2026", "no such day"),
        ("tbc", "not a date"),
        ("2 Foo 2026", "not a date"),
        (45355.0, "number"),
        (time(10, 30), "time of day"),
        ("01/01/1800", "before 1900"),
        ("01/02/27", "in full"),
        ("1 Feb 45", "in full"),
    ],
)
def test_dates_that_are_held(cell: Any, word: str) -> None:
    found = parse_date(cell, TODAY)
    assert found.value is None
    assert word in found.reason
    assert str(cell) not in found.reason


@pytest.mark.parametrize(
    ("text", "years", "year"),
    [
        ("01/01/27", Years.AHEAD, 2027),
        ("01/01/16", Years.BIRTH, 2016),
        ("02/11/16", Years.BIRTH, 2016),
        ("03/11/16", Years.BIRTH, 1916),
        ("01/01/20", Years.BIRTH, 1920),
    ],
)
def test_the_two_digit_rule_is_the_columns_own(text: str, years: Years, year: int) -> None:
    found = parse_date(text, TODAY, years).value
    assert found is not None
    assert found.year == year


def test_a_birth_to_come_is_held() -> None:
    assert "not come yet" in parse_date(date(2027, 1, 1), TODAY, Years.BIRTH).reason


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1900, 1, 2), date(2150, 1, 1)))
def test_every_way_of_writing_a_day_is_that_day(day: date) -> None:
    for text in (f"{day:%d/%m/%Y}", f"{day.day} {day:%b %Y}", day.isoformat(), f"{day.day}-{day.month}-{day.year}"):
        assert parse_date(text, TODAY).value == day


@settings(max_examples=150, deadline=None)
@given(_ANY)
def test_no_cell_ever_raises(cell: Any) -> None:
    for parse in (
        cells.parse_text, cells.parse_yes_no, cells.parse_rag, cells.parse_rosh, cells.parse_cohort_label,
        cells.parse_sex, cells.parse_score, cells.parse_whole_number, cells.parse_outcome, phrases.parse_mappa,
    ):  # fmt: skip
        found = parse(cell)
        assert found.value is None or not found.reason
    for years in Years:
        assert parse_date(cell, TODAY, years) is not None
    assert phrases.parse_location(cell, TODAY) is not None
    assert phrases.parse_supervision(cell, TODAY) is not None


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (cells.parse_yes_no, "Y", "yes"),
        (cells.parse_yes_no, "n", "no"),
        (cells.parse_yes_no, "?", "unknown"),
        (cells.parse_yes_no, "", "unknown"),
        (cells.parse_yes_no, True, "yes"),
        (cells.parse_rag, " red ", "Red"),
        (cells.parse_rag, "A", "Amber"),
        (cells.parse_rag, "", None),
        (cells.parse_rosh, "VERY  HIGH", "Very High"),
        (cells.parse_cohort_label, "hcco", "HCCO"),
        (cells.parse_sex, "female", "F"),
        (cells.parse_score, 3.0, 3),
        (cells.parse_score, "0", 0),
        (cells.parse_score, "", None),
        (cells.parse_score, "-", None),
        (cells.parse_score, "NK", None),
        (cells.parse_outcome, "NFA", "No further action"),
        (cells.parse_text, 38.0, "38"),
        (cells.parse_text, " two\r\nlines ", "two\nlines"),
    ],
)
def test_codes(parse: Any, cell: Any, value: Any) -> None:
    found = parse(cell)
    assert (found.value, found.reason) == (value, "")


@pytest.mark.parametrize(
    ("parse", "cell"),
    [
        (cells.parse_yes_no, "maybe"),
        (cells.parse_rag, "purple"),
        (cells.parse_score, 5.0),
        (cells.parse_score, 2.5),
        (cells.parse_score, True),
        (cells.parse_score, -1.0),
        (cells.parse_text, "#REF!"),
        (cells.parse_outcome, "lost"),
    ],
)
def test_codes_that_are_held(parse: Any, cell: Any) -> None:
    found = parse(cell)
    assert found.value is None
    assert found.reason


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Cat 2 L1", Mappa(2, 1)),
        ("category 3 level 2", Mappa(3, 2)),
        ("2/3", Mappa(2, 3)),
        ("C1L1", Mappa(1, 1)),
        ("Cat 2", Mappa(2, None)),
        ("", None),
        ("No", None),
    ],
)
def test_mappa(cell: str, value: Mappa | None) -> None:
    found = phrases.parse_mappa(cell)
    assert (found.value, found.reason) == (value, "")


def test_mappa_out_of_range_is_held() -> None:
    assert phrases.parse_mappa("Cat 5 L1").reason
    assert phrases.parse_mappa("L2").reason


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Community", Location(False)),
        ("HMP Norwich", Location(True, "HMP Norwich")),
        ("hmp  Warren Hill (rel 18/07/27)", Location(True, "HMP Warren Hill", date(2027, 7, 18))),
        ("HMP Bure (release date 4 Jan 2027)", Location(True, "HMP Bure", date(2027, 1, 4))),
        ("HMP/YOI Example", Location(True, "HMP/YOI Example")),
        ("In custody", Location(True)),
        ("", None),
    ],
)
def test_locations(cell: str, value: Location | None) -> None:
    found = phrases.parse_location(cell, TODAY)
    assert (found.value, found.reason) == (value, "")


@pytest.mark.parametrize("cell", ["Mars", "HMP Bure (wing B)", "Norwich"])
def test_locations_that_are_held(cell: str) -> None:
    found = phrases.parse_location(cell, TODAY)
    assert found.value is None
    assert found.reason


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("None - voluntary", Supervision("None - voluntary")),
        ("Licence to 16/01/2028", Supervision("Licence", date(2028, 1, 16))),
        ("PSS to 01/06/27", Supervision("PSS", date(2027, 6, 1))),
        ("Community Order 24m to 14/08/2028", Supervision("Community Order", date(2028, 8, 14), 24)),
        ("SSO until 2 May 2028", Supervision("Suspended Sentence Order", date(2028, 5, 2))),
        ("Life licence", Supervision("Life licence")),
        ("", None),
    ],
)
def test_supervision(cell: str, value: Supervision | None) -> None:
    found = phrases.parse_supervision(cell, TODAY)
    assert (found.value, found.reason) == (value, "")


def test_supervision_that_is_held() -> None:
    assert "end" in phrases.parse_supervision("Licence to whenever", TODAY).reason
    assert "kind" in phrases.parse_supervision("Tag", TODAY).reason


_DAYS = st.dates(date(1950, 1, 1), date(2149, 12, 31))
_PRISONS = st.from_regex(r"HMP [A-Z][a-z]{2,8}( [A-Z][a-z]{2,8})?", fullmatch=True)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.just(Location(False)),
        st.just(Location(True)),
        st.builds(Location, st.just(True), _PRISONS, st.none() | _DAYS),
    ),
    st.builds(Mappa, st.integers(1, 4), st.none() | st.integers(1, 3)),
    st.builds(
        Supervision,
        st.sampled_from(["Licence", "PSS", "Community Order"]),
        st.none() | _DAYS,
        st.none() | st.integers(1, 60),
    ),
)
def test_what_is_written_reads_as_the_same(location: Location, mappa: Mappa, supervision: Supervision) -> None:
    assert phrases.parse_location(phrases.location_text(location), TODAY).value == location
    assert phrases.parse_mappa(phrases.mappa_text(mappa)).value == mappa
    assert phrases.parse_supervision(phrases.supervision_text(supervision), TODAY).value == supervision
