"""From a conference's papers to one named copy of its pack: what the copy may hold, in the words of the page.

Pure: the papers were asked for at the desk's front door. The sharing agreement is not in force here yet, so a copy
holds what this desk's agency holds, except that *do not share* entries are on no copy, and restricted or excluded
people on none for another agency (INTERFACE, "On paper": they leave no trace).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from iomdesk.actions.questions import ActionRow
from iomdesk.actions.rules import number_text
from iomdesk.clock import date_text
from iomdesk.conference.papers import Papers, PersonPapers
from iomdesk.conference.rules import decision_text
from iomdesk.ids import Id
from iomdesk.packs.records import (
    ActionLine,
    AgendaLine,
    ConferencePack,
    Copy,
    DecisionLine,
    Identifier,
    Marker,
    NoteLine,
    Officer,
    PersonPage,
    RagChange,
    ScoreSet,
)
from iomdesk.pathways.rules import PLACES, StandingSet
from iomdesk.people.card import IdentifierRow, MarkerRow
from iomdesk.people.rules import officer_role_label
from iomdesk.words import say

_SEXES = {"M": "male", "F": "female", "X": "other"}


@dataclass(frozen=True, slots=True, repr=False)
class Printing:
    """How a copy is made: whose it is, whether of another agency, when (as people read it), practice papers or not."""

    copy: Copy
    for_another_agency: bool
    printed_at: str
    training: bool = False
    marking: str = "OFFICIAL-SENSITIVE"


def people_in(papers: Papers, printing: Printing) -> tuple[Id, ...]:
    """Who stands in the copy, for the log of disclosures."""
    return tuple(each.nominee.person for each in _shared(papers, printing))


def gather_pack(papers: Papers, printing: Printing) -> ConferencePack:
    """The pack as this copy shows it."""
    shared = _shared(papers, printing)
    pathways = papers.pathways
    return ConferencePack(
        title=say("Case conference {code}", code=papers.conference.code),
        site=papers.conference.site_name,
        held_on=papers.held_on,
        printed_at=printing.printed_at,
        copy=printing.copy,
        people=tuple(_page(each, papers.held_on) for each in shared),
        agenda=tuple(_agenda_line(each) for each in shared),
        pathway_names=pathways.labels if pathways else tuple(map(str, PLACES)),
        scale=pathways.scale if pathways else (),
        marking=printing.marking,
        training=printing.training,
    )


def _shared(papers: Papers, printing: Printing) -> tuple[PersonPapers, ...]:
    return tuple(
        each
        for each in papers.people
        if not printing.for_another_agency or each.fields.get("narrowing") in (None, "none")
    )


def _agenda_line(each: PersonPapers) -> AgendaLine:
    return AgendaLine(each.nominee.ref, _name(each), _reason(each), each.nominee.rag, minutes=each.line.minutes)


def _page(each: PersonPapers, on: date) -> PersonPage:
    fields = each.fields
    born = fields["born"] if isinstance(fields["born"], date) else None
    return PersonPage(
        ref=each.nominee.ref,
        name=_name(each),
        born=born,
        age=_age(born, on),
        sex=_sex(_text(fields["sex"])),
        reason=_reason(each),
        identifiers=tuple(map(_identifier, each.identifiers)),
        cohort_label=_text(fields["cohort_label"]),
        adopted=each.nominee.adopted_on,
        status=_status(each),
        supervision=_supervision(each),
        officers=tuple(Officer(officer_role_label(row.role), row.name, row.agency) for row in each.officers),
        rag=each.nominee.rag,
        rosh=each.nominee.rosh,
        mappa=_mappa(each),
        rag_history=tuple(RagChange(row.on, row.value, row.reason) for row in each.rag_history if row.on is not None),
        markers=tuple(map(_marker, each.markers)),
        history=tuple(_history(each.history, on)),
        actions=tuple(map(_action, each.actions)),
        decisions=_decisions(each),
        notes=tuple(
            NoteLine(row.heading or say("Note"), row.noted_on, row.body, _origin(row.source))
            for row in each.notes
            if not row.do_not_share
        ),
    )


def _origin(source: str | None) -> str:
    """Where a record came from, in words: the team's own sheet, or whatever its source calls itself."""
    return say("from the team's sheet") if source == "sheet" else source or ""


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _name(each: PersonPapers) -> str | None:
    return ", ".join(part for part in (each.nominee.surname.upper(), each.nominee.forenames) if part) or None


def _reason(each: PersonPapers) -> str:
    return "; ".join(each.line.reasons)


def _age(born: date | None, on: date) -> int | None:
    return None if born is None else on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _sex(code: str | None) -> str | None:
    return say(_SEXES[code]) if code in _SEXES else code


def _status(each: PersonPapers) -> str:
    if each.held is None:
        return say("in the community")
    parts = [say("in custody"), each.held.prison or say("prison not known")]
    if each.held.release_on is not None:
        parts.append(say("release {day}", day=date_text(each.held.release_on)))
    return ", ".join(parts)


def _supervision(each: PersonPapers) -> str | None:
    order = _text(each.fields["supervision"])
    parts = [order]
    until = each.fields["supervision_until"]
    if isinstance(until, date) and f"{until:%d/%m/%Y}" not in (order or ""):
        parts.append(say("until {day}", day=date_text(until)))
    if agency := _text(each.fields["lead_agency"]):
        parts.append(say("lead agency {agency}", agency=agency))
    return ", ".join(part for part in parts if part) or None


def _mappa(each: PersonPapers) -> str | None:
    category, level = each.fields["mappa_category"], each.fields["mappa_level"]
    if category is None:
        return say("none") if each.no_mappa else None
    return str(category) if level is None else say("{category} · level {level}", category=category, level=level)


def _identifier(row: IdentifierRow) -> Identifier:
    failed = row.check_passed is False
    note = say("check letter does not match; typed as {typed}", typed=row.typed) if failed else ""
    return Identifier(row.scheme.upper(), row.canonical or row.typed or None, note)


def _marker(row: MarkerRow) -> Marker:
    state = say("not known") if row.state == "unknown" else row.state
    name = row.label if row.state == "yes" else say("{marker} ({state})", marker=row.label, state=state)
    return Marker(name, row.since, row.review_on, _origin(row.source) or None)


def _history(sets: Iterable[StandingSet], on: date) -> Iterable[ScoreSet]:
    for each in sets:
        if each.scored_on is not None and each.scored_on <= on:
            yield ScoreSet(each.scored_on, each.scores, None if each.priority is None else each.priority - 1)


def _action(row: ActionRow) -> ActionLine:
    return ActionLine(
        number_text(row.number), row.body, row.owner_name or None, row.owner_agency or None, row.due_on, row.overdue
    )


def _decisions(each: PersonPapers) -> tuple[DecisionLine, ...]:
    return tuple(
        DecisionLine(row.decided_on, decision_text(row.decided, row.body), row.reason or None)
        for row in each.decisions
        if row.decided_on is not None
    )
