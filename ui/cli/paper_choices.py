"""What of a document is wanted, as it is said on the command line: of which conference, on which paper, for whom."""

import argparse

from iomdesk.agreement.questions import agreement_in_force, agreement_versions
from iomdesk.catalogue import Agency
from iomdesk.copies.rules import Document
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.issuing.making import Choices
from iomdesk.packs.paper.formats import A3_LANDSCAPE, A4, LARGE_PRINT, Paper
from iomdesk.words import say
from ui.cli import naming
from ui.cli.shape import Argument, argument

_SITE = argument("--site", metavar="NAME", help=say("only the people of this site"))
ACTION_LIST: tuple[Argument, ...] = (
    argument("--owner", choices=naming.AGENCIES, help=say("only the actions of this agency's people")),
    argument("--mine", action="store_true", help=say("only your own")),
    argument("--conference", metavar="C", help=say("only those set at one conference")),
)
BOARD: tuple[Argument, ...] = (
    _SITE,
    argument("--tiled", action="store_true", help=say("on A4 sheets to cut and join, for a printer without A3")),
    argument(
        "--room",
        metavar="AGENCY,AGENCY",
        help=say("whose people come into the office: only what each of these agencies may read is on it"),
    ),
)
MASTER: tuple[Argument, ...] = (
    _SITE,
    argument("--a3", action="store_true", help=say("on A3, with the pathways in full over their columns")),
)
AGREEMENT: tuple[Argument, ...] = (
    argument("--version", type=int, metavar="N", help=say("another version than the one in force")),
)


def about_of(desk: Desk, given: argparse.Namespace, document: Document) -> Id | None:
    """The conference or the version of the agreement it is about; None for a document of the whole scheme."""
    if document is Document.AGREEMENT:
        return _version(desk, given.version)
    named = getattr(given, "conference", None)
    return naming.conference(desk, named).id if named else None


def _version(desk: Desk, wanted: int | None) -> Id:
    """The version named, else the one in force, else the newest adopted, which waits for its day and signatures."""
    current = desk.ask(agreement_in_force, desk.today) if wanted is None else None
    if current is not None:
        return current.id
    found = [row for row in desk.ask(agreement_versions) if wanted in (None, row.version)]
    if not found:
        raise Refused(
            say("There is no such agreement on this desk."), say("Adopt one first: iomdesk agreement adopt FILE.")
        )
    return found[0].id


def paper_of(given: argparse.Namespace) -> Paper:
    """The paper and size of type asked for; A4 where nothing was, which lets a document take its own."""
    if getattr(given, "a3", False):
        return A3_LANDSCAPE
    return LARGE_PRINT if getattr(given, "large_print", False) else A4


def choices_of(desk: Desk, given: argparse.Namespace) -> Choices:
    """What else was chosen; raises ``Refused`` for an agency or a site there is none of."""
    owner, site = getattr(given, "owner", None), getattr(given, "site", None)
    return Choices(
        Agency(owner) if owner else None,
        getattr(given, "mine", False),
        _room(getattr(given, "room", None) or ""),
        naming.site(desk, site) if site else None,
    )


def _room(text: str) -> tuple[Agency, ...]:
    named = [" ".join(each.split()).casefold() for each in text.split(",") if each.strip()]
    unknown = [each for each in named if each not in naming.AGENCIES]
    if unknown:
        raise Refused(
            say("“{text}” is no agency.", text=unknown[0]),
            say("One of: {agencies}.", agencies=", ".join(naming.AGENCIES)),
        )
    return tuple(dict.fromkeys(map(Agency, named)))
