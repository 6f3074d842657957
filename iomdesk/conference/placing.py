"""An agenda as people arranged it: who was put at a place or put off by hand, and when each is talked about. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from iomdesk.conference.agenda import AgendaRow
from iomdesk.conference.days import time_after
from iomdesk.ids import Id


@dataclass(frozen=True, slots=True, repr=False)
class ByHand:
    """What was arranged by hand for one person on one agenda.

    ``places`` are counted from 1, the newest first: several where desks apart put them at different ones. ``entry`` is
    the record of the newest, and settles who stands first of two people put at one place.
    """

    places: tuple[int, ...] = ()
    entry: Id = b""
    minutes: int | None = None
    put_off: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Layout:
    """Who is talked about, in order and with times; and who was put off, by risk."""

    rows: tuple[AgendaRow, ...]
    put_off: tuple[AgendaRow, ...]


def laid_out(by_risk: Sequence[AgendaRow], by_hand: Mapping[Id, ByHand], starts_at: str = "") -> Layout:
    """Everyone of ``by_risk`` once: at their place, or around those who have one, or put off.

    Who was put off keeps no place. A time is the conference's start and the minutes of all before.
    """
    marked = [_marked(row, by_hand.get(row.person, ByHand())) for row in by_risk]
    standing = [row for row in marked if not row.put_off]
    rows = []
    passed = 0
    for row in in_places(standing, {person: mark.entry for person, mark in by_hand.items()}):
        rows.append(replace(row, starts_at=time_after(starts_at, passed)))
        passed += row.minutes
    return Layout(tuple(rows), tuple(row for row in marked if row.put_off))


def in_places(by_risk: Sequence[AgendaRow], entries: Mapping[Id, Id]) -> tuple[AgendaRow, ...]:
    """The pinned at their places, the others by risk around them.

    Of two at one place the earlier entry stands there and the other next to it. A place beyond the end is the end;
    several beyond it stand there in the order of their places.
    """
    pinned = sorted(
        (row for row in by_risk if row.pinned is not None),
        key=lambda row: (row.pinned or 0, entries.get(row.person, b""), row.person),
    )
    slots = _slots([row.pinned or 1 for row in pinned], len(by_risk))
    placed = dict(zip(slots, pinned, strict=True))
    others = iter([row for row in by_risk if row.pinned is None])
    return tuple(placed[slot] if slot in placed else next(others) for slot in range(1, len(by_risk) + 1))


def _slots(places: Sequence[int], length: int) -> list[int]:
    """A slot of its own for each of these rising places, as near to it as the others and the end allow."""
    slots: list[int] = []
    for place in places:
        slots.append(max(1, place, slots[-1] + 1 if slots else 1))
    for at in range(len(slots) - 1, -1, -1):
        slots[at] = min(slots[at], length if at == len(slots) - 1 else slots[at + 1] - 1)
    return slots


def _marked(row: AgendaRow, mark: ByHand) -> AgendaRow:
    first, *others = mark.places or (None,)
    return replace(
        row,
        minutes=row.minutes if mark.minutes is None else mark.minutes,
        minutes_by_hand=mark.minutes is not None,
        pinned=first,
        also_pinned=tuple(dict.fromkeys(each for each in others if each is not None and each != first)),
        put_off=mark.put_off,
    )
