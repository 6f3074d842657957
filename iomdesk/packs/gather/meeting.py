"""What documents of a conference share on their way through the agreement. Pure."""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from iomdesk.agreement.rules import NOBODY, PersonFacts
from iomdesk.agreement.terms import Access
from iomdesk.catalogue import Category
from iomdesk.conference.finding import ConferenceRow
from iomdesk.ids import Id
from iomdesk.packs.conference_head import Head
from iomdesk.packs.gather.conference_pack import Printing
from iomdesk.packs.gather.sharing import PersonSharing, Sharing


def head_of(row: ConferenceRow, document: str, printing: Printing, sharing: Sharing, chair: str = "") -> Head:
    """The head, made last: it says what was withheld in all."""
    return Head(
        document=document,
        code=row.code,
        site=row.site_name,
        held_on=row.held_on,
        copy=printing.copy,
        printed_at=printing.printed_at,
        number=row.number,
        starts_at=row.starts_at,
        place=row.place,
        chair=chair if sees_meetings(sharing) else "",
        marking=printing.marking,
        training=printing.training,
        withheld_line=sharing.count.line,
    )


class OfPerson(Protocol):
    """A row about one person."""

    @property
    def person(self) -> Id: ...


T = TypeVar("T", bound=OfPerson)


def shared_with(
    people: Iterable[T], person_of: Mapping[Id, PersonFacts], sharing: Sharing
) -> list[tuple[T, PersonSharing]]:
    """Those of ``people`` who are in the copy, each with the way of their values.

    That somebody is talked about is itself a matter of the conference: who may be named, and of whose conference the
    reader may have nothing, is not in it, and is counted as withheld.
    """
    ways = ((each, sharing.person(person_of[each.person])) for each in people)
    return [
        (each, way) for each, way in ways if way is not None and way.several((each,), Category.CONFERENCE) == (each,)
    ]


def may_tell_order(ways: Iterable[PersonSharing]) -> bool:
    """Whether the order of the meeting may be told: it follows from the RAG (``conference.agenda``), so each reader of
    it must be one who may have the RAG of everybody in the copy."""
    return all(way.may(Category.RISK) for way in ways)


def the_meeting(sharing: Sharing) -> PersonSharing:
    """The way of free text about the meeting as a whole: it may name anybody, so nothing is known of whom it is about,
    and a condition on a person does not hold."""
    return PersonSharing(sharing, NOBODY)


def sees_meetings(sharing: Sharing) -> bool:
    """Whether the reader may have anything of a conference, so that who was there may be told.

    Attendance is about no person on the scheme, so that conditions on a person do not apply to it.
    """
    view = sharing.view
    if view.own_desk:
        return True
    if view.agreement is None or not view.standing.shares:
        return False
    return view.agreement.cell(Category.CONFERENCE, view.agency).access is not Access.NONE
