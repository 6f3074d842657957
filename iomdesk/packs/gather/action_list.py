"""One named copy of the list of open actions, each through the agreement. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from iomdesk.actions.listing import ListedAction
from iomdesk.actions.rules import number_text
from iomdesk.agreement.rules import NOBODY, PersonFacts
from iomdesk.catalogue import ACTION, Category
from iomdesk.ids import Id
from iomdesk.packs.action_list import ActionList, AgencyGroup, OpenAction
from iomdesk.packs.gather.conference_pack import Printing
from iomdesk.packs.gather.sharing import PersonSharing, Sharing
from iomdesk.packs.gather.words import full_name
from iomdesk.packs.scheme_head import SchemeHead
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class ActionsAsked:
    """What the desk knows for the list. ``pathways`` are the labels in order; ``conferences`` their codes by id."""

    on: date
    rows: Sequence[ListedAction]
    facts: Mapping[Id, PersonFacts]
    pathways: Sequence[str] = ()
    conferences: Mapping[Id, str] | None = None
    of: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class GatheredActions:
    """A list ready to be rendered, with who is in it, for the log of disclosures."""

    actions: ActionList
    people: tuple[Id, ...]


def gather_action_list(asked: ActionsAsked, printing: Printing, sharing: Sharing) -> GatheredActions:
    """The actions this copy shows, grouped by the owner's agency, the reader's own first.

    Every field of an action is of one category. An action about nobody is shared as one about somebody of whom nothing
    is known: its words may name anybody. What was kept back is counted in ``sharing``.
    """
    ways: dict[Id | None, PersonSharing | None] = {None: PersonSharing(sharing, NOBODY)}
    groups: dict[str, list[OpenAction]] = {}
    people: dict[Id, None] = {}
    for each in asked.rows:
        person = each.row.person
        if person is not None and person not in ways:
            ways[person] = sharing.person(asked.facts[person])
        way = ways[person]
        if way is None or way.several((each,), *_CATEGORIES) != (each,):
            continue
        groups.setdefault(each.row.owner_agency, []).append(_action(each, way, asked))
        if person is not None:
            people[person] = None
    own = str(sharing.view.agency)
    ordered = sorted(groups, key=lambda agency: (agency != own, not agency, agency))
    head = SchemeHead(
        say("Action list"),
        asked.on,
        printing.copy,
        printing.printed_at,
        asked.of,
        printing.marking,
        printing.training,
        sharing.count.line,
    )
    listed = ActionList(head, tuple(AgencyGroup(agency, tuple(groups[agency])) for agency in ordered))
    return GatheredActions(listed, tuple(people))


_SHOWN = ("number", "body", "owner_name", "owner_agency", "due_on", "due_reason", "pathway", "origin", "raised_on")
_CATEGORIES = tuple({ACTION.by_name[name].category: None for name in _SHOWN})


def _action(each: ListedAction, way: PersonSharing, asked: ActionsAsked) -> OpenAction:
    """A line; the conference it was set at tells that its person was talked about there, so it passes as that too."""
    row = each.row
    code = (asked.conferences or {}).get(row.origin) if row.origin else None
    place = row.pathway
    label = asked.pathways[place - 1] if place is not None and 1 <= place <= len(asked.pathways) else ""
    return OpenAction(
        number_text(row.number),
        row.body,
        row.owner_name,
        row.due_on,
        row.days_overdue,
        full_name(row.surname, row.forenames) or None if row.person else None,
        row.ref if row.person else "",
        label,
        code if code and way.may(Category.CONFERENCE) else "",
        row.raised_on,
        row.times_chased,
        row.chased_on,
        row.times_revised,
        each.days_before,
        row.due_reason,
    )
