"""The list of open actions, agency by agency, with room to write what came of each."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from iomdesk.clock import date_text
from iomdesk.packs.conference_head import agency_name
from iomdesk.packs.paper.cells import tick_cell
from iomdesk.packs.paper.document import Part, Tell, assemble, quiet
from iomdesk.packs.paper.flow import Align, Flow
from iomdesk.packs.paper.formats import A4, Paper
from iomdesk.packs.paper.forms import tick_boxes, writing_lines
from iomdesk.packs.paper.lettering import Style
from iomdesk.packs.paper.look import ALARM, BODY, MISSING, QUIET, STRONG, signed
from iomdesk.packs.paper.table import Cell, Column, Table, Text, text_cell
from iomdesk.packs.paper.values import Known
from iomdesk.packs.person import name_words
from iomdesk.packs.scheme_head import (
    SchemeHead,
    require_scheme_handling,
    scheme_furniture,
    scheme_opening,
    scheme_title,
)
from iomdesk.words import counted, say

WRITING_HEIGHT, TOGETHER = 46.0, 165.0
"""Room to write in a row; in large print, the room an action of usual length needs to stay on one page."""


@dataclass(frozen=True, slots=True, repr=False)
class OpenAction:
    """One open action. ``name`` and ``ref`` are of whom it is about, both empty for one about nobody.

    ``days_overdue`` is 0 where it is not; ``days_before`` are the days it was due before, oldest first, with the last
    reason in ``moved_because``; ``times_moved`` may be more than there are days known. ``set_at`` is the conference.
    """

    number: str
    text: str
    owner: str
    due_on: date | None
    days_overdue: int = 0
    name: Known[str] = None
    ref: str = ""
    pathway: str = ""
    set_at: str = ""
    raised_on: date | None = None
    times_chased: int = 0
    chased_on: date | None = None
    times_moved: int = 0
    days_before: tuple[date | None, ...] = ()
    moved_because: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class AgencyGroup:
    """The open actions of one agency's people, overdue first; ``agency`` is empty where none is named."""

    agency: str
    actions: tuple[OpenAction, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ActionList:
    """One named copy of a list of open actions."""

    head: SchemeHead
    groups: tuple[AgencyGroup, ...]


def _counts(actions: tuple[OpenAction, ...]) -> str:
    late = sum(each.days_overdue > 0 for each in actions)
    if not late:
        return say("{open} open, none overdue", open=len(actions))
    return say("{open} open, {late} overdue", open=len(actions), late=late)


def _about(action: OpenAction) -> tuple[str, Style]:
    if action.ref:
        return name_words(action.name), STRONG
    return say("About nobody on the scheme"), QUIET


def _words(action: OpenAction) -> tuple[str, Style]:
    return (action.text, BODY) if action.text else (say("Its words have not arrived."), MISSING)


def _what(action: OpenAction) -> Text:
    parts = (_about(action), _words(action), (_origin(action), QUIET))
    return Text(tuple(part for part in parts if part[0]))


def _origin(action: OpenAction) -> str:
    parts = [action.ref] if action.ref else []
    if action.set_at:
        parts.append(say("set at {conference}", conference=action.set_at))
    if action.raised_on:
        parts.append(say("raised {day}", day=date_text(action.raised_on)))
    if action.pathway:
        parts.append(say("pathway {pathway}", pathway=action.pathway))
    return " · ".join(parts)


def _due(action: OpenAction) -> tuple[tuple[str, Style], ...]:
    parts = [(date_text(action.due_on), STRONG) if action.due_on else (say("No day set"), MISSING)]
    if action.days_overdue:
        words = counted(action.days_overdue, "Overdue {count} day", "Overdue {count} days")
        parts.append(signed(words, ALARM))
    if action.times_chased:
        chased = counted(action.times_chased, "chased once", "chased {count} times")
        last = say("last {day}", day=date_text(action.chased_on)) if action.chased_on else ""
        parts.append((", ".join(part for part in (chased, last) if part), QUIET))
    return (*parts, *((words, QUIET) for words in _moves(action)))


def _moves(action: OpenAction) -> list[str]:
    """How its day moved, in short: how often, from which days, and why the last time."""
    if not action.times_moved:
        return []
    days = [date_text(day) or say("no day") for day in action.days_before]
    said = counted(action.times_moved, "moved once", "moved {count} times")
    if days:
        said = say("{moved}, was {days}", moved=said, days=", ".join(days))
    return [said, *([say("because: {reason}", reason=action.moved_because)] if action.moved_because else [])]


def _row(action: OpenAction) -> tuple[Cell, ...]:
    return (
        text_cell(action.number, STRONG),
        _what(action),
        text_cell(action.owner, BODY) if action.owner else text_cell(say("nobody named"), MISSING),
        Text(_due(action)),
        tick_cell(say("{number} done", number=action.number)),
        Text(()),
    )


def _one_below_the_other(flow: Flow, action: OpenAction) -> None:
    """In large print, where a row of six columns has no room."""
    flow.keep(TOGETHER)
    flow.subsection(" · ".join((action.number, _about(action)[0])))
    (due, style), *others = _due(action)
    when = (say("Due {day}", day=due) if action.due_on else due, style)
    for words, style in (_words(action), (_owner(action), BODY), when, *others, (_origin(action), QUIET)):
        flow.paragraph(words, style)
    tick_boxes(flow, [say("Done")])
    flow.paragraph(say("What came of it, and when"), QUIET)
    writing_lines(flow, say("What came of {number}, and when", number=action.number), 2)


def _owner(action: OpenAction) -> str:
    return say("Owner: {name}", name=action.owner or say("nobody named"))


def _group(flow: Flow, group: AgencyGroup) -> None:
    name = agency_name(group.agency) if group.agency else say("No agency named")
    flow.section(f"{name}: {_counts(group.actions)}", bookmark=True)
    if flow.frame.narrow:
        for action in group.actions:
            _one_below_the_other(flow, action)
        return
    columns = [
        Column(say("No."), 0.07, heads=True),
        Column(say("Action"), 0.36),
        Column(say("Owner"), 0.14),
        Column(say("Due"), 0.19),
        Column(say("Done"), 0.06, Align.CENTRE),
        Column(say("What came of it, and when"), 0.24),
    ]
    table = Table(flow, columns, ruled=True)
    for action in group.actions:
        table.row(*_row(action), least=WRITING_HEIGHT)


def _draw(actions: ActionList, flow: Flow) -> None:
    every = tuple(action for group in actions.groups for action in group.actions)
    scheme_opening(flow, actions.head, (say("Actions"), _counts(every)))
    if not every:
        flow.gap(8)
        flow.paragraph(say("No open action is on this list."), QUIET)
    for group in actions.groups:
        _group(flow, group)


def render_action_list(actions: ActionList, paper: Paper = A4, *, tell: Tell = quiet) -> bytes:
    """The list as a tagged PDF; the same list gives the same bytes.

    Whatever stands in ``actions`` is printed: filter it for its recipient first. Raises ``Refused`` for a copy without
    a marking, a name or an agency.
    """
    require_scheme_handling(actions.head)
    part = Part(say("Open actions"), partial(_draw, actions))
    return assemble([part], scheme_furniture(actions.head, paper), scheme_title(actions.head), tell=tell)
