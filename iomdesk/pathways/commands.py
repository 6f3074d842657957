"""What people do with pathway scores. A score set is never changed: what comes later is a further set."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.pathways.records import ScoreSet
from iomdesk.pathways.rules import (
    PLACES,
    Scores,
    StandingSet,
    before,
    check_evidence,
    check_scores,
    eight,
    missing_evidence,
)
from iomdesk.pathways.standing import evidence_of, lineage_of, scales_of, set_in_force, standing_sets
from iomdesk.pathways.versions import LabelledSet
from iomdesk.people.commands import present_records
from iomdesk.store.unit import Given, Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class ScorePathways(Command[Id]):
    """Score a person outside a conference. ``evidence`` is by pathway, 1 to 8; answers the score set's id."""

    person: Id
    scores: Scores
    priority: int | None = None
    evidence: Mapping[int, str] = field(default_factory=dict)
    scored_on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class CorrectScores(Command[Id]):
    """Put other scores in the place of a set made outside a conference; the old one stays in the history."""

    score_set: Id
    scores: Scores
    priority: int | None = None
    evidence: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Scoring:
    """One set to enter, as scored: at a conference where ``conference`` names one.

    ``records`` are the person's records, canonical first, where the caller asked for them already.
    """

    person: Id
    scores: Scores
    priority: int | None
    evidence: Mapping[int, str]
    scored_on: date
    conference: Id | None = None
    source: str | None = None
    records: tuple[Id, ...] = ()


@handles(Role.OFFICER)
def score_pathways(work: Work, command: ScorePathways) -> Id:
    """Enter the set under the day given, or today."""
    scored_on = command.scored_on or work.today
    if scored_on > work.today:
        raise Refused(say("That day has not come yet."), say("Scores are made on the day of the meeting or before."))
    return enter_scores(work, Scoring(command.person, command.scores, command.priority, command.evidence, scored_on))


@handles(Role.OFFICER)
def correct_scores(work: Work, command: CorrectScores) -> Id:
    """Enter a set that names the old one. What belongs to a conference is corrected there, where its lock is known."""
    old = work.first(
        select(ScoreSet.person, ScoreSet.conference, ScoreSet.scored_on).where(
            ScoreSet.id == command.score_set, ScoreSet.withdrawn.is_(None)
        )
    )
    if old is None or old.person is None:
        raise Refused(say("Those scores are not on this desk."), say("Look the person up again."))
    if old.conference is not None:
        raise Refused(say("Those scores belong to a conference."), say("Correct them at that conference."))
    scoring = Scoring(
        old.person, command.scores, command.priority, command.evidence, old.scored_on or work.today, source=None
    )
    return enter_scores(work, scoring, corrects=command.score_set)


def enter_scores(work: Work, scoring: Scoring, corrects: Id | None = None) -> Id:
    """Check and enter one set; answers its id.

    It is made on the version of the pathways in force on its day, a correction on the version of what it corrects. A
    second set for the person at the same conference corrects the first. Evidence given for the set it corrects goes
    on counting for a pathway whose score is unchanged. Raises ``Refused`` for a person not on this desk, a score off
    the scale, a set already corrected, or a change of two or more without evidence.
    """
    scales = scales_of(work)
    records = scoring.records or present_records(work, scoring.person)
    standing = standing_sets(work, records)
    old = _corrected(standing, scoring, corrects)
    whole = (old.pathway_set if old else None) or scales.in_force(scoring.scored_on)
    if whole is None or whole not in scales.levels:
        raise _no_pathways()
    scores = eight(scoring.scores)
    check_scores(scores, scoring.priority, scales.levels[whole])
    earlier = before(standing, scoring.scored_on, but=old.id if old else None)
    last = _as_read(work, earlier, whole)
    evidence = {**_kept_evidence(work, old, scores), **scoring.evidence}
    named = lineage_of(work).labelled(whole).labels if missing_evidence(last, scores, evidence) else ()
    check_evidence(last, scores, evidence, named)
    scoring = replace(scoring, person=records[0], scores=scores, evidence=evidence)
    return _write(work, whole, scoring, old.id if old else None)


def _as_read(work: Work, earlier: StandingSet | None, whole: Id) -> Scores | None:
    """The scores before as the version ``whole`` reads them: a change of version alone asks for no evidence."""
    if earlier is None or earlier.pathway_set == whole:
        return earlier.scores if earlier else None
    return lineage_of(work).read(earlier.scores, earlier.pathway_set, whole).scores


def enter_imported(
    work: Work, labels: LabelledSet, person: Id, scored_on: date, scores: Scores, priority: int | None, source: str
) -> Id:
    """Enter a set from a team's own sheet, years old perhaps: checked against the scale, without a select.

    Ask ``require_set`` once for ``labels``. History is taken as it is: no evidence is asked for.
    """
    check_scores(scores, priority, labels.levels)
    scoring = Scoring(person, scores, priority, {}, scored_on, source=source)
    return _write(work, labels.id, scoring, None)


def require_set(work: Work) -> LabelledSet:
    """The pathways scores are made on today. Raises ``Refused`` on a desk that has none."""
    labels = set_in_force(work, work.today)
    if labels is None or not labels.scale:
        raise _no_pathways()
    return labels


def _no_pathways() -> Refused:
    return Refused(say("This desk has no pathways yet."), say("Enter the scheme's pathways and their scale first."))


def _corrected(standing: tuple[StandingSet, ...], scoring: Scoring, corrects: Id | None) -> StandingSet | None:
    if corrects is not None:
        for each in standing:
            if each.id == corrects:
                return each
        raise Refused(say("Those scores were corrected already."), say("Correct the newer ones."))
    if scoring.conference is None:
        return None
    return next((each for each in reversed(standing) if each.conference == scoring.conference), None)


def _kept_evidence(work: Work, old: StandingSet | None, scores: Scores) -> dict[int, str]:
    if old is None:
        return {}
    said = evidence_of(work, [old.id]).get(old.id, {})
    return {place: body for place, body in said.items() if old.scores[place - 1] == scores[place - 1]}


def _write(work: Work, whole: Id, scoring: Scoring, corrects: Id | None) -> Id:
    values: dict[str, Given] = {
        "pathway_set": whole,
        "scored_on": scoring.scored_on,
        "conference": scoring.conference,
        "priority": scoring.priority,
        "corrects": corrects,
        "source": scoring.source,
    }
    values |= {f"score_{place}": score for place, score in zip(PLACES, scoring.scores, strict=True)}
    score_set = work.create(catalogue.SCORE_SET, values, subject=scoring.person)
    for place, body in sorted(scoring.evidence.items()):
        if body.strip():
            work.create(
                catalogue.SCORE_EVIDENCE,
                {"score_set": score_set, "pathway": place, "body": body.strip()},
                subject=scoring.person,
            )
    return score_set
