"""One person's papers in a conference pack, in the order a meeting asks for them."""

from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest
from typing import TypeVar

from iomdesk.clock import date_text
from iomdesk.packs.flow import Flow
from iomdesk.packs.known import known_cell, known_words, withheld_words
from iomdesk.packs.look import (
    ALARM,
    BODY,
    LABEL,
    MISSING,
    PLAIN,
    QUIET,
    STRONG,
    Tone,
    rag_tone,
    rosh_tone,
    signed,
)
from iomdesk.packs.pathways_grid import Scale, pathway_figures, pathways
from iomdesk.packs.records import (
    ActionLine,
    DecisionLine,
    Known,
    Marker,
    NoteLine,
    PersonPage,
    RagChange,
    Several,
    Withheld,
)
from iomdesk.packs.table import Column, Table, Text, text_cell
from iomdesk.packs.tags import Tag, strip
from iomdesk.words import say

T = TypeVar("T")

Fact = tuple[str, Text]


def name_words(name: Known[str]) -> str:
    """The name as a heading and in the agenda."""
    if isinstance(name, Withheld):
        return say("Name {reason}", reason=withheld_words(name))
    return name or say("Name not known")


def rag_word(rag: str) -> str:
    """*Red*, whatever the case it came in."""
    return rag[:1].upper() + rag[1:]


def rag_cell(rag: Known[str]) -> Text:
    """The RAG in a table: shape and word."""
    if isinstance(rag, Withheld) or not rag:
        return known_cell(rag)
    return Text((signed(rag_word(rag), rag_tone(rag)),))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _tag(title: str, value: Known[str], tone: Callable[[str], Tone], empty: str) -> Tag:
    if isinstance(value, Withheld) or not value:
        return Tag(f"{title} {known_words(value) if value else empty}", PLAIN)
    return Tag(f"{title} {value}", tone(value))


def _tags(page: PersonPage) -> list[Tag]:
    tags = [
        _tag(say("RAG"), rag_word(page.rag) if isinstance(page.rag, str) else page.rag, rag_tone, say("not known")),
        _tag(say("RoSH"), page.rosh, rosh_tone, say("not known")),
        # A sheet leaves the cell empty both for nobody-has-looked and for none, so neither is claimed.
        _tag(say("MAPPA"), page.mappa, lambda _: PLAIN, say("none recorded")),
    ]
    markers = () if isinstance(page.markers, Withheld) else page.markers
    return tags + [Tag(marker.name, PLAIN) for marker in markers if marker.name]


def _subline(page: PersonPage) -> str:
    day = known_words(page.born)
    born = say("born {day}", day=day) if page.age is None else say("born {day} (age {age})", day=day, age=page.age)
    sex = page.sex if isinstance(page.sex, str) and page.sex else say("sex {words}", words=known_words(page.sex))
    return " · ".join([page.ref, born, sex])


def _identity(page: PersonPage) -> list[Fact]:
    facts = [(say("Cohort"), known_cell(page.cohort_label)), (say("Adopted"), known_cell(page.adopted))]
    if isinstance(page.identifiers, Withheld):
        return [*facts, (say("Identifiers"), text_cell(withheld_words(page.identifiers), MISSING))]
    for identifier in page.identifiers:
        value = known_cell(identifier.value)
        note = ((identifier.note, QUIET),) if identifier.note else ()
        facts.append((identifier.label, replace(value, parts=value.parts + note)))
    return facts


def _supervised(page: PersonPage) -> list[Fact]:
    facts = [(say("Status"), known_cell(page.status)), (say("Supervision"), known_cell(page.supervision))]
    if isinstance(page.officers, Withheld):
        return [*facts, (say("Officers"), text_cell(withheld_words(page.officers), MISSING))]
    for officer in page.officers:
        facts.append((officer.role, text_cell(say("{name}, {agency}", name=officer.name, agency=officer.agency), BODY)))
    return facts if page.officers else [*facts, (say("Officers"), text_cell(say("none recorded"), MISSING))]


def _facts(flow: Flow, page: PersonPage) -> None:
    flow.gap(4)
    columns = [Column("", 0.13, heads=True), Column("", 0.32), Column("", 0.17, heads=True), Column("", 0.38)]
    table = Table(flow, columns)
    empty: Fact = ("", Text(()))
    for left, right in zip_longest(_identity(page), _supervised(page), fillvalue=empty):
        table.row(text_cell(left[0], LABEL), left[1], text_cell(right[0], LABEL), right[1])


def _list(flow: Flow, title: str, entries: Several[T], body: Callable[[tuple[T, ...]], None]) -> None:
    """A section of entries; withheld and empty are said, each in its own words."""
    flow.section(title)
    if isinstance(entries, Withheld):
        flow.paragraph(_sentence(withheld_words(entries)), MISSING)
    elif entries:
        body(entries)
    else:
        flow.paragraph(say("None recorded."), QUIET)


def _actions(flow: Flow, actions: tuple[ActionLine, ...]) -> None:
    columns = [
        Column(say("No."), 0.08, heads=True),
        Column(say("Action"), 0.5),
        Column(say("Owner"), 0.22),
        Column(say("Due"), 0.2),
    ]
    table = Table(flow, columns)
    for action in actions:
        due = known_cell(action.due, STRONG if action.overdue else BODY)
        if action.overdue:
            due = Text((*due.parts, (say("■ Overdue"), replace(STRONG, colour=ALARM.ink))))
        owner = Text((*known_cell(action.owner).parts, *known_cell(action.agency, QUIET).parts))
        table.row(text_cell(action.number, STRONG), text_cell(action.text, BODY), owner, due)


def _decisions(flow: Flow, decisions: tuple[DecisionLine, ...]) -> None:
    columns = [Column(say("Conference"), 0.15, heads=True), Column(say("Decision"), 0.4), Column(say("Reason"), 0.45)]
    table = Table(flow, columns)
    for decision in decisions:
        held = text_cell(date_text(decision.held_on), BODY)
        table.row(held, text_cell(decision.text, BODY), known_cell(decision.reason))


def _notes(flow: Flow, notes: tuple[NoteLine, ...]) -> None:
    table = Table(flow, [Column(say("About"), 0.24, heads=True), Column(say("What it says"), 0.76)])
    for note in notes:
        written = [known_words(note.on)] if note.on else []
        came = ", ".join([*written, *([note.origin] if note.origin else [])]) or say("no date")
        table.row(Text(((note.about, STRONG), (came, QUIET))), text_cell(note.text, BODY))


def _markers(flow: Flow, markers: tuple[Marker, ...]) -> None:
    columns = [
        Column(say("Marker"), 0.36, heads=True),
        Column(say("Since"), 0.16),
        Column(say("Review by"), 0.16),
        Column(say("Source"), 0.32),
    ]
    table = Table(flow, columns)
    for marker in markers:
        table.row(
            text_cell(marker.name, BODY), known_cell(marker.since), known_cell(marker.review), known_cell(marker.source)
        )


def _rag_history(flow: Flow, rag_history: tuple[RagChange, ...]) -> None:
    columns = [Column(say("From"), 0.16, heads=True), Column(say("RAG"), 0.16), Column(say("Reason"), 0.68)]
    table = Table(flow, columns)
    for change in rag_history:
        table.row(text_cell(date_text(change.on), BODY), rag_cell(change.rag), known_cell(change.reason))


def person_papers(flow: Flow, page: PersonPage, names: tuple[str, ...], scale: Scale) -> None:
    """Everything about one person, from the top of a fresh sheet on."""
    flow.title(name_words(page.name))
    flow.paragraph(_subline(page), QUIET)
    flow.gap(5)
    strip(flow, _tags(page))
    if page.reason:
        flow.paragraph(say("On the agenda: {reason}", reason=page.reason), STRONG)
    if page.withheld_line:
        flow.paragraph(page.withheld_line, QUIET)
    _facts(flow, page)
    _list(flow, say("Pathways"), page.history, lambda sets: pathways(flow, names, scale, sets))
    _list(flow, say("Outstanding actions"), page.actions, lambda entries: _actions(flow, entries))
    _list(flow, say("Notes"), page.notes, lambda notes: _notes(flow, notes))
    _list(flow, say("Last decisions"), page.decisions, lambda entries: _decisions(flow, entries))
    _list(flow, say("Markers"), page.markers, lambda entries: _markers(flow, entries))
    _list(flow, say("RAG history"), page.rag_history, lambda entries: _rag_history(flow, entries))
    if page.history and not isinstance(page.history, Withheld):
        pathway_figures(flow, names, page.history)
