"""The confidentiality statement everybody at a conference accepts: shipped once, replaced by later versions.

A version of the scheme's own stands from its day on; the shipped one stands until there is one, and a later program
that ships another does not displace what a scheme wrote.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import func, or_, select

from iomdesk import catalogue
from iomdesk.conference.records import ConfidentialityStatement
from iomdesk.doors import CASEWORK, Command, Consults, Role, handles, question
from iomdesk.errors import Refused
from iomdesk.ids import Id, shipped_id
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Given, Work
from iomdesk.words import say
from resources import packaged

_S = ConfidentialityStatement


@dataclass(frozen=True, slots=True, repr=False)
class StatementRow:
    """One version of the statement. ``in_force_from`` is None for the one that ships with the program."""

    id: Id
    version: int
    body: str
    source: str
    in_force_from: date | None


@dataclass(frozen=True, slots=True, repr=False)
class ReplaceStatement(Command[Id]):
    """Put the scheme's own statement in the place of the one before, from a day on, today unless said."""

    body: str
    source: str
    in_force_from: date | None = None


@handles(Role.MANAGER, Role.GOVERNANCE)
def replace_statement(work: Work, command: ReplaceStatement) -> Id:
    """Enter it as the next version; the versions before stay, and minutes keep the one they were held under."""
    body, source = command.body.strip(), " ".join(command.source.split())
    if not body:
        raise Refused(say("An empty statement says nothing."))
    if not source:
        raise Refused(say("A statement says where it comes from."), say("Name who agreed it, and when."))
    start = command.in_force_from or work.today
    if start < work.today:
        raise Refused(say("A statement cannot be in force before it was entered."), say("Give today or a later day."))
    last = work.value(select(func.max(_S.version)))
    values: dict[str, Given] = {"version": (last or 0) + 1, "body": body, "source": source, "in_force_from": start}
    return work.create(catalogue.CONFIDENTIALITY_STATEMENT, values)


@question(*CASEWORK, consults=Consults.NOBODY)
def statement_on(reading: Reading, on: date) -> StatementRow | None:
    """The statement in force on a day: the scheme's newest begun by then, else the shipped one."""
    row = reading.first(
        select(_S.id, _S.version, _S.body, _S.source, _S.in_force_from)
        .where(_S.withdrawn.is_(None), _S.body.is_not(None), or_(_S.in_force_from.is_(None), _S.in_force_from <= on))
        .order_by(_S.in_force_from.desc().nulls_last(), _S.version.desc(), _S.id.desc())
    )
    return StatementRow(row[0], row[1] or 0, row[2] or "", row[3] or "", row[4]) if row else None


def shipped_statement() -> StatementRow:
    """The statement a desk that has entered none begins its first conference with."""
    shipped = _shipped()
    record = shipped_id(shipped["code"], shipped["version"])
    return StatementRow(record, shipped["version"], shipped["body"].strip(), shipped["source"], None)


def statement_for(work: Work, on: date) -> Id:
    """The statement in force on a day; the shipped one is entered first on a desk that has none."""
    found = statement_on(work, on)
    return found.id if found is not None else enter_statement(work)


def enter_statement(work: Work) -> Id:
    """Enter the shipped statement under its fixed id, unless it is on the desk. Answers the id."""
    shipped = _shipped()
    record = shipped_id(shipped["code"], shipped["version"])
    if work.value(select(_S.id).where(_S.id == record)) is None:
        values = {"version": shipped["version"], "body": shipped["body"].strip(), "source": shipped["source"]}
        work.create(catalogue.CONFIDENTIALITY_STATEMENT, values, record=record)
    return record


@cache
def _shipped() -> Any:
    return tomllib.loads(packaged("conference/statement.toml").decode())
