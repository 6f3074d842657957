"""Who must be talked about at a conference, why, in which order and for how long. Pure.

Source of the rules: PRODUCT, "Case conference". An agenda never forgets a due person: what is not known about
somebody (RAG, last conference) makes them due sooner, never later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from iomdesk.clock import date_text
from iomdesk.ids import Id
from iomdesk.words import counted, say

_RAG_RANK = {"Red": 0, None: 1, "Amber": 2, "Green": 3}
_ROSH_RANK = {"Very High": 0, "High": 1, None: 2, "Medium": 3, "Low": 4}


@dataclass(frozen=True, slots=True, repr=False)
class Policy:
    """Local policy: days between conferences and minutes in one, by RAG; days ahead a release is foreseen."""

    intervals: Mapping[str, int]
    minutes: Mapping[str, int]
    release_days: int

    def interval(self, rag: str | None) -> int | None:
        """Days between conferences at this RAG; the shortest where the RAG is not known. None without any policy."""
        return self.intervals.get(rag or "", min(self.intervals.values(), default=None))

    def allotted(self, rag: str | None) -> int:
        """Minutes a person is given at this RAG; the most where the RAG is not known."""
        return self.minutes.get(rag or "", max(self.minutes.values(), default=0))


@dataclass(frozen=True, slots=True, repr=False)
class Reason:
    """Why a person is on the agenda. ``overdue_days`` counts from the day they were due."""

    text: str
    overdue_days: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Nominee:
    """One person a conference may talk about."""

    person: Id
    ref: str
    surname: str
    forenames: str
    rag: str | None
    rosh: str | None
    site: Id | None
    adopted_on: date | None


@dataclass(frozen=True, slots=True, repr=False)
class AgendaRow:
    """One person on the agenda, with all their reasons and the minutes they are given."""

    person: Id
    ref: str
    surname: str
    forenames: str
    rag: str | None
    rosh: str | None
    reasons: tuple[str, ...]
    overdue_days: int
    minutes: int


def interval_reason(
    rag: str | None, last_seen: date | None, adopted_on: date | None, held_on: date, policy: Policy
) -> Reason | None:
    """Due when the day they were last talked about plus their interval is reached; always, when it is not known."""
    if last_seen is None:
        waiting = (held_on - adopted_on).days if adopted_on else 0
        return Reason(say("no conference yet"), max(0, waiting))
    days = policy.interval(rag)
    due_on = last_seen if days is None else last_seen + timedelta(days=days)
    late = (held_on - due_on).days
    if late < 0:
        return None
    every = say("{rag}, every {days} days", rag=rag or say("RAG not known"), days=days or 0)
    last = say("last on {day}", day=date_text(last_seen))
    overdue = [counted(late, "{count} day overdue", "{count} days overdue")] if late else []
    return Reason(", ".join([every, last, *overdue]), late)


def adoption_reason(adopted_on: date | None, previous_on: date | None, held_on: date) -> Reason | None:
    """Adopted since the site's last conference."""
    if adopted_on is None or previous_on is None or not previous_on < adopted_on <= held_on:
        return None
    return Reason(say("adopted on {day}", day=date_text(adopted_on)))


def release_reason(release_on: date, held_on: date, policy: Policy) -> Reason | None:
    """Released from custody within the days policy looks ahead."""
    if not held_on <= release_on <= held_on + timedelta(days=policy.release_days):
        return None
    return Reason(say("release on {day}", day=date_text(release_on)))


def rows_in_order(
    people: Iterable[Nominee], reasons: Mapping[Id, tuple[Reason, ...]], policy: Policy
) -> tuple[AgendaRow, ...]:
    """Everyone with a reason, by risk: RAG, then days overdue, then RoSH; what is not known ranks above the middle."""
    rows = [_row(each, reasons[each.person], policy) for each in people if reasons.get(each.person)]
    return tuple(sorted(rows, key=_rank))


def _row(each: Nominee, reasons: tuple[Reason, ...], policy: Policy) -> AgendaRow:
    return AgendaRow(
        each.person,
        each.ref,
        each.surname,
        each.forenames,
        each.rag,
        each.rosh,
        tuple(reason.text for reason in reasons),
        max(reason.overdue_days for reason in reasons),
        policy.allotted(each.rag),
    )


def _rank(row: AgendaRow) -> tuple[int, int, int, str, str, Id]:
    rag = _RAG_RANK.get(row.rag, 0)
    rosh = _ROSH_RANK.get(row.rosh, 0)
    return rag, -row.overdue_days, rosh, row.surname.casefold(), row.forenames.casefold(), row.person
