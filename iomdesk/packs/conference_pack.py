"""The conference pack: a front with the agenda, then each person on a fresh sheet (INTERFACE, "On paper")."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from iomdesk.clock import date_text
from iomdesk.errors import Refused
from iomdesk.packs.flow import Align, Flow
from iomdesk.packs.furniture import Furniture, blank_side
from iomdesk.packs.lettering import forget_texts, has_unprintable, printable
from iomdesk.packs.look import BODY, LABEL, MISSING, QUIET, STRONG
from iomdesk.packs.marks import Element, Sheet
from iomdesk.packs.paint import painted
from iomdesk.packs.pathways_grid import Scale
from iomdesk.packs.person import name_words, person_papers, rag_cell
from iomdesk.packs.records import AgendaLine, ConferencePack, PersonPage
from iomdesk.packs.structure import Bookmark, finished
from iomdesk.packs.table import Column, Table, Text, text_cell
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


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


def furniture_of(pack: ConferencePack) -> Furniture:
    """Head and foot of this copy's pages."""
    return Furniture(
        marking=_one_line(pack.marking),
        running_title=_one_line(_running_title(pack)),
        copy_line=_one_line(_copy_line(pack)),
        printed_line=_one_line(say("Printed {at}", at=pack.printed_at)),
        withheld_line=_one_line(pack.withheld_line),
        training=pack.training,
    )


def _people_words(pack: ConferencePack) -> str:
    here = say("{count} in this copy", count=len(pack.people))
    minutes = sum(line.minutes for line in pack.agenda)
    return say("{here}, {minutes} minutes planned", here=here, minutes=minutes) if minutes else here


def _front_facts(flow: Flow, pack: ConferencePack) -> None:
    table = Table(flow, [Column("", 0.16, heads=True), Column("", 0.84)])
    rows = [
        (say("This copy"), _copy_line(pack)),
        (say("Marking"), pack.marking),
        (say("Printed"), pack.printed_at),
        (say("People"), _people_words(pack)),
        (say("Withheld"), pack.withheld_line),
    ]
    for label, words in rows:
        if words:
            table.row(text_cell(label, LABEL), text_cell(words, BODY))
    if pack.training:
        table.row(
            text_cell(say("Training"), LABEL), text_cell(say("Practice papers. These people do not exist."), STRONG)
        )


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
        Column(say("Person"), 0.32, heads=True),
        Column(say("Why"), 0.3),
        Column(say("RAG"), 0.12),
        *([Column(say("Minutes"), 0.1, Align.RIGHT)] if allotted else []),
        Column(say("Page"), 0.09 if allotted else 0.19, Align.RIGHT),
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


def _front(pack: ConferencePack, furniture: Furniture, root: Element, pages: Mapping[str, int]) -> Flow:
    heading = say("Agenda")
    flow = Flow(furniture.frame(heading), 0, heading, root)
    flow.title(pack.title)
    flow.paragraph(" · ".join(part for part in (pack.site, date_text(pack.held_on)) if part), STRONG)
    flow.gap(6)
    _front_facts(flow, pack)
    _agenda(flow, pack, pages)
    _reading_notes(flow, pack)
    return flow


@dataclass(frozen=True, slots=True, repr=False)
class _Papers:
    """One person laid out: the page they start on, counted from 0."""

    page: PersonPage
    start: int
    sheets: tuple[Sheet, ...]


def _fresh_sheet(sheets: list[Sheet]) -> list[Sheet]:
    """``sheets`` with a blank back added where the last side is a front."""
    last = sheets[-1]
    return [*sheets, blank_side(last.index + 1, last.heading)] if last.index % 2 == 0 else sheets


def _person_heading(page: PersonPage) -> str:
    return _one_line(f"{page.ref} · {name_words(page.name)}")


def _people(pack: ConferencePack, furniture: Furniture, root: Element, start: int) -> list[_Papers]:
    scale, laid = Scale(pack.scale), []
    for page in pack.people:
        heading = _person_heading(page)
        flow = Flow(furniture.frame(heading), start, heading, root.add("Sect"))
        person_papers(flow, page, pack.pathway_names, scale)
        sheets = tuple(_fresh_sheet(flow.sheets))
        laid.append(_Papers(page, start, sheets))
        start += len(sheets)
    return laid


@dataclass(frozen=True, slots=True, repr=False)
class LaidOut:
    """A pack as it will stand on paper: its sides in order, its structure, its bookmarks."""

    sheets: tuple[Sheet, ...]
    document: Element
    bookmarks: tuple[Bookmark, ...]


def lay_out(pack: ConferencePack) -> LaidOut:
    """Everything in its place, before it is painted."""
    furniture = furniture_of(pack)
    # The agenda names pages that are known only after the people are laid out; its own length does not depend on
    # the numbers, which stand in a column of their own.
    front_length = len(_fresh_sheet(_front(pack, furniture, Element("Sect"), {}).sheets))
    document = Element("Document")
    front_root = document.add("Sect")
    people = _people(pack, furniture, document, front_length)
    pages = {papers.page.ref: papers.start + 1 for papers in reversed(people)}
    sheets = _fresh_sheet(_front(pack, furniture, front_root, pages).sheets)
    sheets += [sheet for papers in people for sheet in papers.sheets]
    for number, sheet in enumerate(sheets, start=1):
        furniture.dress(sheet, number, len(sheets))
    marks = [Bookmark(_person_heading(papers.page), papers.start) for papers in people]
    return LaidOut(tuple(sheets), document, (Bookmark(say("Agenda"), 0), *marks))


def _require_handling(pack: ConferencePack) -> None:
    if not pack.marking.strip():
        raise Refused(say("A pack is not printed without a marking."), say("Choose one and print again."))
    if not pack.copy.name.strip() or not pack.copy.agency.strip():
        raise Refused(say("Each copy is for a named person of a named agency."), say("Give both and print again."))


def render_conference_pack(pack: ConferencePack) -> bytes:
    """The pack as a tagged PDF, A4, for printing on both sides; the same pack gives the same bytes.

    Nothing is written anywhere but into the returned bytes. Whatever stands in ``pack`` is printed: filter it for
    its recipient first. Text is plain text; however long, it goes on on further pages. Raises ``Refused`` for a
    copy without a marking, a name or an agency.
    """
    _require_handling(pack)
    try:
        laid = lay_out(pack)
        title = _one_line(_running_title(pack))
        return finished(painted(laid.sheets, title), laid.sheets, laid.document, title, laid.bookmarks)
    finally:
        forget_texts()
