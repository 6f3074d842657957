"""One person's papers in a conference pack, in the order a meeting asks for them."""

from collections.abc import Callable
from dataclasses import replace

from iomdesk.clock import date_text
from iomdesk.packs.paper.facts import Fact, facts_beside, listed
from iomdesk.packs.paper.flow import Flow
from iomdesk.packs.paper.known import known_cell, known_words, withheld_words
from iomdesk.packs.paper.look import (
    ALARM,
    BODY,
    MISSING,
    PLAIN,
    QUIET,
    STRONG,
    Tone,
    rag_tone,
    rosh_tone,
    signed,
)
from iomdesk.packs.paper.pathways_grid import Scale, pathway_figures, pathways
from iomdesk.packs.paper.table import Column, Table, Text, text_cell
from iomdesk.packs.paper.tags import Tag, strip
from iomdesk.packs.paper.values import Known, Withheld
from iomdesk.packs.records import (
    ActionLine,
    ContactLine,
    ContributionLine,
    DecisionLine,
    Marker,
    NoteLine,
    PersonPage,
    RagChange,
)
from iomdesk.words import say


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
    shown = [Fact(say("Cohort"), known_cell(page.cohort_label)), Fact(say("Adopted"), known_cell(page.adopted))]
    if isinstance(page.identifiers, Withheld):
        return [*shown, Fact(say("Identifiers"), text_cell(withheld_words(page.identifiers), MISSING))]
    for identifier in page.identifiers:
        value = known_cell(identifier.value)
        note = ((identifier.note, QUIET),) if identifier.note else ()
        shown.append(Fact(identifier.label, replace(value, parts=value.parts + note)))
    return shown


def _supervised(page: PersonPage) -> list[Fact]:
    shown = [
        Fact(say("Status"), known_cell(page.status)),
        Fact(say("Supervision"), known_cell(page.supervision)),
        Fact(say("Engagement"), known_cell(page.engagement)),
    ]
    if isinstance(page.officers, Withheld):
        return [*shown, Fact(say("Officers"), text_cell(withheld_words(page.officers), MISSING))]
    if not page.officers:
        return [*shown, Fact(say("Officers"), text_cell(say("none recorded"), MISSING))]
    named = ((o.role, say("{name}, {agency}", name=o.name, agency=o.agency)) for o in page.officers)
    return shown + [Fact(role, text_cell(words, BODY)) for role, words in named]


def _marked(cell: Text, mark: str) -> Text:
    """The cell with what is news about its row."""
    return replace(cell, parts=((f"◆ {mark}", QUIET), *cell.parts)) if mark else cell


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
        table.row(_marked(text_cell(action.number, STRONG), action.mark), text_cell(action.text, BODY), owner, due)


def _day_share(flow: Flow) -> float:
    """A column of days: in large print too, a day stands on one line."""
    return 0.26 if flow.frame.narrow else 0.15


def _decisions(flow: Flow, decisions: tuple[DecisionLine, ...]) -> None:
    day = Column(say("Conference"), _day_share(flow), heads=True)
    columns = [day, Column(say("Decision"), 0.4), Column(say("Reason"), 0.45)]
    table = Table(flow, columns)
    for decision in decisions:
        held = _marked(text_cell(date_text(decision.held_on), BODY), decision.mark)
        table.row(held, text_cell(decision.text, BODY), known_cell(decision.reason))


def _notes(flow: Flow, notes: tuple[NoteLine, ...]) -> None:
    table = Table(flow, [Column(say("About"), 0.24, heads=True), Column(say("What it says"), 0.76)])
    for note in notes:
        written = [known_words(note.on)] if note.on else []
        came = ", ".join([*written, *([note.origin] if note.origin else [])]) or say("no date")
        table.row(_marked(Text(((note.about, STRONG), (came, QUIET))), note.mark), text_cell(note.text, BODY))


def _contributions(flow: Flow, lines: tuple[ContributionLine, ...]) -> None:
    table = Table(flow, [Column(say("From"), 0.24, heads=True), Column(say("What they say"), 0.76)])
    for line in lines:
        written = known_words(line.on) if line.on else say("no date")
        form = [say("sheet {number}", number=line.form)] if line.form else []
        came = ", ".join([line.author or say("author not known"), written, *form])
        table.row(_marked(Text(((line.about, STRONG), (came, QUIET))), line.mark), text_cell(line.text, BODY))


def _contacts(flow: Flow, lines: tuple[ContactLine, ...]) -> None:
    day = Column(say("Day"), _day_share(flow), heads=True)
    columns = [day, Column(say("Contact"), 0.35), Column(say("What came of it"), 0.5)]
    table = Table(flow, columns)
    for line in lines:
        opinion = ((say("Opinion: {words}", words=line.opinion), BODY),) if line.opinion else ()
        facts = ((line.facts, BODY),) if line.facts else ()
        came = Text(((line.outcome, STRONG), *facts, *opinion))
        table.row(_marked(known_cell(line.on), line.mark), text_cell(line.what, BODY), came)


def _markers(flow: Flow, markers: tuple[Marker, ...]) -> None:
    columns = [
        Column(say("Marker"), 0.36, heads=True),
        Column(say("Since"), 0.16),
        Column(say("Review by"), 0.16),
        Column(say("Source"), 0.32),
    ]
    table = Table(flow, columns)
    for marker in markers:
        named = _marked(text_cell(marker.name, BODY), marker.mark)
        table.row(named, known_cell(marker.since), known_cell(marker.review), known_cell(marker.source))


def _rag_history(flow: Flow, rag_history: tuple[RagChange, ...]) -> None:
    day = Column(say("From"), _day_share(flow), heads=True)
    columns = [day, Column(say("RAG"), 0.18), Column(say("Reason"), 0.65)]
    table = Table(flow, columns)
    for change in rag_history:
        since = _marked(text_cell(date_text(change.on), BODY), change.mark)
        table.row(since, rag_cell(change.rag), known_cell(change.reason))


def person_papers(flow: Flow, page: PersonPage, names: tuple[str, ...], scale: Scale) -> None:
    """Everything about one person, from the top of a fresh sheet on."""
    flow.title(name_words(page.name))
    flow.paragraph(_subline(page), QUIET)
    flow.gap(5)
    strip(flow, _tags(page))
    if page.reason:
        flow.paragraph(say("On the agenda: {reason}", reason=page.reason), STRONG)
    if page.changed:
        flow.paragraph(say("◆ Changed: {facts}", facts=", ".join(page.changed)), QUIET)
    if page.withheld_line:
        flow.paragraph(page.withheld_line, QUIET)
    flow.gap(4)
    facts_beside(flow, _identity(page), _supervised(page))
    listed(flow, say("Pathways"), page.history, lambda sets: pathways(flow, names, scale, sets))
    listed(flow, say("Outstanding actions"), page.actions, lambda entries: _actions(flow, entries))
    listed(flow, say("Contributions"), page.contributions, lambda lines: _contributions(flow, lines))
    listed(flow, say("Contacts since last time"), page.contacts, lambda lines: _contacts(flow, lines))
    listed(flow, say("Notes"), page.notes, lambda notes: _notes(flow, notes))
    listed(flow, say("Last decisions"), page.decisions, lambda entries: _decisions(flow, entries))
    listed(flow, say("Markers"), page.markers, lambda entries: _markers(flow, entries))
    listed(flow, say("RAG history"), page.rag_history, lambda entries: _rag_history(flow, entries))
    if page.history and not isinstance(page.history, Withheld):
        pathway_figures(flow, names, page.history)
