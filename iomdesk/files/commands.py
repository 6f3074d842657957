"""What people do about files: add one, remove one with its content, take a copy out of the encryption."""

import hashlib
from dataclasses import dataclass
from datetime import date

from iomdesk.catalogue import Category
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.files.content import erase_content, keep_content
from iomdesk.files.finding import FileRow, file_by_id, files_about
from iomdesk.files.incoming import require_size
from iomdesk.files.media import Media, looked_into
from iomdesk.files.rules import KINDS, FileSort, category_meant, category_problem, most_bytes
from iomdesk.ids import Id
from iomdesk.people.commands import present_records
from iomdesk.people.rules import one_line
from iomdesk.store.audit import Act
from iomdesk.store.unit import Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class AddedFile:
    """The file as added; ``notes`` are for whoever added it: what was left out, and whether it was here already."""

    id: Id
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class AddFile(Command[AddedFile]):
    """Keep a file about a person. ``name`` is what it was called, and its title unless one is said.

    ``category`` may be left out of old minutes, which are of the category conference.
    """

    person: Id
    content: bytes
    name: str
    category: Category | None = None
    sort: FileSort | None = None
    title: str = ""
    dated_on: date | None = None
    source: str = ""
    do_not_share: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class RemoveFile(Command[int]):
    """Remove a file with its content; answers how many bytes were erased. Its record stays in the history."""

    file: Id
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class DiscloseFile(Command[None]):
    """Log that a file's content leaves the encryption, and where to."""

    person: Id
    file: Id
    recipient: str


@handles(Role.OFFICER, act=Act.COLLECTION)
def add_file(work: Work, command: AddFile) -> AddedFile:
    """Look into it, keep its record and its content together. The same content of the same person is kept once.

    Raises ``Refused`` for what may not be kept, and where it is here already.
    """
    records = present_records(work, command.person)
    require_size(len(command.content), most_bytes())
    kept = looked_into(command.content, command.name)
    sort = command.sort or (FileSort.PHOTOGRAPH if kept.media in (Media.JPEG, Media.PNG) else FileSort.OTHER)
    category = category_meant(command.category, sort)
    if (problem := category_problem(category, sort)) or category is None:
        raise Refused(problem, say("Say which category it is of; nothing was kept."))
    digest = hashlib.sha256(kept.content).digest()
    same = next((row for row in files_about(work, records) if row.sha256 == digest), None)
    if same is not None:
        return _came_again(work, same, kept.content)
    if command.dated_on is not None and command.dated_on > work.today:
        raise Refused(say("The day on the file has not come."), say("Check the day; nothing was kept."))
    file = work.create(
        KINDS[category],
        {
            "title": one_line(command.title) or one_line(command.name) or None,
            "sort": str(sort),
            "dated_on": command.dated_on,
            "media_type": str(kept.media),
            "size": len(kept.content),
            "sha256": digest,
            "source": one_line(command.source) or None,
            "do_not_share": True if command.do_not_share else None,
        },
        subject=records[0],
    )
    keep_content(work, file, kept.content)
    return AddedFile(file, kept.notes)


def _came_again(work: Work, same: FileRow, content: bytes) -> AddedFile:
    if same.here:
        raise Refused(
            say("That very file is kept already, as {code}.", code=same.code),
            say("If its category or title is wrong, remove it and add it again; nothing was kept twice."),
        )
    keep_content(work, same.id, content)
    note = say("It was known here as {code} without its content, which is now on this desk.", code=same.code)
    return AddedFile(same.id, (note,))


@handles(Role.OFFICER, act=Act.ERASURE)
def remove_file(work: Work, command: RemoveFile) -> int:
    """Withdraw its record with the reason, and erase its content from this desk."""
    row = _standing(work, command.file)
    reason = one_line(command.reason)
    if not reason:
        raise Refused(say("Removing a file needs a reason."), say("Say why in a few words."))
    work.withdraw(KINDS[row.category], row.id, reason)
    return erase_content(work, row.id)


@handles(Role.OFFICER, act=Act.DISCLOSURE)
def disclose_file(work: Work, command: DiscloseFile) -> None:
    """One entry about the person, with where the copy went and its digest, never its title."""
    row = _standing(work, command.file)
    if row.person not in present_records(work, command.person) or row.sha256 is None:
        raise Refused(say("That file is not about that person."))
    what = f"copy of file {row.code}, sha256 {row.sha256.hex()}"
    work.audit(Act.DISCLOSURE, what, command.person, recipient=one_line(command.recipient))


def _standing(work: Work, file: Id) -> FileRow:
    row = file_by_id(work, file)
    if row is None:
        raise Refused(say("That file is not on this desk."), say("See: iomdesk file list REF."))
    return row
