"""The conference pack: a front with the agenda, then each person on a fresh sheet (INTERFACE, "On paper")."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any

from iomdesk.clock import date_text
from iomdesk.errors import Refused
from iomdesk.packs.paper.document import Front, LaidOut, Part, Tell, assemble, quiet
from iomdesk.packs.paper.document import lay_out as lay_out_parts
from iomdesk.packs.paper.facts import Fact, facts
from iomdesk.packs.paper.flow import Align, Flow
from iomdesk.packs.paper.formats import A4, Paper
from iomdesk.packs.paper.furniture import Furniture
from iomdesk.packs.paper.lettering import has_unprintable
from iomdesk.packs.paper.look import BODY, MISSING, QUIET, STRONG
from iomdesk.packs.paper.pathways_grid import Scale
from iomdesk.packs.paper.table import Column, Table, Text, text_cell
from iomdesk.packs.person import name_words, person_papers, rag_cell
from iomdesk.packs.records import AgendaLine, ConferencePack, PersonPage
from iomdesk.words import say


def _texts(value: Any) -> Iterator[str]:
    """Every text inside frozen records."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


def _copy_line(pack: ConferencePack) -> str:
    copy = pack.copy
    return say("Copy {number} for {name} ({agency})", number=copy.number, name=copy.name, agency=copy.agency)


def _running_title(pack: ConferencePack) -> str:
    return " · ".join(part for part in (pack.title, pack.site, date_text(pack.held_on)) if part)


def furniture_of(pack: ConferencePack, paper: Paper = A4) -> Furniture:
    """Head and foot of this copy's pages."""
    return Furniture(
        marking=pack.marking,
        running_title=_running_title(pack),
        copy_line=_copy_line(pack),
        printed_line=say("Printed {at}", at=pack.printed_at),
        withheld_line=pack.withheld_line,
        training=pack.training,
        paper=paper,
    )


def _people_words(pack: ConferencePack) -> str:
    here = say("{count} in this copy", count=len(pack.people))
    minutes = sum(line.minutes for line in pack.agenda)
    return say("{here}, {minutes} minutes planned", here=here, minutes=minutes) if minutes else here


def _news_words(pack: ConferencePack) -> str:
    if not pack.news_since:
        return ""
    return say("◆ marks what is new or changed since the copy of {at}", at=pack.news_since)


def _front_facts(flow: Flow, pack: ConferencePack) -> None:
    rows = [
        (say("This copy"), _copy_line(pack)),
        (say("Marking"), pack.marking),
        (say("Printed"), pack.printed_at),
        (say("People"), _people_words(pack)),
        (say("Withheld"), pack.withheld_line),
        (say("News"), _news_words(pack)),
    ]
    said = [Fact(label, text_cell(words, BODY)) for label, words in rows if words]
    if pack.training:
        said.append(Fact(say("Training"), text_cell(say("Practice papers. These people do not exist."), STRONG)))
    facts(flow, said)


def _agenda_page(line: AgendaLine, pages: Mapping[str, int]) -> Text:
    page = pages.get(line.ref)
    return text_cell(say("not in this copy"), MISSING) if page is None else text_cell(str(page), STRONG)


def _agenda(flow: Flow, pack: ConferencePack, pages: Mapping[str, int]) -> None:
    flow.section(say("Agenda"))
    if not pack.agenda:
        flow.paragraph(say("Nobody is on the agenda."), QUIET)
        return
    timed = any(line.at for line in pack.agenda)
    allotted = any(line.minutes for line in pack.agenda)
    first = Column(say("Time") if timed else say("No."), 0.07)
    columns = [
        first,
        Column(say("Person"), 0.24, heads=True),
        Column(say("Why"), 0.42, folds=True),
        Column(say("RAG"), 0.11, folds=True),
        *([Column(say("Minutes"), 0.09, Align.RIGHT, folds=True)] if allotted else []),
        Column(say("Page"), 0.07 if allotted else 0.16, Align.RIGHT),
    ]
    table = Table(flow, columns)
    for number, line in enumerate(pack.agenda, start=1):
        person = Text(((name_words(line.name), STRONG), (line.ref, QUIET)))
        place = text_cell(line.at if timed else str(number), BODY)
        given = [text_cell(str(line.minutes), BODY)] if allotted else []
        table.row(place, person, text_cell(line.reason, BODY), rag_cell(line.rag), *given, _agenda_page(line, pages))


def _reading_notes(flow: Flow, pack: ConferencePack) -> None:
    flow.section(say("How to read these papers"))
    flow.paragraph(say("Pathway scores: {scale}. A lower score is less need.", scale=Scale(pack.scale).words()))
    flow.paragraph(
        say(
            "Not known: the partnership does not hold it. Withheld: it is held, and not for this copy."
            " None recorded: the list is empty."
        )
    )
    if any(has_unprintable(text) for text in _texts(pack)):
        flow.paragraph(
            say(
                "Letters outside the fonts of this program stand as their code, for example [U+0627]; scripts"
                " written from right to left are always shown so."
            )
        )


def _front(pack: ConferencePack, flow: Flow, pages: Mapping[str, int]) -> None:
    flow.title(pack.title)
    flow.paragraph(" · ".join(part for part in (pack.site, date_text(pack.held_on)) if part), STRONG)
    flow.gap(6)
    _front_facts(flow, pack)
    _agenda(flow, pack, pages)
    _reading_notes(flow, pack)


def _papers(pack: ConferencePack, page: PersonPage, flow: Flow) -> None:
    person_papers(flow, page, pack.pathway_names, Scale(pack.scale))


def _parts(pack: ConferencePack) -> list[Part | Front]:
    people = [
        Part(f"{page.ref} · {name_words(page.name)}", partial(_papers, pack, page), key=page.ref, own_sheet=True)
        for page in pack.people
    ]
    return [Front(say("Agenda"), partial(_front, pack), own_sheet=True), *people]


def lay_out(pack: ConferencePack, paper: Paper = A4) -> LaidOut:
    """Everything in its place, before it is painted."""
    return lay_out_parts(_parts(pack), furniture_of(pack, paper))


def _require_handling(pack: ConferencePack) -> None:
    if not pack.marking.strip():
        raise Refused(say("A pack is not printed without a marking."), say("Choose one and print again."))
    if not pack.copy.name.strip() or not pack.copy.agency.strip():
        raise Refused(say("Each copy is for a named person of a named agency."), say("Give both and print again."))


def render_conference_pack(pack: ConferencePack, paper: Paper = A4, *, tell: Tell = quiet) -> bytes:
    """The pack as a tagged PDF on ``paper``, for printing on both sides; the same pack gives the same bytes.

    Nothing is written anywhere but into the returned bytes. Whatever stands in ``pack`` is printed: filter it for
    its recipient first. Text is plain text; however long, it goes on on further pages. ``tell`` is told how many
    parts are laid out, of how many. Raises ``Refused`` for a copy without a marking, a name or an agency.
    """
    _require_handling(pack)
    return assemble(_parts(pack), furniture_of(pack, paper), _running_title(pack), tell=tell)
