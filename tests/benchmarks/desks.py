"""Desks to measure on: founded and opened as the program does it, filled in bulk with people of one shape."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.clock import SteppingClock
from iomdesk.ids import Id, short_ref
from iomdesk.opening import NewDesk, OpenDesk, found_desk, open_desk
from iomdesk.partnership.questions import sites
from iomdesk.pathways.commands import require_set
from iomdesk.store.connection import connect
from iomdesk.store.store import Store
from iomdesk.store.unit import Given, Work
from tests.desks import NOON
from tests.store.cheap_keys import Cheap

PASSPHRASE = "a desk to be measured"
DAY = date(2026, 11, 2)
SCORES = (3, 2, 1, 4, 0, 2, 3, 1)
_BATCH = 2_500
_NUMBERED = {f"score_{place}": score for place, score in enumerate(SCORES, start=1)}
_SURNAMES = ("Nowak", "Taylor", "O'Malley", "Wynne-Jones", "Begum", "Smith", "Żółkiewski", "Adeyemi")


@contextmanager
def fresh_desk(folder: Path) -> Iterator[OpenDesk]:
    """A new desk in ``folder``, open. Its key derivation is cheap: unlocking is no part of any figure."""
    founder = NewDesk("Sgt A Example", Agency.POLICE, "Norwich")
    clock = SteppingClock(NOON)
    found_desk(folder, founder, PASSPHRASE, Cheap(), clock)
    with open_desk(folder, None, PASSPHRASE, clock) as opened:
        yield opened


@contextmanager
def connected(opened: OpenDesk) -> Iterator[Any]:
    """A bare connection that only reads the desk's own file."""
    reader = connect(opened.generation.database, opened.unlocked.file_key, read_only=True)
    yield reader
    reader.close()


@dataclass(frozen=True, slots=True)
class Shape:
    """How much is known of each person that is filled in."""

    identifiers: int = 2
    ratings: int = 1
    markers: int = 2
    assignments: int = 2
    score_sets: int = 3


def fill(store: Store, people: int, shape: Shape, tell: Callable[[int], None] = lambda done: None) -> list[Id]:
    """Enter ``people`` synthetic people, some thousands to a unit of work; answers their ids."""
    with store.reading() as reading:
        site = sites(reading)[0].id
    made: list[Id] = []
    while len(made) < people:
        with store.work() as work:
            whole = require_set(work).id
            upto = min(people, len(made) + _BATCH)
            made += [_enter(work, number, shape, site, whole) for number in range(len(made), upto)]
        tell(len(made))
    return made


def _enter(work: Work, number: int, shape: Shape, site: Id, whole: Id) -> Id:
    person = work.new_id()
    work.create(catalogue.PERSON, _person(person, number, site), record=person)
    for scheme, form in (("pnc", "2011/{:07d}X"), ("crn", "X{:06d}"), ("nomis", "A{:05d}AA"), ("cro", "{:06d}/11X"))[
        : shape.identifiers
    ]:
        typed = form.format(number)
        values: dict[str, Given] = {"scheme": scheme, "typed": typed, "canonical": typed, "check_passed": True}
        work.create(catalogue.IDENTIFIER, values, subject=person)
    adopted = DAY - timedelta(days=200 + number % 900)
    work.create(catalogue.MEMBERSHIP, {"event": "adopted", "happened_on": adopted}, subject=person)
    for scale, value in (("rag", "Red"), ("rosh", "High"), ("mappa", "Cat 2 L1"))[: shape.ratings]:
        work.create(catalogue.RATING, {"scale": scale, "value": value, "happened_on": adopted}, subject=person)
    for code in ("domestic-abuse", "county-lines", "risk-to-staff")[: shape.markers]:
        work.create(catalogue.MARKER, {"code": code, "state": "yes"}, subject=person)
    for role, agency in (("lead", "police"), ("co-manager", "probation"))[: shape.assignments]:
        officer = {"role": role, "agency": agency, "officer_name": f"PC {100 + number % 700} Doyle"}
        work.create(catalogue.ASSIGNMENT, officer, subject=person)
    for back in range(shape.score_sets, 0, -1):
        held: dict[str, Given] = {"pathway_set": whole, "scored_on": DAY - timedelta(days=21 * back), **_NUMBERED}
        work.create(catalogue.SCORE_SET, held, subject=person)
    return person


def _person(person: Id, number: int, site: Id) -> dict[str, Given]:
    return {
        "surname": f"{_SURNAMES[number % len(_SURNAMES)]} {number}",
        "forenames": "Daniel",
        "born": date(1994, 3, 14) - timedelta(days=number % 6000),
        "ref": short_ref(person),
        "sex": "M",
        "site": site,
        "cohort_label": "Fixed",
        "supervision": "Licence",
        "supervision_until": DAY + timedelta(days=number % 700),
        "lead_agency": "probation",
        "rag": ("Red", "Amber", "Green")[number % 3],
        "rosh": ("High", "Medium", "Low")[number % 3],
        "mappa_category": 2,
        "mappa_level": 1,
        "address": f"{number} Example Street, Norwich",
        "phone": "01603 000000",
        "last_conference": DAY - timedelta(days=21),
        "priority": 1 + number % 8,
    }
