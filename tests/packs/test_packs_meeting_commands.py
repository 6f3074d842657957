"""The documents of a conference as they are asked for on the command line."""

import re
from pathlib import Path

import pytest

from tests.packs.finished_pdf import check
from tests.terminal import NearTerminal

PRINTS = ("agenda", "attendance-sheet", "minutes", "executive-summary")


@pytest.fixture
def terminal(tmp_path: Path) -> NearTerminal:
    typed = NearTerminal(tmp_path)
    typed.init()
    typed.do("person", "add", "--surname", "Nowak", "--forenames", "Daniel", "--site", "Norwich")
    (row,) = typed.ask("person", "list")
    typed.do("person", "event", row["ref"], "adopted", "--on", "2026-10-01", "--reason", "Adopted by the panel")
    typed.do("conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    return typed


def test_each_is_printed_registered_and_sound(terminal: NearTerminal) -> None:
    for document in PRINTS:
        out = terminal.folder / f"{document}.pdf"
        said = terminal.ask("print", document, "Norwich-1", "--copy-for", "J Okafor", "--out", out)
        called = document.replace("-", " ")
        assert said["called"] == f"Norwich-1 {called} 1"
        finished = check(
            out.read_bytes(),
            marking="OFFICIAL-SENSITIVE",
            copy_line="Copy 1 for J Okafor (police)",
            printed_line="Printed",
        )
        assert len(finished.pages) == said["pages"]
    assert len(terminal.ask("copies", "list")) == len(PRINTS)


def test_large_print_has_more_pages(terminal: NearTerminal) -> None:
    pages = []
    for large in ((), ("--large-print",)):
        said = terminal.ask("print", "attendance-sheet", "Norwich-1", "--out", terminal.folder / "a.pdf", *large)
        pages.append(said["pages"])
    assert pages[0] < pages[1]


def test_nothing_goes_to_another_agency_without_an_agreement(terminal: NearTerminal) -> None:
    out = terminal.folder / "minutes.pdf"
    for words in (("print", "minutes"), ("contribution", "sheet")):
        for_housing = ("--for", "housing", "--copy-for", "L Grimes", "--out", out)
        assert "agreement" in terminal.refused(*words, "Norwich-1", *for_housing)
    assert not out.exists()
    assert terminal.ask("contribution", "forms") == []


def test_sheets_bear_the_numbers_that_are_then_keyed_in(terminal: NearTerminal) -> None:
    out = terminal.folder / "sheets.pdf"
    said = terminal.ask("contribution", "sheet", "Norwich-1", "--for", "police", "--out", out)
    assert said["people"] == 1
    (form,) = terminal.ask("contribution", "forms", "Norwich-1")
    numbers = set(re.findall(r"N1-POL-\d\d-[A-Z]", finished_text(out)))
    assert numbers == {form["number"]}
    terminal.do("contribution", "key", form["number"], "--author", "PC B Second", "--facts", "Seen on Monday")
    assert "no sheet to print" in terminal.refused(
        "contribution", "sheet", "Norwich-1", "--for", "police", "--out", out
    )


def finished_text(path: Path) -> str:
    return check(
        path.read_bytes(),
        marking="OFFICIAL-SENSITIVE",
        copy_line="Copy 1 for Sgt A Example (police)",
        printed_line="Printed",
    ).text
