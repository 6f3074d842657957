"""What one copy may hold: every value and every entry passes the agreement here, and what stays out is counted.

Pure. What may be said on paper to be withheld is counted by its clause; what must leave no trace (a restricted or
excluded person, intelligence, a *do not share* entry; INTERFACE, "On paper") is counted apart, for the log of
disclosures alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from iomdesk.agreement.rules import NOBODY, PLAIN, EntryFacts, PersonFacts, Verdict, withheld_line
from iomdesk.agreement.view import RoomView, View
from iomdesk.catalogue import Category
from iomdesk.packs.paper.values import Known, Several, Withheld

T = TypeVar("T")


def _plain(_: object) -> EntryFacts:
    return PLAIN


@dataclass(slots=True, repr=False)
class Count:
    """What was kept back: by clause what the paper says, and how much leaves no trace on it."""

    by_clause: Counter[str] = field(default_factory=Counter)
    traceless: int = 0

    @property
    def withheld(self) -> int:
        """How much the paper itself says was withheld."""
        return self.by_clause.total()

    @property
    def line(self) -> str:
        """That in a sentence; empty where nothing was."""
        return withheld_line(self.by_clause)

    def note(self, verdict: Verdict, number: int = 1) -> None:
        """Count ``number`` entries that a verdict refused."""
        if verdict.traceless:
            self.traceless += number
        else:
            self.by_clause[verdict.clause] += number


class Sharing:
    """One copy's way through the agreement, with the count over all of it."""

    def __init__(self, view: View, room: RoomView | None = None) -> None:
        self.view = view
        self.room = room
        self.count = Count()

    def in_room(self, room: RoomView) -> "Sharing":
        """The way of a copy that hangs where people of several agencies read it; it counts into this one's count."""
        narrower = Sharing(self.view, room)
        narrower.count = self.count
        return narrower

    @property
    def another_agency(self) -> bool:
        """Whether the copy leaves this desk's agency, or is read by others than its own people."""
        return not (self.view.own_desk and all(view.own_desk for view in (self.room.views if self.room else ())))

    def of(self, category: Category, facts: PersonFacts = NOBODY) -> Verdict:
        """The verdict on one category of one person: of the recipient, and where it hangs in a room of everyone there.

        A refusal that leaves no trace comes before one that may be told of.
        """
        verdict = self.view.of(category, facts)
        if self.room is None:
            return verdict
        others = (view.of(category, facts) for view in self.room.views)
        refused = [each for each in (verdict, *others) if not each.allowed]
        return next((each for each in refused if each.traceless), refused[0] if refused else verdict)

    def person(self, facts: PersonFacts) -> "PersonSharing | None":
        """The way of one person's values; None where the person is not in the copy at all, which is counted."""
        verdict = self.of(Category.IDENTITY, facts)
        if verdict.allowed:
            return PersonSharing(self, facts)
        self.count.note(verdict)
        return None


class PersonSharing:
    """One person's values on their way into a copy. ``count`` is what was kept back of them."""

    def __init__(self, sharing: Sharing, facts: PersonFacts) -> None:
        self._sharing = sharing
        self._facts = facts
        self.count = Count()

    @property
    def agency(self) -> str:
        """The agency the copy is for."""
        return str(self._sharing.view.agency)

    @property
    def another_agency(self) -> bool:
        """Whether the copy leaves this desk's agency."""
        return self._sharing.another_agency

    def may(self, *categories: Category) -> bool:
        """Whether the recipient may have what discloses all of these."""
        return all(self._sharing.of(category, self._facts).allowed for category in categories)

    def known(self, value: T | None, *categories: Category) -> Known[T]:
        """``value``, or that it is withheld; withheld even where nothing is known, which would tell as much."""
        refused = self._refused(categories)
        if refused is None:
            return value
        if value is not None:
            self._note(refused, 1)
        return None if refused.traceless else Withheld(refused.clause)

    def several(
        self, entries: Iterable[T], *categories: Category, narrowed: Callable[[T], EntryFacts] = _plain
    ) -> Several[T]:
        """The entries the recipient may have; withheld whole where their category is. ``narrowed`` reads the marks."""
        listed = tuple(entries)
        shown = tuple(each for each in listed if not self._kept_back(narrowed(each)))
        self._note_traceless(len(listed) - len(shown))
        refused = self._refused(categories)
        if refused is None:
            return shown
        self._note(refused, len(shown))
        return () if refused.traceless else Withheld(refused.clause)

    def text(self, value: str, *categories: Category) -> str:
        """``value``, or nothing: for words on a line where the word *withheld* has no place."""
        refused = self._refused(categories)
        if refused is not None and value:
            self._note(refused, 1)
        return "" if refused is not None else value

    def _refused(self, categories: Iterable[Category]) -> Verdict | None:
        """The first refusal; before all others one that leaves no trace, which would be counted on paper under them."""
        verdicts = (self._sharing.of(category, self._facts) for category in categories)
        refused = [each for each in verdicts if not each.allowed]
        return next((each for each in refused if each.traceless), refused[0] if refused else None)

    def _kept_back(self, entry: EntryFacts) -> bool:
        """A *do not share* entry is on no copy but its own author's agency's, not even on one for this desk's agency.

        A copy is easily left lying; what is marked so is read on the screen.
        """
        return entry.do_not_share and not (entry.own and self._sharing.another_agency)

    def _note(self, verdict: Verdict, number: int) -> None:
        self.count.note(verdict, number)
        self._sharing.count.note(verdict, number)

    def _note_traceless(self, number: int) -> None:
        self.count.traceless += number
        self._sharing.count.traceless += number
