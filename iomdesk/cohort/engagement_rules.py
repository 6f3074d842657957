"""Whether somebody works with the scheme of their own will: a function of dated steps. Pure.

For people under no order or licence the scheme is voluntary: an introduction is given, they agree or refuse, may
withdraw and come back (PRODUCT, "Cohorts and markers"). Unknown is unknown: nobody is taken to have agreed because
nothing was recorded. The answer is a function of the *set* of steps, so neither the order they were entered in nor a
desk that heard of one twice can change it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import permutations

from iomdesk.words import say


class EngagementStep(StrEnum):
    """What can happen to somebody's engagement. An introduction decides nothing by itself."""

    INTRODUCED = "introduced"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RE_ENGAGED = "re-engaged"


ENGAGED = frozenset({EngagementStep.AGREED, EngagementStep.RE_ENGAGED})
_DECIDING = frozenset(EngagementStep) - {EngagementStep.INTRODUCED}
_AFTER_ENGAGED = frozenset({EngagementStep.AGREED, EngagementStep.WITHDRAWN})
MAY_FOLLOW: Mapping[EngagementStep | None, frozenset[EngagementStep]] = {
    None: _DECIDING,
    EngagementStep.AGREED: _AFTER_ENGAGED,
    EngagementStep.RE_ENGAGED: _AFTER_ENGAGED,
    EngagementStep.REFUSED: frozenset({EngagementStep.REFUSED, EngagementStep.AGREED}),
    EngagementStep.WITHDRAWN: frozenset({EngagementStep.RE_ENGAGED, EngagementStep.AGREED, EngagementStep.REFUSED}),
}
"""Which deciding step may follow which. A history older than the desk may begin with any."""

_LABELS: Mapping[EngagementStep, str] = {
    EngagementStep.INTRODUCED: "Introduction given",
    EngagementStep.AGREED: "Agreed",
    EngagementStep.REFUSED: "Refused",
    EngagementStep.WITHDRAWN: "Withdrew",
    EngagementStep.RE_ENGAGED: "Re-engaged",
}


@dataclass(frozen=True, slots=True, repr=False)
class DatedStep:
    """One step on its day."""

    step: EngagementStep
    on: date


@dataclass(frozen=True, slots=True, repr=False)
class Standing:
    """How somebody stands: engaged, not, or not known; by which step, since which day, where one alone can be meant."""

    engaged: bool | None
    step: EngagementStep | None = None
    since: date | None = None


UNKNOWN = Standing(None)
_State = tuple[EngagementStep, date] | None


def step_label(step: str) -> str:
    """The words for a step; one of a later program stands as it is."""
    return say(_LABELS[EngagementStep(step)]) if step in _LABELS else step


def known_step(step: str | None, on: date | None) -> DatedStep | None:
    """A stored step, or None where this program does not know it or nobody knows its day."""
    return DatedStep(EngagementStep(step), on) if step is not None and on is not None and step in _LABELS else None


def standing_on(steps: Iterable[DatedStep], day: date) -> Standing:
    """How somebody stood when ``day`` ended.

    Where the steps of one day can be put in orders that end differently, it is not known which was last.
    """
    states, _ = _walk(each for each in steps if each.on <= day)
    ends = {state[0] in ENGAGED for state in states if state is not None}
    if None in states or len(ends) != 1:
        return UNKNOWN
    alone = next(iter(states)) if len(states) == 1 else None
    return Standing(ends.pop(), *alone) if alone is not None else Standing(ends.pop())


def step_problem(steps: Iterable[DatedStep], new: DatedStep, today: date) -> str:
    """Why ``new`` cannot join the history, in words; empty when it can."""
    if new.on > today:
        return say("A step of somebody's engagement cannot lie in the future.")
    known = list(steps)
    _, before = _walk(known)
    _, after = _walk([*known, new])
    if after <= before:
        return ""
    stood = standing_on([each for each in known if each.on <= new.on], new.on).step
    return say(
        "“{step}” cannot stand there: the history around that day says “{stood}”.",
        step=step_label(new.step),
        stood=step_label(stood) if stood is not None else say("not clear"),
    )


def _walk(steps: Iterable[DatedStep]) -> tuple[frozenset[_State], frozenset[date]]:
    """Every way the history can have ended, and the days whose steps fit in no order after what came before."""
    days: dict[date, set[EngagementStep]] = {}
    for each in steps:
        if each.step in _DECIDING:
            days.setdefault(each.on, set()).add(each.step)
    states: frozenset[_State] = frozenset({None})
    broken: set[date] = set()
    for day in sorted(days):
        ends = {order[-1] for state in states for order in permutations(days[day]) if _fits(state, order)}
        if not ends:
            broken.add(day)
        states = frozenset((step, day) for step in ends or days[day])
    return states, frozenset(broken)


def _fits(state: _State, order: tuple[EngagementStep, ...]) -> bool:
    last = state[0] if state is not None else None
    for step in order:
        if step not in MAY_FOLLOW[last]:
            return False
        last = step
    return True
