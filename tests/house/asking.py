"""Asking every question there is: something of the right type for each argument it cannot do without."""

import hashlib
import inspect
from datetime import date
from typing import Any

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.conference.form_numbers import form_number
from iomdesk.desk import Desk
from iomdesk.doors import Question
from iomdesk.exchange.reading import read_cohort, read_custody, read_offences
from iomdesk.files.content import keep_content
from iomdesk.ids import Id, id_text
from iomdesk.partnership.records import Site
from iomdesk.pathways.editing import Proposed, read_proposed
from iomdesk.pathways.shipped import enter_shipped
from iomdesk.store.unit import Given
from resources import packaged

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


def file_on(desk: Desk, person: Id) -> Id:
    """A file about the person to ask about, with its content."""
    content = b"seen and noted"
    with desk._store.work() as work:
        values: dict[str, Given] = {"title": "Letter", "size": len(content), "sha256": hashlib.sha256(content).digest()}
        file = work.create(catalogue.FILE_HEALTH, values, subject=person)
        keep_content(work, file, content)
    return file


def action_on(desk: Desk, person: Id) -> Id:
    """An action set on the person to ask about."""
    with desk._store.work() as work:
        return work.create(catalogue.ACTION, {"body": "Refer", "number": 1}, subject=person)


def form_on(desk: Desk, person: Id, conference: Id) -> str:
    """The number of a contribution sheet about the person."""
    number = form_number("N1-PRI", 7)
    with desk._store.work() as work:
        values: dict[str, Given] = {"conference": conference, "agency": "prison", "number": number}
        work.create(catalogue.CONTRIBUTION_FORM, values, subject=person)
    return number


def contribution_on(desk: Desk, person: Id, conference: Id) -> str:
    """What a contribution about the person is called."""
    with desk._store.work() as work:
        return id_text(work.create(catalogue.CONTRIBUTION, {"conference": conference}, subject=person))


def proposed_on(desk: Desk) -> Proposed:
    """Pathways somebody proposes, on a desk that has the shipped ones."""
    with desk._store.work() as work:
        enter_shipped(work)
    return read_proposed(packaged("pathways/default.toml"))


def arguments(desk: Desk, question: Question[..., Any], person: Id) -> list[Any]:
    """The arguments of a question about ``person``, or about the conference, officer or sheet it names."""
    today = desk._store.clock.today()
    known: dict[str, Any] = {
        "person": person,
        "people": (person,),
        "text": REF,
        "conference": conference_on(desk, today),
        "officer": desk.officer,
        "cohort": read_cohort(_COHORT, "cohort.csv", None, today),
        "offences": read_offences(_OFFENCES, "offences.csv", None, today),
        "custody": read_custody(_CUSTODY, "custody.csv", None, today),
        "file": file_on(desk, person),
        "action": action_on(desk, person),
        "proposed": proposed_on(desk),
    }
    if question.name == "form_named":
        known["text"] = form_on(desk, person, known["conference"])
    if question.name == "contribution_named":
        known["text"] = contribution_on(desk, person, known["conference"])
    needed = list(inspect.signature(question.answer).parameters.items())[1:]
    return [known.get(name, today) for name, each in needed if each.default is inspect.Parameter.empty]
