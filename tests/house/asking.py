"""Asking every question there is: something of the right type for each argument it cannot do without."""

import inspect
from datetime import date
from typing import Any

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.desk import Desk
from iomdesk.doors import Question
from iomdesk.exchange.questions import NewExport
from iomdesk.exchange.reading import read_cohort, read_custody, read_offences
from iomdesk.ids import Id
from iomdesk.partnership.records import Site

REF = "7K3M-Q2VX"
_COHORT = b"Surname,DOB,RAG\nNowak,14/03/1994,Red\n"
_OFFENCES = b"PNC,Offence,Committed from\n2010/0012345J,Theft,01/02/2026\n"
_CUSTODY = b"PNC,Prison,From\n2010/0012345J,Norwich,01/02/2026\n"


def person_on(desk: Desk) -> Id:
    """A person to ask about."""
    with desk._store.work() as work:
        return work.create(catalogue.PERSON, {"surname": "Nowak", "ref": REF, "rag": "Amber"})


def conference_on(desk: Desk, held_on: date) -> Id:
    """A conference to ask about."""
    with desk._store.work() as work:
        site = work.value(select(Site.id)) or b""
        return work.create(catalogue.CONFERENCE, {"site": site, "held_on": held_on, "number": 1, "state": "scheduled"})


def arguments(desk: Desk, question: Question[..., Any], person: Id) -> list[Any]:
    """The arguments of a question about ``person``, or about the conference, officer or sheet it names."""
    today = desk._store.clock.today()
    known: dict[str, Any] = {
        "person": person,
        "text": REF,
        "conference": conference_on(desk, today),
        "officer": desk.officer,
        "cohort": read_cohort(_COHORT, "cohort.csv", None, today),
        "offences": read_offences(_OFFENCES, "offences.csv", None, today),
        "custody": read_custody(_CUSTODY, "custody.csv", None, today),
        "new": NewExport("export", 1, today),
    }
    needed = list(inspect.signature(question.answer).parameters.items())[1:]
    return [known.get(name, today) for name, each in needed if each.default is inspect.Parameter.empty]
