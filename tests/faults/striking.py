"""The side that kills: a forge of processes, and blows at a chosen time after a command began."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.terminal import ROOT


@dataclass
class Blow:
    """What came of one process: its commands' exit codes, how long each took, and whether it was killed."""

    answered: dict[int, int] = field(default_factory=dict)
    took: dict[int, float] = field(default_factory=dict)
    killed: bool = False


class Striker:
    """Has commands typed in a process of their own and kills it. A context manager."""

    def __enter__(self) -> "Striker":
        self._forge = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forge"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._rest = b""
        return self

    def __exit__(self, *_: object) -> None:
        assert self._forge.stdin is not None
        assert self._forge.stdout is not None
        self._forge.stdin.close()
        self._forge.wait(30)
        self._forge.stdout.close()

    def strike(
        self, commands: Sequence[Sequence[str]], start: int, target: int = -1, after: float | None = None
    ) -> Blow:
        """Type ``commands``; SIGKILL ``after`` seconds after command ``target`` began, also if all have answered.

        Without ``after`` nothing is killed.
        """
        assert self._forge.stdin is not None
        self._forge.stdin.write(json.dumps([start, list(map(list, commands)), after is None]).encode() + b"\n")
        self._forge.stdin.flush()
        blow, begun, process, deadline = Blow(), {}, 0, None
        while (line := self._line(deadline)) != ["gone"]:
            if line is None:
                os.kill(process, signal.SIGKILL)
                blow.killed, deadline = True, None
                continue
            word, number = line[0], int(line[1])
            if word == "pid":
                process = number
            elif word == "begun":
                begun[number] = time.monotonic()
                if number == target and after is not None:
                    deadline = begun[number] + after
            else:
                blow.answered[number] = int(line[2])
                blow.took[number] = time.monotonic() - begun[number]
        return blow

    def _line(self, deadline: float | None) -> list[str] | None:
        """The words of the next line, or None when the time for the blow has come first."""
        assert self._forge.stdout is not None
        pipe = self._forge.stdout.fileno()
        while b"\n" not in self._rest:
            left = 60.0 if deadline is None else max(0.0, deadline - time.monotonic())
            if not select.select([pipe], [], [], left)[0]:
                assert deadline is not None, "the process hangs"
                return None
            read = os.read(pipe, 65536)
            assert read, "the forge died"
            self._rest += read
        line, self._rest = self._rest.split(b"\n", 1)
        return line.decode().split()
