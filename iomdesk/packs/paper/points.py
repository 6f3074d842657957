"""Lists of points in running text, bulleted or numbered, tagged as lists (ISO 32000-1, 14.8.4.3.3)."""

from collections.abc import Sequence

from iomdesk.packs.paper.flow import Flow, line_words
from iomdesk.packs.paper.lettering import Line, Style, width, wrap
from iomdesk.packs.paper.look import BODY

GAP = 6.0


def points(
    flow: Flow, texts: Sequence[str], *, labels: Sequence[str] = (), style: Style = BODY, below: float = 2.0
) -> None:
    """``texts`` as a list; each hangs on its label (*4.2*), or on a bullet where there are no ``labels``."""
    given = list(labels) or ["•"] * len(texts)
    if not texts:
        return
    tree = flow.root.add("L")
    indent = max(width(label, style.face, style.size) for label in given) + GAP
    for label, text in zip(given, texts, strict=True):
        lines = wrap(text, style, flow.width - indent)
        if not lines:
            continue
        flow.keep(min(2, len(lines)) * style.leading)
        item = tree.add("LI")
        baseline = flow.y - (style.leading + style.size * 0.72) / 2
        flow.sheet.draw(item.add("Lbl"), line_words(Line(label, style), flow.left, baseline, indent))
        flow.lines(item.add("LBody"), lines, indent=indent)
        flow.gap(below)
