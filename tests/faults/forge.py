"""Types commands in a forked process that somebody else will kill: ``python -m tests.faults.forge``.

Reads a line of JSON for each process: the instant it starts at, its commands, whether it ends by itself. The forked
process says ``pid N``, before each command ``begun I`` and after it had answered ``answered I CODE``; the forge says
``gone`` when the process ended. Forking spares each kill the second that starting the program takes.
"""

import contextlib
import io
import json
import os
import signal
import sys

from iomdesk.clock import SteppingClock
from tests.store.cheap_keys import Cheap
from ui.cli.door import main

MINUTE = 60_000


def say(*words: object) -> None:
    """One line, in one write, so that a kill leaves none in half."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def type_all(commands: list[list[str]], start: int) -> None:
    """Type the commands one after the other."""
    say("pid", os.getpid())
    for place, argv in enumerate(commands):
        said = io.StringIO()
        say("begun", place)
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main(argv, clock=SteppingClock(start + place * MINUTE), calibrator=Cheap())
        say("answered", place, code)


def serve() -> None:
    """Until there is nothing more to read."""
    for line in sys.stdin:
        start, commands, to_the_end = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                type_all(commands, start)
                if not to_the_end:
                    signal.pause()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        say("gone")


if __name__ == "__main__":
    serve()
