"""Every command of the command line, in the order ``--help`` shows them."""

from ui.cli import demo, of_a_desk
from ui.cli.shape import AnyCommand

COMMANDS: tuple[AnyCommand, ...] = (*demo.COMMANDS, *of_a_desk.COMMANDS)
