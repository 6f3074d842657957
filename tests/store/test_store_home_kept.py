"""Founding a desk in a folder never loses what lies there."""

from pathlib import Path

from iomdesk.store.home import Home


def test_a_database_without_its_keys_is_kept_aside_when_a_desk_is_founded_there(tmp_path: Path) -> None:
    lost = tmp_path / "g0123abcd"
    lost.mkdir()
    (lost / "desk.db").write_bytes(b"encrypted, and a backup's key file may open it")
    home = Home.found(tmp_path)
    with home.hold():
        new = home.new_generation()
        new.database.write_bytes(b"x")
        new.keys.write_bytes(b"x")
        home.switch_to(new.name)
        home.clean_leftovers()
    assert (tmp_path / "replaced" / lost.name / "desk.db").read_bytes().startswith(b"encrypted")
