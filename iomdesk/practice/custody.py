"""Custody spells, and the supervision and release that follow from them. Days are ordinals of ``date``."""

from dataclasses import dataclass
from datetime import date

from iomdesk.practice.chance import Chance
from iomdesk.practice.partnership import CustodySpell

DAYS_LOOKED_BACK = 5 * 365
# Usual days inside by reason: shortest and longest. A guess that looks right on a timeline, not a statistic.
_LENGTHS = {"Remand": (5, 130), "Sentence": (28, 260), "Recall": (14, 90)}
_LICENCE_LASTS = 365


@dataclass(frozen=True, slots=True)
class Time:
    """A person's days that matter here: the eighteenth birthday, adoption, and the day the picture is taken."""

    eighteenth: int
    adopted: int
    as_of: int


def custody_spells(chance: Chance, time: Time, prisons: tuple[str, ...]) -> tuple[CustodySpell, ...]:
    """Spells in order that never overlap, none before the eighteenth birthday; at most the last is open."""
    spells: list[CustodySpell] = []
    inside = chance.happens(24)
    opened = max(time.eighteenth, time.as_of - 1 - chance.below(240)) if inside else time.as_of
    if chance.happens(75):
        _past_spells(chance, time, opened - 2, prisons, spells)
    if inside:
        starts = date.fromordinal(opened)
        spells.append(CustodySpell(chance.pick(prisons), starts, None, _reason(chance, spells)))
    return tuple(spells)


def _past_spells(chance: Chance, time: Time, until: int, prisons: tuple[str, ...], spells: list[CustodySpell]) -> None:
    day = max(time.eighteenth, time.as_of - DAYS_LOOKED_BACK) + chance.below(500)
    while True:
        reason = _reason(chance, spells)
        ends = day + chance.between(*_LENGTHS[reason])
        if ends > until:
            return
        spells.append(CustodySpell(chance.pick(prisons), date.fromordinal(day), date.fromordinal(ends), reason))
        # A remand often turns into a sentence the next day, in the same or another prison.
        day = ends + (1 if reason == "Remand" and chance.happens(35) else chance.between(25, 700))


def _reason(chance: Chance, earlier: list[CustodySpell]) -> str:
    """Nobody is recalled who was not sentenced before."""
    if any(spell.reason == "Sentence" for spell in earlier) and chance.happens(45):
        return "Recall"
    return chance.pick(("Remand", "Sentence"))


def release_date(chance: Chance, spells: tuple[CustodySpell, ...], as_of: int) -> date | None:
    """A planned release for somebody sentenced or recalled and inside; a remand has none, and some are not known."""
    if not spells or spells[-1].ends is not None or spells[-1].reason == "Remand" or chance.happens(40):
        return None
    return date.fromordinal(as_of + chance.between(5, 300))


def supervision(chance: Chance, spells: tuple[CustodySpell, ...], release: date | None, time: Time) -> str:
    """The sheet's Supervision text. Licence only for those inside on, or lately out from, a sentence or recall."""
    served = [spell for spell in spells if spell.reason != "Remand"]
    if served and served[-1].ends is None:
        return _until(chance, "Licence", release.toordinal() if release else time.as_of + 300)
    if served and served[-1].ends and served[-1].ends.toordinal() > time.as_of - _LICENCE_LASTS:
        return _until(chance, chance.pick(("Licence", "Licence", "Licence", "PSS")), time.as_of)
    order = chance.pick(("Community Order 24m", "Community Order 12m", "Suspended Sentence Order", "", ""))
    return _until(chance, order, time.as_of) if order else "None - voluntary"


def _until(chance: Chance, order: str, after: int) -> str:
    return f"{order} to {date.fromordinal(after + chance.between(20, 600)):%d/%m/%Y}"
