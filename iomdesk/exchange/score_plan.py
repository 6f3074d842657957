"""The plan for the sheet of scores: one set for each person and day; a set is never changed, only corrected. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from iomdesk.exchange.headings import PATHWAY_FIELDS
from iomdesk.exchange.matching import Roll
from iomdesk.exchange.plan import HeldRows, Outcome, RowPlan, Whose, held_rows
from iomdesk.exchange.rows import PathwayRow, PathwaySheet, Problem
from iomdesk.ids import Id, id_from_text
from iomdesk.pathways.rules import Scores, eight
from iomdesk.words import say

_SCORED = frozenset({"date", *PATHWAY_FIELDS})


@dataclass(frozen=True, slots=True, repr=False)
class KnownSet:
    """A standing score set of the desk. ``of_conference`` is corrected at its conference and nowhere else."""

    id: Id
    person: Id
    scored_on: date | None
    scores: tuple[int | None, ...]
    of_conference: bool


@dataclass(frozen=True, slots=True, repr=False)
class NewSet:
    """A set to enter, in the place of ``corrects`` where it names one."""

    whose: Whose
    scored_on: date
    scores: Scores
    priority: int | None
    corrects: Id | None


@dataclass(slots=True, repr=False)
class ScorePlan:
    """The plan of the sheet of scores. ``used`` are the rows whose notes may have to be kept, with whose they are."""

    rows: list[RowPlan]
    sets: list[NewSet]
    held: HeldRows
    used: list[tuple[Whose, PathwayRow]]


@dataclass(frozen=True, slots=True, repr=False)
class KnownScores:
    """The standing sets of the desk, by id and by person and day, and the levels a score may have."""

    by_id: Mapping[Id, KnownSet]
    by_day: Mapping[tuple[Whose, date | None], tuple[KnownSet, ...]]
    levels: frozenset[int]


def plan_scores(sheet: PathwaySheet, roll: Roll, known: KnownScores, ours: bool) -> ScorePlan:
    """Plan every row of the sheet of scores. ``roll`` has everybody of the desk and of the sheet of people."""
    return _Planner(sheet, roll, known, ours).plan()


class _Planner:
    def __init__(self, sheet: PathwaySheet, roll: Roll, known: KnownScores, ours: bool) -> None:
        self._sheet, self._roll, self._known = sheet, roll, known
        self._returned = sheet.returned if ours else {}
        self._held = held_rows(sheet)
        self._name = sheet.found.sheet.name
        self._taken: dict[tuple[Whose, date | None], PathwayRow] = {}
        self._allowed = known.levels | {None}
        self._plan = ScorePlan([], [], self._held, [])

    def plan(self) -> ScorePlan:
        """The whole plan."""
        for row in self._sheet.rows:
            back = self._returned.get(row.number)
            if back is not None and not _SCORED & back.changed.keys():
                # Whatever the cells of this row can be read as, they are as this desk wrote them.
                self._add(row, Outcome.MATCHED)
            elif row.held:
                self._hold(row, row.held)
            else:
                self._place(row, id_from_text(back.record) if back else None)
        return self._plan

    def _place(self, row: PathwayRow, record: Id | None) -> None:
        found = self._roll.find_event(row.identifiers, row.surname)
        if found.whose is None:
            self._hold(row, found.problem or say("Nobody on this desk or in this file has that identifier."))
            return
        if not self._known.levels:
            self._hold(row, say("This desk has no pathways yet: enter the scheme's pathways and their scale first."))
            return
        if not self._allowed.issuperset(row.scores):
            self._hold(row, say("A score is outside the scale."))
            return
        key = (found.whose, row.scored_on)
        first = self._taken.get(key)
        if first is not None:
            self._again(row, first)
            return
        self._taken[key] = row
        self._enter(row, found.whose, record, found.told)

    def _again(self, row: PathwayRow, first: PathwayRow) -> None:
        if row.scores == first.scores:
            self._add(row, Outcome.MERGED, say("The same scores as row {row}.", row=first.number))
        else:
            self._hold(row, say("Row {row} has other scores for the same person and day.", row=first.number))

    def _enter(self, row: PathwayRow, whose: Whose, record: Id | None, told: str) -> None:
        standing = self._known.by_day.get((whose, row.scored_on), ())
        old = self._known.by_id.get(record) if record else None
        if any(each.scores == row.scores for each in standing):
            self._plan.used.append((whose, row))
            self._add(row, Outcome.MATCHED, told)
        elif old is not None and old.person == whose:
            self._correct(row, old)
        elif standing:
            self._hold(row, say("The desk has other scores for that day."))
        else:
            self._new(row, whose, None)
            self._add(row, Outcome.IMPORTED, told)

    def _correct(self, row: PathwayRow, old: KnownSet) -> None:
        if old.of_conference:
            self._hold(row, say("These scores were made at a conference: correct them there."))
            return
        self._new(row, old.person, old.id)
        self._add(row, Outcome.IMPORTED, say("Corrects the scores the desk has; the old ones stay in its history."))

    def _new(self, row: PathwayRow, whose: Whose, corrects: Id | None) -> None:
        if row.scored_on is not None:
            self._plan.sets.append(NewSet(whose, row.scored_on, eight(row.scores), row.priority_pathway, corrects))
            self._plan.used.append((whose, row))

    def _hold(self, row: PathwayRow, reason: str) -> None:
        self._plan.rows.append(self._held.hold(row, row.surname or "", reason))

    def _add(self, row: PathwayRow, outcome: Outcome, told: str = "") -> None:
        remarks = (told,) if told else ()
        problems: tuple[Problem, ...] = row.problems
        self._plan.rows.append(RowPlan(self._name, row.number, outcome, row.surname or "", "", (), problems, remarks))
