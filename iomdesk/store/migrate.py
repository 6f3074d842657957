"""Bringing an older file up to this program's schema, with Alembic. Migrations import nothing of ours."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from iomdesk.errors import NewerFile, NotADesk
from iomdesk.words import say

HEAD = "0002"
"""The schema this program reads and writes: the newest migration (a test holds the two together)."""

SCRIPTS = Path(__file__).parent / "migrations"


def schema_of(connection: Connection) -> str | None:
    """The schema a file was last brought to, or None for an empty file. Raises ``NotADesk`` for a foreign one."""
    tables = {name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not tables:
        return None
    if "alembic_version" not in tables or "change_log" not in tables:
        raise NotADesk(say("This file is not a desk of iomdesk."), say("Nothing was changed in it."))
    found: str = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    return found


def is_up_to_date(connection: Connection) -> bool:
    """Whether the file has this program's schema. Raises ``NewerFile`` when a later program wrote it."""
    found = schema_of(connection)
    if found is not None and found > HEAD:
        raise NewerFile(
            say("This desk was last opened by a newer version of iomdesk."),
            say("Install that version or a later one; nothing was changed."),
        )
    return found == HEAD


def bring_up_to_date(connection: Connection) -> None:
    """Run the migrations that are missing, in the caller's transaction. Take a backup first."""
    if is_up_to_date(connection):
        return
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)

    def missing(revision: Any, _context: Any) -> Any:
        return scripts._upgrade_revs("head", revision)

    with EnvironmentContext(config, scripts, fn=missing) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()
