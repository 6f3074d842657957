"""Versions of the pathways: labels and scale as they stood, and what of one version corresponds to the next. Pure.

A scheme may relabel its pathways or change its scale; scores keep the version they were made on. Two scores of
different versions are compared only where the later version says that both the pathway and the level correspond
(``was_place``, ``was_levels``); a total only where the whole scale and all eight pathways do. Everything else is *not
known*, with its reason (PRODUCT, "Pathways Matrix": relabelling is data, per scheme).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import TypeAlias

from iomdesk.ids import Id
from iomdesk.pathways.rules import PATHWAYS, PLACES, UNKNOWN, Score, Scores, StandingSet, eight, movement, total
from iomdesk.words import say

WasPlaces: TypeAlias = tuple[int | None, ...]
WasLevels: TypeAlias = Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True, repr=False)
class LabelledSet:
    """One version of the pathways: their labels in order, and the scale's levels with their words, lowest first.

    ``previous`` is the version it follows, in force until ``in_force_from``; ``was_places`` says per pathway which of
    the previous version's it is, ``was_levels`` per level which of the previous scale's read as it.
    """

    id: Id
    code: str
    version: int
    title: str
    labels: tuple[str, ...]
    scale: tuple[tuple[int, str], ...]
    source: str = ""
    previous: Id | None = None
    in_force_from: date | None = None
    was_places: WasPlaces = (None,) * PATHWAYS
    was_levels: WasLevels = field(default_factory=dict)

    @property
    def levels(self) -> frozenset[int]:
        """The levels a score may have."""
        return frozenset(level for level, _ in self.scale)

    def label(self, place: int | None) -> str:
        """The label of pathway ``place``, its number where the set has no label for it, empty for none."""
        if place is None:
            return ""
        return self.labels[place - 1] if 1 <= place <= len(self.labels) else str(place)

    @property
    def now_levels(self) -> dict[int, int]:
        """Each level of the previous scale that has a counterpart here, with that counterpart."""
        return {old: level for level, olds in self.was_levels.items() for old in olds}


class Why(Enum):
    """Why a comparison is not known."""

    NOT_SCORED = "one of the two scores is not known"
    NEW_PATHWAY = "the pathway was not scored before the pathways changed"
    NO_LEVEL = "the earlier level has no counterpart on the later scale"
    OTHER_VERSION = "the two sets were made on versions that do not follow one another"
    OTHER_TOTAL = "the totals are of different pathways or scales"
    NOT_ADOPTED = "the day of adoption is not known"
    SCORED_ONCE = "there are not yet two sets since adoption"

    @property
    def words(self) -> str:
        """The reason as people read it."""
        return say(self.value)


Reasons: TypeAlias = tuple[Why | None, ...]
"""Per pathway why it is not known; None where it is."""


@dataclass(frozen=True, slots=True, repr=False)
class ReadAcross:
    """Scores as a later version reads them. ``total_stands``: the sum means the same there as where it was made."""

    scores: Scores
    why: Reasons
    total_stands: bool

    @property
    def total(self) -> int | None:
        """The total, where all eight are known and it means the same on both versions."""
        return total(self.scores) if self.total_stands else None


@dataclass(frozen=True, slots=True, repr=False)
class Compared:
    """The change from an earlier set to a later one, per pathway of the later version; below zero is less need."""

    moved: Scores
    why: Reasons
    total: int | None
    total_why: Why | None


_ALL_KNOWN: Reasons = (None,) * PATHWAYS


def nothing(why: Why) -> Compared:
    """A comparison that cannot be made at all."""
    return Compared(UNKNOWN, (why,) * PATHWAYS, None, why)


@dataclass(frozen=True, slots=True, repr=False)
class Lineage:
    """Every version a desk knows, and how scores of one are read on another."""

    sets: Mapping[Id, LabelledSet]

    def labelled(self, whole: Id | None) -> LabelledSet:
        """The version with that id; numbers for labels where the desk does not know it."""
        known = self.sets.get(whole) if whole is not None else None
        return known or LabelledSet(whole or b"", "", 0, "", tuple(map(str, PLACES)), ())

    def in_force(self, on: date) -> LabelledSet | None:
        """The version scores are made on that day: the highest whose day has come; None on a desk without any."""
        return in_force(self.sets.values(), on)

    def steps(self, made_on: Id | None, onto: Id | None) -> tuple[LabelledSet, ...] | None:
        """The versions after ``made_on`` up to ``onto``, oldest first; None where the one does not lead to the other.

        Scores whose version nobody recorded lead nowhere but to one another.
        """
        steps: list[LabelledSet] = []
        at = onto
        while at != made_on:
            step = self.sets.get(at) if at is not None and made_on is not None else None
            if step is None or step in steps:
                return None
            steps.append(step)
            at = step.previous
        return tuple(reversed(steps))

    def read(self, scores: Scores, made_on: Id | None, onto: Id | None) -> ReadAcross:
        """Scores made on one version as another reads them: known only where pathway and level correspond."""
        if made_on == onto:
            return ReadAcross(scores, _not_scored(scores), True)
        steps = self.steps(made_on, onto)
        if steps is None:
            return ReadAcross(UNKNOWN, (Why.OTHER_VERSION,) * PATHWAYS, False)
        why: Reasons = _not_scored(scores)
        stands = True
        for older, step in zip((self.labelled(made_on), *steps), steps, strict=False):
            scores, why = _read_step(scores, why, step)
            stands = stands and keeps_totals(older, step)
        return ReadAcross(scores, why, stands)

    def lines(
        self, sets: Mapping[Id, Sequence[StandingSet]], onto: LabelledSet | None
    ) -> dict[Id, tuple[StandingSet, ...]]:
        """Each person's sets as one version reads them, to be drawn as one line.

        A set whose scale or pathways that version does not read whole is left out: its total would mean something else.
        """
        whole = onto.id if onto is not None else None
        return {
            person: tuple(
                each if each.pathway_set == whole else self._read_whole(each, read, whole)
                for each in mine
                if (read := self.read(each.scores, each.pathway_set, whole)).total_stands
            )
            for person, mine in sets.items()
        }

    def _read_whole(self, each: StandingSet, read: ReadAcross, onto: Id | None) -> StandingSet:
        place = each.priority
        for step in self.steps(each.pathway_set, onto) or ():
            place = next((now for now, was in enumerate(step.was_places, start=1) if was == place), None)
        return replace(each, scores=read.scores, priority=place, pathway_set=onto)

    def compare(
        self, earlier: Scores, made_on: Id | None, later: Scores, later_on: Id | None, onto: Id | None = None
    ) -> Compared:
        """The change from ``earlier`` to ``later`` as ``onto`` reads both, the later one's version unless said."""
        whole = later_on if onto is None else onto
        if made_on == later_on == whole:
            return _on_one_version(earlier, later)
        old, new = self.read(earlier, made_on, whole), self.read(later, later_on, whole)
        moved = movement(old.scores, new.scores)
        why = tuple(
            None if change is not None else first or second
            for change, first, second in zip(moved, old.why, new.why, strict=True)
        )
        if old.total is not None and new.total is not None:
            return Compared(moved, why, new.total - old.total, None)
        return Compared(moved, why, None, Why.NOT_SCORED if old.total_stands and new.total_stands else Why.OTHER_TOTAL)


def _on_one_version(earlier: Scores, later: Scores) -> Compared:
    moved = movement(earlier, later)
    why = _ALL_KNOWN if None not in moved else tuple(Why.NOT_SCORED if each is None else None for each in moved)
    # With every change known, their sum is the change of the total.
    whole = sum(change for change in moved if change is not None) if why is _ALL_KNOWN else None
    return Compared(moved, why, whole, Why.NOT_SCORED if whole is None else None)


def in_force(sets: Iterable[LabelledSet], on: date) -> LabelledSet | None:
    """The version in force on a day: of those whose day has come the highest, of two desks' equals the newer record."""
    come = (each for each in sets if each.in_force_from is None or each.in_force_from <= on)
    return max(come, key=lambda each: (each.version, each.id), default=None)


def keeps_totals(older: LabelledSet, newer: LabelledSet) -> bool:
    """Whether a total means the same on both: one scale, level for level, and the same eight pathways in any order."""
    same_scale = older.levels == newer.levels and newer.now_levels == {level: level for level in newer.levels}
    return same_scale and sorted(place or 0 for place in newer.was_places) == list(PLACES)


def levels_text(levels: Iterable[int]) -> str:
    """Levels as a record keeps them: ``0,1``."""
    return ",".join(map(str, sorted(levels)))


def levels_in(text: str | None) -> tuple[int, ...]:
    """The levels that ``0,1`` names; what is no number is left out."""
    parts = (part.strip() for part in (text or "").split(","))
    return tuple(sorted({int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 4}))


def _not_scored(scores: Scores) -> Reasons:
    if None not in scores:
        return _ALL_KNOWN
    return tuple(Why.NOT_SCORED if score is None else None for score in scores)


def _read_step(scores: Scores, why: Reasons, step: LabelledSet) -> tuple[Scores, Reasons]:
    levels = step.now_levels
    read: list[Score] = []
    reasons: list[Why | None] = []
    for was in _eight_places(step.was_places):
        old, reason = (None, Why.NEW_PATHWAY) if was is None else (scores[was - 1], why[was - 1])
        new = None if old is None else levels.get(old)
        read.append(new)
        reasons.append(Why.NO_LEVEL if old is not None and new is None else reason)
    return eight(read), tuple(reasons)


def _eight_places(was: Sequence[int | None]) -> list[int | None]:
    known = [place if place in PLACES else None for place in was]
    return (known + [None] * PATHWAYS)[:PATHWAYS]
