"""Names of copies, who may make one, and how long one has been out."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.copies.rules import (
    Document,
    State,
    comes_back,
    copy_name,
    day_made,
    days_out,
    document_title,
    may_make,
    names_typed,
    needs_note,
    under_agreement,
)
from iomdesk.doors import Role
from iomdesk.ids import id_text, new_id
from tests.desks import NOON

AN_ID = id_text(new_id(NOON))


def test_every_document_has_a_title_of_its_own() -> None:
    titles = [document_title(str(document)) for document in Document]
    assert len(set(titles)) == len(Document)
    assert all(title[0].isupper() for title in titles)
    assert document_title("briefing of a later program") == "briefing of a later program"


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Norwich-3", "pack", 4), "Norwich-3 pack 4"),
        (("", "wall board", 2), "wall board 2"),
        (("King's Lynn-1", "", None), "King's Lynn-1 ? ?"),
    ],
)
def test_a_copy_has_a_clear_name(parts: tuple[str, str, int | None], name: str) -> None:
    assert copy_name(*parts) == name


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        (["Norwich-3 pack 4"], ("Norwich-3 pack 4",)),
        (["Norwich-3", "pack", "4", "5"], ("Norwich-3 pack 4", "Norwich-3 pack 5")),
        (["Norwich-3 pack 4", "wall board 1"], ("Norwich-3 pack 4", "wall board 1")),
        (["Team 4-3", "executive", "summary", "12"], ("Team 4-3 executive summary 12",)),
        (["7", "8"], ("7", "8")),
        ([AN_ID, "Norwich-3", "pack", "4", AN_ID, AN_ID], (AN_ID, "Norwich-3 pack 4", AN_ID, AN_ID)),
        (["Norwich-3 pack"], ("Norwich-3 pack",)),
        ([], ()),
    ],
)
def test_names_are_read_from_words_however_they_were_quoted(typed: list[str], names: tuple[str, ...]) -> None:
    assert names_typed(typed) == names


@given(
    st.lists(
        st.tuples(st.sampled_from(["Norwich-3", "King's Lynn-12", ""]), st.sampled_from(Document), st.integers(1, 99)),
        min_size=1,
    )
)
def test_every_name_that_is_shown_can_be_typed(copies: list[tuple[str, Document, int]]) -> None:
    names = [copy_name(title, document, number) for title, document, number in copies]
    assert list(names_typed(names)) == names


def test_who_makes_what() -> None:
    usual = set(Document) - {Document.AGREEMENT, Document.RECOVERY}
    assert all(may_make(each, another_agency=False) == {Role.OFFICER} for each in usual)
    assert all(may_make(each, another_agency=True) == {Role.SUPERVISOR} for each in usual)
    assert may_make(Document.AGREEMENT, another_agency=False) == {Role.OFFICER, Role.GOVERNANCE}
    assert may_make(Document.RECOVERY, another_agency=False) == {Role.ADMINISTRATOR}
    assert may_make(Document.RECOVERY, another_agency=True) == set()
    assert [each for each in Document if not under_agreement(each)] == [Document.AGREEMENT]


def test_what_may_hold_case_content_comes_back() -> None:
    assert [each for each in Document if not comes_back(str(each))] == [Document.AGREEMENT, Document.RECOVERY]
    assert comes_back("briefing of a later program")
    assert [each for each in State if needs_note(each)] == [State.SPOILED]


def test_days_out_are_days_of_the_uk_calendar() -> None:
    """Half past eleven in the evening, UTC, is the next day while British Summer Time is in force."""
    late = int(datetime(2026, 7, 1, 23, 30, tzinfo=UTC).timestamp() * 1000)
    assert day_made(late) == date(2026, 7, 2)
    assert day_made(late + 180 * 86_400_000) == date(2026, 12, 28)
    assert [days_out(late, date(2026, 7, day)) for day in (1, 2, 3, 9)] == [0, 0, 1, 7]
