"""Make a synthetic partnership of any size, the same every time for the same size, seed and day.

Weights and lengths are guesses that look right on screen; nothing here is a statistic. Every person has a
stream of chance of their own, so the work grows in step with the number of people.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial

from iomdesk.errors import Refused
from iomdesk.practice.chance import Chance
from iomdesk.practice.custody import Time, custody_spells, release_date, supervision
from iomdesk.practice.identity import Numbering, identifiers_of, name_of
from iomdesk.practice.lists import Lists, shipped_lists
from iomdesk.practice.offending import offences
from iomdesk.practice.partnership import Partnership, Person, PracticeOfficer, Site
from iomdesk.practice.scoring import FORTNIGHT, last_conference_day, priority_pathway, rag_of, score_sets
from iomdesk.words import say

MOST_PEOPLE = 500_000
MOST_SCORE_SETS = 60
_PEOPLE_PER_OFFICER = 28
_DAYS_ADOPTED = 1400
_COHORTS = ("Fixed",) * 12 + ("Flex",) * 10 + ("Free",) * 3
_FIRST_SERIES = date(2018, 1, 1)
_EARLIEST, _LATEST = date(2024, 1, 1), date(2090, 12, 31)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What all people of one partnership share."""

    seed: int
    as_of: date
    lists: Lists
    numbering: Numbering
    sites: tuple[Site, ...]
    officers: dict[tuple[str, str], tuple[str, ...]]
    exactly: int | None


def generate(people: int, seed: int, as_of: date, score_sets_per_person: int | None = None) -> Partnership:
    """A partnership of ``people`` (1 to 500,000) as it stands on ``as_of`` (2024 to 2090).

    ``score_sets_per_person`` (0 to 60) gives everybody exactly that many; without it people are scored over two
    years as their colour asks. Raises ``Refused`` outside these ranges. Any resemblance to a real person is chance.
    """
    _check(people, as_of, score_sets_per_person)
    lists = shipped_lists()
    sites = _sites(lists)
    officers = _officers(Chance(seed, "officers"), lists, people)
    rooms = {
        (site.name, agency): tuple(o.name for o in officers if (o.site, o.agency) == (site.name, agency))
        for site in sites
        for agency in ("police", "probation")
    }
    numbering = Numbering.begun(Chance(seed, "numbers"))
    setting = _Setting(seed, as_of, lists, numbering, sites, rooms, score_sets_per_person)
    everybody = tuple(map(partial(_person, setting), range(people)))
    return Partnership(lists.partnership, seed, as_of, lists.pathways, sites, officers, everybody)


def _check(people: int, as_of: date, exactly: int | None) -> None:
    if not 1 <= people <= MOST_PEOPLE:
        raise Refused(
            say("A practice partnership holds from 1 to {most} people.", most=f"{MOST_PEOPLE:,}"),
            say("Ask for another number."),
        )
    if exactly is not None and not 0 <= exactly <= MOST_SCORE_SETS:
        raise Refused(
            say("A practice person has from 0 to {most} score sets.", most=MOST_SCORE_SETS),
            say("Ask for another number."),
        )
    if not _EARLIEST <= as_of <= _LATEST:
        raise Refused(
            say("A practice partnership can be made for days from 2024 to 2090."), say("Choose a day in between.")
        )


def _sites(lists: Lists) -> tuple[Site, ...]:
    """Half the sites meet in one week and half in the other, always on Mondays."""
    week = FORTNIGHT // 2
    return tuple(
        Site(name, date.fromordinal(_FIRST_SERIES.toordinal() + week * (place % 2)))
        for place, name in enumerate(lists.sites)
    )


def _officers(chance: Chance, lists: Lists, people: int) -> tuple[PracticeOfficer, ...]:
    """Enough officers for about 28 people each, no name twice: as far as initials and surnames go."""
    names = [f"{initial} {surname}" for surname in lists.probation_surnames for initial in lists.initials]
    most = len(names) // len(lists.sites)
    each = min(most, max(2, -(-people // (len(lists.sites) * _PEOPLE_PER_OFFICER))))
    found = []
    for place, site in enumerate(lists.sites):
        for turn in range(each):
            collar = 101 + (place * most + turn) * 7 + chance.below(7)
            found.append(PracticeOfficer(f"PC {collar} {chance.pick(lists.police_surnames)}", "police", site))
            found.append(PracticeOfficer(names.pop(chance.below(len(names))), "probation", site))
    return tuple(found)


def _person(setting: _Setting, index: int) -> Person:
    chance = Chance(setting.seed, "person", index)
    lists, as_of = setting.lists, setting.as_of
    site, profile = chance.pick(setting.sites), chance.pick(lists.profiles)
    sex = "F" if chance.happens(11) else "M"
    surname, forenames = name_of(chance, lists, sex)
    last = last_conference_day(site.first_conference, as_of.toordinal())
    time, born, first_contact = _life(chance, as_of.toordinal(), last, setting.exactly)
    ids = identifiers_of(chance, setting.numbering, index, date.fromordinal(first_contact).year, as_of)
    spells = custody_spells(chance, time, lists.prisons[sex])
    release = release_date(chance, spells, time.as_of)
    sets = score_sets(chance, profile.needs, time.adopted, last, setting.exactly)
    latest = [score or 0 for score in sets[-1].scores] if sets else list(profile.needs)
    return Person(
        surname=surname,
        forenames=forenames,
        born=born,
        sex=sex,
        pnc=ids.pnc,
        pnc_as_typed=ids.pnc_as_typed,
        cro=ids.cro,
        nomis=ids.nomis,
        crn=ids.crn,
        site=site.name,
        cohort=chance.pick(_COHORTS),
        adopted=date.fromordinal(time.adopted),
        police_om=chance.pick(setting.officers[site.name, "police"]),
        probation_om=chance.pick(setting.officers[site.name, "probation"]),
        supervision=supervision(chance, spells, release, time),
        rosh=chance.pick(profile.rosh),
        rag=chance.pick(("Red", "Amber")) if chance.happens(8) else rag_of(latest),
        mappa=chance.pick(profile.mappa),
        release=release,
        da_perpetrator=_marker(chance, profile.domestic_abuse),
        county_lines=_marker(chance, profile.county_lines),
        priority_pathway=priority_pathway(chance, lists.pathways, sets),
        notes=chance.pick(lists.notes) if chance.happens(70) else "",
        profile=profile.name,
        score_sets=tuple(sets),
        offences=offences(chance, lists, profile, index, first_contact, time, spells),
        custody=spells,
    )


def _life(chance: Chance, as_of: int, last: int, exactly: int | None) -> tuple[Time, date, int]:
    """Days of a life that fit each other: the times that matter, the day of birth, the first record.

    Adopted as an adult, first known to the police as a child or young adult, at least half a year before.
    """
    adopted = as_of - 3 - chance.below(_DAYS_ADOPTED)
    if exactly:
        adopted = min(adopted, last - FORTNIGHT * (exactly - 1) - chance.below(30))
    age = 18 + min(chance.below(40), chance.below(40))
    eighteenth = adopted - (age - 18) * 365 - chance.below(365)
    eighteenth_birthday = date.fromordinal(eighteenth)
    # The 29th of February has no date eighteen years before it.
    born = eighteenth_birthday.replace(year=eighteenth_birthday.year - 18, day=min(eighteenth_birthday.day, 28))
    eighteenth = born.replace(year=born.year + 18).toordinal()
    first_contact = min(adopted - 183, born.toordinal() + 366 * 11 + chance.below(365 * 12))
    return Time(eighteenth, adopted, as_of), born, first_contact


def _marker(chance: Chance, share: int) -> str:
    """``Y``, ``N``, ``?`` or nothing, as people fill such a column."""
    if chance.happens(8):
        return ""
    if chance.happens(4):
        return "?"
    return "Y" if chance.happens(share) else "N"
