"""Putting laid-out pages on a ReportLab canvas: every drawing inside its marked content, only our fonts.

The operators of a page are written here and handed to ReportLab whole (ISO 32000-1, 8.4 to 8.6 and 9.4); it keeps
the fonts, their subsets and the file. Its own drawing calls take twice as long for the same page.
"""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from iomdesk.packs.paper.chart import Point
from iomdesk.packs.paper.formats import Paper
from iomdesk.packs.paper.lettering import Face, ensure_fonts
from iomdesk.packs.paper.marks import Box, Dot, Drawing, Piece, Shape, Sheet, Stroke, Words

FURNITURE = "/Artifact <</Type /Pagination>> BDC"
UNREAD = "/Artifact <</Type /Layout>> BDC"
DASHES = "[2 1.6] 0 d"
BEND = 0.5523
"""How far a curve's handles reach, as part of the radius, to come closest to a circle."""

_READABLE = "".join(map(chr, range(32, 127)))
_ESCAPES = str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)"})
_CODES = [chr(code).translate(_ESCAPES) if 32 <= code < 127 else f"\\{code:03o}" for code in range(256)]


@lru_cache(maxsize=64)
def _colour(colour: str) -> str:
    return " ".join(f"{int(colour[n : n + 2], 16) / 255:.4g}" for n in (1, 3, 5))


class _Lettering:
    """Texts as the codes of one document's font subsets."""

    def __init__(self, canvas: Any) -> None:
        self.document = canvas._doc
        self.fonts: dict[Face, Any] = {face: pdfmetrics.getFont(face.value) for face in Face}
        # Letters of typewriters keep their own codes in the first subset, so most lines need no look at each letter.
        own = [(0, _READABLE.encode())]
        self.plain = all(font.splitString(_READABLE, self.document) == own for font in self.fonts.values())

    def coded(self, text: str, face: Face) -> list[tuple[str, str]]:
        """``text`` in parts: the subset that holds each, its codes as they stand in a string of the page."""
        font = self.fonts[face]
        if self.plain and text.isascii():
            return [(font.getSubsetInternalName(0, self.document), text.translate(_ESCAPES))]
        return [
            (font.getSubsetInternalName(subset, self.document), "".join([_CODES[code] for code in codes]))
            for subset, codes in font.splitString(text, self.document)
        ]


class _Brush:
    """Writes a page's operators; it remembers font, colours and pen, so that they are said once and not each time."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas
        self.lettering = _Lettering(canvas)
        self.forget()
        self.said: list[str] = []

    def forget(self) -> None:
        """Nothing said before holds: a new page, or one put back as it was."""
        self.font = self.fill = self.edge = self.pen = ""

    def use_fill(self, colour: str) -> None:
        if colour != self.fill:
            self.said.append(f"{_colour(colour)} rg")
            self.fill = colour

    def use_edge(self, colour: str, thickness: float, dashed: bool) -> None:
        if colour != self.edge:
            self.said.append(f"{_colour(colour)} RG")
            self.edge = colour
        pen = f"{thickness:g} w {DASHES if dashed else '[] 0 d'}"
        if pen != self.pen:
            self.said.append(pen)
            self.pen = pen

    def words(self, words: Words) -> None:
        style = words.style
        self.use_fill(style.colour)
        shown = []
        for subset, codes in self.lettering.coded(words.text, style.face):
            font = f"{subset} {style.size:g} Tf"
            shown.append(f"({codes}) Tj" if font == self.font else f"{font} ({codes}) Tj")
            self.font = font
        self.said.append(f"BT {words.x:.2f} {words.y:.2f} Td {' '.join(shown)} ET")

    def path(self, points: Sequence[Point], ending: str) -> None:
        steps = [f"{point.x:.2f} {point.y:.2f} {'l' if n else 'm'}" for n, point in enumerate(points)]
        self.said.append(f"{' '.join(steps)} {ending}")

    def box(self, box: Box) -> None:
        if box.fill:
            self.use_fill(box.fill)
        if box.edge:
            self.use_edge(box.edge, box.thickness, box.dashed)
        ending = "B" if box.fill and box.edge else "f" if box.fill else "S" if box.edge else "n"
        if box.radius:
            self.said.append(f"{_rounded(box.x, box.y, box.width, box.height, box.radius)} {ending}")
        else:
            self.said.append(f"{box.x:.2f} {box.y:.2f} {box.width:.2f} {box.height:.2f} re {ending}")

    def dot(self, dot: Dot) -> None:
        self.use_fill("#ffffff" if dot.hollow else dot.colour)
        if dot.hollow:
            self.use_edge(dot.colour, 1.1, False)
        x, y, radius = dot.centre.x - dot.radius, dot.centre.y - dot.radius, dot.radius
        self.said.append(f"{_rounded(x, y, 2 * radius, 2 * radius, radius)} {'B' if dot.hollow else 'f'}")

    def draw(self, drawing: Drawing) -> None:
        match drawing:
            case Words():
                self.words(drawing)
            case Stroke():
                self.use_edge(drawing.colour, drawing.thickness, drawing.dashed)
                self.path(drawing.points, "S")
            case Box():
                self.box(drawing)
            case Shape():
                self.use_fill(drawing.colour)
                self.path(drawing.points, "h f")
            case Dot():
                self.dot(drawing)

    def content(self, opening: str, drawings: Sequence[Drawing]) -> None:
        self.said.append(opening)
        for drawing in drawings:
            self.draw(drawing)
        self.said.append("EMC")

    def pieces(self, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            opening = f"/{piece.element.role} <</MCID {piece.number}>> BDC" if piece.element else UNREAD
            self.content(opening, piece.drawings)

    def sheet(self, sheet: Sheet, paper: Paper) -> None:
        self.forget()
        self.said = [f"{paper.scale:g} 0 0 {paper.scale:g} 0 0 cm"] if paper.scale != 1 else []
        if sheet.window:
            self.within(sheet.window, paper, sheet.pieces)
        else:
            self.pieces(sheet.pieces)
        if sheet.furniture:
            self.content(FURNITURE, sheet.furniture)
        self.canvas.addLiteral("\n".join(self.said))
        self.canvas.showPage()

    def within(self, window: tuple[float, float], paper: Paper, pieces: Sequence[Piece]) -> None:
        """``pieces`` as far as they stand between the two x of ``window``."""
        start, end = window
        self.said.append(f"q {start:.2f} 0 {end - start:.2f} {paper.height:.2f} re W n")
        self.pieces(pieces)
        self.said.append("Q")
        self.forget()


def _rounded(x: float, y: float, width: float, height: float, radius: float) -> str:
    """A box with round corners, from the lower left corner, as a closed path."""
    radius = min(radius, width / 2, height / 2)
    right, top, handle = x + width, y + height, radius * (1 - BEND)
    return (
        f"{x + radius:.2f} {y:.2f} m {right - radius:.2f} {y:.2f} l "
        f"{right - handle:.2f} {y:.2f} {right:.2f} {y + handle:.2f} {right:.2f} {y + radius:.2f} c "
        f"{right:.2f} {top - radius:.2f} l "
        f"{right:.2f} {top - handle:.2f} {right - handle:.2f} {top:.2f} {right - radius:.2f} {top:.2f} c "
        f"{x + radius:.2f} {top:.2f} l "
        f"{x + handle:.2f} {top:.2f} {x:.2f} {top - handle:.2f} {x:.2f} {top - radius:.2f} c "
        f"{x:.2f} {y + radius:.2f} l "
        f"{x:.2f} {y + handle:.2f} {x + handle:.2f} {y:.2f} {x + radius:.2f} {y:.2f} c h"
    )


def painted(sheets: Sequence[Sheet], title: str, paper: Paper) -> bytes:
    """``sheets`` in order as an untagged PDF in memory; ``title`` is the document's."""
    ensure_fonts()
    out = BytesIO()
    canvas = Canvas(
        out,
        pagesize=(paper.sheet_width, paper.sheet_height),
        invariant=1,
        # Compressed once, by pikepdf; ReportLab would add a slow text encoding on top.
        pageCompression=0,
        # Without this ReportLab opens every page with Helvetica, which it does not embed.
        initialFontName=Face.REGULAR.value,
        initialFontSize=9,
    )
    canvas.setTitle(title)
    canvas.setAuthor("iomdesk")
    canvas.setSubject("")
    canvas.setCreator("iomdesk")
    canvas.setProducer("iomdesk")
    brush = _Brush(canvas)
    for sheet in sheets:
        brush.sheet(sheet, paper)
    canvas.save()
    return out.getvalue()
