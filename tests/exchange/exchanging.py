"""A desk to import into, and the few steps every test of importing takes."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from iomdesk.catalogue import PERSON, Agency
from iomdesk.cohort.records import MembershipEvent, Rating
from iomdesk.copies.rules import Document
from iomdesk.custody.records import CustodySpell
from iomdesk.desk import Desk
from iomdesk.doors import Command
from iomdesk.exchange.commands import ImportCohort, ImportCustody, ImportOffences
from iomdesk.exchange.plan import ImportReport, Outcome, RowPlan
from iomdesk.exchange.questions import cohort_import_plan
from iomdesk.exchange.reading import read_cohort, read_custody, read_offences
from iomdesk.ids import Id
from iomdesk.issuing.issue import make_copy
from iomdesk.issuing.making import Order, Recipient
from iomdesk.partnership.records import Site
from iomdesk.pathways.records import ScoreSet
from iomdesk.pathways.shipped import enter_shipped
from iomdesk.pathways.standing import SCORE_COLUMNS
from iomdesk.people.records import Assignment, Identifier, Marker, Note, Person
from iomdesk.store.tables import Contested
from tests.desks import open_desk

TODAY = date(2026, 11, 2)


def desk_in(folder: Path) -> Desk:
    """A new desk with the shipped pathways."""
    folder.mkdir(parents=True, exist_ok=True)
    desk = open_desk(folder)
    with desk._store.work() as work:
        enter_shipped(work)
    return desk


def take_in(desk: Desk, content: bytes, name: str = "cohort.xlsx") -> ImportReport:
    """Import a cohort, having checked that the dry run says the same and the counts add up."""
    sheet = read_cohort(content, name, None, TODAY)
    dry = desk.ask(cohort_import_plan, sheet, TODAY)
    report = done(desk, ImportCohort(sheet))
    assert [said(row) for row in report.rows] == [said(row) for row in dry.rows]
    assert report.findings == dry.findings
    assert sum(report.counts.values()) == len(report.rows)
    scores = sheet.pathways
    only_scores = scores is not None and scores.found.sheet is sheet.found.sheet
    read = (0 if only_scores else len(sheet.rows)) + (len(scores.rows) if scores else 0)
    assert len(report.rows) == read
    assert len({(row.sheet, row.number) for row in report.rows}) == read
    return report


def take_in_offences(desk: Desk, content: bytes) -> ImportReport:
    """Import a file of offences."""
    return done(desk, ImportOffences(read_offences(content, "offences.csv", None, TODAY)))


def take_in_custody(desk: Desk, content: bytes) -> ImportReport:
    """Import a file of custody spells."""
    return done(desk, ImportCustody(read_custody(content, "custody.csv", None, TODAY)))


def done(desk: Desk, command: Command[ImportReport]) -> ImportReport:
    """Do an import, which never waits for a second person."""
    report = desk.do(command)
    assert isinstance(report, ImportReport)
    return report


def said(row: RowPlan) -> tuple[Any, ...]:
    """Everything a plan says of a row, to compare."""
    changes = tuple((each.field, each.old, each.new, each.step) for each in row.changes)
    return (row.sheet, row.number, row.outcome, row.name, row.reason, changes, row.problems, row.told)


def counts(report: ImportReport) -> dict[str, int]:
    """The outcomes that occur."""
    return {outcome.value: count for outcome, count in report.counts.items() if count}


def row(report: ImportReport, number: int, sheet: str = "Cohort") -> RowPlan:
    """The plan of one row."""
    return next(each for each in report.rows if (each.sheet, each.number) == (sheet, number))


def held_reasons(report: ImportReport) -> list[str]:
    """Why rows were held."""
    return [each.reason for each in report.rows if each.outcome is Outcome.HELD]


def export(desk: Desk) -> bytes:
    """Write the cohort as the command line does."""
    return make_copy(desk, Document.EXPORT, Order(None, Recipient("Sgt A Example", Agency.POLICE))).content


def moves(desk: Desk) -> int:
    """The number of signed changes on the desk: what a second import of the same file must not move."""
    return desk._store.position.number


def person_id(desk: Desk, surname: str) -> Id:
    """The one person of that surname."""
    with desk._store.reading() as reading:
        (found,) = reading.all(select(Person.id).where(Person.surname == surname))
        return found[0]


def fields(desk: Desk, person: Id) -> Mapping[str, Any]:
    """The person's row."""
    with desk._store.reading() as reading:
        found = reading.first(select(*Person.__table__.columns).where(Person.id == person))
        assert found is not None
        return dict(found._mapping)


def contested(desk: Desk, record: Id) -> int:
    """How many fields of a record have several standing values."""
    with desk._store.reading() as reading:
        return len(reading.all(select(Contested.field).where(Contested.record == record)))


def content(desk: Desk) -> dict[str, list[Any]]:
    """Everything the desk says of its people, without ids: what two desks with the same cohort share."""
    p, m = Person, MembershipEvent
    with desk._store.reading() as reading:
        names = {
            id: f"{surname}|{forenames}|{born}"
            for id, surname, forenames, born in reading.all(select(p.id, p.surname, p.forenames, p.born))
        }
        sites = {each.id: each.name for each in reading.all(select(Site.id, Site.name))}
        kept = [each.name for each in PERSON if each.name not in ("site", "ref", "withdrawn")]
        people = [
            (*row[1:], sites.get(row[0])) for row in reading.all(select(p.site, *(getattr(p, name) for name in kept)))
        ]
        tables: dict[str, tuple[Any, ...]] = {
            "identifier": (Identifier.person, Identifier.scheme, Identifier.typed, Identifier.canonical,
                           Identifier.check_passed, Identifier.reason),
            "marker": (Marker.person, Marker.code, Marker.state),
            "assignment": (Assignment.person, Assignment.role, Assignment.agency, Assignment.officer_name),
            "membership": (m.person, m.event, m.happened_on),
            "rating": (Rating.person, Rating.scale, Rating.value, Rating.happened_on),
            "spell": (CustodySpell.person, CustodySpell.prison, CustodySpell.from_on, CustodySpell.release_on),
            "note": (Note.person, Note.heading, Note.body),
            "score": (ScoreSet.person, ScoreSet.scored_on, *SCORE_COLUMNS),
        }  # fmt: skip
        found = {
            name: sorted(repr((names[row[0]], *row[1:])) for row in reading.all(select(*columns)))
            for name, columns in tables.items()
        }
    return {"person": sorted(map(repr, people)), **found}
