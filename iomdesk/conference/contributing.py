"""What an agency says about a person for a conference: written by its own officer, or keyed in from its paper sheet.

Fact stands apart from opinion (DPA 2018 s.38), and each box is of one data category, so that the agreement filters it.
A contribution is never refused for being late: what comes after the minutes were signed is kept, and is an addendum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from sqlalchemy import ColumnElement, select

from iomdesk import catalogue
from iomdesk.agreement.questions import agreement_in_force
from iomdesk.agreement.rules import PersonFacts
from iomdesk.agreement.view import View
from iomdesk.catalogue import CONTRIBUTION, Agency, Category
from iomdesk.cohort.facts import facts_of
from iomdesk.conference.finding import conference_of
from iomdesk.conference.forms import FormRow, forms_numbered
from iomdesk.conference.records import AgendaEntry, Contribution
from iomdesk.conference.rules import BY_THE_AGENDA
from iomdesk.doors import Command, Role, handles
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.records import Officer
from iomdesk.people.commands import present_records
from iomdesk.store.audit import Act
from iomdesk.store.unit import Given, Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class Boxes:
    """What is written in the boxes of a contribution. Each is a field of its own data category."""

    facts: str = ""
    opinion: str = ""
    health: str = ""
    substance_use: str = ""
    intelligence: str = ""
    victim: str = ""

    def filled(self) -> dict[str, str]:
        """The boxes that say something, without the space around it."""
        written = {each.name: getattr(self, each.name).strip() for each in fields(self)}
        return {name: text for name, text in written.items() if text}


@dataclass(frozen=True, slots=True, repr=False)
class Contribute(Command[Id]):
    """The officer's own contribution, for their agency, about a person; answers its id.

    ``corrects`` names the one it takes the place of. ``do_not_share`` keeps all of it from every other agency.
    """

    conference: Id
    person: Id
    boxes: Boxes
    do_not_share: bool = False
    corrects: Id | None = None


@dataclass(frozen=True, slots=True, repr=False)
class KeyContribution(Command[Id]):
    """What stands on a numbered paper sheet, keyed in for its author; answers the contribution's id.

    The number says for which conference, agency and person it is; whoever keys it may say so too, and is told where
    the sheet is for another. ``written_on`` is the day on the sheet, None where there is none.
    """

    number: str
    author_name: str
    boxes: Boxes
    written_on: date | None = None
    do_not_share: bool = False
    corrects: Id | None = None
    conference: Id | None = None
    person: Id | None = None
    agency: Agency | None = None


@dataclass(frozen=True, slots=True, repr=False)
class WithdrawContribution(Command[None]):
    """A contribution was entered in error, and why. It stays in the history; a sheet it was keyed from stays back."""

    contribution: Id
    reason: str


@handles(Role.OFFICER, act=Act.COLLECTION)
def contribute(work: Work, command: Contribute) -> Id:
    """Keep it as the officer's own, written today."""
    conference = conference_of(work, command.conference)
    records = present_records(work, command.person)
    name, agency = _officer(work)
    same = [Contribution.conference == conference.id, Contribution.person.in_(records), Contribution.agency == agency]
    mended = _corrected(work, command.corrects, same)
    values: dict[str, Given] = {
        "conference": conference.id,
        "agency": agency,
        "author_name": name,
        "author": work.officer,
        "written_on": work.today,
    }
    return _keep(work, records[0], values | mended, command.boxes, command.do_not_share)


@handles(Role.OFFICER, act=Act.COLLECTION)
def key_contribution(work: Work, command: KeyContribution) -> Id:
    """Keep it under its author's name, with who keyed it, and take the sheet as returned."""
    form = _form(work, command)
    author = " ".join(command.author_name.split())
    if not author:
        raise Refused(say("Say who wrote the sheet."), say("Their name stands on it."))
    if command.written_on is not None and command.written_on > work.today:
        raise Refused(say("The day on the sheet has not come yet."), say("Leave it out where there is none."))
    records = present_records(work, form.person)
    mended = _correction(work, form, command.corrects)
    _, own = _officer(work)
    if form.agency != own:
        _require_may_hold(work, records, command.boxes, Agency(own), form)
    values: dict[str, Given] = {
        "conference": form.conference,
        "agency": form.agency,
        "author_name": author,
        "written_on": command.written_on,
        "form_number": form.number,
        "keyed_by": work.officer,
    }
    made = _keep(work, records[0], values | mended, command.boxes, command.do_not_share)
    if form.returned_on is None:
        work.put(catalogue.CONTRIBUTION_FORM, form.id, {"returned_on": work.today})
    return made


@handles(Role.OFFICER)
def withdraw_contribution(work: Work, command: WithdrawContribution) -> None:
    """Withdraw one that the officer's own agency wrote, or that was keyed in on a desk of it."""
    reason = " ".join(command.reason.split())
    if not reason:
        raise Refused(say("A reason is missing."), say("Say why it should not stand."))
    c = Contribution
    row = work.first(
        select(c.agency, Officer.agency.label("keyed_at"))
        .join(Officer, Officer.id == c.keyed_by, isouter=True)
        .where(c.id == command.contribution, c.withdrawn.is_(None))
    )
    if row is None:
        raise Refused(say("That contribution is not on this desk."), say("See: iomdesk contribution list."))
    _, own = _officer(work)
    if own not in (row.agency, row.keyed_at):
        raise Refused(say("Another agency wrote that contribution."), say("Ask them to withdraw or correct it."))
    work.withdraw(CONTRIBUTION, command.contribution, reason)


def _keep(work: Work, record: Id, values: Mapping[str, Given], boxes: Boxes, do_not_share: bool) -> Id:
    filled = boxes.filled()
    if not filled:
        raise Refused(say("The contribution says nothing."), say("Fill in at least one box: facts, or opinion."))
    mark: dict[str, Given] = {"do_not_share": True} if do_not_share else {}
    return work.create(CONTRIBUTION, {**values, **filled, **mark}, subject=record)


def _form(work: Work, command: KeyContribution) -> FormRow:
    """The sheet, if it is the one that whoever keys it says it is."""
    rows = forms_numbered(work, command.number)
    told = {
        "conference": command.conference,
        "agency": str(command.agency) if command.agency else None,
        "person": present_records(work, command.person) if command.person else None,
    }
    fitting = [row for row in rows if not _misfits(row, told)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise Refused(
            say("{count} sheets bear the number {number}.", count=len(fitting), number=fitting[0].number),
            say("Say which conference and person it is for."),
        )
    row = rows[0]
    words = {"conference": row.code, "agency": row.agency, "person": row.ref}
    meant = ", ".join(words[name] for name in _misfits(row, told))
    raise Refused(
        say("Sheet {number} is for another: it says {meant}.", number=row.number, meant=meant),
        say("Check the number on the sheet; nothing was kept."),
    )


def _misfits(row: FormRow, told: Mapping[str, object]) -> list[str]:
    """In what a sheet is not what was said of it."""
    return [
        name
        for name, said in told.items()
        if said is not None
        and not (getattr(row, name) in said if isinstance(said, list) else getattr(row, name) == said)
    ]


def _correction(work: Work, form: FormRow, corrects: Id | None) -> dict[str, Given]:
    """A sheet is keyed once; what is keyed from it again says which entry it corrects."""
    c = Contribution
    from_it = [c.form_number == form.number, c.conference == form.conference]
    if corrects is None and work.value(select(c.id).where(c.withdrawn.is_(None), *from_it)) is not None:
        raise Refused(
            say("Sheet {number} was keyed in already.", number=form.number),
            say("To mend it, say which entry this corrects: iomdesk contribution list {code}.", code=form.code),
        )
    return _corrected(work, corrects, from_it)


def _corrected(work: Work, corrects: Id | None, same: Sequence[ColumnElement[bool]]) -> dict[str, Given]:
    """What a correction takes over of the contribution it corrects, which must stand and be of the same.

    One that must not be shared is not widened by correcting it.
    """
    if corrects is None:
        return {}
    c = Contribution
    row = work.first(select(c.id, c.do_not_share).where(c.id == corrects, c.withdrawn.is_(None), *same))
    if row is None:
        raise Refused(
            say("A correction is of a contribution by the same agency about the same person, for the same conference."),
            say("One keyed from a sheet corrects what was keyed from that sheet. See: iomdesk contribution list."),
        )
    return {"corrects": corrects, **({"do_not_share": True} if row.do_not_share else {})}


def _require_may_hold(work: Work, records: list[Id], boxes: Boxes, own: Agency, form: FormRow) -> None:
    """What another agency wrote may be kept here only where the agreement lets this desk's own agency read it.

    With no agreement, only what every agency says at a conference may: facts and opinion.
    """
    in_force = agreement_in_force(work, work.today)
    view = View(in_force.agreement, own, work.today, fault=in_force.fault) if in_force else None
    facts = _facts(work, records, form.conference) if view else PersonFacts()
    for name in boxes.filled():
        category = CONTRIBUTION.by_name[name].category
        verdict = view.of(category, facts) if view else None
        if verdict is None and category is not Category.CONFERENCE:
            why = say("No information-sharing agreement is in force that lets this desk keep what is in it.")
        elif verdict is not None and not verdict.allowed:
            why = verdict.sentence
        else:
            continue
        raise Refused(
            say("The box “{box}” cannot be keyed in here. {why}", box=box_label(name), why=why),
            say("Leave it out and key it on a desk of an agency that may; the rest can be kept here."),
        )


def _facts(work: Work, records: list[Id], conference: Id) -> PersonFacts:
    e = AgendaEntry
    asked = work.all(select(e.asked_by).where(e.conference == conference, e.person.in_(records), e.withdrawn.is_(None)))
    known = {str(each): each for each in Agency}
    involved = frozenset(known[by] for (by,) in asked if by in known and by != BY_THE_AGENDA)
    shown = records[0]
    facts = facts_of(work, dict.fromkeys(records, shown), work.today, also_involved={shown: involved})[shown]
    # A mark on the person keeps things from other agencies' copies, not from the desk that put it there.
    return replace(facts, narrowing=None)


_LABELS = {
    "facts": "Facts",
    "opinion": "Opinion",
    "health": "Health",
    "substance_use": "Substance use",
    "intelligence": "Intelligence",
    "victim": "Victims",
}


def box_label(name: str) -> str:
    """What a box is called on paper and screen."""
    return say(_LABELS[name])


def _officer(work: Work) -> tuple[str, str]:
    row = work.first(select(Officer.name, Officer.agency).where(Officer.id == work.officer))
    return (row.name or "", row.agency or "") if row else ("", "")
