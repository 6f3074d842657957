"""Questions about files: what an import would do, what waits to be mended, the cohort to write, the mappings given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.exchange import memory
from iomdesk.exchange.difference import Difference, differences
from iomdesk.exchange.memory import HeldRowSeen
from iomdesk.exchange.outgoing import CohortExport, CohortOut, ScoresOut
from iomdesk.exchange.plan import ImportReport
from iomdesk.exchange.planning import custody_plan, offences_plan, whole_plan
from iomdesk.exchange.rows import CohortSheet, CustodySheet, OffenceSheet
from iomdesk.exchange.snapshot import NOTES, KnownPeople, KnownPerson, cohort_of
from iomdesk.exchange.snapshot_events import scores_of
from iomdesk.ids import id_text
from iomdesk.store.reading import Reading
from iomdesk.store.store import setting
from iomdesk.words import say

MARKING = "OFFICIAL-SENSITIVE"
"""The Government Security Classifications' marking of case papers (PRODUCT)."""


@dataclass(frozen=True, slots=True, repr=False)
class NewExport:
    """An export about to be written: its own id, the instant (UTC ms) and the day."""

    export_id: str
    at_ms: int
    on: date


@question(*CASEWORK, consults=Consults.LIST)
def cohort_import_plan(reading: Reading, cohort: CohortSheet, today: date) -> ImportReport:
    """What importing this workbook would do, row by row; nothing is changed."""
    return whole_plan(reading, cohort, today).report


@question(*CASEWORK, consults=Consults.LIST)
def offences_import_plan(reading: Reading, offences: OffenceSheet, today: date) -> ImportReport:
    """What importing these crimes would do, row by row; nothing is changed."""
    plan = offences_plan(reading, offences, today)
    return ImportReport(tuple(plan.rows), tuple(plan.findings))


@question(*CASEWORK, consults=Consults.LIST)
def custody_import_plan(reading: Reading, custody: CustodySheet, today: date) -> ImportReport:
    """What importing these spells would do, row by row; nothing is changed."""
    plan = custody_plan(reading, custody, today)
    return ImportReport(tuple(plan.rows), tuple(plan.findings))


@question(*CASEWORK, consults=Consults.LIST)
def held_rows(reading: Reading) -> tuple[HeldRowSeen, ...]:
    """The rows of files that wait to be mended."""
    return memory.held(reading)


@question(*CASEWORK, consults=Consults.NOBODY)
def remembered_mappings(reading: Reading) -> Mapping[str, str]:
    """The mapping files given before, by source: see ``memory.source_key``."""
    return memory.mappings(reading)


@question(*CASEWORK, consults=Consults.LIST)
def compare_cohort(reading: Reading, cohort: CohortSheet, today: date) -> tuple[Difference, ...]:
    """Where the desk and the sheet differ, per person and column, and who is on one side only."""
    return differences(cohort, cohort_of(reading, today), today)


@question(*CASEWORK, consults=Consults.LIST)
def gather_cohort(reading: Reading, new: NewExport) -> CohortExport:
    """Everybody on the scheme, or not yet decided on, in the team's own layout, with every standing score set."""
    known = cohort_of(reading, new.on)
    people = sorted((each for each in known.people.values() if not each.former), key=_by_name)
    title = say("IOM - COHORT SPREADSHEET")
    training = bool(setting(reading.connection, "training"))
    return CohortExport(
        title=f"{say('TRAINING')} - {title}" if training else title,
        marking=MARKING,
        export_id=new.export_id,
        exported_at_ms=new.at_ms,
        exported_on=new.on,
        rows=[CohortOut(id_text(each.id), each.values, _extras(each)) for each in people],
        scores=_scores(reading, known, people),
        extra_headings=tuple(dict.fromkeys(heading for each in people for heading in _extras(each))),
        pathway_labels=known.labels,
    )


def _by_name(person: KnownPerson) -> tuple[str, str, bytes]:
    return (str(person.values["surname"] or ""), str(person.values["forenames"] or ""), person.id)


def _extras(person: KnownPerson) -> dict[str, str]:
    return {heading: body for heading, (_, body) in person.notes.items() if heading != NOTES}


def _scores(reading: Reading, known: KnownPeople, people: list[KnownPerson]) -> list[ScoresOut]:
    sets = scores_of(reading, known).by_id.values()
    dated = sorted((each for each in sets if each.scored_on is not None), key=lambda each: (each.scored_on, each.id))
    by_person: dict[bytes, list[ScoresOut]] = {}
    for each in dated:
        person = known.people.get(each.person)
        if person is not None and each.scored_on is not None:
            out = ScoresOut(
                id_text(each.id), _number(person), str(person.values["surname"] or ""), each.scored_on, each.scores
            )
            by_person.setdefault(each.person, []).append(out)
    return [out for person in people for out in by_person.get(person.id, ())]


def _number(person: KnownPerson) -> str:
    """The number a sheet of scores is keyed on: the PNC, else any other, which reading finds in that column too."""
    return next((each.canonical for _, each in sorted(person.numbers, key=lambda n: n[1].scheme != "PNC")), "")
