"""The geometry and the words of the pathway charts: pure, for paper and screen alike.

Lengths are in the unit of the box asked for; the origin is its lower left corner and y grows upwards. A lower
score is less need, so a fall is *better* (PRODUCT, "Pathways Matrix"). A score that is not known breaks the line:
it is never drawn as nought.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from iomdesk.clock import date_text
from iomdesk.packs.paper.values import Known, ScoreSet, Withheld
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class Point:
    """A place in the box."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """One score on its day; ``None`` where it was not known, ``Withheld`` where it may not be shown."""

    on: date
    score: Known[int]


@dataclass(frozen=True, slots=True, repr=False)
class Sparkline:
    """The line of one pathway: unbroken ``stretches`` of readings, the places of the last and the one before."""

    stretches: tuple[tuple[Point, ...], ...]
    last: Point | None
    before: Point | None


class Direction(Enum):
    """Which way a score moved between two conferences."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, repr=False)
class Movement:
    """A direction and by how many levels."""

    direction: Direction
    levels: int = 0


def movement(before: Known[int], last: Known[int]) -> Movement:
    """From ``before`` to ``last``; unknown unless both ends are known."""
    if not isinstance(before, int) or not isinstance(last, int):
        return Movement(Direction.UNKNOWN)
    if last == before:
        return Movement(Direction.SAME)
    return Movement(Direction.BETTER if last < before else Direction.WORSE, abs(last - before))


def total(scores: Sequence[Known[int]]) -> Known[int]:
    """The sum of a score set; not known unless every score is known, withheld if any is withheld."""
    for score in scores:
        if isinstance(score, Withheld):
            return score
    known = [score for score in scores if isinstance(score, int)]
    return sum(known) if known and len(known) == len(scores) else None


def readings(history: Sequence[ScoreSet], pathway: int) -> tuple[Reading, ...]:
    """One pathway's scores, oldest first; a set too short to reach it reads as not known."""
    ordered = sorted(history, key=lambda held: held.held_on)
    return tuple(
        Reading(held.held_on, held.scores[pathway] if pathway < len(held.scores) else None) for held in ordered
    )


def total_readings(history: Sequence[ScoreSet], pathways: int) -> tuple[Reading, ...]:
    """The totals of each score set, oldest first; a set without all ``pathways`` scores has none."""
    ordered = sorted(history, key=lambda held: held.held_on)
    return tuple(
        Reading(held.held_on, total(held.scores) if len(held.scores) == pathways else None) for held in ordered
    )


def sparkline(
    line: Sequence[Reading], lowest: int, highest: int, width: float, height: float, span: tuple[date, date]
) -> Sparkline:
    """``line`` (oldest first) drawn to the days of ``span`` across and ``lowest`` to ``highest`` upwards.

    A score outside the scale widens it rather than leave the box. One single day stands at the right edge.
    """
    known = [reading.score for reading in line if isinstance(reading.score, int)]
    low, high = min([lowest, *known]), max([highest, *known])
    days = (span[1] - span[0]).days
    stretches: list[list[Point]] = [[]]
    for reading in line:
        if not isinstance(reading.score, int):
            stretches.append([])
            continue
        across = (reading.on - span[0]).days / days if days else 1.0
        up = (reading.score - low) / (high - low) if high > low else 0.5
        stretches[-1].append(Point(across * width, up * height))
    placed = [point for stretch in stretches for point in stretch]
    kept = tuple(tuple(stretch) for stretch in stretches if stretch)
    return Sparkline(kept, placed[-1] if placed else None, placed[-2] if len(placed) > 1 else None)


def score_words(score: Known[int]) -> str:
    """A score as it is read aloud."""
    if isinstance(score, Withheld):
        return say("withheld")
    return say("not known") if score is None else str(score)


def movement_words(moved: Movement) -> str:
    """*better by 1*, *worse by 2*, *same*, or a dash where an end is missing."""
    match moved.direction:
        case Direction.BETTER:
            return say("better by {levels}", levels=moved.levels)
        case Direction.WORSE:
            return say("worse by {levels}", levels=moved.levels)
        case Direction.SAME:
            return say("same")
        case Direction.UNKNOWN:
            return say("no comparison")


def line_words(name: str, line: Sequence[Reading]) -> str:
    """The text equivalent of one line: every score with its span of days."""
    if not line:
        return say("{name}: no scores yet.", name=name)
    return say(
        "{name}, {count} scores from {first} to {last}, oldest first: {scores}.",
        name=name,
        count=len(line),
        first=date_text(line[0].on),
        last=date_text(line[-1].on),
        scores=", ".join(score_words(reading.score) for reading in line),
    )
