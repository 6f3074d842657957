"""The executive summary: what may be disclosed of a conference, printed instead of its minutes.

A draft says only that something was decided or agreed, in the program's own words: no reason, no free text, no score
or rating, nobody's name, and not which agency acts, because a health service's action says something about health.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from iomdesk.clock import date_text
from iomdesk.conference.minuted import Minutes, PersonMinutes
from iomdesk.conference.minutes import minutes_of
from iomdesk.conference.names import names_for
from iomdesk.conference.records import Disclosable
from iomdesk.conference.rules import Decided
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.ids import Id
from iomdesk.store.reading import Reading
from iomdesk.words import counted, say

_NEUTRAL: Mapping[str, str] = {
    Decided.KEEP: "It was decided that they stay on the scheme.",
    Decided.STEP_DOWN: "It was decided that they step down on the scheme.",
    Decided.REMOVE: "It was decided that they leave the scheme.",
    Decided.ADOPT: "It was decided that they join the scheme.",
}


@dataclass(frozen=True, slots=True, repr=False)
class SummaryLine:
    """What may be disclosed of one person, as a supervisor confirmed it."""

    record: Id
    person: Id
    records: tuple[Id, ...]
    ref: str
    surname: str
    forenames: str
    body: str
    author: str


@dataclass(frozen=True, slots=True, repr=False)
class Summary:
    """The executive summary of a conference. ``waiting`` counts those talked about without a confirmed text."""

    conference: Id
    code: str
    site: str
    number: int | None
    held_on: date | None
    people: tuple[SummaryLine, ...]
    waiting: int


@dataclass(frozen=True, slots=True, repr=False)
class Proposal:
    """A draft for one person, and the text that is confirmed, empty where none is."""

    person: Id
    ref: str
    surname: str
    forenames: str
    proposed: str
    confirmed: str


@question(*CASEWORK, consults=Consults.LIST)
def summary_of(reading: Reading, conference: Id) -> Summary:
    """What may be disclosed, in the order people were talked about; only what a supervisor confirmed is in it."""
    minutes = minutes_of(reading, conference)
    lines = _confirmed(reading, minutes)
    people = tuple(lines[each.person] for each in minutes.people if each.person in lines)
    talked = {each.person for each in minutes.people}
    others = tuple(line for person, line in lines.items() if person not in talked)
    waiting = len(talked - lines.keys())
    head = (minutes.conference, minutes.code, minutes.site, minutes.number, minutes.held_on)
    return Summary(*head, (*people, *others), waiting)


@question(*CASEWORK, consults=Consults.LIST)
def summary_proposals(reading: Reading, conference: Id) -> tuple[Proposal, ...]:
    """A draft for everybody who was talked about, beside what is confirmed."""
    minutes = minutes_of(reading, conference)
    lines = _confirmed(reading, minutes)
    return tuple(
        Proposal(
            each.person,
            each.ref,
            each.surname,
            each.forenames,
            draft(each, minutes.held_on),
            lines[each.person].body if each.person in lines else "",
        )
        for each in minutes.people
    )


def draft(person: PersonMinutes, held_on: date | None) -> str:
    """A proposal in neutral words, for the supervisor to confirm or to write anew."""
    on = date_text(held_on) or say("a day not known")
    said = [say("They were talked about at the case conference of {day}.", day=on)]
    said += [say(words) for code, words in _NEUTRAL.items() if any(code == each.decided for each in person.decisions)]
    if person.actions:
        last = max((each.due_on for each in person.actions if each.due_on), default=None)
        by = ", by {day}" if len(person.actions) == 1 else ", the last by {day}"
        due = say(by, day=date_text(last)) if last else ""
        agreed = ("{count} action was agreed{due}.", "{count} actions were agreed{due}.")
        said.append(counted(len(person.actions), *agreed, due=due))
    if person.next_review is not None:
        said.append(say("They are talked about again by {day}.", day=date_text(person.next_review)))
    return " ".join(said)


def _confirmed(reading: Reading, minutes: Minutes) -> dict[Id, SummaryLine]:
    rows = reading.all(
        select(Disclosable.id, Disclosable.person, Disclosable.body, Disclosable.author)
        .where(Disclosable.conference == minutes.conference, Disclosable.withdrawn.is_(None))
        .order_by(Disclosable.id)
    )
    names = names_for(reading, [person for _, person, _, _ in rows if person is not None])
    found = {}
    for record, person, body, author in rows:
        if person is not None and body:
            name = names.person(person)
            found[name.person] = SummaryLine(
                record, name.person, name.records, name.ref, name.surname, name.forenames, body, names.officer(author)
            )
    return found
