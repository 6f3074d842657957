"""Desk files of every released schema open in this program, and the schema is what the catalogue and models say.

Until the first release: when a field was added, ``python -m tests.upgrades.make`` makes the file anew.
"""

import contextlib
import importlib
import pkgutil
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, UniqueConstraint

import iomdesk
from iomdesk import catalogue
from iomdesk.catalogue import Kind
from iomdesk.store import migrate
from iomdesk.store.connection import connect, engine_over
from iomdesk.store.tables import Base, Record
from iomdesk.store.verify import NOTHING_CHECKED, verify
from tests.upgrades.make import HERE, KEY, SURNAMES, make

RELEASED = sorted(HERE.glob("desk-*.db"))

for module in pkgutil.walk_packages(iomdesk.__path__, "iomdesk."):
    if module.name.endswith(".records"):
        importlib.import_module(module.name)


@contextlib.contextmanager
def opened(file: Path) -> Iterator[Connection]:
    with contextlib.closing(connect(file, KEY)) as raw, engine_over(raw).begin() as connection:
        yield connection


@pytest.fixture(params=RELEASED, ids=lambda path: path.stem)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a released desk file."""
    return Path(shutil.copy(request.param, tmp_path / "desk.db"))


@pytest.fixture
def current(tmp_path: Path) -> Path:
    """A desk file as this program makes it."""
    make(tmp_path / "new.db")
    return tmp_path / "new.db"


def assert_as_modelled(file: Path) -> None:
    with opened(file) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_there_is_a_file_of_every_schema() -> None:
    names = [f"desk-{script.revision}" for script in ScriptDirectory(str(migrate.SCRIPTS)).walk_revisions()]
    assert sorted(names) == [path.stem for path in RELEASED]
    assert max(names) == f"desk-{migrate.HEAD}"


def test_a_released_desk_opens_upgrades_and_verifies(released: Path) -> None:
    with opened(released) as connection:
        migrate.bring_up_to_date(connection)
    with opened(released) as connection:
        assert migrate.is_up_to_date(connection)
        report = verify(connection, NOTHING_CHECKED)
        assert report.clean, report.findings
        assert report.changes >= 4 * len(SURNAMES)
        people = connection.exec_driver_sql("SELECT surname, born FROM person ORDER BY rowid").all()
        conflicts = connection.exec_driver_sql("SELECT count(*) FROM contested").scalar_one()
    assert [tuple(row) for row in people] == [(surname, "1990-02-28") for surname in SURNAMES]
    assert conflicts == len(SURNAMES)


def test_an_upgraded_desk_has_the_schema_of_the_models(released: Path) -> None:
    with opened(released) as connection:
        migrate.bring_up_to_date(connection)
    assert_as_modelled(released)


def test_a_new_desk_has_the_schema_of_the_models(current: Path) -> None:
    assert_as_modelled(current)


@pytest.mark.parametrize("kind", catalogue.KINDS, ids=lambda kind: kind.name)
def test_every_column_is_a_catalogue_field_and_every_field_a_column(kind: Kind) -> None:
    table = Base.metadata.tables[kind.name]
    assert {column.name for column in table.columns} == set(kind.columns)
    assert [column.name for column in table.primary_key] == ["id"]
    assert all(column.nullable for column in table.columns if column.name != "id")
    assert not table.foreign_keys
    assert not [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    assert not [index for index in table.indexes if index.unique]


def test_what_is_mapped_as_a_record_is_a_kind_of_the_catalogue() -> None:
    mapped = {mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Record)}
    assert {each.__tablename__ for each in mapped} == {kind.name for kind in catalogue.KINDS}


def test_a_replicated_table_of_the_file_has_no_constraint_beyond_its_id(current: Path) -> None:
    with opened(current) as connection:
        for kind in catalogue.KINDS:
            columns = connection.exec_driver_sql(f"PRAGMA table_info({kind.name})").all()
            assert {row[1] for row in columns if row[5]} == {"id"}, kind.name
            assert {row[1] for row in columns if row[3]} <= {"id"}, kind.name
            assert all(row[4] is None for row in columns), kind.name
            assert connection.exec_driver_sql(f"PRAGMA foreign_key_list({kind.name})").all() == [], kind.name
            unique = [row for row in connection.exec_driver_sql(f"PRAGMA index_list({kind.name})") if row[2]]
            assert [row[3] for row in unique] in ([], ["pk"]), kind.name
        checks = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' OR sql LIKE '%CHECK (%'"
        assert connection.exec_driver_sql(checks).scalar_one() == 0
