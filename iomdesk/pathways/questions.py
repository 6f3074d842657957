"""Questions about pathway scores: one person's history, everyone's latest, the labels, the master matrix."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, func, select
from sqlalchemy.orm import aliased

from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.ids import Id, short_ref
from iomdesk.pathways.records import Pathway, PathwaySet, ScaleLevel, ScoreEvidence, ScoreSet
from iomdesk.pathways.rules import PLACES, UNKNOWN, Scores, StandingSet, eight, in_order, movement, total
from iomdesk.people.linking import canonical_ids
from iomdesk.people.questions import all_linked, linked_ids
from iomdesk.people.records import Person
from iomdesk.store.reading import Reading

SCORE_COLUMNS = tuple(getattr(ScoreSet, f"score_{place}") for place in PLACES)


@dataclass(frozen=True, slots=True, repr=False)
class LabelledSet:
    """One version of the pathways: their labels in order, and the scale's levels with their words, lowest first."""

    id: Id
    code: str
    version: int
    title: str
    labels: tuple[str, ...]
    scale: tuple[tuple[int, str], ...]

    @property
    def levels(self) -> frozenset[int]:
        """The levels a score may have."""
        return frozenset(level for level, _ in self.scale)

    def label(self, place: int | None) -> str:
        """The label of pathway ``place``, its number where the set has no label for it, empty for none."""
        if place is None:
            return ""
        return self.labels[place - 1] if 1 <= place <= len(self.labels) else str(place)


@dataclass(frozen=True, slots=True, repr=False)
class HistoryRow:
    """One standing score set with its total and the movement since the one before it."""

    id: Id
    scored_on: date | None
    scores: Scores
    priority: int | None
    total: int | None
    moved: Scores
    conference: Id | None
    corrects: Id | None
    source: str
    evidence: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, repr=False)
class LatestScores:
    """A person's newest standing set. ``priority_label`` is the priority pathway as the current set calls it."""

    scored_on: date | None
    scores: Scores
    priority: int | None
    priority_label: str


@dataclass(frozen=True, slots=True, repr=False)
class MatrixRow:
    """One line of the master document: a person and their newest eight scores, all unknown where there are none."""

    person: Id
    ref: str
    surname: str
    forenames: str
    scored_on: date | None
    scores: Scores
    total: int | None
    priority_label: str


_NEWEST = (
    select(PathwaySet.id, PathwaySet.code, PathwaySet.version, PathwaySet.title)
    .where(PathwaySet.withdrawn.is_(None))
    .order_by(PathwaySet.version.desc(), PathwaySet.id.desc())
    .limit(1)
)
_LABELS = (
    select(Pathway.place, Pathway.label)
    .where(Pathway.pathway_set == bindparam("whole"), Pathway.withdrawn.is_(None))
    .order_by(Pathway.place, Pathway.id)
)
_LEVELS = (
    select(ScaleLevel.level, ScaleLevel.label)
    .where(ScaleLevel.pathway_set == bindparam("whole"), ScaleLevel.withdrawn.is_(None), ScaleLevel.level.is_not(None))
    .order_by(ScaleLevel.level, ScaleLevel.id)
)

_IN_FORCE = (
    select(PathwaySet.id, ScaleLevel.level)
    .join(ScaleLevel, (ScaleLevel.pathway_set == PathwaySet.id) & ScaleLevel.withdrawn.is_(None), isouter=True)
    .where(PathwaySet.withdrawn.is_(None))
    .order_by(PathwaySet.version.desc(), PathwaySet.id.desc())
)


def current_set(reading: Reading) -> LabelledSet | None:
    """The newest version of the pathways on this desk, or None before the shipped ones were entered."""
    newest = reading.first(_NEWEST)
    if newest is None:
        return None
    labels = reading.all(_LABELS, whole=newest.id)
    levels = reading.all(_LEVELS, whole=newest.id)
    by_place = {place: label or str(place) for place, label in reversed(labels)}
    named = tuple(by_place.get(place, str(place)) for place in PLACES)
    scale = {level: label or str(level) for level, label in reversed(levels) if level is not None}
    title = newest.title or ""
    return LabelledSet(newest.id, newest.code or "", newest.version or 0, title, named, tuple(sorted(scale.items())))


def scale_in_force(reading: Reading) -> tuple[Id, frozenset[int]] | None:
    """The set scores are made on now and the levels of its scale, in one select; None on a desk without either."""
    rows = reading.all(_IN_FORCE)
    newest = rows[0][0] if rows else None
    levels = frozenset(level for whole, level in rows if whole == newest and level is not None)
    return (newest, levels) if newest is not None and levels else None


def histories(reading: Reading, records: Mapping[Id, Id]) -> dict[Id, tuple[StandingSet, ...]]:
    """Each person's standing sets, oldest first, in one select; a person without any is left out.

    ``records`` maps each record to the person it is shown under.
    """
    by_person: dict[Id, list[StandingSet]] = {}
    for row in reading.all(_SETS, records=list(records)):
        by_person.setdefault(records[row.person], []).append(_standing(row))
    return {person: in_order(sets) for person, sets in by_person.items()}


def standing_sets(reading: Reading, records: Collection[Id]) -> tuple[StandingSet, ...]:
    """The standing sets of one person's linked records, oldest first; what was corrected is dropped."""
    return in_order(map(_standing, reading.all(_SETS, records=list(records))))


def evidence_of(reading: Reading, sets: Collection[Id]) -> dict[Id, dict[int, str]]:
    """Per score set the sentences of evidence by pathway."""
    rows = reading.all(
        select(ScoreEvidence.score_set, ScoreEvidence.pathway, ScoreEvidence.body)
        .where(ScoreEvidence.score_set.in_(sets), ScoreEvidence.withdrawn.is_(None))
        .order_by(ScoreEvidence.id)
    )
    found: dict[Id, dict[int, str]] = {}
    for score_set, pathway, body in rows:
        if score_set is not None and pathway is not None:
            found.setdefault(score_set, {})[pathway] = body or ""
    return found


def latest_scores(reading: Reading, linked: Mapping[Id, tuple[Id, ...]]) -> dict[Id, LatestScores]:
    """The newest standing set of each person who has one, in one select.

    ``linked`` is what ``people.questions.all_linked`` answers: every record of one person is in the answer with
    the newest set of them all.
    """
    labels = current_set(reading)
    newest: dict[Id, tuple[str, LatestScores]] = {}
    for row in reading.all(_latest()):
        label = labels.label(row.priority) if labels else str(row.priority or "")
        found = (row.newest, LatestScores(row.scored_on, _eight(row), row.priority, label))
        for record in linked.get(row.person, (row.person,)):
            if record not in newest or newest[record][0] < found[0]:
                newest[record] = found
    return {record: latest for record, (_, latest) in newest.items()}


@question(*CASEWORK, consults=Consults.NOBODY)
def pathway_set(reading: Reading) -> LabelledSet | None:
    """The labels and the scale scores are made on now."""
    return current_set(reading)


@question(*CASEWORK, consults=Consults.PERSON)
def score_history(reading: Reading, person: Id) -> tuple[HistoryRow, ...]:
    """One person's standing score sets, oldest first, with evidence, totals and movement."""
    sets = standing_sets(reading, linked_ids(reading, person))
    evidence = evidence_of(reading, [each.id for each in sets])
    rows = []
    earlier = UNKNOWN
    for each in sets:
        said = tuple(sorted(evidence.get(each.id, {}).items()))
        moved = movement(earlier, each.scores)
        rows.append(
            HistoryRow(
                each.id,
                each.scored_on,
                each.scores,
                each.priority,
                total(each.scores),
                moved,
                each.conference,
                each.corrects,
                each.source,
                said,
            )
        )
        earlier = each.scores
    return tuple(rows)


@question(*CASEWORK, consults=Consults.LIST)
def matrix(reading: Reading) -> tuple[MatrixRow, ...]:
    """The master document: everyone on the desk once, with their newest eight scores, by name."""
    linked = all_linked(reading)
    latest = latest_scores(reading, linked)
    people = reading.all(
        select(Person.id, Person.ref, Person.surname, Person.forenames)
        .where(Person.withdrawn.is_(None))
        .order_by(Person.surname.collate("NOCASE"), Person.forenames.collate("NOCASE"), Person.id)
    )
    canonical = canonical_ids(linked)
    return tuple(_matrix_rows((row for row in people if canonical.get(row[0], row[0]) == row[0]), latest))


def _matrix_rows(people: Iterable[Any], latest: Mapping[Id, LatestScores]) -> Iterable[MatrixRow]:
    nothing = LatestScores(None, UNKNOWN, None, "")
    for person, ref, surname, forenames in people:
        last = latest.get(person, nothing)
        yield MatrixRow(
            person,
            ref or short_ref(person),
            surname or "",
            forenames or "",
            last.scored_on,
            last.scores,
            total(last.scores),
            last.priority_label,
        )


_SETS: Select[*tuple[Any, ...]] = select(
    ScoreSet.id,
    ScoreSet.person,
    ScoreSet.scored_on,
    ScoreSet.priority,
    ScoreSet.conference,
    ScoreSet.corrects,
    ScoreSet.source,
    *SCORE_COLUMNS,
).where(ScoreSet.withdrawn.is_(None), ScoreSet.person.in_(bindparam("records", expanding=True)))


def _latest() -> Select[*tuple[Any, ...]]:
    """With one ``max`` in a grouped select SQLite takes the other columns from the row that holds it."""
    later = aliased(ScoreSet)
    corrected = select(later.corrects).where(later.corrects.is_not(None), later.withdrawn.is_(None))
    newest = func.max(func.coalesce(cast(ScoreSet.scored_on, String), "") + func.hex(ScoreSet.id))
    return (
        select(ScoreSet.person, newest.label("newest"), ScoreSet.scored_on, ScoreSet.priority, *SCORE_COLUMNS)
        .where(ScoreSet.withdrawn.is_(None), ScoreSet.id.not_in(corrected), ScoreSet.person.is_not(None))
        .group_by(ScoreSet.person)
    )


def _standing(row: Any) -> StandingSet:
    return StandingSet(row.id, row.scored_on, _eight(row), row.priority, row.conference, row.corrects, row.source or "")


def _eight(row: Sequence[Any]) -> Scores:
    return eight(tuple(row)[-len(SCORE_COLUMNS) :])
