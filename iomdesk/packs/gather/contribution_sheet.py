"""An agency's paper contribution sheets: what it may know of each person, and who will read each box. Pure.

Who may read a box is said from the terms of the agreement alone. Said from what is known of the person, it would tell
which agencies work with them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from iomdesk.agreement.rules import NOT_NARROWED, PersonFacts
from iomdesk.agreement.terms import Access, Agreement, Condition
from iomdesk.catalogue import CONTRIBUTION, Agency, Category
from iomdesk.conference.agenda import AgendaRow
from iomdesk.conference.contributing import box_label
from iomdesk.conference.finding import ConferenceRow
from iomdesk.ids import Id
from iomdesk.packs.contribution_sheet import ContributionSheets, PersonSheet, SheetBox
from iomdesk.packs.gather.conference_pack import Printing
from iomdesk.packs.gather.meeting import head_of, shared_with
from iomdesk.packs.gather.sharing import PersonSharing, Sharing
from iomdesk.packs.gather.words import full_name
from iomdesk.words import say

_HINTS = {
    "facts": "What you saw, did, were told or hold on record: what, when, and who says so.",
    "opinion": "What you think of it, and how sure you are.",
    "health": "Health, as far as the others need it to work with the person.",
    "substance_use": "Drugs and alcohol: use, tests, treatment.",
    "intelligence": "Only what your agency has graded for this use.",
    "victim": "Victims, and what keeps them safe. Name nobody who need not be named.",
}
_WHEN = {
    Condition.OWN_PEOPLE: "they work with the person",
    Condition.IN_CUSTODY: "the person is in custody or due for release",
    Condition.STEP_DOWN: "the person has stepped down",
    Condition.STATUTORY: "the person is under statutory supervision",
    Condition.ENGAGED: "the person has agreed to take part",
}
_ALWAYS = ("facts", "opinion")


@dataclass(frozen=True, slots=True, repr=False)
class SheetPerson:
    """A person a sheet may be for: their line on the agenda, and their day of birth."""

    row: AgendaRow
    born: date | None

    @property
    def person(self) -> Id:
        """The id they are shown under."""
        return self.row.person


def people_to_ask(
    people: Iterable[SheetPerson], facts: Mapping[Id, PersonFacts], sharing: Sharing
) -> list[tuple[SheetPerson, PersonSharing]]:
    """Those the agency may be asked about, in order of the name: the meeting's order tells of the RAG."""
    ordered = sorted(people, key=lambda each: (each.row.surname.casefold(), each.row.forenames.casefold(), each.person))
    return shared_with(ordered, facts, sharing)


def gather_sheets(
    row: ConferenceRow,
    asked: Sequence[tuple[SheetPerson, PersonSharing]],
    numbers: Mapping[Id, str],
    facts: Mapping[Id, PersonFacts],
    printing: Printing,
    sharing: Sharing,
    own: Agency,
) -> ContributionSheets:
    """The sheets of those who have a number, for the desk of the agency ``own``."""
    agency, agreement = sharing.view.agency, _terms(sharing)
    offered = _offered(agreement, agency, own)
    sheets = []
    for each, way in asked:
        if each.person in numbers:
            boxes = tuple(_box(name, agreement, own, facts[each.person]) for name in offered)
            sheets.append(_sheet(each, way, numbers[each.person], boxes))
    return ContributionSheets(
        head_of(row, say("Contribution sheet"), printing, sharing),
        str(agency),
        say("{agency}, {site}", agency=str(own), site=row.site_name) if row.site_name else str(own),
        tuple(sheets),
        no_intelligence="intelligence" not in offered,
    )


def _terms(sharing: Sharing) -> Agreement | None:
    """The agreement, where anything is shared under it."""
    view = sharing.view
    return view.agreement if view.standing.shares else None


def _offered(agreement: Agreement | None, agency: Agency, own: Agency) -> tuple[str, ...]:
    """The boxes whose category the agency may write and the desk that keys the sheet in may hold.

    With no agreement, what every agency says at a conference: facts and opinion.
    """
    if agreement is None:
        return _ALWAYS
    return tuple(
        name
        for name in _HINTS
        if name in _ALWAYS
        or (
            agreement.cell(_category(name), agency).access is Access.WRITE
            and (agency is own or agreement.cell(_category(name), own).access is not Access.NONE)
        )
    )


def _category(name: str) -> Category:
    return CONTRIBUTION.by_name[name].category


def _box(name: str, agreement: Agreement | None, own: Agency, facts: PersonFacts) -> SheetBox:
    return SheetBox(box_label(name), say(_HINTS[name]), readers_words(agreement, _category(name), own, facts.narrowing))


def readers_words(agreement: Agreement | None, category: Category, own: Agency, narrowing: str | None) -> str:
    """Who will be able to read what is of a category: *Read by: police; housing, if they work with the person.*

    A person who is marked is nobody else's to read about; that is said on the desk's own sheets, the only ones there
    are of them.
    """
    if agreement is None:
        return say("Read by: {agency} only; no information-sharing agreement is in force.", agency=str(own))
    if narrowing not in NOT_NARROWED:
        return say("Read by: {agency} only; the person is marked {mark}.", agency=str(own), mark=narrowing)
    groups: dict[tuple[Condition, ...], list[str]] = {}
    for agency in Agency:
        cell = agreement.cell(category, agency)
        if cell.access is not Access.NONE:
            groups.setdefault(cell.conditions, []).append(str(agency))
    said = [
        _group(conditions, agencies) for conditions, agencies in sorted(groups.items(), key=lambda pair: len(pair[0]))
    ]
    return say("Read by: {agencies}.", agencies="; ".join(said)) if said else say("Read by nobody under the agreement.")


def _group(conditions: tuple[Condition, ...], agencies: list[str]) -> str:
    named = ", ".join(agencies)
    if not conditions:
        return named
    when = say(" and ").join(say(_WHEN[each]) for each in conditions)
    return say("{agencies}, if {when}", agencies=named, when=when)


def _sheet(each: SheetPerson, way: PersonSharing, number: str, boxes: tuple[SheetBox, ...]) -> PersonSheet:
    return PersonSheet(
        number,
        each.row.ref,
        full_name(each.row.surname, each.row.forenames) or None,
        way.known(each.born, Category.IDENTITY),
        tuple(reason.text for reason in each.row.reasons if way.may(reason.category)),
        boxes,
    )
