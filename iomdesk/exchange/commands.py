"""What people do with files: take a sheet in, dismiss rows that wait. Each in one unit of work, or not at all.

The plan is made again inside the unit of work, against what stands then: a dry run says the same as the real
thing, and a file that was read while somebody else changed the desk cannot overwrite them unseen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from iomdesk import catalogue
from iomdesk.custody.commands import enter_spell
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.exchange import dismissing, memory
from iomdesk.exchange.applying import Applying
from iomdesk.exchange.event_plan import EventPlan
from iomdesk.exchange.headings import Layout
from iomdesk.exchange.memory import HeldRowSeen
from iomdesk.exchange.plan import ImportReport, Outcome, Whose
from iomdesk.exchange.planning import WholePlan, custody_plan, offences_plan, whole_plan
from iomdesk.exchange.rows import CohortSheet, CustodyRow, CustodySheet, OffenceRow, OffenceSheet, PathwayRow, ReadRow
from iomdesk.exchange.score_plan import ScorePlan
from iomdesk.exchange.snapshot_events import notes_of
from iomdesk.exchange.source import Reach, source_of
from iomdesk.harm.commands import enter_offence
from iomdesk.ids import Id
from iomdesk.pathways.commands import require_set
from iomdesk.pathways.rules import PLACES
from iomdesk.people.entering import enter_note
from iomdesk.store.audit import Act
from iomdesk.store.unit import Given, Work
from iomdesk.words import say

SCORES_FILE, OFFENCES_FILE, CUSTODY_FILE = "score sheet", "offences file", "custody file"
"""The source of what came from these; stored words, the same in every language."""


@dataclass(frozen=True, slots=True, repr=False)
class ImportCohort(Command[ImportReport]):
    """Take in a cohort workbook that was read. ``mapping`` is the mapping file it was read with, to be remembered."""

    sheet: CohortSheet
    mapping: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ImportOffences(Command[ImportReport]):
    """Take in a file of recorded crimes that was read."""

    sheet: OffenceSheet
    mapping: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ImportCustody(Command[ImportReport]):
    """Take in a file of custody spells that was read."""

    sheet: CustodySheet
    mapping: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class RememberExport(Command[None]):
    """An export of the whole cohort, ``count`` people, is made for this desk's own agency, and may come back.

    The disclosure itself is logged with the copy (``copies.RegisterCopy``).
    """

    export_id: str
    count: int


@dataclass(frozen=True, slots=True, repr=False)
class DismissHeld(Command[tuple[HeldRowSeen, ...]]):
    """Say of rows that wait that they need nobody: deleted where they came from, or of no use. Answers the rows."""

    rows: tuple[Id, ...]
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class TakeBackDismissal(Command[tuple[HeldRowSeen, ...]]):
    """Let rows that were dismissed wait again. Answers the rows."""

    rows: tuple[Id, ...]


@handles(Role.OFFICER, act=Act.COLLECTION)
def import_cohort(work: Work, command: ImportCohort) -> ImportReport:
    """Enter who is new, change the cells a person changed, enter the scores, keep the rows that must be mended."""
    sheet = command.sheet
    plan = whole_plan(work, sheet, work.today)
    applying = Applying(work)
    new = applying.enter_all(plan.cohort.new)
    applying.change_all(plan.cohort.people, plan.known)
    if plan.scores is not None:
        _enter_scores(work, plan.scores, new)
    lists = [plan.cohort.held, *([plan.scores.held] if plan.scores else [])]
    rows: list[ReadRow] = [*sheet.rows, *(sheet.pathways.rows if sheet.pathways else ())]
    source = source_of(sheet.found, sheet.fingerprint)
    if plan.source == source.key:
        memory.adopt(work, source, plan.base)
    _remember(work, plan, new)
    memory.keep_held(work, source, lists, rows)
    _keep_mapping(work, Layout.COHORT, sheet.fingerprint, command.mapping)
    return plan.report


def _enter_scores(work: Work, plan: ScorePlan, new: list[Id]) -> None:
    if plan.sets:
        whole = require_set(work).id
        names = [f"score_{place}" for place in PLACES]
        for each in plan.sets:
            values: dict[str, Given] = {
                "pathway_set": whole,
                "scored_on": each.scored_on,
                **dict(zip(names, each.scores, strict=True)),
                "priority": each.priority,
                "corrects": each.corrects,
                "source": SCORES_FILE,
            }
            work.create(catalogue.SCORE_SET, values, subject=_id_of(each.whose, new))
    _enter_notes(work, SCORES_FILE, [(_id_of(whose, new), row) for whose, row in plan.used])


def _id_of(whose: Whose, new: list[Id]) -> Id:
    return new[whose] if isinstance(whose, int) else whose


def _remember(work: Work, plan: WholePlan, new: list[Id]) -> None:
    memory.remember(work, plan.source, ((_id_of(whose, new), said) for whose, said in plan.cohort.said))


@handles(Role.OFFICER, act=Act.COLLECTION)
def import_offences(work: Work, command: ImportOffences) -> ImportReport:
    """Enter the offences that are new, and what is known of the others by now."""
    sheet = command.sheet
    plan = offences_plan(work, sheet, work.today)
    for person, offence in plan.offences:
        enter_offence(work, person, offence)
    for record, values in plan.updates:
        work.put(catalogue.OFFENCE, record, values)
    _enter_notes(work, OFFENCES_FILE, plan.used)
    _keep_events(work, sheet, plan)
    _keep_mapping(work, Layout.OFFENCES, sheet.fingerprint, command.mapping)
    return _report(plan)


@handles(Role.OFFICER, act=Act.COLLECTION)
def import_custody(work: Work, command: ImportCustody) -> ImportReport:
    """Enter the spells that are new, and the ends and beginnings known by now."""
    sheet = command.sheet
    plan = custody_plan(work, sheet, work.today)
    for person, row in plan.spells:
        enter_spell(
            work,
            person,
            prison=row.prison,
            from_on=row.from_on,
            to_on=row.to_on,
            reason=row.reason,
            source=CUSTODY_FILE,
        )
    for record, values in plan.updates:
        work.put(catalogue.CUSTODY_SPELL, record, values)
    _enter_notes(work, CUSTODY_FILE, plan.used)
    _keep_events(work, sheet, plan)
    _keep_mapping(work, Layout.CUSTODY, sheet.fingerprint, command.mapping)
    return _report(plan)


def _report(plan: EventPlan) -> ImportReport:
    return ImportReport(tuple(plan.rows), tuple(plan.findings))


def _enter_notes(work: Work, source: str, used: Iterable[tuple[Id, PathwayRow | OffenceRow | CustodyRow]]) -> None:
    """Keep the cells of columns that are no field as notes on the person, dated with the row, each once."""
    noted = [(person, heading, text, _day_of(row)) for person, row in used for heading, text in row.extras]
    if not noted:
        return
    known = notes_of(work, source)
    for person, heading, text, on in dict.fromkeys(noted):
        if (person, heading, text, on) not in known:
            enter_note(work, person, text, heading=heading, noted_on=on, source=source)


def _day_of(row: PathwayRow | OffenceRow | CustodyRow) -> date | None:
    if isinstance(row, PathwayRow):
        return row.scored_on
    return row.committed_from if isinstance(row, OffenceRow) else row.from_on


def _keep_events(work: Work, sheet: OffenceSheet | CustodySheet, plan: EventPlan) -> None:
    """Keep the rows held now. Such a file is what is new since the last, so the rows held then wait on."""
    source = source_of(sheet.found, sheet.fingerprint, Reach.NEWS)
    memory.adopt(work, source, memory.base_source(work, source))
    entered = {row.number for row in plan.rows if row.outcome is Outcome.IMPORTED}
    memory.keep_held(work, source, [plan.held], sheet.rows, entered)


def _keep_mapping(work: Work, layout: Layout, fingerprint: str, mapping: str) -> None:
    if mapping:
        memory.remember_mapping(work, memory.source_key(layout, fingerprint), mapping)


@handles(Role.OFFICER)
def remember_export(work: Work, command: RememberExport) -> None:
    """Remember the export's id, so that its stamp is believed when it comes back."""
    memory.remember_export(work, command.export_id, command.count)


@handles(Role.OFFICER)
def dismiss_held(work: Work, command: DismissHeld) -> tuple[HeldRowSeen, ...]:
    """They are listed no more, and are kept with who said so, when and why."""
    reason = " ".join(command.reason.split())
    if not reason:
        raise Refused(say("Say why it needs nobody."), say("Nothing was changed."))
    waiting = {each.id: each for each in memory.held(work)}
    rows = _all_of(command.rows, waiting)
    dismissing.dismiss(work, command.rows, reason)
    return rows


@handles(Role.OFFICER)
def take_back_dismissal(work: Work, command: TakeBackDismissal) -> tuple[HeldRowSeen, ...]:
    """They wait again, as they were held."""
    dismissed = {each.row.id: each.row for each in dismissing.dismissed(work)}
    rows = _all_of(command.rows, dismissed)
    dismissing.take_back(work, command.rows)
    return rows


def _all_of(ids: Iterable[Id], known: Mapping[Id, HeldRowSeen]) -> tuple[HeldRowSeen, ...]:
    if not all(id in known for id in ids):
        raise Refused(say("That row is not in the list any more."), say("Look at the list again; nothing was changed."))
    return tuple(known[id] for id in dict.fromkeys(ids))
