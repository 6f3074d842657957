"""Correcting a contact: which fields may be put right, and what follows from it. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from iomdesk.catalogue import Agency
from iomdesk.contacts.rules import HAPPENED, Outcome, Sort, outcome_problem, time_problem
from iomdesk.errors import Refused
from iomdesk.people.rules import FieldValue, tidy
from iomdesk.words import say

_CODES: Mapping[str, tuple[str, ...]] = {
    "sort": tuple(map(str, Sort)),
    "agency": tuple(map(str, Agency)),
    "outcome": tuple(map(str, Outcome)),
}
_TEXTS = ("planned_at", "officer_name", "place", "purpose", "outcome_reason", "facts", "opinion")
CORRECTABLE = (*_CODES, *_TEXTS, "happened_on", "officer", "do_not_share")
"""The fields that may be put right. Another planned day is a move, with its reason."""


def corrected(row: Any, values: Mapping[str, FieldValue], today: date) -> dict[str, FieldValue]:
    """What to write for a correction of the contact ``row``.

    Without an outcome there is neither its day nor its reason; another officer's name is no longer the same officer.
    Raises ``Refused`` for a field that cannot be corrected, a value it cannot take, or what would say nothing any more.
    """
    given = {name: tidy(value) for name, value in values.items()}
    for name, value in given.items():
        _require(_problem(name, value))
    outcome = given.get("outcome", row.outcome)
    if outcome is None:
        return _without_outcome(row, given)
    if "planned_at" in given and row.planned_on is not None:
        raise Refused(say("A planned time is moved, with the reason."), say("See: iomdesk contact move."))
    if given.get("happened_on", row.happened_on) is None:
        raise Refused(say("A contact with an outcome has its day."), say("Say the day, or take the outcome away."))
    if outcome in tuple(map(str, Outcome)):
        reason, day = given.get("outcome_reason", row.outcome_reason), given.get("happened_on", row.happened_on)
        _require(outcome_problem(Outcome(str(outcome)), str(reason or ""), _day(day, today), today))
        if Outcome(str(outcome)) not in HAPPENED and row.planned_on is None:
            given["planned_on"] = day
    return _with_officer(given)


def _without_outcome(row: Any, given: dict[str, FieldValue]) -> dict[str, FieldValue]:
    if row.planned_on is None:
        raise Refused(
            say("Without its outcome nothing is left of a contact that was not planned."),
            say("If it was entered in error: iomdesk contact withdraw."),
        )
    if given.get("happened_on") is not None or given.get("outcome_reason") is not None:
        raise Refused(say("A contact without outcome has neither its day nor its reason."))
    if "planned_at" in given:
        raise Refused(say("A planned time is moved, with the reason."), say("See: iomdesk contact move."))
    if "outcome" in given and row.outcome is not None:
        given |= {"happened_on": None, "outcome_reason": None}
    return _with_officer(given)


def _with_officer(given: dict[str, FieldValue]) -> dict[str, FieldValue]:
    return {"officer": None, **given} if "officer_name" in given else given


def _problem(name: str, value: FieldValue) -> str:
    if name not in CORRECTABLE:
        return say("{field} cannot be corrected.", field=name.replace("_", " "))
    if name == "do_not_share":
        return "" if value is True else say("What was marked not to be shared stays so.")
    if value is None:
        return ""
    choices = _CODES.get(name)
    if choices is not None and value not in choices:
        return say("{field} is one of: {choices}.", field=name.replace("_", " "), choices=", ".join(choices))
    if name == "planned_at":
        return time_problem(str(value))
    kind = {"happened_on": date, "officer": bytes}.get(name, str)
    return "" if isinstance(value, kind) else say("{field} cannot take that.", field=name.replace("_", " "))


def _day(value: FieldValue, today: date) -> date:
    return value if isinstance(value, date) else today


def _require(problem: str) -> None:
    if problem:
        raise Refused(problem, say("Nothing was saved."))
