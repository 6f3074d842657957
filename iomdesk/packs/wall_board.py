"""The cohort on the wall: a tile for each person, the same RAG together, read from some steps away.

A tile is always of the same size in layout points; the sheet's type is as large as lets everybody stand on as few
sheets as the smallest type would need.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from iomdesk.clock import date_text
from iomdesk.packs.paper.document import Part, Tell, assemble, assemble_tiled, lay_out, quiet
from iomdesk.packs.paper.flow import Align, Flow, line_words
from iomdesk.packs.paper.formats import A3_LANDSCAPE, Paper
from iomdesk.packs.paper.known import withheld_words
from iomdesk.packs.paper.lettering import Face, Line, Style, width, wrap
from iomdesk.packs.paper.look import ALARM, BODY, CARE, GREY, INK, PAPER, QUIET, STRONG, Tone, figure_drawing, rag_tone
from iomdesk.packs.paper.marks import Box, Element
from iomdesk.packs.paper.values import Known, Several, Withheld
from iomdesk.packs.person import name_words
from iomdesk.packs.scheme_head import (
    SchemeHead,
    copy_words,
    require_scheme_handling,
    scheme_furniture,
    scheme_title,
)
from iomdesk.words import counted, say

SIZES = (1.7, 1.5, 1.35, 1.2, 1.1, 1.0, 0.92, 0.85, 0.8, 0.76)
"""Sizes of type tried, largest first; the smallest still has names of more than 8 points."""
TILE, GAP, BAR, INSET, TOTAL = 148.0, 3.5, 13.0, 3.0, 17.0
NAME = Style(Face.BOLD, 10.75, 13, INK)
DETAIL = Style(Face.REGULAR, 7.75, 10, INK)
MARKED = Style(Face.SEMIBOLD, 7.75, 10, INK)
GONE = Style(Face.ITALIC, 7.75, 10, GREY)
A_WHILE = 300
"""Days beyond which a day is written with its year; nearer ones cannot be mistaken."""


@dataclass(frozen=True, slots=True, repr=False)
class BoardTile:
    """One person. ``total`` is the sum of the eight scores, ``moved`` its change since adoption (below zero is better).

    ``last_on`` is the day they were talked about last, ``next_on`` their site's next conference. ``markers`` are
    letters that the board explains.
    """

    name: Known[str]
    ref: str
    rag: Known[str]
    where: Known[str]
    lead: Known[str]
    last_on: Known[date]
    next_on: Known[date]
    total: Known[int]
    moved: Known[int]
    markers: Several[str]


@dataclass(frozen=True, slots=True, repr=False)
class BoardPaper:
    """One named copy of the board, in the order it hangs. ``room`` says whose eyes it is for, ``""`` its own agency's.

    ``scale_end`` is the highest total there can be, 0 where the scheme has no scale. ``short`` explains the letters
    that stand for the markers on these tiles.
    """

    head: SchemeHead
    tiles: tuple[BoardTile, ...]
    room: str = ""
    scale_end: int = 0
    short: tuple[tuple[str, str], ...] = ()


_ORDER = ("red", "amber", "green")


def _groups(tiles: Sequence[BoardTile]) -> list[tuple[str, Tone | None, list[BoardTile]]]:
    """The tiles by RAG: red, amber, green, any other word, not known, withheld; the order within stays."""
    found: dict[tuple[int, str], list[BoardTile]] = {}
    for tile in tiles:
        found.setdefault(_rank(tile.rag), []).append(tile)
    return [(word, rag_tone(word) if rank <= len(_ORDER) else None, found[rank, word]) for rank, word in sorted(found)]


def _rank(rag: Known[str]) -> tuple[int, str]:
    if isinstance(rag, Withheld):
        return len(_ORDER) + 2, say("RAG {words}", words=withheld_words(rag))
    if not rag:
        return len(_ORDER) + 1, say("RAG not known")
    word = rag[:1].upper() + rag[1:]
    plain = rag.strip().casefold()
    return (_ORDER.index(plain) if plain in _ORDER else len(_ORDER)), word


def _said(tile: BoardTile, on: date) -> list[tuple[str, Style]]:
    """What stands below the name: where and with whom; number, conferences, markers."""
    where = _told(tile.where, say("where not known"))
    lead = _told(tile.lead, say("no lead manager"))
    said = [(f"{where} · {lead}", DETAIL), (f"{tile.ref} · {_met(tile, on)}", DETAIL)]
    if isinstance(tile.markers, Withheld):
        said.append((say("markers {words}", words=withheld_words(tile.markers)), GONE))
    return said


def _marks(tile: BoardTile) -> str:
    return " ".join(tile.markers) if isinstance(tile.markers, tuple) else ""


def _told(value: Known[str], empty: str) -> str:
    if isinstance(value, Withheld):
        return say("W")
    return value or empty


def near_day(day: date, on: date) -> str:
    """A day without its year where that cannot be mistaken: *9 Nov*."""
    return date_text(day) if abs((on - day).days) > A_WHILE else f"{day.day} {day:%b}"


def _met(tile: BoardTile, on: date) -> str:
    if isinstance(tile.last_on, Withheld):
        return say("W")
    last = near_day(tile.last_on, on) if tile.last_on else say("never")
    return f"{last} → {near_day(tile.next_on, on)}" if isinstance(tile.next_on, date) else last


def _score(tile: BoardTile) -> tuple[str, str]:
    """How the total moved, and the total: *▼2* and *17*; what the arrow means stands at the head of the board."""
    if isinstance(tile.total, Withheld):
        return "", say("W")
    if tile.total is None:
        return "", "–"
    moved = tile.moved if isinstance(tile.moved, int) else None
    way = "" if moved is None else f"▼{-moved}" if moved < 0 else f"▲{moved}" if moved else "="
    return way, str(tile.total)


@dataclass(frozen=True, slots=True, repr=False)
class _Set:
    """A tile set in its width: the name's lines, those below it, the score beside the name, the markers.

    ``beside``: the markers stand at the end of the last line, which leaves room for them.
    """

    name: list[Line]
    below: list[list[Line]]
    score: tuple[str, str]
    marks: list[Line]
    beside: bool

    @property
    def height(self) -> float:
        lines = [*self.name, *(line for each in self.below for line in each), *([] if self.beside else self.marks)]
        return sum(line.style.leading for line in lines) + 2 * INSET


def _wide(line: Line) -> float:
    return width(line.text, line.style.face, line.style.size)


def _name(name: str, room: float) -> list[Line]:
    """The name's lines; a double surname too long for one is parted at its hyphen, not where the room ends."""
    first, hyphen, rest = name.partition("-")
    begins = Line(first + hyphen, NAME, joins=True)
    surname = name.partition(",")[0]
    if hyphen and _wide(Line(surname + ",", NAME)) > room >= _wide(begins):
        return [begins, *wrap(rest, NAME, room)]
    return wrap(name, NAME, room)


def _set(tile: BoardTile, wide: float, on: date) -> _Set:
    room = wide - BAR - 2 * INSET
    score = _score(tile)
    name = _name(name_words(tile.name), room - TOTAL - 3 - _wide(Line(score[0], MARKED)))
    below = [wrap(text, style, room) for text, style in _said(tile, on)]
    marks = wrap(_marks(tile), MARKED, room)
    beside = len(marks) == 1 and _wide(below[-1][-1]) + 2 * INSET + _wide(marks[0]) <= room
    return _Set(name, below, score, marks, beside)


_BARS = {ALARM: (ALARM.ink, PAPER), CARE: ("#f0bd74", INK)}
"""Grounds of a tile's bar and the shape on it: red dark, amber between, the rest light, also without colour."""


def _draw_tile(flow: Flow, item: Element, placed: _Set, x: float, wide: float, height: float, tone: Tone) -> None:
    top, sheet = flow.y, flow.sheet
    fill, shape = _BARS.get(tone, (tone.ground, tone.ink))
    sheet.draw(
        None,
        Box(x, top - height, wide, height, edge=GREY, radius=3, thickness=0.6),
        Box(x, top - height, BAR, height, fill=fill, edge=GREY, radius=3, thickness=0.6),
        figure_drawing(tone.figure, x + 2.5, top - INSET - 10.5, shape, 8.0),
    )
    body, left, y = item.add("LBody"), x + BAR + INSET, top - INSET
    y = _put(flow, body.add("P"), placed.name, left, y, wide)
    _draw_score(flow, body, placed, x + wide - INSET - TOTAL, top - INSET)
    for lines in placed.below:
        y = _put(flow, body.add("P"), lines, left, y, wide)
    _draw_marks(flow, body, placed, left, y, wide - BAR - 2 * INSET)


def _draw_marks(flow: Flow, body: Element, placed: _Set, left: float, y: float, room: float) -> None:
    if placed.beside:
        (line,) = placed.marks
        left, y = left + room - _wide(line), y + line.style.leading
    if placed.marks:
        _put(flow, body.add("P"), placed.marks, left, y, room)


def _put(flow: Flow, element: Element, lines: Sequence[Line], x: float, y: float, wide: float) -> float:
    """Set ``lines`` from ``y`` down; answers where they end."""
    for line in lines:
        baseline = y - (line.style.leading + line.style.size * 0.72) / 2
        flow.sheet.draw(element, line_words(line, x, baseline, wide))
        y -= line.style.leading
    return y


def _draw_score(flow: Flow, body: Element, placed: _Set, x: float, y: float) -> None:
    moved, total = placed.score
    baseline = y - (NAME.leading + NAME.size * 0.72) / 2
    element = body.add("P")
    for text, style, ends in ((moved, MARKED, 0.0), (total, NAME, TOTAL)):
        if text:
            flow.sheet.draw(element, line_words(Line(text, style), x, baseline, ends, Align.RIGHT))


def _group(flow: Flow, word: str, tone: Tone, tiles: Sequence[BoardTile], on: date) -> None:
    flow.section(f"{word}: {counted(len(tiles), '{count} person', '{count} people')}", bookmark=True)
    across = max(1, int((flow.width + GAP) / (TILE + GAP)))
    wide = (flow.width - GAP * (across - 1)) / across
    tree: Element | None = None
    for start in range(0, len(tiles), across):
        row = [_set(tile, wide, on) for tile in tiles[start : start + across]]
        height = max(each.height for each in row)
        flow.keep(height + GAP)
        flow.gap(GAP if tree is None else 0)
        tree = tree or flow.root.add("L")
        for place, each in enumerate(row):
            _draw_tile(flow, tree.add("LI"), each, flow.left + place * (wide + GAP), wide, height, tone)
        flow.y -= height + GAP


_NO_TONE = rag_tone("")


def _draw(board: BoardPaper, flow: Flow) -> None:
    head = board.head
    flow.title(" · ".join(part for part in (head.document, head.of, date_text(head.on)) if part))
    people = counted(len(board.tiles), "{count} person", "{count} people")
    training = say("Practice papers. These people do not exist.") if head.training else ""
    said = (people, board.room, copy_words(head), training)
    flow.paragraph(" · ".join(part for part in said if part), STRONG)
    flow.paragraph(_legend(board), QUIET)
    flow.paragraph(" · ".join(f"{mark} {words}" for mark, words in board.short), QUIET)
    if not board.tiles:
        flow.paragraph(say("Nobody is on the board."), BODY)
    for word, tone, tiles in _groups(board.tiles):
        _group(flow, word, tone or _NO_TONE, tiles, head.on)


def _legend(board: BoardPaper) -> str:
    total = say("the sum of the eight scores, 0 to {most}", most=board.scale_end) if board.scale_end else ""
    return say(
        "The figure is {total}: less is less need; before it, since adoption: ▼ better by, ▲ worse by, = the same."
        " – not known, W withheld. The days: when they were talked about last → the site's next conference.",
        total=total or say("the sum of the eight scores"),
    )


def _fitted(board: BoardPaper, paper: Paper) -> Paper:
    """``paper`` with the largest type that needs no more sheets than the smallest."""
    part = Part(say("The cohort"), partial(_draw, board))

    def sheets(size: float) -> int:
        at = replace(paper, scale=paper.scale * size)
        return len(lay_out([part], scheme_furniture(board.head, at), one_sided=True).sheets)

    fewest = sheets(SIZES[-1])
    size = next(size for size in SIZES if sheets(size) <= fewest)
    return replace(paper, scale=paper.scale * size)


def render_wall_board(
    board: BoardPaper, paper: Paper = A3_LANDSCAPE, *, tiled: bool = False, tell: Tell = quiet
) -> bytes:
    """The board as a tagged PDF for one side of A3; ``tiled`` cuts each sheet into two upright A4 sheets to join.

    Whatever stands in ``board`` is printed: filter it for everybody who will stand before it. Raises ``Refused`` for a
    copy without a marking, a name or an agency.
    """
    require_scheme_handling(board.head)
    furniture = scheme_furniture(board.head, _fitted(board, paper))
    part = Part(say("The cohort"), partial(_draw, board))
    if tiled:
        return assemble_tiled([part], furniture, scheme_title(board.head), tell=tell)
    return assemble([part], furniture, scheme_title(board.head), one_sided=True, tell=tell)
