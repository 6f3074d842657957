"""From the text people write to the terms of an agreement: strict, and naming the place at fault.

The text is TOML. A cell is a word or a table: ``"none"``, ``"read"``, ``"write if own people, engaged"``, or
``{ give = "read", gateway = "s115", clause = "5.2", reason = "…", regime = "…", controller = "…" }``; what it leaves
out it takes from its category (clause, reason) or its party (gateway, regime, controller). No agency and no category
may be left out: what is not said is never guessed.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NoReturn

from iomdesk.agreement.terms import (
    IMPERSONAL,
    Access,
    Agreement,
    Cell,
    Clause,
    Condition,
    Gateway,
    Party,
    Regime,
    Retention,
    RuleClauses,
    category_name,
    months_after,
)
from iomdesk.catalogue import Agency, Category
from iomdesk.errors import Refused
from iomdesk.words import say

MOST_LETTERS = 400_000
MOST_REVIEW_MONTHS = 24
MOST_GRACE_DAYS = 90
"""A longer time to go on after the review date would leave an agreement in the drawer auditors found it in."""

_CATEGORIES = {category_name(each): each for each in Category}
_AGENCIES = {str(each): each for each in Agency}
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)*")
_GIVES = re.compile(r"(?P<access>\w+)(?:\s+if\s+(?P<conditions>.+))?")


def _fault(place: str, what: str) -> NoReturn:
    raise Refused(
        say("The agreement cannot be taken: {place}: {what}", place=place, what=what),
        say("Nothing was adopted. Mend the text and try again."),
    )


class _Table:
    """One table of the text, each of its entries asked for by name; ``rest`` finds what nobody asked for."""

    def __init__(self, found: object, place: str) -> None:
        if not isinstance(found, dict):
            _fault(place, say("a table is missing."))
        self._found: dict[str, Any] = dict(found)
        self.place = place

    def text(self, name: str) -> str:
        """Words that must be there."""
        value = self.text_or_none(name)
        if value is None:
            _fault(self.place, say("“{name}” is missing.", name=name))
        return value

    def text_or_none(self, name: str) -> str | None:
        """Words that may be there; empty ones are a mistake."""
        value = self._found.pop(name, None)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            _fault(self.place, say("“{name}” must be words in quotation marks.", name=name))
        return " ".join(value.split())

    def number(self, name: str, least: int, most: int) -> int:
        """A whole number within bounds."""
        value = self._found.pop(name, None)
        if type(value) is not int or not least <= value <= most:
            _fault(
                self.place,
                say("“{name}” must be a whole number from {least} to {most}.", name=name, least=least, most=most),
            )
        return value

    def day_or_none(self, name: str) -> date | None:
        """A date without a time."""
        value = self._found.pop(name, None)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            _fault(self.place, say("“{name}” must be a date, such as 2026-12-01.", name=name))
        return value

    def table(self, name: str, place: str = "") -> "_Table":
        """A table within this one."""
        return _Table(self._found.pop(name, None), place or name)

    def several(self, name: str, of: type) -> list[Any]:
        """A list that holds at least one entry, all of one type."""
        value = self._found.pop(name, None)
        if not isinstance(value, list) or not value or not all(type(each) is of for each in value):
            _fault(self.place, say("“{name}” must be a list that is not empty.", name=name))
        return value

    def take(self, name: str) -> object:
        """An entry of any type, or None."""
        return self._found.pop(name, None)

    def names(self) -> tuple[str, ...]:
        """What is left, in the order it was written."""
        return tuple(self._found)

    def rest(self) -> None:
        """Refuse what nobody asked for: a misspelt name must not be passed over."""
        for name in self._found:
            _fault(self.place, say("“{name}” is not known here.", name=name))


def parse_agreement(text: str, in_force_from: date | None = None) -> Agreement:
    """The terms that ``text`` says, in force from the day it names or from ``in_force_from``, which goes before.

    Raises ``Refused`` naming the line, table or cell at fault.
    """
    top = _Table(_toml(text), say("the text"))
    head = top.table("agreement")
    begins, review_on = _dates(head, in_force_from)
    clauses = tuple(_clauses(top))
    numbers = frozenset(each.number for each in clauses)
    gateways = tuple(_gateways(top.table("gateways")))
    parties, defaults = _parties(top.table("parties"), gateways)
    agreement = Agreement(
        title=head.text("title"),
        version=head.number("version", 1, 1_000_000),
        partnership=head.text("partnership"),
        owner=head.text("owner"),
        joint_contact=head.text("joint_contact"),
        impact_assessment=head.text("impact_assessment"),
        source=head.text("source"),
        in_force_from=begins,
        review_on=review_on,
        warn_days=head.number("warn_days", 0, 366),
        grace_days=head.number("grace_days", 0, MOST_GRACE_DAYS),
        rules=_rules(top.table("rules"), numbers),
        purposes=tuple(_plain(each, "purposes") for each in top.several("purposes", str)),
        parties=parties,
        gateways=gateways,
        clauses=clauses,
        retention=_retention(top),
        cells=tuple(_cells(top.table("cells"), parties, defaults, gateways, numbers)),
    )
    head.rest()
    top.rest()
    return agreement


def _toml(text: str) -> dict[str, Any]:
    if len(text) > MOST_LETTERS:
        _fault(say("the text"), say("it is too long to be an agreement."))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        found = re.search(r"line (\d+)", str(cause))
        place = say("line {line}", line=found[1]) if found else say("the last line")
        _fault(place, say("this is not written as the template is; see the lines above it."))


def _plain(text: str, place: str) -> str:
    plain = " ".join(text.split())
    if not plain:
        _fault(place, say("an entry is empty."))
    return plain


def _dates(head: _Table, in_force_from: date | None) -> tuple[date, date]:
    """When it begins and when it is due for review: by its own date, or by the rule of so many months."""
    said = head.day_or_none("in_force_from")
    begins = in_force_from or said
    months = head.number("review_months", 1, MOST_REVIEW_MONTHS)
    if begins is None:
        _fault(head.place, say("it does not say from which day it is in force (“in_force_from”)."))
    latest = months_after(begins, months)
    review_on = head.day_or_none("review_on") or latest
    if review_on <= begins:
        _fault(head.place, say("the dates are out of order: the review must come after the day it is in force."))
    if review_on > latest:
        _fault(head.place, say("the review is later than {months} months after it is in force.", months=months))
    return begins, review_on


def _clauses(top: _Table) -> Iterator[Clause]:
    seen: set[str] = set()
    for place, found in enumerate(top.several("clauses", dict), start=1):
        table = _Table(found, say("clause {place} of the list", place=place))
        number = table.text("number")
        table.place = say("clause {number}", number=number)
        if not _NUMBER.fullmatch(number):
            _fault(table.place, say("a clause's number is like 5.2."))
        if number in seen:
            _fault(table.place, say("this number is given twice."))
        seen.add(number)
        yield Clause(number, table.text("heading"), table.text("text"))
        table.rest()


def _rules(table: _Table, numbers: frozenset[str]) -> RuleClauses:
    names = ("restricted", "do_not_share", "own_agency", "review")
    found = RuleClauses(*(_clause(table.text(name), f"rules, {name}", numbers) for name in names))
    table.rest()
    return found


def _clause(number: str, place: str, numbers: frozenset[str]) -> str:
    if number not in numbers:
        _fault(place, say("there is no clause {number}.", number=number))
    return number


def _agency(name: str, place: str) -> Agency:
    if name not in _AGENCIES:
        _fault(place, say("“{name}” is no agency; they are: {known}.", name=name, known=", ".join(_AGENCIES)))
    return _AGENCIES[name]


def _category(name: str, place: str) -> Category:
    if name not in _CATEGORIES:
        known = ", ".join(_CATEGORIES)
        _fault(place, say("“{name}” is no data category; they are: {known}.", name=name, known=known))
    return _CATEGORIES[name]


def _gateways(found: _Table) -> Iterator[Gateway]:
    if not found.names():
        _fault(found.place, say("there is no legal gateway."))
    for code in found.names():
        table = found.table(code, say("gateway {code}", code=code))
        reaches = tuple(dict.fromkeys(_agency(name, table.place) for name in table.several("reaches", str)))
        gateway = Gateway(code, table.text("name"), table.text("statute"), table.text("limits"), reaches)
        if gateway.is_section_115 and Agency.VOLUNTARY in reaches:
            _fault(table.place, say(_NEVER_115))
        table.rest()
        yield gateway


_NEVER_115 = "section 115 of the Crime and Disorder Act 1998 is never the gateway of a voluntary body."


def _parties(found: _Table, gateways: tuple[Gateway, ...]) -> tuple[tuple[Party, ...], dict[Agency, str | None]]:
    """Every party in the agencies' order, and the gateway of each that its cells take unless they say otherwise."""
    for name in found.names():
        _agency(name, "parties")
    parties: list[Party] = []
    defaults: dict[Agency, str | None] = {}
    for agency in Agency:
        if agency not in found.names():
            _fault("parties", say("the agency “{name}” is missing.", name=agency))
        table = found.table(agency, say("party {name}", name=agency))
        regime = _regime(table.text("regime"), table.place)
        parties.append(Party(agency, table.text("controller"), regime, table.text("contact")))
        defaults[agency] = table.text_or_none("gateway")
        if defaults[agency] is not None:
            _gateway(defaults[agency], agency, table.place, gateways)
        table.rest()
    return tuple(parties), defaults


def _regime(name: str, place: str) -> Regime:
    try:
        return Regime(name)
    except ValueError:
        _fault(place, say("“{name}” is no regime; they are: {known}.", name=name, known=", ".join(Regime)))


def _gateway(code: str | None, agency: Agency, place: str, gateways: tuple[Gateway, ...]) -> str:
    """The code, when it is a gateway that reaches this agency."""
    if code is None:
        _fault(place, say("it names no legal gateway, and its party has none."))
    found = next((each for each in gateways if each.code == code), None)
    if found is None:
        _fault(place, say("there is no gateway “{code}”.", code=code))
    if found.is_section_115 and agency is Agency.VOLUNTARY:
        _fault(place, say(_NEVER_115))
    if agency not in found.reaches:
        _fault(place, say("the gateway “{code}” does not reach this agency.", code=code))
    return code


def _retention(top: _Table) -> tuple[Retention, ...]:
    found: dict[Category, Retention] = {}
    for place, each in enumerate(top.several("retention", dict), start=1):
        table = _Table(each, say("retention {place}", place=place))
        months = table.number("months", 1, 1200)
        counted_from, source = table.text("counted_from"), table.text("source")
        for name in table.several("categories", str):
            category = _category(name, table.place)
            if category in found:
                _fault(table.place, say("“{name}” has two periods.", name=name))
            found[category] = Retention(category, months, counted_from, source)
        table.rest()
    for category in Category:
        if category not in found:
            _fault("retention", say("“{name}” has no period.", name=category_name(category)))
    return tuple(found[category] for category in Category)


def _cells(
    found: _Table,
    parties: tuple[Party, ...],
    defaults: dict[Agency, str | None],
    gateways: tuple[Gateway, ...],
    numbers: frozenset[str],
) -> Iterator[Cell]:
    for name in found.names():
        _category(name, "cells")
    for category in Category:
        if category_name(category) not in found.names():
            _fault("cells", say("the data category “{name}” is missing.", name=category_name(category)))
        row = found.table(category_name(category), say("cells, {name}", name=category_name(category)))
        clause, reason = row.text("clause"), row.text("reason")
        for party in parties:
            place = f"{category_name(category)} × {party.agency}"
            table, access, conditions = _given(row.take(party.agency), place)
            _check_conditions(category, access, conditions, place)
            yield Cell(
                category,
                party.agency,
                access,
                conditions,
                regime=_regime(table.text_or_none("regime") or party.regime, place),
                controller=table.text_or_none("controller") or party.controller,
                gateway=_gateway(
                    table.text_or_none("gateway") or defaults[party.agency], party.agency, place, gateways
                ),
                clause=_clause(table.text_or_none("clause") or clause, place, numbers),
                reason=table.text_or_none("reason") or reason,
            )
            table.rest()
        for name in row.names():
            _agency(name, row.place)


def _given(written: object, place: str) -> tuple[_Table, Access, tuple[Condition, ...]]:
    """A cell's table, empty for a cell written as a word, and what it gives under which conditions."""
    if written is None:
        _fault(place, say("the cell is missing."))
    table = _Table({"give": written} if isinstance(written, str) else written, place)
    said = table.text("give")
    found = _GIVES.fullmatch(said)
    if found is None or found["access"] not in set(Access):
        _fault(place, say("“{said}” is none of: none, read, write, read if …, write if ….", said=said))
    names = [each.strip() for each in found["conditions"].split(",")] if found["conditions"] else []
    for name in names:
        if name not in set(Condition):
            known = ", ".join(Condition)
            _fault(place, say("“{name}” is no condition; they are: {known}.", name=name, known=known))
    if len(set(names)) != len(names):
        _fault(place, say("a condition is given twice."))
    return table, Access(found["access"]), tuple(each for each in Condition if each in names)


def _check_conditions(category: Category, access: Access, conditions: tuple[Condition, ...], place: str) -> None:
    if conditions and access is Access.NONE:
        _fault(place, say("a cell that gives nothing has no conditions."))
    if conditions and category in IMPERSONAL:
        _fault(place, say("this category is not about people, so no condition on a person can apply."))
