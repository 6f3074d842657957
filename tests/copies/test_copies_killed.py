"""Between the register and the file: a copy whose file was never written is registered, and spoiled."""

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from tests.driver import CLOCK
from tests.terminal import PASSPHRASE, ROOT, NearTerminal

PIPE_BYTES = 4096
"""The least a pipe holds: far less than any pack has."""


def process_of(terminal: NearTerminal, *words: str) -> subprocess.Popen[bytes]:
    """A command typed in a process of its own, on its way."""
    terminal.now += 60_000
    before = ["--home", str(terminal.home), "--passphrase-file", str(terminal.passphrase_file(PASSPHRASE))]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.driver", *before, *words],
        cwd=ROOT,
        env={**os.environ, CLOCK: str(terminal.now)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def narrow_pipe(path: Path) -> int:
    """A pipe under the name of a file, which takes a part of what is written and then lets the writer wait."""
    import fcntl

    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return reader


@pytest.fixture
def terminal(tmp_path: Path) -> NearTerminal:
    """A desk with a conference and somebody to talk about."""
    typed = NearTerminal(tmp_path)
    typed.init()
    typed.do("person", "add", "--surname", "Nowak", "--site", "Norwich")
    (row,) = typed.ask("person", "list")
    typed.do("person", "event", row["ref"], "adopted", "--on", "2026-10-01", "--reason", "Adopted by the panel")
    typed.do("conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    typed.do("conference", "ask", "Norwich-1", row["ref"], "--reason", "Tenancy at risk")
    return typed


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's named pipes")
def test_a_registered_copy_whose_file_was_never_written(terminal: NearTerminal) -> None:
    """The file being written is a pipe that takes a part of it: the process is inside the writing when it is killed."""
    file = terminal.folder / "pack.pdf"
    part = terminal.folder / "pack.pdf.part"
    reader = narrow_pipe(part)
    with process_of(terminal, "pack", "Norwich-1", "--out", str(file)) as process:
        begun, _, _ = select.select([reader], [], [], 120)
        process.kill()
    os.close(reader)
    part.unlink()
    assert (begun, process.returncode) == ([reader], -9)
    assert not file.exists()
    (row,) = terminal.ask("copies", "list", "--outstanding")
    assert (row["copy"], row["people"], row["state"]) == ("Norwich-1 pack 1", 1, "out")
    assert terminal.do("log").out.count("Norwich-1 pack 1") == 2, "the copy, and the person in it"
    terminal.do("copies", "spoiled", "Norwich-1 pack 1", "--reason", "The machine went off.")
    (row,) = terminal.ask("copies", "list")
    assert (row["state"], row["state_note"], row["outstanding"]) == ("spoiled", "The machine went off.", False)
    terminal.do("pack", "Norwich-1", "--out", file)
    assert file.read_bytes().startswith(b"%PDF")
    assert [each["copy"] for each in terminal.ask("copies", "list", "--outstanding")] == ["Norwich-1 pack 2"]
    assert terminal.findings() == []


def test_a_copy_whose_file_could_not_be_written_is_spoiled(terminal: NearTerminal) -> None:
    assert "could not be written" in terminal.refused("pack", "Norwich-1", "--out", terminal.folder / "no" / "pack.pdf")
    (row,) = terminal.ask("copies", "list")
    assert (row["copy"], row["state"], row["outstanding"]) == ("Norwich-1 pack 1", "spoiled", False)
    assert row["state_note"]
