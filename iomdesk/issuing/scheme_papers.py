"""Documents of the whole scheme: the action list, the wall board, the Pathways master, the agreement itself."""

from collections.abc import Iterable
from functools import partial

from iomdesk.actions.listing import ActionsWanted, action_list
from iomdesk.agreement.questions import agreement_signatures, agreement_version, agreement_versions
from iomdesk.agreement.view import RoomView, view_for
from iomdesk.cohort.facts import people_facts
from iomdesk.conference.board import wall_board
from iomdesk.conference.questions import conferences
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.issuing.making import Made, Making
from iomdesk.packs.action_list import render_action_list
from iomdesk.packs.agreement_paper import render_agreement
from iomdesk.packs.gather.action_list import ActionsAsked, gather_action_list
from iomdesk.packs.gather.agreement_paper import gather_agreement
from iomdesk.packs.gather.conference_pack import Printing
from iomdesk.packs.gather.pathways_master import MasterAsked, gather_pathways_master
from iomdesk.packs.gather.sharing import Sharing
from iomdesk.packs.gather.wall_board import BoardAsked, gather_wall_board
from iomdesk.packs.paper.formats import A3_LANDSCAPE, A4, A4_LANDSCAPE, Paper
from iomdesk.packs.pathways_master import render_pathways_master
from iomdesk.packs.wall_board import render_wall_board
from iomdesk.partnership.questions import sites
from iomdesk.pathways.master import master
from iomdesk.pathways.questions import pathway_set, pathway_versions
from iomdesk.words import say


def make_action_list(making: Making) -> Made:
    """The open actions, all or as chosen; of one conference where the order is about one."""
    desk, order, chosen = making.desk, making.order, making.order.choices
    wanted = ActionsWanted(str(chosen.owner or ""), desk.officer if chosen.mine else None, order.about)
    rows = desk.ask(action_list, desk.today, wanted)
    codes = {row.id: row.code for row in desk.ask(conferences)}
    labels = desk.ask(pathway_set, desk.today)
    facts = desk.ask(people_facts, _people(each.row.person for each in rows), desk.today)
    asked = ActionsAsked(
        desk.today,
        rows,
        facts,
        labels.labels if labels else (),
        codes,
        _of(making, codes),
    )
    gathered = gather_action_list(asked, _printing(making), making.sharing)
    draw = partial(render_action_list, paper=order.paper)
    return Made(draw, gathered.actions, gathered.people, codes.get(order.about, "") if order.about else "")


def _of(making: Making, codes: dict[Id, str]) -> str:
    """What the list is of, in words."""
    chosen, about = making.order.choices, making.order.about
    parts = [
        say("set at {conference}", conference=codes.get(about, "")) if about else "",
        say("of {agency}", agency=chosen.owner) if chosen.owner else "",
        say("of one officer") if chosen.mine else "",
    ]
    said = ", ".join(part for part in parts if part)
    return say("Open actions {which}", which=said) if said else say("All open actions")


def make_wall_board(making: Making) -> Made:
    """The cohort for the wall: for its own agency, or for everybody who comes into a shared office."""
    desk, order, chosen = making.desk, making.order, making.order.choices
    rows = desk.ask(wall_board, desk.today, chosen.site)
    labels = desk.ask(pathway_set, desk.today)
    highest = max((level for level, _ in labels.scale), default=0) if labels else 0
    facts = desk.ask(people_facts, _people(each.person for each in rows), desk.today)
    asked = BoardAsked(
        desk.today,
        rows,
        facts,
        _site_name(making),
        chosen.room,
        highest * len(labels.labels) if labels else 0,
    )
    gathered = gather_wall_board(asked, _printing(making), _for_the_room(making))
    draw = partial(render_wall_board, paper=_or(order.paper, A3_LANDSCAPE), tiled=order.tiled)
    return Made(draw, gathered.board, gathered.people, "")


def _for_the_room(making: Making) -> Sharing:
    """The way for everybody named; raises ``Refused`` where the agreement lets one of them have nothing today."""
    desk, chosen = making.desk, making.order.choices
    if not chosen.room:
        return making.sharing
    views = tuple(view_for(making.agreement, agency, desk.today, desk.agency) for agency in dict.fromkeys(chosen.room))
    for view in views:
        if not view.own_desk and not view.standing.shares:
            raise Refused(view.standing.sentence, say("Print it for your own agency's room; nothing was written."))
    return making.sharing.in_room(RoomView(views))


def make_pathways_master(making: Making) -> Made:
    """The cohort by the eight pathways, with the movement of those the reader may have."""
    desk, order = making.desk, making.order
    shown = desk.ask(master, desk.today, None, order.choices.site)
    people = _people(row.person for row in (*shown.rows, *shown.former))
    versions = desk.ask(pathway_versions, desk.today)
    anchors = next((each.anchors for each in versions if each.labelled.id == shown.columns.id), {})
    facts = desk.ask(people_facts, people, desk.today)
    asked = MasterAsked(shown, facts, anchors)
    gathered = gather_pathways_master(asked, _printing(making), making.sharing)
    draw = partial(render_pathways_master, paper=_or(order.paper, A4_LANDSCAPE))
    return Made(draw, gathered.paper, gathered.people, "")


def make_agreement(making: Making) -> Made:
    """One version of the agreement, whichever the order is about. It holds nothing about anybody on the scheme."""
    desk, order = making.desk, making.order
    versions = desk.ask(agreement_versions)
    row = next((each for each in versions if each.id == order.about), None)
    if row is None:
        raise Refused(say("That agreement is not on this desk."), say("See: iomdesk agreement list."))
    found = desk.ask(agreement_version, row.version)
    if found.agreement is None:
        raise Refused(found.fault, say("Adopt it again; nothing was printed."))
    signed = desk.ask(agreement_signatures, found.id)
    paper = gather_agreement(found, found.agreement, desk.today, signed, versions, _printing(making))
    draw = partial(render_agreement, on=_or(order.paper, A4_LANDSCAPE))
    return Made(draw, paper, (), say("version {version}", version=found.version))


def _printing(making: Making) -> Printing:
    return Printing(making.copy, making.printed_at, making.training, making.marking)


def _people(found: Iterable[Id | None]) -> tuple[Id, ...]:
    return tuple(dict.fromkeys(person for person in found if person is not None))


def _or(chosen: Paper, usual: Paper) -> Paper:
    """The paper chosen; the document's own where nothing was said."""
    return usual if chosen == A4 else chosen


def _site_name(making: Making) -> str:
    chosen = making.order.choices.site
    return next((row.name for row in making.desk.ask(sites) if row.id == chosen), "") if chosen else ""
