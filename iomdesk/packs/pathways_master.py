"""The Pathways master: the cohort by eight pathways as a map of figures and shades, and how the scheme moves."""

from collections.abc import Callable
from datetime import date
from functools import partial

from iomdesk.clock import date_text
from iomdesk.packs.paper.cells import level_cell, line_cell
from iomdesk.packs.paper.chart import Direction, Movement, movement_words
from iomdesk.packs.paper.document import Part, Tell, assemble, quiet
from iomdesk.packs.paper.flow import Align, Flow
from iomdesk.packs.paper.formats import A4_LANDSCAPE, Paper
from iomdesk.packs.paper.known import known_words
from iomdesk.packs.paper.lettering import printable, width
from iomdesk.packs.paper.look import BODY, COLUMN, MISSING, QUIET, STRONG
from iomdesk.packs.paper.points import points
from iomdesk.packs.paper.table import GUTTER, Cell, Column, Picture, Table, Text, text_cell
from iomdesk.packs.paper.values import Known, Withheld
from iomdesk.packs.pathways_master_records import MasterLine, MasterPaper, MonthLine, TrendLine
from iomdesk.packs.person import name_words
from iomdesk.packs.scheme_head import (
    require_scheme_handling,
    scheme_furniture,
    scheme_opening,
    scheme_title,
)
from iomdesk.words import counted, say

SPARK = 64.0
BEGINS = 130.0
"""Room for a heading, its note and the first rows: a single month at the foot of a page is lost."""
LABELLED = 900.0
"""A sheet so wide that pathways stand in full over their columns."""


def _ends(paper: MasterPaper) -> tuple[int, int]:
    levels = [level for level, _ in paper.scale] or [0, 1]
    return min(levels), max(levels)


def _span(paper: MasterPaper) -> tuple[date, date]:
    days = [reading.on for person in paper.people for reading in person.line]
    return (min(days), max(days)) if days else (paper.head.on, paper.head.on)


def _titles(labels: tuple[str, ...], room: float) -> list[str]:
    """The pathways over their columns: in full where each word fits into ``room``, else by number."""
    words = [word for label in labels for word in printable(label).split()]
    fits = all(width(word, COLUMN.face, COLUMN.size) <= room for word in words)
    return list(labels) if fits else [str(place) for place in range(1, len(labels) + 1)]


def _columns(flow: Flow, labels: tuple[str, ...]) -> list[Column]:
    wide = flow.width > LABELLED
    person, ref, level, line, moved, priority = (
        (0.115, 0.077, 0.07, 0.07, 0.073, 0.075) if wide else (0.165, 0.112, 0.032, 0.107, 0.108, 0.115)
    )
    others = [
        Column(say("Total"), 0.035 if wide else 0.042, Align.RIGHT),
        Column(say("Totals so far"), line),
        Column(say("Since adoption"), moved),
        Column(say("Priority"), priority),
        Column(say("Scored"), 0.067 if wide else 0.095),
        Column(say("Days"), 0.03 if wide else 0.04, Align.RIGHT),
    ]
    shares = person + ref + level * len(labels) + sum(each.share for each in others)
    room = (flow.width - GUTTER * (len(labels) + len(others) + 1)) * level / shares
    levels = [Column(title, level, Align.CENTRE) for title in _titles(labels, room)]
    return [Column(say("Person"), person, heads=True), Column(say("Number"), ref), *levels, *others]


def _figure(value: Known[int]) -> Text:
    if isinstance(value, Withheld):
        return text_cell(say("W"), MISSING)
    return text_cell("–", MISSING) if value is None else text_cell(str(value), STRONG)


_ARROWS = {Direction.BETTER: "▼", Direction.WORSE: "▲", Direction.SAME: "=", Direction.UNKNOWN: "–"}


def moved_words(moved: Known[int]) -> str:
    """*▼ better by 3*: an arrow for the way the figure went and the word for what that means."""
    if isinstance(moved, Withheld):
        return say("W")
    if moved is None:
        return "–"
    way = Direction.SAME if not moved else Direction.BETTER if moved < 0 else Direction.WORSE
    return f"{_ARROWS[way]} {movement_words(Movement(way, abs(moved)))}"


def _scored(person: MasterLine) -> Cell:
    if person.scored_on is None:
        return text_cell(say("not yet"), MISSING)
    if isinstance(person.scored_on, Withheld):
        return text_cell(say("W"), MISSING)
    note = ((say("on other pathways"), QUIET),) if person.other_version else ()
    return Text(((known_words(person.scored_on), BODY), *note))


def _priority(person: MasterLine) -> Cell:
    if isinstance(person.priority, Withheld):
        return text_cell(say("W"), MISSING)
    label = person.priority or "–"
    return text_cell(f"{person.priority_place} {label}" if person.priority_place else label, QUIET)


def _days(person: MasterLine) -> Cell:
    return text_cell("" if person.days_since is None else str(person.days_since), BODY)


def _levels(paper: MasterPaper, person: MasterLine) -> list[Picture]:
    lowest, highest = _ends(paper)
    words = dict(paper.scale)
    cells = []
    for place, (label, score) in enumerate(zip(paper.labels, person.scores, strict=True), start=1):
        said = words.get(score, "") if isinstance(score, int) else known_words(score if score is not None else None)
        figure = f"{score} {said}".strip() if isinstance(score, int) else said
        alt = say("{pathway}, {level}", pathway=label, level=figure)
        cells.append(level_cell(score, lowest, highest, words=alt, priority=place == person.priority_place))
    return cells


def _line(paper: MasterPaper, person: MasterLine, span: tuple[date, date]) -> Cell:
    if not person.line:
        return text_cell("", QUIET)
    lowest, highest = _reach(paper)
    return line_cell(say("Totals"), person.line, lowest, highest, span, SPARK)


def _reach(paper: MasterPaper) -> tuple[int, int]:
    """The lowest and the highest total on this copy: between them all lines are drawn, so that each shows its turns."""
    totals = [each.score for person in paper.people for each in person.line if isinstance(each.score, int)]
    return (min(totals), max(totals)) if totals else (0, 1)


def _map(flow: Flow, paper: MasterPaper) -> None:
    flow.section(say("The cohort"), bookmark=True)
    if not paper.people:
        flow.paragraph(say("Nobody is on this copy."), QUIET)
        return
    span = _span(paper)
    table = Table(flow, _columns(flow, paper.labels), middle=True)
    for person in paper.people:
        table.row(
            text_cell(name_words(person.name), STRONG),
            text_cell(person.ref, QUIET),
            *_levels(paper, person),
            _figure(person.total),
            _line(paper, person, span),
            text_cell(moved_words(person.moved), BODY),
            _priority(person),
            _scored(person),
            _days(person),
        )


def _legend(flow: Flow, paper: MasterPaper) -> None:
    numbered = " · ".join(f"{place} {label}" for place, label in enumerate(paper.labels, start=1))
    scale = " · ".join(f"{level} {words}" for level, words in paper.scale)
    (lowest, highest), span = _reach(paper), _span(paper)
    flow.gap(6)
    for title, words in (
        (say("Pathways"), numbered),
        (say("Scale"), say("{scale}. Darker is more need; a lower score is less.", scale=scale)),
        (
            say("Signs"),
            say(
                "? not known · W withheld · heavy edge: priority pathway · ▼ better, ▲ worse, = the same since"
                " adoption · – nothing to compare · days since scored"
            ),
        ),
        (
            say("Lines"),
            say(
                "each runs from {begins} to {ends} and between the totals {low} and {high}; the disc is the last, the"
                " ring the one before",
                begins=date_text(span[0]),
                ends=date_text(span[1]),
                low=lowest,
                high=highest,
            ),
        ),
    ):
        flow.paragraph(f"{title}: {words}", QUIET, below=1)


def _trends(flow: Flow, trends: tuple[TrendLine, ...]) -> None:
    flow.section(say("Movement since adoption"), bookmark=True)
    flow.paragraph(
        say(
            "Improved, the same and worse count people scored at least twice since adoption, each with themselves;"
            " only their two means may be compared. The mean of everybody is of those whose score is known."
        ),
        QUIET,
        below=4,
    )
    columns = [
        Column(say("Pathway"), 0.24, heads=True),
        Column(say("Mean of everybody"), 0.13, Align.RIGHT),
        Column(say("Improved"), 0.13, Align.RIGHT),
        Column(say("The same"), 0.13, Align.RIGHT),
        Column(say("Worse"), 0.13, Align.RIGHT),
        Column(say("First mean of those"), 0.12, Align.RIGHT),
        Column(say("Now"), 0.12, Align.RIGHT),
    ]
    table = Table(flow, columns)
    for each in trends:
        figures = (each.mean, each.improved, each.same, each.worse, each.first, each.now)
        table.row(text_cell(each.name, STRONG), *(text_cell(figure, BODY) for figure in figures))


def _months(flow: Flow, months: tuple[MonthLine, ...], labels: tuple[str, ...]) -> None:
    flow.section(say("Month by month: where needs stood"), bookmark=True)
    flow.paragraph(
        say("Means with the number they are of. Who is scored differs from month to month, so these do not compare."),
        QUIET,
        below=4,
    )
    numbered = (Column(str(place), 0.09, Align.RIGHT) for place in range(1, len(labels) + 1))
    columns = [
        Column(say("Month"), 0.1, heads=True),
        Column(say("Scored"), 0.055, Align.RIGHT),
        *numbered,
        Column(say("Total"), 0.095, Align.RIGHT),
    ]
    table = Table(flow, columns)
    for each in months:
        cells = (str(each.scored), *each.means, each.total)
        table.row(text_cell(each.month, STRONG), *(text_cell(cell, QUIET) for cell in cells))
    flow.keep(BEGINS)
    flow.section(say("Month by month: who improved since adoption"), bookmark=True)
    flow.paragraph(
        say("By the total: each person scored in the month, with their own first scores since adoption."),
        QUIET,
        below=4,
    )
    columns = [
        Column(say("Month"), 0.25, heads=True),
        *(Column(title, 0.25, Align.RIGHT) for title in (say("Improved"), say("The same"), say("Worse"))),
    ]
    table = Table(flow, columns)
    for each in months:
        cells = (each.improved, each.same, each.worse)
        table.row(text_cell(each.month, STRONG), *(text_cell(cell, BODY) for cell in cells))


def _anchors(flow: Flow, paper: MasterPaper) -> None:
    flow.section(say("What each level looks like"), bookmark=True)
    for label in paper.labels:
        here = [(level, words) for of, level, words in paper.anchors if of == label]
        if here:
            flow.subsection(label)
            points(flow, [words for _, words in here], labels=[str(level) for level, _ in here])


def _draw_map(paper: MasterPaper, flow: Flow) -> None:
    people = counted(len(paper.people), "{count} person", "{count} people")
    scored = counted(paper.scored, "{count} scored", "{count} scored")
    scheme_opening(flow, paper.head, (say("Cohort"), f"{people}, {scored}"), (say("Version"), paper.version))
    _legend(flow, paper)
    _map(flow, paper)


def _draw_movement(paper: MasterPaper, flow: Flow) -> None:
    flow.title(say("The scheme's movement"))
    _trends(flow, paper.trends)
    if paper.months:
        _months(flow, paper.months, paper.labels)


def _draw_scale(paper: MasterPaper, flow: Flow) -> None:
    flow.title(say("Pathways and scale"))
    flow.paragraph(paper.version, QUIET)
    _anchors(flow, paper)


def render_pathways_master(paper_of: MasterPaper, paper: Paper = A4_LANDSCAPE, *, tell: Tell = quiet) -> bytes:
    """The master as a tagged PDF, landscape; the same master gives the same bytes.

    Whatever stands in it is printed, and its figures are as they come: filter the people first and work the figures
    out for those. Raises ``Refused`` for a copy without a marking, a name or an agency.
    """
    require_scheme_handling(paper_of.head)
    drawn: list[tuple[str, Callable[[MasterPaper, Flow], None]]] = [(say("The cohort by pathway"), _draw_map)]
    if paper_of.scored:
        drawn.append((say("The scheme's movement"), _draw_movement))
    if paper_of.anchors:
        drawn.append((say("Pathways and scale"), _draw_scale))
    parts = [Part(heading, partial(draw, paper_of)) for heading, draw in drawn]
    return assemble(parts, scheme_furniture(paper_of.head, paper), scheme_title(paper_of.head), tell=tell)
