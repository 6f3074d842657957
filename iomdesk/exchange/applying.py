"""Carry out a plan for a cohort sheet in one unit of work: the people it brings, and the cells that change.

Every rule of entering is the rooms' own; this only says what the sheet said. Nothing is looked up per person but
for a cell that changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from iomdesk import catalogue
from iomdesk.cohort.commands import enter_membership, enter_rating
from iomdesk.cohort.rules import Rating, Scale
from iomdesk.cohort.rules import Step as Lifecycle
from iomdesk.cohort.rules import mappa_text as rating_text
from iomdesk.custody.commands import enter_spell
from iomdesk.exchange.cohort_plan import PersonPlan
from iomdesk.exchange.comparing import SheetValue, plain
from iomdesk.exchange.dates import Parsed
from iomdesk.exchange.headings import IDENTIFIER_FIELDS
from iomdesk.exchange.phrases import Location, Mappa, Supervision, parse_supervision
from iomdesk.exchange.plan import FieldChange, Step
from iomdesk.exchange.snapshot import LEADS, MARKERS, NOTES, SHEET, KnownPeople, KnownPerson
from iomdesk.exchange.stamp import NOTE_PREFIX
from iomdesk.ids import Id
from iomdesk.partnership.commands import site_named
from iomdesk.people.commands import AssignOfficer, assign_officer, set_fields
from iomdesk.people.entering import (
    NewPerson,
    enter_assignment,
    enter_identifier,
    enter_marker,
    enter_note,
    enter_person,
)
from iomdesk.people.rules import FieldValue, MarkerState, OfficerRole, one_line
from iomdesk.store.unit import Given, Tokens, Work

AS_IN_SHEET = "as in the sheet"
"""Why an identifier that fails its check, or a rating, is recorded: stored words, the same in every language."""
_PLAIN = {
    "surname": "surname",
    "forenames": "forenames",
    "dob": "born",
    "sex": "sex",
    "cohort_label": "cohort_label",
    "last_conference": "last_conference",
    "priority_pathway": "priority",
    "rag": "rag",
    "rosh": "rosh",
}
_SCALES = {"rag": Scale.RAG, "rosh": Scale.ROSH, "mappa": Scale.MAPPA}


class Applying:
    """One import being carried out. Sites and ends of supervision are worked out once for each spelling."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._sites: dict[str, Id] = {}
        self._supervision: dict[str, Parsed[Supervision]] = {}

    def enter_all(self, people: Iterable[PersonPlan]) -> list[Id]:
        """Enter the people the file brings; answers their ids by place."""
        return [self._enter(person) for person in people]

    def change_all(self, people: Iterable[PersonPlan], known: KnownPeople) -> None:
        """Make the changes to people the desk knows."""
        for person in people:
            if person.changes and isinstance(person.whose, bytes):
                _Changing(self, self._work, known.people[person.whose], person).make()

    def fields(self, values: Mapping[str, SheetValue]) -> dict[str, FieldValue]:
        """The fields of the person that these cells say."""
        fields: dict[str, Any] = {own: values[name] for name, own in _PLAIN.items() if name in values}
        if "site" in values:
            fields["site"] = self._site(values["site"])
        if "supervision" in values:
            fields |= self._supervised(values["supervision"])
        if "mappa" in values:
            mappa = values["mappa"]
            fields["mappa_category"] = mappa.category if isinstance(mappa, Mappa) else None
            fields["mappa_level"] = mappa.level if isinstance(mappa, Mappa) else None
        return fields

    def _site(self, name: SheetValue) -> Id | None:
        spelled = one_line(name) if isinstance(name, str) else ""
        if not spelled:
            return None
        found = self._sites.get(spelled)
        if found is None:
            found = self._sites[spelled] = site_named(self._work, spelled)
        return found

    def _supervised(self, text: SheetValue) -> dict[str, FieldValue]:
        if not isinstance(text, str):
            return {"supervision": None, "supervision_until": None}
        parsed = self._supervision.get(text)
        if parsed is None:
            parsed = self._supervision[text] = parse_supervision(text, self._work.today)
        return {"supervision": text, "supervision_until": parsed.value.until if parsed.value else None}

    def _enter(self, plan: PersonPlan) -> Id:
        work, values = self._work, plan.values
        known = {name: value for name, value in self.fields(values).items() if value is not None}
        person = enter_person(work, NewPerson(known, plan.numbers, AS_IN_SHEET))
        adopted = values.get("adopted")
        if isinstance(adopted, date):
            enter_membership(work, person, Lifecycle.ADOPTED, adopted, source=SHEET)
        rated_on = values.get("last_conference")
        for name in _SCALES:
            enter_rated(work, person, name, values.get(name), rated_on if isinstance(rated_on, date) else work.today)
        for name in (*MARKERS, *LEADS, "location", "notes"):
            value = values.get(name)
            if value is not None:
                enter_cell(work, person, name, value)
        for name, value in values.items():
            if value is not None and name.startswith(NOTE_PREFIX):
                enter_cell(work, person, name, value)
        return person


def enter_rated(work: Work, person: Id, name: str, value: SheetValue, on: date) -> None:
    """Add a rating to the history, where the cell has one."""
    if isinstance(value, Mappa):
        value = rating_text(value.category, value.level)
    if isinstance(value, str):
        enter_rating(work, person, Rating(_SCALES[name], value, {}), on, AS_IN_SHEET)


def enter_cell(work: Work, person: Id, name: str, value: SheetValue) -> None:
    """Enter the record that a cell makes beside the person's own fields."""
    if isinstance(value, Location):
        if value.in_custody:
            enter_spell(work, person, prison=value.prison or None, release_on=value.release_on, source=SHEET)
    elif not isinstance(value, str):
        return
    elif name in MARKERS:
        enter_marker(work, person, MARKERS[name], MarkerState(value), source=SHEET)
    elif name in LEADS:
        enter_assignment(work, person, OfficerRole.LEAD, str(LEADS[name]), value)
    else:
        enter_note(work, person, value, heading=note_heading(name), source=SHEET)


def note_heading(name: str) -> str:
    """The heading a column of notes is kept under."""
    return NOTES if name == "notes" else name.removeprefix(NOTE_PREFIX)


class _Changing:
    """The changed cells of one person."""

    def __init__(self, applying: Applying, work: Work, known: KnownPerson, plan: PersonPlan) -> None:
        self._applying, self._work, self._known, self._plan = applying, work, known, plan

    def make(self) -> None:
        """Make every change of the plan."""
        for change in self._plan.changes:
            name = change.field
            if name in IDENTIFIER_FIELDS:
                self._number(change)
            elif name in MARKERS or name in LEADS or name == "notes" or name.startswith(NOTE_PREFIX):
                self._record(change, self._plan.values.get(name))
            elif name == "location":
                self._spell(change)
            elif name == "adopted":
                self._adopted(change)
            else:
                self._field(change)

    def _field(self, change: FieldChange) -> None:
        value = self._plan.values.get(change.field)
        fields = self._applying.fields({change.field: value})
        unseen: Tokens = dict.fromkeys(fields, ()) if change.step is Step.BOTH else {}
        set_fields(self._work, self._known.id, fields, unseen)
        if change.field in _SCALES and change.step is not Step.BOTH:
            on = self._plan.values.get("last_conference")
            rated_on = on if isinstance(on, date) else self._work.today
            enter_rated(self._work, self._known.id, change.field, value, rated_on)

    def _number(self, change: FieldChange) -> None:
        if change.step is Step.CHANGE:
            for record, number in self._known.numbers:
                if number.scheme.lower() == change.field and number.canonical == change.old:
                    self._work.withdraw(catalogue.IDENTIFIER, record, "replaced in the sheet")
        for number in self._plan.numbers:
            if number.scheme.lower() == change.field and number.canonical == change.new:
                enter_identifier(self._work, self._known.id, number, AS_IN_SHEET)

    def _adopted(self, change: FieldChange) -> None:
        adopted = self._plan.values.get("adopted")
        if not isinstance(adopted, date):
            return
        if change.step is Step.CHANGE:
            for record, event, on in self._known.events:
                if event == Lifecycle.ADOPTED and on is not None and on.isoformat() == change.old:
                    self._work.withdraw(catalogue.MEMBERSHIP, record, "another date in the sheet")
        enter_membership(self._work, self._known.id, Lifecycle.ADOPTED, adopted, source=SHEET)

    def _spell(self, change: FieldChange) -> None:
        new, held = self._plan.values.get("location"), self._known.held
        if not isinstance(new, Location):
            return
        if held is None:
            enter_cell(self._work, self._known.id, "location", new)
            return
        said: dict[str, Given] = {"release_on": new.release_on}
        if new.prison and plain(new.prison) != plain(held.prison or ""):
            said["prison"] = new.prison
        unseen: Tokens = dict.fromkeys(said, ()) if change.step is Step.BOTH else {}
        self._work.put(catalogue.CUSTODY_SPELL, held.id, said, unseen)

    def _record(self, change: FieldChange, value: SheetValue) -> None:
        name = change.field
        if name in LEADS:
            self._lead(change, value)
            return
        if name in MARKERS:
            kind, field = catalogue.MARKER, "state"
            there = [record for record, _ in self._known.markers.get(MARKERS[name], ())]
        else:
            kind, field = catalogue.NOTE, "body"
            note = self._known.notes.get(note_heading(name))
            there = [note[0]] if note else []
        if not there:
            enter_cell(self._work, self._known.id, name, value)
        for record in there:
            if isinstance(value, str):
                unseen: Tokens = {field: ()} if change.step is Step.BOTH else {}
                self._work.put(kind, record, {field: value}, unseen)
            else:
                self._work.withdraw(kind, record, "emptied in the sheet")

    def _lead(self, change: FieldChange, value: SheetValue) -> None:
        agency = LEADS[change.field]
        if not isinstance(value, str):
            self._end(self._known.leads.get(agency, ()))
        elif change.step is Step.BOTH:
            # Both stand side by side until somebody ends one.
            enter_assignment(self._work, self._known.id, OfficerRole.LEAD, str(agency), value)
        else:
            assign_officer.run(self._work, AssignOfficer(self._known.id, OfficerRole.LEAD, agency, value))

    def _end(self, leads: Sequence[tuple[Id, str]]) -> None:
        for record, _ in leads:
            self._work.put(catalogue.ASSIGNMENT, record, {"until": self._work.today})
