"""Every command of the command line, in the order ``--help`` shows them."""

from ui.cli import actions, conference, demo, desk, exchange, keeping, officers, papers, people
from ui.cli.shape import AnyCommand

COMMANDS: tuple[AnyCommand, ...] = (
    *demo.COMMANDS,
    *desk.COMMANDS,
    *exchange.COMMANDS,
    *people.COMMANDS,
    *conference.COMMANDS,
    *actions.COMMANDS,
    *papers.COMMANDS,
    *officers.COMMANDS,
    *keeping.COMMANDS,
)
