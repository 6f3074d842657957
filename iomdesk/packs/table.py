"""Tables that run over pages: the head repeats, a row too tall for a page goes on in the next, nothing is cut.

In the structure a table stays one table however many pages it covers; repeated heads are furniture.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from iomdesk.packs.chart import Point
from iomdesk.packs.flow import Align, Flow, line_words
from iomdesk.packs.lettering import Line, Style, wrap
from iomdesk.packs.look import BODY_WIDTH, COLUMN, LEFT, RIGHT, RULE
from iomdesk.packs.marks import Box, Dot, Drawing, Element, Shape, Stroke, Words

PADDING = 3.0
GUTTER = 8.0
WHOLE_ROW = 0.4
"""A row up to this part of a page stays whole on the next page; a taller one is continued there."""


@dataclass(frozen=True, slots=True, repr=False)
class Column:
    """``share`` is the column's part of the table's width; ``heads`` says its cells name their rows."""

    title: str
    share: float
    align: Align = Align.LEFT
    heads: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """A cell of words: each part with its own style, one below the other."""

    parts: tuple[tuple[str, Style], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A cell that is drawn: ``drawings`` in a box ``height`` tall from its own lower left corner, and its words."""

    drawings: tuple[Drawing, ...]
    height: float
    alt: str


Cell: TypeAlias = Text | Picture


def text_cell(text: str, style: Style) -> Text:
    """A cell of one style."""
    return Text(((text, style),))


def moved(drawing: Drawing, x: float, y: float) -> Drawing:
    """``drawing`` shifted by ``x``, ``y``."""

    def along(points: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple(Point(point.x + x, point.y + y) for point in points)

    match drawing:
        case Words() | Box():
            return replace(drawing, x=drawing.x + x, y=drawing.y + y)
        case Stroke() | Shape():
            return replace(drawing, points=along(drawing.points))
        case Dot():
            return replace(drawing, centre=along((drawing.centre,))[0])


@dataclass(slots=True)
class _Open:
    """A cell being set: its element, what is still to place, where it stands."""

    element: Element
    column: Column
    x: float
    available: float
    lines: list[Line]
    picture: Picture | None

    @property
    def height(self) -> float:
        return self.picture.height if self.picture else sum(line.style.leading for line in self.lines)

    def fitting(self, room: float) -> int:
        """How many of the lines fit in ``room``."""
        count = 0
        for line in self.lines:
            room -= line.style.leading
            if room < -0.01:
                break
            count += 1
        return count


def _role(cell: Cell, column: Column) -> str:
    """A cell that names its row is a heading; an empty one names nothing."""
    named = isinstance(cell, Picture) or any(text for text, _ in cell.parts)
    return "TH" if column.heads and named else "TD"


def _tallest(cells: Sequence[_Open]) -> float:
    return max(cell.height for cell in cells) + 2 * PADDING


class Table:
    """One table on a flow. Make it, give it rows; ``middle`` centres the words of a row on its tallest cell."""

    def __init__(self, flow: Flow, columns: Sequence[Column], *, middle: bool = False) -> None:
        self.middle = middle
        self.flow = flow
        self.columns = tuple(columns)
        self.element = flow.root.add("Table")
        usable = BODY_WIDTH - GUTTER * (len(columns) - 1)
        shares = sum(column.share for column in columns)
        self.widths = [usable * column.share / shares for column in columns]
        self.starts = [LEFT + sum(self.widths[:n]) + GUTTER * n for n in range(len(columns))]
        self.titles = [wrap(c.title, COLUMN, w) for c, w in zip(self.columns, self.widths, strict=True)]
        self.head_height = max(len(lines) for lines in self.titles) * COLUMN.leading + 2 * PADDING
        # A head of freely named columns may be tall; then it is said once and not on each page.
        self.repeats = any(self.titles) and self.head_height < flow.frame.height / 3
        self.head_row = self.element.add("TR") if any(self.titles) else None
        self.begun = False

    def _begin(self, first_row: float) -> None:
        """Set the head, on a page that also has room for the first row."""
        self.begun = True
        row_kept = min(first_row, self.flow.frame.height * WHOLE_ROW)
        self.flow.keep(row_kept + (self.head_height if self.repeats else 0))
        if self.repeats:
            self._head(self.head_row)
        elif self.head_row:
            titles = [Text(((column.title, COLUMN),)) for column in self.columns]
            self._place([self._open(n, cell, "TH", self.head_row) for n, cell in enumerate(titles)])

    def _head(self, row: Element | None) -> None:
        flow = self.flow
        for n, lines in enumerate(self.titles):
            cell = row.add("TH", scope="Column") if row else None
            y = flow.y - PADDING
            for line in lines:
                baseline = y - (line.style.leading + line.style.size * 0.72) / 2
                words = line_words(line, self.starts[n], baseline, self.widths[n], self.columns[n].align)
                flow.sheet.draw(cell, words)
                y -= line.style.leading
        flow.y -= self.head_height
        self._rule(0.8)

    def _rule(self, thickness: float) -> None:
        y = self.flow.y
        self.flow.sheet.draw(None, Stroke((Point(LEFT, y), Point(RIGHT, y)), RULE, thickness))

    def _open(self, n: int, cell: Cell, role: str, row: Element) -> _Open:
        scope = "" if role == "TD" else "Column" if row is self.head_row else "Row"
        element = row.add(role, scope=scope)
        if isinstance(cell, Picture):
            return _Open(element.add("Figure", alt=cell.alt), self.columns[n], self.starts[n], self.widths[n], [], cell)
        lines = [line for text, style in cell.parts for line in wrap(text, style, self.widths[n])]
        return _Open(element, self.columns[n], self.starts[n], self.widths[n], lines, None)

    def row(self, *cells: Cell) -> None:
        """Add a row: one cell for each column."""
        element = self.element.add("TR")
        pairs = enumerate(zip(cells, self.columns, strict=True))
        opened = [self._open(n, cell, _role(cell, column), element) for n, (cell, column) in pairs]
        if not self.begun:
            self._begin(_tallest(opened))
        self._place(opened)

    def _turn(self) -> None:
        self.flow.turn()
        if self.repeats:
            self._head(None)

    def _place(self, cells: list[_Open]) -> None:
        while (tallest := _tallest(cells)) > self.flow.room:
            if tallest > self.flow.frame.height * WHOLE_ROW:
                self._part(cells)
            self._turn()
        self._paint(cells, tallest)

    def _part(self, cells: list[_Open]) -> None:
        """Set as much of a tall row as fits; nothing where some cell would get no line at all."""
        room = self.flow.room - 2 * PADDING
        counts = [cell.fitting(room) for cell in cells]
        wanting = any(cell.lines and not count for cell, count in zip(cells, counts, strict=True))
        if wanting or any(cell.picture and cell.picture.height > room for cell in cells):
            return
        heads = [replace(cell, lines=cell.lines[:count]) for cell, count in zip(cells, counts, strict=True)]
        self._paint(heads, _tallest(heads))
        for cell, count in zip(cells, counts, strict=True):
            cell.lines, cell.picture = cell.lines[count:], None

    def _paint(self, cells: list[_Open], height: float) -> None:
        flow = self.flow
        for cell in cells:
            y = flow.y - ((height - cell.height) / 2 if self.middle else PADDING)
            if cell.picture:
                base = flow.y - (height + cell.picture.height) / 2
                cell.element.bounds = (cell.x, base, cell.x + cell.available, base + cell.picture.height)
                flow.sheet.draw(cell.element, *[moved(part, cell.x, base) for part in cell.picture.drawings])
            for line in cell.lines:
                baseline = y - (line.style.leading + line.style.size * 0.72) / 2
                flow.sheet.draw(cell.element, line_words(line, cell.x, baseline, cell.available, cell.column.align))
                y -= line.style.leading
        flow.y -= height
        self._rule(0.4)
