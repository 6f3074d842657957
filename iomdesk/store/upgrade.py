"""Bringing an existing desk up to this program's schema, never without a checked backup of how it was."""

import contextlib
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from iomdesk.clock import Clock
from iomdesk.errors import Environment
from iomdesk.store.backup import make_backup
from iomdesk.store.connection import connect, engine_over, reading_engine_over
from iomdesk.store.copying import Key, fold_log, silent, speaking
from iomdesk.store.home import Generation, Home
from iomdesk.store.keyslots import KeySlots, Unlocked
from iomdesk.store.migrate import bring_up_to_date, is_up_to_date
from iomdesk.store.retention import backup_folder
from iomdesk.store.verify import Progress
from iomdesk.words import say


def upgrade_if_needed(
    home: Home,
    generation: Generation,
    unlocked: Unlocked,
    slots: KeySlots,
    clock: Clock,
    tell: Progress = silent,
    *,
    folder: Path | None = None,
) -> Path | None:
    """Migrate an older desk before its store is opened; returns the backup made first, None when nothing was to do.

    ``folder`` is where the backup goes, by default the home's own. The migration is one transaction: when it
    fails the file is unchanged. Raises ``NewerFile`` for a desk of a later program, ``Environment`` when the
    migration failed, and as ``make_backup`` does; nothing was then migrated.
    """
    with speaking(generation.folder):
        if _is_up_to_date(generation.database, unlocked.file_key):
            return None
        made = make_backup(generation.database, unlocked, slots, folder or backup_folder(home), clock, tell)
        _migrate(generation.database, unlocked.file_key, made.path.name)
    return made.path


def _is_up_to_date(database: Path, key: Key) -> bool:
    with contextlib.closing(connect(database, key)) as raw, reading_engine_over(raw).begin() as reading:
        return is_up_to_date(reading)


def _migrate(database: Path, key: Key, backup: str) -> None:
    # Loading Alembic takes a good part of the time in which a desk that needs none of it is opened.
    from alembic.util.exc import CommandError

    try:
        with contextlib.closing(connect(database, key)) as raw:
            with engine_over(raw).begin() as work:
                bring_up_to_date(work)
            fold_log(raw)
    except (SQLAlchemyError, CommandError) as cause:
        raise Environment(
            say("The desk could not be brought up to this version of iomdesk; it was left as it was."),
            say("Go on with the version before and report this; the backup {name} is safe.", name=backup),
        ) from cause
