"""Pathway scores over time: a slow walk from 0 to 4 at the fortnightly conferences of the person's site."""

from datetime import date

from iomdesk.practice.chance import Chance
from iomdesk.practice.partnership import ScoreSet

FORTNIGHT = 14
DAYS_OF_SCORES = 2 * 365
LEAST, MOST = 0, 4
RED_FROM, AMBER_FROM = 18, 12
# Conferences from one turn to the next: red each time, amber every second, green every fourth (14, 28, 56 days).
_TURNS = {"Red": 1, "Amber": 2, "Green": 4}


def rag_of(scores: list[int]) -> str:
    """The colour a total usually goes with; a generator's rule of thumb, not the scheme's."""
    total = sum(scores)
    return "Red" if total >= RED_FROM else "Amber" if total >= AMBER_FROM else "Green"


def last_conference_day(first_conference: date, as_of: int) -> int:
    """The last Monday of the site's series that is not after ``as_of``, as an ordinal."""
    return as_of - (as_of - first_conference.toordinal()) % FORTNIGHT


def score_sets(chance: Chance, needs: tuple[int, ...], adopted: int, last: int, exactly: int | None) -> list[ScoreSet]:
    """Score sets, oldest first, on conference days from adoption to ``last``, at most two years of them.

    With ``exactly`` the person is scored at each of the last that many conferences instead.
    """
    scores = [min(MOST, max(LEAST, need + chance.between(-1, 1))) for need in needs]
    if exactly is not None:
        return [_held(chance, last - FORTNIGHT * turn, scores) for turn in reversed(range(exactly))]
    day = last - FORTNIGHT * ((last - max(adopted, last - DAYS_OF_SCORES)) // FORTNIGHT)
    held: list[ScoreSet] = []
    while day <= last:
        held.append(_held(chance, day, scores, first=not held))
        missed = 1 if chance.happens(12) else 0
        day += FORTNIGHT * (_TURNS[rag_of(scores)] + missed)
    return held


def _held(chance: Chance, day: int, scores: list[int], first: bool = False) -> ScoreSet:
    """Move ``scores`` by one conference and keep them; at a first meeting one need may not be known yet."""
    for place, score in enumerate(scores):
        draw = chance.below(100)
        if draw < 9:
            scores[place] = max(LEAST, score - 1)
        elif draw < 15:
            scores[place] = min(MOST, score + 1)
    given: list[int | None] = list(scores)
    if first and chance.happens(15):
        given[chance.below(len(given))] = None
    return ScoreSet(date.fromordinal(day), tuple(given))


def priority_pathway(chance: Chance, pathways: tuple[str, ...], sets: list[ScoreSet]) -> str | None:
    """One of the highest needs at the last conference; ``None`` before the first."""
    if not sets:
        return None
    latest = [-1 if score is None else score for score in sets[-1].scores]
    return chance.pick([name for name, score in zip(pathways, latest, strict=True) if score == max(latest)])
