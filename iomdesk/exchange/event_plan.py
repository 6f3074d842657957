"""The plans for files of recorded crimes and of custody spells: what is new, what is known, what ended since. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from iomdesk.custody.rules import Spell, overlaps
from iomdesk.exchange.comparing import plain
from iomdesk.exchange.matching import Roll
from iomdesk.exchange.plan import FieldChange, HeldRows, Outcome, RowPlan, Step, held_rows
from iomdesk.exchange.rows import CustodyRow, CustodySheet, OffenceRow, OffenceSheet
from iomdesk.exchange.snapshot import SHEET
from iomdesk.harm.rules import RecordedOffence, offence_key
from iomdesk.ids import Id
from iomdesk.store.unit import Given
from iomdesk.words import counted, say

EventRow: TypeAlias = OffenceRow | CustodyRow
OffenceKey: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True, repr=False)
class KnownOffence:
    """An offence of the desk."""

    id: Id
    offence: RecordedOffence


@dataclass(slots=True, repr=False)
class EventPlan:
    """The plan of one file of events. ``updates`` are fields of records that are there, by record."""

    rows: list[RowPlan]
    held: HeldRows
    offences: list[tuple[Id, RecordedOffence]] = field(default_factory=list)
    spells: list[tuple[Id, CustodyRow]] = field(default_factory=list)
    updates: list[tuple[Id, Mapping[str, Given]]] = field(default_factory=list)
    used: list[tuple[Id, EventRow]] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


class _Events:
    """What both files share: whose a row is, and what is said of it."""

    def __init__(self, sheet: OffenceSheet | CustodySheet, roll: Roll) -> None:
        self._roll = roll
        self._name = sheet.found.sheet.name
        self._told = ""
        self.plan = EventPlan([], held_rows(sheet), findings=list(sheet.findings))

    def whose(self, row: EventRow) -> Id | None:
        """The person of the desk a row is of; None when it was held. What is to be told of it goes with ``add``."""
        if row.held:
            self.hold(row, row.held)
            return None
        found = self._roll.find_event(row.identifiers, row.surname)
        if isinstance(found.whose, bytes):
            self._told = found.told
            return found.whose
        self.hold(row, found.problem or say("Nobody on this desk has that identifier."))
        return None

    def hold(self, row: EventRow, reason: str) -> None:
        """Hold the row."""
        self.plan.rows.append(self.plan.held.hold(row, _name(row), reason))

    def add(
        self,
        row: EventRow,
        outcome: Outcome,
        told: Sequence[str] = (),
        changes: Sequence[FieldChange] = (),
    ) -> None:
        """Say what becomes of the row."""
        remarks = (self._told, *told) if self._told else tuple(told)
        plan = RowPlan(self._name, row.number, outcome, _name(row), "", tuple(changes), row.problems, remarks)
        self.plan.rows.append(plan)


def _name(row: EventRow) -> str:
    return row.surname or ", ".join(each.typed for each in row.identifiers)


def plan_offences(sheet: OffenceSheet, roll: Roll, known: Mapping[Id, Mapping[OffenceKey, KnownOffence]]) -> EventPlan:
    """Plan a file of recorded crimes: new, known, or known with another outcome than the desk has."""
    events = _Events(sheet, roll)
    seen: dict[tuple[Id, OffenceKey], OffenceRow] = {}
    for row in sheet.rows:
        person = events.whose(row)
        if person is None:
            continue
        key = offence_key(row.crime_ref, row.offence_code or plain(row.offence or ""), row.committed_from)
        first = seen.setdefault((person, key), row)
        if first is not row:
            events.add(row, Outcome.MERGED, [say("The same offence as row {row}.", row=first.number)])
            continue
        events.plan.used.append((person, row))
        old = known.get(person, {}).get(key)
        if old is None:
            events.plan.offences.append((person, _recorded(row)))
            events.add(row, Outcome.IMPORTED)
        else:
            _known_offence(events, row, old)
    return events.plan


def known_key(offence: RecordedOffence) -> OffenceKey:
    """What tells an offence of the desk apart, as a row of a file is told apart."""
    return offence_key(offence.crime_ref, offence.code or plain(offence.description or ""), offence.committed_from)


def _recorded(row: OffenceRow) -> RecordedOffence:
    return RecordedOffence(
        row.crime_ref,
        row.offence_code,
        row.offence,
        row.committed_from,
        row.committed_to,
        row.outcome,
        row.outcome_date,
    )


def _known_offence(events: _Events, row: OffenceRow, old: KnownOffence) -> None:
    """An outcome is newer when its date is; without dates the file's word is, because forces send it again."""
    has = old.offence
    older = bool(has.outcome_on and row.outcome_date and row.outcome_date < has.outcome_on)
    given: dict[str, tuple[Given, Given]] = {
        "description": (has.description, row.offence if has.description is None else None),
        "committed_to": (has.committed_to, row.committed_to if has.committed_to is None else None),
        "outcome": (has.outcome, None if older else row.outcome),
        "outcome_on": (has.outcome_on, None if older else row.outcome_date),
    }
    _update(events, row, old.id, given)


def plan_custody(sheet: CustodySheet, roll: Roll, known: Mapping[Id, Sequence[Spell]]) -> EventPlan:
    """Plan a file of custody spells: new, known, ended since, or the start of a spell the cohort sheet had."""
    events = _Events(sheet, roll)
    spells = {person: list(each) for person, each in known.items()}
    seen: dict[tuple[Id, str, date | None], CustodyRow] = {}
    for row in sheet.rows:
        person = events.whose(row)
        if person is None:
            continue
        first = seen.setdefault((person, plain(row.prison or ""), row.from_on), row)
        if first is not row:
            events.add(row, Outcome.MERGED, [say("The same spell as row {row}.", row=first.number)])
            continue
        events.plan.used.append((person, row))
        _spell(events, row, person, spells.setdefault(person, []))
    _tell_overlaps(events, spells)
    return events.plan


def _spell(events: _Events, row: CustodyRow, person: Id, spells: list[Spell]) -> None:
    place = _place_of(spells, row)
    if place is None:
        spells.append(Spell(b"", person, row.prison, row.from_on, row.to_on, row.reason, None, None))
        events.plan.spells.append((person, row))
        events.add(row, Outcome.IMPORTED)
        return
    old = spells[place]
    spells[place] = Spell(
        old.id, person, old.prison, row.from_on, row.to_on or old.to_on, old.reason, old.release_on, old.source
    )
    given: dict[str, tuple[Given, Given]] = {
        "from_on": (old.from_on, row.from_on),
        "to_on": (old.to_on, row.to_on if old.to_on is None else None),
        "reason": (old.reason, row.reason if old.reason is None else None),
    }
    apart = bool(old.to_on and row.to_on and old.to_on != row.to_on)
    told = [say("The desk has another end of this spell; the desk's was kept.")] if apart else []
    _update(events, row, old.id, given, told)


def _place_of(spells: Sequence[Spell], row: CustodyRow) -> int | None:
    """The spell of the same prison and first day; else the one the cohort sheet had, whose first day it cannot say."""
    here = [(place, each) for place, each in enumerate(spells) if plain(each.prison or "") == plain(row.prison or "")]
    for place, each in here:
        if each.from_on == row.from_on:
            return place
    if row.to_on is not None:
        return None
    return next(
        (place for place, each in here if each.from_on is None and each.to_on is None and each.source == SHEET), None
    )


def _update(
    events: _Events,
    row: EventRow,
    record: Id,
    given: Mapping[str, tuple[Given, Given]],
    told: Sequence[str] = (),
) -> None:
    changed = {name: new for name, (old, new) in given.items() if new is not None and new != old}
    changes = [
        FieldChange(name, _text(given[name][0]), _text(new), Step.CHANGE if given[name][0] else Step.FILL)
        for name, new in changed.items()
    ]
    if changed:
        events.plan.updates.append((record, changed))
    events.add(row, Outcome.MATCHED, told, changes)


def _text(value: Given) -> str:
    return "" if value is None else str(value)


def _tell_overlaps(events: _Events, spells: Mapping[Id, Sequence[Spell]]) -> None:
    people = {person for person, _ in events.plan.spells}
    pairs = sum(len(overlaps(spells[person])) for person in people)
    if pairs:
        events.plan.findings.append(
            counted(
                pairs,
                "{count} pair of spells overlaps; both are kept, and the person's history shows them.",
                "{count} pairs of spells overlap; all are kept, and each person's history shows them.",
            )
        )
