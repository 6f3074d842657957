"""A full verify reads the content of every file: the history it replays holds none of it."""

from pathlib import Path

from iomdesk.clock import SteppingClock
from iomdesk.opening import open_desk
from tests.terminal import PASSPHRASE, NearTerminal


def test_damaged_content_is_found_by_a_full_verify_alone(tmp_path: Path) -> None:
    terminal = NearTerminal(tmp_path)
    terminal.init()
    ref = terminal.ask("person", "add", "--surname", "Nowak", "--forenames", "Jan")["ref"]
    letter = tmp_path / "letter.txt"
    letter.write_text("a line of a letter\n" * 100, encoding="utf-8")
    code = terminal.ask("file", "add", ref, letter, "--category", "health")["code"]
    assert terminal.findings() == []
    desk = open_desk(terminal.home, None, PASSPHRASE, SteppingClock(terminal.now))
    with desk as opened, opened.store.work() as work:
        work.local("UPDATE file_part SET content = zeroblob(length(content))", [()])
    (finding,) = terminal.findings()
    assert code in finding
    assert "Restore the latest backup" in finding
    assert terminal.try_("verify", "--quick").code == 0
