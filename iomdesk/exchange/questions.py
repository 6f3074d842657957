"""Questions about files: what an import would do, what waits to be mended, the cohort to write, the mappings given."""

from collections.abc import Mapping
from datetime import date

from iomdesk.cohort.facts import facts_of
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.exchange import dismissing, memory
from iomdesk.exchange.difference import Difference, differences
from iomdesk.exchange.dismissing import DismissedRow
from iomdesk.exchange.memory import HeldRowSeen
from iomdesk.exchange.outgoing import CohortKept, NoteKept, PersonKept, ScoresOut
from iomdesk.exchange.plan import ImportReport
from iomdesk.exchange.planning import custody_plan, offences_plan, whole_plan
from iomdesk.exchange.rows import CohortSheet, CustodySheet, OffenceSheet
from iomdesk.exchange.snapshot import KnownPeople, KnownPerson, cohort_of
from iomdesk.exchange.snapshot_events import marked_notes_of, scores_of
from iomdesk.ids import Id, id_text
from iomdesk.store.reading import Reading


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


@question(*CASEWORK, consults=Consults.LIST)
def dismissed_rows(reading: Reading) -> tuple[DismissedRow, ...]:
    """The rows of files that somebody said need nobody, with the reason; nothing of them is lost."""
    return dismissing.dismissed(reading)


@question(*CASEWORK, consults=Consults.NOBODY)
def remembered_mappings(reading: Reading) -> Mapping[str, str]:
    """The mapping files given before, by source: see ``memory.source_key``."""
    return memory.mappings(reading)


@question(*CASEWORK, consults=Consults.LIST)
def compare_cohort(reading: Reading, cohort: CohortSheet, today: date) -> tuple[Difference, ...]:
    """Where the desk and the sheet differ, per person and column, and who is on one side only."""
    return differences(cohort, cohort_of(reading, today), today)


@question(*CASEWORK, consults=Consults.LIST)
def gather_cohort(reading: Reading, on: date) -> CohortKept:
    """Everybody on the scheme, or not yet decided on, with every standing score set, before any of it is shared."""
    known = cohort_of(reading, on)
    people = sorted((each for each in known.people.values() if not each.former), key=_by_name)
    records = {record: shown for record, shown in known.canonical.items() if shown in known.people}
    facts = facts_of(reading, {each.id: each.id for each in people} | records, on)
    kept, marked = _scores(reading, known), marked_notes_of(reading, known)
    return CohortKept(
        tuple(
            PersonKept(each.id, each.values, _notes(each, marked[each.id]), kept.get(each.id, ()), facts[each.id])
            for each in people
        ),
        known.labels,
    )


def _by_name(person: KnownPerson) -> tuple[str, str, bytes]:
    return (str(person.values["surname"] or ""), str(person.values["forenames"] or ""), person.id)


def _notes(person: KnownPerson, marked: int) -> tuple[NoteKept, ...]:
    shared = (NoteKept(heading, body) for heading, (_, body) in person.notes.items())
    return (*shared, *(NoteKept("", "", do_not_share=True) for _ in range(marked)))


def _scores(reading: Reading, known: KnownPeople) -> dict[Id, tuple[ScoresOut, ...]]:
    """The dated sets of everybody, each person's by day."""
    sets = scores_of(reading, known).by_id.values()
    dated = sorted((each for each in sets if each.scored_on is not None), key=lambda each: (each.scored_on, each.id))
    by_person: dict[Id, list[ScoresOut]] = {}
    for each in dated:
        person = known.people.get(each.person)
        if person is not None and each.scored_on is not None:
            out = ScoresOut(
                id_text(each.id), _number(person), str(person.values["surname"] or ""), each.scored_on, each.scores
            )
            by_person.setdefault(person.id, []).append(out)
    return {person: tuple(found) for person, found in by_person.items()}


def _number(person: KnownPerson) -> str:
    """The number a sheet of scores is keyed on: the PNC, else any other, which reading finds in that column too."""
    return next((each.canonical for _, each in sorted(person.numbers, key=lambda n: n[1].scheme != "PNC")), "")
