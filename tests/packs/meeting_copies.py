"""A conference that was held on a real desk, with a word found nowhere else wherever people write. Nobody in it exists.

Three people: one whom housing asked for, one whom housing does not know, one marked *restricted*. The voluntary
sector, which may not read risk, works with the first two.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from iomdesk import catalogue
from iomdesk.actions.commands import AddAction
from iomdesk.agreement.commands import AdoptAgreement
from iomdesk.catalogue import Agency
from iomdesk.conference.addenda import AddAddendum
from iomdesk.conference.attendance import AcceptStatement, BeginConference, LeaveRoom, NoteAttendance, ReturnToRoom
from iomdesk.conference.commands import Decide, RaiseAction, ScoreAtConference
from iomdesk.conference.disclosing import WriteDisclosable
from iomdesk.conference.points import NotePoint, RecordDissent
from iomdesk.conference.preparing import AskForPerson, PutOff
from iomdesk.conference.rules import Decided, Presence
from iomdesk.conference.signing import SignConference
from iomdesk.conference.taking_back import TakeBack
from iomdesk.copies.rules import Document
from iomdesk.desk import Desk
from iomdesk.ids import Id
from iomdesk.issuing.issue import Issued, make_copy
from iomdesk.issuing.making import Order, Recipient
from iomdesk.pathways.rules import eight
from iomdesk.store.unit import Given
from tests.agreement.agreements import template_text
from tests.conference.conference_sample import person
from tests.conference.meeting_sample import contributed, meeting_desk

DUE = date(2026, 11, 24)


@dataclass(frozen=True, slots=True)
class Held:
    """The desk, the conference, and who is who."""

    desk: Desk
    conference: Id
    shared: Id
    police: Id
    restricted: Id | None

    def people(self) -> list[tuple[Id, str]]:
        """Everybody with the beginning of their words, in the order of the meeting."""
        everyone = [(self.restricted, "Zqrestricted"), (self.police, "Zqpolice"), (self.shared, "Zqshared")]
        return [(who, word) for who, word in everyone if who is not None]

    def copy(self, document: Document, agency: Agency = Agency.POLICE) -> Issued:
        """A named copy, made as people make it."""
        return make_copy(self.desk, document, Order(self.conference, Recipient("L Grimes", agency)))


def prepared(folder: Path, *, restricted: bool = True) -> Held:
    """Before the meeting: asked for, and contributed about. Without the ``restricted`` person, all else is the same."""
    desk, conference = meeting_desk(folder)
    desk.do(AdoptAgreement(template_text(), "2026-11-01"))
    shared, police = person(desk, "ZQSHARED", rag="Green"), person(desk, "ZZPOLICE", rag="Red")
    hidden = person(desk, "ZQRESTRICTED", narrowing="restricted") if restricted else None
    held = Held(desk, conference, shared, police, hidden)
    _known_to_others(held)
    for who, word in held.people():
        desk.do(AskForPerson(conference, who, f"{word}asked", Agency.PROBATION))
    desk.do(AskForPerson(conference, shared, "Zqhousingasked", Agency.HOUSING))
    if hidden is not None:
        desk.do(AskForPerson(conference, hidden, "Zqrestrictedhousing", Agency.HOUSING))
        contributed(desk, conference, hidden, facts="Zqrestrictedfacts", agency="health")
    words = {"opinion": "Zqopinion", "health": "Zqhealth", "intelligence": "Zqintelligence", "victim": "Zqvictim"}
    contributed(desk, conference, shared, facts="Zqfacts", **words)
    contributed(desk, conference, shared, agency="probation", author_name="Zqauthor", facts="Zqkept", do_not_share=True)
    contributed(desk, conference, shared, agency="health", author_name="Zqdoctor", health="Zqonlyhealth")
    return held


def _known_to_others(held: Held) -> None:
    """The voluntary sector works with the two who agreed to take part; the local authority with the restricted one."""
    with held.desk._store.work() as work:
        for who in (held.shared, held.police):
            work.create(catalogue.ASSIGNMENT, {"role": "mentor", "agency": "voluntary sector"}, subject=who)
            for event, on in (("introduced", date(2026, 9, 1)), ("agreed", date(2026, 9, 8))):
                values: dict[str, Given] = {"event": event, "happened_on": on, "agency": "police"}
                work.create(catalogue.ENGAGEMENT_EVENT, values, subject=who)
        if held.restricted is not None:
            work.create(catalogue.ASSIGNMENT, {"role": "lead", "agency": "local authority"}, subject=held.restricted)


def put_off(held: Held) -> None:
    """Everybody but the shared one is put off."""
    held.desk.do(PutOff(held.conference, held.police, "Zqpoliceputoff"))
    if held.restricted is not None:
        held.desk.do(PutOff(held.conference, held.restricted, "Zqrestrictedputoff"))


def hold(held: Held) -> None:
    """The meeting: the police's person first, as the RAG has it."""
    desk, conference = held.desk, held.conference
    desk.do(BeginConference(conference))
    there = cast(Id, desk.do(NoteAttendance(conference, "L Grimes", Agency.HOUSING)))
    desk.do(NoteAttendance(conference, "Dr R Osei", Agency.HEALTH, Presence.APOLOGIES, note="Zqremark"))
    desk.do(AcceptStatement(conference))
    desk.do(NotePoint(conference, "Zqpoint"))
    for who, word in held.people():
        _talk(desk, conference, who, word)
        if who == held.restricted:
            desk.do(LeaveRoom(conference, there))
            desk.do(ReturnToRoom(conference, there))
    mistake = cast(Id, desk.do(Decide(conference, held.shared, Decided.OTHER, "Zqmistakereason", body="Zqmistake")))
    desk.do(TakeBack(conference, mistake, "Zqtakenback"))
    for who, word in held.people():
        desk.do(WriteDisclosable(conference, who, f"{word}disclosable"))


def _talk(desk: Desk, conference: Id, who: Id, word: str) -> None:
    evidence = dict.fromkeys(range(1, 9), f"{word}evidence")
    desk.do(ScoreAtConference(conference, who, eight((3, 2, 0, 2, 1, 1, 1, 0)), 2, evidence))
    change = desk.do(Decide(conference, who, Decided.RAG_CHANGE, f"{word}reason", rag="Amber"))
    desk.do(RecordDissent(conference, cast(Id, change), Agency.HOUSING, "L Grimes", f"{word}dissent"))
    desk.do(Decide(conference, who, Decided.KEEP, f"{word}keep"))
    desk.do(RaiseAction(conference, AddAction(who, f"{word}action", "L Grimes", Agency.HOUSING, DUE, 1)))


def sign(held: Held) -> None:
    """Signed, and what came after."""
    desk, conference = held.desk, held.conference
    desk.do(SignConference(conference))
    for who, word in held.people():
        desk.do(AddAddendum(conference, who, f"{word}addendum", f"{word}addendumreason"))
        contributed(desk, conference, who, facts=f"{word}late", health=f"{word}latehealth")
    contributed(desk, conference, held.shared, facts="Zqlatekept", do_not_share=True, agency="probation")
    desk.do(AddAddendum(conference, None, "Zqmeetingaddendum", "Zqmeetingreason"))
    with desk._store.work() as work:
        values: dict[str, Given] = {
            "conference": conference,
            "decided": "rag change",
            "body": "Amber to Red",
            "reason": "Zqlaterag",
        }
        work.create(catalogue.DECISION, values, subject=held.shared)
