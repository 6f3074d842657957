"""Cells that are drawn: a pathway level as a shaded box, a line of scores, a box to tick.

Each has its words too, and reads in black and white: the figure stands in the box, the shade only helps.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from iomdesk.packs.paper.chart import Point, Reading, line_words, score_words, sparkline
from iomdesk.packs.paper.lettering import printable, width
from iomdesk.packs.paper.look import ACCENT, GREY, INK, LEVEL_SHADED, PAPER, RULE, SHADES
from iomdesk.packs.paper.marks import Box, Dot, Drawing, Stroke, Words
from iomdesk.packs.paper.table import Picture
from iomdesk.packs.paper.values import Known, Withheld
from iomdesk.words import say

LEVEL_WIDTH, LEVEL_HEIGHT = 20.0, 14.0
LINE_WIDTH, LINE_HEIGHT, DOT = 104.0, 11.0, 2.1


def level_cell(
    score: Known[int], lowest: int, highest: int, *, words: str = "", priority: bool = False, wide: float = LEVEL_WIDTH
) -> Picture:
    """A score in a box, darker for more need between ``lowest`` and ``highest``; not known is an empty dashed box.

    ``words`` is how it is read aloud (*Finances, 3 significant*), the score itself where left out. ``priority``
    draws the box with a heavy edge and says so. ``wide`` is the box's width.
    """
    alt = words or score_words(score)
    if priority:
        alt = say("{words}, priority pathway", words=alt)
    if not isinstance(score, int):
        sign = say("W") if isinstance(score, Withheld) else "?"
        box = Box(0, 0, wide, LEVEL_HEIGHT, edge=GREY, radius=2.5, dashed=True)
        return Picture((box, _centred(sign, wide, GREY)), LEVEL_HEIGHT, alt, wide)
    part = (score - lowest) / (highest - lowest) if highest > lowest else 0.0
    ground, ink = SHADES[round(min(1.0, max(0.0, part)) * (len(SHADES) - 1))]
    edge, thickness = (INK, 1.8) if priority else (GREY, 0.6)
    box = Box(0, 0, wide, LEVEL_HEIGHT, fill=ground, edge=edge, radius=2.5, thickness=thickness)
    return Picture((box, _centred(str(score), wide, ink)), LEVEL_HEIGHT, alt, wide)


def _centred(figure: str, wide: float, colour: str) -> Words:
    style = replace(LEVEL_SHADED, colour=colour)
    return Words((wide - width(figure, style.face, style.size)) / 2, 4.0, figure + " ", style)


def line_cell(
    name: str,
    line: Sequence[Reading],
    lowest: int,
    highest: int,
    span: tuple[date, date],
    wide: float = LINE_WIDTH,
) -> Picture:
    """One line of scores to the days of ``span``: the last is a disc, the one before a ring, a gap is not known."""

    def inside(point: Point) -> Point:
        return Point(point.x + DOT, point.y + DOT)

    drawn = sparkline(line, lowest, highest, wide - 2 * DOT, LINE_HEIGHT, span)
    drawings: list[Drawing] = [Stroke((Point(0, 0), Point(wide, 0)), RULE)]
    for stretch in drawn.stretches:
        points = tuple(inside(point) for point in stretch)
        drawings.append(Stroke(points, ACCENT, 1.1) if len(points) > 1 else Dot(points[0], 1.1, ACCENT))
    if drawn.before:
        drawings.append(Dot(inside(drawn.before), DOT - 0.3, ACCENT, hollow=True))
    if drawn.last:
        drawings.append(Dot(inside(drawn.last), DOT, ACCENT))
    return Picture(tuple(drawings), LINE_HEIGHT + 2 * DOT, line_words(printable(name), line))


def tick_cell(words: str, *, ticked: bool = False, side: float = 11.0) -> Picture:
    """A box to tick by hand, or one ticked already; ``words`` is what the tick means."""
    drawings: list[Drawing] = [Box(0, 0, side, side, fill=PAPER, edge=INK, radius=1.5, thickness=0.8)]
    if ticked:
        tick = (Point(side * 0.2, side * 0.5), Point(side * 0.42, side * 0.25), Point(side * 0.82, side * 0.78))
        drawings.append(Stroke(tick, INK, 1.4))
    said = say("{words}: ticked", words=words) if ticked else say("{words}: box to tick", words=words)
    return Picture(tuple(drawings), side, said, side)
