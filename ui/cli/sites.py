"""The places the team works from."""

import argparse

from iomdesk.desk import Desk
from iomdesk.ids import id_text
from iomdesk.partnership.commands import AddSite
from iomdesk.partnership.questions import SiteRow, sites
from iomdesk.words import say
from ui.cli.shape import Answer, DeskCommand, Json, argument


def open_site(desk: Desk, given: argparse.Namespace) -> Answer:
    """Open a site, or name the one that is there."""
    known = {row.id for row in desk.ask(sites)}
    made = desk.do(AddSite(given.name))
    row = next(row for row in desk.ask(sites) if row.id == made)
    said = "{name} is a site already." if made in known else "{name} is open."
    return Answer([say(said, name=row.name)], _document(row))


def listed(desk: Desk, _: argparse.Namespace) -> Answer:
    """Every site."""
    rows = desk.ask(sites)
    return Answer([row.name for row in rows], [_document(row) for row in rows])


def _document(row: SiteRow) -> Json:
    return {"id": id_text(row.id), "name": row.name}


COMMANDS: tuple[DeskCommand, ...] = (
    DeskCommand(
        ("site", "open"),
        say("open a site the team works from"),
        open_site,
        (argument("name", metavar="NAME", help=say("what it is called")),),
    ),
    DeskCommand(("site", "list"), say("every site"), listed),
)
