"""Files about people on the command line: kept inside the encrypted desk, taken out of it only on purpose."""

import argparse
import os
from pathlib import Path

from iomdesk.catalogue import Category
from iomdesk.clock import date_text
from iomdesk.desk import Desk
from iomdesk.errors import Environment, Refused
from iomdesk.files.commands import AddedFile, AddFile, DiscloseFile, RemoveFile
from iomdesk.files.finding import CODE, FileRow
from iomdesk.files.incoming import read_incoming
from iomdesk.files.media import MEDIA_WORDS
from iomdesk.files.questions import file_content, files_check, files_of
from iomdesk.files.rules import KINDS, FileSort, category_word, most_bytes, size_text, sort_label
from iomdesk.ids import Id, code_meant, id_text
from iomdesk.words import counted, say
from ui.cli import naming
from ui.cli.outgoing import write_document
from ui.cli.shape import Answer, DeskCommand, Json, argument

_CATEGORIES: dict[str, Category] = {category_word(each): each for each in KINDS}
_SORTS = tuple(str(each) for each in FileSort)


def add(desk: Desk, given: argparse.Namespace) -> Answer:
    """Keep a file about somebody."""
    if given.category is None and given.sort != str(FileSort.MINUTES):
        raise Refused(
            say("A file is of one data category, which settles who may have it."),
            say("Say which with --category: {names}. Nothing was kept.", names=", ".join(_CATEGORIES)),
        )
    person = naming.person(desk, given.ref)
    path = Path(given.file)
    added = desk.do(
        AddFile(
            person,
            read_incoming(path, most_bytes()),
            path.name,
            _CATEGORIES[given.category] if given.category else None,
            FileSort(given.sort) if given.sort else None,
            given.title,
            naming.day(given.dated) if given.dated else None,
            given.source,
            given.do_not_share,
        )
    )
    if not isinstance(added, AddedFile):
        raise Refused(say("That awaits a second officer."))
    row = next(row for row in desk.ask(files_of, person) if row.id == added.id)
    kept = say("It lies encrypted inside the desk; the file you added it from is still where it was.")
    notes: list[Json] = list(added.notes)
    return Answer([file_line(row), *added.notes, kept], file_row_document(row) | {"notes": notes})


def listed(desk: Desk, given: argparse.Namespace) -> Answer:
    """The files about somebody."""
    rows = desk.ask(files_of, naming.person(desk, given.ref))
    return Answer(
        [*map(file_line, rows), counted(len(rows), "{count} file.", "{count} files.")], [*map(file_row_document, rows)]
    )


def save(desk: Desk, given: argparse.Namespace) -> Answer:
    """Write a copy of a file outside the encryption. The disclosure is logged before anything is written."""
    person = naming.person(desk, given.ref)
    file = _named(desk, person, given.file)
    out = Path(given.out)
    _reserve(out)
    try:
        found = desk.ask(file_content, person, file.id)
        desk.do(DiscloseFile(person, file.id, str(out.absolute().parent)))
        write_document(out, found.content)
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    lines = [
        say("{title}: {size}, in {file}.", title=file.title, size=size_text(file.size), file=given.out),
        say("This copy is not encrypted, and the desk no longer guards it. That it was made, and where, is logged."),
    ]
    if file.do_not_share:
        lines.append(say("It is marked not to be shared with another agency."))
    return Answer(lines, file_row_document(file) | {"file": given.out})


def _reserve(path: Path) -> None:
    """Take the name for a new file, empty and private; refuses where there is anything of that name."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    try:
        os.close(os.open(path, flags, 0o600))
    except FileExistsError:
        raise Refused(
            say("There is already a file of that name."), say("Nothing was overwritten; choose another.")
        ) from None
    except OSError as cause:
        raise Environment(
            say("The file could not be written: {why}.", why=cause.strerror or ""), say("Choose another place.")
        ) from None


def remove(desk: Desk, given: argparse.Namespace) -> Answer:
    """Remove a file and erase its content."""
    file = _named(desk, naming.person(desk, given.ref), given.file)
    erased = desk.do(RemoveFile(file.id, given.reason))
    size = erased if isinstance(erased, int) else 0
    lines = [
        say("Removed: {title}.", title=file.title),
        say("Its content ({size}) is erased from this desk.", size=size_text(size))
        if size
        else say("Its content was not on this desk."),
        say("Backups made before still hold it until they are gone, and so do copies that were saved elsewhere."),
    ]
    return Answer(lines, {"id": id_text(file.id), "code": file.code, "erased_bytes": size})


def check(desk: Desk, _: argparse.Namespace) -> Answer:
    """Read every file and hold it against its record."""
    found = desk.ask(files_check)
    lines = [counted(found.read, "{count} file read.", "{count} files read."), *found.findings]
    if found.elsewhere:
        lines.append(
            counted(
                found.elsewhere,
                "{count} file has its content on another desk.",
                "{count} files have their content on other desks.",
            )
        )
    lines.append(say("Restore the latest backup, or add them again.") if found.findings else say("All is well."))
    findings: list[Json] = list(found.findings)
    document: Json = {"read": found.read, "elsewhere": found.elsewhere, "findings": findings}
    return Answer(lines, document, well=not found.findings)


def _named(desk: Desk, person: Id, text: str) -> FileRow:
    wanted = code_meant(CODE, text)
    found = [row for row in desk.ask(files_of, person) if row.code == wanted or id_text(row.id) == text]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(say("Several files have the code {text}.", text=text), say("Name it by its id, as in --json."))
    raise Refused(say("There is no file {text} of this person.", text=text), say("See: iomdesk file list REF."))


def file_line(row: FileRow) -> str:
    """One file on one line: what it is called, never what it says."""
    kept = say("not to be shared") if row.do_not_share else ""
    elsewhere = "" if row.here else say("content on another desk")
    cells = (
        row.code, row.title, sort_label(row.sort), category_word(row.category), date_text(row.dated_on),
        MEDIA_WORDS.get(row.media_type, row.media_type), size_text(row.size), row.source, kept, elsewhere,
    )  # fmt: skip
    return "  ".join(" ".join(cell.split()) for cell in cells if cell)


def file_row_document(row: FileRow) -> dict[str, Json]:
    """One file as a document, without its content."""
    return {
        "id": id_text(row.id),
        "code": row.code,
        "title": row.title,
        "sort": row.sort,
        "category": category_word(row.category),
        "dated_on": row.dated_on.isoformat() if row.dated_on else None,
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256.hex() if row.sha256 else None,
        "source": row.source or None,
        "do_not_share": row.do_not_share,
        "here": row.here,
    }


_REF = argument("ref", metavar="REF", help=say("any identifier of the person"))
_FILE = argument("file", metavar="F", help=say("the file's code, as listed: F-7K3MQ"))
COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("file", "add"),
        say("keep a file about somebody, encrypted inside the desk"),
        add,
        (
            _REF,
            argument(
                "file",
                metavar="PATH",
                help=say(
                    "PDF, Word without macros, JPEG, PNG or plain text; at most {most}", most=size_text(most_bytes())
                ),
            ),
            argument(
                "--category",
                choices=tuple(_CATEGORIES),
                help=say("the data category, which settles who may have it; old minutes are of conference"),
            ),
            argument("--sort", choices=_SORTS, help=say("what it is")),
            argument("--title", default="", metavar="TEXT", help=say("what to call it; its name unless said")),
            argument("--dated", metavar="DAY", help=say("the day on it")),
            argument("--source", default="", metavar="TEXT", help=say("who it came from")),
            argument("--do-not-share", action="store_true", help=say("keep it from every other agency")),
        ),
    ),
    DeskCommand(("file", "list"), say("the files about somebody"), listed, (_REF,)),
    DeskCommand(
        ("file", "save"),
        say("write a copy of a file, which leaves the encryption; it is logged"),
        save,
        (_REF, _FILE, argument("--out", required=True, metavar="FILE", help=say("where to; nothing is overwritten"))),
    ),
    DeskCommand(
        ("file", "remove"),
        say("remove a file and erase its content from this desk"),
        remove,
        (_REF, _FILE, argument("--reason", required=True, metavar="TEXT", help=say("why"))),
    ),
    DeskCommand(("file", "check"), say("read every file and hold it against its record"), check),
)
