"""Times as typed: every way of writing a time comes back as that time; what could be two is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.contacts.times import read_time
from iomdesk.errors import Refused


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_is_that_time_however_written(hour: int, minute: int) -> None:
    half, twelve = ("am" if hour < 12 else "pm"), hour % 12 or 12
    spelled = [
        f"{hour:02}:{minute:02}",
        f"{hour:02}.{minute:02}",
        f"{hour:02}{minute:02}",
        f"{hour:02}{minute:02}hrs",
        f"{twelve}.{minute:02}{half}",
        f"{twelve}:{minute:02} {half}",
        f"at {hour:02}:{minute:02}",
        *([f"{twelve}{half}", f"{twelve} {half}", f"at {twelve}{half}"] if not minute else []),
    ]
    expected = f"{hour:02}:{minute:02}"
    found = {text: read_time(text.split(), after_day=False) for text in spelled}
    assert found == {text: (len(text.split()), expected) for text in spelled}


@pytest.mark.parametrize("text", ["2", "7", "2.30", "7:15", "1:00"])
def test_an_hour_of_the_morning_or_the_afternoon_is_asked(text: str) -> None:
    with pytest.raises(Refused, match="morning or in the afternoon"):
        read_time([text], after_day=True)


@pytest.mark.parametrize("text", ["25:00", "14:60", "9.75", "13am", "0pm"])
def test_a_time_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="no time"):
        read_time([text], after_day=True)


@pytest.mark.parametrize(
    ("text", "after_day", "time"),
    [("10", True, "10:00"), ("10", False, None), ("24", True, None), ("noon", False, "12:00"), ("2575", True, None),
     ("at 9", False, "09:00"), ("14:30pm", False, "14:30"), ("", True, None), ("10.5", True, None)],
)  # fmt: skip
def test_bare_hours_and_what_is_no_time(text: str, after_day: bool, time: str | None) -> None:
    found = read_time(text.split(), after_day=after_day)
    assert (found[1] if found else None) == time
