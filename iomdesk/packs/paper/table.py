"""Tables that run over pages: the head repeats, a row too tall for a page goes on in the next, nothing is cut.

In the structure a table stays one table however many pages it covers; repeated heads are furniture. Where the
frame is narrow (large print) a table of many columns is *stacked*: each row becomes rows of title and value.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from iomdesk.packs.paper.chart import Point
from iomdesk.packs.paper.flow import Align, Flow, line_words
from iomdesk.packs.paper.lettering import Line, Style, wrap
from iomdesk.packs.paper.look import BODY, COLUMN, GREY, RULE
from iomdesk.packs.paper.marks import Box, Dot, Drawing, Element, Shape, Stroke, Words
from iomdesk.words import say

PADDING = 3.0
HAIRLINE, RECORD = 0.4, 0.9
"""Lines between rows, and below the last row of a stacked record."""

GUTTER = 8.0
MOST_ABREAST, THINNEST = 3, 34.0
STACKED = (0.36, 0.64)
WHOLE_ROW = 0.4
"""A row up to this part of a page stays whole on the next page; a taller one is continued there."""


@dataclass(frozen=True, slots=True, repr=False)
class Column:
    """``share`` is the column's part of the table's width; ``heads`` says its cells name their rows.

    Where the frame is narrow, the words of a column that ``folds`` stand with their title below those of the column
    that heads the row.
    """

    title: str
    share: float
    align: Align = Align.LEFT
    heads: bool = False
    folds: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """A cell of words: each part with its own style, one below the other."""

    parts: tuple[tuple[str, Style], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A cell that is drawn: ``drawings`` in a box ``height`` tall from its own lower left corner, and its words.

    With a ``width`` the picture stands in its column as the column's words do; without one at the left.
    """

    drawings: tuple[Drawing, ...]
    height: float
    alt: str
    width: float = 0.0


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
        return self.picture.height if self.picture else sum([line.style.leading for line in self.lines])

    @property
    def picture_x(self) -> float:
        spare = self.available - self.picture.width if self.picture and self.picture.width else 0.0
        return self.x + {Align.LEFT: 0.0, Align.RIGHT: spare, Align.CENTRE: spare / 2}[self.column.align]

    def fitting(self, room: float) -> int:
        """How many of the lines fit in ``room``."""
        count = 0
        for line in self.lines:
            room -= line.style.leading
            if room < -0.01:
                break
            count += 1
        return count


def _parts(cell: Cell) -> tuple[tuple[str, Style], ...]:
    return cell.parts if isinstance(cell, Text) else ((cell.alt, BODY),)


def _says(cell: Cell) -> bool:
    return isinstance(cell, Picture) or any(text for text, _ in cell.parts)


def _role(cell: Cell, column: Column) -> str:
    """A cell that names its row is a heading; an empty one names nothing."""
    return "TH" if column.heads and _says(cell) else "TD"


def _tallest(cells: Sequence[_Open]) -> float:
    return max([cell.height for cell in cells]) + 2 * PADDING


def _crowded(columns: Sequence[Column], widths: Sequence[float]) -> bool:
    """Whether columns in a narrow frame are too many or too thin to read across."""
    return len(columns) > MOST_ABREAST or min(widths) < THINNEST


class Table:
    """One table on a flow. Make it, give it rows.

    ``middle`` centres the words of a row on its tallest cell. ``ruled`` draws the lines between columns too, for
    grids and for what is filled in by hand. ``stacks`` sets each row as rows of title and value; left out, a narrow
    frame decides.
    """

    def __init__(
        self,
        flow: Flow,
        columns: Sequence[Column],
        *,
        middle: bool = False,
        ruled: bool = False,
        stacks: bool | None = None,
    ) -> None:
        self.middle = middle
        self.ruled = ruled
        self.flow = flow
        self.element = flow.root.add("Table")
        self.all_columns = tuple(columns)
        keeps_head = any(c.heads and not c.folds for c in columns)
        self.folded = flow.frame.narrow and keeps_head and any(c.folds for c in columns)
        self.given = tuple(c for c in columns if not (self.folded and c.folds))
        self._divide(self.given)
        crowded = flow.frame.narrow and _crowded(self.columns, self.widths)
        self.stacked = crowded if stacks is None else stacks
        if self.stacked:
            self._divide([Column("", share, heads=n == 0) for n, share in enumerate(STACKED)])
        self.titles = [wrap(c.title, COLUMN, w) for c, w in zip(self.columns, self.widths, strict=True)]
        self.head_height = max(len(lines) for lines in self.titles) * COLUMN.leading + 2 * PADDING
        # A head of freely named columns may be tall; then it is said once and not on each page.
        self.repeats = any(self.titles) and self.head_height < flow.frame.height / 3
        self.head_row = self.element.add("TR") if any(self.titles) else None
        self.begun = False

    def _divide(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        inset = GUTTER / 2 if self.ruled else 0.0
        usable = self.flow.width - GUTTER * (len(columns) - 1) - 2 * inset
        shares = sum(column.share for column in columns)
        self.widths = [usable * column.share / shares for column in columns]
        self.starts = [self.flow.left + inset + sum(self.widths[:n]) + GUTTER * n for n in range(len(columns))]

    def _begin(self, first_row: float) -> None:
        """Set the head, on a page that also has room for the first row."""
        self.begun = True
        row_kept = min(first_row, self.flow.frame.height * WHOLE_ROW)
        self.flow.keep(row_kept + (self.head_height if self.repeats else 0))
        if self.repeats:
            self._head(self.head_row)
        elif self.head_row:
            titles = [Text(((column.title, COLUMN),)) for column in self.columns]
            self._place([self._open(n, cell, "TH", self.head_row) for n, cell in enumerate(titles)], 0.8)
        elif self.ruled:
            self._rule(HAIRLINE)

    def _head(self, row: Element | None) -> None:
        flow, top = self.flow, self.flow.y
        for n, lines in enumerate(self.titles):
            cell = row.add("TH", scope="Column") if row else None
            y = flow.y - PADDING
            for line in lines:
                baseline = y - (line.style.leading + line.style.size * 0.72) / 2
                words = line_words(line, self.starts[n], baseline, self.widths[n], self.columns[n].align)
                flow.sheet.draw(cell, words)
                y -= line.style.leading
        if self.ruled:
            self._rule(HAIRLINE)
        flow.y -= self.head_height
        self._uprights(top)
        self._rule(0.8)

    def _rule(self, thickness: float) -> None:
        """A line across where the flow stands; none of no thickness."""
        if not thickness:
            return
        y, frame = self.flow.y, self.flow.frame
        colour = GREY if self.ruled or thickness == RECORD else RULE
        self.flow.sheet.draw(None, Stroke((Point(frame.left, y), Point(frame.right, y)), colour, thickness))

    def _uprights(self, top: float) -> None:
        """The lines between columns, from ``top`` down to where the flow stands now."""
        if self.ruled:
            sides = [*(start - GUTTER / 2 for start in self.starts), self.flow.frame.right]
            places = ((Point(x, top), Point(x, self.flow.y)) for x in sides)
            self.flow.sheet.draw(None, *[Stroke(points, GREY, HAIRLINE) for points in places])

    def _open(self, n: int, cell: Cell, role: str, row: Element) -> _Open:
        scope = "" if role == "TD" else "Column" if row is self.head_row else "Row"
        element = row.add(role, scope=scope)
        if isinstance(cell, Picture):
            return _Open(element.add("Figure", alt=cell.alt), self.columns[n], self.starts[n], self.widths[n], [], cell)
        lines = [line for text, style in cell.parts for line in wrap(text, style, self.widths[n])]
        return _Open(element, self.columns[n], self.starts[n], self.widths[n], lines, None)

    def row(self, *cells: Cell, least: float = 0.0) -> None:
        """Add a row: one cell for each column. It is at least ``least`` points tall, for writing in by hand."""
        if self.folded:
            cells = self._fold(cells)
        if self.stacked:
            self._stack(cells, least)
        else:
            self._set(cells, least, HAIRLINE)

    def _fold(self, cells: Sequence[Cell]) -> tuple[Cell, ...]:
        """``cells`` with those of folding columns below the one that heads the row; a picture leaves its words."""
        pairs = list(zip(self.all_columns, cells, strict=True))
        below: list[tuple[str, Style]] = []
        for column, cell in pairs:
            if column.folds and _says(cell):
                (words, style), *others = [part for part in _parts(cell) if part[0]]
                below += [(say("{title}: {words}", title=column.title, words=words), style), *others]
        kept = [(column, cell) for column, cell in pairs if not column.folds]
        head = next(n for n, (column, _) in enumerate(kept) if column.heads)
        return tuple(Text((*_parts(cell), *below)) if n == head else cell for n, (_, cell) in enumerate(kept))

    def _stack(self, cells: Sequence[Cell], least: float) -> None:
        pairs = [(column.title, cell) for column, cell in zip(self.given, cells, strict=True)]
        said = [(title, cell) for title, cell in pairs if least or _says(cell)] or pairs[:1]
        heights = [max(least, self._stacked_height(title, cell)) for title, cell in said]
        whole = sum(heights) <= self.flow.frame.height * WHOLE_ROW
        kept = sum(heights if whole else heights[:3])
        if not self.begun:
            self._begin(kept)
        elif kept > self.flow.room:
            self._turn()
        for n, (title, cell) in enumerate(said, start=1):
            rule = RECORD if n == len(said) else HAIRLINE if self.ruled else 0.0
            self._set((text_cell(title, COLUMN), cell), least, rule)

    def _stacked_height(self, title: str, cell: Cell) -> float:
        heads = len(wrap(title, COLUMN, self.widths[0])) * COLUMN.leading
        if isinstance(cell, Picture):
            return max(heads, cell.height) + 2 * PADDING
        lines = (line for text, style in cell.parts for line in wrap(text, style, self.widths[1]))
        return max(heads, sum(line.style.leading for line in lines)) + 2 * PADDING

    def _set(self, cells: Sequence[Cell], least: float, rule: float) -> None:
        element = self.element.add("TR")
        pairs = enumerate(zip(cells, self.columns, strict=True))
        opened = [self._open(n, cell, _role(cell, column), element) for n, (cell, column) in pairs]
        if not self.begun:
            self._begin(max(least, _tallest(opened)))
        self._place(opened, rule, least)

    def _turn(self) -> None:
        self.flow.turn()
        if self.repeats:
            self._head(None)
        elif self.ruled:
            self._rule(HAIRLINE)

    def _place(self, cells: list[_Open], rule: float, least: float = 0.0) -> None:
        while (tallest := max(least, _tallest(cells))) > self.flow.room:
            if tallest > self.flow.frame.height * WHOLE_ROW:
                self._part(cells, rule)
                least = 0.0
            self._turn()
        self._paint(cells, tallest, rule)

    def _part(self, cells: list[_Open], rule: float) -> None:
        """Set as much of a tall row as fits; nothing where some cell would get no line at all."""
        room = self.flow.room - 2 * PADDING
        counts = [cell.fitting(room) for cell in cells]
        wanting = any(cell.lines and not count for cell, count in zip(cells, counts, strict=True))
        if wanting or any(cell.picture and cell.picture.height > room for cell in cells):
            return
        heads = [replace(cell, lines=cell.lines[:count]) for cell, count in zip(cells, counts, strict=True)]
        self._paint(heads, _tallest(heads), rule)
        for cell, count in zip(cells, counts, strict=True):
            cell.lines, cell.picture = cell.lines[count:], None

    def _paint(self, cells: list[_Open], height: float, rule: float) -> None:
        flow, top = self.flow, self.flow.y
        for cell in cells:
            y = flow.y - ((height - cell.height) / 2 if self.middle else PADDING)
            if cell.picture:
                base, x = flow.y - (height + cell.picture.height) / 2, cell.picture_x
                cell.element.bounds = (cell.x, base, cell.x + cell.available, base + cell.picture.height)
                flow.sheet.draw(cell.element, *[moved(part, x, base) for part in cell.picture.drawings])
            for line in cell.lines:
                baseline = y - (line.style.leading + line.style.size * 0.72) / 2
                flow.sheet.draw(cell.element, line_words(line, cell.x, baseline, cell.available, cell.column.align))
                y -= line.style.leading
        flow.y -= height
        self._uprights(top)
        self._rule(rule)
