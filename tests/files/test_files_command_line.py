"""Files typed at the program: added from the disk, saved to it only on purpose, never overwriting."""

import os
import stat
import sys
from pathlib import Path

import pytest

from iomdesk.errors import Refused
from iomdesk.files.incoming import read_incoming, require_whole
from iomdesk.files.rules import most_bytes
from tests.files.file_sample import exif_block, jpeg, pdf, pixels
from tests.terminal import NearTerminal


@pytest.fixture
def terminal(tmp_path: Path) -> NearTerminal:
    made = NearTerminal(tmp_path)
    made.init()
    return made


@pytest.fixture
def ref(terminal: NearTerminal) -> str:
    return str(terminal.ask("person", "add", "--surname", "Nowak")["ref"])


def put(terminal: NearTerminal, name: str, content: bytes) -> Path:
    path = terminal.folder / name
    path.write_bytes(content)
    return path


def test_added_listed_saved_and_removed(terminal: NearTerminal, ref: str) -> None:
    photograph = jpeg(exif=exif_block(where=True))
    source = put(terminal, "IMG_1.jpg", photograph)
    said = terminal.ask(
        "file", "add", ref, source, "--category", "identity", "--title", "On arrest", "--dated", "2026-10-01"
    )
    assert (said["sort"], said["media_type"], said["title"], said["here"]) == (
        "photograph", "image/jpeg", "On arrest", True,
    )  # fmt: skip
    assert "where it was taken" in said["notes"][0]
    code = said["code"]
    assert [each["code"] for each in terminal.ask("file", "list", ref)] == [code]
    out = terminal.folder / "out.jpg"
    warned = terminal.do("file", "save", ref, code.lower(), "--out", out).out
    assert "not encrypted" in warned
    assert pixels(out.read_bytes()) == pixels(photograph)
    if sys.platform != "win32":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
    log = terminal.ask("log", "--person", ref)
    disclosed = [each for each in log if each["operation"] == "disclosure"]
    assert str(terminal.folder) in str(disclosed)
    assert "On arrest" not in str(log)
    removed = terminal.ask("file", "remove", ref, code, "--reason", "another person's")
    assert removed["erased_bytes"] == said["size"]
    assert terminal.ask("file", "list", ref) == []
    assert terminal.findings() == []
    assert source.exists()


def test_nothing_is_overwritten_and_nothing_half_is_left(terminal: NearTerminal, ref: str) -> None:
    code = terminal.ask("file", "add", ref, put(terminal, "a.txt", b"Dear Mr Nowak"), "--category", "health")["code"]
    there = put(terminal, "there", b"keep me")
    (terminal.folder / "link").symlink_to(terminal.folder / "nowhere")
    for out in (there, terminal.folder / "link", terminal.folder, terminal.folder / "no such folder" / "x"):
        terminal.refused("file", "save", ref, code, "--out", out)
    assert there.read_bytes() == b"keep me"
    assert not (terminal.folder / "nowhere").exists()
    before = sorted(terminal.folder.iterdir())
    assert "no file" in terminal.refused("file", "save", ref, "F-00000", "--out", terminal.folder / "x")
    assert sorted(terminal.folder.iterdir()) == before
    assert [each["operation"] for each in terminal.ask("log", "--person", ref)].count("disclosure") == 0


def test_what_cannot_be_read_is_said_and_nothing_kept(terminal: NearTerminal, ref: str) -> None:
    large = put(terminal, "large.pdf", b"")
    os.truncate(large, most_bytes() + 1)
    cases = {
        terminal.folder: "folder",
        terminal.folder / "nothing.pdf": "could not be read",
        put(terminal, "empty.pdf", b""): "empty",
        large: "at most 10.0 MB",
        put(terminal, "x.pdf", b"MZ"): "no PDF",
    }
    if hasattr(os, "mkfifo"):
        os.mkfifo(terminal.folder / "pipe")
        cases[terminal.folder / "pipe"] = "no file"
    for path, why in cases.items():
        said = terminal.refused("file", "add", ref, path, "--category", "health")
        assert why in said
        assert "nothing was kept" in said or "add that" in said
    assert terminal.ask("file", "list", ref) == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is unreadable to this user")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_bytes(b"x")
    path.chmod(0)
    with pytest.raises(Refused, match="Permission"):
        read_incoming(path, 10)


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "growing.txt"
    path.write_bytes(b"one")
    before = path.stat()
    require_whole(before, before, 3)
    with path.open("ab") as file:
        file.write(b" two")
    for after, read in ((path.stat(), 7), (path.stat(), 3), (before, 2), (before, 4)):
        with pytest.raises(Refused, match="changed while it was read"):
            require_whole(before, after, read)


def test_old_minutes_and_categories(terminal: NearTerminal, ref: str) -> None:
    minutes = put(terminal, "minutes.pdf", pdf())
    assert "category" in terminal.refused("file", "add", ref, minutes)
    assert "conference" in terminal.refused("file", "add", ref, minutes, "--sort", "minutes", "--category", "health")
    added = terminal.ask("file", "add", ref, minutes, "--sort", "minutes", "--do-not-share")
    assert (added["category"], added["title"], added["do_not_share"]) == ("conference", "minutes.pdf", True)
    assert "kept already" in terminal.refused("file", "add", ref, minutes, "--sort", "minutes")
    assert "not to be shared" in terminal.do("file", "list", ref).out
    assert terminal.try_("file", "add", ref, minutes, "--category", "offending").code == 2


def test_the_check(terminal: NearTerminal, ref: str) -> None:
    terminal.do("file", "add", ref, put(terminal, "a.txt", b"Dear Mr Nowak"), "--category", "health")
    assert terminal.ask("file", "check") == {"read": 1, "elsewhere": 0, "findings": []}
    assert "All is well" in terminal.do("file", "check").out
