"""The content of files: in pieces inside the encrypted desk file, on this desk alone, held against its digest.

The record of a file is replicated; its content is not, and is fetched from another desk on demand. A piece is small
enough that reading one never holds up a save. Nothing is ever written outside the desk file.
"""

import hashlib
from collections.abc import Collection, Iterator

from sqlalchemy import func, select

from iomdesk.errors import Damaged, Refused
from iomdesk.files.records import FilePart
from iomdesk.ids import Id
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Work
from iomdesk.words import say

PIECE = 256 * 1024
"""Bytes in a piece; the last one is shorter."""


def keep_content(work: Work, file: Id, content: bytes) -> None:
    """Keep the content of ``file``, in the same transaction as its record; what is left of an earlier one goes."""
    work.local("DELETE FROM file_part WHERE file = ?", [(file,)])
    rows = [(file, part, content[at : at + PIECE]) for part, at in enumerate(range(0, len(content), PIECE))]
    work.local("INSERT INTO file_part (file, part, content) VALUES (?, ?, ?)", rows)


def erase_content(work: Work, file: Id) -> int:
    """Erase the content of ``file`` from this desk, overwriting it; answers how many bytes that were.

    What backups of earlier days hold is not reached. For removing one file, and for erasing a person.
    """
    size = work.value(select(func.sum(func.length(FilePart.content))).where(FilePart.file == file)) or 0
    work.local("DELETE FROM file_part WHERE file = ?", [(file,)])
    return int(size)


def here(reading: Reading, files: Collection[Id] | None) -> frozenset[Id]:
    """Which of these files, or of all there are, have content on this desk."""
    statement = select(FilePart.file).where(FilePart.part == 0)
    if files is not None:
        statement = statement.where(FilePart.file.in_(files))
    return frozenset(file for (file,) in reading.all(statement))


def every_content(reading: Reading) -> frozenset[Id]:
    """Every file of which there is any piece on this desk."""
    return frozenset(file for (file,) in reading.all(select(FilePart.file).distinct()))


def pieces_of(reading: Reading, file: Id) -> Iterator[bytes]:
    """The content piece by piece, in order; it ends at the first piece that is not there."""
    part = 0
    while (piece := reading.value(_PIECE.where(FilePart.file == file, FilePart.part == part))) is not None:
        yield piece
        part += 1


_PIECE = select(FilePart.content)


def read_content(reading: Reading, file: Id, sha256: bytes | None) -> bytes:
    """The whole content, if it is what its record says.

    Raises ``Refused`` where it is not on this desk, ``Damaged`` where it is not what was kept.
    """
    pieces = list(pieces_of(reading, file))
    if not pieces:
        raise Refused(
            say("The content of that file is not on this desk."), say("Ask the desk where it was added for it.")
        )
    content = b"".join(pieces)
    if hashlib.sha256(content).digest() != sha256:
        raise Damaged(
            say("The content of that file is not what was kept."),
            say("Do not rely on it. Restore the latest backup, or add the file again from its source."),
        )
    return content
