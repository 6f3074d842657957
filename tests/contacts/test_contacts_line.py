"""One line about a contact: what it is taken for, what is asked, and that no typed word is ever lost."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.catalogue import Agency
from iomdesk.contacts.line import Line, read_line, read_outcome, read_when
from iomdesk.contacts.phrases import (
    AGENCIES,
    CLOSING_OUTCOMES,
    OUTCOMES,
    PLACES,
    SORTS,
    UNDECIDED,
    Known,
    KnownOfficer,
)
from iomdesk.contacts.rules import Outcome, Sort
from iomdesk.errors import Refused

TODAY = date(2026, 11, 2)
"""A Monday."""
GRIMES = KnownOfficer("L Grimes", "probation", b"g" * 16)
LOPEZ = KnownOfficer("PC Ada García-López", "police", b"l" * 16)
ME = KnownOfficer("Sgt A Example", "police", b"e" * 16)
KNOWN = Known(
    (GRIMES, LOPEZ, ME, KnownOfficer("A Patel", "housing"), KnownOfficer("B Patel", "health")),
    ("Norwich", "Great Yarmouth"),
    ME,
)


def read(text: str) -> Line:
    return read_line(text, TODAY, KNOWN)


def test_a_planned_visit() -> None:
    line = read("visit 12/11 14:30 Grimes home address: curfew check")
    assert (line.sort, line.on, line.at) == (Sort.VISIT, date(2026, 11, 12), "14:30")
    assert (line.officer_name, line.officer, line.agency) == ("L Grimes", GRIMES.id, Agency.PROBATION)
    assert (line.place, line.purpose, line.outcome, line.kept) == ("home address", "curfew check", None, "")


def test_an_appointment_in_few_words() -> None:
    line = read("appt fri 10 office")
    assert (line.sort, line.on, line.at, line.place) == (Sort.APPOINTMENT, date(2026, 11, 6), "10:00", "office")
    assert (line.officer_name, line.agency, line.purpose) == ("", None, "")


def test_what_took_place_has_fact_apart_from_opinion() -> None:
    line = read("Visit today Grimes, attended: on time, brought payslip / seemed anxious / wary")
    assert (line.outcome, line.facts, line.opinion) == (
        Outcome.ATTENDED,
        "on time, brought payslip",
        "seemed anxious / wary",
    )
    assert read("call today attended: fine Opinion: wary").opinion == "wary"
    assert read("visit fri home: check and/or talk 1/2").opinion == ""


@pytest.mark.parametrize(
    ("text", "outcome", "reason", "facts"),
    [
        ("call today no answer", Outcome.NOT_HOME, "", ""),
        ("call today no answer left a card", Outcome.NOT_HOME, "", "left a card"),
        ("call today: no answer, left a card", Outcome.NOT_HOME, "", "left a card"),
        ("appt yesterday 10 office cancelled by us: officer sick", Outcome.CANCELLED, "officer sick", ""),
        ("appt today unacceptable absence: no call", Outcome.UNACCEPTABLE, "no call", ""),
        ("appt today not acceptable, still in bed", Outcome.UNACCEPTABLE, "still in bed", ""),
        ("appt today acceptable: hospital letter seen", Outcome.ACCEPTABLE, "hospital letter seen", ""),
        ("visit today home: curfew check: attended: calm", Outcome.ATTENDED, "", "calm"),
        ("visit today seen, calm", Outcome.ATTENDED, "", "calm"),
        ("visit today his mother attended, Jan not home", Outcome.NOT_HOME, "", ""),
        ("attended visit today Grimes: calm", Outcome.ATTENDED, "", "calm"),
        ("appt today attended office on time", Outcome.ATTENDED, "", "office on time"),
    ],
)
def test_outcomes(text: str, outcome: Outcome, reason: str, facts: str) -> None:
    line = read(text)
    assert (line.outcome, line.reason, line.facts) == (outcome, reason, facts)


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("visit today to be seen by nurse", "to be seen by nurse"),
        ("appt today unacceptable behaviour towards staff", "unacceptable behaviour towards staff"),
        ("call today answered by his mother", "answered by his mother"),
        ("visit today: attended hospital on Sunday", "attended hospital on Sunday"),
        ("visit today: curfew check: missed last week", "curfew check: missed last week"),
        ("appt fri 10 dna test", "dna test"),
        ("visit fri about the course he attended", "about the course he attended"),
        ("visit today should have attended", "should have attended"),
        ("visit fri not in Norwich", "not in"),
    ],
)
def test_words_of_an_outcome_that_say_none(text: str, purpose: str) -> None:
    line = read(text)
    assert (line.outcome, line.purpose) == (None, purpose)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("appt today dna", "acceptable"),
        ("appt today missed: overslept", "acceptable"),
        ("appt today did not attend", "acceptable"),
        ("appt today: missed", "acceptable"),
        ("appt today cancelled", "by whom"),
        ("appt today cancelled by us", "reason"),
        ("visit today attended address, no reply", "different things"),
        ("visit today attended home address", "we went"),
        ("visit tomorrow attended", "tomorrow"),
        ("visit today his mother attended", "not understood"),
        ("appt today staff say unacceptable absence", "not understood"),
        ("visit 12/11/2026: no answer", "in 10 days"),
        ("visit 12/11 13/11", "Two days"),
        ("visit today sat with his mother", "Two days"),
        ("visit today 14:30 1500", "Two times"),
        ("visit Grimes home", "names no day"),
        ("visit 12th attended", "not clear as a day"),
        ("visit the 12th attended", "not clear as a day"),
        ("visit 12-11 attended", "not clear as a day"),
        ("visit 12.11 attended", "not clear as a day"),
        ("visit 30/10: curfew check", "may be Friday 30 October 2026 or Saturday 30 October 2027"),
        ("visit 12/11 attended", "may be Wednesday 12 November 2025 or Thursday 12 November 2026"),
        ("visit 12 nov 2030 home", "or a time of the day"),
        ("visit fri 12 nov", "not a Friday"),
        ("visit mon", "may be Monday 2 November 2026 or Monday 9 November 2026"),
        ("visit 31/11", "no such day"),
        ("visit 11/25", "no month 25"),
        ("   ", "empty"),
        (" / : ,", "empty"),
    ],
)
def test_what_could_mean_two_things_is_asked(text: str, asked: str) -> None:
    with pytest.raises(Refused, match=asked):
        read(text)


@pytest.mark.parametrize(
    ("text", "on", "at"),
    [
        ("visit fri week 14:30", date(2026, 11, 13), "14:30"),
        ("visit in 2 weeks", date(2026, 11, 16), ""),
        ("visit fri 13th 10", date(2026, 11, 13), "10:00"),
        ("visit fri 10.30", date(2026, 11, 6), "10:30"),
        ("visit 12 nov 1430", date(2026, 11, 12), "14:30"),
        ("visit 12 nov 20:30", date(2026, 11, 12), "20:30"),
        ("visit 30/10/2026", date(2026, 10, 30), ""),
    ],
)
def test_days_and_times_beside_each_other(text: str, on: date, at: str) -> None:
    line = read(text)
    assert (line.on, line.at, line.purpose) == (on, at, "")


def test_a_weekday_of_what_took_place_is_the_last_one() -> None:
    assert (read("visit fri attended").on, read("visit fri").on) == (date(2026, 10, 30), date(2026, 11, 6))


@pytest.mark.parametrize(
    ("text", "name", "officer", "agency"),
    [
        ("visit fri grimes", "L Grimes", GRIMES.id, Agency.PROBATION),
        ("visit fri with L Grimes", "L Grimes", GRIMES.id, Agency.PROBATION),
        ("visit fri PC García-López", "PC Ada García-López", LOPEZ.id, Agency.POLICE),
        ("visit fri Ada Garcia-Lopez", "PC Ada García-López", LOPEZ.id, Agency.POLICE),
        ("visit fri me", "Sgt A Example", ME.id, Agency.POLICE),
        ("visit fri with PC Okafor", "PC Okafor", None, None),
        ("visit fri with Jo Okafor probation", "Jo Okafor", None, Agency.PROBATION),
        ("visit fri A Patel", "A Patel", None, Agency.HOUSING),
        ("visit fri housing", "", None, Agency.HOUSING),
    ],
)
def test_officers(text: str, name: str, officer: bytes | None, agency: Agency | None) -> None:
    line = read(text)
    assert (line.officer_name, line.officer, line.agency, line.purpose) == (name, officer, agency, "")


def test_officers_who_may_be_two_are_kept_as_typed_and_said() -> None:
    line = read("visit fri Patel")
    assert (line.officer_name, line.officer) == ("Patel", None)
    assert "A Patel, B Patel" in line.notes[0]
    assert read("visit fri X Grimes").purpose == "X", "another initial is not read as part of the name"
    assert read("call today with Mum no answer").purpose == "with Mum"


@pytest.mark.parametrize(
    ("text", "place", "at"),
    [
        ("visit fri 14:30 Great Yarmouth probation office", "Great Yarmouth probation office", "14:30"),
        ("visit fri HMP Norwich 10am", "HMP Norwich", "10:00"),
        ("visit fri at 12 Acacia Avenue 14:30", "12 Acacia Avenue", "14:30"),
        ("home visit fri 1430", "home", "14:30"),
        ("home visit fri 1430 home address", "home address", "14:30"),
        ("video call fri 11", "video", "11:00"),
        ("visit fri at 10 office", "office", "10:00"),
    ],
)
def test_places_and_times(text: str, place: str, at: str) -> None:
    line = read(text)
    assert (line.place, line.at, line.purpose) == (place, at, "")


def test_a_house_number_is_no_hour_and_what_is_not_understood_is_kept_and_said() -> None:
    line = read("visit fri 12 Acacia Avenue: curfew check")
    assert (line.at, line.kept, line.purpose) == ("", "12 Acacia Avenue", "12 Acacia Avenue; curfew check")


@pytest.mark.parametrize("text", ["call today attended: ok, do not share", "visit fri: don’t share with housing"])
def test_do_not_share_in_the_line_marks_it_and_stays(text: str) -> None:
    line = read(text)
    assert line.do_not_share
    assert "share" in line.facts + line.purpose
    assert not read("visit fri: share the plan").do_not_share


@pytest.mark.parametrize(
    ("text", "outcome", "on", "reason", "facts", "opinion"),
    [
        ("attended: on time / anxious", Outcome.ATTENDED, None, "", "on time", "anxious"),
        ("attended 15:10: late", Outcome.ATTENDED, None, "", "15:10: late", ""),
        ("attended yesterday: late", Outcome.ATTENDED, date(2026, 11, 1), "", "late", ""),
        ("no answer", Outcome.NOT_HOME, None, "", "", ""),
        ("unacceptable: no call / avoids us", Outcome.UNACCEPTABLE, None, "no call", "", "avoids us"),
        ("excused, funeral", Outcome.ACCEPTABLE, None, "funeral", "", ""),
        ("cancelled by us fri: training", Outcome.CANCELLED, date(2026, 10, 30), "training", "", ""),
    ],
)
def test_lines_about_what_came_of_it(
    text: str, outcome: Outcome, on: date | None, reason: str, facts: str, opinion: str
) -> None:
    line = read_outcome(text, TODAY)
    assert (line.outcome, line.on, line.reason, line.facts, line.opinion) == (outcome, on, reason, facts, opinion)


@pytest.mark.parametrize(
    "text",
    ["on time", "dna", "not attended", "was seen", "Grimes: attended", "attended tomorrow", "cancelled: ill", ""],
)
def test_lines_that_do_not_say_what_came_of_it(text: str) -> None:
    with pytest.raises(Refused):
        read_outcome(text, TODAY)


def test_a_new_day_alone() -> None:
    assert (read_when("fri 14:30", TODAY).on, read_when("2.30pm", TODAY).at) == (date(2026, 11, 6), "14:30")
    for text in ("", "home", "fri home", "fri sat"):
        with pytest.raises(Refused):
            read_when(text, TODAY)


_TABLES = [*SORTS, *OUTCOMES, *CLOSING_OUTCOMES, *UNDECIDED, *PLACES, *AGENCIES]
_OTHERS = (
    "today, tomorrow, yesterday, fri, next tue, last wed, sun, 12/11, 12 nov, nov 12, 2026-11-12, 12.11.26, 31/11, "
    "11/25, 14:30, 2.30pm, 1430, 10, at 10, 2, 25:00, Grimes, with Grimes, with Jo Okafor, me, PC, at, "
    "at Acacia Avenue, HMP Norwich, Norwich, and, /, :, -, his mother, told, to, not, be, Mum, 12th, 12-11, 12.11, on, "
    "fri week, in 2 weeks, a week on fri, the 12th, 2030, tonight, end of month, "
    "with, by, @, “quoted”, don't share, it's, a/b, 10:2x"
)
_WORDS = st.one_of(
    st.sampled_from([" ".join(phrase) for phrase in _TABLES]),
    st.sampled_from(tuple(_OTHERS.split(", "))),
    st.text("abcXYZéŵ'’12:,./-", min_size=1, max_size=6),
)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Lines made of words that mean something and words that do not, with colons and commas anywhere."""
    words = draw(st.lists(_WORDS, min_size=1, max_size=12))
    ends = draw(st.lists(st.sampled_from(["", "", "", ",", ":", ";"]), min_size=len(words), max_size=len(words)))
    return " ".join(word + end for word, end in zip(words, ends, strict=True))


def words_of(*texts: str) -> list[str]:
    """The words in these texts, in order of the alphabet; colons and slashes that part a line are no words."""
    return sorted(re.findall(r"[^\W_]+", " ".join(texts)))


@given(lines(), st.dates(date(2000, 1, 5), date(2100, 1, 1)))
def test_every_word_typed_is_kept_or_said_to_be_understood(text: str, today: date) -> None:
    try:
        line = read_line(text, today, KNOWN)
    except Refused:
        return
    kept = (line.purpose, line.reason, line.facts, line.opinion)
    typed = words_of(re.sub(r"\bopinion\s*:", " ", text, flags=re.IGNORECASE))
    assert words_of(*(each.typed for each in line.read), *kept) == typed
    assert line.on is not None
    assert line.outcome is None or line.on <= today
    assert set(words_of(line.kept)) <= set(words_of(line.purpose))


@given(lines(), st.dates(date(2000, 1, 5), date(2100, 1, 1)))
def test_no_word_of_an_outcome_is_lost(text: str, today: date) -> None:
    try:
        line = read_outcome(text, today)
    except Refused:
        return
    typed = words_of(re.sub(r"\bopinion\s*:", " ", text, flags=re.IGNORECASE))
    assert words_of(*(each.typed for each in line.read), line.reason, line.facts, line.opinion) == typed
    assert (line.place, line.purpose, line.officer_name, line.at) == ("", "", "", "")


@given(lines())
def test_reading_says_the_same_whatever_the_spacing(text: str) -> None:
    def answer(typed: str) -> object:
        try:
            found = read_line(typed, TODAY, KNOWN)
        except Refused as refusal:
            return str(refusal)
        return tuple(getattr(found, name) for name in Line.__slots__ if name != "read")

    assert answer(text) == answer("  " + text.replace(" ", " \t\n "))
