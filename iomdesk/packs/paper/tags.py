"""Tags: a tinted label of shape and word, and a strip of them that breaks into lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from iomdesk.packs.paper.flow import Flow, line_words
from iomdesk.packs.paper.lettering import printable, width, wrap
from iomdesk.packs.paper.look import BODY, TAG, Tone, figure_drawing
from iomdesk.packs.paper.marks import Box

HEIGHT, SIDE, INSET, BETWEEN = 17.0, 6.0, 7.0, 6.0


@dataclass(frozen=True, slots=True, repr=False)
class Tag:
    """A word with its tone."""

    word: str
    tone: Tone


def _tag_width(tag: Tag) -> float:
    return INSET * 2 + SIDE + 5 + width(printable(tag.word), TAG.face, TAG.size)


def strip(flow: Flow, tags: Sequence[Tag]) -> None:
    """Set ``tags`` side by side. One too long for a line is set as a plain paragraph instead of being cut."""
    x = flow.left
    long_tags = [tag for tag in tags if _tag_width(tag) > flow.width or "\n" in printable(tag.word)]
    fitting = [tag for tag in tags if tag not in long_tags]
    for n, tag in enumerate(fitting):
        if x > flow.left and x + _tag_width(tag) > flow.frame.right:
            flow.y -= HEIGHT + 4
            x = flow.left
        flow.keep(HEIGHT + 4)
        _draw(flow, tag, x)
        x += _tag_width(tag) + BETWEEN
        if n == len(fitting) - 1:
            flow.y -= HEIGHT + 4
    for tag in long_tags:
        flow.paragraph(tag.word, BODY)


def _draw(flow: Flow, tag: Tag, x: float) -> None:
    wide, base = _tag_width(tag), flow.y - HEIGHT
    tone = tag.tone
    box = Box(x, base, wide, HEIGHT, fill=tone.ground, edge=tone.ink, radius=HEIGHT / 2, thickness=0.5)
    shape = figure_drawing(tone.figure, x + INSET, base + (HEIGHT - SIDE) / 2, tone.ink, SIDE)
    flow.sheet.draw(None, box, shape)
    style = replace(TAG, colour=tone.ink)
    (line,) = wrap(tag.word, style, flow.width)
    flow.sheet.draw(flow.root.add("P"), line_words(line, x + INSET + SIDE + 5, base + 5.4, wide))
