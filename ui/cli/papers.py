"""What is printed: a named copy of a document, or one for each of a list of people."""

import argparse
import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from iomdesk.copies.rules import Document, document_title
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.issuing.issue import Issued, issue
from iomdesk.issuing.making import Order, Recipient
from iomdesk.words import counted, say
from ui.cli import naming
from ui.cli.outgoing import REPLACE, folder_for_all, spare_another, write_document
from ui.cli.paper_choices import ACTION_LIST, AGREEMENT, BOARD, MASTER, about_of, choices_of, paper_of
from ui.cli.recipients import recipient_meant, recipients_in
from ui.cli.secrets import passphrase_from
from ui.cli.shape import Answer, Argument, DeskCommand, Json, argument

OF_A_CONFERENCE = frozenset(
    {
        Document.PACK,
        Document.AGENDA,
        Document.ATTENDANCE,
        Document.CONTRIBUTION,
        Document.MINUTES,
        Document.SUMMARY,
    }
)
_OF_PEOPLE = frozenset({Document.PACK, Document.AGENDA, Document.CONTRIBUTION, Document.MINUTES})


def pack(desk: Desk, given: argparse.Namespace) -> Answer:
    """Named copies of a conference's pack."""
    return _issued(desk, given, Document.PACK, naming.conference(desk, given.conference).id)


def printed(document: Document) -> Callable[[Desk, argparse.Namespace], Answer]:
    """The command that makes named copies of ``document``."""

    def run(desk: Desk, given: argparse.Namespace) -> Answer:
        return _issued(desk, given, document, about_of(desk, given, document))

    return run


@dataclass(frozen=True, slots=True, repr=False)
class _Wanted:
    """One file to be made."""

    recipient: Recipient
    out: Path


def _issued(desk: Desk, given: argparse.Namespace, document: Document, about: Id | None) -> Answer:
    wanted = list(_wanted(desk, given, document))
    if given.recipients is not None:
        folder_for_all(Path(given.out))
    for each in wanted:
        spare_another(desk, each.out, replace=given.replace)
    password = passphrase_from(given.password_file, "") if given.password_file else ""
    order = Order(
        about,
        wanted[0].recipient,
        paper=paper_of(given),
        tiled=getattr(given, "tiled", False),
        since_last=getattr(given, "changes", False),
        password=password,
        choices=choices_of(desk, given),
    )
    lines: list[str] = []
    documents: list[Json] = []
    for each in wanted:
        with issue(desk, document, replace(order, recipient=each.recipient)) as copy:
            write_document(each.out, copy.pdf)
        lines += _said(copy, each.out)
        lines += _empty(desk, document, copy)
        documents.append(_document(copy, each.out))
    if document is Document.CONTRIBUTION:
        lines.append(say("Their numbers, to key them in by: iomdesk contribution forms."))
    if not password:
        lines.append(
            counted(
                len(wanted),
                "The file is not encrypted: print it, or keep it where such papers may be kept.",
                "The files are not encrypted: print them, or keep them where such papers may be kept.",
            )
        )
    return Answer(lines, documents[0] if given.recipients is None else documents)


def _wanted(desk: Desk, given: argparse.Namespace, document: Document) -> Iterator[_Wanted]:
    out = Path(given.out)
    if given.recipients is not None:
        if given.copy_for or given.agency:
            raise Refused(say("The list of recipients says who the copies are for; leave --copy-for and --for out."))
        for number, recipient in enumerate(recipients_in(Path(given.recipients)), start=1):
            yield _Wanted(recipient, out / _file_name(document, number, recipient))
        return
    yield _Wanted(recipient_meant(desk, given), out)


def _file_name(document: Document, number: int, recipient: Recipient) -> str:
    """A name that tells copies apart and says nothing of who is in them: ``pack-02-housing-l-grimes.pdf``."""
    words = f"{document} {number:02} {recipient.agency} {recipient.name}".casefold()
    return "-".join(re.findall(r"\w+", words)) + ".pdf"


def _said(copy: Issued, out: Path) -> list[str]:
    said = say(
        "{called} for {name} ({agency}): {people}, {pages}, in {file}.",
        called=copy.called[:1].upper() + copy.called[1:],
        name=copy.name,
        agency=copy.agency,
        people=counted(copy.people, "{count} person", "{count} people"),
        pages=counted(copy.pages, "{count} page", "{count} pages"),
        file=out,
    )
    return [said, *(line for line in (copy.withheld_line, copy.warning) if line)]


def _empty(desk: Desk, document: Document, copy: Issued) -> list[str]:
    """How an agency comes by a copy with somebody in it, which the withheld line does not say."""
    if copy.people or document not in _OF_PEOPLE or copy.agency == desk.agency:
        return []
    words = {"agency": copy.agency, "quoted": shlex.quote(copy.agency)}
    return [
        say(
            "Nobody in this copy may be shown to {agency}: iomdesk agreement why {quoted} identity REF says why of one "
            "person. An agency that works with somebody asks for them: iomdesk conference ask.",
            **words,
        )
    ]


def _document(copy: Issued, out: Path) -> dict[str, Json]:
    return {
        "file": str(out),
        "copy": copy.number,
        "called": copy.called,
        "name": copy.name,
        "agency": copy.agency,
        "people": copy.people,
        "pages": copy.pages,
        "withheld": copy.withheld,
        "sha256": copy.sha256,
        "protected": copy.protected,
    }


_C = argument("conference", metavar="C", help=say("the conference: Norwich-3, 3, its day, or its id"))


def _arguments(*special: Argument) -> tuple[Argument, ...]:
    return (
        argument("--out", required=True, metavar="FILE.pdf", help=say("where to; a folder with --recipients")),
        argument("--for", dest="agency", choices=naming.AGENCIES, help=say("their agency; yours unless said")),
        argument("--copy-for", metavar="NAME", help=say("whose copy; yours unless said")),
        argument(
            "--recipients",
            metavar="FILE",
            help=say("a list of people: a line each, name and agency, with a comma between; one file is made for each"),
        ),
        argument(
            "--password-file",
            metavar="FILE",
            help=say("protect the file with the password in FILE (AES-256), when it is to leave by e-mail"),
        ),
        REPLACE,
        *special,
    )


_LARGE = argument("--large-print", action="store_true", help=say("in large print"))
_CHANGES = argument(
    "--changes", action="store_true", help=say("mark what is new or changed since the agency's last pack of the site")
)


def _print_command(document: Document, *special: Argument) -> DeskCommand:
    of: Sequence[Argument] = (_C,) if document in OF_A_CONFERENCE else ()
    words = ("print", str(document).replace(" ", "-"))
    return DeskCommand(words, document_title(document), printed(document), (*of, *_arguments(*special)))


COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("pack",),
        say("make marked, named copies of a conference's pack"),
        pack,
        (_C, *_arguments(_LARGE, _CHANGES)),
    ),
    _print_command(Document.AGENDA, _LARGE),
    _print_command(Document.ATTENDANCE, _LARGE),
    _print_command(Document.MINUTES, _LARGE),
    _print_command(Document.SUMMARY, _LARGE),
    DeskCommand(
        ("contribution", "sheet"),
        say("number sheets for an agency and print them, to be filled in by hand"),
        printed(Document.CONTRIBUTION),
        (_C, *_arguments(_LARGE)),
    ),
    _print_command(Document.ACTIONS, *ACTION_LIST, _LARGE),
    _print_command(Document.BOARD, *BOARD),
    _print_command(Document.MASTER, *MASTER),
    _print_command(Document.AGREEMENT, *AGREEMENT),
)
