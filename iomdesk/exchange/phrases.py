"""Cells that hold a small sentence: MAPPA, where someone is, how they are supervised; and the same written back.

``Cat 2 L1``, ``HMP Norwich (rel 18/07/27)``, ``Community Order 24m to 14/08/2028``. What is written back reads
as the same value again.
"""

import re
from dataclasses import dataclass
from datetime import date

from iomdesk.exchange.cells import cell_text, says_nothing
from iomdesk.exchange.dates import Parsed, Years, parse_date
from iomdesk.exchange.sheets import Cell
from iomdesk.words import say

_MAPPA = re.compile(
    r"(?:c(?:at(?:egory)?)?)?[\s.:]*([1-4])(?:[\s,/\-]*(?:l(?:evel|vl)?)?[\s.:]*([1-3]))?", re.I | re.ASCII
)
_NO_MAPPA = frozenset({"n", "no", "none", "nil", "not mappa", "no mappa"})
_PRISON = re.compile(r"((?:HM\s?P|HM\s?YOI|YOI|STC|SCH)\b[^()]*?)\s*(?:\((.*)\))?", re.I)
_RELEASE = re.compile(r"(?:rel(?:ease)?d?|due|out)?(?:\s+(?:date|due|on))?[\s.:\-]*(\S.*)", re.I)
_IN_COMMUNITY = frozenset({"community", "comm", "in community", "in the community", "community (release)"})
_IN_CUSTODY = frozenset({"custody", "in custody", "prison", "in prison"})
_TO = re.compile(r"(.*?)[\s,\-–]*(?:\b(?:to|until|till|ends?|end date|exp(?:ires|iry)?|sed)\b[\s.:]*)(\S.*)", re.I)
_MONTHS = re.compile(r"(.*?)\s*\(?(\d{1,3})\s*m(?:onth|th)?s?\)?", re.I | re.ASCII)
_SUPERVISION = {
    "licence": "Licence",
    "license": "Licence",
    "lic": "Licence",
    "on licence": "Licence",
    "life licence": "Life licence",
    "ipp licence": "IPP licence",
    "pss": "PSS",
    "post sentence supervision": "PSS",
    "community order": "Community Order",
    "co": "Community Order",
    "suspended sentence order": "Suspended Sentence Order",
    "suspended sentence": "Suspended Sentence Order",
    "sso": "Suspended Sentence Order",
    "youth rehabilitation order": "Youth Rehabilitation Order",
    "yro": "Youth Rehabilitation Order",
    "detention and training order": "Detention and Training Order",
    "dto": "Detention and Training Order",
}
_VOLUNTARY = frozenset(
    {"none", "none voluntary", "voluntary", "non statutory", "non stat", "nil", "none statutory voluntary", "vol"}
)
NONE_VOLUNTARY = "None - voluntary"
_NO_DATE: Parsed[date] = Parsed(None)


@dataclass(frozen=True, slots=True, repr=False)
class Mappa:
    """A MAPPA category (1 to 4) and level (1 to 3, or not said)."""

    category: int
    level: int | None


@dataclass(frozen=True, slots=True, repr=False)
class Location:
    """In the community, or in custody: which prison (empty: not said) and the release date, if given."""

    in_custody: bool
    prison: str = ""
    release_on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Supervision:
    """How someone is supervised and until when. ``months`` is an order's length where the cell says it."""

    kind: str
    until: date | None = None
    months: int | None = None

    @property
    def statutory(self) -> bool:
        """False where supervision rests on consent alone."""
        return self.kind != NONE_VOLUNTARY

    @property
    def label(self) -> str:
        """The kind with its length, without its end: ``Community Order 24m``."""
        return f"{self.kind} {self.months}m" if self.months else self.kind


def parse_mappa(cell: Cell) -> Parsed[Mappa]:
    """``Cat 2 L1``, ``Category 2 Level 1``, ``2/1`` or ``Cat 2``; None for an empty cell or a plain no."""
    text = cell_text(cell)
    if says_nothing(text) or text.casefold() in _NO_MAPPA:
        return Parsed(None)
    found = _MAPPA.fullmatch(text)
    if found is None:
        return Parsed(None, say("This is not a MAPPA category 1-4 and level 1-3, such as Cat 2 L1."))
    return Parsed(Mappa(int(found[1]), int(found[2]) if found[2] else None))


def parse_mappa_in_full(cell: Cell) -> Parsed[Mappa]:
    """``parse_mappa`` where a number alone may be the level: under such a heading it is not guessed which it is."""
    found = parse_mappa(cell)
    if found.value is None or found.value.level is not None or cell_text(cell)[:1].casefold() == "c":
        return found
    return Parsed(None, say("This may be the level without its category: write it as Cat 2 L1."))


def mappa_text(mappa: Mappa | None) -> str:
    """``Cat 2 L1``; empty for none."""
    if mappa is None:
        return ""
    return f"Cat {mappa.category} L{mappa.level}" if mappa.level else f"Cat {mappa.category}"


def parse_location(cell: Cell, today: date) -> Parsed[Location]:
    """``Community``, or a prison (``HMP Warren Hill``) with or without ``(rel 18/07/27)``."""
    text = " ".join(cell_text(cell).split())
    if says_nothing(text):
        return Parsed(None)
    if text.casefold() in _IN_COMMUNITY:
        return Parsed(Location(False))
    if text.casefold() in _IN_CUSTODY:
        return Parsed(Location(True))
    found = _PRISON.fullmatch(text)
    if found is None:
        return Parsed(None, say("This is neither Community nor a prison starting with HMP."))
    return _in_prison(_prison_name(found[1]), found[2] or "", today)


def _in_prison(prison: str, remark: str, today: date) -> Parsed[Location]:
    if not remark.strip():
        return Parsed(Location(True, prison))
    found = _RELEASE.fullmatch(remark.strip())
    release = parse_date(found[1].strip(), today, Years.AHEAD) if found else _NO_DATE
    if release.value is None:
        return Parsed(None, say("What stands in brackets after the prison is not a release date."))
    return Parsed(Location(True, prison, release.value))


def _prison_name(text: str) -> str:
    first, _, rest = text.strip().partition(" ")
    return f"{first.upper()} {rest.strip()}".strip()


def location_text(location: Location | None) -> str:
    """``Community``, ``HMP Norwich`` or ``HMP Norwich (rel 18/07/27)``; empty for not known."""
    if location is None:
        return ""
    if not location.in_custody:
        return "Community"
    prison = location.prison or "Custody"
    if location.release_on is None or not location.prison:
        return prison
    # The short year is the team's own; a release in another century needs the long one to read back.
    form = "%d/%m/%y" if location.release_on.year // 100 == 20 else "%d/%m/%Y"
    return f"{prison} (rel {location.release_on.strftime(form)})"


def parse_supervision(cell: Cell, today: date) -> Parsed[Supervision]:
    """A kind of supervision with its end date, or ``None - voluntary``; an end date that cannot be read is held."""
    text = " ".join(cell_text(cell).split())
    if not text or text in ("-", "?"):
        return Parsed(None)
    if _plain(text) in _VOLUNTARY:
        return Parsed(Supervision(NONE_VOLUNTARY))
    found = _TO.fullmatch(text)
    until = parse_date(found[2], today, Years.AHEAD) if found else _NO_DATE
    if found and until.value is None:
        return Parsed(None, say("The end of the supervision is not a date."))
    return _supervision_kind(found[1] if found else text, until.value)


def _supervision_kind(text: str, until: date | None) -> Parsed[Supervision]:
    length = _MONTHS.fullmatch(text)
    kind = _SUPERVISION.get(_plain(length[1] if length else text))
    if kind is None:
        return Parsed(None, say("This is not a kind of supervision that is known."))
    return Parsed(Supervision(kind, until, int(length[2]) if length else None))


def supervision_text(supervision: Supervision | None) -> str:
    """``Licence to 16/01/2028``, ``None - voluntary``; empty for not known."""
    if supervision is None:
        return ""
    if supervision.until is None:
        return supervision.label
    return f"{supervision.label} to {supervision.until:%d/%m/%Y}"


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z]+", " ", text.casefold()).split())
