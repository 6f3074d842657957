"""Peers that draw documents: installed into an environment of their own, asked to render in turn with us."""

import subprocess
import sys
import venv
from pathlib import Path

PACKAGES = {"weasyprint": "weasyprint==70.0", "typst": "typst==0.15.2"}
_WORKPLACE = Path(__file__).parent
_INSTALLED = _WORKPLACE.parents[1] / "build" / "peers"


def installed() -> Path | str:
    """The interpreter of the peers' environment, made when it is not there; or why it cannot be."""
    python = _INSTALLED / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    wanted = "\n".join(PACKAGES.values())
    note = _INSTALLED / "packages.txt"
    if not (note.exists() and note.read_text() == wanted):
        venv.create(_INSTALLED, with_pip=True, clear=True)
        fetched = subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES.values()],
            capture_output=True,
            text=True,
        )
        if fetched.returncode:
            last = (fetched.stderr.strip() or "no reason given").splitlines()[-1]
            return f"the peers could not be installed: {last}"
        note.write_text(wanted)
    return python


class Peer:
    """One peer's process. Raises ``OSError`` with its own words when it cannot start."""

    def __init__(self, python: Path, name: str, source: Path, fonts: str) -> None:
        self.name = name
        self._source = source
        self._process = subprocess.Popen(
            [python, _WORKPLACE / "peer_process.py", name, source, fonts],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if self._line() != "ready":
            raise OSError(self._complaint())

    def render(self) -> float:
        """Render once; the seconds it took there."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        answer = self._line().split()
        if len(answer) != 2:
            raise OSError(self._complaint())
        return float(answer[0])

    def finish(self) -> bytes:
        """End it; what it made last."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None
            stream.close()
        return self._source.with_suffix(".pdf").read_bytes()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def _complaint(self) -> str:
        self._process.kill()
        assert self._process.stderr is not None
        said = self._process.stderr.read().strip().splitlines()
        return f"{self.name}: {said[-1] if said else 'ended without a word'}"
