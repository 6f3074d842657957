"""One named copy of the wall board: everybody who may hang there, for everybody who comes in. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from iomdesk.agreement.rules import NOT_NARROWED, PersonFacts
from iomdesk.catalogue import PERSON, Agency, Category
from iomdesk.conference.board import BoardRow
from iomdesk.custody.questions import Held
from iomdesk.ids import Id, short_ref
from iomdesk.packs.gather.conference_pack import Printing
from iomdesk.packs.gather.sharing import PersonSharing, Sharing
from iomdesk.packs.gather.words import full_name
from iomdesk.packs.scheme_head import SchemeHead
from iomdesk.packs.wall_board import BoardPaper, BoardTile, near_day
from iomdesk.people.rules import MarkerCode, marker_label
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class BoardAsked:
    """What the desk knows for the board. ``room`` are the agencies whose people come into the office."""

    on: date
    rows: tuple[BoardRow, ...]
    facts: Mapping[Id, PersonFacts]
    site: str = ""
    room: tuple[Agency, ...] = ()
    scale_end: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class GatheredBoard:
    """A board ready to be rendered, with who is on it, for the log of disclosures."""

    board: BoardPaper
    people: tuple[Id, ...]


def gather_wall_board(asked: BoardAsked, printing: Printing, sharing: Sharing) -> GatheredBoard:
    """The board as this copy shows it, by name within each RAG.

    A restricted or excluded person hangs on no wall, not even their own agency's: who passes a wall is not known.
    """
    hangs = [each for each in asked.rows if asked.facts[each.person].narrowing in NOT_NARROWED]
    sharing.count.traceless += len(asked.rows) - len(hangs)
    shown = [(each, way) for each in hangs if (way := sharing.person(asked.facts[each.person])) is not None]
    tiles = tuple(_tile(each, way, asked.on) for each, way in shown)
    head = SchemeHead(
        say("Cohort wall board"),
        asked.on,
        printing.copy,
        printing.printed_at,
        asked.site,
        printing.marking,
        printing.training,
        sharing.count.line,
    )
    return GatheredBoard(
        BoardPaper(head, tiles, _room(asked.room), asked.scale_end, _explained(tiles)),
        tuple(each.person for each, _ in shown),
    )


def _room(agencies: Iterable[Agency]) -> str:
    named = ", ".join(dict.fromkeys(map(str, agencies)))
    return say("only what all of these may read: {agencies}", agencies=named) if named else ""


def _tile(each: BoardRow, way: PersonSharing, on: date) -> BoardTile:
    row = each.row
    return BoardTile(
        full_name(row.surname or "", row.forenames or "") or None,
        row.ref or short_ref(each.person),
        way.known(row.rag, PERSON.by_name["rag"].category),
        way.known(_where(row.held, on), Category.CUSTODY),
        way.known(each.lead or None, Category.SUPERVISION),
        way.known(each.last_on, Category.CONFERENCE),
        each.next_on if way.may(Category.CONFERENCE) else None,
        way.known(each.total, Category.PATHWAYS),
        each.moved if way.may(Category.PATHWAYS) else None,
        way.several(map(_letters, each.markers), Category.RISK),
    )


_LETTERS = {
    MarkerCode.RISK_TO_STAFF: "STAFF",
    MarkerCode.SELF_HARM: "SH",
    MarkerCode.DOMESTIC_ABUSE: "DA",
    MarkerCode.COUNTY_LINES: "CL",
    MarkerCode.COUNTY_LINES_EXPLOITER: "CLX",
    MarkerCode.SEX_OFFENDER: "RSO",
    MarkerCode.YOUTH_TRANSITION: "YT",
    MarkerCode.ORGANISED_CRIME: "OC",
    MarkerCode.CHILD_SEXUAL_EXPLOITATION: "CSE",
}
"""What stands on a tile for a marker, explained at the head of the board where anybody on it has it."""
_MEANT = {letters: code for code, letters in _LETTERS.items()}


def _letters(code: str) -> str:
    return _LETTERS[MarkerCode(code)]


def _explained(tiles: Iterable[BoardTile]) -> tuple[tuple[str, str], ...]:
    used = {mark for tile in tiles if isinstance(tile.markers, tuple) for mark in tile.markers}
    return tuple((mark, marker_label(code)) for mark, code in _MEANT.items() if mark in used)


def _where(held: Held | None, on: date) -> str:
    if held is None:
        return say("in the community")
    prison = held.prison or say("in custody, prison not known")
    return say("{prison}, out {day}", prison=prison, day=near_day(held.release_on, on)) if held.release_on else prison
