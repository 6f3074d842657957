"""The catalogue, the rooms' mapped tables and the schema a migration makes are one and the same thing."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Table, UniqueConstraint

import iomdesk
from iomdesk import catalogue
from iomdesk.catalogue import Category, Kind, Merge, Type
from iomdesk.store.store import Store
from iomdesk.store.tables import Base
from tests.desks import open_store

_SQL_OF = {
    Type.TEXT: "VARCHAR",
    Type.LONG_TEXT: "VARCHAR",
    Type.CODE: "VARCHAR",
    Type.DATE: "DATE",
    Type.NUMBER: "INTEGER",
    Type.INSTANT: "INTEGER",
    Type.YES_NO: "BOOLEAN",
    Type.ID: "BLOB",
    Type.BYTES: "BLOB",
}

for _found in pkgutil.walk_packages(iomdesk.__path__, "iomdesk."):
    if _found.name.endswith(".records"):
        importlib.import_module(_found.name)

TABLES = {table.name: table for table in Base.metadata.tables.values()}
FIELDS = [field for kind in catalogue.KINDS for field in kind.fields]


def test_no_number_is_given_twice() -> None:
    assert [n for n, times in Counter(kind.number for kind in catalogue.KINDS).items() if times > 1] == []
    assert [n for n, times in Counter(field.number for field in FIELDS).items() if times > 1] == []
    assert len({kind.name for kind in catalogue.KINDS}) == len(catalogue.KINDS)


def test_every_kind_in_the_catalogues_modules_is_listed() -> None:
    from iomdesk.catalogue import casework, governance

    written = {each for module in (casework, governance) for each in vars(module).values() if isinstance(each, Kind)}
    assert written == set(catalogue.KINDS)


def test_category_numbers_are_the_agreements_for_ever() -> None:
    """Signed roots name categories by these numbers: a change of one breaks every signature made before."""
    assert [(category.name, int(category)) for category in Category] == [
        ("IDENTITY", 1), ("CONTACT", 2), ("DEMOGRAPHICS", 3), ("SUPERVISION", 4), ("CUSTODY", 5), ("OFFENDING", 6),
        ("RISK", 7), ("HEALTH", 8), ("SUBSTANCE_USE", 9), ("PATHWAYS", 10), ("PLAN", 11), ("CONFERENCE", 12),
        ("ACTIONS", 13), ("INTELLIGENCE", 14), ("VICTIM", 15), ("FAMILY", 16), ("STAFFING", 17), ("GOVERNANCE", 18),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", catalogue.KINDS, ids=lambda kind: kind.name)
def test_a_kinds_fields_hold_together(kind: Kind) -> None:
    names = [field.name for field in kind.fields]
    assert len(set(names)) == len(names)
    assert {"id", "heads", kind.subject} & set(names) == set()
    assert names[-1] == catalogue.WITHDRAWN
    assert all(field.number // 100 == kind.number for field in kind.fields)
    assert all((field.merge is Merge.CAUTIOUS) == bool(field.order) for field in kind.fields)


@pytest.mark.parametrize("kind", catalogue.KINDS, ids=lambda kind: kind.name)
def test_a_mapped_table_is_exactly_its_kind(kind: Kind) -> None:
    table = TABLES[kind.name]
    assert {column.name for column in table.columns} == set(kind.columns)
    for field in kind.fields:
        assert str(table.columns[field.name].type).startswith(_SQL_OF[field.type]), field.name
    unknown_allowed = [column.name for column in table.columns if column.nullable]
    assert set(unknown_allowed) == set(kind.columns) - {"id"}, "a partial history leaves any field unknown"


def _constraints(table: Table) -> Iterator[object]:
    for constraint in table.constraints:
        if isinstance(constraint, (ForeignKeyConstraint, UniqueConstraint, CheckConstraint)):
            yield constraint
    yield from (index for index in table.indexes if index.unique)


def test_no_replicated_table_is_constrained_beyond_its_id() -> None:
    """Any part of a history may arrive in any order, so nothing but the id may be demanded of a row."""
    for kind in catalogue.KINDS:
        table = TABLES[kind.name]
        assert list(_constraints(table)) == [], kind.name
        assert [column.name for column in table.primary_key] == ["id"], kind.name


def test_every_mapped_record_is_of_a_kind() -> None:
    classes = {mapper.class_ for mapper in Base.registry.mappers}
    records = {each.__tablename__: each.kind for each in classes if hasattr(each, "kind")}
    assert {name for name, kind in records.items() if kind.name != name} == set()
    assert set(records) == {kind.name for kind in catalogue.KINDS}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("schema"))
    yield opened
    opened.close()


def test_the_migrations_make_exactly_the_mapped_tables(store: Store) -> None:
    with store.reading() as reading:
        connection = reading.connection
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).scalars()
        assert set(names) == {*TABLES, "alembic_version"}
        for table in TABLES.values():
            columns = connection.exec_driver_sql(f"PRAGMA table_info({table.name})").all()
            made = [(column[1], column[2], bool(column[3])) for column in columns]
            wanted = [(c.name, str(c.type), not c.nullable) for c in table.columns]
            assert sorted(made) == sorted(wanted), table.name


def test_the_made_tables_demand_nothing_of_a_replicated_row(store: Store) -> None:
    with store.reading() as reading:
        for kind in catalogue.KINDS:
            for pragma in ("foreign_key_list", "index_list"):
                found = reading.connection.exec_driver_sql(f"PRAGMA {pragma}({kind.name})").all()
                unique = [row for row in found if pragma == "foreign_key_list" or (row[2] and row[3] != "pk")]
                assert unique == [], kind.name
            statement = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?"
            made = str(reading.connection.exec_driver_sql(statement, (kind.name,)).scalar_one())
            assert not {"CHECK", "REFERENCES", "UNIQUE", "TRIGGER"} & set(made.upper().replace("(", " ").split())


def test_the_store_has_no_triggers_and_every_mapped_index(store: Store) -> None:
    with store.reading() as reading:
        rows = reading.connection.exec_driver_sql("SELECT type, name FROM sqlite_schema").all()
    assert [name for kind, name in rows if kind in ("trigger", "view")] == []
    made = {name for kind, name in rows if kind == "index" and not name.startswith("sqlite_")}
    assert made == {index.name for table in TABLES.values() for index in table.indexes}


def test_records_modules_are_the_only_ones_that_map_tables() -> None:
    root = Path(iomdesk.__file__).parent
    mapping = [p for p in root.rglob("*.py") if "__tablename__ =" in p.read_text(encoding="utf-8")]
    assert {p.name for p in mapping} <= {"records.py", "tables.py"}
