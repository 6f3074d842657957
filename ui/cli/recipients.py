"""Who gets a copy: one person named on the command line, or a list, a line each with name and agency."""

import argparse
import csv
import io
from pathlib import Path

from iomdesk.catalogue import Agency
from iomdesk.desk import Desk
from iomdesk.errors import Environment, Refused
from iomdesk.issuing.making import Recipient
from iomdesk.partnership.questions import officers
from iomdesk.words import say

_HEADINGS = {"name", "recipient"}


def recipient_meant(desk: Desk, given: argparse.Namespace) -> Recipient:
    """Whom ``--for`` and ``--copy-for`` name: the officer who sits here unless said."""
    agency = Agency(given.agency) if given.agency else desk.agency
    if not given.copy_for and agency is not desk.agency:
        raise Refused(say("A copy for another agency is for a named person there."), say("Say who: --copy-for NAME."))
    own = next((row.name for row in desk.ask(officers) if row.id == desk.officer), "")
    return Recipient(given.copy_for or own, agency)


def recipients_in(path: Path) -> tuple[Recipient, ...]:
    """The people of a list, in its order. Raises ``Refused`` naming the line that is wrong; nobody is skipped."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as cause:
        raise Environment(say("The list could not be read: {why}.", why=cause.strerror or "")) from None
    except UnicodeDecodeError:
        raise Refused(say("The list is not text in UTF-8."), say("Save it as CSV UTF-8.")) from None
    found = []
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[0].casefold() in _HEADINGS):
            continue
        found.append(_recipient(cells, number))
    if not found:
        raise Refused(say("The list names nobody."), say("Write a line for each: name, agency."))
    return tuple(found)


def _recipient(cells: list[str], number: int) -> Recipient:
    name, agency = (*cells, "", "")[:2]
    if not name or len([cell for cell in cells if cell]) != 2:
        raise Refused(
            say("Line {number} of the list is not a name and an agency.", number=number),
            say("Write it so: L Grimes, housing. Nothing was written."),
        )
    try:
        return Recipient(name, Agency(agency.casefold()))
    except ValueError:
        raise Refused(
            say("Line {number} of the list names an agency that is none.", number=number),
            say("Agencies are: {names}. Nothing was written.", names=", ".join(Agency)),
        ) from None
