"""What a mixed room may be shown of one person: only what every agency present may read, each part known, not known or
withheld. Pure.

Source: PRODUCT, "Case conference" (on a projector the screen is a disclosure). Where no agreement is in force only the
desk's own agency may read anything, so with anybody else present the room is shown nothing, not even the name. What
must leave no trace (intelligence, *do not share*) is left out without a word; of a restricted or excluded person
nothing is shown at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias, TypeVar

from iomdesk.actions.questions import ActionRow
from iomdesk.agreement.rules import PLAIN, EntryFacts, PersonFacts, Verdict
from iomdesk.agreement.view import RoomView, View
from iomdesk.catalogue import Category
from iomdesk.conference.minuted import Box, Contributed
from iomdesk.ids import Id
from iomdesk.pathways.rules import Scores
from iomdesk.words import say

T = TypeVar("T")
_DECISIONS_SHOWN = 5
"""How many of the last decisions a screen has room for; counted among those the room may see, so that the number does
not tell of the others."""


@dataclass(frozen=True, slots=True, repr=False)
class Withheld:
    """Known here, and not for this room: under which clause, and why in a sentence."""

    category: Category
    clause: str
    sentence: str


MayBe: TypeAlias = T | Withheld | None
"""Known, withheld from the room, or not known (None)."""
Several: TypeAlias = tuple[T, ...] | Withheld
"""A list, or the word that it is withheld whole."""


@dataclass(frozen=True, slots=True, repr=False)
class ShownScores:
    """The last scores from before this conference beside those made at it, on the labels in force there."""

    labels: tuple[str, ...]
    before: Scores | None
    before_on: date | None
    today: Scores | None
    moved: Scores
    priority_label: str


@dataclass(frozen=True, slots=True, repr=False)
class ShownDecision:
    """One of the last decisions, in words; a change of RAG discloses risk as well."""

    decided_on: date | None
    words: str
    reason: str
    discloses: tuple[Category, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ShownContribution:
    """A contribution as the room may see it: its boxes, or that one is withheld."""

    agency: str
    author: str
    written_on: date | None
    boxes: tuple[Box | Withheld, ...]


@dataclass(frozen=True, slots=True, repr=False)
class MeetingParts:
    """Everything the meeting looks at of one person, before anybody asks who is in the room.

    ``decisions`` are all of them, the newest first.
    """

    person: Id
    ref: str
    name: str
    rag: str | None
    custody: str | None
    scores: ShownScores | None
    actions: tuple[ActionRow, ...]
    contributions: tuple[Contributed, ...]
    decisions: tuple[ShownDecision, ...]


@dataclass(frozen=True, slots=True, repr=False)
class MeetingView:
    """One person as the room may see them. ``hidden``: nothing of them is for this room, and only ``ref`` is given.

    ``why`` says for whoever runs the meeting why something is withheld, a sentence each; of what must leave no trace
    it says nothing. ``opened`` are the categories that were opened beyond the room's.
    """

    person: Id
    ref: str
    hidden: bool
    name: MayBe[str]
    rag: MayBe[str]
    custody: MayBe[str]
    scores: MayBe[ShownScores]
    actions: Several[ActionRow]
    contributions: Several[ShownContribution]
    decisions: Several[ShownDecision]
    why: tuple[str, ...]
    opened: frozenset[Category]


@dataclass(frozen=True, slots=True, repr=False)
class Screen:
    """Whose screen it is: the room's, and where ``opened`` has categories, for those the chair's own."""

    room: RoomView
    own: View
    opened: frozenset[Category] = frozenset()

    def of(self, category: Category, facts: PersonFacts, entry: EntryFacts = PLAIN) -> Verdict:
        """The verdict for what is on the screen."""
        asked = self.own if category in self.opened else self.room
        return asked.of(category, facts, entry)


def meeting_view(parts: MeetingParts, facts: PersonFacts, screen: Screen) -> MeetingView:
    """What of ``parts`` may be on the screen."""
    named = screen.of(Category.IDENTITY, facts)
    if not named.allowed:
        return _hidden(parts, named, screen)
    refusals: dict[str, None] = {}

    def may_be(category: Category, value: T) -> T | Withheld:
        verdict = screen.of(category, facts)
        if verdict.allowed:
            return value
        refusals.setdefault(verdict.sentence)
        return Withheld(category, verdict.clause, verdict.sentence)

    contributions = may_be(Category.CONFERENCE, tuple(_contributions(parts.contributions, facts, screen)))
    may_see = (each for each in parts.decisions if all(screen.of(one, facts).allowed for one in each.discloses))
    decisions = tuple(may_see)[:_DECISIONS_SHOWN]
    return MeetingView(
        parts.person,
        parts.ref,
        False,
        parts.name or None,
        may_be(Category.RISK, parts.rag),
        may_be(Category.CUSTODY, parts.custody),
        may_be(Category.PATHWAYS, parts.scores),
        may_be(Category.ACTIONS, parts.actions),
        contributions,
        may_be(Category.CONFERENCE, decisions),
        tuple(refusals) + _box_reasons(contributions),
        screen.opened,
    )


def nobody_may(parts: MeetingParts, sentence: str) -> MeetingView:
    """The view of somebody of whom nothing may be shown, for a reason that lies in the room and not in them."""
    gone = Withheld(Category.IDENTITY, "", sentence)
    nothing = frozenset[Category]()
    return MeetingView(parts.person, parts.ref, True, gone, gone, gone, gone, gone, gone, gone, (sentence,), nothing)


def _hidden(parts: MeetingParts, named: Verdict, screen: Screen) -> MeetingView:
    sentence = say("Nothing of this person may be shown to this room.") if named.traceless else named.sentence
    return replace(nobody_may(parts, sentence), opened=screen.opened)


def _contributions(
    contributions: Iterable[Contributed], facts: PersonFacts, screen: Screen
) -> Iterable[ShownContribution]:
    for each in contributions:
        entry = EntryFacts(each.do_not_share)
        if not screen.of(Category.CONFERENCE, facts, entry).allowed:
            continue
        boxes: list[Box | Withheld] = []
        for box in each.boxes:
            verdict = screen.of(box.category, facts, entry)
            if verdict.allowed:
                boxes.append(box)
            elif not verdict.traceless:
                boxes.append(Withheld(box.category, verdict.clause, verdict.sentence))
        if boxes:
            yield ShownContribution(each.agency, each.author, each.written_on, tuple(boxes))


def _box_reasons(contributions: Several[ShownContribution]) -> tuple[str, ...]:
    if isinstance(contributions, Withheld):
        return ()
    said = (box.sentence for each in contributions for box in each.boxes if isinstance(box, Withheld))
    return tuple(dict.fromkeys(said))
