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
    parser.add_argument("--home", metavar="DIR", help=say("the desk's folder (or IOMDESK_HOME)"))
    parser.add_argument("--as", dest="sign_in", metavar="NAME", help=say("who signs in (or IOMDESK_OFFICER)"))
    parser.add_argument(
        "--passphrase-file",
        metavar="FILE",
        help=say("a file whose first line is the passphrase (or IOMDESK_PASSPHRASE_FILE)"),
    )
    parser.add_argument("--json", action="store_true", help=say("print one JSON document"))
    parser.set_defaults(command=None)
    groups: dict[str, _Words] = {}
    top = parser.add_subparsers(metavar="COMMAND", title="commands")
    for command in commands:
        _add(top, groups, command)
    return parser


def _add(
    top: _Words,
    groups: dict[str, _Words],
    command: AnyCommand,
) -> None:
    first, *rest = command.words
    if rest:
        if first not in groups:
            group = top.add_parser(first, help=say("{first} …", first=first), allow_abbrev=False)
            groups[first] = group.add_subparsers(metavar="COMMAND", required=True)
        made = groups[first].add_parser(rest[0], help=command.purpose, description=command.purpose, allow_abbrev=False)
    else:
        made = top.add_parser(first, help=command.purpose, description=command.purpose, allow_abbrev=False)
    for each in command.arguments:
        _argument(made, each)
    made.set_defaults(command=command)


def _argument(parser: argparse.ArgumentParser, each: Argument) -> None:
    parser.add_argument(*each.names, **each.options)
