"""Key rotation: the same desk under a new file key and a new backup key, in a generation of its own.

Killed at any moment, the desk is the old generation or the new one: ``current`` is replaced when the new one is
whole, and its key file, without which it does not count as whole, is written last.
"""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from iomdesk.errors import Environment
from iomdesk.history.change import header_hash
from iomdesk.store.anchor import Anchor, AnchorState, compare, complaint
from iomdesk.store.connection import connect, engine_over, reading_engine_over
from iomdesk.store.copying import (
    Facts,
    Key,
    copy_database,
    demand_room,
    demand_whole,
    fold_log,
    heads_of,
    silent,
    speaking,
    stage,
)
from iomdesk.store.files import replace_file
from iomdesk.store.home import Generation, Home
from iomdesk.store.keyslots import KeySlots, Unlocked
from iomdesk.store.store import fresh_key
from iomdesk.store.verify import Progress

_STAGES = 2


def rotate(
    home: Home, generation: Generation, unlocked: Unlocked, slots: KeySlots, tell: Progress = silent
) -> Generation:
    """Give the desk new keys; returns the new generation, which is the desk from then on.

    ``home`` is held and the store of ``generation`` closed. Every officer and the recovery sheet open the new
    keys with what they have; ``unlocked`` does not. Backups made before keep their own slots and stay readable.
    ``tell`` may raise to cancel until the switch. Raises ``Damaged`` (a slot, or the file against its note),
    ``DiskFull``, ``Environment``: the desk is then as it was.
    """
    file_key, backup_key = fresh_key(), fresh_key()
    try:
        with speaking(home.path), _unwritten(generation.database, unlocked.file_key):
            _demand_newest(generation, unlocked.file_key)
            demand_room(home.path, generation.database.stat().st_size)
            with begun(home) as new, speaking(home.path):
                facts = copy_database(
                    generation.database, unlocked.file_key, new.database, file_key, stage(tell, 0, _STAGES)
                )
                _finish_database(new.database, file_key, facts)
                stage(tell, 1, _STAGES)(1, 1)
                write_anchor(new, file_key, facts.heads)
                renewed = slots.with_new_file_keys(unlocked, file_key, backup_key)
                replace_file(new.keys, renewed.dump())
                home.switch_to(new.name)
    finally:
        for key in (file_key, backup_key):
            key[:] = bytes(len(key))
    # The desk has its new keys; what cannot be removed now goes when it is next opened.
    with contextlib.suppress(Environment):
        home.clean_leftovers()
    return new


@contextlib.contextmanager
def begun(home: Home) -> Iterator[Generation]:
    """A new generation, removed again when the block raises and it did not become the desk."""
    generation = home.new_generation()
    try:
        yield generation
    except BaseException:
        if not _is_current(home, generation):
            shutil.rmtree(generation.folder, ignore_errors=True)
        raise


def write_anchor(generation: Generation, file_key: Key, heads: AnchorState) -> None:
    """The note of the newest saved work beside a new database."""
    anchor = Anchor(generation.anchor, file_key)
    try:
        anchor.create(heads)
    finally:
        anchor.close()


def _is_current(home: Home, generation: Generation) -> bool:
    with contextlib.suppress(Environment):
        return home.generation() == generation
    return False


@contextlib.contextmanager
def _unwritten(database: Path, key: Key) -> Iterator[None]:
    """Let nobody write to the old file while it is left behind: what they saved would be lost."""
    with contextlib.closing(connect(database, key)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        yield
        raw.execute("ROLLBACK")


def _finish_database(database: Path, key: Key, facts: Facts) -> None:
    with contextlib.closing(connect(database, key)) as raw:
        with engine_over(raw).begin() as connection:
            demand_whole(connection, facts)
        fold_log(raw)


def _demand_newest(generation: Generation, file_key: Key) -> None:
    """Hold the file against its note first: an old copy put back must not be made the desk by new keys."""
    anchor = Anchor(generation.anchor, file_key)
    try:
        noted = anchor.read()
    finally:
        anchor.close()
    if noted is None:
        return
    with (
        contextlib.closing(connect(generation.database, file_key, read_only=True)) as raw,
        reading_engine_over(raw).begin() as reading,
    ):
        wrong = _complaint(reading, noted)
    if wrong is not None:
        raise wrong


def _complaint(reading: Connection, noted: AnchorState) -> Environment | None:
    def change_hash(incarnation: bytes, number: int) -> bytes | None:
        encoded = reading.exec_driver_sql(
            "SELECT header FROM change_log WHERE incarnation = ? AND number = ?", (incarnation, number)
        ).scalar()
        return None if encoded is None else header_hash(encoded)

    def audit_hash(number: int) -> bytes | None:
        found: bytes | None = reading.exec_driver_sql("SELECT hash FROM audit WHERE seq = ?", (number,)).scalar()
        return found

    return complaint(compare(noted, heads_of(reading), change_hash, audit_hash))
