"""The board on the wall: everybody on it, on as few sheets as can be read, and nobody who must not hang there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event

from iomdesk.agreement.questions import agreement_in_force
from iomdesk.agreement.view import view_for
from iomdesk.catalogue import Agency, Category
from iomdesk.cohort.facts import people_facts
from iomdesk.conference.board import wall_board
from iomdesk.conference.calendar import Schedule
from iomdesk.copies.rules import Document
from iomdesk.errors import Refused
from iomdesk.issuing.making import Choices
from iomdesk.packs.paper.values import Withheld
from iomdesk.packs.wall_board import BoardPaper, BoardTile, render_wall_board
from tests.conference.conference_sample import person, the_site
from tests.packs.canaries import aviary
from tests.packs.finished_pdf import Finished, assert_letters, assert_repeats, check, page_texts, read
from tests.packs.pdf_search import must_not_hold, tight
from tests.packs.scheme_sample import COPY_LINE, DAY, ODD, PRINTED, WITHHELD, Scheme, enter, head, scheme

RAGS = ("Red", "Amber", "Green", None, Withheld("5.7"), "Watch")


def tile(number: int) -> BoardTile:
    return BoardTile(
        f"NOWAK{number:03}, Daniel",
        f"7K3M-{number:04}",
        RAGS[number % 3],
        "HMP Wayland, out 9 May" if number % 4 == 0 else "in the community",
        "R Glossop",
        date(2026, 10, 13),
        date(2026, 11, 10),
        number % 33,
        (number % 7) - 3 if number % 5 else None,
        ("DA", "STAFF") if number % 10 == 0 else ("DA",) if number % 3 == 0 else (),
    )


def board(*tiles: BoardTile, training: bool = False) -> BoardPaper:
    short = (("DA", "Domestic-abuse perpetrator"), ("STAFF", "Risk to staff"))
    return BoardPaper(head("Cohort wall board", training=training), tiles, "only what all of these may read", 32, short)


def checked(paper: BoardPaper, *, tiled: bool = False) -> Finished:
    return check(
        render_wall_board(paper, tiled=tiled),
        marking="OFFICIAL-SENSITIVE",
        copy_line=COPY_LINE,
        printed_line=PRINTED,
        withheld_line=WITHHELD,
        training=paper.head.training,
        sides_each=2 if tiled else 1,
    )


@pytest.mark.parametrize("people", [60, 120])
def test_a_whole_cohort_hangs_on_one_sheet(people: int) -> None:
    finished = checked(board(*map(tile, range(people))))
    assert len(finished.pages) == 1
    for number in range(people):
        assert f"NOWAK{number:03}, Daniel" in finished.text
        assert f"7K3M-{number:04}" in finished.text
    assert finished.roles["LI"] == people


def test_a_larger_one_goes_on_and_a_smaller_one_is_larger() -> None:
    assert len(checked(board(*map(tile, range(230)))).pages) > 1

    def size(people: int) -> float:
        shown = read(render_wall_board(board(*map(tile, range(people))))).shown
        return max(run.size for page in shown for run in page.body if "NOWAK" in run.text)

    assert size(12) > size(100)


def test_tiled_on_a4_says_the_same() -> None:
    tiles = tuple(map(tile, range(70)))
    whole, tiled = checked(board(*tiles)), checked(board(*tiles), tiled=True)
    assert len(tiled.pages) == 2 * len(whole.pages)
    for number in range(70):
        assert f"7K3M-{number:04}" in tiled.text


def test_red_first_and_what_is_not_known_or_withheld_last() -> None:
    tiles = (replace(tile(number), rag=rag) for number, rag in enumerate(reversed(RAGS)))
    finished = checked(board(*tiles))
    said = [f"{words}: 1 person" for words in ("Red", "Amber", "Green", "Watch", "RAG not known")]
    places = [finished.aloud.index(words) for words in (*said, "RAG withheld under clause 5.7: 1 person")]
    assert places == sorted(places)


def test_a_tile_says_where_who_when_how_much_and_what_to_mind() -> None:
    withheld = replace(tile(1), where=Withheld("5.5"), lead=None, last_on=Withheld("5.12"), total=Withheld("5.10"))
    text = checked(board(replace(tile(0), moved=-3), withheld, replace(tile(2), last_on=None, total=None))).text
    for words in ("HMP Wayland, out 9 May · R Glossop", "13 Oct → 10 Nov", "DA STAFF", "▼3"):
        assert words in text
    assert "W · no lead manager" in text
    assert "never → 10 Nov" in text


def test_names_as_they_come() -> None:
    finished = checked(board(*(replace(tile(n), name=name) for n, name in enumerate(ODD))))
    assert_letters(finished)
    assert "X" * 300 in "".join(finished.text.split())
    assert_repeats(lambda: render_wall_board(board(tile(1))))


def test_nobody_and_practice_papers() -> None:
    assert "Nobody is on the board." in checked(board(training=True)).text


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scheme]:
    made = scheme(tmp_path_factory.mktemp("board"))
    made.desk.do(Schedule(the_site(made.desk), date(2026, 11, 10)))
    yield made
    made.desk.close()


def test_the_own_office_sees_its_cohort(kept: Scheme) -> None:
    text = read(kept.copy(Document.BOARD).pdf).text
    for words in ("Red: 1 person", "ZQPOLICE, Daniel", "Green: 1 person", "ZQSHARED, Daniel", "→ 10 Nov",
                  "STAFF Risk to staff", "▼2", "22"):  # fmt: skip
        assert words in text


def test_a_shared_office_sees_what_every_agency_in_it_may_read(kept: Scheme) -> None:
    room = kept.copy(Document.BOARD, choices=Choices(room=(Agency.POLICE, Agency.HOUSING)))
    assert room.people == 1
    must_not_hold(room.pdf, ["ZQPOLICE"])
    assert "police, housing" in read(room.pdf).text
    assert room.withheld_line == "1 entry withheld under clause 5.1; 1 entry withheld under clause 5.5."


def test_nothing_hangs_that_anybody_in_the_room_may_not_read(tmp_path: Path) -> None:
    """Every word on the desk, every agency in the room beside the police."""
    birds = aviary(tmp_path)
    desk = birds.desk
    facts = desk.ask(people_facts, tuple(birds.people.values()), desk.today)
    made = Scheme(desk, birds.people["shared"], birds.people["police"])
    for agency in (Agency.HOUSING, Agency.VOLUNTARY, Agency.HEALTH, Agency.PRISON):
        view = view_for(desk.ask(agreement_in_force, desk.today), agency, desk.today, desk.agency)
        kept_back = [
            each.word
            for each in birds.canaries
            if each.do_not_share or not view.may(Category(each.category), facts[birds.people[each.whose]])
        ]
        must_not_hold(made.copy(Document.BOARD, choices=Choices(room=(Agency.POLICE, agency))).pdf, kept_back)
    text = tight(" ".join(page_texts(made.copy(Document.BOARD).pdf)))
    assert any(tight(each.word) in text for each in birds.canaries if each.field == "surname")
    desk.close()


def test_a_restricted_person_hangs_on_no_wall_not_even_their_own(kept: Scheme) -> None:
    before = read(kept.copy(Document.BOARD).pdf).text
    enter(kept.desk, person(kept.desk, "ZQHIDDEN", narrowing="excluded"), "Zqhidden")
    copy = kept.copy(Document.BOARD)
    assert read(copy.pdf).text.replace(f"Copy {copy.number} ", "") == before.replace(f"Copy {copy.number - 1} ", "")


def test_without_an_agreement_no_room_is_shared(tmp_path: Path) -> None:
    made = scheme(tmp_path, agreement=False)
    with pytest.raises(Refused):
        made.copy(Document.BOARD, choices=Choices(room=(Agency.POLICE, Agency.HOUSING)))
    assert made.copy(Document.BOARD, choices=Choices(room=(Agency.POLICE,))).people == 2
    made.desk.close()


def test_the_number_of_selects_does_not_grow_with_people(tmp_path: Path) -> None:
    made = scheme(tmp_path)

    def selects() -> int:
        asked: list[str] = []
        with made.desk._store.reading() as reading:
            event.listen(reading.connection.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
            wall_board(reading, DAY)
        return len(asked)

    few = selects()
    for number in range(12):
        enter(made.desk, person(made.desk, f"NOWAK{number}"), f"Word{number}")
    assert few
    assert selects() == few
    made.desk.close()
