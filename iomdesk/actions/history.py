"""What happened to actions: read from their events, and for the time before events were kept from the log itself."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.actions.records import ActionEvent
from iomdesk.actions.rules import Happened, Step
from iomdesk.clock import UK
from iomdesk.history.operation import decode
from iomdesk.ids import Id
from iomdesk.store.reading import Reading
from iomdesk.store.tables import ChangeRow, OperationRow

_KNOWN = frozenset(map(str, Happened))
_DUE = catalogue.ACTION.by_name["due_on"].number
_REASON = catalogue.ACTION.by_name["due_reason"].number


@dataclass(frozen=True, slots=True, repr=False)
class EventRow:
    """One thing that happened to an action. ``due_before`` and ``due_after`` are of a revised day alone.

    ``by_name`` is empty where it is not known: for what an earlier release kept only in its log.
    """

    id: Id
    happened: Happened
    on: date | None
    body: str
    by_name: str
    due_before: date | None
    due_after: date | None


@dataclass(frozen=True, slots=True, repr=False)
class Tally:
    """How often an action was chased, when last, and how often its day moved; with its closings and reopenings.

    ``moves`` are the days its day moved on, in order, each with the day it had before.
    """

    chased: int = 0
    chased_on: date | None = None
    revised: int = 0
    turns: tuple[Step, ...] = ()
    moves: tuple[tuple[date, date | None], ...] = ()


NOTHING = Tally()


def tallies(reading: Reading, actions: Collection[Id] | None = None) -> dict[Id, Tally]:
    """The tally of each of these actions to which anything happened, of all without a list; in one select."""
    e = ActionEvent
    statement = select(e.id, e.action, e.event, e.happened_on, e.due_before).where(
        e.withdrawn.is_(None), e.action.is_not(None)
    )
    if actions is not None:
        statement = statement.where(e.action.in_(list(actions)))
    steps: dict[Id, list[Step]] = {}
    for id, action, event, on, due_before in reading.all(statement.order_by(e.happened_on, e.id)):
        if action is not None and event in _KNOWN:
            steps.setdefault(action, []).append(Step(id, Happened(event), on, due_before))
    return {action: tally_of(each) for action, each in steps.items()}


def tally_of(steps: Iterable[Step]) -> Tally:
    """The tally of one action's steps."""
    given = tuple(steps)
    chased = [each.on for each in given if each.happened is Happened.CHASED]
    return Tally(
        len(chased),
        max((on for on in chased if on is not None), default=None),
        sum(each.happened is Happened.REVISED for each in given),
        tuple(each for each in given if each.happened in (Happened.CLOSED, Happened.REOPENED)),
        tuple((each.on, each.due_before) for each in given if each.happened is Happened.REVISED and each.on),
    )


def events_of(reading: Reading, action: Id) -> tuple[EventRow, ...]:
    """Everything that happened to one action, oldest first; days that moved before events were kept are included."""
    e = ActionEvent
    rows = reading.all(
        select(e.id, e.event, e.happened_on, e.body, e.by_name, e.due_before, e.due_after)
        .where(e.action == action, e.withdrawn.is_(None))
        .order_by(e.happened_on, e.id)
    )
    kept = [
        EventRow(id, Happened(event), on, body or "", name or "", before, after)
        for id, event, on, body, name, before, after in rows
        if event in _KNOWN
    ]
    known = Counter(map(_move, kept))
    earlier = []
    for each in _days_in_log(reading, action):
        if known[_move(each)]:
            known[_move(each)] -= 1
        else:
            earlier.append(each)
    return tuple(sorted((*earlier, *kept), key=lambda each: (each.on or date.min, each.id)))


def _move(each: EventRow) -> tuple[Happened, date | None, date | None, str]:
    return each.happened, each.due_before, each.due_after, each.body


def _days_in_log(reading: Reading, action: Id) -> Iterable[EventRow]:
    """The days an action had by its own operations, in the order of their clocks, each with the reason beside it."""
    rows = reading.all(
        select(OperationRow.id, OperationRow.body, ChangeRow.clock)
        .join(ChangeRow, ChangeRow.seq == OperationRow.change)
        .where(OperationRow.record == action)
        .order_by(ChangeRow.clock, OperationRow.id)
    )
    before: date | None = None
    begun = False
    for id, body, clock in rows:
        values: Mapping[int, object] = decode(body).values
        if begun and _DUE not in values:
            continue
        due = values.get(_DUE)
        after = date.fromisoformat(due) if isinstance(due, str) else None
        if begun and after != before:
            on = datetime.fromtimestamp((clock >> 16) / 1000, UTC).astimezone(UK).date()
            yield EventRow(id, Happened.REVISED, on, str(values.get(_REASON) or ""), "", before, after)
        before, begun = after, True
