"""Recorded offences: more before adoption, in bursts; fewer after it; hardly any from inside."""

from datetime import date

from iomdesk.practice.chance import Chance
from iomdesk.practice.custody import Time
from iomdesk.practice.lists import Lists, Profile
from iomdesk.practice.partnership import CustodySpell, Offence

# No territorial force of England or Wales has this number, so no reference can be mistaken for a real crime.
FORCE_NUMBER = 99
MOST_OFFENCES = 64
_DAYS_LOOKED_BACK = 4 * 365
_BURST = 40
_BEFORE = 400


def offences(
    chance: Chance,
    lists: Lists,
    profile: Profile,
    index: int,
    first_contact: int,
    time: Time,
    spells: tuple[CustodySpell, ...],
) -> tuple[Offence, ...]:
    """The offences of person ``index``, oldest first, none before ``first_contact`` or after the day of the picture."""
    inside = [(spell.starts.toordinal(), spell.ends.toordinal() if spell.ends else time.as_of) for spell in spells]
    days = _days(chance, max(first_contact, time.adopted - _DAYS_LOOKED_BACK), time)
    free = [day for day in days if chance.below(200) == 0 or not any(start <= day <= end for start, end in inside)]
    number = index * MOST_OFFENCES + 1000
    return tuple(
        _offence(chance, lists, profile, f"{number + place}", day, time.as_of) for place, day in enumerate(sorted(free))
    )


def _days(chance: Chance, earliest: int, time: Time) -> list[int]:
    """Days of offences: two bursts in the months before adoption, a thin spread before, a thinner one after."""
    count = chance.between(4, 22) + chance.between(0, 22)
    bursts = [time.adopted - chance.between(_BURST, _BEFORE) for _ in range(2)]
    found = []
    for _ in range(count):
        kind = chance.below(100)
        if kind < 62:
            day = chance.pick(bursts) + chance.below(_BURST) - chance.below(_BURST)
        elif kind < 82:
            day = chance.between(earliest, time.adopted)
        else:
            day = time.adopted + chance.below(900)
        if earliest <= day < time.as_of:
            found.append(day)
    return found


def _offence(chance: Chance, lists: Lists, profile: Profile, number: str, day: int, as_of: int) -> Offence:
    kind = chance.pick(profile.offence_kinds)
    code, title = chance.pick(lists.offences[kind])
    # A burgled or damaged place is often found out later: between two days, not on one.
    spans = kind in ("burglary", "damage", "vehicle") and chance.happens(15)
    last = min(day + chance.between(1, 4), as_of) if spans else day
    committed = date.fromordinal(day)
    return Offence(
        crime_ref=f"{FORCE_NUMBER}/{number}/{committed:%y}",
        code=code,
        title=title,
        committed_from=committed,
        committed_to=date.fromordinal(last) if last > day else None,
        outcome=chance.pick(lists.outcomes),
        outcome_date=date.fromordinal(min(last + chance.between(1, 70), as_of)),
    )
