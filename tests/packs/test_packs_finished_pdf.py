"""The checker of finished files can fail: for each thing it asserts, a file in which only that is wrong."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from io import BytesIO
from itertools import count
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from iomdesk.packs.paper.cells import level_cell, line_cell
from iomdesk.packs.paper.chart import Reading
from iomdesk.packs.paper.document import Part, assemble
from iomdesk.packs.paper.flow import Flow
from iomdesk.packs.paper.furniture import Furniture
from iomdesk.packs.paper.look import BODY
from iomdesk.packs.paper.marks import Words
from iomdesk.packs.paper.points import points
from iomdesk.packs.paper.table import Column, Table, text_cell
from tests.packs.finished_pdf import LETTERS, assert_letters, assert_repeats, check, read
from tests.packs.pdf_search import must_not_hold

MARKING, PRINTED, COPY = "OFFICIAL-SENSITIVE", "Printed 9 Nov 2026 16:20", "Copy 3 for L Grimes (housing)"
WITHHELD = "3 entries withheld"
FURNITURE = Furniture(MARKING, "Running title", COPY, PRINTED, WITHHELD)
Drawing = Callable[[Flow], None]


def full(flow: Flow) -> None:
    """A part of some pages with one of everything."""
    flow.title("Sample")
    flow.section("A section", bookmark=True)
    flow.paragraph("First line of a longish paragraph. " * 12)
    points(flow, [LETTERS, "Zebra crossing " * 20], labels=["4.1", "4.2"])
    table = Table(flow, [Column("Pathway", 0.5, heads=True), Column("Level", 0.2), Column("Line", 0.3)])
    line = [Reading(date(2026, month, 1), month) for month in (1, 2, 3)]
    for n in range(60):
        drawn = line_cell("Finances", line, 0, 4, (line[0].on, line[-1].on))
        table.row(text_cell(f"Row {n}", BODY), level_cell(n % 5, 0, 4), drawn)


def made(*draws: Drawing, furniture: Furniture = FURNITURE) -> bytes:
    return assemble([Part(f"Part {n}", draw) for n, draw in enumerate(draws)], furniture, "A title")


@pytest.fixture(scope="module")
def sound() -> bytes:
    return made(full, full)


def checked(pdf: bytes) -> None:
    check(pdf, marking=MARKING, copy_line=COPY, printed_line=PRINTED, withheld_line=WITHHELD)


def changed(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        change(opened)
        opened.save(out, deterministic_id=True)
    return out.getvalue()


def rewritten(pdf: bytes, old: bytes, new: bytes, page: int = 0) -> bytes:
    """``pdf`` with ``old`` in what paints ``page`` replaced."""

    def rewrite(opened: pikepdf.Pdf) -> None:
        contents: Any = opened.pages[page].Contents
        held = contents.read_bytes()
        assert old in held
        contents.write(held.replace(old, new, 1))

    return changed(pdf, rewrite)


def elements(opened: pikepdf.Pdf, role: str) -> Iterator[Any]:
    for thing in opened.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == Name.StructElem and role == thing.S:
            yield thing


def test_a_sound_file_passes(sound: bytes) -> None:
    checked(sound)
    assert_letters(read(sound))
    must_not_hold(sound, ["NOWAK", "Sample B"])


def lose_outlines(opened: pikepdf.Pdf) -> None:
    font: Any = opened.pages[0].obj.Resources.Font["/F1+0"]
    del font.FontDescriptor.FontFile2


def lose_letters(opened: pikepdf.Pdf) -> None:
    font: Any = opened.pages[0].obj.Resources.Font["/F1+0"]
    del font.ToUnicode


def lose_descriptor(opened: pikepdf.Pdf) -> None:
    font: Any = opened.pages[0].obj.Resources.Font["/F1+0"]
    del font.FontDescriptor


def damage_stream(opened: pikepdf.Pdf) -> None:
    contents: Any = opened.pages[0].Contents
    contents.write(b"not deflated at all", filter=Name.FlateDecode)


def lose_content(opened: pikepdf.Pdf) -> None:
    next(elements(opened, "/P")).K = Array([])


def lead_elsewhere(opened: pikepdf.Pdf) -> None:
    rows: Any = opened.Root.StructTreeRoot.ParentTree.Nums
    rows[1][0], rows[1][1] = rows[1][1], rows[1][0]


def lose_cell(opened: pikepdf.Pdf) -> None:
    row = list(elements(opened, "/TR"))[3]
    cells, kept = list(row.K), list(row.K)[:-1]
    cells[-1].S = Name.Span
    cells[-2].K.append(cells[-1])
    row.K = Array(kept)


def lose_alternative(opened: pikepdf.Pdf) -> None:
    del next(elements(opened, "/Figure")).Alt


def lose_scope(opened: pikepdf.Pdf) -> None:
    del next(elements(opened, "/TH")).A


def lose_items(opened: pikepdf.Pdf) -> None:
    next(elements(opened, "/LI")).S = Name.P


def read_backwards(opened: pikepdf.Pdf) -> None:
    part: Any = opened.Root.StructTreeRoot.K[0].K[0]
    part.K = Array(list(reversed(list(part.K))))


def say_two_titles(opened: pikepdf.Pdf) -> None:
    opened.docinfo["/Title"] = String("Another")


def lose_title(opened: pikepdf.Pdf) -> None:
    del opened.docinfo["/Title"]


def hide_title(opened: pikepdf.Pdf) -> None:
    preferences: Any = opened.Root.ViewerPreferences
    preferences.DisplayDocTitle = False


def lose_bookmarks(opened: pikepdf.Pdf) -> None:
    del opened.Root.Outlines


def lead_back(opened: pikepdf.Pdf) -> None:
    with opened.open_outline() as outline:
        outline.root[1].children[0].destination = Array([opened.pages[0].obj, Name.Fit])


def unmark(opened: pikepdf.Pdf) -> None:
    marks: Any = opened.Root.MarkInfo
    marks.Marked = False


def attach(opened: pikepdf.Pdf) -> None:
    opened.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([])))


def note(opened: pikepdf.Pdf) -> None:
    opened.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]))])


def act(opened: pikepdf.Pdf) -> None:
    opened.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def date_it(opened: pikepdf.Pdf) -> None:
    opened.docinfo["/CreationDate"] = String("D:20260101000000Z")


def speak(language: str) -> Callable[[pikepdf.Pdf], None]:
    return lambda opened: setattr(opened.Root, "Lang", String(language))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (damage_stream, "qpdf finds faults"),
        (lose_outlines, "is not embedded"),
        (lose_descriptor, "is not embedded"),
        (lose_letters, "cannot be copied as text"),
        (lose_content, "does not reach all"),
        (lead_elsewhere, "parent tree leads elsewhere"),
        (lose_cell, "rows of different length"),
        (lose_alternative, "a figure without words"),
        (lose_scope, "without a scope"),
        (lose_items, "something else than items"),
        (read_backwards, "read in another order"),
        (say_two_titles, "two titles"),
        (lose_title, "no title"),
        (hide_title, "instead of its title"),
        (lose_bookmarks, "no bookmarks"),
        (lead_back, "leads before"),
        (unmark, "say that it is tagged"),
        (attach, "attached"),
        (note, "notes on it"),
        (act, "OpenAction"),
        (date_it, "holds a time"),
        (speak("de"), "does not say its language"),
    ],
)
def test_a_file_with_one_fault_fails(sound: bytes, change: Callable[[pikepdf.Pdf], None], said: str) -> None:
    broken = changed(sound, change)
    with pytest.raises(AssertionError, match=said):
        checked(broken)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"EMC", b"EMC BT /F1+0 9 Tf (stray) Tj ET", "outside marked content"),
        (b"EMC", b"EMC (stray) '", "does not know"),
        (b"(Sample ) Tj", b"(Sample) Tj", "words join"),
        (b"/H1 <</MCID 0>>", b"/H1 <</MCID 0 /ActualText (Other) >>", "not copied as it is painted"),
        (b"(OFFICIAL-SENSITIVE ) Tj", b"( ) Tj", "is marked 0 times at the top"),
        (b"(Running title ) Tj", b"(OFFICIAL-SENSITIVE ) Tj", "is marked 2 times at the top"),
        (b"(Page 1 of", b"(Page 2 of", "misnumbered"),
        (b"(Copy 3 for", b"(Copy 4 for", "lacks 'Copy 3"),
        (b"(Printed 9", b"(Printed 8", "lacks 'Printed 9"),
        (b"(3 entries", b"(2 entries", "lacks '3 entries"),
        (b"(Running title ) Tj", b"(TRAINING ) Tj", "says TRAINING"),
    ],
)
def test_a_page_with_one_fault_fails(sound: bytes, old: bytes, new: bytes, said: str) -> None:
    broken = rewritten(sound, old, new)
    with pytest.raises(AssertionError, match=re.escape(said)):
        checked(broken)


def test_furniture_that_should_not_be_there_is_found(sound: bytes) -> None:
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"marking": None, "copy_line": COPY, "withheld_line": WITHHELD}, "carries a marking"),
        ({"marking": MARKING, "withheld_line": WITHHELD}, "somebody's copy"),
        ({"marking": MARKING, "copy_line": COPY}, "something is withheld"),
        ({"marking": MARKING, "copy_line": COPY, "withheld_line": WITHHELD, "training": True}, "TRAINING"),
    )
    for given, said in wrong:
        with pytest.raises(AssertionError, match=said):
            check(sound, **given)


def test_an_earlier_version_in_the_file_is_found(sound: bytes) -> None:
    with pytest.raises(AssertionError, match="earlier version"):
        checked(sound + b"\n" + sound[sound.rindex(b"startxref") :])


def upwards(flow: Flow) -> None:
    full(flow)
    element = flow.root.add("P")
    flow.sheet.draw(element, Words(100, 300, "the first line ", BODY), Words(100, 400, "the second line ", BODY))


def block_above(flow: Flow) -> None:
    flow.paragraph("Many words here. " * 40)
    flow.sheet.draw(flow.root.add("P"), Words(100, flow.frame.top + 3, "what is read last ", BODY))


def leftwards(flow: Flow) -> None:
    row = flow.root.add("Table").add("TR")
    flow.sheet.draw(row.add("TD"), Words(300, 500, "first ", BODY))
    flow.sheet.draw(row.add("TD"), Words(100, 500, "second ", BODY))


def joined(flow: Flow) -> None:
    flow.sheet.draw(flow.root.add("P"), Words(100, 500, "a line and", BODY), Words(100, 480, "another ", BODY))


def joined_short(flow: Flow) -> None:
    lines = [Words(100, 500, "word", BODY), Words(100, 480, "and another line that is longer ", BODY)]
    flow.sheet.draw(flow.root.add("P"), *lines)


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (upwards, "stands higher"),
        (block_above, "stands higher"),
        (leftwards, "against its direction"),
        (joined, "words join"),
        (joined_short, "words join"),
    ],
)
def test_words_out_of_order_fail(draw: Drawing, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        read(made(draw))


def test_a_word_cut_to_fit_its_line_is_no_fault() -> None:
    checked(made(lambda flow: flow.paragraph("begin " + "ab" * 300 + " end")))


def one_line_then_more(flow: Flow) -> None:
    flow.paragraph("One line.")
    flow.turn()
    full(flow)


def a_tenth_then_more(flow: Flow) -> None:
    for _ in range(5):
        flow.paragraph("A line.")
    flow.turn()
    full(flow)


def nothing_then_more(flow: Flow) -> None:
    flow.turn()
    full(flow)


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (one_line_then_more, "has 1 lines"),
        (a_tenth_then_more, "is filled to"),
        (nothing_then_more, "is empty and does not say why"),
        (lambda flow: None, "is empty and does not say why"),
    ],
)
def test_nearly_empty_pages_fail(draw: Drawing, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        checked(made(draw, full))


def test_letters_that_are_not_there_fail(sound: bytes) -> None:
    with pytest.raises(AssertionError, match="cannot be copied"):
        assert_letters(read(sound), "ŴЖ")
    with pytest.raises(AssertionError, match="cannot be copied"):
        assert_letters(read(made(lambda flow: flow.paragraph("Llŷn [U+0174]"))), "ŷŴ")


def test_bytes_that_differ_fail(sound: bytes) -> None:
    assert assert_repeats(partial(made, full, full)) == sound
    numbers = count()
    with pytest.raises(AssertionError, match="other bytes"):
        assert_repeats(lambda: made(lambda flow: flow.paragraph(f"Number {next(numbers)}")))
