"""Plans made against the desk as it stands: the same for a dry run and inside the import's own unit of work."""

from dataclasses import dataclass, replace
from datetime import date

from iomdesk.exchange import memory
from iomdesk.exchange.cohort_plan import CohortPlan, plan_cohort
from iomdesk.exchange.event_plan import EventPlan, plan_custody, plan_offences
from iomdesk.exchange.headings import IDENTIFIER_FIELDS
from iomdesk.exchange.layout import OWN
from iomdesk.exchange.mapping import NOTE
from iomdesk.exchange.plan import ImportReport
from iomdesk.exchange.rows import CohortSheet, CustodySheet, OffenceSheet
from iomdesk.exchange.score_plan import ScorePlan, plan_scores
from iomdesk.exchange.snapshot import KnownPeople, add_spells, cohort_of, people_of
from iomdesk.exchange.snapshot_events import offences_of, scores_of
from iomdesk.exchange.source import source_of
from iomdesk.store.reading import Reading
from iomdesk.words import counted, say


@dataclass(frozen=True, slots=True, repr=False)
class WholePlan:
    """The plan of a workbook: its people and its scores, and under which key it is remembered.

    ``base`` is the key of what it was compared with: another one where the sheet was known under that until now.
    """

    cohort: CohortPlan
    scores: ScorePlan | None
    known: KnownPeople
    source: str
    base: str
    report: ImportReport


def whole_plan(reading: Reading, sheet: CohortSheet, today: date) -> WholePlan:
    """Plan a cohort workbook against the desk as it stands."""
    ours = sheet.stamp is not None and memory.wrote_export(reading, sheet.stamp.export_id)
    foreign = source_of(sheet.found, sheet.fingerprint)
    source, base = foreign.key, memory.base_source(reading, foreign)
    if ours and sheet.stamp is not None:
        source = base = memory.export_key(sheet.stamp.export_id)
    known = cohort_of(reading, today)
    people = _scores_only(sheet)
    last = memory.said_last(reading, base, known.canonical)
    cohort = plan_cohort(people, known, ours, last, today)
    scores = None
    if sheet.pathways is not None:
        scores = plan_scores(sheet.pathways, known.roll, scores_of(reading, known), ours)
    rows = (*cohort.rows, *(scores.rows if scores else ()))
    return WholePlan(cohort, scores, known, source, base, ImportReport(rows, _findings(sheet, ours)))


def _scores_only(sheet: CohortSheet) -> CohortSheet:
    """The sheet of people, empty when what was found is the sheet of scores: a file of scores brings nobody."""
    fields = {column.field for column in sheet.found.columns} - {NOTE, OWN}
    scores = sheet.pathways
    same = scores is not None and scores.found.sheet is sheet.found.sheet
    return replace(sheet, rows=()) if same and fields <= {*IDENTIFIER_FIELDS, "surname"} else sheet


def _findings(sheet: CohortSheet, ours: bool) -> tuple[str, ...]:
    told = list(sheet.findings)
    if sheet.stamp is not None and not ours:
        told.append(say("This file says it is an export, but not of this desk: it was read like any other sheet."))
    if ours and sheet.gone:
        told.append(
            counted(
                len(sheet.gone),
                "{count} person of the export is not in the file; they stay on the desk.",
                "{count} people of the export are not in the file; they stay on the desk.",
            )
        )
    return tuple(dict.fromkeys(told))


def offences_plan(reading: Reading, sheet: OffenceSheet, today: date) -> EventPlan:
    """Plan a file of recorded crimes against the desk as it stands."""
    known = people_of(reading, today)
    return plan_offences(sheet, known.roll, offences_of(reading, known))


def custody_plan(reading: Reading, sheet: CustodySheet, today: date) -> EventPlan:
    """Plan a file of custody spells against the desk as it stands."""
    known = people_of(reading, today)
    add_spells(reading, known)
    return plan_custody(sheet, known.roll, {person: each.spells for person, each in known.people.items()})
