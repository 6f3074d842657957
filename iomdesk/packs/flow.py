"""Laying text and drawings down a run of pages: a cursor that never writes outside the frame.

One :class:`Flow` is a run of pages with the same head (the front, one person). It starts new pages by itself,
splits what does not fit and keeps headings with what they head.
"""

from dataclasses import dataclass
from enum import Enum

from iomdesk.packs.lettering import Line, Style, width, wrap
from iomdesk.packs.look import BODY, BODY_WIDTH, LEFT, SECTION, TITLE
from iomdesk.packs.marks import Element, Sheet, Words

ABOVE_SECTION, BELOW_SECTION = 12.0, 1.0


class Align(Enum):
    """Where a line stands in its column."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """The part of each page a flow may use: ``top`` and ``bottom`` in points from the lower edge."""

    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.top - self.bottom


def line_words(line: Line, x: float, baseline: float, available: float, align: Align = Align.LEFT) -> Words:
    """``line`` placed in a column ``available`` wide. A space ends it, so that copied text keeps words apart."""
    spare = available - width(line.text, line.style.face, line.style.size)
    offset = {Align.LEFT: 0.0, Align.RIGHT: spare, Align.CENTRE: spare / 2}[align]
    return Words(x + offset, baseline, line.text if line.joins else line.text + " ", line.style)


class Flow:
    """Pages being filled from the top. ``y`` is where the next thing starts; ``sheets`` are the pages so far."""

    def __init__(self, frame: Frame, first_index: int, heading: str, root: Element) -> None:
        self.frame = frame
        self.root = root
        self.heading = heading
        self.sheets: list[Sheet] = [Sheet(first_index, heading)]
        self.y = frame.top
        self._waiting: tuple[Element, list[Line]] | None = None

    @property
    def sheet(self) -> Sheet:
        """The page being filled."""
        return self.sheets[-1]

    @property
    def room(self) -> float:
        """What is left of this page."""
        return self.y - self.frame.bottom

    @property
    def at_top(self) -> bool:
        """Whether nothing stands on this page yet."""
        return self.y == self.frame.top

    def turn(self) -> None:
        """Go on at the top of a new page."""
        self.sheets.append(Sheet(self.sheet.index + 1, self.heading))
        self.y = self.frame.top

    def keep(self, height: float) -> None:
        """Turn the page unless ``height`` fits on this one, with the heading that waits for it."""
        if self._waiting:
            height += ABOVE_SECTION + BELOW_SECTION + SECTION.leading * len(self._waiting[1])
        if height > self.room and not self.at_top:
            self.turn()
        self._settle()

    def gap(self, height: float) -> None:
        """Leave white space; none at the top of a page."""
        if not self.at_top:
            self.y = max(self.frame.bottom, self.y - height)

    def lines(self, element: Element, lines: list[Line], x: float = LEFT, available: float = BODY_WIDTH) -> None:
        """Set ``lines`` one below the other, over as many pages as they need."""
        for line in lines:
            self.keep(line.style.leading)
            baseline = self.y - (line.style.leading + line.style.size * 0.72) / 2
            self.sheet.draw(element, line_words(line, x, baseline, available))
            self.y -= line.style.leading

    def paragraph(self, text: str, style: Style = BODY) -> None:
        """A paragraph; empty text leaves nothing."""
        lines = wrap(text, style, BODY_WIDTH)
        if lines:
            self.keep(min(2, len(lines)) * style.leading)
            self.lines(self.root.add("P"), lines)

    def title(self, text: str) -> None:
        """The heading of a document or a person."""
        self.lines(self.root.add("H1"), wrap(text, TITLE, BODY_WIDTH))

    def section(self, text: str) -> None:
        """A heading; it waits for what it heads, so that it never ends a page."""
        self._settle()
        self._waiting = (self.root.add("H2"), wrap(text, SECTION, BODY_WIDTH))

    def _settle(self) -> None:
        """Set the heading that waits."""
        if self._waiting is None:
            return
        (element, lines), self._waiting = self._waiting, None
        self.gap(ABOVE_SECTION)
        self.lines(element, lines)
        self.y -= BELOW_SECTION
