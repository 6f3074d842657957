"""An office for the tests of copies: one desk's file, and the officers who sit at it one after the other."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.agreement.commands import AdoptAgreement
from iomdesk.catalogue import Agency
from iomdesk.clock import SteppingClock
from iomdesk.copies.commands import RegisterCopy
from iomdesk.copies.questions import next_copy
from iomdesk.copies.rules import Document
from iomdesk.desk import Desk
from iomdesk.doors import Role
from iomdesk.ids import Id, new_id
from iomdesk.store.ledger import Sitting
from iomdesk.store.store import Founding, Store, found, fresh_key
from iomdesk.store.tables import AuditRow
from tests.agreement.agreements import template_text
from tests.desks import NOON, enter_officer, only_the_projector

OFFICER, SUPERVISOR, LEAD, ADMINISTRATOR = "PC 405 Doyle", "Sgt A Example", "M Price", "J Okafor"
ROLES = {
    OFFICER: Role.OFFICER,
    SUPERVISOR: Role.SUPERVISOR,
    LEAD: Role.GOVERNANCE,
    ADMINISTRATOR: Role.ADMINISTRATOR,
}


class Office:
    """A police desk. Whoever is named in ``ROLES`` can sit down at it, one at a time."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "desk.db"
        self.clock = SteppingClock(NOON)
        self._key = fresh_key()
        self._keys = {name: (new_id(NOON), Ed25519PrivateKey.generate()) for name in ROLES}
        found(self.path, self._key, Founding(new_id(NOON), self._keys[SUPERVISOR][0], "police"), self.clock)
        store = self._open(SUPERVISOR)
        for name, role in ROLES.items():
            officer, key = self._keys[name]
            enter_officer(store, officer, name, (role,), "Norwich", key)
        store.close()

    @contextmanager
    def sits(self, name: str) -> Iterator[Desk]:
        """One officer's sitting."""
        desk = Desk(self._open(name))
        try:
            yield desk
        finally:
            desk.close()

    def adopt(self) -> Id:
        """The governance lead adopts the shipped agreement; answers its id."""
        with self.sits(LEAD) as desk:
            return cast(Id, desk.do(AdoptAgreement(template_text(), "2026-11-02")))

    def later(self, days: int) -> None:
        """Let days pass."""
        self.clock.at_ms += int(timedelta(days=days).total_seconds() * 1000)

    def _open(self, name: str) -> Store:
        officer, key = self._keys[name]
        sitting = Sitting(new_id(self.clock.at_ms), officer, key)
        store = Store(self.path, self._key, sitting, self.clock, lambda position: None)
        store._raw.set_authorizer(only_the_projector)
        return store


def somebody(desk: Desk, surname: str = "NOWAK", **values: Any) -> Id:
    """A person to be in a copy."""
    with desk._store.work() as work:
        return work.create(catalogue.PERSON, {"surname": surname, "rag": "Amber", **values})


def meeting(desk: Desk, number: int = 3) -> Id:
    """A conference to be about."""
    with desk._store.work() as work:
        return work.create(catalogue.CONFERENCE, {"number": number, "state": "scheduled"})


def prepared(desk: Desk, about: Id | None = None, document: Document = Document.PACK, **how: Any) -> RegisterCopy:
    """A copy of papers as if they had just been read and rendered."""
    following = desk.ask(next_copy, document, about, desk.officer)
    made = RegisterCopy(
        document,
        about,
        "Norwich-3" if about else "",
        following.number,
        following.name,
        Agency(following.agency),
        hashlib.sha256(b"the papers").digest(),
        6,
        (),
        following.read_to,
    )
    return replace(made, **how)


def registered(desk: Desk, about: Id | None = None, document: Document = Document.PACK, **how: Any) -> Id:
    """The same, registered; answers its id."""
    return cast(Id, desk.do(prepared(desk, about, document, **how)))


def disclosures(desk: Desk) -> list[tuple[str, Id | None, int, str | None]]:
    """The log's disclosures: action, subject, count, recipient."""
    a = AuditRow
    with desk._store.reading() as reading:
        rows = reading.all(
            select(a.action, a.subject, a.count, a.recipient).where(a.operation == "disclosure").order_by(a.seq)
        )
    return [(row[0], row[1], row[2], row[3]) for row in rows]
