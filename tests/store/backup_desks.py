"""A whole desk in a folder for the tests of backup, restore and rotation: founded, worked on, opened and closed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.clock import SteppingClock
from iomdesk.opening import NewDesk, OpenDesk, found_desk, open_desk
from iomdesk.store.keyslots import KeySlots, Unlocked
from iomdesk.store.verify import NOTHING_CHECKED, verify
from tests.store.cheap_keys import Cheap

NOON = 1_793_620_800_000
"""2 November 2026, 12:00 UTC."""

OFFICER, PASSPHRASE = "Sgt A Example", "gravel lantern thimble oboe"
COLLEAGUE, HIS_PASSPHRASE = "PC B Sample", "walnut ferry candle ibex"
Rows = dict[str, list[tuple[object, ...]]]


@dataclass
class Place:
    """A desk's folder, its printed code and its clock."""

    path: Path
    code: str
    clock: SteppingClock

    @contextmanager
    def open(self, sign_in: str = OFFICER, passphrase: str = PASSPHRASE) -> Iterator[OpenDesk]:
        """The desk, unlocked."""
        with open_desk(self.path, sign_in, passphrase, self.clock) as opened:
            yield opened


def founded(path: Path, people: int = 6) -> Place:
    """A new desk at ``path`` with a few synthetic people."""
    clock = SteppingClock(NOON)
    code = found_desk(path, NewDesk(OFFICER, Agency.POLICE, "Norwich"), PASSPHRASE, Cheap(), clock)
    place = Place(path, code, clock)
    with place.open() as opened:
        enter_people(opened, people)
    return place


def enter_people(opened: OpenDesk, count: int) -> None:
    """One save each, as officers work."""
    for number in range(count):
        with opened.store.work() as work:
            person = work.create(catalogue.PERSON, {"surname": f"Specimen{number}", "rag": "Red"})
            work.create(catalogue.IDENTIFIER, {"scheme": "pnc", "canonical": f"2002/{number:07}X"}, subject=person)


def rows_of(opened: OpenDesk) -> Rows:
    """Every replicated row and the log."""
    tables = [kind.name for kind in catalogue.KINDS] + ["change_log", "operation", "audit", "contested"]
    with opened.store.reading() as reading:
        return {
            table: sorted(
                (tuple(row) for row in reading.connection.exec_driver_sql(f"SELECT * FROM {table}")), key=repr
            )
            for table in tables
        }


def assert_clean(opened: OpenDesk) -> None:
    """A full verify finds nothing."""
    with opened.store.reading() as reading:
        report = verify(reading.connection, NOTHING_CHECKED)
    assert report.clean, report.findings


def as_officer(slots: KeySlots) -> Unlocked:
    """How the founder opens a backup's slots."""
    return slots.unlock(OFFICER, PASSPHRASE)


def names_under(folder: Path) -> list[str]:
    """Every file below ``folder`` but the lock, by its place."""
    return sorted(
        os.path.relpath(os.path.join(place, name), folder)
        for place, _, names in os.walk(folder)
        for name in names
        if name != "lock"
    )
