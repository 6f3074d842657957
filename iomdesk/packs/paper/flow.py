"""Laying text and drawings down a run of pages: a cursor that never writes outside the frame.

One :class:`Flow` is a run of pages with the same head (the front, one person). It starts new pages by itself,
splits what does not fit and keeps headings with what they head. Lengths are layout points (:mod:`.formats`).
"""

from dataclasses import dataclass
from enum import Enum

from iomdesk.packs.paper.formats import NARROW
from iomdesk.packs.paper.lettering import Line, Style, width, wrap
from iomdesk.packs.paper.look import BODY, SECTION, SUBSECTION, TITLE
from iomdesk.packs.paper.marks import Element, Sheet, Words


class Align(Enum):
    """Where a line stands in its column."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """The part of each page a flow may use, in layout points from the lower left corner."""

    top: float
    bottom: float
    left: float
    right: float

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def narrow(self) -> bool:
        """Whether things that stand side by side on A4 have to stand below one another here."""
        return self.width < NARROW


@dataclass(frozen=True, slots=True, repr=False)
class _Heading:
    """A kind of heading: its role in the structure, its type, the white above and below."""

    role: str
    style: Style
    above: float
    below: float


_SECTION = _Heading("H2", SECTION, 12.0, 1.0)
_SUBSECTION = _Heading("H3", SUBSECTION, 7.0, 0.0)


@dataclass(slots=True, repr=False)
class _Waiting:
    """A heading not yet set, because nothing it heads has been."""

    kind: _Heading
    element: Element
    lines: list[Line]
    bookmark: str

    @property
    def height(self) -> float:
        return self.kind.above + self.kind.below + self.kind.style.leading * len(self.lines)


def line_words(line: Line, x: float, baseline: float, available: float, align: Align = Align.LEFT) -> Words:
    """``line`` placed in a column ``available`` wide. A space ends it, so that copied text keeps words apart."""
    spare = available - width(line.text, line.style.face, line.style.size)
    offset = {Align.LEFT: 0.0, Align.RIGHT: spare, Align.CENTRE: spare / 2}[align]
    return Words(x + offset, baseline, line.text if line.joins else line.text + " ", line.style)


class Flow:
    """Pages being filled from the top. ``y`` is where the next thing starts; ``sheets`` are the pages so far.

    ``marks`` are the sections that asked for a line in the bookmarks, each with the page it came to stand on.
    """

    def __init__(self, frame: Frame, heading: str, root: Element) -> None:
        self.frame = frame
        self.left = frame.left
        self.width = frame.width
        self.root = root
        self.heading = heading
        self.sheets: list[Sheet] = [Sheet(heading)]
        self.marks: list[tuple[str, Sheet]] = []
        self.y = frame.top
        self._waiting: list[_Waiting] = []

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
        self.sheets.append(Sheet(self.heading))
        self.y = self.frame.top

    def keep(self, height: float) -> None:
        """Turn the page unless ``height`` fits on this one, with the headings that wait for it."""
        if self._waiting:
            height += sum(waiting.height for waiting in self._waiting)
        if height > self.room and not self.at_top:
            self.turn()
        if self._waiting:
            self._settle()

    def gap(self, height: float) -> None:
        """Leave white space; none at the top of a page."""
        if not self.at_top:
            self.y = max(self.frame.bottom, self.y - height)

    def lines(self, element: Element, lines: list[Line], *, indent: float = 0.0, align: Align = Align.LEFT) -> None:
        """Set ``lines`` one below the other, over as many pages as they need."""
        x, available = self.left + indent, self.width - indent
        for line in lines:
            self.keep(line.style.leading)
            baseline = self.y - (line.style.leading + line.style.size * 0.72) / 2
            self.sheet.draw(element, line_words(line, x, baseline, available, align))
            self.y -= line.style.leading

    def paragraph(
        self, text: str, style: Style = BODY, *, indent: float = 0.0, align: Align = Align.LEFT, below: float = 0.0
    ) -> None:
        """A paragraph with ``below`` points of white after it; empty text leaves nothing."""
        lines = wrap(text, style, self.width - indent)
        if lines:
            self.keep(min(2, len(lines)) * style.leading)
            self.lines(self.root.add("P"), lines, indent=indent, align=align)
            self.gap(below)

    def title(self, text: str) -> None:
        """The heading of a document or a person."""
        self.lines(self.root.add("H1"), wrap(text, TITLE, self.width))

    def section(self, text: str, *, bookmark: bool = False) -> None:
        """A heading; it waits for what it heads, so that it never ends a page. ``bookmark`` lists it in the outline."""
        self._settle()
        self._wait(_SECTION, text, bookmark)

    def subsection(self, text: str) -> None:
        """A heading below a section's; where nothing stands between the two, both wait for what they head."""
        if any(waiting.kind is _SUBSECTION for waiting in self._waiting):
            self._settle()
        self._wait(_SUBSECTION, text, False)

    def _wait(self, kind: _Heading, text: str, bookmark: bool) -> None:
        lines = wrap(text, kind.style, self.width)
        self._waiting.append(_Waiting(kind, self.root.add(kind.role), lines, text if bookmark else ""))

    def settle(self) -> None:
        """Set a heading that still waits although nothing came for it: the end of a part."""
        self._settle()

    def _settle(self) -> None:
        while self._waiting:
            waiting, *self._waiting = self._waiting
            # The rest wait outside the flow meanwhile, or setting these lines would set them first.
            rest, self._waiting = self._waiting, []
            self.gap(waiting.kind.above)
            self.lines(waiting.element, waiting.lines)
            self.y -= waiting.kind.below
            if waiting.bookmark:
                self.marks.append((waiting.bookmark, self.sheet))
            self._waiting = rest
