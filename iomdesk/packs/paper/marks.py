"""What a page is made of: small frozen drawings, each belonging to an element of the document's structure.

A page is laid out as a list of these and painted later, when the number of pages is known. Coordinates are
points from the lower left corner of the sheet. A piece without an element is furniture (an *artifact*): a
screen reader passes over it.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from iomdesk.packs.paper.chart import Point
from iomdesk.packs.paper.lettering import Style


@dataclass(frozen=True, slots=True, repr=False)
class Words:
    """One line of text, its baseline starting at ``x``, ``y``."""

    x: float
    y: float
    text: str
    style: Style


@dataclass(frozen=True, slots=True, repr=False)
class Stroke:
    """A line through ``points``."""

    points: tuple[Point, ...]
    colour: str
    thickness: float = 0.5
    dashed: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Box:
    """A rectangle with rounded corners; ``fill`` and ``edge`` are colours or ``""`` for none."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    edge: str = ""
    radius: float = 0.0
    dashed: bool = False
    thickness: float = 0.6


@dataclass(frozen=True, slots=True, repr=False)
class Shape:
    """A closed figure through ``points``, filled with ``colour``."""

    points: tuple[Point, ...]
    colour: str


@dataclass(frozen=True, slots=True, repr=False)
class Dot:
    """A disc, or a ring where ``hollow``."""

    centre: Point
    radius: float
    colour: str
    hollow: bool = False


Drawing: TypeAlias = Words | Stroke | Box | Shape | Dot


@dataclass(slots=True, eq=False, repr=False)
class Element:
    """A node of the structure tree. ``kids`` are elements and (sheet, marked content id) in reading order.

    ``role`` is a standard structure type (ISO 32000-1, 14.8.4): H1 to H3, P, L, LI, Table, TR, TH,
    TD, Figure, Sect.
    ``scope`` is for TH; ``alt`` is the text of a figure and ``bounds`` its place on the page.
    """

    role: str
    alt: str = ""
    scope: str = ""
    bounds: tuple[float, float, float, float] | None = None
    kids: list["Element | tuple[Sheet, int]"] = field(default_factory=list)

    def add(self, role: str, *, alt: str = "", scope: str = "") -> "Element":
        """A new last child."""
        child = Element(role, alt, scope)
        self.kids.append(child)
        return child


@dataclass(slots=True, repr=False)
class Piece:
    """Drawings that belong to one element (``number`` is its marked content id) or, with ``None``, to nothing read."""

    element: Element | None
    number: int
    drawings: list[Drawing]


@dataclass(slots=True, eq=False, repr=False)
class Sheet:
    """One side of paper: the words that name it in the head, what stands on it, what head and foot add.

    ``index`` is its place in the finished document, counted from 0 and set when all of it is laid out. ``window``
    is the part of the page, from x to x, that ``pieces`` may show in; nothing of them is painted beside it.
    """

    heading: str
    pieces: list[Piece] = field(default_factory=list)
    furniture: list[Drawing] = field(default_factory=list)
    numbered: int = 0
    index: int = -1
    window: tuple[float, float] | None = None

    def draw(self, element: Element | None, *drawings: Drawing) -> None:
        """Add drawings; those of the same element as the last piece join it."""
        if self.pieces and self.pieces[-1].element is element:
            self.pieces[-1].drawings.extend(drawings)
            return
        self.pieces.append(Piece(element, self.numbered, list(drawings)))
        if element is not None:
            element.kids.append((self, self.numbered))
            self.numbered += 1
