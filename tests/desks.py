"""Real desks for tests: an encrypted file under a temporary folder, an officer with roles, a clock that can be set."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import sqlcipher3.dbapi2 as sqlcipher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from iomdesk import catalogue
from iomdesk.clock import SteppingClock
from iomdesk.desk import Desk
from iomdesk.doors import Role
from iomdesk.ids import Id, new_id
from iomdesk.store.ledger import Sitting
from iomdesk.store.store import Founding, Store, found, fresh_key

_REPLICATED = frozenset(kind.name for kind in catalogue.KINDS)
_WRITES = frozenset({sqlcipher.SQLITE_INSERT, sqlcipher.SQLITE_UPDATE, sqlcipher.SQLITE_DELETE})
_WRITERS = (f"store{os.sep}projector.py", f"store{os.sep}unit.py")
NOON = int(datetime(2026, 11, 2, 12, tzinfo=UTC).timestamp() * 1000)


def open_store(folder: Path, clock: SteppingClock | None = None) -> Store:
    """A new store under ``folder`` with its founding officer's sitting, before any record is made."""
    clock = clock or SteppingClock(NOON)
    key = fresh_key()
    officer = new_id(clock.at_ms)
    found(folder / "desk.db", key, Founding(new_id(clock.at_ms), officer, "police"), clock)
    sitting = Sitting(new_id(clock.at_ms), officer, Ed25519PrivateKey.generate())
    store = Store(folder / "desk.db", key, sitting, clock, lambda position: None)
    store._raw.set_authorizer(only_the_projector)
    return store


def only_the_projector(action: int, table: str | None, *_: object) -> int:
    """SQLite's authoriser: a replicated table is written from the store's projector or unit of work, or not at all."""
    if action not in _WRITES or table not in _REPLICATED:
        return int(sqlcipher.SQLITE_OK)
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename.endswith(_WRITERS):
            return int(sqlcipher.SQLITE_OK)
        frame = frame.f_back
    return int(sqlcipher.SQLITE_DENY)


def open_desk(
    folder: Path, roles: tuple[Role, ...] = tuple(Role), clock: SteppingClock | None = None, site: str = "Norwich"
) -> Desk:
    """A new desk under ``folder`` whose officer, Sgt A Example of the police, holds ``roles``."""
    store = open_store(folder, clock)
    enter_officer(store, store.sitting.officer, "Sgt A Example", roles, site, store.sitting.signing_key)
    return Desk(store)


def enter_officer(
    store: Store, officer: Id, name: str, roles: tuple[Role, ...], site: str, key: Ed25519PrivateKey
) -> None:
    """Enter an officer with roles the way founding does, past the doors."""
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    with store.work() as work:
        place = work.create(catalogue.SITE, {"name": site})
        work.create(
            catalogue.OFFICER, {"name": name, "agency": "police", "site": place, "signing_key": public}, record=officer
        )
        for role in roles:
            work.create(catalogue.ROLE_GRANT, {"role": str(role), "granted_by": officer}, subject=officer)
