"""What is filled in by hand: ruled lines, boxes to tick, places for a signature, tables with empty rows.

Lines are 8.5 mm apart, the usual ruling for handwriting; on large print they grow with the type.
"""

from collections.abc import Sequence

from iomdesk.packs.paper.chart import Point
from iomdesk.packs.paper.flow import Flow, line_words
from iomdesk.packs.paper.formats import MM
from iomdesk.packs.paper.lettering import Line, Style, width, wrap
from iomdesk.packs.paper.look import BODY, GREY, INK, LABEL, PAPER
from iomdesk.packs.paper.marks import Box, Drawing, Stroke
from iomdesk.packs.paper.table import Column, Table, Text
from iomdesk.words import say

RULING = 8.5 * MM
TICK_SIDE = 10.0
SIGNED_ABOVE = 24.0
FEWEST_LINES = 3


def _figure(flow: Flow, words: str, top: float, bottom: float, drawings: Sequence[Drawing]) -> None:
    figure = flow.root.add("Figure", alt=words)
    figure.bounds = (flow.left, bottom, flow.frame.right, top)
    flow.sheet.draw(figure, *drawings)


def _ruled(flow: Flow, words: str, count: int) -> None:
    top = flow.y
    places = [top - RULING * n for n in range(1, count + 1)]
    lines = [Stroke((Point(flow.left, y), Point(flow.frame.right, y)), GREY, 0.5) for y in places]
    _figure(flow, words, top, places[-1], lines)
    flow.y = places[-1]


def writing_lines(flow: Flow, words: str, count: int) -> None:
    """``count`` ruled lines to write on, over pages where they must; ``words`` says what belongs there."""
    while count > 0:
        flow.keep(min(count, FEWEST_LINES) * RULING)
        fitting = max(1, min(count, int(flow.room / RULING)))
        _ruled(flow, words, fitting)
        count -= fitting


def writing_rest(flow: Flow, words: str, least: int = FEWEST_LINES, kept: float = 0.0) -> None:
    """Ruled lines down to the foot of the page, at least ``least``, leaving ``kept`` points for what follows."""
    flow.keep(least * RULING + kept)
    _ruled(flow, words, max(1, int((flow.room - kept) / RULING)))


def tick_boxes(flow: Flow, choices: Sequence[str], ticked: Sequence[str] = (), style: Style = BODY) -> None:
    """``choices`` beside their boxes, as many on a line as fit; those in ``ticked`` are ticked already."""
    x, height = flow.left, style.leading + 5
    for n, choice in enumerate(choices):
        lines = wrap(choice, style, flow.width - TICK_SIDE - 5)
        wide = TICK_SIDE + 5 + max([width(line.text, style.face, style.size) for line in lines], default=0.0)
        if n and (x + wide > flow.frame.right or len(lines) > 1):
            flow.y -= height
            x = flow.left
        if x == flow.left:
            flow.keep(height + max(0, len(lines) - 1) * style.leading)
        _tick_box(flow, x, lines, ticked=choice in ticked)
        flow.y -= max(0, len(lines) - 1) * style.leading
        x += wide + 16
    if choices:
        flow.y -= height


def _tick_box(flow: Flow, x: float, lines: Sequence[Line], *, ticked: bool) -> None:
    base = flow.y - 2.5 - TICK_SIDE
    choice = flow.root.add("P")
    alt = say("ticked") if ticked else say("box to tick")
    figure = choice.add("Figure", alt=alt)
    figure.bounds = (x, base, x + TICK_SIDE, base + TICK_SIDE)
    drawings: list[Drawing] = [Box(x, base, TICK_SIDE, TICK_SIDE, fill=PAPER, edge=INK, radius=1.5, thickness=0.8)]
    if ticked:
        corners = ((0.2, 0.5), (0.42, 0.25), (0.82, 0.78))
        points = tuple(Point(x + TICK_SIDE * across, base + TICK_SIDE * up) for across, up in corners)
        drawings.append(Stroke(points, INK, 1.4))
    flow.sheet.draw(figure, *drawings)
    for n, line in enumerate(lines):
        baseline = base + 2 - n * line.style.leading
        flow.sheet.draw(choice, line_words(line, x + TICK_SIDE + 5, baseline, flow.width))


def signature_lines(flow: Flow, labels: Sequence[str]) -> None:
    """A line over each label, side by side: *Name*, *Signature*, *Date*; below one another in a narrow frame."""
    rows = [[label] for label in labels] if flow.frame.narrow else [list(labels)]
    for row in rows:
        flow.keep(SIGNED_ABOVE + LABEL.leading)
        wide = (flow.width - 14.0 * (len(row) - 1)) / len(row)
        y = flow.y - SIGNED_ABOVE
        for n, label in enumerate(row):
            x = flow.left + n * (wide + 14.0)
            flow.sheet.draw(None, Stroke((Point(x, y), Point(x + wide, y)), INK, 0.6))
            element = flow.root.add("P")
            for depth, line in enumerate(wrap(label, LABEL, wide)[:1]):
                flow.sheet.draw(element, line_words(line, x, y - 10 - depth * LABEL.leading, wide))
        flow.y = y - LABEL.leading


def empty_rows(table: Table, count: int, height: float = RULING) -> None:
    """``count`` rows with nothing in them, ``height`` points tall, to write in."""
    for _ in range(count):
        table.row(*[Text(()) for _ in table.all_columns], least=height)


def form_table(flow: Flow, columns: Sequence[Column], count: int, height: float = RULING) -> Table:
    """A ruled table of ``count`` empty rows; give it rows before or after as any other."""
    table = Table(flow, columns, ruled=True, stacks=False)
    empty_rows(table, count, height)
    return table
