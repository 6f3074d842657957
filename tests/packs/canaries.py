"""A desk on which every field of every record about a person says a word found nowhere else, and who may read each.

Four people: one every agency works with, one that only the police do, one marked *restricted*, one *excluded*; and
beside each entry that can be marked *do not share* one that is. Nobody in it exists.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from iomdesk import catalogue
from iomdesk.agreement.commands import AdoptAgreement
from iomdesk.catalogue import Agency, Category, Field, Kind, Type
from iomdesk.conference.calendar import Schedule
from iomdesk.desk import Desk
from iomdesk.ids import Id
from iomdesk.pathways.standing import set_in_force
from iomdesk.store.unit import Given, Work
from resources import packaged
from tests.conference.conference_sample import conference_desk, the_site

HELD = date(2026, 11, 10)
EARLIER = date(2026, 10, 13)
TEXTS = (Type.TEXT, Type.LONG_TEXT)
CODES = frozenset({("person", "rag"), ("person", "rosh"), ("person", "cohort_label"), ("person", "sex")})
"""Codes the rooms take as they come, so that a word of ours can stand in them."""
PEOPLE = {"shared": "none", "police": "none", "restricted": "restricted", "excluded": "excluded"}


Instead = Callable[[Kind, str, str, Given], Given]
"""What stands in a field (of a kind, of somebody) in the place of what would stand there; None for nothing."""


def as_it_is(_kind: Kind, _field: str, _whose: str, value: Given) -> Given:
    """Nothing is put in the place of anything."""
    return value


@dataclass(frozen=True, slots=True)
class Canary:
    """One word: where it stands and whose it is. ``whose`` is a key of ``PEOPLE``."""

    word: str
    kind: str
    field: str
    category: Category
    whose: str
    do_not_share: bool


@dataclass(frozen=True, slots=True)
class Aviary:
    """The desk, the conference that talks about everybody, and all words."""

    desk: Desk
    conference: Id
    people: dict[str, Id]
    canaries: tuple[Canary, ...]


def _word(number: int) -> str:
    """Letters without meaning, the same each time: ``Zqabcd``."""
    letters = []
    for _ in range(5):
        number, place = divmod(number, 20)
        letters.append("abcdfghjklmnprstvwxz"[place])
    return "Zq" + "".join(letters)


class _Filling:
    """Puts a new word into every text field of a record."""

    def __init__(self, work: Work, whose: str, instead: Instead) -> None:
        self._work, self._whose, self._instead = work, whose, instead
        self.canaries: list[Canary] = []

    def create(self, kind: Kind, person: Id, fixed: dict[str, Given], *, marked: bool = False, kept: bool = True) -> Id:
        """The record; where it is not ``kept`` its words are used up and it is not made, so that all else is alike."""
        values = dict(fixed)
        if marked:
            values["do_not_share"] = True
        for each in kind:
            if each.name not in values and _holds_words(kind, each):
                canary = Canary(self._next(), kind.name, each.name, each.category, self._whose, marked)
                self.canaries.append(canary)
                values[each.name] = canary.word
        if not kept:
            return person
        put = {name: self._instead(kind, name, self._whose, value) for name, value in values.items()}
        values = {name: value for name, value in put.items() if value is not None}
        if kind is catalogue.PERSON:
            return self._work.create(kind, values, record=person)
        return self._work.create(kind, values, subject=person)

    def _next(self) -> str:
        return _word(list(PEOPLE).index(self._whose) * 1000 + len(self.canaries) + 7)


def _holds_words(kind: Kind, each: Field) -> bool:
    if each.name == catalogue.WITHDRAWN:
        return False
    return each.type in TEXTS or (kind.name, each.name) in CODES


def aviary(
    folder: Path, people: Collection[str] = tuple(PEOPLE), *, marked: bool = True, instead: Instead = as_it_is
) -> Aviary:
    """The desk under ``folder``, with the shipped agreement adopted.

    For a twin that differs in one thing alone: with only these ``people``, without the ``marked`` entries, or with
    something else ``instead`` in a field.
    """
    desk = conference_desk(folder)
    desk.do(AdoptAgreement(packaged("agreement/template.toml").decode(), "2026-11-01"))
    site = the_site(desk)
    before = desk.do(Schedule(site, EARLIER))
    conference = desk.do(Schedule(site, HELD))
    assert isinstance(before, bytes)
    assert isinstance(conference, bytes)
    there: dict[str, Id] = {}
    canaries: list[Canary] = []
    with desk._store.work() as work:
        labelled = set_in_force(work, HELD)
        assert labelled is not None
        for whose in (each for each in PEOPLE if each in people):
            filling = _Filling(work, whose, instead)
            person = there[whose] = work.new_id()
            for kind, fixed, marks in _records(filling, person, whose, site, (before, conference), labelled.id):
                filling.create(kind, person, fixed)
                if marks:
                    filling.create(kind, person, fixed, marked=True, kept=marked)
            canaries += filling.canaries
    return Aviary(desk, conference, there, tuple(canaries))


_Record = tuple[Kind, dict[str, Given], bool]


def _records(
    filling: _Filling, person: Id, whose: str, site: Id, meetings: tuple[Id, Id], labelled: Id
) -> Iterator[_Record]:
    before, conference = meetings
    yield catalogue.PERSON, _person(whose, site), False
    for agency in Agency if whose != "police" else (Agency.POLICE,):
        filling.create(catalogue.ASSIGNMENT, person, {"role": "lead", "agency": str(agency), "since": EARLIER})
    adopted: dict[str, Given] = {"event": "adopted", "happened_on": date(2025, 6, 2)}
    yield catalogue.MEMBERSHIP, adopted, False
    yield (
        catalogue.ENGAGEMENT_EVENT,
        {"event": "introduced", "happened_on": date(2025, 6, 3), "agency": "police"},
        False,
    )
    yield catalogue.ENGAGEMENT_EVENT, {"event": "agreed", "happened_on": date(2025, 6, 9), "agency": "police"}, False
    yield catalogue.IDENTIFIER, {"scheme": "crn", "check_passed": True}, False
    yield catalogue.RATING, {"scale": "rag", "value": "Red", "happened_on": EARLIER}, False
    yield catalogue.MARKER, {"code": "veteran", "state": "yes", "since": EARLIER}, False
    yield catalogue.CUSTODY_SPELL, {"from_on": date(2026, 9, 1), "release_on": date(2026, 11, 20)}, False
    yield catalogue.OFFENCE, {"committed_from": EARLIER, "outcome_on": EARLIER}, False
    yield catalogue.NOTE, {"noted_on": EARLIER}, True
    scores: dict[str, Given] = {f"score_{place}": place % 5 for place in range(1, 9)}
    for held, on in ((before, EARLIER), (conference, HELD)):
        made = filling.create(
            catalogue.SCORE_SET,
            person,
            {**scores, "conference": held, "scored_on": on, "pathway_set": labelled, "priority": 2, "source": ""},
        )
        yield catalogue.SCORE_EVIDENCE, {"score_set": made, "pathway": 2}, False
        yield from _at_meeting(held, on)


def _person(whose: str, site: Id) -> dict[str, Given]:
    return {
        "site": site,
        "born": date(1994, 3, 14),
        "lead_agency": "police",
        "supervision_until": date(2027, 5, 9),
        "mappa_category": 2,
        "mappa_level": 1,
        "narrowing": PEOPLE[whose],
        "last_conference": date(2026, 9, 1),
    }


def _at_meeting(held: Id, on: date) -> Iterator[_Record]:
    open_action: dict[str, Given] = {
        "number": 7,
        "owner_agency": "police",
        "due_on": date(2026, 11, 2),
        "raised_on": on,
        "state": "open",
        "origin_kind": catalogue.CONFERENCE.number,
        "origin": held,
        "pathway": 1,
    }
    yield catalogue.ACTION, open_action, False
    closed: dict[str, Given] = {
        **open_action,
        "state": "closed",
        "closed_on": date(2026, 11, 3),
        "outcome": "passed on",
    }
    yield catalogue.ACTION, closed, False
    yield catalogue.AGENDA_ENTRY, {"conference": held, "asked_by": "police"}, False
    for decided in ("keep", "rag change"):
        yield catalogue.DECISION, {"conference": held, "decided": decided, "decided_on": on}, False
    yield catalogue.DISSENT, {"conference": held, "agency": "police"}, False
    yield catalogue.CONTRIBUTION, {"conference": held, "agency": "police", "written_on": on}, True
    yield catalogue.ADDENDUM, {"conference": held, "written_at": 1_793_620_800_000}, False
    planned: dict[str, Given] = {"sort": "visit", "agency": "police", "planned_on": on, "happened_on": on}
    yield catalogue.CONTACT, {**planned, "outcome": "attended", "planned_at": "14:30"}, True
