"""The words of the command line, from the commands the modules declare."""

import argparse
from collections.abc import Iterable
from typing import TypeAlias

from iomdesk import __version__
from iomdesk.words import say
from ui.cli.shape import AnyCommand, Argument

_Words: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def build(commands: Iterable[AnyCommand]) -> argparse.ArgumentParser:
    """The parser of every command. Its namespace holds the chosen command as ``command``."""
    parser = argparse.ArgumentParser(
        prog="iomdesk", description=say("The desk of an Integrated Offender Management team."), allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"iomdesk {__version__}")
    _general(parser)
    parser.set_defaults(command=None, home=None, sign_in=None, passphrase_file=None, json=False)
    groups: dict[str, _Words] = {}
    top = parser.add_subparsers(metavar="COMMAND", title="commands")
    for command in commands:
        _add(top, groups, command)
    return parser


def _general(parser: argparse.ArgumentParser) -> None:
    """The options every command takes, before its words or after them; one left out keeps what was said before."""
    group = parser.add_argument_group(say("for every command"))
    unset = argparse.SUPPRESS
    group.add_argument("--home", metavar="DIR", default=unset, help=say("the desk's folder (or IOMDESK_HOME)"))
    group.add_argument(
        "--as", dest="sign_in", metavar="NAME", default=unset, help=say("who signs in (or IOMDESK_OFFICER)")
    )
    group.add_argument(
        "--passphrase-file",
        metavar="FILE",
        default=unset,
        help=say("a file whose first line is the passphrase (or IOMDESK_PASSPHRASE_FILE)"),
    )
    group.add_argument("--json", action="store_true", default=unset, help=say("print one JSON document"))


_GROUPS = {
    "import": "take in files, or the rows of them that were held",
    "export": "write the cohort to a file",
    "compare": "hold a sheet against the desk",
    "person": "the cohort, one person, and what is recorded about them",
    "conference": "schedule, agenda, scores, decisions, minutes",
    "conference series": "the runs of conferences a site holds",
    "contribution": "what agencies say about people before a conference, and their paper sheets",
    "site": "the places the team works from",
    "action": "who does what by when",
    "pathways": "what the levels look like, and the scheme's own pathways",
    "print": "make marked, named copies of a document",
    "copies": "copies of documents: whose they are, and what became of them",
    "agreement": "the information-sharing agreement: versions, matrix, signatures, why",
    "contact": "appointments, visits and calls, planned and as they went",
    "engagement": "whether people engage of their own will",
    "file": "letters, photographs and old minutes about people, encrypted",
    "officer": "who works at this desk, in which roles",
    "approval": "what waits for a second person",
    "replaced": "the desks that restores kept aside",
    "key": "the keys of the desk",
    "recovery": "the recovery sheet",
}


def _add(
    top: _Words,
    groups: dict[str, _Words],
    command: AnyCommand,
) -> None:
    *path, last = command.words
    at = top
    for depth, word in enumerate(path, start=1):
        within = " ".join(path[:depth])
        if within not in groups:
            purpose = say(_GROUPS[within])
            group = at.add_parser(word, help=purpose, description=purpose, allow_abbrev=False)
            groups[within] = group.add_subparsers(metavar="COMMAND", required=True)
        at = groups[within]
    made = at.add_parser(last, help=command.purpose, description=command.purpose, allow_abbrev=False)
    for each in command.arguments:
        _argument(made, each)
    _general(made)
    made.set_defaults(command=command)


def _argument(parser: argparse.ArgumentParser, each: Argument) -> None:
    parser.add_argument(*each.names, **each.options)
