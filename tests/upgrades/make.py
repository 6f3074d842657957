"""Makes the desk file of the newest schema that the upgrade tests open for ever after: run once for each release.

    python -m tests.upgrades.make

Until the first release the schema may still change in place: run it again then. Ids, salts and keys are drawn anew
each time; what the records say stays the same.
"""

from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from iomdesk import catalogue
from iomdesk.clock import SteppingClock
from iomdesk.ids import new_id
from iomdesk.store.audit import Act
from iomdesk.store.connection import connect
from iomdesk.store.ledger import Sitting
from iomdesk.store.migrate import HEAD
from iomdesk.store.store import Founding, Store, found

HERE = Path(__file__).parent
KEY = bytes(range(1, 33))
"""The published key of synthetic desks: it guards nothing."""

FOUNDED = 1_793_620_800_000
SURNAMES = ("Specimen", "Musterperson", "Ångström")


def make(path: Path) -> None:
    """A desk file at ``path`` with a few synthetic people, edited and in conflict, as this program writes it."""
    clock = SteppingClock(FOUNDED)
    officer = new_id(FOUNDED)
    found(path, KEY, Founding(new_id(FOUNDED), officer, "police"), clock)
    sitting = Sitting(new_id(FOUNDED), officer, Ed25519PrivateKey.generate())
    store = Store(path, KEY, sitting, clock, lambda position: None)
    try:
        for surname in SURNAMES:
            enter(store, surname)
    finally:
        store.close()
    raw = connect(path, KEY)
    raw.execute("PRAGMA journal_mode = DELETE")
    raw.execute("VACUUM")
    raw.close()


def enter(store: Store, surname: str) -> None:
    """One person: made, edited, and edited again by somebody who was looking at the first value."""
    with store.work() as work:
        person = work.create(catalogue.PERSON, {"surname": surname, "born": date(1990, 2, 28), "rag": "Amber"})
        work.create(catalogue.IDENTIFIER, {"scheme": "pnc", "canonical": "2002/0199127X"}, subject=person)
        work.create(catalogue.SCORE_SET, {"scored_on": date(2026, 10, 1), "score_1": 3}, subject=person)
        work.audit(Act.COLLECTION, "enter a person", person)
    with store.work() as work:
        first = work.put(catalogue.PERSON, person, {"rag": "Green"})
    for rag in ("Red", "Amber"):
        with store.work() as work:
            work.put(catalogue.PERSON, person, {"rag": rag}, seen=first)


if __name__ == "__main__":
    target = HERE / f"desk-{HEAD}.db"
    target.unlink(missing_ok=True)
    make(target)
    print(target.name, target.stat().st_size, "bytes")
