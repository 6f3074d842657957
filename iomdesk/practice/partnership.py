"""A made-up partnership as plain frozen values: what the generator returns and the writers read.

Everything here is synthetic. A likeness to a real person, officer or place is chance. Dates are calendar
dates in the United Kingdom; scores run from 0 (no need) to 4 (crisis) as PRODUCT, "Pathways Matrix" has them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Site:
    """One site and the first Monday of its fortnightly conference series."""

    name: str
    first_conference: date


@dataclass(frozen=True, slots=True)
class PracticeOfficer:
    """An offender manager as a sheet writes one (``PC 1419 Lomax``, ``T Pugh``); agency is police or probation."""

    name: str
    agency: str
    site: str


@dataclass(frozen=True, slots=True)
class ScoreSet:
    """Eight scores given at one conference, in the partnership's order of pathways; ``None`` is not known."""

    held: date
    scores: tuple[int | None, ...]

    @property
    def total(self) -> int | None:
        """The sum of all scores, or ``None`` unless every one is known."""
        known = [score for score in self.scores if score is not None]
        return sum(known) if len(known) == len(self.scores) else None


@dataclass(frozen=True, slots=True)
class Offence:
    """One recorded offence, by recorded-crime code; ``committed_to`` only where the day is not certain."""

    crime_ref: str
    code: str
    title: str
    committed_from: date
    committed_to: date | None
    outcome: str
    outcome_date: date


@dataclass(frozen=True, slots=True)
class CustodySpell:
    """Days in one prison for one reason, both ends included; ``ends`` is ``None`` while it is open."""

    prison: str
    starts: date
    ends: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the cohort with their history.

    ``pnc`` is canonical (``YYYY/NNNNNNNL``); ``pnc_as_typed`` is the same number as a busy officer wrote it.
    ``mappa``, ``da_perpetrator``, ``county_lines`` and ``notes`` are as in the sheet and may be empty; ``cro``,
    ``nomis`` and ``crn`` are ``None`` when the team does not hold one. ``release`` is set only in custody.
    """

    surname: str
    forenames: str
    born: date
    sex: str
    pnc: str
    pnc_as_typed: str
    cro: str | None
    nomis: str | None
    crn: str | None
    site: str
    cohort: str
    adopted: date
    police_om: str
    probation_om: str
    supervision: str
    rosh: str
    rag: str
    mappa: str
    release: date | None
    da_perpetrator: str
    county_lines: str
    priority_pathway: str | None
    notes: str
    profile: str
    score_sets: tuple[ScoreSet, ...]
    offences: tuple[Offence, ...]
    custody: tuple[CustodySpell, ...]

    @property
    def open_spell(self) -> CustodySpell | None:
        """The custody spell that has not ended, if the person is inside."""
        return self.custody[-1] if self.custody and self.custody[-1].ends is None else None

    @property
    def location(self) -> str:
        """``Community``, a prison, or a prison with its release date, as the sheet's Location column has it."""
        spell = self.open_spell
        if spell is None:
            return "Community"
        return f"{spell.prison} (rel {self.release:%d/%m/%y})" if self.release else spell.prison

    @property
    def last_conference(self) -> date | None:
        """The date of the newest score set; ``None`` for somebody not yet taken to a conference."""
        return self.score_sets[-1].held if self.score_sets else None


@dataclass(frozen=True, slots=True)
class Partnership:
    """A whole synthetic partnership, the same for the same ``people``, ``seed`` and ``as_of``."""

    name: str
    seed: int
    as_of: date
    pathways: tuple[str, ...]
    sites: tuple[Site, ...]
    officers: tuple[PracticeOfficer, ...]
    people: tuple[Person, ...]

    def offences(self) -> Iterator[tuple[Person, Offence]]:
        """Every offence with its person, in the order of the people, oldest first."""
        return ((person, offence) for person in self.people for offence in person.offences)

    def custody(self) -> Iterator[tuple[Person, CustodySpell]]:
        """Every custody spell with its person, in the order of the people, oldest first."""
        return ((person, spell) for person in self.people for spell in person.custody)
