"""One laid-out document as HTML and as Typst: the same words, tables and drawings, in the same order.

Taken from our own structure tree, so that whatever a pack comes to hold, its peers hold too.
"""

import html
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from iomdesk.packs.paper.marks import Box, Dot, Drawing, Element, Shape, Sheet, Stroke, Words

_HEAD = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title><style>
@font-face {{ font-family: Inter; src: url({fonts}/Inter-Regular.ttf); }}
@font-face {{ font-family: Inter; font-weight: 600; src: url({fonts}/Inter-SemiBold.ttf); }}
@page {{ size: A4; margin: 24mm 16mm; @top-center {{ content: "{marking}"; font: 600 9pt Inter; }}
  @bottom-center {{ content: "{marking} · Page " counter(page) " of " counter(pages); font: 600 9pt Inter; }} }}
body {{ font: 9.25pt/13pt Inter; }} h1 {{ font-size: 20pt; }} h2 {{ font-size: 11.5pt; break-after: avoid; }}
section + section {{ break-before: right; }} table {{ width: 100%; border-collapse: collapse; }}
figure, p, h1, h2 {{ margin: 3pt 0; }} td, th {{ text-align: left; vertical-align: top; padding: 2pt;
  border-bottom: .5pt solid #c6cdd6; }}
</style></head><body>"""
_PAGE = """#set document(title: {title})
#set text(font: "Inter", size: 9.25pt, lang: "en", region: "GB")
#set page(paper: "a4", margin: (x: 16mm, y: 24mm), header: align(center, strong({marking})),
  footer: context align(center, strong([#{marking} · Page #counter(page).display("1 of 1", both: true)])))
#set table(stroke: (bottom: .5pt + rgb("c6cdd6")), inset: 3pt)
"""
_BLOCKS = {"H1": "h1", "H2": "h2", "H3": "h3", "P": "p", "TH": "th", "TD": "td", "TR": "tr", "Table": "table"}


class Content:
    """A document's structure with what stands in it. ``to_html`` and ``to_typst`` say the same."""

    def __init__(self, document: Element, sheets: Sequence[Sheet]) -> None:
        self._document = document
        self._drawn: dict[int, list[Drawing]] = {}
        for sheet in sheets:
            for piece in sheet.pieces:
                if piece.element is not None:
                    self._drawn.setdefault(id(piece.element), []).extend(piece.drawings)

    def to_html(self, title: str, marking: str, fonts: str) -> str:
        """A page of HTML for WeasyPrint."""
        return _HEAD.format(title=title, marking=marking, fonts=fonts) + self._html(self._document) + "</body></html>"

    def to_typst(self, title: str, marking: str) -> str:
        """A Typst source."""
        head = _PAGE.format(title=json.dumps(title, ensure_ascii=False), marking=json.dumps(marking))
        return head + "\n".join(self._typst(self._document, 0))

    def _kids(self, element: Element) -> Iterator[Element]:
        return (kid for kid in element.kids if isinstance(kid, Element))

    def _text(self, element: Element) -> str:
        return " ".join(each.text for each in self._drawn.get(id(element), ()) if isinstance(each, Words)).strip()

    def _html(self, element: Element) -> str:
        if element.role == "Figure":
            return f'<figure role="img" aria-label="{html.escape(element.alt)}">{self._svg(element)}</figure>'
        name = _BLOCKS.get(element.role, "section" if element.role == "Sect" else "div")
        scope = f' scope="{"col" if element.scope == "Column" else "row"}"' if element.scope else ""
        inner = html.escape(self._text(element)) + "".join(map(self._html, self._kids(element)))
        return f"<{name}{scope}>{inner}</{name}>"

    def _typst(self, element: Element, depth: int) -> Iterator[str]:
        match element.role:
            case "Table":
                yield from self._typst_table(element)
            case "H1" | "H2" | "H3":
                yield f"#heading(level: {element.role[1]}, {self._quoted(element)})"
            case "Figure":
                yield f"#{self._typst_figure(element)}"
            case _:
                if element.role == "Sect" and depth == 1:
                    yield '#pagebreak(weak: true, to: "odd")'
                if text := self._text(element):
                    yield f"#par({json.dumps(text, ensure_ascii=False)})"
                for kid in self._kids(element):
                    yield from self._typst(kid, depth + 1)

    def _typst_table(self, table: Element) -> Iterator[str]:
        rows = [list(self._kids(row)) for row in self._kids(table)]
        if not rows:
            return
        yield f"#table(columns: ({'auto, ' * (len(rows[0]) - 1)}1fr,),"
        for row in rows:
            cells = ", ".join(self._typst_cell(cell) for cell in row)
            yield f"table.header({cells})," if row and row[0].scope == "Column" else f"{cells},"
        yield ")"

    def _typst_cell(self, cell: Element) -> str:
        parts = [self._quoted(cell)] if self._text(cell) else []
        for kid in self._kids(cell):
            parts.append(self._typst_figure(kid) if kid.role == "Figure" else self._quoted(kid))
        return "[" + " ".join(f"#{part}" for part in parts) + "]"

    def _quoted(self, element: Element) -> str:
        return json.dumps(self._text(element), ensure_ascii=False)

    def _typst_figure(self, figure: Element) -> str:
        drawing = json.dumps(self._svg(figure), ensure_ascii=False)
        return f'image(bytes({drawing}), format: "svg", alt: {json.dumps(figure.alt, ensure_ascii=False)})'

    def _svg(self, figure: Element) -> str:
        drawings = self._drawn.get(id(figure), [])
        xs, ys = zip(*(corner for each in drawings for corner in _corners(each)), strict=True)
        left, top, wide, tall = min(xs) - 4, -max(ys) - 4, max(xs) - min(xs) + 8, max(ys) - min(ys) + 8
        body = "".join(map(_svg_part, drawings))
        size = f'width="{wide:.1f}pt" height="{tall:.1f}pt" viewBox="{left:.1f} {top:.1f} {wide:.1f} {tall:.1f}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{body}</svg>'


def _corners(each: Drawing) -> Iterable[tuple[float, float]]:
    match each:
        case Words():
            return [(each.x, each.y), (each.x + 5 * len(each.text), each.y + 8)]
        case Box():
            return [(each.x, each.y), (each.x + each.width, each.y + each.height)]
        case Dot():
            return [(each.centre.x, each.centre.y)]
        case Stroke() | Shape():
            return [(point.x, point.y) for point in each.points]


def _svg_part(each: Any) -> str:
    match each:
        case Words():
            return f'<text x="{each.x:.1f}" y="{-each.y:.1f}" font-size="8">{html.escape(each.text)}</text>'
        case Box():
            place = (
                f'x="{each.x:.1f}" y="{-each.y - each.height:.1f}" width="{each.width:.1f}" height="{each.height:.1f}"'
            )
            return f'<rect {place} fill="{each.fill or "none"}" stroke="{each.edge or "none"}"/>'
        case Dot():
            fill = "#ffffff" if each.hollow else each.colour
            place = f'cx="{each.centre.x:.1f}" cy="{-each.centre.y:.1f}" r="{each.radius:.1f}"'
            return f'<circle {place} fill="{fill}" stroke="{each.colour}"/>'
        case Stroke():
            points = " ".join(f"{point.x:.1f},{-point.y:.1f}" for point in each.points)
            return f'<polyline points="{points}" fill="none" stroke="{each.colour}" stroke-width="{each.thickness}"/>'
        case Shape():
            points = " ".join(f"{point.x:.1f},{-point.y:.1f}" for point in each.points)
            return f'<polygon points="{points}" fill="{each.colour}"/>'
        case _:
            return ""
