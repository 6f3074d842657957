"""The program as a process of its own, with keys that cost nothing to derive: ``python -m tests.driver ARGS…``.

Everything else is the installed program's own door. ``IOMDESK_TEST_CLOCK`` sets the instant (UTC ms) it starts at.
"""

import os
import sys

from iomdesk.clock import Clock, SteppingClock, SystemClock
from tests.store.cheap_keys import Cheap
from ui.cli.door import main

CLOCK = "IOMDESK_TEST_CLOCK"


def clock() -> Clock:
    """The machine's clock, unless the caller set one."""
    told = os.environ.get(CLOCK)
    return SteppingClock(int(told)) if told else SystemClock()


def run(argv: list[str]) -> int:
    """One command; answers its exit code."""
    return main(argv, clock=clock(), calibrator=Cheap())


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
