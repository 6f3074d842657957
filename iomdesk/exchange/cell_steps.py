"""What becomes of the cells of somebody the desk knows: filled, changed, or both values put to a person. Pure.

What a sheet cannot say for certain (the day of a transfer, a release without its date) is never made up: it is
told to the person who imports, and the desk is left as it is.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from iomdesk.custody.rules import Spell
from iomdesk.exchange.comparing import Cells, SheetValue, Values, plain, step_of, value_text
from iomdesk.exchange.headings import IDENTIFIER_FIELDS
from iomdesk.exchange.matching import same_number
from iomdesk.exchange.outgoing import was_cut
from iomdesk.exchange.phrases import Location
from iomdesk.exchange.plan import FieldChange, Step
from iomdesk.exchange.snapshot import LEADS, MARKERS, SHEET, KnownPerson, adoption
from iomdesk.exchange.stamp import NOTE_PREFIX, Base
from iomdesk.people.identifiers import Identifier, Scheme
from iomdesk.words import say


class PersonSteps:
    """Compares the cells of one person three ways: sheet, desk, and what was said last. ``told`` collects remarks."""

    def __init__(self, known: KnownPerson, base: Base, labels: Sequence[str]) -> None:
        self._known, self._base, self._labels = known, base, labels
        self.told: list[str] = []

    def of(self, values: Values, numbers: Sequence[Identifier], said: Base) -> Iterator[FieldChange]:
        """The cells to be done something about. ``said`` are the texts of ``values``."""
        for name, new in said.items():
            if name in IDENTIFIER_FIELDS:
                continue
            cells = Cells(name, new, self._desk_text(name), self._base.get(name))
            step = step_of(cells)
            if step is not None and (change := self._allowed(cells, step, values[name])):
                yield change
        for name in IDENTIFIER_FIELDS:
            if name in said:
                yield from self._numbers(name, said[name], [each for each in numbers if each.scheme.lower() == name])

    def _desk_text(self, name: str) -> str:
        if name.startswith(NOTE_PREFIX):
            note = self._known.notes.get(name.removeprefix(NOTE_PREFIX))
            return value_text(name, note[1], self._labels) if note else ""
        return value_text(name, self._known.values.get(name), self._labels)

    def _allowed(self, cells: Cells, step: Step, value: SheetValue) -> FieldChange | None:
        name = cells.field
        if name == "location":
            return self._location(cells, step, value if isinstance(value, Location) else None)
        if name == "adopted":
            return self._adopted(cells, step, value)
        record = name in LEADS or name in MARKERS or name == "notes" or name.startswith(NOTE_PREFIX)
        if record and not cells.new and step is Step.BOTH:
            self.told.append(say("A cell was emptied in the sheet and changed on the desk; the desk's was kept."))
            return None
        if step is Step.CHANGE and was_cut(cells.desk):
            # The sheet never held the end of this text, so what it holds now cannot stand for the whole.
            step = Step.BOTH
        return FieldChange(name, cells.desk, cells.new, step)

    def _adopted(self, cells: Cells, step: Step, value: SheetValue) -> FieldChange | None:
        if not isinstance(value, date):
            self.told.append(say("The date of adoption is gone from the sheet; the desk keeps its own."))
            return None
        return None if adoption(self._known, value) else FieldChange(cells.field, cells.desk, cells.new, step)

    def _location(self, cells: Cells, step: Step, new: Location | None) -> FieldChange | None:
        held = self._known.held
        if new is None:
            return None
        if not new.in_custody:
            self.told.append(say("The sheet has them in the community, the desk in custody: end the spell there."))
            return None
        if held is None:
            if not self._known.spells or cells.base == cells.desk:
                return FieldChange(cells.field, cells.desk, cells.new, Step.FILL)
            self.told.append(say("The sheet has them in custody, the desk does not: enter the spell with its dates."))
            return None
        if _same_prison(held, new):
            return self._release(cells, step, held, new)
        if held.source == SHEET and held.from_on is None and step is Step.CHANGE:
            return FieldChange(cells.field, cells.desk, cells.new, step)
        self.told.append(say("The sheet has them in another prison than the desk: enter the transfer with its date."))
        return None

    def _release(self, cells: Cells, step: Step, held: Spell, new: Location) -> FieldChange | None:
        """The prison is the same: the release date, or the prison's name, is what differs."""
        if new.release_on == held.release_on and (held.prison or not new.prison):
            return None
        if new.release_on is None and held.release_on is not None and step is not Step.CHANGE:
            return None
        unknown = held.release_on is None and step is not Step.CHANGE
        return FieldChange(cells.field, cells.desk, cells.new, Step.FILL if unknown else step)

    def _numbers(self, name: str, new: str, numbers: Sequence[Identifier]) -> Iterator[FieldChange]:
        scheme = Scheme(name.upper())
        desk = {each.canonical: each for _, each in self._known.numbers if each.scheme is scheme}
        base = self._base.get(name)
        if not numbers and base in desk:
            yield FieldChange(name, base or "", "", Step.CHANGE)
        for each in numbers:
            if each.canonical in desk or each.canonical == new == base:
                continue
            near = [own for own in desk.values() if same_number(own, each)]
            if near and not (each.check_passed and not any(own.check_passed for own in near)):
                self.told.append(say("The check letter of the PNC differs from the desk's; the desk's was kept."))
            elif each.canonical == new and base in desk:
                yield FieldChange(name, base or "", each.canonical, Step.CHANGE)
            else:
                yield FieldChange(name, ", ".join(desk), each.canonical, Step.BOTH if desk else Step.FILL)


def _same_prison(held: Spell, new: Location) -> bool:
    return not held.prison or not new.prison or plain(held.prison) == plain(new.prison)
