"""The chair signs: the minutes bind everything recorded at the conference and lock it."""

from dataclasses import dataclass

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.conference.binding import (
    Bound,
    ChangedRecord,
    changed_since,
    digest_of,
    is_signed,
    packed,
    recorded_at,
    unpacked,
)
from iomdesk.conference.finding import conference_of, require_open
from iomdesk.conference.records import Minutes
from iomdesk.conference.rules import SIGNED, minutes_text
from iomdesk.conference.sources import spoken_of
from iomdesk.doors import CASEWORK, Command, Consults, Role, handles, question
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.records import Officer
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Work
from iomdesk.words import say


@dataclass(frozen=True, slots=True, repr=False)
class SignConference(Command[Id]):
    """Sign the minutes of a conference and lock them; answers the minutes' id."""

    conference: Id


@dataclass(frozen=True, slots=True, repr=False)
class MinutesCheck:
    """What signed minutes are worth today. ``signed_at`` is UTC ms.

    ``signature_holds``: the officer's own key signed exactly what is bound. ``changed``: bound records that were
    changed after signing. ``later``: kinds and ids recorded at the conference that the minutes do not bind.
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
    """Lock the conference, bind everything recorded there, sign it with the officer's own key."""
    row = require_open(work, command.conference)
    if not spoken_of(work, command.conference):
        raise Refused(
            say("Nothing is recorded at {code}, so there is nothing to sign.", code=row.code),
            say("Record its scores, decisions or actions first."),
        )
    work.put(catalogue.CONFERENCE, command.conference, {"state": SIGNED, "chair": work.officer})
    binds = packed(recorded_at(work, command.conference))
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
    row = reading.first(
        select(Minutes.signed_by, Minutes.signed_at, Minutes.binds, Minutes.digest, Minutes.signature, Officer.name)
        .join(Officer, Officer.id == Minutes.signed_by, isouter=True)
        .where(Minutes.conference == conference, Minutes.withdrawn.is_(None))
        .order_by(Minutes.signed_at, Minutes.id)
    )
    if row is None:
        code = conference_of(reading, conference).code
        raise Refused(say("{code} is not signed yet.", code=code), say("See: iomdesk conference sign."))
    signed_by, signed_at, binds, digest, signature = (
        row.signed_by or b"",
        row.signed_at or 0,
        row.binds or b"",
        row.digest or b"",
        row.signature or b"",
    )
    text = minutes_text(conference, signed_by, signed_at, digest)
    holds = digest == digest_of(binds) and is_signed(reading, signed_by, signature, text)
    bound = unpacked(binds) if holds else ()
    return MinutesCheck(
        row.name or "", signed_at, holds, changed_since(reading, bound), _later(reading, conference, bound)
    )


def _later(reading: Reading, conference: Id, bound: tuple[Bound, ...]) -> tuple[ChangedRecord, ...]:
    known = {each.record for each in bound}
    found = recorded_at(reading, conference) if bound else ()
    return tuple(
        ChangedRecord(catalogue.BY_NUMBER[each.kind].name, each.record, ())
        for each in found
        if each.record not in known
    )
