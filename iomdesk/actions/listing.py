"""The open actions as a printed list has them: whose, of which conference, and how their days moved."""

from dataclasses import dataclass
from datetime import date

from iomdesk.actions.history import NOTHING, tallies
from iomdesk.actions.questions import ActionRow, actions_open
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.ids import Id
from iomdesk.store.reading import Reading


@dataclass(frozen=True, slots=True, repr=False)
class ListedAction:
    """An open action, and the days it was due before, in order; a day nobody knew is None."""

    row: ActionRow
    days_before: tuple[date | None, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ActionsWanted:
    """Which open actions to list: of an owner's agency, of one officer, set at one conference; all unless said."""

    agency: str = ""
    mine: Id | None = None
    conference: Id | None = None


EVERY_ACTION = ActionsWanted()


@question(*CASEWORK, consults=Consults.LIST)
def action_list(reading: Reading, on: date, wanted: ActionsWanted = EVERY_ACTION) -> tuple[ListedAction, ...]:
    """The open actions wanted, overdue first, then by day; a constant number of selects."""
    rows = actions_open(reading, on, "", wanted.agency, wanted.mine)
    if wanted.conference is not None:
        rows = tuple(row for row in rows if row.origin == wanted.conference)
    moved = tallies(reading) if any(row.times_revised for row in rows) else {}
    return tuple(ListedAction(row, tuple(before for _, before in moved.get(row.id, NOTHING).moves)) for row in rows)
