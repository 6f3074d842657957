"""Who is in the room, by agency. Pure.

On a projector in a mixed room the screen is a disclosure (PRODUCT, "Case conference"), so what is not known about
somebody's attendance is read as their being there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from iomdesk.conference.entries import Entry
from iomdesk.conference.minuted import Attended
from iomdesk.conference.rules import Part, Presence


@dataclass(frozen=True, slots=True, repr=False)
class RoomNow:
    """Who is at a conference now: inside, stepped out for a while, and not there at all."""

    inside: tuple[Attended, ...] = ()
    stepped_out: tuple[Attended, ...] = ()
    apologies: tuple[Attended, ...] = ()
    absent: tuple[Attended, ...] = ()

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agencies of those inside, by name; empty text for somebody whose agency is not known."""
        return tuple(sorted({each.agency for each in self.inside}))

    @property
    def agencies_absent(self) -> tuple[str, ...]:
        """The agencies with apologies or an absence noted, and nobody who came."""
        came = {each.agency for each in (*self.inside, *self.stepped_out)}
        return tuple(sorted({each.agency for each in (*self.apologies, *self.absent)} - came))

    @property
    def names(self) -> str:
        """Those inside as a log of disclosures names them: ``J Okafor (probation), L Grimes (housing)``."""
        return ", ".join(f"{each.name} ({each.agency})" for each in self.inside)


def attended(entry: Entry) -> Attended:
    """A record of attendance as minutes have it."""
    return Attended(
        entry.id,
        entry.text("name"),
        entry.text("agency"),
        presence_read(entry.text("state")),
        part_read(entry.text("part")),
        entry["accepted_at"],
        entry["left_at"],
        entry.text("note"),
    )


def presence_read(code: str) -> Presence:
    """A stored state; one this program does not know is being there, the stricter reading for what may be shown."""
    return Presence(code) if code in frozenset(map(str, Presence)) else Presence.PRESENT


def part_read(code: str) -> Part:
    """A stored part; one this program does not know is a member's."""
    return Part(code) if code in frozenset(map(str, Part)) else Part.MEMBER


def room_of(attendance: Iterable[Attended]) -> RoomNow:
    """Who is where, the chair first, then by agency and name."""
    ordered = sorted(
        attendance, key=lambda each: (each.part is not Part.CHAIR, each.agency, each.name.casefold(), each.record)
    )
    present = [each for each in ordered if each.presence is Presence.PRESENT]
    return RoomNow(
        tuple(each for each in present if each.left_at is None),
        tuple(each for each in present if each.left_at is not None),
        tuple(each for each in ordered if each.presence is Presence.APOLOGIES),
        tuple(each for each in ordered if each.presence is Presence.ABSENT),
    )
