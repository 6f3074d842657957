"""What the desk holds of the pathways: its versions, and the score sets that stand. Read by commands and questions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, select

from iomdesk.ids import Id
from iomdesk.pathways.records import Pathway, PathwaySet, ScaleLevel, ScoreEvidence, ScoreSet
from iomdesk.pathways.rules import PLACES, StandingSet, eight, in_order
from iomdesk.pathways.versions import LabelledSet, Lineage, levels_in
from iomdesk.store.reading import Reading

SCORE_COLUMNS = tuple(getattr(ScoreSet, f"score_{place}") for place in PLACES)

_VERSIONS = select(
    PathwaySet.id,
    PathwaySet.code,
    PathwaySet.version,
    PathwaySet.title,
    PathwaySet.source,
    PathwaySet.previous,
    PathwaySet.in_force_from,
).where(PathwaySet.withdrawn.is_(None))
# Of two records for one place or level, which two desks can make, the one made first is shown: it is read last.
_PLACES = (
    select(Pathway.pathway_set, Pathway.place, Pathway.label, Pathway.was_place)
    .where(Pathway.withdrawn.is_(None), Pathway.pathway_set.is_not(None), Pathway.place.is_not(None))
    .order_by(Pathway.id.desc())
)
_LEVELS = (
    select(ScaleLevel.pathway_set, ScaleLevel.level, ScaleLevel.label, ScaleLevel.was_levels)
    .where(ScaleLevel.withdrawn.is_(None), ScaleLevel.pathway_set.is_not(None), ScaleLevel.level.is_not(None))
    .order_by(ScaleLevel.id.desc())
)
_SCALES = (
    select(PathwaySet.id, PathwaySet.version, PathwaySet.in_force_from, ScaleLevel.level)
    .join(ScaleLevel, (ScaleLevel.pathway_set == PathwaySet.id) & ScaleLevel.withdrawn.is_(None), isouter=True)
    .where(PathwaySet.withdrawn.is_(None))
)
_EVERY_SET: Select[*tuple[Any, ...]] = select(
    ScoreSet.id,
    ScoreSet.person,
    ScoreSet.scored_on,
    ScoreSet.priority,
    ScoreSet.conference,
    ScoreSet.corrects,
    ScoreSet.source,
    ScoreSet.pathway_set,
    *SCORE_COLUMNS,
).where(ScoreSet.withdrawn.is_(None))
_SETS = _EVERY_SET.where(ScoreSet.person.in_(bindparam("records", expanding=True)))
_SETS_OF_ONE = _EVERY_SET.where(ScoreSet.person == bindparam("record"))


@dataclass(frozen=True, slots=True, repr=False)
class Scales:
    """The levels of every version's scale, and which version is in force when: what scoring needs, in one select."""

    levels: Mapping[Id, frozenset[int]]
    _order: tuple[tuple[int, Id, date | None], ...]

    def in_force(self, on: date) -> Id | None:
        """The version in force on a day, as ``versions.in_force`` has it."""
        come = ((version, whole) for version, whole, since in self._order if since is None or since <= on)
        return max(come, default=(0, None))[1]


def lineage_of(reading: Reading) -> Lineage:
    """Every version of the pathways on this desk, in three selects."""
    labels: dict[Id, dict[int, tuple[str, int | None]]] = {}
    for whole, place, label, was in reading.all(_PLACES):
        if whole is not None and place is not None:
            labels.setdefault(whole, {})[place] = (label or str(place), was)
    scales: dict[Id, dict[int, tuple[str, tuple[int, ...]]]] = {}
    for whole, level, label, olds in reading.all(_LEVELS):
        if whole is not None and level is not None:
            scales.setdefault(whole, {})[level] = (label or str(level), levels_in(olds))
    sets = (_labelled(row, labels.get(row.id, {}), scales.get(row.id, {})) for row in reading.all(_VERSIONS))
    return Lineage({each.id: each for each in sets})


def _labelled(
    row: Any, labels: Mapping[int, tuple[str, int | None]], scale: Mapping[int, tuple[str, tuple[int, ...]]]
) -> LabelledSet:
    named = [labels.get(place, (str(place), None)) for place in PLACES]
    return LabelledSet(
        row.id,
        row.code or "",
        row.version or 0,
        row.title or "",
        tuple(label for label, _ in named),
        tuple((level, scale[level][0]) for level in sorted(scale)),
        row.source or "",
        row.previous,
        row.in_force_from,
        tuple(was for _, was in named),
        {level: olds for level, (_, olds) in scale.items() if olds},
    )


def set_in_force(reading: Reading, on: date) -> LabelledSet | None:
    """The version of the pathways that scores of a day are made on; None on a desk without any."""
    return lineage_of(reading).in_force(on)


def scales_of(reading: Reading) -> Scales:
    """The scales of every version, in one select."""
    levels: dict[Id, set[int]] = {}
    order: dict[Id, tuple[int, Id, date | None]] = {}
    for whole, version, since, level in reading.all(_SCALES):
        order[whole] = (version or 0, whole, since)
        if level is not None:
            levels.setdefault(whole, set()).add(level)
    return Scales({whole: frozenset(each) for whole, each in levels.items()}, tuple(order.values()))


def histories(reading: Reading, records: Mapping[Id, Id]) -> dict[Id, tuple[StandingSet, ...]]:
    """Each person's standing sets, oldest first, in one select; a person without any is left out.

    ``records`` maps each record to the person it is shown under.
    """
    return _by_person(reading.all(_SETS, records=list(records)), records)


def standing_sets(reading: Reading, records: Collection[Id]) -> tuple[StandingSet, ...]:
    """The standing sets of one person's linked records, oldest first; what was corrected is dropped."""
    if len(records) == 1:
        # Nearly everybody has one record; a list in a prepared select is worked out anew each time it is asked.
        return in_order(map(_standing, reading.all(_SETS_OF_ONE, record=next(iter(records)))))
    return in_order(map(_standing, reading.all(_SETS, records=list(records))))


def sets_by_person(
    reading: Reading, canonical: Mapping[Id, Id], on: date | None = None
) -> dict[Id, tuple[StandingSet, ...]]:
    """Everybody's standing sets, oldest first, in one select; those made by the end of ``on`` where it is given.

    ``canonical`` is each linked record's person. What was corrected later is not what was scored: it is dropped on
    every day.
    """
    found = _by_person(_plain_rows(reading, _EVERY_SET), canonical)
    if on is None:
        return found
    until = {
        person: tuple(each for each in sets if each.scored_on is not None and each.scored_on <= on)
        for person, sets in found.items()
    }
    return {person: sets for person, sets in until.items() if sets}


def _plain_rows(reading: Reading, statement: Select[*tuple[Any, ...]]) -> Iterable[Sequence[Any]]:
    """The rows as the driver gives them, dates made here: a row object of each would double the time of many."""
    cursor = reading.connection.execute(statement).cursor
    for row in cursor.fetchall() if cursor is not None else ():
        yield (*row[:2], date.fromisoformat(row[2]) if row[2] else None, *row[3:])


def _by_person(rows: Iterable[Sequence[Any]], canonical: Mapping[Id, Id]) -> dict[Id, tuple[StandingSet, ...]]:
    by_person: dict[Id, list[StandingSet]] = {}
    for row in rows:
        if row[1] is not None:
            by_person.setdefault(canonical.get(row[1], row[1]), []).append(_standing(row))
    return {person: in_order(sets) for person, sets in by_person.items()}


def _standing(row: Sequence[Any]) -> StandingSet:
    id, _, scored_on, priority, conference, corrects, source, whole, *scores = row
    return StandingSet(id, scored_on, eight(scores), priority, conference, corrects, source or "", whole)


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
