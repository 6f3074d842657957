"""What came after the minutes were signed, through the agreement. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from iomdesk.agreement.rules import PersonFacts
from iomdesk.catalogue import ATTENDANCE, CONTRIBUTION, DECISION, DISSENT, RATING, Category
from iomdesk.clock import instant_text
from iomdesk.conference.minuted import Added, Arrived, Contributed, Minutes
from iomdesk.conference.wording import field_words, kind_words
from iomdesk.ids import Id
from iomdesk.packs.gather.meeting import sees_meetings, the_meeting
from iomdesk.packs.gather.minutes_person import contributed_parts, reads_anything
from iomdesk.packs.gather.sharing import PersonSharing, Sharing
from iomdesk.packs.minutes_records import AddedPart, LaterPart
from iomdesk.words import say

T = TypeVar("T")

_TELLS_OF_RISK = frozenset({DECISION.name, DISSENT.name, RATING.name})
"""Kinds whose words may say a RAG."""


@dataclass(frozen=True, slots=True, repr=False)
class After:
    """What came after, as this copy shows it, and about whom."""

    addenda: tuple[AddedPart, ...]
    changed: tuple[LaterPart, ...]
    later: tuple[LaterPart, ...]
    people: tuple[Id, ...]


def gather_after(
    minutes: Minutes, facts: Mapping[Id, PersonFacts], ways: Mapping[Id, PersonSharing], sharing: Sharing
) -> After:
    """Addenda, changes and arrivals this reader may have. ``ways`` are of those who are in the copy already."""
    gathering = _Gathering(minutes, facts, sharing, {**_absent(minutes), **ways})
    addenda = [gathering.added(each) for each in minutes.addenda]
    changed = [gathering.arrived(each) for each in minutes.changed]
    later = [gathering.arrived(each) for each in minutes.later]
    return After(_there(addenda), _there(changed), _there(later), tuple(gathering.people))


def _there(parts: Iterable[T | None]) -> tuple[T, ...]:
    return tuple(part for part in parts if part is not None)


def _absent(minutes: Minutes) -> dict[Id, PersonSharing | None]:
    """Those the minutes were asked about before: who is not in the copy is not asked about, or counted, again."""
    return dict.fromkeys((each.person for each in (*minutes.people, *minutes.not_reached)), None)


@dataclass(slots=True, repr=False)
class _Gathering:
    minutes: Minutes
    facts: Mapping[Id, PersonFacts]
    sharing: Sharing
    ways: dict[Id, PersonSharing | None]
    people: list[Id] = field(default_factory=list)

    def _way(self, person: Id | None) -> PersonSharing | None:
        if person is None:
            return the_meeting(self.sharing)
        if person not in self.ways:
            self.ways[person] = self.sharing.person(self.facts[person])
        return self.ways[person]

    def added(self, each: Added) -> AddedPart | None:
        way = self._way(each.person)
        if way is None or way.several((each,), Category.CONFERENCE) != (each,):
            return None
        self._is_in(each.person)
        about = " ".join(part for part in (each.ref, each.name) if part) or say("The meeting")
        at = instant_text(each.written_at) if each.written_at else ""
        return AddedPart(about, each.body, each.reason, each.author, at)

    def arrived(self, each: Arrived) -> LaterPart | None:
        """What came or changed; of what was taken back another agency is told that alone (DPA 2018 s.38(4))."""
        way = self._way(each.person)
        taken_back = each.withdrawn and self.sharing.another_agency
        if way is None or (taken_back and not each.fields):
            return None
        what = each.what
        boxes: tuple[tuple[str, str], ...] = ()
        if each.kind == CONTRIBUTION.name and each.fields:
            what = self._changed(each, way)
            if not what:
                return None
        elif each.kind == CONTRIBUTION.name:
            shown = list(contributed_parts(self._contributed(each), way))
            if not shown:
                return None
            boxes = shown[0].boxes
        elif not self._may(each, way):
            return None
        self._is_in(each.person)
        if taken_back:
            what = say("{kind}: taken back", kind=kind_words(each.kind))
        return LaterPart(each.ref or say("The meeting"), what, each.seen, boxes)

    def _changed(self, each: Arrived, way: PersonSharing) -> str:
        """What changed in a contribution this reader has, by the boxes they may read; empty for none of those.

        Not counted: its boxes are, where they stand.
        """
        if not any(reads_anything(one, way) for one in self._contributed(each)):
            return ""
        told = [name for name in each.fields if way.may(Category.CONFERENCE, CONTRIBUTION.by_name[name].category)]
        if len(told) == len(each.fields):
            return each.what
        words = {"kind": kind_words(each.kind), "fields": ", ".join(map(field_words, told))}
        return say("{kind} ({fields} changed)", **words) if told else ""

    def _may(self, each: Arrived, way: PersonSharing) -> bool:
        if each.kind == ATTENDANCE.name and not each.fields and sees_meetings(self.sharing):
            return True
        more = (Category.RISK,) if each.kind in _TELLS_OF_RISK else ()
        return way.several((each,), each.category, *more) == (each,)

    def _contributed(self, each: Arrived) -> Iterable[Contributed]:
        """The contribution meant; one that cannot be read as it was may have been marked, and leaves no trace."""
        if each.contribution is not None:
            return (each.contribution,)
        everyone = (*self.minutes.people, *self.minutes.not_reached)
        found = [one for person in everyone for one in person.contributions if one.record == each.record]
        if not found:
            self.sharing.count.traceless += 1
        return found

    def _is_in(self, person: Id | None) -> None:
        if person is not None:
            self.people.append(person)
