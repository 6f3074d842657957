"""A large landscape side as two A4 sheets that are cut and laid together.

Each tile shows its part of the body a little smaller, under head and foot of its own, so that a sheet that goes
astray still says what it is. The cut runs where it parts the fewest words. The left sheet is cut at the marks and
laid over a strip that the right sheet repeats; what is repeated is read once, from the left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from iomdesk.packs.paper.chart import Point
from iomdesk.packs.paper.flow import Align, Frame, line_words
from iomdesk.packs.paper.formats import A4, MM, Paper
from iomdesk.packs.paper.furniture import Furniture
from iomdesk.packs.paper.lettering import Line, width
from iomdesk.packs.paper.look import FURNITURE, GREY, QUIET
from iomdesk.packs.paper.marks import Box, Dot, Drawing, Element, Piece, Shape, Sheet, Stroke, Words
from iomdesk.packs.paper.table import moved
from iomdesk.words import say

SHRINKS = (0.94, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4)
"""Smaller than the laid-out page: the printer's margins and the strip to lay over need the room."""

STRIP = 6 * MM
"""How much of the left sheet's body the right sheet repeats."""

TICK, STEP = 7.0, 1.0


@dataclass(frozen=True, slots=True, repr=False)
class Tiles:
    """The tiles in order, left before right, undressed; their structure; the furniture that dresses them."""

    sheets: tuple[Sheet, ...]
    document: Element
    furniture: Furniture


@dataclass(frozen=True, slots=True, repr=False)
class _Tile:
    """A tile being filled: it shows the body from ``start`` to ``end``, shifted by ``dx``, ``dy``; it owns from
    ``owns`` to ``end``, the rest it repeats."""

    sheet: Sheet
    start: float
    owns: float
    end: float
    dx: float
    dy: float
    copies: dict[tuple[Sheet, int], int] = field(default_factory=dict)


def _extent(drawing: Drawing) -> tuple[float, float]:
    match drawing:
        case Words():
            return drawing.x, drawing.x + width(drawing.text.rstrip(), drawing.style.face, drawing.style.size)
        case Box():
            return drawing.x, drawing.x + drawing.width
        case Stroke() | Shape():
            return min(point.x for point in drawing.points), max(point.x for point in drawing.points)
        case Dot():
            return drawing.centre.x - drawing.radius, drawing.centre.x + drawing.radius


def _cut(sheet: Sheet, lowest: float, highest: float) -> float:
    """Where between ``lowest`` and ``highest`` the fewest words and boxes are parted, nearest the middle."""
    drawn = (part for piece in sheet.pieces for part in piece.drawings if isinstance(part, Words | Box | Dot))
    spans = [_extent(part) for part in drawn]
    places = [lowest + STEP * n for n in range(int((highest - lowest) / STEP) + 1)]
    middle = (lowest + highest) / 2
    return min(places, key=lambda x: (sum(start - 1 < x < end + 1 for start, end in spans), abs(x - middle)))


def _heading(sheet: Sheet, side: str) -> str:
    return " · ".join(part for part in (sheet.heading, side) if part)


def _sides() -> tuple[str, str]:
    return say("sheet {n} of 2, left", n=1), say("sheet {n} of 2, right", n=2)


def _dressing(sheets: Sequence[Sheet], furniture: Furniture) -> Furniture:
    """The furniture on A4, upright, small enough that every body fits between head and foot."""
    wide = furniture.paper
    for shrink in SHRINKS:
        paper = Paper(A4.sheet_width, A4.sheet_height, margin=8 * MM, scale=wide.scale * shrink)
        tile = replace(furniture, paper=paper)
        across = (2 * paper.body_width - wide.body_width) > STRIP * 2
        if across and all(_fits(sheet, furniture, tile) for sheet in sheets):
            break
    return tile


def _fits(sheet: Sheet, furniture: Furniture, tile: Furniture) -> bool:
    room = min(tile.frame(_heading(sheet, side)).height for side in _sides())
    return furniture.frame(sheet.heading).height <= room


def _tick(frame: Frame, x: float, words: str, to_left: bool) -> list[Drawing]:
    ends = ((frame.top + 1, frame.top + 1 + TICK), (frame.bottom - 1, frame.bottom - 1 - TICK))
    drawn: list[Drawing] = [Stroke((Point(x, low), Point(x, high)), GREY, 0.8) for low, high in ends]
    line = Line(words, FURNITURE)
    wide = width(words, FURNITURE.face, FURNITURE.size)
    return [*drawn, line_words(line, x - wide - 4 if to_left else x + 4, frame.bottom - 8, wide)]


def _pair(sheet: Sheet, furniture: Furniture, dressing: Furniture) -> tuple[_Tile, _Tile]:
    """The two tiles of one side, still empty, with their cut marks."""
    body, paper = furniture.frame(sheet.heading), dressing.paper
    cut = _cut(sheet, body.right + STRIP - paper.body_width, body.left + paper.body_width)
    shifts = (paper.left - body.left, paper.right - body.right)
    spans = ((body.left - 1, body.left - 1, cut), (cut - STRIP, cut, body.right + 1))
    words = (say("Cut here"), say("Lay the left sheet up to here"))
    tiles = []
    for side, dx, (start, owns, end), said in zip(_sides(), shifts, spans, words, strict=True):
        heading = _heading(sheet, side)
        frame = dressing.frame(heading)
        tile = Sheet(heading, window=(start + dx, end + dx))
        shown = replace(frame, bottom=frame.top - body.height)
        tile.furniture += _tick(shown, cut + dx, said, to_left=end == cut)
        tiles.append(_Tile(tile, start, owns, end, dx, frame.top - body.top))
    return tiles[0], tiles[1]


def _fill(tile: _Tile, sheet: Sheet) -> None:
    for piece in sheet.pieces:
        for owned, drawings in _shares(tile, piece):
            element = piece.element if owned else None
            placed: list[Drawing] = [moved(part, tile.dx, tile.dy) for part in drawings]
            tile.sheet.pieces.append(Piece(element, tile.sheet.numbered, placed))
            if element is not None:
                tile.copies[sheet, piece.number] = tile.sheet.numbered
                tile.sheet.numbered += 1


def _shares(tile: _Tile, piece: Piece) -> Iterator[tuple[bool, list[Drawing]]]:
    """What of ``piece`` this tile shows: what it owns, and what it only repeats."""
    owned: list[Drawing] = []
    repeated: list[Drawing] = []
    for part in piece.drawings:
        start, end = _extent(part)
        if start >= tile.end or end <= tile.start:
            continue
        (owned if piece.element and start >= tile.owns else repeated).append(part)
    if repeated:
        yield False, repeated
    if owned:
        yield True, owned


def _copied(element: Element, by_sheet: dict[Sheet, tuple[_Tile, _Tile]]) -> Element:
    """``element`` with its marked contents where the tiles have them."""
    copy = Element(element.role, element.alt, element.scope)
    for kid in element.kids:
        if isinstance(kid, Element):
            copy.kids.append(_copied(kid, by_sheet))
            continue
        for tile in by_sheet[kid[0]]:
            if kid in tile.copies:
                if element.bounds and copy.bounds is None:
                    left, bottom, right, top = element.bounds
                    copy.bounds = (left + tile.dx, bottom + tile.dy, right + tile.dx, top + tile.dy)
                copy.kids.append((tile.sheet, tile.copies[kid]))
    return copy


def tiled(sheets: Sequence[Sheet], document: Element, furniture: Furniture) -> Tiles:
    """``sheets``, laid out on ``furniture.paper`` and not yet dressed, as tiles: two for each."""
    dressing = _dressing(sheets, furniture)
    pairs = {sheet: _pair(sheet, furniture, dressing) for sheet in sheets}
    tiles = [tile for pair in pairs.values() for tile in pair]
    for sheet, pair in pairs.items():
        for tile in pair:
            _fill(tile, sheet)
    for index, tile in enumerate(tiles):
        tile.sheet.index = index
        if not tile.copies:
            line = Line(say("This sheet is left blank"), QUIET)
            paper = dressing.paper
            tile.sheet.furniture.append(line_words(line, 0, paper.height / 2, paper.width, Align.CENTRE))
    return Tiles(tuple(tile.sheet for tile in tiles), _copied(document, pairs), dressing)
