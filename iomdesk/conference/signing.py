"""The chair signs: the minutes bind everything recorded at the conference and what stood beside it, and lock it."""

from dataclasses import dataclass

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.catalogue import Category
from iomdesk.conference.arrivals import changed_and_later
from iomdesk.conference.assembling import asked_words
from iomdesk.conference.binding import ChangedRecord, digest_of, packed, signed_minutes
from iomdesk.conference.entries import Bound, entries_at
from iomdesk.conference.finding import ConferenceRow, conference_of, require_open
from iomdesk.conference.minuted import Minutes
from iomdesk.conference.minutes import minutes_of, recorded_now
from iomdesk.conference.occasion import spoken_of
from iomdesk.conference.questions import agenda_of
from iomdesk.conference.records import AgendaEntry, Attendance, Conference
from iomdesk.conference.rules import BY_THE_AGENDA, SIGNED, Part, Presence, minutes_text
from iomdesk.doors import CASEWORK, Command, Consults, Role, handles, question
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Work
from iomdesk.words import counted, say


@dataclass(frozen=True, slots=True, repr=False)
class SignConference(Command[Id]):
    """Sign the minutes of a conference and lock them; answers the minutes' id."""

    conference: Id


@dataclass(frozen=True, slots=True, repr=False)
class MinutesCheck:
    """What signed minutes are worth today. ``signed_at`` is UTC ms.

    ``signature_holds``: the officer's own key signed exactly what is bound. ``changed``: bound records that were
    changed after signing. ``later``: kinds and ids recorded at the conference that the minutes do not bind, addenda and
    what may be disclosed apart, which are written about signed minutes.
    """

    signed_by: str
    signed_at: int
    signature_holds: bool
    changed: tuple[ChangedRecord, ...]
    later: tuple[ChangedRecord, ...]

    @property
    def stands(self) -> bool:
        """Whether all of it is as it was signed."""
        return self.signature_holds and not self.changed and not self.later


@handles(Role.SUPERVISOR)
def sign_conference(work: Work, command: SignConference) -> Id:
    """Keep the agenda as it stands, lock the conference, bind all of it, sign it with the officer's own key."""
    row = require_open(work, command.conference)
    if not spoken_of(work, command.conference):
        raise Refused(
            say("Nothing is recorded at {code}, so there is nothing to sign.", code=row.code),
            say("Record its scores, decisions or actions first."),
        )
    if row.held_on is not None:
        _keep_agenda(work, row)
    work.put(catalogue.CONFERENCE, row.id, {"state": SIGNED, **_chair(work, row)})
    recorded = recorded_now(work, row, entries_at(work, row.id))
    binds = packed(sorted(Bound(each.kind.number, each.id, each.heads) for each in recorded.entries.values()))
    digest = digest_of(binds)
    signature = work.sign(minutes_text(command.conference, work.officer, work.now, digest))
    return work.create(
        catalogue.MINUTES,
        {
            "signed_by": work.officer,
            "signed_at": work.now,
            "binds": binds,
            "digest": digest,
            "signature": signature,
        },
        subject=command.conference,
    )


@question(*CASEWORK, consults=Consults.NOBODY)
def minutes_check(reading: Reading, conference: Id) -> MinutesCheck:
    """Whether the signature holds and what it bound still stands. Raises ``Refused`` for unsigned minutes."""
    signed = signed_minutes(reading, (conference,))
    minutes = signed.get(conference)
    if minutes is None:
        code = conference_of(reading, conference).code
        raise Refused(say("{code} is not signed yet.", code=code), say("See: iomdesk conference sign."))
    changed, later = changed_and_later(reading, signed, addenda=False)[conference]
    return MinutesCheck(minutes.by, minutes.at, minutes.holds, changed, later)


@question(*CASEWORK, consults=Consults.LIST)
def before_signing(reading: Reading, conference: Id, officer: Id) -> tuple[str, ...]:
    """What the chair may have forgotten, in sentences; none of it stands in the way of signing.

    Who was not reached is said by the minutes themselves.
    """
    minutes = minutes_of(reading, conference)
    chair = reading.value(select(Conference.chair).where(Conference.id == conference))
    found = [*_about_the_room(minutes)]
    if chair is not None and chair != officer:
        found.append(say("{name} chaired; the signature will be yours.", name=minutes.chair or say("Another officer")))
    bare = [each for each in minutes.people if not each.decisions]
    if bare:
        said = (
            "{count} person was talked about without a decision.",
            "{count} people were talked about without a decision.",
        )
        found.append(counted(len(bare), *said))
    return tuple(found)


def _about_the_room(minutes: Minutes) -> list[str]:
    present = [each for each in minutes.attendance if each.presence is Presence.PRESENT]
    found = []
    if minutes.began_at is None:
        found.append(say("The meeting was not begun: neither its time nor its statement is noted."))
    if not present:
        found.append(say("Nobody is noted as present."))
    elif not any(each.part is Part.CHAIR for each in present):
        found.append(say("Nobody is noted as the chair."))
    silent = sum(each.accepted_at is None for each in present)
    if silent:
        said = (
            "{count} person present has not accepted the confidentiality statement.",
            "{count} people present have not accepted the confidentiality statement.",
        )
        found.append(counted(silent, *said))
    return found


def _keep_agenda(work: Work, row: ConferenceRow) -> None:
    """Write down who was on the agenda, in its order, before it can be worked out differently.

    Of the reasons only what an agenda entry may hold: a reason of another data category, such as a release, is worked
    out from records of its own, and is not copied into this one.
    """
    rows = work.all(
        select(AgendaEntry.asked_by, AgendaEntry.reason).where(
            AgendaEntry.conference == row.id, AgendaEntry.withdrawn.is_(None)
        )
    )
    said = {asked_words(by or "", reason or "") for by, reason in rows}
    agenda = agenda_of(work, row.id)
    for each in (*agenda.rows, *agenda.put_off):
        reasons = (
            reason.text for reason in each.reasons if reason.category is Category.CONFERENCE and reason.text not in said
        )
        text = "; ".join(dict.fromkeys(reasons))
        if not text and not any(reason.text in said for reason in each.reasons):
            text = say("due at this conference")
        values = {"conference": row.id, "reason": text or None, "asked_by": BY_THE_AGENDA}
        work.create(catalogue.AGENDA_ENTRY, values, subject=each.person)


def _chair(work: Work, row: ConferenceRow) -> dict[str, Id]:
    """Who signs is the chair where nobody else is noted as that."""
    noted = work.value(select(Conference.chair).where(Conference.id == row.id))
    there = select(Attendance.id).where(
        Attendance.conference == row.id, Attendance.part == str(Part.CHAIR), Attendance.withdrawn.is_(None)
    )
    return {} if noted is not None or work.value(there) is not None else {"chair": work.officer}
