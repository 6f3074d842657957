"""The pathways of one person on paper: last score beside the one before, the line of all, and the same as numbers.

Reads without colour: the last score is a filled box, the one before a dashed box; on the line the last is a disc,
the one before a ring; the change is a word.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from iomdesk.clock import date_text
from iomdesk.packs.paper.cells import line_cell
from iomdesk.packs.paper.chart import (
    Direction,
    Reading,
    movement,
    movement_words,
    readings,
    score_words,
    total_readings,
)
from iomdesk.packs.paper.flow import Flow
from iomdesk.packs.paper.lettering import width
from iomdesk.packs.paper.look import (
    ACCENT,
    ALARM,
    BODY,
    GOOD,
    GREY,
    INK,
    LEVEL,
    LEVEL_LAST,
    MISSING,
    QUIET,
    RULE,
    STRONG,
)
from iomdesk.packs.paper.marks import Box, Drawing, Words
from iomdesk.packs.paper.table import GUTTER, Cell, Column, Picture, Table, Text, text_cell
from iomdesk.packs.paper.values import Known, ScoreSet
from iomdesk.words import say

DATE_WIDTH = 51.0
BOX_HEIGHT, BOX_WIDEST, BOX_NARROWEST, BOX_GAP = 13.0, 18.0, 11.0, 3.0
LEVELS_WIDTH = 104.0


@dataclass(frozen=True, slots=True, repr=False)
class Scale:
    """The levels of the scheme, lowest first, with their words."""

    levels: tuple[tuple[int, str], ...]

    @property
    def lowest(self) -> int:
        return min((level for level, _ in self.levels), default=0)

    @property
    def highest(self) -> int:
        return max((level for level, _ in self.levels), default=0)

    def words(self) -> str:
        """*0 none · 1 low · 2 some*."""
        return " · ".join(f"{level} {word}" for level, word in self.levels)


def _levels(scale: Scale, last: Known[int], before: Known[int]) -> Cell:
    """The levels as boxes, or as words where a scale has too many to draw."""
    scored = {score for score in (last, before) if isinstance(score, int)}
    levels = sorted({level for level, _ in scale.levels} | scored)
    alt = say("Last score {last}, before {before}.", last=score_words(last), before=score_words(before))
    wide = min(BOX_WIDEST, (LEVELS_WIDTH + BOX_GAP) / max(1, len(levels)) - BOX_GAP)
    if wide < BOX_NARROWEST:
        return text_cell(alt, BODY)
    drawings: list[Drawing] = []
    for n, level in enumerate(levels):
        x = n * (wide + BOX_GAP)
        style = LEVEL_LAST if level == last else replace(LEVEL, colour=INK) if level == before else LEVEL
        if level == last:
            drawings.append(Box(x, 0, wide, BOX_HEIGHT, fill=ACCENT, edge=ACCENT, radius=2.5))
        elif level == before:
            drawings.append(Box(x, 0, wide, BOX_HEIGHT, edge=INK, radius=2.5, dashed=True, thickness=1))
        else:
            drawings.append(Box(x, 0, wide, BOX_HEIGHT, edge=RULE, radius=2.5))
        digit = str(level)
        drawings.append(Words(x + (wide - width(digit, style.face, style.size)) / 2, 3.6, digit + " ", style))
    return Picture(tuple(drawings), BOX_HEIGHT, alt)


def _last_two(line: Sequence[Reading]) -> tuple[Known[int], Known[int]]:
    scores = [None, None, *(reading.score for reading in line)]
    return scores[-1], scores[-2]


def _change(line: Sequence[Reading]) -> Text:
    last, before = _last_two(line)
    if not isinstance(last, int):
        return text_cell(score_words(last), MISSING)
    if len(line) == 1:
        return text_cell(say("first score"), QUIET)
    moved = movement(before, last)
    match moved.direction:
        case Direction.BETTER:
            return text_cell("▼ " + movement_words(moved), replace(STRONG, colour=GOOD.ink))
        case Direction.WORSE:
            return text_cell("▲ " + movement_words(moved), replace(STRONG, colour=ALARM.ink))
        case _:
            return text_cell(movement_words(moved), replace(BODY, colour=GREY))


def _total_words(line: Sequence[Reading], most: int) -> str:
    last, before = _last_two(line)
    if not isinstance(last, int):
        return score_words(last)
    if len(line) == 1:
        return say("{last} of {most}", last=last, most=most)
    return say("{last} of {most}, before {before}", last=last, most=most, before=score_words(before))


def _name(name: str, priority: bool) -> Text:
    if not priority:
        return text_cell(name, BODY)
    return Text(((name, STRONG), (say("priority pathway"), replace(QUIET, colour=ACCENT))))


def _grid(flow: Flow, names: Sequence[str], scale: Scale, ordered: Sequence[ScoreSet]) -> None:
    span = (ordered[0].held_on, ordered[-1].held_on)
    since = say("Since {first}", first=date_text(span[0]))
    titles = (say("Pathway"), say("Last and before"), since, say("Change"))
    shares = (0.37, 0.225, 0.225, 0.18)
    columns = [Column(title, share, heads=n == 0) for n, (title, share) in enumerate(zip(titles, shares, strict=True))]
    table = Table(flow, columns, middle=True)
    for n, name in enumerate(names):
        line = readings(ordered, n)
        last, before = _last_two(line)
        drawn = line_cell(name, line, scale.lowest, scale.highest, span)
        table.row(_name(name, ordered[-1].priority == n), _levels(scale, last, before), drawn, _change(line))
    totals = total_readings(ordered, len(names))
    most = scale.highest * len(names)
    total_line = line_cell(say("Total"), totals, scale.lowest * len(names), most, span)
    table.row(
        text_cell(say("Total"), STRONG), text_cell(_total_words(totals, most), STRONG), total_line, _change(totals)
    )


def _legend(flow: Flow, scale: Scale, ordered: Sequence[ScoreSet]) -> None:
    parts = [say("Filled box and disc: last scores, {day}.", day=date_text(ordered[-1].held_on))]
    if len(ordered) > 1:
        parts.append(say("Dashed box and ring: before, {day}.", day=date_text(ordered[-2].held_on)))
    parts.append(say("Lower is less need: {scale}.", scale=scale.words()))
    flow.gap(3)
    flow.paragraph(" ".join(parts), QUIET)


def _number(score: Known[int], priority: bool) -> Cell:
    if not isinstance(score, int):
        return text_cell(score_words(score), MISSING)
    return text_cell(f"{score} P" if priority else str(score), STRONG if priority else BODY)


def _numbers(flow: Flow, names: Sequence[str], ordered: Sequence[ScoreSet]) -> None:
    # Six score sets on A4, three in large print.
    shown = ordered[-max(1, int(flow.width * 0.66 / DATE_WIDTH)) :]
    earlier = len(ordered) - len(shown)
    share = DATE_WIDTH / (flow.width - GUTTER * len(shown))
    flow.section(say("Scores in figures"))
    # Above the table: below it, the notes alone may come to stand on a sheet of their own.
    notes = [say("P: priority pathway.")] if any(held.priority is not None for held in shown) else []
    notes.append(say("No total unless every score is known."))
    if earlier:
        notes.append(say("Earlier score sets, on the lines only: {count}.", count=earlier))
    flow.paragraph(" ".join(notes), QUIET, below=3)
    dates = [Column(date_text(held.held_on), share) for held in shown]
    table = Table(flow, [Column(say("Pathway"), 1 - share * len(shown), heads=True), *dates], stacks=False)
    for n, name in enumerate(names):
        cells = [_number(line.score, held.priority == n) for line, held in zip(readings(shown, n), shown, strict=True)]
        table.row(text_cell(name, BODY), *cells)
    totals = total_readings(shown, len(names))
    table.row(text_cell(say("Total"), STRONG), *[_number(reading.score, False) for reading in totals])


def pathways(flow: Flow, names: Sequence[str], scale: Scale, history: Sequence[ScoreSet]) -> None:
    """The grid with its lines, drawn under a heading already given; ``history`` in any order, at least one set."""
    ordered = sorted(history, key=lambda held: held.held_on)
    _grid(flow, names, scale, ordered)
    _legend(flow, scale, ordered)


def pathway_figures(flow: Flow, names: Sequence[str], history: Sequence[ScoreSet]) -> None:
    """The numbers behind the lines: the newest score sets there is room for, oldest first, with totals and priority."""
    _numbers(flow, names, sorted(history, key=lambda held: held.held_on))
