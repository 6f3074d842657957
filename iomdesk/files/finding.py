"""Which files there are: the eight kinds of record read as one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from iomdesk.catalogue import Category
from iomdesk.files import records
from iomdesk.files.content import here
from iomdesk.ids import Id, short_code
from iomdesk.store.reading import Reading

CODE = "F"
_MAPPED: Mapping[Category, Any] = {
    Category.IDENTITY: records.FileIdentity,
    Category.SUPERVISION: records.FileSupervision,
    Category.CUSTODY: records.FileCustody,
    Category.RISK: records.FileRisk,
    Category.HEALTH: records.FileHealth,
    Category.CONFERENCE: records.FileConference,
    Category.INTELLIGENCE: records.FileIntelligence,
    Category.VICTIM: records.FileVictim,
}


@dataclass(frozen=True, slots=True, repr=False)
class FileRow:
    """One file about a person. ``size`` is in bytes; ``here`` says whether its content is on this desk."""

    id: Id
    code: str
    person: Id | None
    category: Category
    title: str
    sort: str
    dated_on: date | None
    media_type: str
    size: int | None
    sha256: bytes | None
    source: str
    do_not_share: bool
    withdrawn: bool
    here: bool


def files_about(reading: Reading, people: Sequence[Id], *, withdrawn: bool = False) -> tuple[FileRow, ...]:
    """The files about these records, in the order they were added; nine selects. Withdrawn ones only when asked."""
    return _found(reading, lambda mapped: mapped.person.in_(people), withdrawn)


def file_by_id(reading: Reading, file: Id) -> FileRow | None:
    """One file that stands, or None."""
    rows = _found(reading, lambda mapped: mapped.id == file, False)
    return rows[0] if rows else None


def all_files(reading: Reading) -> tuple[FileRow, ...]:
    """Every file of the desk, withdrawn ones included."""
    return _found(reading, None, True)


def _found(
    reading: Reading, about: Callable[[Any], ColumnElement[bool]] | None, withdrawn: bool
) -> tuple[FileRow, ...]:
    rows: list[tuple[Category, Any]] = []
    for category, mapped in _MAPPED.items():
        conditions = [about(mapped)] if about is not None else []
        if not withdrawn:
            conditions.append(mapped.withdrawn.is_(None))
        columns = (getattr(mapped, name) for name in ("id", "person", *(each.name for each in mapped.kind)))
        rows += [(category, row) for row in reading.all(select(*columns).where(*conditions))]
    there = here(reading, None if about is None else [row.id for _, row in rows])
    return tuple(sorted((_row(category, row, there) for category, row in rows), key=lambda row: row.id))


def _row(category: Category, row: Any, there: frozenset[Id]) -> FileRow:
    return FileRow(
        row.id,
        short_code(CODE, row.id),
        row.person,
        category,
        row.title or "",
        row.sort or "",
        row.dated_on,
        row.media_type or "",
        row.size,
        row.sha256,
        row.source or "",
        bool(row.do_not_share),
        row.withdrawn is not None,
        row.id in there,
    )
