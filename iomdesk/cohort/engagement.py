"""Engagement of one's own will: recording its steps, and how somebody stands on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.cohort.engagement_rules import DatedStep, EngagementStep, Standing, known_step, standing_on, step_problem
from iomdesk.cohort.records import EngagementEvent
from iomdesk.doors import CASEWORK, Command, Consults, Role, handles, question
from iomdesk.errors import Refused
from iomdesk.ids import Id, code_meant, short_code
from iomdesk.people.commands import present_records
from iomdesk.people.questions import linked_ids
from iomdesk.people.rules import one_line
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Work
from iomdesk.words import say

CODE = "E"
_BY_TABLE = 5_000
"""Beyond this many records the table is read whole: a statement takes only so many values."""


@dataclass(frozen=True, slots=True, repr=False)
class RecordEngagement(Command[Id]):
    """A step of somebody's engagement: on which day, by or to whom, of which agency."""

    person: Id
    step: EngagementStep
    happened_on: date
    by_name: str = ""
    agency: Agency | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class WithdrawEngagement(Command[None]):
    """A step was recorded in error; it stays in the history with the reason."""

    event: Id
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class EngagementRow:
    """One recorded step, as it was entered; None is not known."""

    id: Id
    code: str
    step: str
    on: date | None
    by_name: str
    agency: str
    note: str


@dataclass(frozen=True, slots=True, repr=False)
class Engagement:
    """Somebody's engagement as known on a day: how they stand, when they were introduced and by whom, every step."""

    standing: Standing
    introduced_on: date | None
    introduced_by: str
    recorded: tuple[EngagementRow, ...]


@handles(Role.OFFICER)
def record_engagement(work: Work, command: RecordEngagement) -> Id:
    """Record the step where the history allows it; one that says nothing beyond a step already there is that one."""
    records = present_records(work, command.person)
    by, note = one_line(command.by_name), command.note.strip()
    rows = work.all(_events(records))
    for row in rows:
        same = (row.event, row.happened_on, row.by_name or "") == (str(command.step), command.happened_on, by)
        if same and note in ("", row.note):
            return bytes(row.id)
    new = DatedStep(command.step, command.happened_on)
    if problem := step_problem(_known(rows), new, work.today):
        raise Refused(problem, say("Check the day. Whoever agreed and no longer does has withdrawn."))
    return work.create(
        catalogue.ENGAGEMENT_EVENT,
        {
            "event": str(command.step),
            "happened_on": command.happened_on,
            "by_name": by or None,
            "agency": str(command.agency) if command.agency else None,
            "note": note or None,
        },
        subject=records[0],
    )


@handles(Role.OFFICER)
def withdraw_engagement(work: Work, command: WithdrawEngagement) -> None:
    """Withdraw it, with a reason."""
    reason = one_line(command.reason)
    if not reason:
        raise Refused(say("This needs a reason."), say("Say why in a few words."))
    e = EngagementEvent
    if work.first(select(e.id).where(e.id == command.event, e.withdrawn.is_(None))) is None:
        raise Refused(say("That step is not on this desk."), say("See: iomdesk engagement show."))
    work.withdraw(catalogue.ENGAGEMENT_EVENT, command.event, reason)


@question(*CASEWORK, consults=Consults.PERSON)
def engagement_of(reading: Reading, person: Id, day: date) -> Engagement:
    """How one person stood when ``day`` ended, linked records included, with every step ever recorded."""
    rows = reading.all(_events(linked_ids(reading, person)))
    given = [row for row in rows if row.event == EngagementStep.INTRODUCED and row.happened_on is not None]
    last = next((row for row in reversed(given) if row.happened_on <= day), None)
    return Engagement(
        standing_on(_known(rows), day),
        last.happened_on if last else None,
        (last.by_name or "") if last else "",
        tuple(_row(row) for row in rows),
    )


@question(*CASEWORK, consults=Consults.PERSON)
def engagement_named(reading: Reading, person: Id, text: str) -> Id | None:
    """The step of this person that a code (``E-7K3MQ``) names, or None."""
    wanted = code_meant(CODE, text)
    found = [row.id for row in reading.all(_events(linked_ids(reading, person))) if short_code(CODE, row.id) == wanted]
    return found[0] if len(found) == 1 else None


def engaged(reading: Reading, records: Mapping[Id, Id], on: date) -> dict[Id, bool | None]:
    """Whether each person in ``records`` was engaged when the day ``on`` ended; None where it is not known.

    ``records`` maps each record to the id its person is shown under, and so does the answer, which names everybody.
    One select.
    """
    statement = _events(list(records)) if len(records) <= _BY_TABLE else _EVENTS
    found: dict[Id, list[Any]] = {person: [] for person in records.values()}
    for row in reading.all(statement):
        if row.person in records:
            found[records[row.person]].append(row)
    return {person: standing_on(_known(rows), on).engaged for person, rows in found.items()}


_e = EngagementEvent
_EVENTS: Select[*tuple[Any, ...]] = (
    select(_e.id, _e.person, _e.event, _e.happened_on, _e.by_name, _e.agency, _e.note)
    .where(_e.withdrawn.is_(None))
    .order_by(_e.happened_on, _e.id)
)


def _events(records: Iterable[Id]) -> Select[*tuple[Any, ...]]:
    return _EVENTS.where(_e.person.in_(list(records)))


def _known(rows: Iterable[Any]) -> list[DatedStep]:
    found = (known_step(row.event, row.happened_on) for row in rows)
    return [each for each in found if each is not None]


def _row(row: Any) -> EngagementRow:
    return EngagementRow(
        row.id,
        short_code(CODE, row.id),
        row.event or "",
        row.happened_on,
        row.by_name or "",
        row.agency or "",
        row.note or "",
    )
