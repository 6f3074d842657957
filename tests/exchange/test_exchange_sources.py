"""A sheet is known again by its list, whatever else changes; what the desk holds of it is never lost on the way."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from iomdesk import catalogue
from iomdesk.desk import Desk
from iomdesk.errors import DiskFull
from iomdesk.exchange.headings import RECORD_HEADING
from iomdesk.exchange.outgoing import LONGEST_CELL
from iomdesk.exchange.plan import Step
from iomdesk.exchange.questions import held_rows
from iomdesk.exchange.reading import read_cohort
from iomdesk.exchange.source import grown_from, source_of
from iomdesk.ids import id_text
from iomdesk.people.commands import AddPerson, ChangePerson
from iomdesk.people.identifiers import Scheme
from iomdesk.people.records import Note
from tests.exchange.editing import edit, place_of
from tests.exchange.exchanging import (
    TODAY,
    contested,
    counts,
    desk_in,
    export,
    fields,
    moves,
    person_id,
    row,
    take_in,
    take_in_custody,
)
from tests.exchange.test_exchange_apply_round_trip import run

Book = Callable[..., bytes]
HEADINGS = ["Surname", "Forenames", "DOB", "PNC", "RAG", "Team"]
TERN = ["Tern", "Ada", "22/10/1973", "02/73319Z", "Red", "Northmere"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = desk_in(tmp_path / "desk")
    yield desk
    desk.close()


def green(headings: list[str], line: list[Any]) -> list[list[Any]]:
    """The sheet with its RAG changed."""
    return [headings, [*line[:4], "Green", *line[5:]]]


def with_column(headings: list[str], line: list[Any]) -> list[list[Any]]:
    """The changed sheet with a column more, in the middle."""
    return [[*place[:2], extra, *place[2:]] for place, extra in zip(green(headings, line), ("Tag", "y"), strict=True)]


@pytest.mark.parametrize(
    "later",
    [
        lambda: {"Cohort": with_column(HEADINGS, TERN)},
        lambda: {"Cohort 2026-12": green(HEADINGS, TERN)},
        lambda: {"Cohort": green(HEADINGS, TERN), "Lists": [["RAG", "Red"]]},
        lambda: {"Cohort": [["Title", *["x"] * 9], *green(HEADINGS[::-1], TERN)][:1] + green(HEADINGS, TERN)},
        lambda: {"Cohort": [[*HEADINGS, ""], [*green(HEADINGS, TERN)[1], "a note under no heading"]]},
    ],
    ids=["a column more", "another month", "another sheet", "a wide title", "a column without a heading"],
)
def test_a_sheet_that_changed_around_its_cells_is_compared_with_itself(
    desk: Desk, book: Book, later: Callable[[], dict[str, list[list[Any]]]]
) -> None:
    take_in(desk, book({"Cohort 2026-11" if "Cohort 2026-12" in later() else "Cohort": [HEADINGS, TERN]}))
    report = take_in(desk, book(later()))
    changes = {change.field: change.step for change in report.rows[0].changes}
    assert changes["rag"] is Step.CHANGE
    tern = person_id(desk, "Tern")
    assert (fields(desk, tern)["rag"], contested(desk, tern)) == ("Green", 0)
    before = moves(desk)
    take_in(desk, book(later()))
    assert moves(desk) == before


def test_where_the_desk_moved_on_a_grown_sheet_puts_both(desk: Desk, book: Book) -> None:
    take_in(desk, book({"Cohort": [HEADINGS, TERN]}))
    tern = person_id(desk, "Tern")
    desk.do(ChangePerson(tern, {"surname": "Tern-Gull"}))
    unchanged = [[*HEADINGS, "Tag"], [*TERN, "y"]]
    report = take_in(desk, book({"Cohort": unchanged}))
    assert [change.field for change in report.rows[0].changes] == ["note:Tag"], "the sheet was not changed there"
    assert fields(desk, tern)["surname"] == "Tern-Gull"


def test_another_teams_sheet_is_never_taken_for_this_one_grown(desk: Desk, book: Book) -> None:
    take_in(desk, book({"Cohort": [HEADINGS, TERN]}))
    fuller = [[*HEADINGS, "CRN", "Cohort", "Adopted"], [*green(HEADINGS, TERN)[1], "N664861", "Flex", "04/03/2024"]]
    other = take_in(desk, book({"Cohort": fuller}))
    assert {change.field: change.step for change in other.rows[0].changes}["rag"] is Step.BOTH
    elsewhere = take_in(desk, book({"Southmere": green(HEADINGS, ["Tern", *TERN[1:4], "", "Northmere"])}))
    assert Step.CHANGE not in {change.step for change in elsewhere.rows[0].changes}


def test_the_memory_of_an_earlier_program_is_carried_over(desk: Desk, book: Book) -> None:
    content = book({"Cohort": [HEADINGS, TERN, ["Nobody", *[""] * 5]]})
    take_in(desk, content)
    sheet = read_cohort(content, "c.xlsx", None, TODAY)
    source = source_of(sheet.found, sheet.fingerprint)
    with desk._store.work() as work:
        for table in ("sheet_memory", "held_row"):
            work.local(f"UPDATE {table} SET source = ? WHERE source = ?", [(source.older, source.key)])
        work.local("DELETE FROM sheet_memory WHERE key = ?", [("headings",)])
    report = take_in(desk, book({"Cohort": green(HEADINGS, TERN)}))
    assert [change.step for change in report.rows[0].changes] == [Step.CHANGE]
    assert desk.ask(held_rows) == ()
    with desk._store.reading() as reading:
        assert {key for (key,) in reading.connection.execute(text("SELECT source FROM sheet_memory"))} == {source.key}


def test_which_sheet_a_sheet_grew_from(book: Book) -> None:
    def source(*headings: str) -> frozenset[str]:
        found = read_cohort(book({"Cohort": [["Surname", "DOB", *headings], ["a", "1/1/80"]]}), "c", None, TODAY)
        return source_of(found.found, "").headings

    now = read_cohort(book({"Cohort": [["Surname", "DOB", "PNC", "RAG", "Tag"], ["a", "1/1/80"]]}), "c", None, TODAY)
    grown = source_of(now.found, "")
    known = {"shorter": source(), "more": source("PNC", "RAG", "Tag", "Dog"), "same": source("PNC", "RAG")}
    assert grown_from(grown, known) == "same"
    assert grown_from(grown, {"shorter": source(), "other": source("PNC", "Dog")}) == ""


def test_the_rows_held_of_the_last_file_wait_while_the_next_is_read(desk: Desk, book: Book) -> None:
    take_in(desk, book({"Cohort": [HEADINGS, TERN]}))
    october = (
        b"PNC,Prison,From\n02/73319Z,HMP Bure,01/09/2025\n2012/0052494O,HMP Hull,02/10/2025\n81/34U,HMP Leeds,1/1/25\n"
    )
    take_in_custody(desk, october)
    assert len(desk.ask(held_rows)) == 2
    november = b"PNC,Prison,From\n02/73319Z,HMP Bure,03/11/2025\n2012/0052494O,HMP Hull,09/11/2025\n"
    take_in_custody(desk, november)
    assert sorted(each.cells[1] for each in desk.ask(held_rows)) == ["HMP Hull", "HMP Hull", "HMP Leeds"]
    other = october.replace(b"81/34U", b"2012/0052494O")
    take_in_custody(desk, other)
    assert len(desk.ask(held_rows)) == 4, "nobody's row is not mended by becoming another nobody's"
    mended = october.replace(b"81/34U", b"02/73319Z")
    take_in_custody(desk, mended)
    assert sorted(each.cells[1] for each in desk.ask(held_rows)) == ["HMP Hull", "HMP Hull"]
    take_in(desk, book({"Cohort": [HEADINGS, ["Wren", "Bo", "01/02/1990", "2012/0052494O", "Red", ""]]}))
    take_in_custody(desk, mended)
    assert [each.cells[2] for each in desk.ask(held_rows)] == ["09/11/2025"], "what is read now waits no longer"


def test_an_export_coming_back_settles_nothing_of_the_teams_sheet(desk: Desk, book: Book) -> None:
    take_in(desk, book({"Cohort": [HEADINGS, TERN, ["Nobody", *[""] * 5]]}))
    assert len(desk.ask(held_rows)) == 1
    take_in(desk, export(desk))
    assert len(desk.ask(held_rows)) == 1


def test_a_held_row_copied_with_its_id_is_two_rows(desk: Desk, book: Book) -> None:
    take_in(desk, book({"Cohort": [HEADINGS, ["Nobody", *[""] * 5]]}))
    (waits,) = desk.ask(held_rows)
    head = ",".join([*HEADINGS, RECORD_HEADING])
    twice = f"{head}\nNobody,,,,Red,,{id_text(waits.id)}\nNobody,Else,,,,,{id_text(waits.id)}\n"
    take_in(desk, twice.encode(), "held.csv")
    assert sorted(each.cells[1] for each in desk.ask(held_rows)) == ["", "Else"]


def test_people_of_whom_little_is_known_come_home_too(desk: Desk) -> None:
    desk.do(AddPerson({"surname": "Onlyname"}, ()))
    desk.do(AddPerson({}, ((Scheme.PNC, "02/73319Z"),)))
    desk.do(AddPerson({"surname": "#N/A"}, ()))
    out = export(desk)
    before = moves(desk)
    assert counts(take_in(desk, out)) == {"matched": 3}
    assert (moves(desk), desk.ask(held_rows)) == (before, ())
    report = take_in(desk, edit(out, {place_of(out, "RAG", "Onlyname"): "Amber"}))
    assert counts(report) == {"matched": 3}
    assert fields(desk, person_id(desk, "Onlyname"))["rag"] == "Amber"


def test_an_edit_of_a_text_that_was_cut_does_not_replace_the_whole(desk: Desk, book: Book) -> None:
    take_in(desk, book({"Cohort": [[*HEADINGS, "Notes"], [*TERN, "short"]]}))
    known = memory_of_notes(desk)
    with desk._store.work() as work:
        work.put(catalogue.NOTE, known, {"body": "x" * LONGEST_CELL + " the end"})
    out = export(desk)
    place = place_of(out, "Notes", "Tern")
    report = take_in(desk, edit(out, {place: "x" * 20 + " and an edit"}))
    assert [change.step for change in row(report, int(place[1:].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))).changes] == [
        Step.BOTH
    ]
    assert contested(desk, known) == 1


def memory_of_notes(desk: Desk) -> bytes:
    """The id of the one note."""
    with desk._store.reading() as reading:
        ((found,),) = reading.all(select(Note.id))
        return bytes(found)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_earlier_export_is_kept_whole_when_the_disk_is_full(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    run(desk, "export", "cohort", str(out))
    earlier = out.read_bytes()
    (tmp_path / "out.xlsx.part").symlink_to("/dev/full")
    with pytest.raises(DiskFull):
        run(desk, "export", "cohort", str(out))
    assert out.read_bytes() == earlier
