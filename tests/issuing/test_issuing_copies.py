"""Copies as they leave: registered first, spoiled when not written, news against the last, a file each for a list."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.agreement.commands import AdoptAgreement
from iomdesk.catalogue import Agency
from iomdesk.conference.calendar import Schedule
from iomdesk.copies.questions import copies
from iomdesk.copies.rules import Document
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.issuing.issue import issue, make_copy
from iomdesk.issuing.making import Order, Recipient
from iomdesk.packs.paper.formats import LARGE_PRINT
from iomdesk.people.records import Person
from resources import packaged
from tests.conference.conference_sample import HELD, conference_desk, person, the_site
from tests.packs.finished_pdf import check, page_texts
from ui.cli.papers import COMMANDS
from ui.cli.parser import build
from ui.cli.shape import Answer

POLICE = Recipient("Sgt A Example", Agency.POLICE)
PROBATION = Recipient("J Okafor", Agency.PROBATION)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = conference_desk(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def conference(desk: Desk) -> Id:
    person(desk)
    made = desk.do(Schedule(the_site(desk), HELD))
    assert isinstance(made, bytes)
    return made


def adopt(desk: Desk) -> None:
    desk.do(AdoptAgreement(packaged("agreement/template.toml").decode(), "2026-11-01"))


def run(desk: Desk, *words: str) -> Answer:
    given = build(COMMANDS).parse_args(words)
    answer: Answer = given.command.run(desk, given)
    return answer


def text_of(pdf: bytes, password: str = "") -> str:
    return " ".join(" ".join(page_texts(pdf, password)).split())


def test_a_copy_is_registered_with_the_digest_of_what_leaves(desk: Desk, conference: Id) -> None:
    made = make_copy(desk, Document.PACK, Order(conference, POLICE))
    (row,) = desk.ask(copies)
    assert row.sha256 == hashlib.sha256(made.pdf).digest()
    assert (row.called, row.name, row.agency, row.people) == ("Norwich-1 pack 1", "Sgt A Example", "police", 1)
    assert row.pages == made.pages == len(page_texts(made.pdf))
    check(made.pdf, marking="OFFICIAL-SENSITIVE", copy_line="Copy 1 for Sgt A Example (police)", sides_each=2)


def test_a_copy_that_was_not_written_is_spoiled_and_the_next_has_the_next_number(desk: Desk, conference: Id) -> None:
    with pytest.raises(OSError, match="pulled"), issue(desk, Document.PACK, Order(conference, POLICE)):
        raise OSError("the stick was pulled")
    with issue(desk, Document.PACK, Order(conference, POLICE)) as second:
        assert second.number == 2
    assert [(row.number, row.state) for row in desk.ask(copies)] == [(1, "spoiled"), (2, "out")]


def test_without_an_agreement_nothing_is_drawn_or_registered_for_another_agency(desk: Desk, conference: Id) -> None:
    with pytest.raises(Refused, match="No information-sharing agreement"):
        make_copy(desk, Document.PACK, Order(conference, PROBATION), draw=lambda made: pytest.fail("it was drawn"))
    assert desk.ask(copies) == ()


def test_a_file_that_leaves_by_email_is_encrypted_and_opens_with_its_password(desk: Desk, conference: Id) -> None:
    password = "gravel lantern thimble"
    made = make_copy(desk, Document.PACK, Order(conference, POLICE, password=password))
    assert b"NOWAK" not in made.pdf
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(made.pdf))
    with pikepdf.open(BytesIO(made.pdf), password=password) as opened:
        assert (opened.encryption.R, opened.encryption.bits) == (6, 256)
    assert "NOWAK, Daniel" in text_of(made.pdf, password)
    assert desk.ask(copies)[0].protected
    with pytest.raises(Refused):
        make_copy(desk, Document.PACK, Order(conference, POLICE, password="short"))
    assert len(desk.ask(copies)) == 1


def test_news_is_marked_against_the_last_pack_of_the_agency(desk: Desk, conference: Id) -> None:
    adopt(desk)
    first = make_copy(desk, Document.PACK, Order(conference, PROBATION, since_last=True))
    assert "◆" not in text_of(first.pdf)
    with desk._store.work() as work:
        ((subject,),) = work.all(select(Person.id))
        work.create(catalogue.NOTE, {"heading": "Visit", "body": "Seen at home"}, subject=subject)
        work.put(catalogue.PERSON, subject, {"rosh": "Very High"})
    plain = make_copy(desk, Document.PACK, Order(conference, POLICE))
    assert "◆" not in text_of(plain.pdf)
    second = text_of(make_copy(desk, Document.PACK, Order(conference, PROBATION, since_last=True)).pdf)
    assert "◆ new Visit" in second
    assert "◆ Changed: RoSH" in second
    third = text_of(make_copy(desk, Document.PACK, Order(conference, PROBATION, since_last=True)).pdf)
    assert "◆ new" not in third
    assert "◆ Changed" not in third


def test_large_print_says_the_same(desk: Desk, conference: Id) -> None:
    small = make_copy(desk, Document.PACK, Order(conference, POLICE))
    large = make_copy(desk, Document.PACK, Order(conference, POLICE, paper=LARGE_PRINT))
    check(large.pdf, marking="OFFICIAL-SENSITIVE", copy_line="Copy 2 for Sgt A Example (police)", sides_each=2)
    said = set(text_of(small.pdf).split())
    assert len(said) > 60
    assert len(said - set(text_of(large.pdf).split())) <= 4, "a column's head may be set otherwise, no more"


def test_a_list_of_recipients_makes_a_numbered_file_for_each(desk: Desk, conference: Id, tmp_path: Path) -> None:
    adopt(desk)
    people = tmp_path / "recipients.csv"
    people.write_text("Name,Agency\nJ Okafor,probation\nL Grimes,Housing\nŁ Wójcik,health\nS Patel,prison\n")
    folder = tmp_path / "out"
    folder.mkdir()
    answer = run(desk, "pack", "1", "--recipients", str(people), "--out", str(folder))
    assert [row.called for row in desk.ask(copies)] == [f"Norwich-1 pack {number}" for number in range(1, 5)]
    names = sorted(path.name for path in folder.iterdir())
    assert names == [
        "pack-01-probation-j-okafor.pdf", "pack-02-housing-l-grimes.pdf", "pack-03-health-ł-wójcik.pdf",
        "pack-04-prison-s-patel.pdf",
    ]  # fmt: skip
    assert "Copy 2 for L Grimes (housing)" in text_of((folder / names[1]).read_bytes())
    assert isinstance(answer.document, list)
    assert len(answer.document) == 4


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "names nobody"),
        ("J Okafor\n", "Line 1"),
        ("J Okafor,probation\nL Grimes,the council\n", "Line 2"),
        ("J Okafor,probation,extra\n", "Line 1"),
    ],
)
def test_a_list_that_is_wrong_makes_no_copy(desk: Desk, conference: Id, tmp_path: Path, text: str, match: str) -> None:
    adopt(desk)
    people = tmp_path / "recipients.csv"
    people.write_text(text)
    with pytest.raises(Refused, match=match):
        run(desk, "pack", "1", "--recipients", str(people), "--out", str(tmp_path))
    assert desk.ask(copies) == ()


def test_a_copy_for_another_agency_names_the_person(desk: Desk, conference: Id, tmp_path: Path) -> None:
    adopt(desk)
    with pytest.raises(Refused, match="named person"):
        run(desk, "pack", "1", "--for", "housing", "--out", str(tmp_path / "pack.pdf"))
