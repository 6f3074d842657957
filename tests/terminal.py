"""A terminal for tests: commands typed at the program, in processes of their own or in this one, and what they said."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from iomdesk.clock import SteppingClock
from tests.desks import NOON
from tests.driver import CLOCK
from tests.store.cheap_keys import Cheap
from ui.cli.door import main

ROOT = Path(__file__).resolve().parents[1]
PASSPHRASE = "four canaries sang at noon"
OFFICER = "Sgt A Example"


@dataclass(frozen=True)
class Said:
    """What one command answered."""

    argv: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document of ``--json``."""
        return json.loads(self.out)


@dataclass
class Terminal:
    """Types commands at the desk in ``folder/home`` and keeps all they said. Each is a minute after the last."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    limits: Callable[[], None] | None = None
    """Run in the new process before the program, e.g. to lower what the system lets it have."""
    said: list[Said] = field(default_factory=list)
    now: int = NOON

    @property
    def home(self) -> Path:
        """The desk's folder."""
        return self.folder / "home"

    @property
    def generation(self) -> Path:
        """The folder of the files that are the desk."""
        return self.home / (self.home / "current").read_text().strip()

    def passphrase_file(self, passphrase: str, name: str = "passphrase") -> Path:
        """A file whose first line is ``passphrase``."""
        path = self.folder / name
        path.write_text(passphrase + "\n", encoding="utf-8")
        return path

    def try_(self, *words: str | Path, as_json: bool = False, passphrase: str = PASSPHRASE) -> Said:
        """Type one command; any exit code. No command may show a traceback or a mistake of ours."""
        self.now += 60_000
        before = ["--home", str(self.home), "--passphrase-file", str(self.passphrase_file(passphrase))]
        argv = (*before, *(("--json",) if as_json else ()), *map(str, words))
        answer = self._run(argv)
        self.said.append(answer)
        assert "Traceback" not in answer.err + answer.out, answer.err
        assert "inside iomdesk" not in answer.err, (words, answer.err)
        return answer

    def do(self, *words: str | Path, **how: Any) -> Said:
        """Type one command that must succeed."""
        answer = self.try_(*words, **how)
        assert answer.code == 0, (words, answer)
        return answer

    def ask(self, *words: str | Path) -> Any:
        """The JSON document of one command that must succeed."""
        return self.do(*words, as_json=True).document

    def refused(self, *words: str | Path, **how: Any) -> str:
        """Type one command that must be refused; what it said on standard error, its answer being empty."""
        answer = self.try_(*words, **how)
        assert (answer.code, answer.out) == (1, ""), (words, answer)
        assert answer.err.strip(), words
        return answer.err.strip()

    def init(self, officer: str = OFFICER, site: str = "Norwich") -> str:
        """Found the desk; answers the recovery code."""
        document = self.ask("init", "--officer", officer, "--agency", "police", "--site", site)
        return str(document["recovery_code"])

    def findings(self) -> list[str]:
        """What a full verify finds; nothing on a sound desk."""
        answer = self.try_("verify", as_json=True)
        assert answer.code in (0, 1)
        found: list[str] = answer.document["findings"]
        assert bool(found) == bool(answer.code)
        return found

    def _run(self, argv: tuple[str, ...]) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "tests.driver", *argv],
            cwd=ROOT,
            env={**os.environ, CLOCK: str(self.now), **self.environment},
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            preexec_fn=self.limits,
            check=False,
            timeout=240,
        )
        return Said(argv, done.returncode, done.stdout, done.stderr)


class NearTerminal(Terminal):
    """The same commands through the same door, run in this process: where a process each would take minutes."""

    def _run(self, argv: tuple[str, ...]) -> Said:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(argv, clock=SteppingClock(self.now), calibrator=Cheap())
        return Said(argv, code, out.getvalue(), err.getvalue())
