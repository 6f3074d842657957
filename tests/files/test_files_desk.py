"""Files on a real encrypted desk: kept in pieces, held against their digest, logged, removed with their content."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.catalogue import Category
from iomdesk.desk import Desk
from iomdesk.errors import Damaged, Refused
from iomdesk.files.commands import AddedFile, AddFile, DiscloseFile, RemoveFile
from iomdesk.files.content import PIECE, erase_content, here, keep_content, pieces_of, read_content
from iomdesk.files.questions import file_content, files_check, files_of
from iomdesk.files.records import FilePart
from iomdesk.files.rules import FileSort, most_bytes
from iomdesk.history.change import NARROWED
from iomdesk.ids import Id, new_id
from iomdesk.people.commands import AddPerson, LinkPersons
from iomdesk.store.store import Store
from iomdesk.store.tables import AuditRow, OperationRow
from tests.desks import NOON, open_desk, open_store
from tests.files.file_sample import exif_block, jpeg, pdf

LETTER = b"Dear Mr Nowak,\nyour appointment is on Friday."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def person(desk: Desk) -> Id:
    return enter(desk, "Nowak")


def enter(desk: Desk, surname: str) -> Id:
    made = desk.do(AddPerson({"surname": surname}))
    assert isinstance(made, bytes)
    return made


def add(desk: Desk, person: Id, content: bytes = LETTER, **more: Any) -> AddedFile:
    given: dict[str, Any] = {"name": "letter.txt", "category": Category.HEALTH} | more
    added = desk.do(AddFile(person, content, **given))
    assert isinstance(added, AddedFile)
    return added


def pieces(desk: Desk) -> list[tuple[Id, int, int]]:
    with desk._store.reading() as reading:
        rows = reading.all(
            select(FilePart.file, FilePart.part, FilePart.content).order_by(FilePart.file, FilePart.part)
        )
    return [(file, part, len(content)) for file, part, content in rows]


def entries(desk: Desk) -> list[tuple[str, str, Id | None, str | None]]:
    with desk._store.reading() as reading:
        rows = reading.all(
            select(AuditRow.operation, AuditRow.action, AuditRow.subject, AuditRow.recipient).order_by(AuditRow.seq)
        )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def test_kept_with_what_is_known_of_it(desk: Desk, person: Id) -> None:
    file = add(
        desk, person, title=" GP  letter ", sort=FileSort.LETTER, dated_on=date(2026, 10, 1), source="surgery"
    ).id
    (row,) = desk.ask(files_of, person)
    assert (row.id, row.category, row.title, row.sort, row.dated_on, row.media_type, row.size, row.source) == (
        file, Category.HEALTH, "GP letter", "letter", date(2026, 10, 1), "text/plain", len(LETTER), "surgery",
    )  # fmt: skip
    assert (row.sha256, row.here, row.do_not_share) == (hashlib.sha256(LETTER).digest(), True, False)
    found = desk.ask(file_content, person, file)
    assert (found.content, found.row.code) == (LETTER, row.code)


def test_each_category_is_its_own_kind_of_record(desk: Desk, person: Id) -> None:
    categories = [each for each in Category if f"file_{each.name.lower()}" in catalogue.BY_NAME]
    for place, category in enumerate(categories):
        file = add(desk, person, LETTER + bytes([48 + place]), category=category).id
        with desk._store.reading() as reading:
            slots = {slot for (slot,) in reading.all(select(OperationRow.slot).where(OperationRow.record == file))}
        assert slots == {int(category)}
    assert [row.category for row in desk.ask(files_of, person)] == categories
    closed = add(desk, person, do_not_share=True).id
    with desk._store.reading() as reading:
        slots = {slot for (slot,) in reading.all(select(OperationRow.slot).where(OperationRow.record == closed))}
    assert slots == {NARROWED}
    assert add(desk, person, b"Minutes of 3 May", category=None, sort=FileSort.MINUTES)


def test_nothing_of_the_content_is_in_the_replicated_history(desk: Desk, person: Id) -> None:
    add(desk, person)
    with desk._store.reading() as reading:
        bodies = [body for (body,) in reading.all(select(OperationRow.body))]
    assert not any(b"appointment" in body for body in bodies)


def test_content_lies_in_pieces_and_comes_back_whole(desk: Desk, person: Id) -> None:
    content = b"a line of a letter\n" * 40_000
    file = add(desk, person, content).id
    assert [(part, size) for _, part, size in pieces(desk)] == [(0, PIECE), (1, PIECE), (2, 760_000 - 2 * PIECE)]
    with desk._store.reading() as reading:
        first = next(pieces_of(reading, file))
    assert (first, desk.ask(file_content, person, file).content) == (content[:PIECE], content)


@settings(max_examples=15)
@given(size=st.sampled_from([1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE]), fill=st.binary(min_size=1, max_size=9))
def test_content_of_any_size_comes_back(tmp_path_factory: pytest.TempPathFactory, size: int, fill: bytes) -> None:
    store = open_store(tmp_path_factory.mktemp("pieces"))
    content, file = (fill * (size // len(fill) + 1))[:size], new_id(NOON)
    with store.work() as work:
        keep_content(work, file, content + b"more than there will be")
        keep_content(work, file, content)
    with store.reading() as reading:
        assert read_content(reading, file, hashlib.sha256(content).digest()) == content
    with store.work() as work:
        assert erase_content(work, file) == size
        assert erase_content(work, file) == 0
    with store.reading() as reading, pytest.raises(Refused, match="not on this desk"):
        read_content(reading, file, b"")
    store.close()


def test_a_photograph_is_kept_without_where_it_was_taken(desk: Desk, person: Id) -> None:
    content = jpeg(exif=exif_block(where=True))
    added = add(desk, person, content, name="IMG_1.jpg", category=Category.IDENTITY)
    assert "where it was taken" in added.notes[0]
    (row,) = desk.ask(files_of, person)
    kept = desk.ask(file_content, person, row.id).content
    assert (row.sort, b"Exif" in kept, row.sha256) == ("photograph", False, hashlib.sha256(kept).digest())
    with pytest.raises(Refused, match=row.code):
        add(desk, person, content, name="again.jpg")
    with pytest.raises(Refused, match=row.code):
        add(desk, person, kept, name="again.jpg")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"content": b""}, "empty"),
        ({"content": b"x" * (most_bytes() + 1)}, "at most 10.0 MB"),
        ({"category": None}, "category"),
        ({"category": Category.OFFENDING}, "offending are not kept"),
        ({"sort": FileSort.MINUTES}, "conference"),
        ({"dated_on": date(2026, 11, 3)}, "has not come"),
        ({"content": b"MZ\0\0"}, "no PDF"),
    ],
)
def test_what_is_refused_leaves_nothing(desk: Desk, person: Id, more: dict[str, Any], why: str) -> None:
    before = len(entries(desk))
    with pytest.raises(Refused, match=why):
        add(desk, person, **more)
    assert (pieces(desk), desk.ask(files_of, person)) == ([], ())
    assert [each[0] for each in entries(desk)[before:]] == ["consultation"]


def test_the_largest_that_may_be_kept(desk: Desk, person: Id) -> None:
    file = add(desk, person, b"x" * most_bytes()).id
    assert len(desk.ask(file_content, person, file).content) == most_bytes()


def test_the_same_content_of_another_person_is_another_file(desk: Desk, person: Id) -> None:
    other = enter(desk, "Okafor")
    assert add(desk, person).id != add(desk, other).id
    desk.do(LinkPersons(person, other, "same PNC"))
    assert len(desk.ask(files_of, person)) == 2
    with pytest.raises(Refused, match="kept already"):
        add(desk, other)


def test_a_file_known_without_its_content_takes_it(desk: Desk, person: Id) -> None:
    """As after hearing of it from another desk: the record is here, the content is not."""
    digest = hashlib.sha256(LETTER).digest()
    with desk._store.work() as work:
        values: dict[str, Any] = {"title": "GP letter", "size": len(LETTER), "sha256": digest}
        file = work.create(catalogue.FILE_HEALTH, values, subject=person)
    assert not desk.ask(files_of, person)[0].here
    with pytest.raises(Refused, match="not on this desk"):
        desk.ask(file_content, person, file)
    added = add(desk, person, category=Category.RISK)
    assert (added.id, desk.ask(file_content, person, file).content) == (file, LETTER)
    assert "without its content" in added.notes[0]


def test_reading_disclosing_and_removing_are_logged_by_name(desk: Desk, person: Id) -> None:
    file = add(desk, person, title="Suicide note").id
    desk.ask(file_content, person, file)
    desk.do(DiscloseFile(person, file, "E:\\stick"))
    assert desk.do(RemoveFile(file, "another person's")) == len(LETTER)
    logged = entries(desk)
    code = f"copy of file {'F-'}"
    assert ("collection", "AddFile", person, None) in logged
    assert ("consultation", "file_content", person, None) in logged
    assert any(
        each[:1] == ("disclosure",) and each[1].startswith(code) and each[2:] == (person, "E:\\stick")
        for each in logged
    )
    assert ("erasure", "RemoveFile", person, None) in logged
    assert not any("Suicide" in f"{each}" for each in logged), "the log never holds what a file is called"


def test_a_removed_file_is_gone_with_its_content(desk: Desk, person: Id) -> None:
    kept, gone = add(desk, person, b"x" * 600_000).id, add(desk, person).id
    with pytest.raises(Refused, match="reason"):
        desk.do(RemoveFile(gone, "  "))
    desk.do(RemoveFile(gone, "another person's"))
    assert {file for file, _, _ in pieces(desk)} == {kept}
    assert [row.id for row in desk.ask(files_of, person)] == [kept]
    for again in (RemoveFile(gone, "again"), DiscloseFile(person, gone, "x")):
        with pytest.raises(Refused, match="not on this desk"):
            desk.do(again)
    assert add(desk, person).id != gone, "what was removed may be added again"


def test_a_file_of_another_person_is_not_given(desk: Desk, person: Id) -> None:
    file = add(desk, person).id
    other = enter(desk, "Okafor")
    with pytest.raises(Refused, match="not on this desk"):
        desk.ask(file_content, other, file)
    with pytest.raises(Refused, match="not about that person"):
        desk.do(DiscloseFile(other, file, "x"))


def spoil(store: Store, statement: str, *values: object) -> None:
    """Change the content behind everybody's back."""
    with store.work() as work:
        work.local(statement, [values])


_SPOILT = {
    "changed": "UPDATE file_part SET content = zeroblob(length(content)) WHERE part = 1",
    "cut short": "DELETE FROM file_part WHERE part = 2",
    "a piece lost": "DELETE FROM file_part WHERE part = 1",
    "lost": "DELETE FROM file_part",
    "its beginning lost": "DELETE FROM file_part WHERE part = 0",
    "longer": "INSERT INTO file_part SELECT file, 3, content FROM file_part WHERE part = 2",
}


@pytest.mark.parametrize("how", _SPOILT)
def test_content_that_is_not_what_was_kept_is_never_shown_and_found(desk: Desk, person: Id, how: str) -> None:
    file = add(desk, person, b"a line of a letter\n" * 40_000).id
    assert desk.ask(files_check).findings == ()
    spoil(desk._store, _SPOILT[how])
    with pytest.raises((Damaged, Refused)):
        desk.ask(file_content, person, file)
    found = desk.ask(files_check)
    (row,) = desk.ask(files_of, person)
    assert len(found.findings) == 1
    assert row.code in found.findings[0]


def test_the_check_finds_what_should_have_gone_and_counts_what_is_elsewhere(desk: Desk, person: Id) -> None:
    add(desk, person)
    file = add(desk, person, pdf(), name="x.pdf").id
    found = desk.ask(files_check)
    assert (found.read, found.elsewhere, found.findings) == (2, 0, ())
    with desk._store.work() as work:
        work.withdraw(catalogue.FILE_HEALTH, file, "wrong person")
    assert "removed" in desk.ask(files_check).findings[0]
    with desk._store.reading() as reading:
        assert here(reading, [file]) == {file}
