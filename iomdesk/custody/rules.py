"""Spells in custody: who is held on a day, and spells that cannot both be true. Pure.

A spell runs from its first day to its last, an unknown first day from before anything known, an unknown last day
until further notice. Two questions are kept apart: where somebody is once a day's movements are over (on the day
of release: out), and whether a day counts as custody (PRODUCT, "Crime harm": a day partly in custody does).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from iomdesk.ids import Id


@dataclass(frozen=True, slots=True, repr=False)
class Spell:
    """One spell as recorded. None is not known; ``release_on`` is the day they are due out."""

    id: Id
    person: Id
    prison: str | None
    from_on: date | None
    to_on: date | None
    reason: str | None
    release_on: date | None
    source: str | None


def holds(spell: Spell, day: date) -> bool:
    """Whether the spell holds somebody once the movements of ``day`` are over."""
    return (spell.from_on is None or spell.from_on <= day) and (spell.to_on is None or day < spell.to_on)


def held_on(spells: Iterable[Spell], day: date) -> Spell | None:
    """The spell that holds somebody at the end of ``day``: of several the one begun last. None: in the community."""
    return max((spell for spell in spells if holds(spell, day)), key=_begun, default=None)


def is_custody_day(spells: Iterable[Spell], day: date) -> bool:
    """Whether any part of ``day`` was in custody, the days of arrival and release included."""
    return any(
        (spell.from_on is None or spell.from_on <= day) and (spell.to_on is None or day <= spell.to_on)
        for spell in spells
    )


def overlaps(spells: Iterable[Spell]) -> tuple[tuple[Spell, Spell], ...]:
    """Every two spells of one person that share a night, earlier first: both are kept, and both are shown.

    Out of one prison and into another on one day is a transfer and no overlap.
    """
    ordered = sorted(spells, key=_begun)
    return tuple(
        (first, second)
        for place, first in enumerate(ordered)
        for second in ordered[place + 1 :]
        if first.person == second.person and _share_a_night(first, second)
    )


def due_out(spells: Sequence[Spell], today: date, days: int) -> tuple[Spell, ...]:
    """The spells now held whose release is due from ``today`` to ``days`` days on, soonest first."""
    last = today + timedelta(days=days)
    due = [
        (spell.release_on, spell.id, spell)
        for spell in spells
        if holds(spell, today) and spell.release_on is not None and today <= spell.release_on <= last
    ]
    return tuple(spell for _, _, spell in sorted(due, key=lambda each: each[:2]))


def _begun(spell: Spell) -> tuple[date, Id]:
    return (spell.from_on or date.min, spell.id)


def _share_a_night(one: Spell, other: Spell) -> bool:
    start = max(one.from_on or date.min, other.from_on or date.min)
    end = min(one.to_on or date.max, other.to_on or date.max)
    return start < end
