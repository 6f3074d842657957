"""The knowledge of the Pathways Matrix: what eight scores mean together, and what a change of them asks for. Pure.

Pathways are counted 1 to 8 in the order of their set's labels. *Not known* is ``None`` and never zero
(PRODUCT, "Pathways Matrix").
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.words import say

PATHWAYS = 8
PLACES = range(1, PATHWAYS + 1)
EVIDENCE_STEP = 2
"""A change of this many levels or more asks for a sentence of evidence (PRODUCT, "Pathways Matrix")."""

Score: TypeAlias = int | None
Scores: TypeAlias = tuple[Score, Score, Score, Score, Score, Score, Score, Score]
"""The eight scores of one set, pathways 1 to 8."""

UNKNOWN: Scores = (None,) * 8


@dataclass(frozen=True, slots=True, repr=False)
class StandingSet:
    """One score set that counts. ``corrects`` names the set it took the place of, ``pathway_set`` the version it is on.

    ``priority`` is a pathway of that version, 1 to 8.
    """

    id: Id
    scored_on: date | None
    scores: Scores
    priority: int | None
    conference: Id | None
    corrects: Id | None
    source: str
    pathway_set: Id | None = None

    @property
    def total(self) -> int | None:
        """The sum of the eight, known only when all of them are."""
        return total(self.scores)


def eight(scores: Sequence[Score]) -> Scores:
    """``scores`` as the eight of a set. Raises ``Refused`` for any other number of them."""
    if len(scores) != PATHWAYS:
        raise Refused(
            say("A score set has eight scores, not {count}.", count=len(scores)),
            say("Give all eight; one that is not known is left open."),
        )
    one, two, three, four, five, six, seven, last = scores
    return one, two, three, four, five, six, seven, last


def total(scores: Scores) -> int | None:
    """The sum of the eight, known only when all of them are."""
    known = [score for score in scores if score is not None]
    return sum(known) if len(known) == PATHWAYS else None


def movement(before: Scores, after: Scores) -> Scores:
    """Per pathway the change of level, known only where both ends are; below zero is less need."""
    return eight([None if old is None or new is None else new - old for old, new in zip(before, after, strict=True)])


def total_movement(before: Scores, after: Scores) -> int | None:
    """The change of the total, known only where both totals are."""
    old, new = total(before), total(after)
    return None if old is None or new is None else new - old


def asks_evidence(before: Scores, after: Scores) -> tuple[int, ...]:
    """The pathways whose change is large enough to ask for a sentence of evidence."""
    moved = zip(PLACES, movement(before, after), strict=True)
    return tuple(place for place, change in moved if change is not None and abs(change) >= EVIDENCE_STEP)


def check_scores(scores: Scores, priority: int | None, levels: Collection[int]) -> None:
    """Raise ``Refused`` unless every known score is a level of the scale, one is known, and the priority is 1 to 8."""
    wrong = [place for place, score in zip(PLACES, scores, strict=True) if score is not None and score not in levels]
    if wrong:
        raise Refused(
            say("Pathway {place} has a score outside the scale.", place=wrong[0]),
            say("Levels are {lowest} to {highest}.", lowest=min(levels), highest=max(levels)),
        )
    if not any(score is not None for score in scores):
        raise Refused(say("No pathway has a score."), say("Give at least one of the eight."))
    if priority is not None and priority not in PLACES:
        raise Refused(say("There is no pathway {place}.", place=priority), say("Pathways are counted 1 to 8."))


def missing_evidence(before: Scores | None, after: Scores, evidence: Mapping[int, str]) -> tuple[int, ...]:
    """The pathways whose change asks for a sentence of evidence and has none; a first set asks for none."""
    asked = () if before is None else asks_evidence(before, after)
    return tuple(place for place in asked if not evidence.get(place, "").strip())


def check_evidence(
    before: Scores | None, after: Scores, evidence: Mapping[int, str], labels: Sequence[str] = ()
) -> None:
    """Raise ``Refused``, naming the pathways, where a change of two or more comes without a sentence of evidence."""
    strange = [place for place in evidence if place not in PLACES]
    if strange:
        raise Refused(say("There is no pathway {place}.", place=strange[0]), say("Pathways are counted 1 to 8."))
    bare = missing_evidence(before, after, evidence)
    if bare:
        named = ", ".join(labels[place - 1] if len(labels) >= place else str(place) for place in bare)
        raise Refused(
            say("A change of two or more asks for a sentence of evidence: {pathways}.", pathways=named),
            say("Nothing was saved; give the evidence and score again."),
        )


def in_order(sets: Iterable[StandingSet]) -> tuple[StandingSet, ...]:
    """The sets that stand, oldest first: those another one corrects are dropped; an undated set comes first."""
    given = tuple(sets)
    corrected = {each.corrects for each in given if each.corrects is not None}
    standing = (each for each in given if each.id not in corrected)
    return tuple(sorted(standing, key=lambda each: (each.scored_on or date.min, each.id)))


def before(sets: Sequence[StandingSet], on: date, but: Id | None = None) -> StandingSet | None:
    """The newest of ``sets`` (in order) made on or before ``on``, other than ``but``."""
    earlier = (each for each in sets if each.scored_on is not None and each.scored_on <= on and each.id != but)
    return max(earlier, key=lambda each: (each.scored_on or date.min, each.id), default=None)
