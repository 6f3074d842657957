"""One named copy of an agenda: everybody on it through the agreement. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from iomdesk.agreement.rules import PersonFacts
from iomdesk.catalogue import Category
from iomdesk.conference.agenda import AgendaRow
from iomdesk.conference.finding import ConferenceRow
from iomdesk.ids import Id
from iomdesk.packs.agenda import AgendaPaper, AgendaPerson
from iomdesk.packs.gather.conference_pack import Printing
from iomdesk.packs.gather.meeting import head_of, may_tell_order, shared_with
from iomdesk.packs.gather.sharing import PersonSharing, Sharing
from iomdesk.packs.gather.words import full_name
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What the desk knows of an agenda: its rows, those put off, the facts of all of them, who chairs it."""

    conference: ConferenceRow
    rows: tuple[AgendaRow, ...]
    put_off: tuple[AgendaRow, ...]
    facts: Mapping[Id, PersonFacts]
    chair: str = ""
    next_on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class GatheredAgenda:
    """An agenda ready to be rendered, with who is in it, for the log of disclosures."""

    agenda: AgendaPaper
    people: tuple[Id, ...]


def gather_agenda(asked: Asked, printing: Printing, sharing: Sharing) -> GatheredAgenda:
    """The agenda as this copy shows it. What was kept back is counted in ``sharing``.

    A copy for another agency bears neither times nor minutes: they follow from the RAG, and a gap between two times
    would tell of somebody who is not in it.
    """
    timed = not sharing.another_agency
    rows = shared_with(asked.rows, asked.facts, sharing)
    put_off = shared_with(asked.put_off, asked.facts, sharing)
    ordered = may_tell_order(way for _, way in (*rows, *put_off))
    if not ordered:
        rows, put_off = (sorted(each, key=lambda pair: _by_name(pair[0])) for each in (rows, put_off))
    people = tuple(_person(row, way, timed=timed) for row, way in rows)
    others = tuple(_person(row, way, timed=False) for row, way in put_off)
    head = head_of(asked.conference, say("Agenda"), printing, sharing, asked.chair)
    paper = AgendaPaper(head, people, others, not ordered, asked.next_on)
    return GatheredAgenda(paper, tuple(row.person for row, _ in (*rows, *put_off)))


def _by_name(row: AgendaRow) -> tuple[str, str, Id]:
    return row.surname.casefold(), row.forenames.casefold(), row.person


def _person(row: AgendaRow, way: PersonSharing, *, timed: bool) -> AgendaPerson:
    """A reason that discloses another category is left out, not put otherwise, as in the pack."""
    return AgendaPerson(
        row.ref,
        full_name(row.surname, row.forenames) or None,
        tuple(each.text for each in row.reasons if way.may(each.category)),
        way.known(row.rag, Category.RISK),
        row.starts_at if timed else "",
        row.minutes if timed else 0,
        way.known(row.put_off or None, Category.CONFERENCE) or "",
    )
