"""The look of everything printed: type and colours, in layout points. Change it here and nowhere else.

Colours carry no meaning alone: every tone also has a shape, and a word beside it. Text colours stand at least
4.5:1 on their ground.
"""

from dataclasses import dataclass, replace
from enum import Enum

from iomdesk.packs.paper.chart import Point
from iomdesk.packs.paper.lettering import Face, Style
from iomdesk.packs.paper.marks import Dot, Drawing, Shape

INK, GREY, RULE, ACCENT, TINT, PAPER = "#14181f", "#4a5561", "#c6cdd6", "#1d5bbf", "#eef2f8", "#ffffff"

TITLE = Style(Face.BOLD, 20, 25, INK)
SECTION = Style(Face.SEMIBOLD, 11.5, 15, INK)
SUBSECTION = Style(Face.SEMIBOLD, 9.75, 13.5, INK)
BODY = Style(Face.REGULAR, 9.25, 13, INK)
STRONG = Style(Face.SEMIBOLD, 9.25, 13, INK)
QUIET = Style(Face.REGULAR, 8.25, 11.5, GREY)
MISSING = Style(Face.ITALIC, 9.25, 13, GREY)
COLUMN = Style(Face.SEMIBOLD, 7.75, 10.5, GREY)
LABEL = Style(Face.REGULAR, 8.25, 13, GREY)
MARKING = Style(Face.BOLD, 9.5, 12, INK)
FURNITURE = Style(Face.REGULAR, 7.5, 10, GREY)
FURNITURE_STRONG = Style(Face.SEMIBOLD, 7.5, 10, INK)
TRAINING = Style(Face.BOLD, 8, 10, PAPER)
LEVEL = Style(Face.REGULAR, 8, 10, GREY)
LEVEL_LAST = Style(Face.BOLD, 8, 10, PAPER)
LEVEL_SHADED = Style(Face.SEMIBOLD, 8.5, 11, INK)
SHADES = (("#ffffff", INK), ("#dbe5f5", INK), ("#a9c1e8", INK), ("#3f6cb5", PAPER), ("#16325f", PAPER))
"""Grounds from least to most need, each with the ink read on it: 4.5:1 or more, and five greys without colour."""

TAG = Style(Face.SEMIBOLD, 8.75, 12, INK)


class Figure(Enum):
    """The shapes of tags, told apart without colour."""

    DISC = "disc"
    DIAMOND = "diamond"
    SQUARE = "square"
    TRIANGLE = "triangle"
    RING = "ring"


@dataclass(frozen=True, slots=True, repr=False)
class Tone:
    """A meaning as a tag shows it: ``ink`` on ``ground``, with a shape."""

    figure: Figure
    ink: str
    ground: str


GOOD = Tone(Figure.DISC, "#00633a", "#e4f4ea")
CARE = Tone(Figure.DIAMOND, "#8a4b00", "#fdf0dc")
ALARM = Tone(Figure.SQUARE, "#b3261e", "#fce9e7")
GRAVE = Tone(Figure.TRIANGLE, "#8c1a14", "#f8d9d6")
PLAIN = Tone(Figure.RING, "#1a4f9f", "#e8effa")

_SIGNS = {
    Figure.DISC: "●",
    Figure.DIAMOND: "◆",
    Figure.SQUARE: "■",
    Figure.TRIANGLE: "▲",
    Figure.RING: "○",
}

_RAG = {"red": ALARM, "amber": CARE, "green": GOOD}
_ROSH = {"low": GOOD, "medium": CARE, "high": ALARM, "very high": GRAVE}


def rag_tone(word: str) -> Tone:
    """The tone of a RAG word; a word the field has not agreed on is plain."""
    return _RAG.get(word.strip().lower(), PLAIN)


def signed(word: str, tone: Tone) -> tuple[str, Style]:
    """``word`` in running text with the shape of its tone before it."""
    return f"{_SIGNS[tone.figure]} {word}", replace(STRONG, colour=tone.ink)


def rosh_tone(word: str) -> Tone:
    """The tone of a RoSH level."""
    return _ROSH.get(word.strip().lower().replace("_", " "), PLAIN)


def figure_drawing(figure: Figure, x: float, y: float, colour: str, side: float = 6.0) -> Drawing:
    """The shape in a square of ``side`` points whose lower left corner is ``x``, ``y``."""
    half, middle = side / 2, Point(x + side / 2, y + side / 2)
    match figure:
        case Figure.DISC:
            return Dot(middle, half, colour)
        case Figure.RING:
            return Dot(middle, half * 0.85, colour, hollow=True)
        case Figure.SQUARE:
            corners = (Point(x, y), Point(x + side, y), Point(x + side, y + side), Point(x, y + side))
            return Shape(corners, colour)
        case Figure.DIAMOND:
            return Shape(
                (
                    Point(middle.x, y - 0.6),
                    Point(x + side + 0.6, middle.y),
                    Point(middle.x, y + side + 0.6),
                    Point(x - 0.6, middle.y),
                ),
                colour,
            )
        case Figure.TRIANGLE:
            return Shape((Point(x - 0.4, y), Point(x + side + 0.4, y), Point(middle.x, y + side + 0.4)), colour)
