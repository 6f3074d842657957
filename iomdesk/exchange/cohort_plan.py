"""The plan for a cohort sheet: whose each row is, which rows are one person, and what of them is new. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from iomdesk.exchange.cell_steps import PersonSteps
from iomdesk.exchange.comparing import RowReader, SheetValue, base_text, plain, value_text
from iomdesk.exchange.headings import IDENTIFIER_FIELDS
from iomdesk.exchange.matching import Found, same_number
from iomdesk.exchange.plan import FieldChange, HeldRows, Outcome, RowPlan, Whose, held_rows, shown_name
from iomdesk.exchange.rows import CohortRow, CohortSheet
from iomdesk.exchange.snapshot import KnownPeople, KnownPerson
from iomdesk.exchange.stamp import NOTE_PREFIX, Base
from iomdesk.ids import Id, id_from_text
from iomdesk.people.identifiers import Identifier
from iomdesk.words import say


@dataclass(slots=True, repr=False)
class PersonPlan:
    """What all rows of one person say together, and what is to be done about it."""

    whose: Whose
    rows: list[CohortRow]
    values: dict[str, SheetValue] = field(default_factory=dict)
    numbers: list[Identifier] = field(default_factory=list)
    changes: tuple[FieldChange, ...] = ()
    told: list[str] = field(default_factory=list)
    filled: set[str] = field(default_factory=set)
    """Fields the first row leaves open and another row says."""


@dataclass(slots=True, repr=False)
class CohortPlan:
    """The plan of the sheet of people. ``said`` is what is remembered of each person for the next time."""

    rows: list[RowPlan]
    people: list[PersonPlan]
    held: HeldRows
    said: list[tuple[Whose, Base]] = field(default_factory=list)

    @property
    def new(self) -> list[PersonPlan]:
        """The people the file brings, each at their place."""
        return [person for person in self.people if isinstance(person.whose, int)]


def plan_cohort(sheet: CohortSheet, known: KnownPeople, ours: bool, last: Mapping[Id, Base], today: date) -> CohortPlan:
    """Plan every row of the sheet of people. Whoever is new is added to ``known.roll``.

    ``ours`` says that this desk wrote the file; ``last`` is what the sheet said of each person last time.
    """
    planner = _Planner(sheet, known, ours, last, today)
    return planner.plan()


class _Planner:
    def __init__(
        self, sheet: CohortSheet, known: KnownPeople, ours: bool, last: Mapping[Id, Base], today: date
    ) -> None:
        self._sheet, self._known, self._last, self._today = sheet, known, last, today
        self._returned = sheet.returned if ours else {}
        self._ours = ours
        self._reader = RowReader(sheet.found)
        self._held = held_rows(sheet)
        self._name = sheet.found.sheet.name
        self._plans: list[RowPlan] = []
        self._new = 0

    def plan(self) -> CohortPlan:
        """The whole plan."""
        people = [self._together(whose, found) for whose, found in self._by_person().items()]
        said = [(person.whose, self._person(person)) for person in people]
        self._plans.sort(key=lambda plan: plan.number)
        return CohortPlan(self._plans, people, self._held, [(whose, cells) for whose, cells in said if cells])

    def _by_person(self) -> dict[Whose, list[tuple[CohortRow, Found]]]:
        """The rows of each person in the file's order; whoever is not known yet is counted as new."""
        owned: list[tuple[CohortRow, Found]] = []
        # Rows with a number come first, so that what a row without one may be of does not depend on its place.
        waiting = sorted(self._sheet.rows, key=lambda row: not any(each.well_formed for each in row.identifiers))
        tried = len(waiting) + 1
        problems: dict[int, str] = {}
        # What a later row tells may settle an earlier one, as it would when the file is read a second time.
        while len(waiting) < tried:
            tried = len(waiting)
            again = []
            for row in waiting:
                # A row of our own export is its person's, however little the desk knows of them.
                found = Found(None, row.held) if row.held and self._record(row) is None else self._whose(row)
                if found.problem:
                    again.append(row)
                    problems[row.number] = found.problem
                else:
                    owned.append((row, found))
            waiting = again
        for row in waiting:
            name = shown_name(row.surname, row.forenames)
            self._plans.append(self._held.hold(row, name, problems[row.number]))
        people: dict[Whose, list[tuple[CohortRow, Found]]] = {}
        for row, found in sorted(owned, key=lambda each: each[0].number):
            if found.whose is not None:
                people.setdefault(found.whose, []).append((row, found))
        return people

    def _whose(self, row: CohortRow) -> Found:
        roll = self._known.roll
        who = roll.identity(row.surname, row.forenames, row.dob)
        record = self._record(row)
        found = Found(record) if record else roll.find(who, row.identifiers)
        if record and self._number_changed(row):
            other = roll.find_by_number(row.identifiers)
            if other.problem or other.whose not in (None, record):
                return Found(None, say("Its identifiers belong to two different people."))
        if found.problem:
            return found
        if found.whose is None:
            found = Found(self._new, told=found.told)
            self._new += 1
        if found.whose is not None:
            roll.enter(found.whose, who, row.identifiers)
        return found

    def _record(self, row: CohortRow) -> Id | None:
        """The person an export of ours had in this row, if the desk still has them."""
        back = self._returned.get(row.number)
        record = id_from_text(back.record) if back else None
        record = self._known.canonical.get(record, record) if record else None
        return record if record in self._known.people else None

    def _number_changed(self, row: CohortRow) -> bool:
        back = self._returned.get(row.number)
        return back is not None and any(name in back.changed for name in IDENTIFIER_FIELDS)

    def _together(self, whose: Whose, rows: Iterable[tuple[CohortRow, Found]]) -> PersonPlan:
        """What the rows of one person say: the first row, and of the others what it leaves open."""
        person = PersonPlan(whose, [row for row, _ in rows])
        for row, found in rows:
            values = self._reader.values(row)
            if row is person.rows[0]:
                person.values = values
                person.told = [found.told] if found.told else []
            else:
                self._merge(person, row, values)
            _add_numbers(person.numbers, row.identifiers)
        return person

    def _merge(self, person: PersonPlan, row: CohortRow, values: Mapping[str, SheetValue]) -> None:
        apart = []
        for name, value in values.items():
            if value is None:
                continue
            if person.values.get(name) is None:
                person.values[name] = value
                person.filled.add(name)
            elif name not in IDENTIFIER_FIELDS and plain(self._text(name, value)) != plain(
                self._text(name, person.values[name])
            ):
                apart.append(self._heading(name))
        first = person.rows[0].number
        told = [say("The same person as row {row}.", row=first)]
        if apart:
            told.append(say("It says otherwise in {columns}; row {row} was used.", columns=", ".join(apart), row=first))
        self._add(row, Outcome.MERGED, tuple(told))

    def _person(self, person: PersonPlan) -> Base:
        """Settle what becomes of one person; answers what to remember of their rows."""
        first = person.rows[0]
        if isinstance(person.whose, int):
            self._add(first, Outcome.IMPORTED, tuple(person.told))
            return {name: self._text(name, value) for name, value in person.values.items()}
        known = self._known.people[person.whose]
        base = self._base(person)
        said = {name: self._text(name, value) for name, value in person.values.items()}
        steps = PersonSteps(known, base, self._known.labels)
        person.changes = tuple(steps.of(person.values, person.numbers, said))
        told = (*person.told, *steps.told, *self._former(known))
        self._add(first, Outcome.MATCHED, told, person.changes)
        return self._to_remember(person.whose, said, base)

    def _base(self, person: PersonPlan) -> Base:
        """What was said last of each cell: by our own stamp, or by this sheet when it was last read."""
        last = self._last.get(person.whose, {}) if isinstance(person.whose, bytes) else {}
        back = self._returned.get(person.rows[0].number)
        if back is None or self._record(person.rows[0]) != person.whose:
            return last
        stamped = {name: base_text(name, text, self._today) for name, text in back.changed.items()}
        read = {name: self._text(name, value) for name, value in person.values.items() if name not in person.filled}
        return {**read, **stamped, **last}

    def _to_remember(self, person: Id, said: Base, base: Base) -> Base:
        last = self._last.get(person, {})
        cells = {**last, **{name: text for name, text in said.items() if not self._ours or base.get(name) != text}}
        return cells if cells != last else {}

    def _former(self, known: KnownPerson) -> list[str]:
        return [say("The desk has this person as no longer on the scheme; that was left.")] if known.former else []

    def _add(
        self, row: CohortRow, outcome: Outcome, told: tuple[str, ...], changes: tuple[FieldChange, ...] = ()
    ) -> None:
        name = shown_name(row.surname, row.forenames)
        self._plans.append(RowPlan(self._name, row.number, outcome, name, "", changes, row.problems, told))

    def _text(self, name: str, value: SheetValue) -> str:
        return value_text(name, value, self._known.labels)

    def _heading(self, name: str) -> str:
        if name.startswith(NOTE_PREFIX):
            return name.removeprefix(NOTE_PREFIX)
        return next((column.heading for column in self._sheet.found.columns if column.field == name), name)


def _add_numbers(numbers: list[Identifier], found: Iterable[Identifier]) -> None:
    """Add identifiers to those of one person; a second check letter of one number only if it is the right one."""
    for each in found:
        alike = [number for number in numbers if number.scheme is each.scheme and same_number(number, each)]
        if not alike or (each.check_passed and not any(number.check_passed for number in alike)):
            numbers.append(each)
