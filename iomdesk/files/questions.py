"""Questions about files: which there are about a person, the content of one, and whether every content is sound."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.errors import Refused
from iomdesk.files.content import every_content, pieces_of, read_content
from iomdesk.files.finding import FileRow, all_files, files_about
from iomdesk.ids import Id
from iomdesk.people.questions import linked_ids
from iomdesk.store.reading import Reading
from iomdesk.store.tables import ChangeRow, Incarnation, OperationRow
from iomdesk.words import say

_AT_ONCE = 10_000
"""How many ids one select names, well under what SQLite takes as variables."""


@dataclass(frozen=True, slots=True, repr=False)
class FileContent:
    """One file with its content, which is what its record says."""

    row: FileRow
    content: bytes


@dataclass(frozen=True, slots=True, repr=False)
class FilesChecked:
    """How many files were read, how many have their content elsewhere, and what is wrong, in words."""

    read: int
    elsewhere: int
    findings: tuple[str, ...]


@question(*CASEWORK, consults=Consults.PERSON)
def files_of(reading: Reading, person: Id) -> tuple[FileRow, ...]:
    """The files about one person, linked records included, in the order they were added."""
    return files_about(reading, linked_ids(reading, person))


@question(*CASEWORK, consults=Consults.PERSON)
def file_content(reading: Reading, person: Id, file: Id) -> FileContent:
    """One file of this person with its content.

    Raises ``Refused`` where there is no such file or its content is elsewhere, ``Damaged`` where it is not what was
    kept.
    """
    row = next((each for each in files_about(reading, linked_ids(reading, person)) if each.id == file), None)
    if row is None:
        raise Refused(say("That file is not on this desk."), say("See: iomdesk file list REF."))
    return FileContent(row, read_content(reading, row.id, row.sha256))


@question(*CASEWORK, consults=Consults.LIST)
def files_check(reading: Reading) -> FilesChecked:
    """Read every content and hold it against its record; ``verify`` replays the history, which holds no content.

    Found are contents that are not what was kept, cut short or lost, and contents of no file that stands.
    """
    rows = all_files(reading)
    standing = [row for row in rows if not row.withdrawn]
    made_here = _made_here(reading, [row.id for row in standing if not row.here])
    findings = []
    for row in standing:
        if row.here:
            findings += [] if _is_sound(reading, row) else [_wrong(row)]
        elif row.id in made_here:
            findings.append(say("The content of {code}, which was added on this desk, is lost.", code=row.code))
    left_over = every_content(reading) - {row.id for row in standing}
    if left_over:
        findings.append(say("There is content of files that were removed: {count}.", count=len(left_over)))
    read = sum(row.here for row in standing)
    return FilesChecked(read, len(standing) - read - len(made_here), tuple(findings))


def _is_sound(reading: Reading, row: FileRow) -> bool:
    size, digest = 0, hashlib.sha256()
    for piece in pieces_of(reading, row.id):
        size += len(piece)
        digest.update(piece)
    return (size, digest.digest()) == (row.size, row.sha256)


def _wrong(row: FileRow) -> str:
    return say("The content of {code} is not what was kept.", code=row.code)


def _made_here(reading: Reading, files: Sequence[Id]) -> frozenset[Id]:
    """Which of these records were first written by a life of this very desk."""
    o = OperationRow
    own = (
        select(o.record)
        .join(ChangeRow, ChangeRow.seq == o.change)
        .join(Incarnation, Incarnation.id == ChangeRow.incarnation)
        .distinct()
    )
    portions = (files[begin : begin + _AT_ONCE] for begin in range(0, len(files), _AT_ONCE))
    return frozenset(record for ids in portions for (record,) in reading.all(own.where(o.record.in_(ids))))
