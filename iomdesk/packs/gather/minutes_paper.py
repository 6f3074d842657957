"""One named copy of the minutes: every entry through the agreement by its own category. Pure.

For another agency, besides: people in order of the name where the meeting's order would tell of a RAG; no numbers
counted through the conference and nobody's leaving the room, whose gaps would tell of somebody who is not in the
copy; and nothing that was recorded by mistake and taken back (DPA 2018 s.38(4): inaccurate data are not passed on).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from iomdesk.agreement.rules import PersonFacts
from iomdesk.catalogue import Category
from iomdesk.clock import instant_text
from iomdesk.conference.finding import ConferenceRow
from iomdesk.conference.minuted import Attended, Minutes, PersonMinutes
from iomdesk.conference.rules import Part, Presence, part_words
from iomdesk.ids import Id
from iomdesk.packs.gather.conference_pack import Printing
from iomdesk.packs.gather.meeting import head_of, may_tell_order, sees_meetings, shared_with, the_meeting
from iomdesk.packs.gather.minutes_after import gather_after
from iomdesk.packs.gather.minutes_person import PersonGathering, taken_back_parts
from iomdesk.packs.gather.sharing import PersonSharing, Sharing
from iomdesk.packs.minutes_records import (
    AgencyThere,
    AttendancePart,
    MinutesPaper,
    PersonThere,
    PointPart,
    SignedPart,
)
from iomdesk.packs.paper.values import Several
from iomdesk.words import say

People = list[tuple[PersonMinutes, PersonSharing]]


@dataclass(frozen=True, slots=True, repr=False)
class GatheredMinutes:
    """Minutes ready to be rendered, with who is in them, for the log of disclosures."""

    minutes: MinutesPaper
    people: tuple[Id, ...]


def people_minuted(minutes: Minutes) -> tuple[Id, ...]:
    """Everybody whom the minutes say anything of: the facts of all of them are needed."""
    found = [each.person for each in (*minutes.people, *minutes.not_reached)]
    found += [each.person for each in minutes.addenda if each.person is not None]
    found += [each.person for each in (*minutes.changed, *minutes.later) if each.person is not None]
    return tuple(dict.fromkeys(found))


def gather_minutes(
    row: ConferenceRow, minutes: Minutes, facts: Mapping[Id, PersonFacts], printing: Printing, sharing: Sharing
) -> GatheredMinutes:
    """The minutes as this copy shows them. What was kept back is counted in ``sharing``."""
    own = not sharing.another_agency
    people = shared_with(minutes.people, facts, sharing)
    others = shared_with([each for each in minutes.not_reached if _told_of(each, sharing)], facts, sharing)
    ordered = may_tell_order(way for _, way in (*people, *others))
    if not ordered:
        people, others = (sorted(each, key=_by_name) for each in (people, others))
    after = gather_after(minutes, facts, {each.person: way for each, way in (*people, *others)}, sharing)
    meeting = the_meeting(sharing)
    parts = tuple(PersonGathering(each, way, own=own).part() for each, way in people)
    left = tuple(PersonGathering(each, way, own=own).part() for each, way in others)
    points = _points(minutes, meeting, own=own)
    attendance = _attendance(minutes, meeting, own=own) if sees_meetings(sharing) else None
    signed = minutes.signed
    paper = MinutesPaper(
        head=head_of(row, say("Minutes"), printing, sharing, minutes.chair),
        series=minutes.series,
        began=instant_text(minutes.began_at) if minutes.began_at is not None else "",
        attendance=attendance,
        statement=minutes.statement.body if minutes.statement else "",
        version=minutes.statement.version if minutes.statement else 0,
        points=points,
        people=parts,
        not_reached=left,
        signed=SignedPart(signed.by, instant_text(signed.at), signed.holds) if signed else None,
        by_name=not ordered,
        taken_back=taken_back_parts(minutes.taken_back) if own else (),
        addenda=after.addenda,
        changed=after.changed,
        later=after.later,
    )
    shown = [each.person for each, _ in (*people, *others)]
    return GatheredMinutes(paper, tuple(dict.fromkeys([*shown, *after.people])))


def _told_of(each: PersonMinutes, sharing: Sharing) -> bool:
    """Whether somebody not reached may stand in a copy at all: not where all there is of them leaves no trace in it."""
    if each.place is not None or each.reasons or each.put_off:
        return True
    another, agency = sharing.another_agency, str(sharing.view.agency)
    if not another and any(not one.do_not_share for one in each.taken_back):
        return True
    open_to = (one for one in each.contributions if not one.do_not_share or (another and one.agency == agency))
    told = (one for one in open_to if not (another and one.withdrawn))
    return any(not another or box.category is not Category.INTELLIGENCE for one in told for box in one.boxes)


def _by_name(pair: tuple[PersonMinutes, PersonSharing]) -> tuple[str, str, Id]:
    each, _ = pair
    return each.surname.casefold(), each.forenames.casefold(), each.person


def _attendance(minutes: Minutes, meeting: PersonSharing, *, own: bool) -> AttendancePart:
    def there(presence: Presence) -> tuple[AgencyThere, ...]:
        return tuple(
            AgencyThere(agency, tuple(_person_there(each, meeting, own=own) for each in people))
            for agency, people in minutes.attended(presence)
        )

    movements = tuple(
        say("{at}: {what}", at=instant_text(each.written_at), what=each.body) if each.written_at else each.body
        for each in (minutes.room if own else ())
    )
    return AttendancePart(
        there(Presence.PRESENT),
        there(Presence.APOLOGIES),
        there(Presence.ABSENT),
        minutes.agencies_absent,
        movements,
    )


def _person_there(each: Attended, meeting: PersonSharing, *, own: bool) -> PersonThere:
    part = part_words(each.part) if each.part is not Part.MEMBER else ""
    left = say("left before the end") if own and each.left_at is not None else ""
    remark = meeting.text(each.note, Category.CONFERENCE)
    return PersonThere(each.name, part, each.accepted_at is not None, left, remark)


def _points(minutes: Minutes, meeting: PersonSharing, *, own: bool) -> Several[PointPart]:
    return meeting.several(
        (PointPart(f"{each.number}." if own else "", each.body, each.author) for each in minutes.points),
        Category.CONFERENCE,
    )
