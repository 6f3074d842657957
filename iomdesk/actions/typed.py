"""An action in one line as it is typed in a meeting: ``housing refer by fri`` (INTERFACE, "Keyboard first"). Pure.

A line may begin with who does it (an agency's word, an officer's name, *me*) and end with its day (``by fri``, ``due
12/11``). What was understood is said back in full. No word is lost: an agency's name is taken out of the text only
where what follows reads as an instruction (``housing: …``, ``housing to …``, ``housing refer …``), for ``housing
appointment`` may as well be what the action is about.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from iomdesk.catalogue import Agency
from iomdesk.daywords import day_in
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.people.rules import fold_name
from iomdesk.words import say

_CALLED: Mapping[Agency, str] = {
    Agency.POLICE: "police",
    Agency.PROBATION: "probation",
    Agency.PRISON: "prison, prisons, hmp, hmpps prison",
    Agency.YOUTH_JUSTICE: "youth justice, youth justice service, yjs, yot",
    Agency.LOCAL_AUTHORITY: "local authority, council, la",
    Agency.HOUSING: "housing",
    Agency.HEALTH: "health, nhs",
    Agency.SUBSTANCE_MISUSE: "substance-misuse service, substance misuse service, substance misuse, drug service",
    Agency.VOLUNTARY: "voluntary sector, voluntary, charity",
}
_AGENCIES = tuple(
    sorted(
        ((name, agency) for agency, names in _CALLED.items() for name in names.split(", ")),
        key=lambda pair: -len(pair[0]),
    )
)
_VERBS = (
    "accompany agree apply arrange ask assess attend book bring call chase check complete confirm consider contact "
    "deliver discuss do draft drive email ensure explain explore find follow get give go help identify invite issue "
    "liaise look make meet move notify obtain offer organise phone pick plan prepare prioritise provide pursue put "
    "raise re-refer refer register remind report request return review ring see seek send set share sort speak "
    "submit support take talk tell test transfer try update visit write"
)
_INSTRUCTIONS = frozenset(_VERBS.split())
_LONGEST_DAY = 6
_LEAST_WORD = 2


@dataclass(frozen=True, slots=True, repr=False)
class KnownOfficer:
    """Somebody who may own an action here."""

    id: Id
    name: str
    agency: Agency | None


@dataclass(frozen=True, slots=True, repr=False)
class TypedAction:
    """What a line was understood to say. Everything but the text may be missing."""

    body: str
    owner: KnownOfficer | None = None
    agency: Agency | None = None
    due_on: date | None = None


def action_typed(line: str, today: date, officers: Iterable[KnownOfficer] = (), me: Id | None = None) -> TypedAction:
    """The action that one line says. Raises ``Refused`` for an empty one, or a day that may be one of two."""
    text, due_on = _due(" ".join(line.split()), today)
    everyone = tuple(officers)
    owner, body = _officer(text, everyone, me)
    agency = owner.agency if owner else None
    if owner is None:
        agency, body = _agency(text)
    if not body:
        raise Refused(say("An action says what is to be done."), say("Type for example: housing refer by fri"))
    return TypedAction(body[0].upper() + body[1:], owner, agency, due_on)


def _due(text: str, today: date) -> tuple[str, date | None]:
    """The day after the last *by* or *due* that one follows. *By the river* is no day and stays in the text."""
    words = text.split()
    for at in range(len(words) - 2, 0, -1):
        if words[at].casefold() not in ("by", "due"):
            continue
        after = words[at + 1 :]
        day = day_in(" ".join(after).rstrip(".!"), today)
        if day is not None:
            return " ".join(words[:at]).rstrip(",;"), day
        if any(day_in(" ".join(after[:count]), today) for count in range(1, min(len(after), _LONGEST_DAY))):
            raise Refused(
                say("A day stands in the middle of the line."), say("Put it at the end, or say it with --due.")
            )
    return text, None


def _officer(text: str, officers: tuple[KnownOfficer, ...], me: Id | None) -> tuple[KnownOfficer | None, str]:
    """A line that begins with the name of one officer, or with *me*, *I*; a name that two bear is nobody's."""
    first, _, rest = text.partition(" ")
    if first.rstrip(":,").casefold() in ("me", "i") and rest:
        own = next((each for each in officers if each.id == me), None)
        if own is not None:
            return own, _instruction(rest)
    words = text.split()
    for count in range(len(words) - 1, 0, -1):
        name = fold_name(" ".join(words[:count]).rstrip(":,"))
        named = [each for each in officers if _is_called(each.name, name)]
        if len(named) == 1:
            return named[0], _instruction(" ".join(words[count:]))
    return None, text


def _is_called(name: str, typed: str) -> bool:
    """The whole name, or the whole without a rank of one word: ``A Example`` is ``Sgt A Example``."""
    whole = fold_name(name)
    _, _, unranked = whole.partition(" ")
    return bool(typed) and typed in (whole, unranked if " " in unranked else whole)


def _agency(text: str) -> tuple[Agency | None, str]:
    plain = text.casefold()
    for name, agency in _AGENCIES:
        if not re.match(rf"{re.escape(name)}(?:[:,]|\s|$)", plain):
            continue
        rest = text[len(name) :]
        first = rest.strip(" :,").partition(" ")[0].casefold()
        if rest[:1] in (":", ",") or first == "to" or first in _INSTRUCTIONS:
            return agency, _instruction(rest)
        return (agency, text) if len(text.split()) >= _LEAST_WORD else (None, text)
    return None, text


def _instruction(rest: str) -> str:
    return re.sub(r"^(?:to|will|must)(?:\s+|$)", "", rest.strip(" :,"), flags=re.IGNORECASE)
