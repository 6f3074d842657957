"""From what was recorded at a conference to its minutes, person by person in the order they were talked about. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from iomdesk import catalogue
from iomdesk.actions.rules import CLOSED, days_overdue, number_text
from iomdesk.catalogue import Kind
from iomdesk.conference.agenda import asking_discloses
from iomdesk.conference.beside import stood_then
from iomdesk.conference.entries import Entry
from iomdesk.conference.minuted import (
    AgendaReason,
    Contributed,
    Decision,
    Dissented,
    Evidence,
    PersonMinutes,
    Raised,
    Reviewed,
    Scored,
    TakenBack,
)
from iomdesk.conference.names import Names
from iomdesk.conference.rules import BY_THE_AGENDA, decision_text, numbered
from iomdesk.conference.wording import boxes_of, category_of, words_of
from iomdesk.ids import Id
from iomdesk.pathways.rules import PLACES, UNKNOWN, Scores, eight, total
from iomdesk.words import say

_TALKED = (catalogue.SCORE_SET, catalogue.DECISION, catalogue.ACTION, catalogue.DISSENT)
"""Kinds that show a person was talked about."""


@dataclass(frozen=True, slots=True, repr=False)
class AgendaLine:
    """One person on an agenda that is still worked out: why, and put off for which reason."""

    person: Id
    reasons: tuple[AgendaReason, ...]
    put_off: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Recorded:
    """What minutes are assembled from. ``entries`` hold what was recorded at the conference and what stood beside it.

    ``agenda`` is the agenda in its order, empty for signed minutes, whose entries keep it. ``signed`` are the records
    that minutes bind, which keep their numbers. ``now`` are the entries as they stand, where minutes are signed.
    """

    conference: Id
    held_on: date
    entries: Mapping[Id, Entry]
    names: Names
    agenda: tuple[AgendaLine, ...] = ()
    signed: frozenset[Id] = frozenset()
    now: Mapping[Id, Entry] = field(default_factory=dict)
    by_person: Mapping[Id, Mapping[Kind, list[Entry]]] = field(init=False)

    def __post_init__(self) -> None:
        sorted_out: dict[Id, dict[Kind, list[Entry]]] = {}
        for _, entry in sorted(self.entries.items(), key=lambda item: item[0]):
            if entry.kind.subject == "person" and entry.owner is not None:
                kinds = sorted_out.setdefault(self.names.canonical(entry.owner), {})
                kinds.setdefault(entry.kind, []).append(entry)
        object.__setattr__(self, "by_person", sorted_out)

    def of(self, person: Id, kind: Kind) -> list[Entry]:
        """A person's entries of a kind, in the order they were made."""
        return self.by_person.get(person, {}).get(kind, [])

    def is_own(self, entry: Entry) -> bool:
        """Whether it was recorded at this conference, and does not stand beside it as what was known before."""
        where = "origin" if entry.kind is catalogue.ACTION else "conference"
        return bool(entry[where] == self.conference)

    def made(self, person: Id, kind: Kind) -> list[Entry]:
        """Of a person's entries of a kind those recorded at this conference, withdrawn ones too."""
        return [each for each in self.of(person, kind) if self.is_own(each)]


def people_minuted(recorded: Recorded) -> tuple[tuple[PersonMinutes, ...], tuple[PersonMinutes, ...]]:
    """Everybody talked about in that order, and everybody else who was on the agenda or contributed about.

    Somebody of whom everything was taken back was not talked about, and stays on the agenda.
    """
    numbers = _Numbers.of(recorded)
    agenda = _agenda(recorded)
    first = {person: _first_made(recorded, person) for person in recorded.by_person}
    talked = sorted((made, person) for person, made in first.items() if made is not None)
    people = [person for _, person in talked]
    others = [person for person in agenda if person not in people]
    others += sorted(
        (person for person in recorded.by_person if person not in people and person not in agenda),
        key=lambda person: (recorded.names.person(person).name.casefold(), person),
    )
    minuted = {person: _person(recorded, person, agenda.get(person), numbers) for person in (*people, *others)}
    left = (minuted[person] for person in others if person in agenda or _says_anything(minuted[person]))
    return tuple(minuted[person] for person in people), tuple(left)


@dataclass(frozen=True, slots=True, repr=False)
class _Numbers:
    decisions: Mapping[Id, int]
    dissents: Mapping[Id, int]

    @classmethod
    def of(cls, recorded: Recorded) -> "_Numbers":
        def counted_through(kind: Kind) -> dict[Id, int]:
            made = (each.id for each in recorded.entries.values() if each.kind is kind)
            return numbered(made, recorded.signed)

        return cls(counted_through(catalogue.DECISION), counted_through(catalogue.DISSENT))


def _first_made(recorded: Recorded, person: Id) -> Id | None:
    """What was recorded about somebody first, where any of it stands."""
    made = [each for kind in _TALKED for each in recorded.made(person, kind)]
    return min(each.id for each in made) if any(each.stands for each in made) else None


def _says_anything(person: PersonMinutes) -> bool:
    return bool(person.contributions or person.taken_back or person.reasons or person.put_off)


@dataclass(frozen=True, slots=True, repr=False)
class _OnAgenda:
    place: int
    reasons: tuple[AgendaReason, ...]
    put_off: str = ""


def _agenda(recorded: Recorded) -> dict[Id, _OnAgenda]:
    if recorded.agenda:
        return {
            line.person: _OnAgenda(place, line.reasons, line.put_off)
            for place, line in enumerate(recorded.agenda, start=1)
        }
    kept = sorted(
        (entry.id, recorded.names.canonical(entry.owner))
        for entry in recorded.entries.values()
        if entry.kind is catalogue.AGENDA_ENTRY and entry.stands and entry.owner and entry["asked_by"] == BY_THE_AGENDA
    )
    order = list(dict.fromkeys(person for _, person in kept))
    return {person: _OnAgenda(place, ()) for place, person in enumerate(order, start=1)}


def _person(recorded: Recorded, person: Id, line: _OnAgenda | None, numbers: _Numbers) -> PersonMinutes:
    name = recorded.names.person(person)
    scored = [_scored(recorded, person, each) for each in _standing_sets(recorded, person)]
    decisions = tuple(
        _decision(recorded, person, each, numbers) for each in recorded.made(person, catalogue.DECISION) if each.stands
    )
    over = {each.record for each in decisions}
    return PersonMinutes(
        person,
        name.records,
        name.ref,
        name.surname,
        name.forenames,
        line.place if line else None,
        (line.reasons if line else ()) or _kept_reasons(recorded, person),
        (line.put_off if line else "") or _put_off(recorded, person),
        scored[-1] if scored else None,
        tuple(scored[:-1]),
        decisions,
        tuple(_dissent(each, numbers) for each in _dissents(recorded, person) if each["decision"] not in over),
        tuple(_raised(recorded, each) for each in recorded.made(person, catalogue.ACTION) if each.stands),
        tuple(_reviewed(recorded, person)),
        tuple(_contributions(recorded, person)),
        tuple(_taken_back(recorded, person)),
    )


def _kept_reasons(recorded: Recorded, person: Id) -> tuple[AgendaReason, ...]:
    """What agencies asked for and what the agenda worked out, as recorded."""
    found = []
    for each in recorded.made(person, catalogue.AGENDA_ENTRY):
        by = each.text("asked_by")
        text = each.text("reason") if by == BY_THE_AGENDA else asked_words(by, each.text("reason"))
        if each.stands and text:
            found.append(AgendaReason(asking_discloses(by), each.id, text))
    return tuple(found)


def asked_words(agency: str, reason: str) -> str:
    """That an agency asked for somebody, with its reason, as an agenda says it."""
    return say("asked for by {agency}: {reason}", agency=agency or say("an agency"), reason=reason)


def _put_off(recorded: Recorded, person: Id) -> str:
    entries = [each for each in recorded.made(person, catalogue.AGENDA_PLACE) if each.stands and each.text("put_off")]
    return entries[-1].text("put_off") if entries else ""


def _standing_sets(recorded: Recorded, person: Id) -> list[Entry]:
    sets = [each for each in recorded.made(person, catalogue.SCORE_SET) if each.stands]
    corrected = {each["corrects"] for each in sets}
    return [each for each in sets if each.id not in corrected]


def _scored(recorded: Recorded, person: Id, entry: Entry) -> Scored:
    lineage, whole = recorded.names.lineage, entry["pathway_set"]
    labels = lineage.labelled(whole)
    scores = _eight(entry)
    before = _before(recorded, person)
    last = lineage.read(_eight(before), before["pathway_set"], whole).scores if before else None
    moved = lineage.compare(_eight(before), before["pathway_set"], scores, whole) if before else None
    return Scored(
        entry.id,
        labels.labels,
        labels.scale,
        scores,
        total(scores),
        last,
        before["scored_on"] if before else None,
        before.id if before else None,
        moved.moved if moved else UNKNOWN,
        moved.total if moved else None,
        entry["priority"],
        labels.label(entry["priority"]),
        tuple(
            Evidence(each.id, each["pathway"] or 0, labels.label(each["pathway"]), each.text("body"))
            for each in sorted(recorded.of(person, catalogue.SCORE_EVIDENCE), key=lambda one: one["pathway"] or 0)
            if each["score_set"] == entry.id and each.stands
        ),
        tuple(_corrected_by(recorded, person, entry)),
    )


def _eight(entry: Entry) -> Scores:
    return eight([entry[f"score_{place}"] for place in PLACES])


def _before(recorded: Recorded, person: Id) -> Entry | None:
    """The newest set from before the conference."""
    earlier = [each for each in recorded.of(person, catalogue.SCORE_SET) if not recorded.is_own(each)]
    return max(earlier, key=lambda each: (each["scored_on"] or date.min, each.id), default=None)


def _corrected_by(recorded: Recorded, person: Id, entry: Entry) -> Iterable[Id]:
    sets = {each.id: each for each in recorded.made(person, catalogue.SCORE_SET)}
    old = entry["corrects"]
    while old in sets:
        yield old
        old = sets[old]["corrects"]


def _decision(recorded: Recorded, person: Id, entry: Entry, numbers: _Numbers) -> Decision:
    return Decision(
        entry.id,
        numbers.decisions[entry.id],
        entry.text("decided"),
        decision_text(entry.text("decided"), entry.text("body")),
        entry.text("reason"),
        entry["review_on"],
        _rating(recorded, person, entry),
        tuple(_dissent(each, numbers) for each in _dissents(recorded, person) if each["decision"] == entry.id),
    )


def _rating(recorded: Recorded, person: Id, entry: Entry) -> Id | None:
    """The rating a RAG change entered: in one unit of work with it, the last before it."""
    if entry.text("decided") != "rag change":
        return None
    made = (each.id for each in recorded.made(person, catalogue.RATING) if each.stands and each.id < entry.id)
    return max(made, default=None)


def _dissents(recorded: Recorded, person: Id) -> list[Entry]:
    return [each for each in recorded.made(person, catalogue.DISSENT) if each.stands]


def _dissent(entry: Entry, numbers: _Numbers) -> Dissented:
    number = numbers.dissents[entry.id]
    return Dissented(entry.id, number, entry.text("agency"), entry.text("by_name"), entry.text("body"))


def _raised(recorded: Recorded, entry: Entry) -> Raised:
    return Raised(
        entry.id,
        number_text(entry["number"]),
        entry.text("body"),
        entry.text("owner_name"),
        entry.text("owner_agency"),
        entry["due_on"],
        entry["pathway"],
        _pathway_label(recorded, entry),
    )


def _pathway_label(recorded: Recorded, entry: Entry) -> str:
    """The label of an action's pathway, by the version in force on the conference's day."""
    in_force = recorded.names.lineage.in_force(recorded.held_on)
    place: int | None = entry["pathway"]
    return in_force.label(place) if in_force else str(place or "")


def _reviewed(recorded: Recorded, person: Id) -> Iterable[Reviewed]:
    for each in recorded.of(person, catalogue.ACTION):
        if recorded.is_own(each) or not each.stands:
            continue
        then = stood_then(each, recorded.of(person, catalogue.ACTION_EVENT), recorded.held_on)
        ended = then.closed and each.text("state") == CLOSED
        yield Reviewed(
            each.id,
            number_text(each["number"]),
            each.text("body"),
            each.text("owner_name"),
            each.text("owner_agency"),
            each["raised_on"],
            then.due_on,
            0 if then.closed else days_overdue(then.due_on, recorded.held_on),
            then.closed,
            then.closed_on,
            each.text("outcome") if ended else "",
            each.text("outcome_note") if ended else "",
        )


def _contributions(recorded: Recorded, person: Id) -> Iterable[Contributed]:
    entries = [each for each in recorded.made(person, catalogue.CONTRIBUTION) if each.stands]
    corrected = {each["corrects"] for each in entries}
    kept = kept_close((*recorded.now.values(), *entries))
    return [
        contributed(each, recorded.now.get(each.id, each), marked=each.id in kept)
        for each in entries
        if each.id not in corrected
    ]


def kept_close(entries: Iterable[Entry]) -> frozenset[Id]:
    """The contributions that must not be shared: marked so, or corrected by one that is, which says it of both."""
    contributions = [each for each in entries if each.kind is catalogue.CONTRIBUTION]
    marked = {each.id for each in contributions if each["do_not_share"]}
    while more := {each["corrects"] for each in contributions if each.id in marked} - marked - {None}:
        marked |= more
    return frozenset(marked)


def contributed(entry: Entry, now: Entry, *, marked: bool) -> Contributed:
    """A contribution as minutes have it; ``now`` is the same as it stands, ``marked`` whether it is kept close now."""
    return Contributed(
        entry.id,
        entry.text("agency"),
        entry.text("author_name"),
        entry["written_on"],
        entry.text("form_number"),
        marked,
        boxes_of(entry),
        not now.stands,
    )


def _taken_back(recorded: Recorded, person: Id) -> Iterable[TakenBack]:
    kinds = (*_TALKED, catalogue.CONTRIBUTION)
    withdrawn = sorted(
        (each for kind in kinds for each in recorded.made(person, kind) if not each.stands), key=lambda each: each.id
    )
    return [taken_back(each, recorded.names) for each in withdrawn]


def taken_back(entry: Entry, names: Names) -> TakenBack:
    """A withdrawn entry as minutes have it."""
    marked = entry.kind is catalogue.CONTRIBUTION and bool(entry["do_not_share"])
    said = words_of(entry, names)
    return TakenBack(category_of(entry.kind.name), entry.id, said, entry.text("withdrawn"), marked)
