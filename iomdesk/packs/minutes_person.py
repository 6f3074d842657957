"""One person's part of printed minutes: what was known, what was scored, decided and agreed, and who disagreed."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from iomdesk.clock import date_text
from iomdesk.packs.conference_head import agency_name
from iomdesk.packs.minutes_records import (
    ContributedPart,
    DecisionPart,
    DissentPart,
    PersonPart,
    RaisedPart,
    ReviewedPart,
    ScoredPart,
    ScoredPathway,
    TakenBackPart,
)
from iomdesk.packs.paper.cells import level_cell
from iomdesk.packs.paper.chart import score_words
from iomdesk.packs.paper.facts import sentence
from iomdesk.packs.paper.flow import Align, Flow
from iomdesk.packs.paper.known import known_cell, withheld_words
from iomdesk.packs.paper.lettering import Style
from iomdesk.packs.paper.look import ALARM, BODY, GOOD, MISSING, QUIET, STRONG
from iomdesk.packs.paper.pathways_grid import Scale
from iomdesk.packs.paper.points import points
from iomdesk.packs.paper.table import Cell, Column, Table, Text, text_cell
from iomdesk.packs.paper.values import Several, Withheld
from iomdesk.packs.person import name_words
from iomdesk.words import say

T = TypeVar("T")
BEGINS = 150.0
"""Room for a person's heading with the beginning of what follows: a name alone at the foot of a page is lost."""
HEADING, SCORE_ROW = 70.0, 20.0


def _under(flow: Flow, title: str, entries: Several[T], draw: Callable[[tuple[T, ...]], None], none: str = "") -> None:
    """Entries below a heading of the person's; an empty list is said in ``none`` or left out."""
    if not entries and not none:
        return
    flow.subsection(title)
    if isinstance(entries, Withheld):
        flow.paragraph(sentence(withheld_words(entries)), MISSING)
    elif entries:
        draw(entries)
    else:
        flow.paragraph(none, QUIET)


def moved_words(moved: int | None, first: bool) -> Text:
    """*▼ better by 1*: a sign and words, so that it reads without colour."""
    if first:
        return text_cell(say("first score"), QUIET)
    if moved is None:
        return text_cell(say("no comparison"), QUIET)
    if moved == 0:
        return text_cell(say("same"), BODY)
    if moved < 0:
        return text_cell("▼ " + say("better by {levels}", levels=-moved), replace(STRONG, colour=GOOD.ink))
    return text_cell("▲ " + say("worse by {levels}", levels=moved), replace(STRONG, colour=ALARM.ink))


def _level(label: str, score: int | None, scale: Scale, when: str, *, priority: bool = False) -> Cell:
    word = dict(scale.levels).get(score, "") if score is not None else ""
    said = " ".join(part for part in (score_words(score), word) if part)
    words = say("{pathway}, {when}: {score}", pathway=label, when=when, score=said)
    return level_cell(score, scale.lowest, scale.highest, words=words, priority=priority)


def _pathway_row(table: Table, row: ScoredPathway, scale: Scale, first: bool) -> None:
    name = Text(((row.label, STRONG), (say("priority pathway"), QUIET))) if row.priority else text_cell(row.label, BODY)
    before = text_cell("–", QUIET) if first else _level(row.label, row.before, scale, say("before"))
    now = _level(row.label, row.now, scale, say("now"), priority=row.priority)
    table.row(name, before, now, moved_words(row.moved, first), text_cell(row.evidence, BODY))


def _total_row(table: Table, scored: ScoredPart) -> None:
    def figure(total: int | None) -> Text:
        return text_cell(str(total), STRONG) if total is not None else text_cell(score_words(None), MISSING)

    before = text_cell("–", QUIET) if scored.first else figure(scored.total_before)
    moved = moved_words(scored.total_moved, scored.first)
    table.row(text_cell(say("Total"), STRONG), before, figure(scored.total), moved, text_cell("", BODY))


def _scores_height(flow: Flow, scored: ScoredPart) -> float:
    """What keeps a score table on one page, as far as its evidence is short; nought in large print, where none fits."""
    return 0.0 if flow.frame.narrow else SCORE_ROW * (len(scored.pathways) + 3)


def _scored(flow: Flow, sets: tuple[ScoredPart, ...]) -> None:
    for n, scored in enumerate(sets):
        if n:
            flow.gap(4)
            flow.paragraph(say("Another desk's scores of the same meeting; nobody has chosen between them."), STRONG)
        scale = Scale(scored.scale)
        columns = [
            Column(say("Pathway"), 0.37, heads=True),
            Column(say("Before"), 0.085, Align.CENTRE),
            Column(say("Now"), 0.085, Align.CENTRE),
            Column(say("Movement"), 0.16, folds=True),
            Column(say("Evidence"), 0.3, folds=True),
        ]
        flow.keep(_scores_height(flow, scored))
        table = Table(flow, columns, middle=True, stacks=False)
        for row in scored.pathways:
            _pathway_row(table, row, scale, scored.first)
        _total_row(table, scored)
        before = say("Before: {day}.", day=date_text(scored.before_on) or say("day not known"))
        legend = [] if scored.first else [before]
        legend.append(say("Lower is less need: {scale}.", scale=scale.words()))
        flow.gap(2)
        flow.paragraph(" ".join(legend), QUIET)


def _dissent_words(each: DissentPart) -> str:
    who = ", ".join(part for part in (each.by_name, agency_name(each.agency)) if part)
    said = say("Dissent of {who}: {reason}", who=who, reason=each.text or say("no reason recorded"))
    return f"{each.number} {said}" if each.number else said


def _decisions(flow: Flow, decisions: tuple[DecisionPart, ...]) -> None:
    numbered = any(each.number for each in decisions)
    columns = [
        *([Column(say("No."), 0.09, folds=True)] if numbered else []),
        Column(say("Decision"), 0.36, heads=True),
        Column(say("Reason, and who disagreed"), 0.55),
    ]
    table = Table(flow, columns)
    for each in decisions:
        number = [text_cell(each.number, BODY)] if numbered else []
        dissents = tuple((_dissent_words(one), STRONG) for one in each.dissents)
        reason = Text((*known_cell(each.reason or None).parts, *dissents))
        table.row(*number, text_cell(each.words, STRONG), reason)


def _numbered(flow: Flow, share: float) -> list[Column]:
    """The columns of a number and an action; on a narrow frame the number stands above the action instead."""
    if flow.frame.narrow:
        return [Column(say("Action"), share, heads=True)]
    return [Column(say("No."), 0.09, heads=True), Column(say("Action"), share - 0.09)]


def _action(flow: Flow, number: str, *parts: tuple[str, Style]) -> list[Text]:
    if flow.frame.narrow:
        return [Text(((number, STRONG), *parts))]
    return [text_cell(number, STRONG), Text(parts)]


def _owner(name: str, agency: str) -> Text:
    return Text((*known_cell(name or None).parts, (agency_name(agency), QUIET)))


def _actions(flow: Flow, actions: tuple[RaisedPart, ...]) -> None:
    due = Column(say("Due"), 0.24 if flow.frame.narrow else 0.16)
    table = Table(flow, [*_numbered(flow, 0.57), Column(say("Owner"), 0.27), due])
    for each in actions:
        pathway = [(each.pathway, QUIET)] if each.pathway else []
        cells = _action(flow, each.number, (each.text, BODY), *pathway)
        table.row(*cells, _owner(each.owner, each.agency), known_cell(each.due))


def _reviewed(flow: Flow, actions: tuple[ReviewedPart, ...]) -> None:
    columns = [Column(say("Owner"), 0.2), Column(say("Due"), 0.13, folds=True), Column(say("What came of it"), 0.22)]
    table = Table(flow, [*_numbered(flow, 0.45), *columns])
    for each in actions:
        came = text_cell(each.came, replace(STRONG, colour=ALARM.ink) if each.overdue else BODY)
        cells = _action(flow, each.number, (each.text, BODY))
        table.row(*cells, _owner(each.owner, each.agency), known_cell(each.due), came)


def _contributions(flow: Flow, entries: tuple[ContributedPart, ...]) -> None:
    table = Table(flow, [Column(say("From"), 0.26, heads=True), Column(say("What they say"), 0.74)])
    for each in entries:
        written = date_text(each.on) or say("no date")
        form = [say("sheet {number}", number=each.form)] if each.form else []
        came = ", ".join([each.author or say("author not known"), written, *form])
        boxes = tuple((f"{heading}: {body}", BODY) for heading, body in each.boxes)
        table.row(Text(((agency_name(each.agency), STRONG), (came, QUIET))), Text(boxes))


def taken_back(flow: Flow, entries: tuple[TakenBackPart, ...]) -> None:
    """What was recorded by mistake, each with why it was taken back."""
    table = Table(flow, [Column(say("What was taken back"), 0.6, heads=True), Column(say("Why"), 0.4)])
    for each in entries:
        table.row(text_cell(each.what, BODY), known_cell(each.reason or None))


def _begins(flow: Flow, person: PersonPart) -> float:
    """Room for the heading and what follows; a score table that follows at once is not parted from it."""
    if person.contributions or person.reviewed or isinstance(person.scored, Withheld) or not person.scored:
        return BEGINS
    return max(BEGINS, HEADING + _scores_height(flow, person.scored[0]))


def _head(flow: Flow, person: PersonPart) -> None:
    flow.gap(4)
    flow.keep(_begins(flow, person))
    flow.section(say("{name} · {ref}", name=name_words(person.name), ref=person.ref), bookmark=True)
    if person.reasons:
        flow.paragraph(say("On the agenda: {reasons}.", reasons="; ".join(person.reasons)))
    if person.put_off:
        flow.paragraph(say("Put off: {why}", why=person.put_off), STRONG)


def person_minutes(flow: Flow, person: PersonPart) -> None:
    """Everything about one person, in the order somebody who was not there needs it."""
    _head(flow, person)
    _under(flow, say("Contributions received"), person.contributions, lambda each: _contributions(flow, each))
    _under(flow, say("Actions reviewed"), person.reviewed, lambda each: _reviewed(flow, each))
    _under(flow, say("Scores"), person.scored, lambda sets: _scored(flow, sets), say("Not scored."))
    _under(flow, say("Decisions"), person.decisions, lambda each: _decisions(flow, each), say("No decision."))
    if person.dissents:
        flow.subsection(say("Dissent over a decision that does not stand here"))
        points(flow, [_dissent_words(each) for each in person.dissents])
    _under(flow, say("Actions agreed"), person.actions, lambda each: _actions(flow, each), say("No new action."))
    if person.next_review is not None:
        flow.gap(4)
        flow.paragraph(say("Next review: {day}", day=date_text(person.next_review)), STRONG)
    _under(flow, say("Taken back before signing"), person.taken_back, lambda each: taken_back(flow, each))


def not_reached(flow: Flow, people: tuple[PersonPart, ...]) -> None:
    """Who was on the agenda, or contributed about, and was not talked about."""
    flow.section(say("Not reached"), bookmark=True)
    flow.paragraph(say("They were to be talked about, and nothing was decided about them."), QUIET)
    for person in people:
        flow.subsection(say("{name} · {ref}", name=name_words(person.name), ref=person.ref))
        if person.reasons:
            flow.paragraph(say("On the agenda: {reasons}.", reasons="; ".join(person.reasons)))
        if person.put_off:
            flow.paragraph(say("Put off: {why}", why=person.put_off))
        if person.contributions:
            _contributions(flow, person.contributions)
        if not isinstance(person.reviewed, Withheld) and person.reviewed:
            _reviewed(flow, person.reviewed)
