"""Sheets of paper: their size, their margins, and how large type stands on them.

Everything is laid out in *layout points*: points of type before the paper's ``scale``. Painting multiplies all of
it by ``scale``, so a large print page is the same drawing on a page that has less room. Documents therefore never
ask how large their type is, only how much room they have.
"""

from dataclasses import dataclass

MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Paper:
    """``sheet_width``, ``sheet_height`` and ``margin`` (left and right) are points on the sheet itself.

    The properties are layout points. ``edge`` is kept clear of print: office printers cannot go closer.
    """

    sheet_width: float
    sheet_height: float
    margin: float = 16 * MM
    scale: float = 1.0

    @property
    def width(self) -> float:
        return self.sheet_width / self.scale

    @property
    def height(self) -> float:
        return self.sheet_height / self.scale

    @property
    def left(self) -> float:
        return self.margin / self.scale

    @property
    def right(self) -> float:
        return (self.sheet_width - self.margin) / self.scale

    @property
    def body_width(self) -> float:
        return self.right - self.left

    @property
    def edge(self) -> float:
        return 8 * MM / self.scale

    @property
    def landscape(self) -> bool:
        return self.sheet_width > self.sheet_height


A4 = Paper(210 * MM, 297 * MM)
A4_LANDSCAPE = Paper(297 * MM, 210 * MM)
A3_LANDSCAPE = Paper(420 * MM, 297 * MM)
LARGE_PRINT = Paper(210 * MM, 297 * MM, margin=13 * MM, scale=1.75)
"""A4 with running text of 16 points, where large print begins (UK Association for Accessible Formats, *Creating
clear print and large print documents*)."""

NARROW = 400.0
"""A frame with less room than this across, in layout points, sets tables row by row and facts in one column."""
