"""The information-sharing agreement as frozen terms: parties, gateways, clauses, and one cell per category and agency.

Pure, and shared with the central server: no database is known here. ``parsing.py`` makes terms from the text people
write; ``canonical`` and ``digest`` say the same terms in one spelling, so that what was adopted can be signed and
found unchanged (PRODUCT, "Information-sharing agreement").
"""

import calendar
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from iomdesk.catalogue import Agency, Category
from iomdesk.ids import Id


class Access(StrEnum):
    """What a cell gives. Write implies read (SYNC, "The change")."""

    NONE = "none"
    READ = "read"
    WRITE = "write"


class Condition(StrEnum):
    """What must be so of a person before a cell gives anything; all conditions of a cell must hold."""

    OWN_PEOPLE = "own people"
    IN_CUSTODY = "in custody"
    STEP_DOWN = "at step-down"
    STATUTORY = "statutory only"
    ENGAGED = "engaged"


class Regime(StrEnum):
    """The data-protection regime a party processes under (PRODUCT, "Law that shapes the software")."""

    LAW_ENFORCEMENT = "DPA 2018 Part 3"
    GENERAL = "UK GDPR"


IMPERSONAL = frozenset({Category.STAFFING, Category.GOVERNANCE})
"""Categories that are not about people on the scheme, so that no condition on a person can apply to them."""

_SECTION_115 = re.compile(r"crime\s+(?:and|&)\s+disorder\s+act\b.*\b(?:s|ss|section|sections)\.?\s*115\b", re.I | re.S)
_S115_CODE = re.compile(r"\b(?:cda)?[\s._-]*(?:1998)?[\s._-]*(?:s|section)?[\s._-]*115\b", re.I)


@dataclass(frozen=True, slots=True, repr=False)
class Party:
    """One agency's side of the agreement: who the controller is, under which regime, and whom to ask."""

    agency: Agency
    controller: str
    regime: Regime
    contact: str


@dataclass(frozen=True, slots=True, repr=False)
class Gateway:
    """A legal power to share. ``statute`` is cited in sentences; ``reaches`` are the agencies it lets receive."""

    code: str
    name: str
    statute: str
    limits: str
    reaches: tuple[Agency, ...]

    @property
    def is_section_115(self) -> bool:
        """Whether this is section 115 of the Crime and Disorder Act 1998, whose recipients are public authorities."""
        return bool(_S115_CODE.search(self.code) or _SECTION_115.search(self.statute) or _SECTION_115.search(self.name))


@dataclass(frozen=True, slots=True, repr=False)
class Clause:
    """One numbered clause."""

    number: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Retention:
    """How long one category is kept: months from ``counted_from``, in words. Local policy, with its source."""

    category: Category
    months: int
    counted_from: str
    source: str


@dataclass(frozen=True, slots=True, repr=False)
class Cell:
    """What one agency may do with one category, under which conditions, regime, controller, gateway and clause.

    ``gateway`` is a gateway's code. ``reason`` says in a few words why the cell is as it is.
    """

    category: Category
    agency: Agency
    access: Access
    conditions: tuple[Condition, ...]
    regime: Regime
    controller: str
    gateway: str
    clause: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class RuleClauses:
    """The numbers of the clauses that every verdict may have to name, whatever the cell."""

    restricted: str
    do_not_share: str
    own_agency: str
    review: str


@dataclass(frozen=True, slots=True, repr=False)
class Agreement:
    """One version of the agreement, whole. ``cells`` are ordered by category, then agency, and none is missing.

    It shares from ``in_force_from``; it warns ``warn_days`` before ``review_on``; after it, for ``grace_days`` more,
    it still shares; then it stops. Gateways, clauses and purposes stand in the order they were written.
    """

    title: str
    version: int
    partnership: str
    owner: str
    joint_contact: str
    impact_assessment: str
    source: str
    in_force_from: date
    review_on: date
    warn_days: int
    grace_days: int
    rules: RuleClauses
    purposes: tuple[str, ...]
    parties: tuple[Party, ...]
    gateways: tuple[Gateway, ...]
    clauses: tuple[Clause, ...]
    retention: tuple[Retention, ...]
    cells: tuple[Cell, ...]

    def cell(self, category: Category, agency: Agency) -> Cell:
        """The one cell of a category and an agency."""
        return self.cells[_PLACES[category, agency]]

    def gateway(self, code: str) -> Gateway:
        """The gateway of that code, which every cell's code has; another raises ``KeyError``."""
        for each in self.gateways:
            if each.code == code:
                return each
        raise KeyError(code)


_PLACES = {pair: place for place, pair in enumerate((c, a) for c in Category for a in Agency)}


def category_name(category: Category) -> str:
    """A category as the agreement's text spells it: ``substance-use``."""
    return category.name.lower().replace("_", "-")


def months_after(day: date, months: int) -> date:
    """The same day of the month ``months`` on, or that month's last day: 31 January and one month is 28 February."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def canonical(agreement: Agreement) -> str:
    """The terms in their one spelling: compact JSON, keys in order, every cell written out."""
    a = agreement
    said = {
        "form": "iomdesk agreement 1",
        "title": a.title,
        "version": a.version,
        "partnership": a.partnership,
        "owner": a.owner,
        "joint contact": a.joint_contact,
        "impact assessment": a.impact_assessment,
        "source": a.source,
        "in force from": a.in_force_from.isoformat(),
        "review on": a.review_on.isoformat(),
        "warn days": a.warn_days,
        "grace days": a.grace_days,
        "rules": [a.rules.restricted, a.rules.do_not_share, a.rules.own_agency, a.rules.review],
        "purposes": a.purposes,
        "parties": [[p.agency, p.controller, p.regime, p.contact] for p in a.parties],
        "gateways": [[g.code, g.name, g.statute, g.limits, g.reaches] for g in a.gateways],
        "clauses": [[c.number, c.heading, c.text] for c in a.clauses],
        "retention": [[int(r.category), r.months, r.counted_from, r.source] for r in a.retention],
        "cells": [
            [int(c.category), c.agency, c.access, c.conditions, c.regime, c.controller, c.gateway, c.clause, c.reason]
            for c in a.cells
        ],
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(agreement: Agreement) -> bytes:
    """SHA-256 of the canonical text: what the adopting officer signs."""
    return hashlib.sha256(canonical(agreement).encode()).digest()


_UNFILLED = re.compile(r"\[[^\[\]]+\]")


def unfilled(agreement: Agreement) -> tuple[str, ...]:
    """What still stands in square brackets, as the template has it: each once, in the order of the canonical text."""
    a = agreement
    said = [a.title, a.partnership, a.owner, a.joint_contact, a.impact_assessment, a.source, *a.purposes]
    said += [words for party in a.parties for words in (party.controller, party.contact)]
    said += [words for clause in a.clauses for words in (clause.heading, clause.text)]
    return tuple(dict.fromkeys(found for words in said for found in _UNFILLED.findall(words)))


@dataclass(frozen=True, slots=True, repr=False)
class InForce:
    """A version as this desk has it. ``agreement`` is None where what is kept is not what was adopted.

    ``fault`` then says so; nothing may be shared under it. ``adopted_at`` is UTC ms.
    """

    id: Id
    version: int
    agreement: Agreement | None
    adopted_by: str
    adopted_at: int
    fault: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Signatory:
    """Who signed for an agency, on paper; ``agency`` is as it was recorded."""

    id: Id
    agency: str
    name: str
    position: str
    signed_on: date | None


def newest_in_force(versions: Iterable[tuple[int, Id, date | None]], on: date) -> Id | None:
    """Of (version, id, in force from) the one in force ``on`` that day: the newest that has begun.

    Two of one number, adopted apart, are settled by id, so that every desk that has both takes the same.
    """
    begun = [(version, id) for version, id, begins in versions if begins is not None and begins <= on]
    return max(begun)[1] if begun else None
