"""What every page for an agency carries, top and bottom (INTERFACE, "On paper"), and the frame it leaves free."""

from dataclasses import dataclass

from iomdesk.packs.chart import Point
from iomdesk.packs.flow import Align, Frame, line_words
from iomdesk.packs.lettering import Line, Style, width, wrap
from iomdesk.packs.look import (
    BODY_WIDTH,
    FURNITURE,
    FURNITURE_STRONG,
    LEFT,
    MARKING,
    MM,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    QUIET,
    RIGHT,
    RULE,
    TRAINING,
)
from iomdesk.packs.marks import Box, Sheet, Stroke
from iomdesk.words import say

EDGE = 8 * MM
"""Kept clear of the sheet's edge: office printers cannot print closer."""

MOST_LINES = 4


def _capped(text: str, style: Style, available: float = BODY_WIDTH) -> list[Line]:
    """At most four lines; what is longer ends in an ellipsis here and stands in full on its own page."""
    lines = wrap(text, style, available)
    if len(lines) <= MOST_LINES:
        return lines
    return [*lines[: MOST_LINES - 1], Line(lines[MOST_LINES - 1].text[:-2] + "…", style)]


def _beside(left: str, right: str) -> bool:
    wide = width(left, FURNITURE.face, FURNITURE.size) + width(right, FURNITURE_STRONG.face, FURNITURE_STRONG.size)
    return wide + 24 <= BODY_WIDTH


@dataclass(frozen=True, slots=True, repr=False)
class Furniture:
    """The words of head and foot; an empty ``withheld_line`` takes no room."""

    marking: str
    running_title: str
    copy_line: str
    printed_line: str
    withheld_line: str
    training: bool

    def _head_lines(self, heading: str) -> list[tuple[Line, Align]]:
        left = _capped(self.running_title, FURNITURE)
        right = _capped(heading, FURNITURE_STRONG)
        return [(line, Align.LEFT) for line in left] + [(line, Align.RIGHT) for line in right]

    def _foot_lines(self) -> list[Line]:
        room = BODY_WIDTH - 110
        parts = [*_capped(self.copy_line, FURNITURE_STRONG, room), *_capped(self.printed_line, FURNITURE, room)]
        return parts + _capped(self.withheld_line, FURNITURE)

    def _marking_lines(self) -> list[Line]:
        return _capped(self.marking, MARKING, BODY_WIDTH - 160)

    def frame(self, heading: str) -> Frame:
        """The part of a page headed ``heading`` that is free for content."""
        marking = len(self._marking_lines()) * MARKING.leading
        rows = 1 if _beside(self.running_title, heading) else len(self._head_lines(heading))
        head = EDGE + marking + 4 + rows * FURNITURE.leading + 14
        foot = EDGE + marking + 4 + len(self._foot_lines()) * FURNITURE.leading + 16
        return Frame(PAGE_HEIGHT - head, foot)

    def dress(self, sheet: Sheet, page: int, pages: int) -> None:
        """Put head and foot on ``sheet``, page ``page`` of ``pages``."""
        self._head(sheet)
        self._foot(sheet, say("Page {page} of {pages}", page=page, pages=pages))

    def _marking(self, sheet: Sheet, top: float) -> float:
        y = top
        for line in self._marking_lines():
            y -= MARKING.leading
            sheet.draw(None, line_words(line, LEFT, y + 3, BODY_WIDTH, Align.CENTRE))
        if self.training:
            line = Line(say("TRAINING"), TRAINING)
            wide = width(line.text, TRAINING.face, TRAINING.size)
            for x in (LEFT, RIGHT - wide - 12):
                sheet.draw(None, Box(x, top - 13, wide + 12, 13, fill="#14181f", radius=2))
                sheet.draw(None, line_words(line, x + 6, top - 9.3, wide))
        return y

    def _head(self, sheet: Sheet) -> None:
        y = self._marking(sheet, PAGE_HEIGHT - EDGE) - 4
        shared = _beside(self.running_title, sheet.heading)
        for line, align in self._head_lines(sheet.heading):
            if not (shared and align is Align.RIGHT):
                y -= FURNITURE.leading
            sheet.draw(None, line_words(line, LEFT, y + 3, BODY_WIDTH, align))
        sheet.draw(None, Stroke((Point(LEFT, y - 2), Point(RIGHT, y - 2)), RULE, 0.6))

    def _foot(self, sheet: Sheet, page_line: str) -> None:
        lines = self._foot_lines()
        bottom = EDGE + len(self._marking_lines()) * MARKING.leading
        top = bottom + 4 + len(lines) * FURNITURE.leading
        sheet.draw(None, Stroke((Point(LEFT, top + 3), Point(RIGHT, top + 3)), RULE, 0.6))
        page = Line(page_line, FURNITURE_STRONG)
        sheet.draw(None, line_words(page, LEFT, top - FURNITURE.leading + 3, BODY_WIDTH, Align.RIGHT))
        for n, line in enumerate(lines, start=1):
            sheet.draw(None, line_words(line, LEFT, top - n * FURNITURE.leading + 3, BODY_WIDTH))
        self._marking(sheet, bottom)


def blank_side(index: int, heading: str) -> Sheet:
    """The back of a sheet on which nobody's papers stand, so that the next person starts on a fresh one."""
    sheet = Sheet(index, heading)
    line = Line(say("This side is left blank"), QUIET)
    sheet.draw(None, line_words(line, 0, PAGE_HEIGHT / 2, PAGE_WIDTH, Align.CENTRE))
    return sheet
