"""Putting laid-out pages on a ReportLab canvas: every drawing inside its marked content, only our fonts."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from iomdesk.packs.chart import Point
from iomdesk.packs.lettering import Face, ensure_fonts
from iomdesk.packs.look import PAGE_HEIGHT, PAGE_WIDTH
from iomdesk.packs.marks import Box, Dot, Drawing, Piece, Shape, Sheet, Stroke, Words

FURNITURE = "/Artifact <</Type /Pagination>> BDC"


class _Brush:
    """A canvas that remembers its font and colours, so that a page does not repeat them for each line."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas
        self.start_page()

    def start_page(self) -> None:
        self.fill: str = ""
        self.edge: str = ""

    def use_fill(self, colour: str) -> None:
        if colour != self.fill:
            self.canvas.setFillColor(HexColor(colour))
            self.fill = colour

    def use_edge(self, colour: str, thickness: float, dashed: bool) -> None:
        if colour != self.edge:
            self.canvas.setStrokeColor(HexColor(colour))
            self.edge = colour
        self.canvas.setLineWidth(thickness)
        self.canvas.setDash([2, 1.6] if dashed else [])

    def words(self, words: Words) -> None:
        self.use_fill(words.style.colour)
        self.canvas.setFont(words.style.face.value, words.style.size)
        self.canvas.drawString(words.x, words.y, words.text)

    def points(self, points: Sequence[Point]) -> Any:
        path = self.canvas.beginPath()
        path.moveTo(points[0].x, points[0].y)
        for point in points[1:]:
            path.lineTo(point.x, point.y)
        return path

    def box(self, box: Box) -> None:
        if box.fill:
            self.use_fill(box.fill)
        if box.edge:
            self.use_edge(box.edge, box.thickness, box.dashed)
        self.canvas.roundRect(
            box.x, box.y, box.width, box.height, box.radius, stroke=int(bool(box.edge)), fill=int(bool(box.fill))
        )

    def dot(self, dot: Dot) -> None:
        if dot.hollow:
            self.use_fill("#ffffff")
            self.use_edge(dot.colour, 1.1, False)
        else:
            self.use_fill(dot.colour)
        self.canvas.circle(dot.centre.x, dot.centre.y, dot.radius, stroke=int(dot.hollow), fill=1)

    def draw(self, drawing: Drawing) -> None:
        match drawing:
            case Words():
                self.words(drawing)
            case Stroke():
                self.use_edge(drawing.colour, drawing.thickness, drawing.dashed)
                self.canvas.drawPath(self.points(drawing.points), stroke=1, fill=0)
            case Box():
                self.box(drawing)
            case Shape():
                self.use_fill(drawing.colour)
                path = self.points(drawing.points)
                path.close()
                self.canvas.drawPath(path, stroke=0, fill=1)
            case Dot():
                self.dot(drawing)

    def piece(self, piece: Piece) -> None:
        opening = f"/{piece.element.role} <</MCID {piece.number}>> BDC" if piece.element else FURNITURE
        self.canvas.addLiteral(opening)
        for drawing in piece.drawings:
            self.draw(drawing)
        self.canvas.addLiteral("EMC")


def painted(sheets: Sequence[Sheet], title: str) -> bytes:
    """``sheets`` in order as an untagged PDF in memory; ``title`` is the document's."""
    ensure_fonts()
    out = BytesIO()
    canvas = Canvas(
        out,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
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
        brush.start_page()
        for piece in sheet.pieces:
            brush.piece(piece)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
