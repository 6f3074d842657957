"""Questions about the pathways: their versions with what each level looks like, and one person's history of scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.ids import Id
from iomdesk.partnership.records import Officer
from iomdesk.pathways.records import LevelAnchor, PathwaySet, ScoreSet
from iomdesk.pathways.rules import Scores
from iomdesk.pathways.standing import evidence_of, lineage_of, set_in_force, standing_sets
from iomdesk.pathways.versions import LabelledSet, Reasons, Why, nothing
from iomdesk.people.questions import linked_ids
from iomdesk.store.reading import Reading


@dataclass(frozen=True, slots=True, repr=False)
class HistoryRow:
    """One standing score set on the version it was made on (``made_on``), and the movement since the one before it.

    ``moved`` is per pathway of ``made_on``, known only where both ends are and correspond; ``why`` says why not.
    """

    id: Id
    scored_on: date | None
    scores: Scores
    priority: int | None
    total: int | None
    moved: Scores
    why: Reasons
    total_moved: int | None
    total_why: Why | None
    conference: Id | None
    corrects: Id | None
    source: str
    evidence: tuple[tuple[int, str], ...]
    made_on: LabelledSet


@dataclass(frozen=True, slots=True, repr=False)
class PathwayVersion:
    """One version of the pathways: what each level looks like, who adopted it, and how many score sets are on it.

    ``anchors`` are by pathway, 1 to 8, and level. ``in_force`` is of the day asked about; ``adopted_by`` is a name,
    empty for what ships with the program.
    """

    labelled: LabelledSet
    anchors: Mapping[tuple[int, int], str]
    adopted_by: str
    score_sets: int
    in_force: bool


@question(*CASEWORK, consults=Consults.NOBODY)
def pathway_set(reading: Reading, on: date) -> LabelledSet | None:
    """The labels and the scale that scores of a day are made on; None on a desk without any."""
    return set_in_force(reading, on)


@question(*CASEWORK, consults=Consults.NOBODY)
def pathway_versions(reading: Reading, on: date) -> tuple[PathwayVersion, ...]:
    """Every version of the pathways, the newest first, with which of them is in force on a day."""
    lineage = lineage_of(reading)
    anchors = anchors_of(reading)
    counts = reading.all(
        select(ScoreSet.pathway_set, func.count()).where(ScoreSet.withdrawn.is_(None)).group_by(ScoreSet.pathway_set)
    )
    scored: dict[Id | None, int] = {row.pathway_set: row[1] for row in counts}
    adopters = reading.all(select(PathwaySet.id, Officer.name).join(Officer, Officer.id == PathwaySet.adopted_by))
    names = {whole: name or "" for whole, name in adopters}
    standing = lineage.in_force(on)
    ordered = sorted(lineage.sets.values(), key=lambda each: (each.version, each.id), reverse=True)
    return tuple(
        PathwayVersion(each, anchors.get(each.id, {}), names.get(each.id, ""), scored.get(each.id, 0), each is standing)
        for each in ordered
    )


def anchors_of(reading: Reading) -> dict[Id, dict[tuple[int, int], str]]:
    """What each level of each pathway looks like, by version; of two texts for one the one written first."""
    a = LevelAnchor
    found: dict[Id, dict[tuple[int, int], str]] = {}
    for whole, place, level, body in reading.all(
        select(a.pathway_set, a.place, a.level, a.body).where(a.withdrawn.is_(None)).order_by(a.id.desc())
    ):
        if whole is not None and place is not None and level is not None and body:
            found.setdefault(whole, {})[place, level] = body
    return found


@question(*CASEWORK, consults=Consults.PERSON)
def score_history(reading: Reading, person: Id) -> tuple[HistoryRow, ...]:
    """One person's standing score sets, oldest first, with evidence, totals and movement."""
    sets = standing_sets(reading, linked_ids(reading, person))
    if not sets:
        return ()
    evidence = evidence_of(reading, [each.id for each in sets])
    lineage = lineage_of(reading)
    rows = []
    for earlier, each in zip((None, *sets), sets, strict=False):
        moved = (
            lineage.compare(earlier.scores, earlier.pathway_set, each.scores, each.pathway_set)
            if earlier
            else nothing(Why.NOT_SCORED)
        )
        rows.append(
            HistoryRow(
                each.id,
                each.scored_on,
                each.scores,
                each.priority,
                each.total,
                moved.moved,
                moved.why,
                moved.total,
                moved.total_why,
                each.conference,
                each.corrects,
                each.source,
                tuple(sorted(evidence.get(each.id, {}).items())),
                lineage.labelled(each.pathway_set),
            )
        )
    return tuple(rows)
