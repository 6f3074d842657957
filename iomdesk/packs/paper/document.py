"""The one door through which parts become a finished file: laid out, numbered, dressed, painted, tagged.

A document is a sequence of parts, each on pages of its own. A :class:`Front` is told on which pages the parts
stand (an agenda, a list of contents); it is laid out again until the numbers hold.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from iomdesk.packs.paper.flow import Flow
from iomdesk.packs.paper.formats import A4, Paper
from iomdesk.packs.paper.furniture import Furniture, one_line
from iomdesk.packs.paper.lettering import forget_texts
from iomdesk.packs.paper.marks import Element, Sheet
from iomdesk.packs.paper.paint import painted
from iomdesk.packs.paper.structure import Bookmark, Description, Duplex, finished
from iomdesk.packs.paper.tiles import tiled


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """A run of pages: ``heading`` names them in their head, ``draw`` fills a flow with them.

    ``bookmark`` is its line in the outline (the heading where left out); ``key`` is what a front finds its page by.
    ``own_sheet``: it starts on the front of a sheet and leaves its last back to nobody, for printing on both sides.
    """

    heading: str
    draw: Callable[[Flow], None]
    bookmark: str = ""
    key: str = ""
    own_sheet: bool = False


Pages: TypeAlias = Mapping[str, int]
"""The page each part starts on, by its key, counted from 1."""


@dataclass(frozen=True, slots=True, repr=False)
class Front:
    """A part that names the pages of others: as :class:`Part`, with ``draw`` told where the parts with keys stand.

    The first time it is drawn the pages are empty: how long it is must not hang on them.
    """

    heading: str
    draw: Callable[[Flow, Pages], None]
    bookmark: str = ""
    key: str = ""
    own_sheet: bool = False


Tell: TypeAlias = Callable[[int, int], None]
"""Told how many parts are laid out, of how many."""


@dataclass(frozen=True, slots=True, repr=False)
class LaidOut:
    """A document as it will stand on ``paper``: its sides in order, its structure, its bookmarks."""

    sheets: tuple[Sheet, ...]
    document: Element
    bookmarks: tuple[Bookmark, ...]
    paper: Paper = A4


@dataclass(slots=True, repr=False)
class _Laid:
    """A part laid out: its pages, its place in the structure, where its sections with bookmarks came to stand.

    ``room`` is how many sides are kept for it, ``start`` the first of them.
    """

    part: Part | Front
    sheets: list[Sheet]
    root: Element
    marks: list[tuple[str, Sheet]]
    room: int
    start: int = 0


def _laid(part: Part | Front, furniture: Furniture, pages: Pages, least: int = 0) -> _Laid:
    root = Element("Sect")
    flow = Flow(furniture.frame(part.heading), part.heading, root)
    if isinstance(part, Front):
        part.draw(flow, pages)
    else:
        part.draw(flow)
    flow.settle()
    return _Laid(part, flow.sheets, root, flow.marks, max(least, len(flow.sheets)))


@dataclass(frozen=True, slots=True, repr=False)
class _Imposition:
    """How sides meet paper: on both sides of a sheet or on one, and how many printed pages a laid-out side makes."""

    both_sides: bool = True
    pages_each: int = 1

    def place(self, laid: Sequence[_Laid]) -> tuple[Pages, int]:
        """Give each part its first side, from 0; the pages of those with keys, from 1, and how many sides in all."""
        at = 0
        for each in laid:
            alone = self.both_sides and each.part.own_sheet
            at += at % 2 if alone else 0
            each.start = at
            at += each.room
            at += at % 2 if alone else 0
        # The first of several parts with one key is the one that is found.
        return {each.part.key: each.start * self.pages_each + 1 for each in reversed(laid) if each.part.key}, at


_BOTH_SIDES, _ONE_SIDE, _TILES = _Imposition(), _Imposition(both_sides=False), _Imposition(False, 2)


def _settled(
    parts: Sequence[Part | Front], furniture: Furniture, imposition: _Imposition, tell: Tell
) -> tuple[list[_Laid], int]:
    laid = []
    for number, part in enumerate(parts, start=1):
        laid.append(_laid(part, furniture, {}))
        tell(number, len(parts))
    pages, total = imposition.place(laid)
    told = not any(isinstance(part, Front) for part in parts)
    while not told:
        # A front never gives back a side it once needed, so the numbers stop moving.
        known = pages
        laid = [
            _laid(each.part, furniture, known, each.room) if isinstance(each.part, Front) else each for each in laid
        ]
        pages, total = imposition.place(laid)
        told = pages == known
    return laid, total


def _in_order(laid: Sequence[_Laid], furniture: Furniture, total: int) -> list[Sheet]:
    """All sides with their places, blank backs between them."""
    sheets: list[Sheet] = []
    for each in laid:
        while len(sheets) < each.start:
            sheets.append(furniture.blank_side(sheets[-1].heading))
        sheets += each.sheets
    while len(sheets) < total:
        sheets.append(furniture.blank_side(sheets[-1].heading))
    for index, sheet in enumerate(sheets):
        sheet.index = index
    return sheets


def _bookmark(laid: _Laid) -> Bookmark:
    kids = tuple(Bookmark(one_line(title), sheet.index) for title, sheet in laid.marks)
    return Bookmark(one_line(laid.part.bookmark or laid.part.heading), laid.start, kids)


def quiet(done: int, of: int) -> None:
    """Nobody asked to be told."""


def _undressed(parts: Sequence[Part | Front], furniture: Furniture, imposition: _Imposition, tell: Tell) -> LaidOut:
    furniture.require_marking()
    laid, total = _settled(parts, furniture, imposition, tell)
    sheets = _in_order(laid, furniture, total)
    document = Element("Document", kids=[each.root for each in laid])
    return LaidOut(tuple(sheets), document, tuple(map(_bookmark, laid)), furniture.paper)


def lay_out(
    parts: Sequence[Part | Front], furniture: Furniture, *, one_sided: bool = False, tell: Tell = quiet
) -> LaidOut:
    """Everything in its place on ``furniture.paper``, before it is painted. Raises ``Refused`` for a blank marking."""
    laid = _undressed(parts, furniture, _ONE_SIDE if one_sided else _BOTH_SIDES, tell)
    for number, sheet in enumerate(laid.sheets, start=1):
        furniture.dress(sheet, number, len(laid.sheets))
    return laid


def lay_out_tiled(parts: Sequence[Part | Front], furniture: Furniture, *, tell: Tell = quiet) -> LaidOut:
    """As :func:`lay_out`, each side cut into two A4 sheets to be put together (:mod:`.tiles`).

    ``furniture.paper`` is the landscape paper it is laid out for; head and foot stand on every tile.
    """
    laid = _undressed(parts, furniture, _TILES, tell)
    tiles = tiled(laid.sheets, laid.document, furniture)
    for number, sheet in enumerate(tiles.sheets, start=1):
        tiles.furniture.dress(sheet, number, len(tiles.sheets))
    marks = tuple(_at_tile(mark) for mark in laid.bookmarks)
    return LaidOut(tiles.sheets, tiles.document, marks, tiles.furniture.paper)


def _at_tile(mark: Bookmark) -> Bookmark:
    return Bookmark(mark.title, mark.page * 2, tuple(map(_at_tile, mark.kids)))


def print_out(laid: LaidOut, title: str, *, language: str = "en-GB", one_sided: bool = False) -> bytes:
    """What is laid out as a tagged PDF in memory."""
    title = one_line(title)
    turned = Duplex.SHORT_EDGE if laid.paper.landscape else Duplex.LONG_EDGE
    description = Description(title, language, Duplex.ONE_SIDED if one_sided else turned)
    drawn = painted(laid.sheets, title, laid.paper)
    return finished(drawn, laid.sheets, laid.document, laid.bookmarks, description, laid.paper.scale)


def assemble(
    parts: Sequence[Part | Front],
    furniture: Furniture,
    title: str,
    *,
    language: str = "en-GB",
    one_sided: bool = False,
    tell: Tell = quiet,
) -> bytes:
    """``parts`` in order, at least one, as a tagged PDF in memory on ``furniture.paper``; same input, same bytes.

    ``title`` is the file's title, ``language`` its language (BCP 47). ``one_sided`` asks the print dialogue for one
    side and leaves no backs blank (a wall board). Nothing is written anywhere but into the returned bytes, and no
    text of the document is kept in memory afterwards. Raises ``Refused`` for a blank marking.
    """
    try:
        laid = lay_out(parts, furniture, one_sided=one_sided, tell=tell)
        return print_out(laid, title, language=language, one_sided=one_sided)
    finally:
        forget_texts()


def assemble_tiled(
    parts: Sequence[Part | Front], furniture: Furniture, title: str, *, language: str = "en-GB", tell: Tell = quiet
) -> bytes:
    """As :func:`assemble`, each side of ``furniture.paper`` (A3 landscape) as two upright A4 sheets to join."""
    try:
        return print_out(lay_out_tiled(parts, furniture, tell=tell), title, language=language, one_sided=True)
    finally:
        forget_texts()
