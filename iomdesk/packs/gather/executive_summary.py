"""One named copy of the executive summary: confirmed text through the agreement. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iomdesk.agreement.rules import PersonFacts
from iomdesk.catalogue import DISCLOSABLE
from iomdesk.conference.finding import ConferenceRow
from iomdesk.conference.minuted import Attended
from iomdesk.conference.rules import Presence
from iomdesk.conference.summary import Summary, SummaryLine
from iomdesk.ids import Id
from iomdesk.packs.executive_summary import ExecutiveSummary, SummaryPerson
from iomdesk.packs.gather.conference_pack import Printing
from iomdesk.packs.gather.meeting import head_of, may_tell_order, sees_meetings, shared_with
from iomdesk.packs.gather.sharing import PersonSharing, Sharing
from iomdesk.packs.gather.words import full_name
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class GatheredSummary:
    """A summary ready to be rendered, with who is in it, for the log of disclosures."""

    summary: ExecutiveSummary
    people: tuple[Id, ...]


def gather_summary(
    row: ConferenceRow,
    summary: Summary,
    attendance: Iterable[Attended],
    facts: Mapping[Id, PersonFacts],
    printing: Printing,
    sharing: Sharing,
    chair: str = "",
) -> GatheredSummary:
    """The summary as this copy shows it. How many are still without a text is told to the desk's own agency alone."""
    shared = shared_with(summary.people, facts, sharing)
    if not may_tell_order(way for _, way in shared):
        shared.sort(key=lambda pair: (pair[0].surname.casefold(), pair[0].forenames.casefold(), pair[0].person))
    people = tuple(_person(line, way) for line, way in shared)
    present, absent = _agencies(attendance) if sees_meetings(sharing) else ((), ())
    paper = ExecutiveSummary(
        head_of(row, say("Executive summary"), printing, sharing, chair),
        people,
        present,
        absent,
        draft=not row.signed,
        waiting=0 if sharing.another_agency else summary.waiting,
    )
    return GatheredSummary(paper, tuple(line.person for line, _ in shared))


def _person(line: SummaryLine, way: PersonSharing) -> SummaryPerson:
    name = full_name(line.surname, line.forenames) or None
    return SummaryPerson(line.ref, name, way.known(line.body, DISCLOSABLE.by_name["body"].category), line.author)


def _agencies(attendance: Iterable[Attended]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    noted = tuple(attendance)
    present = {each.agency for each in noted if each.presence is Presence.PRESENT}
    return tuple(sorted(present)), tuple(sorted({each.agency for each in noted} - present))
