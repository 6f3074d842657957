"""What people do about an agenda before the conference: ask for somebody, arrange the order, put somebody off.

Order, minutes and putting off are one entry for each person and conference. Desks apart may each have made one: the
newest says where somebody stands, and whoever arranges it next settles them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.catalogue import Agency
from iomdesk.conference.agenda import AgendaRow
from iomdesk.conference.finding import ConferenceRow, require_open
from iomdesk.conference.occasion import spoken_of
from iomdesk.conference.questions import agenda_of
from iomdesk.conference.records import AgendaEntry, AgendaPlace
from iomdesk.conference.scheme import is_active
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.records import Officer
from iomdesk.people.commands import present_records
from iomdesk.store.unit import Given, Work
from iomdesk.words import say

_LAST_PLACE = 999
_LONGEST = 240


@dataclass(frozen=True, slots=True, repr=False)
class AskForPerson(Command[Id]):
    """An agency asks for a person to be talked about, with its reason; this desk's own where none is named."""

    conference: Id
    person: Id
    reason: str
    asked_by: Agency | None = None


@dataclass(frozen=True, slots=True, repr=False)
class TakeBackRequest(Command[None]):
    """An agency no longer asks for a person, and why; this desk's own where none is named."""

    conference: Id
    person: Id
    reason: str
    asked_by: Agency | None = None


@dataclass(frozen=True, slots=True, repr=False)
class PlaceOnAgenda(Command[None]):
    """Pin a person to a place on the agenda, counted from 1. A place beyond the end is the end."""

    conference: Id
    person: Id
    place: int


@dataclass(frozen=True, slots=True, repr=False)
class Unpin(Command[None]):
    """Give a person back the place that follows from their risk."""

    conference: Id
    person: Id


@dataclass(frozen=True, slots=True, repr=False)
class SetMinutes(Command[None]):
    """Give a person so many minutes at a conference; None gives them what policy says."""

    conference: Id
    person: Id
    minutes: int | None


@dataclass(frozen=True, slots=True, repr=False)
class PutOff(Command[None]):
    """Put a person off to the site's next conference, with the reason. They are on its agenda whatever else is so."""

    conference: Id
    person: Id
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class TakeBackPutOff(Command[None]):
    """A person who was put off is talked about at this conference after all."""

    conference: Id
    person: Id


@handles(Role.OFFICER)
def ask_for_person(work: Work, command: AskForPerson) -> Id:
    """Put the person on the agenda. Somebody not on the scheme is referred first, not asked for."""
    conference = require_open(work, command.conference)
    reason = _said(command.reason, say("Say in a sentence why the conference should talk about them."))
    if not is_active(work, command.person, conference.held_on or work.today):
        raise Refused(say("That person is not active on the scheme."), say("Adopt them, or see their card for why."))
    return work.create(
        catalogue.AGENDA_ENTRY,
        {"conference": command.conference, "reason": reason, "asked_by": _asking(work, command.asked_by)},
        subject=present_records(work, command.person)[0],
    )


@handles(Role.OFFICER)
def take_back_request(work: Work, command: TakeBackRequest) -> None:
    """Withdraw what the agency asked at this conference about the person."""
    row = require_open(work, command.conference)
    reason = _said(command.reason, say("Say why the conference need not talk about them."))
    e = AgendaEntry
    asked = work.all(
        select(e.id).where(
            e.conference == command.conference,
            e.person.in_(present_records(work, command.person)),
            e.asked_by == _asking(work, command.asked_by),
            e.withdrawn.is_(None),
        )
    )
    if not asked:
        raise Refused(
            say("That agency did not ask for them at {code}.", code=row.code),
            say("See who asked: iomdesk conference agenda {code}.", code=row.code),
        )
    for (entry,) in asked:
        work.withdraw(catalogue.AGENDA_ENTRY, entry, reason)


@handles(Role.OFFICER)
def place_on_agenda(work: Work, command: PlaceOnAgenda) -> None:
    """Pin somebody who is on the agenda."""
    if not 1 <= command.place <= _LAST_PLACE:
        raise Refused(say("Places are counted from 1."), say("Give a place between 1 and {most}.", most=_LAST_PLACE))
    conference = require_open(work, command.conference)
    line = _line(work, conference, command.person)
    if line.put_off:
        raise Refused(
            say("They are put off to the next conference."), say("Take that back first: iomdesk conference take-up.")
        )
    _arrange(work, conference, command.person, "place", command.place)


@handles(Role.OFFICER)
def unpin(work: Work, command: Unpin) -> None:
    """Clear the place in every entry that names one."""
    conference = require_open(work, command.conference)
    _arrange(work, conference, command.person, "place", None)


@handles(Role.OFFICER)
def set_minutes(work: Work, command: SetMinutes) -> None:
    """Set or clear the minutes of somebody who is on the agenda."""
    conference = require_open(work, command.conference)
    if command.minutes is not None:
        if not 1 <= command.minutes <= _LONGEST:
            raise Refused(say("Give them between 1 and {most} minutes.", most=_LONGEST))
        _line(work, conference, command.person)
    _arrange(work, conference, command.person, "minutes", command.minutes)


@handles(Role.OFFICER)
def put_off(work: Work, command: PutOff) -> None:
    """Put off somebody who is on the agenda and of whom nothing is recorded here yet; their place is free again."""
    conference = require_open(work, command.conference)
    reason = _said(command.reason, say("Say in a sentence why they wait for the next conference."))
    line = _line(work, conference, command.person)
    if not spoken_of(work, conference.id).isdisjoint(present_records(work, command.person)):
        raise Refused(
            say("Something is recorded about them at {code} already.", code=conference.code),
            say("They cannot be put off; decide on their next review instead."),
        )
    if line.pinned is not None:
        _arrange(work, conference, command.person, "place", None)
    _arrange(work, conference, command.person, "put_off", reason)


@handles(Role.OFFICER)
def take_back_put_off(work: Work, command: TakeBackPutOff) -> None:
    """Clear it in every entry that says so."""
    conference = require_open(work, command.conference)
    _arrange(work, conference, command.person, "put_off", None)


def _asking(work: Work, agency: Agency | None) -> str:
    own = work.value(select(Officer.agency).where(Officer.id == work.officer))
    return str(agency or own or "")


def _line(work: Work, conference: ConferenceRow, person: Id) -> AgendaRow:
    """Their line on the agenda. Raises ``Refused`` for somebody who is not on it."""
    records = set(present_records(work, person))
    sheet = agenda_of(work, conference.id)
    for row in (*sheet.rows, *sheet.put_off):
        if row.person in records:
            return row
    raise Refused(
        say("That person is not on the agenda of {code}.", code=conference.code),
        say("Ask for them first: iomdesk conference ask {code}.", code=conference.code),
    )


def _arrange(work: Work, conference: ConferenceRow, person: Id, name: str, value: int | str | None) -> None:
    """Say one thing about somebody on this agenda: in the newest entry, and in no other any more."""
    records = present_records(work, person)
    entries = _entries(work, conference.id, records, name)
    newest = next((entry for entry, _ in entries), None)
    for entry, said in entries:
        if said is not None and (value is None or entry != newest):
            work.put(catalogue.AGENDA_PLACE, entry, {name: None})
    if value is None:
        return
    given: dict[str, Given] = {name: value}
    if newest is None:
        work.create(catalogue.AGENDA_PLACE, {"conference": conference.id, **given}, subject=records[0])
    else:
        work.put(catalogue.AGENDA_PLACE, newest, given)


def _entries(work: Work, conference: Id, records: Sequence[Id], name: str) -> list[tuple[Id, object]]:
    """Every entry about these records on this agenda, the newest first, with what it says of one thing."""
    a = AgendaPlace
    rows = work.all(
        select(a.id, getattr(a, name))
        .where(a.conference == conference, a.person.in_(records), a.withdrawn.is_(None))
        .order_by(a.id.desc())
    )
    return [(entry, said) for entry, said in rows]


def _said(text: str, remedy: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise Refused(say("A reason is missing."), remedy)
    return said
