"""The conference pack as a reader, a printer and an auditor meet it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iomdesk.errors import Refused
from iomdesk.packs.conference_pack import furniture_of, lay_out, render_conference_pack
from iomdesk.packs.paper.formats import A4, A4_LANDSCAPE, LARGE_PRINT, Paper
from iomdesk.packs.paper.lettering import printable, width
from iomdesk.packs.paper.look import ALARM, CARE, GOOD, GRAVE, PLAIN, rag_tone, rosh_tone
from iomdesk.packs.paper.marks import Words
from iomdesk.packs.paper.values import ScoreSet, Withheld
from iomdesk.packs.records import (
    ActionLine,
    AgendaLine,
    ConferencePack,
    Identifier,
    Marker,
    NoteLine,
    Officer,
    PersonPage,
)
from tests.packs.finished_pdf import Finished, assert_absent, assert_named_copy, check, read
from tests.packs.packs_sample import PATHWAYS, pack, person

COPY_LINE = "Copy 3 for L Grimes (housing)"
WITHHELD = "3 entries withheld under clause 4.2"


def printed(papers: ConferencePack) -> Finished:
    """Rendered, read back, with everything asserted that each named copy carries."""
    finished = read(render_conference_pack(papers))
    assert_named_copy(
        finished,
        marking=papers.marking,
        copy_line=COPY_LINE,
        printed_at=f"Printed {papers.printed_at}",
        withheld_line=papers.withheld_line,
        training=papers.training,
    )
    return finished


@pytest.fixture(scope="module")
def five() -> Finished:
    return printed(pack(tuple(person(number) for number in range(5))))


def test_each_person_starts_on_a_fresh_sheet_and_has_a_bookmark(five: Finished) -> None:
    starts = dict(five.bookmarks[1:])
    assert list(starts) == [
        "NOR-0000 · NOWAK, Daniel",
        "NOR-0001 · ŵynne-Jôns, Daniel",
        "NOR-0002 · Nguyễn, Daniel",
        "NOR-0003 · O'Malley, Daniel",
        "NOR-0004 · Żółkiewski, Daniel",
    ]
    for name, page in starts.items():
        assert page % 2 == 1
        assert name in " ".join(five.pages[page - 1].split())
    assert len(five.pages) % 2 == 0


def test_the_agenda_names_the_page_of_each_person(five: Finished) -> None:
    front = " ".join(five.pages[0].split())
    for (_, page), ref in zip(five.bookmarks[1:], (f"NOR-{n:04d}" for n in range(5)), strict=True):
        line = front.split(ref)[0].rsplit("Daniel", 1)[1] + front.split(ref)[1]
        assert f" {page} " in f" {line.split('Daniel')[0]} "


def test_a_blank_back_says_so_and_still_carries_everything() -> None:
    finished = printed(pack((replace(person(1), history=(), markers=(), rag_history=()),)))
    blank = [page for page in finished.pages if "This side is left blank" in page]
    assert blank
    assert all(COPY_LINE in page and WITHHELD in page for page in blank)


def said_of(page: PersonPage) -> list[str]:
    assert isinstance(page.notes, tuple)
    assert isinstance(page.actions, tuple)
    said = [note.text for note in page.notes] + [action.text for action in page.actions]
    said += [
        "2011/0244871X",
        "J Okafor",
        "HMP Wayland",
        "Drug use in crisis, missed treatment",
        "DASH 2024",
        "14 Mar 1994",
    ]
    return [*said, "7 Nov 2026", "■ Overdue", "RAG Red", "RoSH high", "MAPPA 2 · level 1", *PATHWAYS]


def test_everything_handed_over_is_printed() -> None:
    page = person(0)
    text = printed(pack((page,))).text
    for words in said_of(page):
        assert words in text


def test_not_known_withheld_and_none_are_three_things() -> None:
    bare = PersonPage("NOR-1", None, born=Withheld("4.2"), rag=Withheld(), actions=Withheld("7"), notes=())
    text = printed(pack((bare,))).text
    assert "Name not known" in text
    assert "born withheld under clause 4.2" in text
    assert "RAG withheld" in text
    assert "RoSH not known" in text
    assert "Outstanding actions Withheld under clause 7." in text
    assert "Notes None recorded." in text


def test_a_withheld_name_reads_withheld_in_agenda_and_heading() -> None:
    page = replace(person(0), name=Withheld("4.2"))
    finished = printed(pack((page,)))
    assert finished.text.count("Name withheld under clause 4.2") >= 2
    assert_absent(finished, ["NOWAK"])


def test_someone_on_the_agenda_without_papers_in_this_copy() -> None:
    papers = pack((person(0),))
    papers = replace(papers, agenda=(*papers.agenda, AgendaLine("NOR-9", "ABSENT, Ann")))
    assert "not in this copy" in printed(papers).text


def test_nobody_at_all() -> None:
    finished = printed(pack(()))
    assert "Nobody is on the agenda." in finished.text
    assert len(finished.pages) == 2


def test_practice_papers_say_training_on_every_page() -> None:
    assert "These people do not exist" in printed(pack((person(2),), training=True)).text


def test_the_same_pack_gives_the_same_bytes() -> None:
    papers = pack((person(1),))
    # Often enough for the clock's seconds to move on.
    assert len({render_conference_pack(papers) for _ in range(25)}) == 1


def test_two_copies_differ_by_their_copy_line_only() -> None:
    papers = pack((person(1),))
    other = replace(papers, copy=replace(papers.copy, number=4))
    first, second = read(render_conference_pack(papers)), read(render_conference_pack(other))
    assert first.text.replace("Copy 3 for", "Copy 4 for") == second.text


def test_hundreds_of_actions_and_a_novel_run_on() -> None:
    actions = tuple(
        ActionLine(f"A-{n}", f"Action number {n} of many, " + "to be done " * (n % 7), "J Okafor", "probation", None)
        for n in range(400)
    )
    novel = " ".join(f"word{n}" for n in range(6000))
    page = replace(person(0), actions=actions, notes=(NoteLine("Health", None, novel),))
    finished = printed(pack((page,)))
    found = finished.text
    for n in range(400):
        assert f"A-{n} " in found
    for n in range(6000):
        assert f"word{n}" in found
    # One table in the structure, however many pages it covers: seven per person and two on the front.
    assert finished.roles["Table"] <= 10


def test_very_long_names_and_words_are_not_cut_off_their_page() -> None:
    name = "Wolfeschlegelstein" * 17
    page = replace(person(0), name=name, reason="x" * 900)
    papers = replace(pack((page,)), pathway_names=tuple(f"{p} " + "very " * 60 for p in PATHWAYS))
    finished = printed(papers)
    first = finished.bookmarks[1][1]
    assert name in "".join(finished.pages[first - 1].split())
    assert "x" * 900 in "".join(finished.text.split())


def test_case_text_is_plain_text() -> None:
    hostile = '<b>bold</b> <font size="99">&amp; <para/> </Document> (unclosed \\ %d {name} <![CDATA['
    page = replace(person(0), notes=(NoteLine("Health", None, hostile),))
    assert " ".join(hostile.split()) in printed(pack((page,))).text


def test_letters_the_fonts_lack_are_shown_as_codes_and_explained() -> None:
    page = replace(
        person(0), name="\u0627\u062d\u0645\u062f", notes=(NoteLine("Health", None, "a\u202eb\x07c\U0001f600"),)
    )
    text = printed(pack((page,))).text
    assert "[U+0627][U+062D][U+0645][U+062F]" in text
    assert "a[U+202E]b[U+0007]c[U+1F600]" in text
    assert "Letters outside the fonts" in text
    assert "Letters outside the fonts" not in printed(pack((person(1),))).text


def test_the_charts_speak() -> None:
    held = (ScoreSet(date(2026, 9, 1), (3,) * 8), ScoreSet(date(2026, 10, 1), (4, None, *(3,) * 5, Withheld())))
    finished = printed(pack((replace(person(0), history=held),)))
    assert "Accommodation, 2 scores from 1 Sep 2026 to 1 Oct 2026, oldest first: 3, 4." in finished.alternatives
    assert "Last score not known, before 3." in finished.alternatives
    assert "Last score withheld, before 3." in finished.alternatives
    assert "▲ worse by 1" in finished.text
    assert finished.roles["Figure"] == 17


def test_the_structure_has_headings_tables_and_figures(five: Finished) -> None:
    assert five.roles["H1"] == 6
    assert five.roles["Figure"] == 5 * 17
    assert five.roles["Table"] == 2 + 5 * 8


def test_what_is_not_handed_over_is_nowhere_in_the_file(five: Finished) -> None:
    assert_absent(five, ["Helvetica", "INTELLIGENCE-CANARY"])


def test_the_search_for_absent_words_can_fail(five: Finished) -> None:
    for present in ("NOWAK", "asked twice about work on release", "oldest first"):
        with pytest.raises(AssertionError):
            assert_absent(five, [present])


plain = st.text(max_size=60)
dates = st.none() | st.dates() | st.just(Withheld("1"))
scores = st.none() | st.integers(-3, 12) | st.just(Withheld())
sets = st.lists(
    st.builds(ScoreSet, st.dates(), st.lists(scores, max_size=9).map(tuple), st.none() | st.integers(0, 9)), max_size=4
).map(tuple)
pages = st.builds(
    PersonPage,
    ref=plain,
    name=plain | st.none(),
    born=dates,
    age=st.none() | st.integers(0, 120),
    rag=plain,
    rosh=plain,
    mappa=plain,
    reason=plain,
    status=plain,
    notes=st.lists(st.builds(NoteLine, plain, dates, st.text(max_size=400)), max_size=3).map(tuple),
    history=sets | st.just(Withheld("2")),
    actions=st.lists(st.builds(ActionLine, plain, plain, plain, plain, dates, st.booleans()), max_size=3).map(tuple),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people=st.lists(pages, max_size=2).map(tuple), training=st.booleans())
def test_any_words_make_a_sound_document(people: tuple[PersonPage, ...], training: bool) -> None:
    papers = pack(people, training=training)
    read(render_conference_pack(papers))


def test_a_copy_without_marking_or_name_is_refused() -> None:
    papers = pack((person(0),))
    for poor in (
        replace(papers, marking=" "),
        replace(papers, copy=replace(papers.copy, name="")),
        replace(papers, copy=replace(papers.copy, agency="")),
    ):
        with pytest.raises(Refused):
            render_conference_pack(poor)


def test_a_scale_with_many_levels_is_said_in_words() -> None:
    papers = replace(pack((person(0),)), scale=tuple((level, "x") for level in range(11)))
    assert "Last score 1, before 2." in printed(papers).text


def assert_inside(papers: ConferencePack, paper: Paper = A4) -> None:
    """Every line of text stands between the margins, content and furniture apart, no two lines on one another."""
    laid = lay_out(papers, paper)
    for sheet in laid.sheets:
        places = set()
        frame = furniture_of(papers, paper).frame(sheet.heading)
        body_drawings = [(drawing, True) for piece in sheet.pieces for drawing in piece.drawings]
        for drawing, body in body_drawings + [(drawing, False) for drawing in sheet.furniture]:
            if isinstance(drawing, Words):
                end = drawing.x + width(drawing.text.rstrip(), drawing.style.face, drawing.style.size)
                assert drawing.x >= paper.left - 0.1
                assert end <= paper.right + 0.1, drawing.text
                low, high = drawing.y, drawing.y + drawing.style.size * 0.7
                inside, outside = low >= frame.bottom and high <= frame.top, low >= frame.top or high <= frame.bottom
                assert inside or (outside and not body and low >= paper.edge and high <= paper.height - paper.edge)
                place = (round(drawing.x, 1), round(low, 1))
                assert place not in places
                places.add(place)


def test_head_and_foot_leave_room_whatever_they_say() -> None:
    papers = pack((person(0),))
    assert_inside(papers)
    endless = "endless " * 600
    papers = replace(papers, title=endless, marking=endless, withheld_line=endless, printed_at=endless)
    frame = furniture_of(papers).frame(endless)
    assert frame.height > A4.height / 2
    assert_inside(papers)


def test_large_print_and_wide_paper_hold_the_same_words() -> None:
    papers = pack((person(0), person(1)))
    for paper in (LARGE_PRINT, A4_LANDSCAPE):
        assert_inside(papers, paper)
        finished = check(
            render_conference_pack(papers, paper),
            marking=papers.marking,
            copy_line=COPY_LINE,
            printed_line=f"Printed {papers.printed_at}",
            withheld_line=WITHHELD,
        )
        for words in said_of(person(0)):
            assert words in finished.text


def test_rag_and_rosh_differ_by_shape_and_colour() -> None:
    assert [rag_tone(word) for word in ("red", "Amber", "GREEN", "blue")] == [ALARM, CARE, GOOD, PLAIN]
    assert [rosh_tone(word) for word in ("low", "medium", "high", "very_high")] == [GOOD, CARE, ALARM, GRAVE]
    assert len({tone.figure for tone in (GOOD, CARE, ALARM, GRAVE, PLAIN)}) == 5


def test_nothing_printed_is_remembered() -> None:
    render_conference_pack(pack((person(0),)))
    assert printable.cache_info().currsize == 0
    assert width.cache_info().currsize == 0


long_words = st.text(alphabet="abc WŵĄễ\n\u0627<&", min_size=0, max_size=700)
crowded = st.builds(
    PersonPage,
    ref=long_words,
    name=long_words,
    sex=long_words,
    rag=long_words,
    cohort_label=long_words,
    reason=long_words,
    withheld_line=long_words,
    identifiers=st.lists(st.builds(Identifier, long_words, long_words, long_words), max_size=2).map(tuple),
    officers=st.lists(st.builds(Officer, long_words, long_words, long_words), max_size=3).map(tuple),
    markers=st.lists(st.builds(Marker, long_words, dates, dates, long_words), max_size=3).map(tuple),
    history=sets,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(people=st.lists(crowded, min_size=1, max_size=2).map(tuple), words=st.lists(long_words, min_size=5, max_size=5))
def test_nothing_leaves_its_page_however_long(people: tuple[PersonPage, ...], words: list[str]) -> None:
    papers = pack(people, training=True)
    copy = replace(papers.copy, name="N" + words[0], agency="A" + words[1])
    papers = replace(papers, copy=copy, withheld_line=words[2], title=words[3], marking="M" + words[4])
    assert_inside(papers)
    read(render_conference_pack(papers))
