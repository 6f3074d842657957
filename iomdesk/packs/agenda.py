"""The agenda of a conference: what is dealt with in which order, and who is talked about, why and for how long."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from iomdesk.clock import date_text
from iomdesk.packs.conference_head import Head, document_title, furniture_of, head_facts, opening, require_handling
from iomdesk.packs.paper.document import Part, Tell, assemble, quiet
from iomdesk.packs.paper.facts import listed
from iomdesk.packs.paper.flow import Align, Flow
from iomdesk.packs.paper.formats import A4, Paper
from iomdesk.packs.paper.known import known_cell
from iomdesk.packs.paper.look import BODY, QUIET, STRONG
from iomdesk.packs.paper.points import points
from iomdesk.packs.paper.table import Column, Table, Text, text_cell
from iomdesk.packs.paper.values import Known
from iomdesk.packs.person import name_words, rag_cell
from iomdesk.words import counted, say


@dataclass(frozen=True, slots=True, repr=False)
class AgendaPerson:
    """One person on it. ``reasons`` are those this reader may have; ``at`` is HH:MM and ``minutes`` 0 where not said.

    ``put_off`` says why they were put off to the next conference, for those who were.
    """

    ref: str
    name: Known[str]
    reasons: tuple[str, ...] = ()
    rag: Known[str] = None
    at: str = ""
    minutes: int = 0
    put_off: Known[str] = ""


@dataclass(frozen=True, slots=True, repr=False)
class AgendaPaper:
    """One named copy of an agenda.

    ``by_name``: in order of the name, because the order of the meeting would tell of the RAG. ``next_on`` is the day
    of the site's next conference, None where the calendar has none.
    """

    head: Head
    people: tuple[AgendaPerson, ...]
    put_off: tuple[AgendaPerson, ...] = ()
    by_name: bool = False
    next_on: date | None = None


def _people_words(agenda: AgendaPaper) -> str:
    here = counted(len(agenda.people), "{count} person", "{count} people")
    minutes = sum(person.minutes for person in agenda.people)
    return say("{people}, {minutes} minutes planned", people=here, minutes=minutes) if minutes else here


def _business(flow: Flow, agenda: AgendaPaper) -> None:
    flow.section(say("Order of business"))
    next_on = date_text(agenda.next_on) or say("to be agreed")
    items = [
        say("Welcome, who is here, apologies."),
        say(
            "Confidentiality statement. It stands on the attendance sheet; everybody present accepts it before the"
            " first person is talked about. Whoever knows one of them, or has an interest, says so first."
        ),
        say("Minutes of the last conference, and general actions."),
        say("The people below, one after the other, each with the actions from last time."),
        say("General points."),
        say("Next conference: {day}.", day=next_on),
    ]
    points(flow, items, labels=[f"{number}." for number in range(1, len(items) + 1)])


def _reasons(person: AgendaPerson) -> Text:
    if not person.reasons:
        return text_cell(say("Due at this conference"), BODY)
    return Text(tuple((reason[:1].upper() + reason[1:], BODY) for reason in person.reasons))


def _who(person: AgendaPerson) -> Text:
    return Text(((name_words(person.name), STRONG), (person.ref, QUIET)))


def _people(flow: Flow, agenda: AgendaPaper) -> None:
    flow.section(say("Who is talked about"), bookmark=True)
    if not agenda.people:
        flow.paragraph(say("Nobody is on the agenda."), QUIET)
        return
    if agenda.by_name:
        flow.paragraph(say("In order of the name, not of the meeting."), QUIET)
    timed = any(person.at for person in agenda.people)
    allotted = any(person.minutes for person in agenda.people)
    columns = [
        Column(say("No."), 0.037, Align.RIGHT),
        Column(say("Person"), 0.207, heads=True),
        Column(say("Reference"), 0.135, folds=True),
        Column(say("Why"), 0.413, folds=True),
        Column(say("RAG"), 0.0925 if timed or allotted else 0.2, folds=True),
        *([Column(say("Time"), 0.055, Align.RIGHT, folds=True)] if timed else []),
        *([Column(say("Min."), 0.04, Align.RIGHT, folds=True)] if allotted else []),
    ]
    table = Table(flow, columns)
    for number, person in enumerate(agenda.people, start=1):
        given = [text_cell(person.at, BODY)] if timed else []
        given += [text_cell(str(person.minutes or ""), BODY)] if allotted else []
        name, ref = text_cell(name_words(person.name), STRONG), text_cell(person.ref, QUIET)
        table.row(text_cell(str(number), BODY), name, ref, _reasons(person), rag_cell(person.rag), *given)


def _put_off(flow: Flow, people: tuple[AgendaPerson, ...]) -> None:
    columns = [
        Column(say("Person"), 0.29, heads=True),
        Column(say("Put off because"), 0.31, folds=True),
        Column(say("Was to be talked about"), 0.27, folds=True),
        Column(say("RAG"), 0.13, folds=True),
    ]
    table = Table(flow, columns)
    for person in people:
        why = person.put_off
        said = text_cell(why[:1].upper() + why[1:], BODY) if isinstance(why, str) else known_cell(why)
        table.row(_who(person), said, _reasons(person), rag_cell(person.rag))


def _draw(agenda: AgendaPaper, flow: Flow) -> None:
    opening(flow, agenda.head)
    chair = () if agenda.head.chair else ((say("Chair"), say("not noted yet")),)
    head_facts(flow, agenda.head, *chair, (say("People"), _people_words(agenda)))
    _business(flow, agenda)
    _people(flow, agenda)
    if agenda.put_off:
        listed(flow, say("Put off to the next conference"), agenda.put_off, lambda people: _put_off(flow, people))


def render_agenda(agenda: AgendaPaper, paper: Paper = A4, *, tell: Tell = quiet) -> bytes:
    """The agenda as a tagged PDF; the same agenda gives the same bytes.

    Whatever stands in ``agenda`` is printed: filter it for its recipient first. Raises ``Refused`` for a copy without
    a marking, a name or an agency.
    """
    require_handling(agenda.head)
    part = Part(say("Agenda"), partial(_draw, agenda))
    return assemble([part], furniture_of(agenda.head, paper), document_title(agenda.head), tell=tell)
