"""One named copy of an attendance sheet. It says nothing of anybody who is talked about. Pure."""

from collections.abc import Iterable, Mapping

from iomdesk.agreement.rules import NOT_NARROWED, PersonFacts
from iomdesk.catalogue import Agency, Category
from iomdesk.conference.expecting import Expected
from iomdesk.conference.finding import ConferenceRow
from iomdesk.conference.rules import Presence
from iomdesk.conference.statement import StatementRow
from iomdesk.ids import Id
from iomdesk.packs.attendance import AgencyAttending, AttendanceSheet
from iomdesk.packs.gather.conference_pack import Printing
from iomdesk.packs.gather.meeting import head_of, sees_meetings
from iomdesk.packs.gather.sharing import Sharing
from iomdesk.words import say

_TELLS = (Category.IDENTITY, Category.SUPERVISION, Category.CONFERENCE)
"""What an agency's row discloses: who works with somebody, and that they are talked about."""


def agencies_working(facts: Mapping[Id, PersonFacts], sharing: Sharing) -> frozenset[str]:
    """The agencies that work with people on the agenda, of those of whom the reader may know it.

    Who is marked restricted or excluded invites nobody. Nothing is counted: no entry of anybody's is on the sheet.
    """
    plain = (each for each in facts.values() if each.narrowing in NOT_NARROWED)
    known = (each for each in plain if all(sharing.of(category, each).allowed for category in _TELLS))
    return frozenset(str(agency) for each in known for agency in each.involved)


def gather_attendance(
    row: ConferenceRow,
    statement: StatementRow | None,
    expected: Iterable[Expected],
    working: Iterable[str],
    printing: Printing,
    sharing: Sharing,
    chair: str = "",
) -> AttendanceSheet:
    """The sheet as this copy shows it: an agency whose officers may not be named has an empty row."""
    named = [each for each in expected if _may_name(each, sharing)]
    there = [each for each in named if each.presence is Presence.PRESENT]
    agencies = sorted({*(each.agency for each in there), *_known(working)})
    return AttendanceSheet(
        head_of(row, say("Attendance sheet"), printing, sharing, chair),
        statement.body if statement else "",
        statement.version if statement else 0,
        tuple(
            AgencyAttending(agency, tuple(each.name for each in there if each.agency == agency)) for agency in agencies
        ),
        tuple(
            say("{name} ({agency})", name=each.name, agency=each.agency)
            for each in named
            if each.presence is Presence.APOLOGIES
        ),
    )


def _known(agencies: Iterable[str]) -> Iterable[str]:
    codes = frozenset(map(str, Agency))
    return (each for each in agencies if each in codes)


def _may_name(each: Expected, sharing: Sharing) -> bool:
    """Whether the reader may see the name: their own officers', and others' where staffing or meetings are theirs."""
    if not sharing.another_agency or each.agency == str(sharing.view.agency):
        return True
    return sharing.view.may(Category.STAFFING) if each.category is Category.STAFFING else sees_meetings(sharing)
