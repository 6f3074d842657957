"""Questions about conferences: which there are, and who is on the agenda."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from iomdesk.catalogue import Agency
from iomdesk.conference.agenda import AgendaRow, rows_in_order
from iomdesk.conference.finding import ConferenceRow, conference_meant, conference_of, conference_rows
from iomdesk.conference.occasion import Occasion, occasion_of
from iomdesk.conference.placing import laid_out
from iomdesk.conference.scheme import SchemePeople
from iomdesk.conference.shipped import time_available
from iomdesk.conference.sources import all_reasons
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.store.reading import Reading
from iomdesk.words import say

_AGENCIES = frozenset(map(str, Agency))


@dataclass(frozen=True, slots=True, repr=False)
class Agenda:
    """A conference's agenda: who is talked about, and who was put off to the next; everyone within its reach.

    ``available`` is how many minutes a conference lasts by local policy. ``asked_by`` are the agencies that asked for
    somebody here, by person: the agreement counts them as involved. ``last_seen`` is by person: the day they were
    talked about last before this conference.
    """

    conference: ConferenceRow
    held_on: date
    rows: tuple[AgendaRow, ...]
    reached: SchemePeople
    put_off: tuple[AgendaRow, ...]
    available: int
    asked_by: Mapping[Id, frozenset[Agency]]
    last_seen: Mapping[Id, date]

    def __len__(self) -> int:
        """How many people are on it, those put off included."""
        return len(self.rows) + len(self.put_off)

    @property
    def minutes(self) -> int:
        """How long it takes to talk about everyone."""
        return sum(each.minutes for each in self.rows)


@question(*CASEWORK, consults=Consults.NOBODY)
def conferences(reading: Reading) -> tuple[ConferenceRow, ...]:
    """Every conference, by day."""
    return conference_rows(reading)


@question(*CASEWORK, consults=Consults.NOBODY)
def conference_named(reading: Reading, text: str) -> ConferenceRow:
    """The conference a code, number, day or id names; raises ``Refused`` for none or several."""
    return conference_meant(reading, text)


@question(*CASEWORK, consults=Consults.LIST)
def agenda(reading: Reading, conference: Id) -> tuple[AgendaRow, ...]:
    """Everyone who is talked about at a conference, in order, each with every reason, their minutes and a time.

    Who was put off to the next one is in ``agenda_sheet``.
    """
    return agenda_of(reading, conference).rows


@question(*CASEWORK, consults=Consults.LIST)
def agenda_sheet(reading: Reading, conference: Id) -> Agenda:
    """The whole agenda of a conference, those put off to the next one included, and whether the time suffices."""
    return agenda_of(reading, conference)


def agenda_of(reading: Reading, conference: Id) -> Agenda:
    """The agenda of a conference; a constant number of selects. Raises ``Refused`` where its day is not known."""
    row = conference_of(reading, conference)
    if row.held_on is None:
        raise Refused(say("The day of that conference is not known here."), say("Schedule it with its day."))
    occasion = occasion_of(reading, row, row.held_on)
    by_risk = rows_in_order(occasion.reached.people, all_reasons(reading, occasion), occasion.policy)
    layout = laid_out(by_risk, occasion.by_hand, row.starts_at)
    available = time_available()
    return Agenda(
        row,
        row.held_on,
        layout.rows,
        occasion.reached,
        layout.put_off,
        available,
        _asked_by(occasion),
        occasion.last_seen,
    )


def _asked_by(occasion: Occasion) -> dict[Id, frozenset[Agency]]:
    found: dict[Id, set[Agency]] = {}
    for person, each in occasion.still_asked:
        if each.agency in _AGENCIES:
            found.setdefault(person, set()).add(Agency(each.agency))
    return {person: frozenset(agencies) for person, agencies in found.items()}
