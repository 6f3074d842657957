"""Adopting a scheme's own pathways: the next version, from a day on, its effect shown before. Nothing is rewritten.

Scores made before keep the version they were made on. No second person is asked for: the scheme manager answers for
local policy, nothing that was recorded changes, and a version nobody was scored on yet can be withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from iomdesk import catalogue
from iomdesk.clock import date_text
from iomdesk.doors import CASEWORK, Command, Consults, Role, handles, question
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.pathways.editing import Proposed, is_the_same, problems
from iomdesk.pathways.master import MasterRow, master
from iomdesk.pathways.questions import anchors_of
from iomdesk.pathways.records import PathwaySet, ScoreSet
from iomdesk.pathways.rules import PLACES
from iomdesk.pathways.standing import lineage_of
from iomdesk.pathways.versions import LabelledSet, Lineage, keeps_totals, levels_text
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Given, Work
from iomdesk.words import say

_NOT_YET = b"\xff" * 16


@dataclass(frozen=True, slots=True, repr=False)
class AdoptPathwaySet(Command[Id]):
    """Make a scheme's own pathways, scale and level texts the next version, in force from a day; answers its id."""

    proposed: Proposed
    in_force_from: date
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class WithdrawPathwaySet(Command[None]):
    """Take back the newest version, as long as nobody was scored on it; the one before it is the newest again."""

    version: Id
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class PathwayEffect:
    """What a version would do to how the cohort's newest scores read.

    ``known`` is how many of these people have a score now on the pathway of the present version it continues, ``read``
    how many of those would still read on it. ``place`` counts in the proposed version, ``was`` in the present one.
    """

    place: int
    label: str
    was: int | None
    was_label: str
    known: int
    read: int


@dataclass(frozen=True, slots=True, repr=False)
class Effect:
    """The effect of a proposed version on the present cohort, worked out before anybody adopts it.

    ``people`` are on the cohort, ``scored`` of them have a set. ``totals`` have a total now; they stay comparable with
    later ones only where ``totals_stand``. ``ended`` are the labels of the present version that nothing continues.
    ``problems`` stand in the way, in plain words.
    """

    before: LabelledSet
    people: int
    scored: int
    pathways: tuple[PathwayEffect, ...]
    ended: tuple[str, ...]
    totals: int
    totals_stand: bool
    problems: tuple[str, ...]


@handles(Role.MANAGER)
def adopt_pathway_set(work: Work, command: AdoptPathwaySet) -> Id:
    """Enter the version. Raises ``Refused`` with everything that is wrong with it, or with its day."""
    reason = " ".join(command.reason.split())
    if not reason:
        raise Refused(say("New pathways need their reason."), say("Say in a sentence why the scheme changes them."))
    lineage = lineage_of(work)
    before = _newest(lineage)
    found = adoption_problems(work, lineage, command.proposed, command.in_force_from, work.today)
    if found:
        raise Refused(" ".join(found), say("Nothing was adopted."))
    last = work.value(select(func.max(PathwaySet.version)))
    whole = work.create(
        catalogue.PATHWAY_SET,
        {
            "code": before.code,
            "version": (last or 0) + 1,
            "title": command.proposed.title,
            "source": reason,
            "previous": before.id,
            "in_force_from": command.in_force_from,
            "adopted_by": work.officer,
        },
    )
    _enter_parts(work, whole, command.proposed)
    return whole


def _enter_parts(work: Work, whole: Id, proposed: Proposed) -> None:
    for place, (label, was) in enumerate(zip(proposed.labels, proposed.was_places, strict=True), start=1):
        pathway: dict[str, Given] = {"pathway_set": whole, "place": place, "label": label, "was_place": was}
        work.create(catalogue.PATHWAY, pathway)
    for level, words in proposed.scale:
        olds = levels_text(proposed.was_levels.get(level, ())) or None
        step: dict[str, Given] = {"pathway_set": whole, "level": level, "label": words, "was_levels": olds}
        work.create(catalogue.SCALE_LEVEL, step)
    for (place, level), text in sorted(proposed.anchors.items()):
        anchor: dict[str, Given] = {"pathway_set": whole, "place": place, "level": level, "body": text}
        work.create(catalogue.LEVEL_ANCHOR, anchor)


@handles(Role.MANAGER)
def withdraw_pathway_set(work: Work, command: WithdrawPathwaySet) -> None:
    """Withdraw it. What people were scored on stays: a further version takes its place."""
    lineage = lineage_of(work)
    newest = _newest(lineage)
    if command.version != newest.id or newest.previous is None:
        raise Refused(say("Only the newest version can be withdrawn, and never the one that ships."))
    if not command.reason.strip():
        raise Refused(say("A withdrawal needs its reason."), say("Say in a sentence why."))
    if work.first(select(ScoreSet.id).where(ScoreSet.pathway_set == newest.id).limit(1)) is not None:
        raise Refused(
            say("People were scored on that version."), say("Adopt a further version; these scores keep theirs.")
        )
    work.withdraw(catalogue.PATHWAY_SET, newest.id, command.reason.strip())


@question(*CASEWORK, consults=Consults.LIST)
def adoption_effect(reading: Reading, proposed: Proposed, in_force_from: date, today: date) -> Effect:
    """What adopting a version would do to the present cohort, and what stands in its way."""
    shown = master(reading, today)
    before = _newest(shown.lineage)
    found = adoption_problems(reading, shown.lineage, proposed, in_force_from, today)
    then = _as_version(proposed, before, in_force_from)
    lineage = Lineage({**shown.lineage.sets, then.id: then})
    scored = [row for row in shown.rows if row.newest is not None]
    return Effect(
        before,
        len(shown.rows),
        len(scored),
        tuple(_pathway_effect(place, then, before, lineage, scored) for place in PLACES[: len(then.labels)]),
        tuple(before.label(place) for place in PLACES if place not in then.was_places),
        sum(row.newest is not None and row.newest.total is not None for row in scored),
        keeps_totals(before, then),
        found,
    )


def adoption_problems(
    reading: Reading, lineage: Lineage, proposed: Proposed, in_force_from: date, today: date
) -> tuple[str, ...]:
    """Everything that stands in the way of adopting a version from a day on; empty for nothing."""
    before = _newest(lineage)
    found = list(problems(proposed, before))
    if is_the_same(proposed, before, anchors_of(reading).get(before.id, {})):
        found.append(say("It is the same as the version before it."))
    if in_force_from < today:
        found.append(say("New pathways come into force today or later: a day gone by keeps what it was scored on."))
    elif before.in_force_from is not None and in_force_from <= before.in_force_from:
        day = date_text(before.in_force_from)
        found.append(say("Version {n} comes into force on {day}: this one follows later.", n=before.version, day=day))
    scored = reading.value(
        select(func.count()).where(ScoreSet.scored_on >= in_force_from, ScoreSet.withdrawn.is_(None))
    )
    if scored and in_force_from >= today:
        found.append(
            say("There are {count} score sets of that day or later already: choose a later day.", count=scored)
        )
    return tuple(found)


def _newest(lineage: Lineage) -> LabelledSet:
    newest = max(lineage.sets.values(), key=lambda each: (each.version, each.id), default=None)
    if newest is None:
        raise Refused(say("This desk has no pathways yet."), say("Open it with this release once; they are entered."))
    return newest


def _as_version(proposed: Proposed, before: LabelledSet, since: date) -> LabelledSet:
    return LabelledSet(
        _NOT_YET,
        before.code,
        before.version + 1,
        proposed.title,
        proposed.labels,
        proposed.scale,
        "",
        before.id,
        since,
        proposed.was_places,
        proposed.was_levels,
    )


def _pathway_effect(
    place: int, then: LabelledSet, before: LabelledSet, lineage: Lineage, scored: Sequence[MasterRow]
) -> PathwayEffect:
    was = then.was_places[place - 1] if place <= len(then.was_places) else None
    known = read = 0
    for row in scored:
        if row.newest is None or was not in PLACES:
            continue
        made = row.newest.scores, row.newest.pathway_set
        known += was is not None and lineage.read(*made, before.id).scores[was - 1] is not None
        read += lineage.read(*made, then.id).scores[place - 1] is not None
    return PathwayEffect(place, then.label(place), was, before.label(was), known, read)
