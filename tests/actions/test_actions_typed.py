"""An action in one line: who, what, by when; nothing lost, nothing guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.actions.typed import KnownOfficer, action_typed
from iomdesk.catalogue import Agency
from iomdesk.errors import Refused

WEDNESDAY = date(2026, 11, 4)
SERGEANT = KnownOfficer(b"s" * 16, "Sgt A Example", Agency.POLICE)
OKAFOR = KnownOfficer(b"o" * 16, "Jo Okafor", Agency.PROBATION)
TWINS = (KnownOfficer(b"1" * 16, "Sam Twin", Agency.POLICE), KnownOfficer(b"2" * 16, "Sam Twin", Agency.PRISON))
KNOWN = (SERGEANT, OKAFOR, *TWINS)


@pytest.mark.parametrize(
    ("line", "owner", "agency", "body", "due"),
    [
        ("housing refer by fri", None, Agency.HOUSING, "Refer", (2026, 11, 6)),
        ("housing: appointment by fri", None, Agency.HOUSING, "Appointment", (2026, 11, 6)),
        ("Housing to see him by 12/11", None, Agency.HOUSING, "See him", (2026, 11, 12)),
        ("housing appointment by fri", None, Agency.HOUSING, "Housing appointment", (2026, 11, 6)),
        ("refer to housing", None, None, "Refer to housing", None),
        ("youth justice service check curfew", None, Agency.YOUTH_JUSTICE, "Check curfew", None),
        ("council write by next tue.", None, Agency.LOCAL_AUTHORITY, "Write", (2026, 11, 10)),
        ("Jo Okafor to visit due 12 nov", OKAFOR, Agency.PROBATION, "Visit", (2026, 11, 12)),
        ("jo okafor: visit", OKAFOR, Agency.PROBATION, "Visit", None),
        ("A Example chase hostel by tomorrow", SERGEANT, Agency.POLICE, "Chase hostel", (2026, 11, 5)),
        ("me ring the hostel by fri", SERGEANT, Agency.POLICE, "Ring the hostel", (2026, 11, 6)),
        ("Sam Twin visit by fri", None, None, "Sam Twin visit", (2026, 11, 6)),
        ("stand by the river", None, None, "Stand by the river", None),
        ("pass on by hand by 20 nov 2026", None, None, "Pass on by hand", (2026, 11, 20)),
        ("housing", None, None, "Housing", None),
        ("laugh with him", None, None, "Laugh with him", None),
    ],
)
def test_one_line(
    line: str, owner: KnownOfficer | None, agency: Agency | None, body: str, due: tuple[int, int, int] | None
) -> None:
    typed = action_typed(line, WEDNESDAY, KNOWN, SERGEANT.id)
    assert (typed.owner, typed.agency, typed.body) == (owner, agency, body)
    assert typed.due_on == (date(*due) if due else None)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "what is to be done"),
        ("housing refer by wed", "may be Wednesday"),
        ("housing refer by 31 feb", "no such day"),
        ("refer by fri to the hostel", "middle of the line"),
        ("Jo Okafor to ", "what is to be done"),
    ],
)
def test_what_is_not_clear_is_refused(line: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        action_typed(line, WEDNESDAY, KNOWN, SERGEANT.id)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_no_word_is_lost(line: str) -> None:
    try:
        typed = action_typed(line, WEDNESDAY, KNOWN, SERGEANT.id)
    except Refused:
        return
    said = typed.body.casefold().split()
    if typed.owner is None and typed.agency is None and typed.due_on is None:
        assert said == line.casefold().split()
    assert said, "an action always says something"


@given(
    st.lists(
        st.sampled_from(["refer", "him", "hostel", "the", "clinic", "monday's", "by", "housing"]),
        min_size=1,
        max_size=6,
    )
)
def test_plain_words_stay_in_their_order(words: list[str]) -> None:
    typed = action_typed(" ".join(words), WEDNESDAY, KNOWN, SERGEANT.id)
    said = typed.body.casefold().split()
    assert said == words or (typed.agency is Agency.HOUSING and said == words[1:])
