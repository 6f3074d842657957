"""From a team's file to typed rows: every row once, and the mapping file for what cannot be guessed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from iomdesk.errors import Refused
from iomdesk.exchange.headings import Layout
from iomdesk.exchange.held import held_cells, held_headings, write_held_rows
from iomdesk.exchange.layout import column_letter, recognise
from iomdesk.exchange.mapping import SheetMapping, SourceMapping, fingerprint, read_mapping, write_mapping
from iomdesk.exchange.phrases import Location, Mappa, Supervision
from iomdesk.exchange.reading import read_cohort, read_custody, read_offences
from iomdesk.exchange.sheets import read_sheets

TODAY = date(2026, 11, 2)
Book = Callable[..., bytes]


def test_a_teams_workbook_every_row_once(team_book: bytes) -> None:
    read = read_cohort(team_book, "cohort.xlsx", None, TODAY)
    assert (read.found.sheet.name, read.found.header_row, read.stamp) == ("Cohort", 4, None)
    assert [(row.number, row.surname) for row in read.rows] == [
        (5, "Tern"), (6, "HERON"), (7, "Siôn-Tŷ"), (8, "SMITH"), (9, "HERON"), (11, "Total on scheme"),
    ]  # fmt: skip
    held = {row.number: row.held for row in read.rows if row.held}
    assert list(held) == [8, 11]
    assert "only a name" in held[8]
    assert "below the table" in held[11]
    assert any("Tag fitted" in told for told in read.findings)
    assert "Tern" not in repr(read) + repr(read.rows[0])


def test_the_fields_of_a_person(team_book: bytes) -> None:
    ada, bo, cai = read_cohort(team_book, "cohort.xlsx", None, TODAY).rows[:3]
    assert (ada.dob, ada.sex, ada.site, ada.cohort_label, ada.adopted) == (
        date(1973, 10, 22), "F", "Northmere", "Flex", date(2024, 3, 4),
    )  # fmt: skip
    assert [found.canonical for found in ada.identifiers] == ["2002/0073319Z", "065656/91H", "A4050DR", "N664861"]
    assert (ada.notes, ada.extras, ada.priority_pathway) == ("=1+1", (("Tag fitted", "yes, since May"),), 1)
    assert (bo.location, bo.mappa) == (Location(True, "HMP Warren Hill", date(2027, 7, 18)), Mappa(2, 1))
    assert (bo.da_perpetrator, bo.county_lines, bo.rosh) == ("unknown", "unknown", "Very High")
    assert [(problem.field, problem.used) for problem in bo.problems] == [("pnc", True)]
    assert cai.supervision == Supervision("Community Order", date(2028, 8, 14), 24)
    assert [(problem.heading, problem.used) for problem in cai.problems] == [("Last conf", False)]
    assert cai.last_conference is None


def test_raw_cells_stay_beside_the_values(team_book: bytes) -> None:
    read = read_cohort(team_book, "cohort.xlsx", None, TODAY)
    assert read.raw(read.rows[0])["DOB"] == "22/10/1973"
    assert read.raw(read.rows[2])["Last conf"] == "05/13/2026"


def test_the_sheet_of_scores(team_book: bytes) -> None:
    scores = read_cohort(team_book, "cohort.xlsx", None, TODAY).pathways
    assert scores is not None
    first, second, third, fourth = scores.rows
    assert (first.scores, first.total, first.problems) == ((3, 2, 4, 2, 1, 3, 0, 2), 17, ())
    assert (second.scores[2], second.total, second.held) == (None, None, "")
    assert [problem.used for problem in third.problems] == [True]
    assert "Finances" in fourth.held


def test_a_scheme_that_renamed_its_pathways(book: Book, team_rows: list[list[Any]]) -> None:
    labels = tuple(f"Need {place}" for place in range(1, 9))
    scores = [["CRN", "Date", *labels], ["X123456", "1 Sep 2026", *range(4), *range(4)]]
    read = read_cohort(book({"Cohort": team_rows, "Scores": scores}), "c.xlsx", None, TODAY, labels)
    assert read.pathways is not None
    assert read.pathways.rows[0].scores == (0, 1, 2, 3, 0, 1, 2, 3)
    assert read.rows[0].priority_pathway is None


def test_headings_in_any_order_case_and_doubled(book: Book) -> None:
    rows = [
        ["notes", "p.n.c.", "SURNAME ", "Date-of-Birth", "Notes", "", "RAG Status"],
        ["a", "81/34U", "Tern", "", "b", "c", "g"],
    ]
    read = read_cohort(book({"Anything": rows}), "c.xlsx", None, TODAY)
    row = read.rows[0]
    assert (row.surname, row.rag, row.notes) == ("Tern", "Green", "a")
    assert row.extras == (("Notes", "b"), ("Column F", "c"))
    assert any("another column" in told for told in read.findings)


def test_the_surest_heading_wins(book: Book) -> None:
    rows = [["Surname", "CRN", "Category", "Cohort"], ["Tern", "X123456", "Other", "Fixed"]]
    row = read_cohort(book({"S": rows}), "c.xlsx", None, TODAY).rows[0]
    assert (row.cohort_label, row.extras) == ("Fixed", (("Category", "Other"),))


def test_one_name_column_is_split_at_its_comma_only(book: Book) -> None:
    rows = [["Name", "CRN"], ["TERN, Ada", "X123456"], ["Ada Tern", "X123457"], ["Name", "CRN"]]
    first, second, third = read_cohort(book({"S": rows}), "c.xlsx", None, TODAY).rows
    assert (first.surname, first.forenames, first.held) == ("TERN", "Ada", "")
    assert second.held
    assert "Which word" in second.problems[0].reason
    assert third.held


def test_headings_pasted_again_are_held(book: Book) -> None:
    rows = [["Surname", "DOB"], ["Tern", "1/1/90"], ["Surname", "DOB"]]
    assert "headings once more" in read_cohort(book({"S": rows}), "c.xlsx", None, TODAY).rows[1].held


def test_hidden_sheets_are_not_read_and_what_is_no_list_is_said(book: Book, team_rows: list[list[Any]]) -> None:
    content = book({"Front": [["Hello"]], "Hidden": team_rows}, hidden=("Hidden",))
    with pytest.raises(Refused, match="list of cohort"):
        read_cohort(content, "c.xlsx", None, TODAY)
    named = SourceMapping(SheetMapping(sheet="hidden"))
    assert len(read_cohort(content, "c.xlsx", named, TODAY).rows) == 6


def test_a_second_list_is_told(book: Book, team_rows: list[list[Any]]) -> None:
    custody = [["PNC", "Prison", "From", "To", "Reason"], ["81/34U", "HMP X", "1/1/26", "", "Recall"]]
    content = book({"Cohort": team_rows, "Old": team_rows, "Custody": custody})
    told = " ".join(read_cohort(content, "c.xlsx", None, TODAY).findings)
    assert "Old looks like a list of cohort" in told
    assert "Custody looks like a list of custody" in told
    found = [fit.layout if fit else None for fit in recognise(read_sheets(content))]
    assert found == [Layout.COHORT, Layout.COHORT, Layout.CUSTODY]


OFFENCES = (
    b"PNC,Crime ref,Offence code,Offence,Committed from,Committed to,Outcome,Outcome date\n"
    b"2002/0073319Z,36/1/21,4.9,Something,2021-11-26,,Suspected,2022-01-25\n"
    b",36/2/21,38,Something,2021-11-26,,Charged,\n"
    b"2002/0073319Z,36/3/21,56A,Something,05/13/2026,,Charged,\n"
    b"2002/0073319Z,36/4/21,56A,Something,2021-11-26,2021-11-25,NFA,\n"
    b"2002/0073319Z,36/5/21,56A,Something,2021-11-26,,Eh,\n"
)


def test_offences() -> None:
    rows = read_offences(OFFENCES, "offences.csv", None, TODAY).rows
    assert (rows[0].offence_code, rows[0].committed_from, rows[0].outcome, rows[0].held) == (
        "4.9", date(2021, 11, 26), "Suspected", "",
    )  # fmt: skip
    assert [word in row.held for word, row in zip(("whose", "month", "ends", "Outcome"), rows[1:], strict=True)] == [
        True
    ] * 4


def test_custody() -> None:
    spells = (b"81/34U,HMP X,2026-03-01,2026-04-27,Recall", b"81/34U,HMP X,2026-04-28,,Recall", b"81/34U,,,,")
    content = b"\n".join((b"PNC,Prison,From,To,Reason", *spells))
    rows = read_custody(content, "custody.csv", None, TODAY).rows
    assert [(row.from_on, row.to_on, bool(row.held)) for row in rows] == [
        (date(2026, 3, 1), date(2026, 4, 27), False), (date(2026, 4, 28), None, False), (None, None, True),
    ]  # fmt: skip


def test_held_rows_are_mended_and_read_again() -> None:
    read = read_offences(OFFENCES, "offences.csv", None, TODAY)
    written = write_held_rows(held_headings(read), held_cells(read, read.rows))
    again = read_offences(written, "held.csv", None, TODAY)
    assert [row.held for row in again.rows] == [row.held for row in read.rows if row.held]
    assert again.found.note_columns == ()
    mended = written.replace(b"05/13/2026", b"13/05/2026")
    assert sum(1 for row in read_offences(mended, "held.csv", None, TODAY).rows if not row.held) == 1


MAPPING = """
sheet = "Sheet9"
header_row = 2
[columns]
"Who" = "surname"
"Police" = "pnc"
"Light" = "rag"
"Notes" = "note"
[values.rag]
"Hot" = "Red"
[pathways]
sheet = "Scores"
[pathways.columns]
"Nr" = "pnc"
"""


def test_a_mapping_file_says_what_cannot_be_guessed(book: Book) -> None:
    rows = [["Surname", "PNC"], ["Who", "Police", "Light", "Notes"], ["Tern", "81/34U", "hot", "x"]]
    content = book({"Sheet9": rows})
    mapping = SourceMapping(read_mapping(MAPPING, Layout.COHORT).main)
    row = read_cohort(content, "c.xlsx", mapping, TODAY).rows[0]
    assert (row.number, row.surname, row.rag, row.notes, row.extras) == (3, "Tern", "Red", None, (("Notes", "x"),))


def test_a_mapping_file_comes_back_as_it_was() -> None:
    mapping = read_mapping(MAPPING, Layout.COHORT)
    odd = SourceMapping(
        SheetMapping('S "1" \\ 😀', 3, {'a\tb"=': "pnc", "ü\x7f": "note"}, {"rag": {"=x": "Red"}}),
        mapping.pathways,
        "ab",
    )
    for each in (mapping, odd, SourceMapping()):
        assert read_mapping(write_mapping(each), Layout.COHORT) == each


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("sheet = ", "not TOML"),
        ("colums = 1", "colums"),
        ("header_row = 0", "counts from 1"),
        ('header_row = "4"', "header_row"),
        ('[columns]\n"X" = "surnam"', "surnam"),
        ('[columns]\n"X" = 4', "columns"),
        ('[values]\nrag = "R"', "values.rag"),
        ('[values.blood]\n"R" = "Red"', "blood"),
        ("[pathways]\nfoo = 1", "pathways"),
    ],
)
def test_a_wrong_mapping_file_is_refused_by_name(text: str, word: str) -> None:
    with pytest.raises(Refused, match=word):
        read_mapping(text, Layout.COHORT)


def test_a_mapping_that_names_what_is_not_there(team_book: bytes) -> None:
    for part, word in ((SheetMapping(sheet="Nowhere"), "no sheet"), (SheetMapping(header_row=999), "ends before")):
        with pytest.raises(Refused, match=word):
            read_cohort(team_book, "c.xlsx", SourceMapping(part), TODAY)


def test_a_source_is_known_again_by_its_headings(book: Book, team_rows: list[list[Any]], team_book: bytes) -> None:
    first = fingerprint(read_sheets(book({"Cohort": team_rows})))
    later = [["Last updated 09/11/2026"] if place == 1 else row for place, row in enumerate(team_rows[:6])]
    assert fingerprint(read_sheets(book({"Cohort": later}))) == first
    assert fingerprint(read_sheets(team_book)) != first


def test_column_letters() -> None:
    assert [column_letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
