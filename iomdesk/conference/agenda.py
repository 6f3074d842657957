"""Who must be talked about at a conference, why, in which order and for how long. Pure.

Source of the rules: PRODUCT, "Case conference". An agenda never forgets a due person: what is not known about
somebody (RAG, last conference) makes them due sooner, never later, and who would fall due before the next conference
is due at this one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from iomdesk.catalogue import Agency, Category
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
    """Why a person is on the agenda. ``overdue_days`` counts from the day they were due.

    ``category`` is the data category the words disclose: a copy for an agency that may not read it leaves them out.
    """

    text: str
    overdue_days: int = 0
    category: Category = Category.CONFERENCE


_TREATS = {str(Agency.HEALTH): Category.HEALTH, str(Agency.SUBSTANCE_MISUSE): Category.SUBSTANCE_USE}


def asking_discloses(agency: str | None) -> Category:
    """What it tells that an agency speaks up for a person: a treatment service's name alone says they are treated."""
    return _TREATS.get(agency or "", Category.CONFERENCE)


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
    """One person on the agenda, with all their reasons and the minutes they are given.

    ``starts_at`` is HH:MM, empty where no time can be said. ``pinned`` is the place they were put by hand, and
    ``also_pinned`` other places another desk put them at the same time. ``put_off`` says why they were put off to the
    next conference; empty for those who stand. Order and minutes follow from the RAG unless set by hand, and so
    disclose it.
    """

    person: Id
    ref: str
    surname: str
    forenames: str
    rag: str | None
    rosh: str | None
    reasons: tuple[Reason, ...]
    minutes: int
    minutes_by_hand: bool = False
    starts_at: str = ""
    pinned: int | None = None
    also_pinned: tuple[int, ...] = ()
    put_off: str = ""

    @property
    def overdue_days(self) -> int:
        """Days since they were due, by the reason that has waited longest."""
        return max((each.overdue_days for each in self.reasons), default=0)


def interval_reason(
    rag: str | None,
    last_seen: date | None,
    adopted_on: date | None,
    held_on: date,
    policy: Policy,
    next_on: date | None = None,
) -> Reason | None:
    """Due when the day they were last talked about plus their interval is reached; always, when it is not known.

    Where the next conference is in the calendar, also who would fall due before it: a conference moved off its day
    must not make anybody wait for the one after.
    """
    if last_seen is None:
        waiting = (held_on - adopted_on).days if adopted_on else 0
        return Reason(say("no conference yet"), max(0, waiting))
    days = policy.interval(rag)
    due_on = last_seen if days is None else last_seen + timedelta(days=days)
    if not _is_due(due_on, held_on, next_on):
        return None
    every = say("{rag}, every {days} days", rag=rag or say("RAG not known"), days=days or 0)
    last = say("last on {day}", day=date_text(last_seen))
    early = [say("due on {day}, before the next conference", day=date_text(due_on))] if due_on > held_on else []
    return _dated([every, last, *early], due_on, held_on, Category.RISK)


def review_reason(review_on: date, last_seen: date | None, held_on: date, next_on: date | None = None) -> Reason | None:
    """Due for the review a conference decided on, until they are talked about on that day or after it."""
    if (last_seen is not None and last_seen >= review_on) or not _is_due(review_on, held_on, next_on):
        return None
    return _dated([say("next review due on {day}", day=date_text(review_on))], review_on, held_on, Category.CONFERENCE)


def marker_reason(marker: str, review_on: date, held_on: date, next_on: date | None = None) -> Reason | None:
    """A marker is due for review, until it is given another day."""
    if not _is_due(review_on, held_on, next_on):
        return None
    said = say("marker “{marker}” due for review on {day}", marker=marker, day=date_text(review_on))
    return _dated([said], review_on, held_on, Category.RISK)


def _is_due(due_on: date, held_on: date, next_on: date | None) -> bool:
    return due_on <= held_on or (next_on is not None and due_on < next_on)


def _dated(words: list[str], due_on: date, held_on: date, category: Category) -> Reason:
    late = max(0, (held_on - due_on).days)
    overdue = [counted(late, "{count} day overdue", "{count} days overdue")] if late else []
    return Reason(", ".join([*words, *overdue]), late, category)


def adoption_reason(adopted_on: date | None, previous_on: date | None, held_on: date) -> Reason | None:
    """Adopted since the site's last conference."""
    if adopted_on is None or previous_on is None or not previous_on < adopted_on <= held_on:
        return None
    return Reason(say("adopted on {day}", day=date_text(adopted_on)), category=Category.SUPERVISION)


def removal_reason(proposed_on: date, why: str) -> Reason:
    """Somebody proposed to remove them from the scheme, and no conference has decided on it."""
    said = say("removal proposed on {day}", day=date_text(proposed_on))
    return Reason(": ".join(part for part in (said, why) if part), category=Category.SUPERVISION)


def release_reason(release_on: date, held_on: date, policy: Policy) -> Reason | None:
    """Released from custody within the days policy looks ahead."""
    if not held_on <= release_on <= held_on + timedelta(days=policy.release_days):
        return None
    return Reason(say("release on {day}", day=date_text(release_on)), category=Category.CUSTODY)


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
        reasons,
        policy.allotted(each.rag),
    )


def _rank(row: AgendaRow) -> tuple[int, int, int, str, str, Id]:
    rag = _RAG_RANK.get(row.rag, 0)
    rosh = _ROSH_RANK.get(row.rosh, 0)
    return rag, -row.overdue_days, rosh, row.surname.casefold(), row.forenames.casefold(), row.person
