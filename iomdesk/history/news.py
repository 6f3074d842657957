"""What is news to somebody who has read a record as it stood at a place in the log.

By a desk's order of arrival, never by anybody's clock: a change made elsewhere a month ago that arrived today is news
to a reader here. Clocks decide nothing but which of two rival values is shown.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from iomdesk.catalogue import FIELDS, WITHDRAWN
from iomdesk.history.heads import Standing, contested, heads, shown
from iomdesk.history.operation import Operation, Value
from iomdesk.ids import Id

_KEEPS_BACK = frozenset({WITHDRAWN, "do_not_share"})
"""Fields that keep a whole entry off every copy while they say anything."""


class Mark(StrEnum):
    """How an entry or a fact on paper is marked for a reader of an earlier copy."""

    NEW = "new"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, repr=False)
class Changes:
    """What is news: the records that are new, and of the others which fields show another value than before."""

    new: frozenset[Id] = frozenset()
    fields: Mapping[Id, frozenset[str]] = field(default_factory=dict)

    def mark(self, record: Id, shown_fields: Collection[str]) -> Mark | None:
        """The mark of an entry of which the reader sees ``shown_fields``; None where nothing of that changed.

        A field the reader may not see never marks anything: the mark itself would tell of it.
        """
        if record in self.new:
            return Mark.NEW
        return None if self.fields.get(record, frozenset()).isdisjoint(shown_fields) else Mark.CHANGED


NO_NEWS = Changes()
"""For a reader who has no earlier copy: a mark on everything would tell them nothing."""


@dataclass(frozen=True, slots=True, repr=False)
class Admitted:
    """One operation as it stands in a log: its change's place there, and that change's hybrid clock."""

    place: int
    clock: int
    operation: Operation


def news_of(history: Sequence[Admitted], place: int) -> frozenset[str] | None:
    """The names of a record's fields that show another value than they did at ``place``; None where it is new.

    A record is new where nothing of it had arrived, or where it was kept back (withdrawn, or marked *do not share*)
    and is no longer. A field that was changed and changed back is no news; a rival value beside the shown one is.
    """
    before = _shown(each for each in history if each.place <= place)
    now = _shown(history)
    if not before or (_kept_back(before) and not _kept_back(now)):
        return None
    return frozenset(FIELDS[number].name for number in now if now[number] != before.get(number, _NOTHING))


_Shown = tuple[Value, bool]
_NOTHING: _Shown = (None, False)


def _shown(admitted: Iterable[Admitted]) -> dict[int, _Shown]:
    """By field number, the value shown and whether rivals stand beside it."""
    known = {each.operation.id: each for each in admitted}
    return {
        number: (
            shown(FIELDS[number], [Standing(each, known[each].clock, value) for each, value in standing.items()]),
            contested(standing),
        )
        for number, standing in heads(each.operation for each in known.values()).items()
        if number in FIELDS
    }


def _kept_back(values: Mapping[int, _Shown]) -> bool:
    return any(value for number, (value, _) in values.items() if FIELDS[number].name in _KEEPS_BACK)
