"""What a spreadsheet shows and its reader does not is never taken for an emptied cell."""

import io
import zipfile
import zlib
from base64 import b85decode
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.exchange.sheets import read_sheets
from iomdesk.exchange.unseen import UNWORKED, unseen_cells
from tests.exchange.editing import ERROR, edit, merge, place_of
from tests.exchange.exchanging import counts, desk_in, export, fields, moves, person_id, row, take_in

Book = Callable[..., bytes]
OLD_WORKBOOK = zlib.decompress(
    b85decode(
        "c-rk)O=uHQ5dPj~H%&sDpPCA-P(s0~u~2Id{y?++(dJ}LtDqD?Q?sDdB(jZ%deCakQ4l;SUJC8OOVx`%=s|BDgo+*nL1^{pNl@_6"
        "cAYob4QWMaKns!mmNz>y?`LM;ym@bT-!4QJXCAdIVI30iVAb-&TcHzF{EiR?)mxTiox6{U<)WtG_fa6d8lE@2sgp63@m_+0hw3Y$"
        "z-KC_a1lfKoDthZ^s^6XA${l}DsYc9K{T^hjZDun-NN(%w|v30mo+z;_E6hJF^UC!D8Aob#V3_Et_wnr`-J;^WK9>E@LI0otG7g{"
        "t%g4HeELF-RkW)0m<0tiY2*x3$|1}l0Aw<q*=*+|VG&UZ_AGu_G2pwC)h}bNeslE#r2n~AU-t*SkAk>fe_K(3DOhJXNs6?n52~d^"
        "9>|}|n}uZz^QJ8eEr?^6%v?HakTjS#4arV;fI~<7iKd1Ih>r9nHBi16j0qa(xMAi<*_TOEmpyws_jPx79T*MB0eR;Luh}^oIHT%`"
        "W)NaN!g&=Y*O%{qdv|0krJrWa6rUEQGiAGc1X#Exdr;>f*C=pCjWfTS>2)4;8}ltpqqOMh-kxf*nZappbAxN!$xb)py}qM@-${J&"
        ">+sXo;un1v@$<>0%hCA{`V87=sxs7HUeo9h9pdgCiD$ZV7xw=1iD~n1dy!8G+rC@&!5PAe%sxVdX-Sf^Bg&Fu&s9nCkmM;#DoJWt"
        "(n!*5JA&o4b_Cn;+U*6~ks-RGNJ$~@6LZ3@lXhezG{r}fv=bKzr4f&L`g<!*{{URLaN)v*3l}b2)INm$rtRUkOz?Z9xAdvN|8-WV"
        "th&ER{#%S7Pgj9HDi0$^cN3FUt)H#Xgfo`dU?1myp~MNYZeko`?8kW3>zBU7MCJ2rxMTS5rBJo@SF7>!AKU*0l+EDC"
    )
)
"""An .xls: a heading row and Ada Tern, born 22/10/1973, whose RAG is the error #N/A and whose notes are empty."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = desk_in(tmp_path / "desk")
    yield desk
    desk.close()


@pytest.mark.parametrize("shown", [ERROR + "#N/A", ERROR + "#DIV/0!", '=VLOOKUP("x",A1:B2,2)'])
def test_a_formula_gone_wrong_in_an_export_wipes_nothing(desk: Desk, team_book: bytes, shown: str) -> None:
    take_in(desk, team_book)
    out = export(desk)
    headings = ("RAG", "PNC ID", "Team", "Supervision", "Notes", "Tag fitted", "DA Perp", "Police OM", "DOB")
    wrong = edit(out, {place_of(out, heading, "Tern"): shown for heading in headings})
    before, tern = moves(desk), fields(desk, person_id(desk, "Tern"))
    report = take_in(desk, wrong)
    assert (moves(desk), fields(desk, person_id(desk, "Tern"))) == (before, tern)
    assert row(report, int(place_of(out, "RAG", "Tern")[1:])).changes == ()
    said = {problem.heading for problem in row(report, int(place_of(out, "RAG", "Tern")[1:])).problems}
    assert said >= set(headings)


def test_a_cell_that_was_emptied_is_still_followed(desk: Desk, team_book: bytes) -> None:
    take_in(desk, team_book)
    out = export(desk)
    cells = {place_of(out, "RAG", "Tern"): None, place_of(out, "RAG", "HERON"): ERROR + "#REF!"}
    take_in(desk, edit(out, cells))
    assert fields(desk, person_id(desk, "Tern"))["rag"] is None
    assert fields(desk, person_id(desk, "HERON"))["rag"] == "Amber"


def test_a_score_that_is_an_error_holds_its_row(desk: Desk, book: Book, score_rows: list[list[Any]]) -> None:
    people = [["Surname", "PNC"], ["Tern", "02/73319Z"]]
    sheet = book({"Cohort": people, "Pathways master": score_rows[:2]})
    wrong = edit(sheet, {"D2": ERROR + "#N/A"}, "Pathways master")
    assert counts(take_in(desk, wrong)) == {"imported": 1, "held": 1}


def test_errors_below_the_table_are_no_rows(desk: Desk, book: Book) -> None:
    sheet = book({"Cohort": [["Surname", "DOB", "RAG"], ["Tern", "22/10/1973", "Red"], *[["", "", "x"]] * 3]})
    wrong = edit(sheet, {"C3": ERROR + "#N/A", "C4": ERROR + "#N/A", "A5": ERROR + "#N/A", "C5": "=C4"})
    assert counts(take_in(desk, wrong)) == {"imported": 1}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (b'<c r="B2" t="e"><v>#N/A</v></c>', "#N/A"),
        (b"<c t='e' s=\"1\" r='B2'><f>A1/0</f><v>#DIV/0!</v></c>", "#DIV/0!"),
        (b'<x:c r="B2" t="e"><x:v>#N/A</x:v></x:c>', "#N/A"),
        (b'<c r="B2" t="e"/><c r="C2"><v>1</v></c>', ""),
        (b'<c r="B2"><f>1+1</f><v></v></c>', UNWORKED),
        (b'<c r="B2" s="4"><f>1+1</f><v/></c>', UNWORKED),
        (b'<c r="B2"><f t="shared" si="0"/></c>', UNWORKED),
        (b'<c r="B2"><f>1+1</f></c>', UNWORKED),
        (b'<x:c r="B2"><x:f>1+1</x:f><x:v></x:v></x:c>', UNWORKED),
        (b'<c r="B2" t="str"><f>"" &amp; ""</f><v></v></c>', ""),
        (b'<c r="B2"><f>1+1</f><v>2</v></c><c r="C2"><v></v></c>', ""),
    ],
)
def test_which_cells_are_unseen(cell: bytes, text: str) -> None:
    found = unseen_cells(b'<sheetData><row r="2">' + cell + b"</row></sheetData>")
    assert found.texts == ({(1, 1): text} if text else {})
    assert not found.anywhere


def test_an_error_without_a_place_makes_every_blank_unsure() -> None:
    assert unseen_cells(b'<sheetData><row><c t="e"><v>#N/A</v></c></row></sheetData>').anywhere


def test_a_sheet_under_another_name_is_looked_into_all_the_same(book: Book, tmp_path: Path) -> None:
    far = edit(book({"Cohort": [["a"]]}), {"C2": ERROR + "#N/A"})
    moved = _renamed(far, "xl/worksheets/sheet1.xml", "xl/elsewhere/one.part", "/xl/elsewhere/one.part")
    assert read_sheets(moved)[0].rows[1][2] == "#N/A"
    vast = _renamed(far, "xl/worksheets/sheet1.xml", "xl/one.part", "one.part", (b'r="C2"', b'r="XFD1048576"'))
    with pytest.raises(Refused, match="rows and"):
        read_sheets(vast)


def _renamed(content: bytes, old: str, new: str, target: str, change: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as made:
        for part in source.infolist():
            text = source.read(part)
            if part.filename.endswith("workbook.xml.rels"):
                text = text.replace(b"/xl/worksheets/sheet1.xml", target.encode())
                assert target.encode() in text
            if part.filename == "[Content_Types].xml":
                text = text.replace(old.encode(), new.encode())
            made.writestr(new if part.filename == old else part.filename, text.replace(*change) if change[0] else text)
    return out.getvalue()


def test_a_column_merged_downwards_says_the_same_of_each_row(desk: Desk, book: Book) -> None:
    lines = [["Surname", "DOB", "Team"], ["Tern", "22/10/1973", "Northmere"], ["Knot", "01/02/1980", "Northmere"]]
    take_in(desk, book({"Cohort": lines}))
    site = fields(desk, person_id(desk, "Knot"))["site"]
    assert site is not None
    report = take_in(desk, merge(book({"Cohort": lines}), "C2:C3"))
    assert [each.changes for each in report.rows] == [(), ()]
    assert fields(desk, person_id(desk, "Knot"))["site"] == site


def test_a_title_merged_across_columns_stays_where_it_is(book: Book) -> None:
    sheet = merge(book({"Cohort": [["Title", "", ""], ["", "", ""], ["Surname", "DOB", "Team"]]}), "A1:C2")
    assert read_sheets(sheet)[0].rows[:2] == (("Title", "", ""), ("", "", ""))


def test_an_old_workbook_changes_nothing_by_its_empty_cells(desk: Desk, book: Book) -> None:
    headings = ["Surname", "Forenames", "DOB", "PNC", "RAG", "Notes"]
    take_in(desk, book({"Cohort": [headings, ["Tern", "Ada", date(1973, 10, 22), "02/73319Z", "Red", "careful"]]}))
    report = take_in(desk, OLD_WORKBOOK, "cohort.xls")
    assert counts(report) == {"matched": 1}
    assert report.rows[0].changes == ()
    assert any("empty cells change nothing" in finding for finding in report.findings)
    assert fields(desk, person_id(desk, "Tern"))["rag"] == "Red"


@pytest.mark.parametrize(("place", "byte"), [(5369, 9), (1689, 65)], ids=["it gives out", "it takes its process along"])
def test_a_damaged_old_workbook_is_refused_whatever_its_reader_does(place: int, byte: int) -> None:
    damaged = OLD_WORKBOOK[:place] + bytes([byte]) + OLD_WORKBOOK[place + 1 :]
    with pytest.raises(Refused, match="damaged"):
        read_sheets(damaged)


def test_an_open_document_with_errors_changes_nothing_by_its_empty_cells(
    desk: Desk, book: Book, zipped: Callable[..., bytes]
) -> None:
    take_in(desk, book({"Cohort": [["Surname", "DOB", "RAG"], ["Tern", "22/10/1973", "Red"]]}))
    texts = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("Tern", "22/10/1973")
    )
    headings = texts.replace("Tern", "Surname").replace("22/10/1973", "DOB")
    rag = '<table:table-cell office:value-type="string"><text:p>RAG</text:p></table:table-cell>'
    wrong = (
        '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
        "<text:p>#N/A</text:p></table:table-cell>"
    )
    rows = f"<table:table-row>{headings}{rag}</table:table-row><table:table-row>{texts}{wrong}</table:table-row>"
    names = "".join(
        f' xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{each}:1.0"' for each in ("office", "table", "text")
    )
    names += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f'<office:document-content{names}><office:body><office:spreadsheet><table:table table:name="Cohort">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content.encode(),
        "META-INF/manifest.xml": b"<manifest/>",
    }
    report = take_in(desk, zipped(parts), "cohort.ods")
    assert counts(report) == {"matched": 1}
    assert fields(desk, person_id(desk, "Tern"))["rag"] == "Red"
