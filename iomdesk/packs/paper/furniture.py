"""What every page carries, top and bottom (INTERFACE, "On paper"), and the frame it leaves free."""

from dataclasses import dataclass

from iomdesk.errors import Refused
from iomdesk.packs.paper.chart import Point
from iomdesk.packs.paper.flow import Align, Frame, line_words
from iomdesk.packs.paper.formats import A4, Paper
from iomdesk.packs.paper.lettering import Line, Style, printable, width, wrap
from iomdesk.packs.paper.look import FURNITURE, FURNITURE_STRONG, INK, MARKING, QUIET, RULE, TRAINING
from iomdesk.packs.paper.marks import Box, Drawing, Sheet, Stroke
from iomdesk.words import say

MOST_LINES = 4
MARKING_KEPT, PAGE_KEPT = 160.0, 110.0
"""Left free beside the marking for the training boxes, and beside the foot's words for the page number."""


def one_line(text: str) -> str:
    """``text`` as a page's head or a bookmark says it: no line breaks, letters we lack as codes."""
    return " ".join(printable(text).split())


def _capped(text: str, style: Style, available: float) -> list[Line]:
    """At most four lines; what is longer ends in an ellipsis here and stands in full on its own page."""
    lines = wrap(one_line(text), style, available)
    if len(lines) <= MOST_LINES:
        return lines
    return [*lines[: MOST_LINES - 1], Line(lines[MOST_LINES - 1].text[:-2] + "…", style)]


@dataclass(frozen=True, slots=True, repr=False)
class Furniture:
    """The words of head and foot on ``paper``; an empty line takes no room.

    ``marking`` has no default on purpose: ``None`` says that the document carries none (a plan handed to the person
    it is about), a blank one is refused. ``copy_line`` is for the named copy of an agency.
    """

    marking: str | None
    running_title: str
    copy_line: str = ""
    printed_line: str = ""
    withheld_line: str = ""
    training: bool = False
    paper: Paper = A4

    def require_marking(self) -> None:
        """Raises ``Refused`` where a marking was promised and is blank."""
        if self.marking is not None and not self.marking.strip():
            raise Refused(say("This is not printed without a marking."), say("Choose one and print again."))

    def _beside(self, heading: str) -> bool:
        left, right = one_line(self.running_title), one_line(heading)
        wide = width(left, FURNITURE.face, FURNITURE.size) + width(right, FURNITURE_STRONG.face, FURNITURE_STRONG.size)
        return wide + 24 <= self.paper.body_width

    def _head_lines(self, heading: str) -> list[tuple[Line, Align]]:
        left = _capped(self.running_title, FURNITURE, self.paper.body_width)
        right = _capped(heading, FURNITURE_STRONG, self.paper.body_width)
        return [(line, Align.LEFT) for line in left] + [(line, Align.RIGHT) for line in right]

    def _foot_lines(self) -> list[Line]:
        room = self.paper.body_width - PAGE_KEPT
        parts = [*_capped(self.copy_line, FURNITURE_STRONG, room), *_capped(self.printed_line, FURNITURE, room)]
        # The page number stands beside the first line, also where there is nothing to say there.
        parts = parts or [Line("", FURNITURE)]
        return parts + _capped(self.withheld_line, FURNITURE, self.paper.body_width)

    def _marking_lines(self) -> list[Line]:
        return _capped(self.marking or "", MARKING, self.paper.body_width - MARKING_KEPT)

    def _marking_height(self) -> float:
        return max(len(self._marking_lines()), int(self.training)) * MARKING.leading

    def frame(self, heading: str) -> Frame:
        """The part of a page headed ``heading`` that is free for content."""
        marking, paper = self._marking_height(), self.paper
        rows = 1 if self._beside(heading) else len(self._head_lines(heading))
        head = paper.edge + marking + 4 + rows * FURNITURE.leading + 14
        foot = paper.edge + marking + 4 + len(self._foot_lines()) * FURNITURE.leading + 16
        return Frame(paper.height - head, foot, paper.left, paper.right)

    def dress(self, sheet: Sheet, page: int, pages: int) -> None:
        """Put head and foot on ``sheet``, page ``page`` of ``pages``."""
        sheet.furniture += self._head(sheet.heading)
        sheet.furniture += self._foot(say("Page {page} of {pages}", page=page, pages=pages))

    def _words(self, line: Line, baseline: float, align: Align = Align.LEFT) -> Drawing:
        return line_words(line, self.paper.left, baseline, self.paper.body_width, align)

    def _rule(self, y: float) -> Drawing:
        return Stroke((Point(self.paper.left, y), Point(self.paper.right, y)), RULE, 0.6)

    def _marking(self, top: float) -> list[Drawing]:
        drawn = [
            self._words(line, top - n * MARKING.leading + 3, Align.CENTRE)
            for n, line in enumerate(self._marking_lines(), start=1)
        ]
        if self.training:
            line = Line(say("TRAINING"), TRAINING)
            wide = width(line.text, TRAINING.face, TRAINING.size)
            for x in (self.paper.left, self.paper.right - wide - 12):
                drawn.append(Box(x, top - 13, wide + 12, 13, fill=INK, radius=2))
                drawn.append(line_words(line, x + 6, top - 9.3, wide))
        return drawn

    def _head(self, heading: str) -> list[Drawing]:
        top = self.paper.height - self.paper.edge
        drawn, y = self._marking(top), top - self._marking_height() - 4
        shared = self._beside(heading)
        for n, (line, align) in enumerate(self._head_lines(heading)):
            if not (shared and n and align is Align.RIGHT):
                y -= FURNITURE.leading
            drawn.append(self._words(line, y + 3, align))
        return [*drawn, self._rule(y - 2)]

    def _foot(self, page_line: str) -> list[Drawing]:
        lines = self._foot_lines()
        bottom = self.paper.edge + self._marking_height()
        top = bottom + 4 + len(lines) * FURNITURE.leading
        page = Line(page_line, FURNITURE_STRONG)
        drawn = [self._rule(top + 3), self._words(page, top - FURNITURE.leading + 3, Align.RIGHT)]
        said = ((n, line) for n, line in enumerate(lines, start=1) if line.text)
        drawn += [self._words(line, top - n * FURNITURE.leading + 3) for n, line in said]
        return drawn + self._marking(bottom)

    def blank_side(self, heading: str) -> Sheet:
        """The back of a sheet on which nobody's papers stand, so that the next part starts on a fresh one."""
        sheet = Sheet(heading)
        line = Line(say("This side is left blank"), QUIET)
        sheet.furniture.append(line_words(line, 0, self.paper.height / 2, self.paper.width, Align.CENTRE))
        return sheet
