"""The kit on every sort of paper: nothing leaves its frame, tables stay readable, tiles lose nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iomdesk.errors import Refused
from iomdesk.packs.paper.cells import level_cell, line_cell, tick_cell
from iomdesk.packs.paper.chart import Reading
from iomdesk.packs.paper.document import Front, LaidOut, Pages, Part, assemble, assemble_tiled, lay_out, lay_out_tiled
from iomdesk.packs.paper.facts import fact, facts, facts_beside, listed
from iomdesk.packs.paper.flow import Align, Flow
from iomdesk.packs.paper.formats import A3_LANDSCAPE, A4, A4_LANDSCAPE, LARGE_PRINT, Paper
from iomdesk.packs.paper.forms import form_table, signature_lines, tick_boxes, writing_lines, writing_rest
from iomdesk.packs.paper.furniture import Furniture
from iomdesk.packs.paper.lettering import width
from iomdesk.packs.paper.look import BODY, SHADES, STRONG
from iomdesk.packs.paper.marks import Words
from iomdesk.packs.paper.points import points
from iomdesk.packs.paper.protect import protected
from iomdesk.packs.paper.table import Column, Table, Text, text_cell
from iomdesk.packs.paper.values import Withheld
from tests.packs.finished_pdf import LETTERS, Finished, assert_letters, assert_protected, assert_repeats, check
from tests.packs.pdf_search import must_not_hold

MARKING = "OFFICIAL-SENSITIVE"
PAPERS = (A4, A4_LANDSCAPE, A3_LANDSCAPE, LARGE_PRINT, replace(A3_LANDSCAPE, scale=1.3))
PASSWORD = "river stone lantern"


def furniture(paper: Paper = A4, marking: str | None = MARKING) -> Furniture:
    return Furniture(marking, "Sample · Norwich", printed_line="Printed 9 Nov 2026 16:20", paper=paper)


def printed(*draws: Callable[[Flow], None], paper: Paper = A4) -> Finished:
    parts = [Part(f"Part {n}", draw) for n, draw in enumerate(draws)]
    pdf = assert_repeats(lambda: assemble(parts, furniture(paper), "Sample"), times=2)
    return check(pdf, marking=MARKING, printed_line="Printed 9 Nov 2026 16:20")


def assert_inside(laid: LaidOut) -> None:
    for sheet in laid.sheets:
        words = [part for piece in sheet.pieces for part in piece.drawings if isinstance(part, Words)]
        words += [part for part in sheet.furniture if isinstance(part, Words)]
        start, end = sheet.window or (laid.paper.left, laid.paper.right)
        for part in words:
            assert part.y >= laid.paper.edge
            assert part.y + part.style.size * 0.7 <= laid.paper.height - laid.paper.edge
            if not sheet.window:
                assert part.x >= start - 0.1
                assert part.x + width(part.text.rstrip(), part.style.face, part.style.size) <= end + 0.1


COLUMNS = [
    Column("No.", 0.08, heads=True),
    Column("Action", 0.5),
    Column("Owner", 0.22),
    Column("Due", 0.2, Align.RIGHT),
]


def everything(flow: Flow) -> None:
    """One of each thing the kit has."""
    flow.title("Sample " + LETTERS)
    facts(flow, [fact("Chair", "D Sample"), fact("Room", None), fact("Notes", Withheld("4.2"))])
    facts_beside(flow, [fact("PNC", "2011/0244871X")], [fact("Status", "in custody"), fact("Order", "")])
    flow.section("Actions", bookmark=True)
    flow.subsection("Overdue")
    table = Table(flow, COLUMNS)
    for n in range(40):
        table.row(*[text_cell(words, BODY) for words in (f"A-{n}", "to be done " * (n % 9), "PC Doyle", "2 Nov 2026")])
    flow.section("Levels")
    line = [Reading(date(2026, month, 1), score) for month, score in enumerate((1, None, 4), start=1)]
    names = [Column("Person", 0.5, heads=True), *[Column(name, 0.1, Align.CENTRE) for name in "ABCDE"]]
    levels = Table(flow, names, ruled=True, middle=True)
    for n in range(8):
        cells = [level_cell(score, 0, 4, priority=score == n) for score in (0, None, Withheld())]
        levels.row(text_cell(f"Row {n}", STRONG), *cells, tick_cell("there", ticked=n == 2), text_cell("x", BODY))
    rows = Table(flow, [Column("Pathway", 0.6, heads=True), Column("Line", 0.4)])
    rows.row(text_cell("Finances", BODY), line_cell("Finances", line, 0, 4, (line[0].on, line[-1].on)))
    listed(flow, "Empty", (), lambda entries: None)
    listed(flow, "Kept back", Withheld("7"), lambda entries: None)
    points(flow, ["a first point", "a second point " * 20], labels=["4.1", "4.12"])
    form_table(flow, [Column("Name", 0.4), Column("Role", 0.2), Column("There", 0.1), Column("Signature", 0.3)], 12)
    tick_boxes(flow, ["Red", "Amber", "Green", "a proposal that is long " * 9], ["Amber"])
    flow.section("In your words")
    writing_lines(flow, "what happened", 40)
    writing_rest(flow, "what is needed", kept=60)
    signature_lines(flow, ["Name", "Signature", "Date"])


@pytest.mark.parametrize("paper", PAPERS)
def test_everything_on_every_paper(paper: Paper) -> None:
    finished = printed(everything, everything, paper=paper)
    assert_letters(finished)
    assert "Notes withheld under clause 4.2" in finished.text
    assert "Kept back Withheld under clause 7." in finished.text
    assert "Empty None recorded." in finished.text
    assert ("Actions", 1) not in finished.bookmarks  # it stands below its part
    assert_inside(lay_out([Part("Part", everything)], furniture(paper)))


def test_large_print_is_large() -> None:
    finished = printed(everything, paper=LARGE_PRINT)
    sizes = [run.size for page in finished.shown for run in page.body if "to be done" in run.text]
    assert sizes
    assert min(sizes) >= 16
    assert min(run.size for page in finished.shown for run in page.runs) >= 13


def test_a_wide_table_is_stacked_in_large_print_and_folds_where_told() -> None:
    def draw(columns: list[Column]) -> Callable[[Flow], None]:
        def table(flow: Flow) -> None:
            Table(flow, columns).row(*[text_cell(words, BODY) for words in ("A-1", "Visit", "Doyle", "2 Nov")])

        return table

    assert "No. Action Owner Due A-1 Visit Doyle 2 Nov" in printed(draw(COLUMNS)).text
    assert "No. A-1 Action Visit Owner Doyle Due 2 Nov" in printed(draw(COLUMNS), paper=LARGE_PRINT).text
    folding = [column if n in (0, 3) else replace(column, folds=True) for n, column in enumerate(COLUMNS)]
    assert "No. Action Owner Due A-1 Visit Doyle 2 Nov" in printed(draw(folding)).text
    assert "No. Due A-1 Action: Visit Owner: Doyle 2 Nov" in printed(draw(folding), paper=LARGE_PRINT).text


def test_a_picture_that_heads_a_row_leaves_its_words_where_the_row_folds() -> None:
    columns = [Column("Level", 0.3, heads=True), Column("Note", 0.7, folds=True)]
    draw = level_cell(3, 0, 4, words="Finances 3")

    def table(flow: Flow) -> None:
        Table(flow, columns).row(draw, text_cell("kept", BODY))

    assert "Finances 3 Note: kept" in printed(table, paper=LARGE_PRINT).text


def test_level_shades_differ_without_colour_and_keep_their_figure_readable() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    grounds = [luminance(ground) for ground, _ in SHADES]
    assert grounds == sorted(grounds, reverse=True)
    for ground, ink in SHADES:
        light, dark = sorted((luminance(ground), luminance(ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_level_says_what_it_is() -> None:
    assert level_cell(3, 0, 4).alt == "3"
    assert level_cell(3, 0, 4, words="Finances 3", priority=True).alt == "Finances 3, priority pathway"
    assert level_cell(None, 0, 4).alt == "not known"
    assert level_cell(Withheld("4"), 0, 4).alt == "withheld"
    assert tick_cell("there").alt == "there: box to tick"
    assert level_cell(99, 0, 4).drawings != level_cell(0, 0, 4).drawings


@pytest.mark.parametrize("marking", [" ", "", "\n"])
def test_a_blank_marking_is_refused_and_none_is_none(marking: str) -> None:
    with pytest.raises(Refused):
        assemble([Part("P", everything)], furniture(marking=marking), "Sample")
    plain = assemble([Part("P", everything)], furniture(marking=None), "Sample")
    check(plain, marking=None, printed_line="Printed 9 Nov 2026 16:20")


def test_practice_papers_without_marking_say_training() -> None:
    bare = Furniture(None, "", training=True)
    check(assemble([Part("", everything, bookmark="Sample")], bare, "Sample"), marking=None, training=True)


def contents(names: list[str], lines_each: Callable[[int], int]) -> Callable[[Flow, Pages], None]:
    def draw(flow: Flow, pages: Pages) -> None:
        for name in names:
            for _ in range(lines_each(pages.get(name, 0))):
                flow.paragraph(f"{name} {pages.get(name, 0)}")

    return draw


@settings(max_examples=30, deadline=None)
@given(lengths=st.lists(st.integers(1, 5), min_size=1, max_size=6), alone=st.booleans(), longest=st.integers(1, 60))
def test_a_front_names_the_pages_parts_stand_on(lengths: list[int], alone: bool, longest: int) -> None:
    """However its own length hangs on the numbers it is told, against the rule."""

    def pages_of(count: int) -> Callable[[Flow], None]:
        def draw(flow: Flow) -> None:
            for n in range(count):
                if n:
                    flow.turn()
                flow.paragraph("here")

        return draw

    names = [f"part{n}" for n in range(len(lengths))]
    front = Front("Front", contents(names, lambda page: 1 + page % 3 * longest), own_sheet=alone)
    parts = [Part(name, pages_of(n), key=name, own_sheet=alone) for name, n in zip(names, lengths, strict=True)]
    laid = lay_out([front, *parts], furniture())
    said = [part.text for piece in laid.sheets[0].pieces for part in piece.drawings if isinstance(part, Words)]
    said += [
        part.text
        for sheet in laid.sheets
        if sheet.heading == "Front"
        for piece in sheet.pieces
        for part in piece.drawings
        if isinstance(part, Words)
    ]
    for name, mark in zip(names, laid.bookmarks[1:], strict=True):
        assert laid.sheets[mark.page].heading == name
        assert {words for words in said if words.startswith(name)} == {f"{name} {mark.page + 1} "}
        assert not alone or mark.page % 2 == 0


def test_one_sided_leaves_no_backs_blank() -> None:
    parts = [Part(name, everything, own_sheet=True) for name in "AB"]
    both = lay_out(parts, furniture())
    one = lay_out(parts, furniture(), one_sided=True)
    assert len(one.sheets) == sum(bool(sheet.pieces) for sheet in both.sheets)


BOARD = [
    Column("Person", 0.2, heads=True),
    *[Column(f"Pathway {n}", 0.08, Align.CENTRE) for n in range(8)],
    Column("Next", 0.16),
]


def board(flow: Flow) -> None:
    flow.title("Cohort board")
    table = Table(flow, BOARD, ruled=True, middle=True)
    for n in range(60):
        levels = [level_cell((n + column) % 5, 0, 4, words=f"level {n}.{column}.") for column in range(8)]
        table.row(Text(((f"Person number{n}", STRONG), ("fixed", BODY))), *levels, text_cell("Visit on Monday", BODY))


def test_tiles_hold_all_that_the_board_holds() -> None:
    parts: list[Part | Front] = [Front("Board", lambda flow, pages: board(flow), key="b"), Part("More", board)]
    dressing = furniture(A3_LANDSCAPE)
    whole = check(assemble(parts, dressing, "Board"), marking=MARKING, printed_line=dressing.printed_line)
    pdf = assert_repeats(lambda: assemble_tiled(parts, dressing, "Board"), times=2)
    tiled = check(pdf, marking=MARKING, printed_line=dressing.printed_line, sides_each=2)
    assert len(tiled.pages) == 2 * len(whole.pages)
    assert tiled.aloud == whole.aloud
    assert tiled.alternatives == whole.alternatives
    assert tiled.roles == whole.roles
    assert tiled.bookmarks == tuple((title, 2 * page - 1) for title, page in whole.bookmarks)
    for page in tiled.shown:
        assert (round(page.width), round(page.height)) == (595, 842)
    for number, text in enumerate(tiled.pages):
        assert ("sheet 1 of 2, left" in text) is (number % 2 == 0)
        assert ("sheet 2 of 2, right" in text) is (number % 2 == 1)
        assert ("Cut here" in text) is (number % 2 == 0)


def test_each_tile_shows_its_window_and_both_together_the_whole() -> None:
    dressing = furniture(A3_LANDSCAPE)
    whole = lay_out([Part("Board", board)], dressing)
    tiles = lay_out_tiled([Part("Board", board)], dressing)
    body = dressing.frame("Board")
    for left, right in zip(tiles.sheets[::2], tiles.sheets[1::2], strict=True):
        assert left.window
        assert right.window
        for tile in (left, right):
            assert tile.window
            assert tile.window[0] >= tiles.paper.left - 1.1
            assert tile.window[1] <= tiles.paper.right + 1.1
        shown = (left.window[1] - left.window[0]) + (right.window[1] - right.window[0])
        assert shown > body.width + 10
        # The cut runs between columns: no word is parted.
        for word in (part for piece in left.pieces for part in piece.drawings if isinstance(part, Words)):
            assert word.x + width(word.text.rstrip(), word.style.face, word.style.size) <= left.window[1]
    assert_inside(whole)
    assert_inside(tiles)


def test_words_across_the_cut_stand_on_both_sheets_and_are_read_once() -> None:
    words = "lorem ipsum dolor sit amet " * 60
    parts = [Part("Board", lambda flow: flow.paragraph(words))]
    tiled = check(assemble_tiled(parts, furniture(A3_LANDSCAPE), "Board"), marking=MARKING, sides_each=2)
    assert tiled.aloud.split() == words.split()
    assert any(run.artifact == "Layout" for run in tiled.shown[1].runs)


def test_an_empty_tile_says_so() -> None:
    parts = [Part("Board", lambda flow: flow.paragraph("short"))]
    tiled = check(assemble_tiled(parts, furniture(A3_LANDSCAPE), "Board"), marking=MARKING, sides_each=2)
    assert "This sheet is left blank" in tiled.pages[1]


long_words = st.text(alphabet="abc WŵĄễ\n\u0627<&", max_size=700)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    paper=st.sampled_from(PAPERS),
    words=st.lists(long_words, min_size=6, max_size=6),
    rows=st.lists(st.lists(long_words, min_size=4, max_size=4), max_size=4),
    training=st.booleans(),
)
def test_nothing_leaves_its_page_on_any_paper(
    paper: Paper, words: list[str], rows: list[list[str]], training: bool
) -> None:
    def draw(flow: Flow) -> None:
        flow.section(words[0])
        flow.subsection(words[1])
        for ruled in (True, False):
            columns = [replace(column, title=title) for column, title in zip(COLUMNS, words, strict=False)]
            table = Table(flow, columns, ruled=ruled)
            for row in rows:
                table.row(*[text_cell(cell, BODY) for cell in row])
            if not rows:
                table.row(*[Text(())] * 4)
        tick_boxes(flow, words)
        signature_lines(flow, words[:3])

    dressing = Furniture("M" + words[0], words[1], words[2], words[3], words[4], training, paper)
    parts = [Part(words[5], draw)]
    assert_inside(lay_out(parts, dressing))
    if paper.sheet_width == A3_LANDSCAPE.sheet_width:
        assert_inside(lay_out_tiled(parts, dressing))


POOR_PASSWORDS = (
    "",
    "elevenchars",
    "ab" + "\u00ad" * 9 + "cd",
    "x" * 40,
    "w" + "ŵ" * 80,
    "tab\tin the middle",
    "right\u200eto left marks",
)


@pytest.mark.parametrize("password", POOR_PASSWORDS)
def test_poor_passwords_are_refused(password: str) -> None:
    with pytest.raises(Refused) as refused:
        protected(assemble([Part("P", everything)], furniture(), "Sample"), password)
    assert refused.value.remedy


def test_a_protected_document_says_nothing_without_its_password() -> None:
    pdf = assemble([Part("P", everything)], furniture(), "Sample title")
    closed = protected(pdf, PASSWORD)
    assert_protected(closed, PASSWORD, ["Sample", "Running", "PC Doyle", MARKING])
    assert protected(pdf, PASSWORD) != closed
    finished = check(closed, marking=MARKING, printed_line="Printed 9 Nov 2026 16:20", password=PASSWORD)
    assert_letters(finished)
    must_not_hold(closed, ["Nowak"], password=PASSWORD)


def test_a_password_typed_another_way_opens_the_same_file() -> None:
    closed = protected(assemble([Part("P", everything)], furniture(), "Sample"), "w\u0302ylan \ufb01nnach 12")
    assert_protected(closed, "ŵylan finnach 12", [])
