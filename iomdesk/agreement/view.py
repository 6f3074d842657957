"""One agency's view through the agreement, for whoever makes a document, an export or a screen for it.

Pure. A pack of a hundred people asks the same few questions thousands of times, so verdicts are kept for each
distinct set of facts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from iomdesk.agreement.rules import (
    NOBODY,
    PLAIN,
    EntryFacts,
    PersonFacts,
    Standing,
    State,
    Verb,
    Verdict,
    decide,
    leaves_no_trace,
    standing,
)
from iomdesk.agreement.terms import Agreement, InForce
from iomdesk.catalogue import Agency, Category
from iomdesk.words import say

_Asked = tuple[Category, PersonFacts, EntryFacts, Verb]


@dataclass(slots=True, repr=False)
class View:
    """What ``agency`` may have on a day. ``own_desk``: it is the agency whose desk this is.

    ``fault`` says that what is kept is not what was adopted; ``agreement`` is then None, and nothing is shared.
    """

    agreement: Agreement | None
    agency: Agency
    on: date
    own_desk: bool = False
    fault: str = ""
    _known: dict[_Asked, Verdict] = field(default_factory=dict, init=False)

    @property
    def standing(self) -> Standing:
        """How the agreement stands on the day."""
        return Standing(State.UNSOUND, self.fault) if self.fault else standing(self.agreement, self.on)

    def of(
        self,
        category: Category,
        person: PersonFacts = NOBODY,
        entry: EntryFacts = PLAIN,
        verb: Verb = Verb.READ,
    ) -> Verdict:
        """The verdict on one category of one person, or on one entry of it."""
        asked = (category, person, entry, verb)
        known = self._known.get(asked)
        if known is None:
            known = decide(self.agreement, self.agency, category, verb, person, entry, self.on, own_desk=self.own_desk)
            if self.fault and not known.allowed:
                known = Verdict(False, "", self.fault, known.traceless)
            self._known[asked] = known
        return known

    def may(self, category: Category, person: PersonFacts = NOBODY, entry: EntryFacts = PLAIN) -> bool:
        """Whether the agency may read it."""
        return self.of(category, person, entry).allowed


@dataclass(frozen=True, slots=True, repr=False)
class RoomView:
    """What everybody in a mixed room may have: only what every agency marked present may read (PRODUCT, "Case
    conference"). An empty room sees nothing: nobody has said who is there.
    """

    views: tuple[View, ...]

    def of(self, category: Category, person: PersonFacts = NOBODY, entry: EntryFacts = PLAIN) -> Verdict:
        """The first refusal of anybody present, else the first permission."""
        verdicts = [view.of(category, person, entry) for view in self.views]
        if not verdicts:
            traceless = leaves_no_trace(category, person, entry)
            return Verdict(False, "", say("Nobody is marked present, so nothing is shown to the room."), traceless)
        return next((each for each in verdicts if not each.allowed), verdicts[0])


def view_for(current: InForce | None, agency: Agency, on: date, desk: Agency | None) -> View:
    """The view of ``agency`` on a desk of the agency ``desk``, under the version that is in force (None: none is).

    A desk whose own agency is not known reads like another agency's.
    """
    if current is None:
        return View(None, agency, on, own_desk=agency is desk)
    return View(current.agreement, agency, on, own_desk=agency is desk, fault=current.fault)


def room_for(current: InForce | None, present: Iterable[Agency], on: date, desk: Agency | None) -> RoomView:
    """The view of a room in which these agencies are present."""
    return RoomView(tuple(view_for(current, each, on, desk) for each in dict.fromkeys(present)))
