"""An older desk is backed up before it is migrated, and a migration that fails leaves it as it was."""

import contextlib
import shutil
from pathlib import Path

import pytest

from iomdesk.errors import Environment, NewerFile
from iomdesk.store import backup, migrate
from iomdesk.store.connection import connect
from iomdesk.store.home import Home
from iomdesk.store.keyslots import KeySlots
from iomdesk.store.restore import restore
from iomdesk.store.upgrade import upgrade_if_needed
from tests.store.backup_desks import OFFICER, Place, as_officer, assert_clean, founded, names_under, rows_of

NOW = migrate.HEAD
NEXT = f"{int(NOW) + 1:04}"
NEXT_RELEASE = f"""
from alembic import op
import sqlalchemy as sa

revision = "{NEXT}"
down_revision = "{NOW}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.LargeBinary(), primary_key=True))
    op.execute("UPDATE setting SET value = value")
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return founded(tmp_path / "home", people=2)


@pytest.fixture
def next_release(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program of the next release: one migration more. Returns that migration."""
    scripts = tmp_path / "migrations"
    shutil.copytree(migrate.SCRIPTS, scripts)
    added = scripts / "versions" / f"{NEXT}_later.py"
    added.write_text(NEXT_RELEASE)
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    monkeypatch.setattr(migrate, "HEAD", NEXT)
    monkeypatch.setattr(backup, "HEAD", NEXT)
    return added


def upgraded(place: Place) -> Path | None:
    home = Home(place.path)
    slots = KeySlots.load(home.generation().keys.read_bytes())
    with home.hold(), as_officer(slots) as unlocked:
        return upgrade_if_needed(home, home.generation(), unlocked, slots, place.clock)


def schema(place: Place) -> tuple[str, bool]:
    """The schema of the desk's file, and whether it has the next release's table."""
    home = Home(place.path)
    with (
        KeySlots.load(home.generation().keys.read_bytes()).unlock(OFFICER, "gravel lantern thimble oboe") as unlocked,
        contextlib.closing(connect(home.generation().database, unlocked.file_key)) as raw,
    ):
        (version,) = raw.execute("SELECT version_num FROM alembic_version").fetchone()
        return version, bool(raw.execute("SELECT 1 FROM sqlite_schema WHERE name = 'later'").fetchone())


def test_a_desk_of_this_schema_is_left_alone(place: Place) -> None:
    before = names_under(place.path)
    assert upgraded(place) is None
    assert names_under(place.path) == before


@pytest.mark.usefixtures("next_release")
def test_an_older_desk_is_backed_up_and_migrated(place: Place, tmp_path: Path) -> None:
    made = upgraded(place)
    assert made is not None
    assert made.parent == place.path / "backups"
    assert schema(place) == (NEXT, True)
    with place.open() as opened:
        assert_clean(opened)
        after = rows_of(opened)
    new = Place(tmp_path / "new", "", place.clock)
    restore(made, new.path, as_officer, place.clock)
    assert schema(new) == (NEXT, True)
    with new.open() as opened:
        assert rows_of(opened) == after


@pytest.mark.parametrize("mistake", ["SELECT * FROM nowhere", "UPDATE change_log SET seq = NULL"])
def test_a_migration_that_fails_leaves_the_desk_as_it_was(place: Place, next_release: Path, mistake: str) -> None:
    next_release.write_text(NEXT_RELEASE.replace("UPDATE setting SET value = value", mistake))
    with pytest.raises(Environment, match=r"left as it was.*backup iomdesk-20261102-1200.iomback is safe"):
        upgraded(place)
    assert schema(place) == (NOW, False)


@pytest.mark.usefixtures("next_release")
def test_no_backup_no_migration(place: Place) -> None:
    (place.path / "backups").write_text("in the way")
    with pytest.raises(Environment):
        upgraded(place)
    assert schema(place) == (NOW, False)


def test_an_unknown_older_schema_is_left_as_it_was(place: Place) -> None:
    alter(place, "0000")
    with pytest.raises(Environment, match="left as it was"):
        upgraded(place)
    assert schema(place) == ("0000", False)


def test_a_newer_desk_is_refused_without_a_backup(place: Place) -> None:
    alter(place, NEXT)
    with pytest.raises(NewerFile):
        upgraded(place)
    assert not (place.path / "backups").exists()


def alter(place: Place, version: str) -> None:
    with place.open() as opened:
        raw = connect(opened.generation.database, opened.unlocked.file_key)
        raw.execute("UPDATE alembic_version SET version_num = ?", (version,))
        raw.close()
