"""The command line: the same desk, for supervisors' scripts, for administrators, and for testing from outside."""

import sys

from ui.cli.door import main


def run() -> None:
    """The installed program ``iomdesk``."""
    sys.exit(main(sys.argv[1:]))
