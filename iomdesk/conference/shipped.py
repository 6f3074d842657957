"""The conference's reference records that ship with the program, entered once with fixed ids; the agenda's policy."""

import tomllib
from functools import cache
from typing import Any

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.conference.agenda import Policy
from iomdesk.conference.records import AgendaInterval
from iomdesk.conference.statement import enter_statement
from iomdesk.ids import shipped_id
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Work
from resources import packaged


@cache
def _shipped() -> Any:
    return tomllib.loads(packaged("conference/intervals.toml").decode())


def enter_shipped(work: Work) -> None:
    """Enter the default interval of each RAG and the confidentiality statement, where not on the desk yet.

    What a scheme changed or withdrew is on the desk, and stays as it is.
    """
    enter_statement(work)
    shipped = _shipped()
    present = {record for (record,) in work.all(select(AgendaInterval.id))}
    for each in shipped["interval"]:
        record = shipped_id(f"agenda interval/{each['rag']}", shipped["version"])
        if record not in present:
            values = {"rag": each["rag"], "days": each["days"], "source": shipped["source"]}
            work.create(catalogue.AGENDA_INTERVAL, values, record=record)


def time_available() -> int:
    """How many minutes a conference lasts, by local policy as shipped."""
    return int(_shipped()["session_minutes"])


def policy_of(reading: Reading) -> Policy:
    """The intervals on this desk, the shortest where two stand for one RAG; minutes and days ahead as shipped."""
    rows = reading.all(
        select(AgendaInterval.rag, AgendaInterval.days)
        .where(AgendaInterval.withdrawn.is_(None), AgendaInterval.rag.is_not(None), AgendaInterval.days.is_not(None))
        .order_by(AgendaInterval.days.desc())
    )
    shipped = _shipped()
    intervals = {rag: days for rag, days in rows if rag is not None and days is not None}
    minutes = {each["rag"]: each["minutes"] for each in shipped["interval"]}
    return Policy(intervals, minutes, shipped["release_days"])
