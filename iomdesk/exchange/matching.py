"""Whose a row is: by any identifier, else by name and date of birth. Never by a guess. Pure.

A row whose identifiers point at two people is nobody's until a person settles it. A PNC of the same year and
serial whose check letter differs, or is missing, is the same number where only one person has that year and
serial. What is not even of the form of an identifier says whose a row is only together with the whole name.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from iomdesk.exchange.plan import Whose
from iomdesk.people.identifiers import Identifier, Scheme, detect_scheme, parse_identifier
from iomdesk.people.rules import fold_name
from iomdesk.words import say

_STEM = re.compile(r"(\d{4}/\d{7})[A-Z]?", re.ASCII)


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """What a row, or the desk, knows of who somebody is; names folded, unknown parts empty or None."""

    surname: str
    forenames: str
    born: date | None


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """Whose a row is; None for nobody known. ``problem`` is why it cannot be said, ``told`` how it was said.

    ``unsure`` when the number that named them is not quite theirs, or fails its own check.
    """

    whose: Whose | None
    problem: str = ""
    told: str = ""
    unsure: bool = False


NOBODY = Found(None)


class Roll:
    """Everybody a row may be of: the people of the desk, and those the file has brought so far."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._numbers: dict[str, set[Whose]] = {}
        self._stems: dict[str, set[Whose]] = {}
        self._names: dict[tuple[str, str, date], set[Whose]] = {}
        self._keys: dict[Whose, dict[Scheme, set[str]]] = {}
        self._identities: dict[Whose, Identity] = {}
        self._folded: dict[str, str] = {}
        self._births: dict[tuple[str, date], set[Whose]] = {}
        self._known: dict[tuple[Scheme, str], Found] = {}

    def identity(self, surname: str | None, forenames: str | None, born: date | None) -> Identity:
        """A name as it is compared."""
        return Identity(self._fold(surname or ""), self._fold(forenames or ""), born)

    def enter(self, whose: Whose, who: Identity, identifiers: Iterable[Identifier]) -> None:
        """Add what is known of somebody; more may be added later."""
        self._known.clear()
        first = self._identities.get(whose, who)
        # As rows of one person are read together: the first says it, the others fill what it leaves open.
        self._identities[whose] = Identity(
            first.surname or who.surname, first.forenames or who.forenames, first.born or who.born
        )
        if who.surname and who.born:
            self._names.setdefault((who.surname, who.forenames, who.born), set()).add(whose)
            self._births.setdefault((who.surname, who.born), set()).add(whose)
        for each in identifiers:
            if each.well_formed:
                self._keys.setdefault(whose, {}).setdefault(each.scheme, set()).add(_stem(each) or each.canonical)
            self._numbers.setdefault(_key(each, who), set()).add(whose)
            if stem := _stem(each):
                self._stems.setdefault(stem, set()).add(whose)

    def find(self, who: Identity, identifiers: Sequence[Identifier]) -> Found:
        """Whose a row of the cohort is."""
        found = self._by_numbers(who, identifiers)
        if found.problem:
            return found
        if found.whose is not None:
            other = self._identities[found.whose]
            if _another_person(who, other):
                return Found(
                    None, say("Its number is on the desk or in this file under another name and date of birth.")
                )
            if found.told and _other_name(who, other) and (who.born is None or who.born != other.born):
                return Found(None, say("Its number is nearly that of somebody of another name: whose is it?"))
            return found
        return self._by_name(who, identifiers)

    def find_by_number(self, identifiers: Sequence[Identifier]) -> Found:
        """Whose a row of events is, by its identifiers alone; a number in another scheme's column is still found."""
        key = (identifiers[0].scheme, identifiers[0].typed) if len(identifiers) == 1 else None
        known = self._known.get(key) if key else None
        if known is None:
            nameless = Identity("", "", None)
            known = self._by_numbers(nameless, [self._in_its_scheme(each) for each in identifiers])
            if key:
                self._known[key] = known
        return known

    def find_event(self, identifiers: Sequence[Identifier], surname: str | None) -> Found:
        """``find_by_number``, held against the surname where the row has one: a mistyped number is somebody else's."""
        found = self.find_by_number(identifiers)
        if found.whose is None or not surname:
            return found
        who = self._identities[found.whose]
        if self._fold(surname) == who.surname or not _other_name(self.identity(surname, None, None), who):
            return found
        if found.unsure:
            return Found(None, say("The number does not pass its check and the surname is another: whose is it?"))
        return replace(found, told=say("The file has another surname for this number than the desk."))

    def _in_its_scheme(self, identifier: Identifier) -> Identifier:
        if identifier.well_formed or _stem(identifier):
            return identifier
        scheme = detect_scheme(identifier.typed, self._today)
        return parse_identifier(scheme, identifier.typed, self._today) if scheme else identifier

    def _by_numbers(self, who: Identity, identifiers: Sequence[Identifier]) -> Found:
        bearers: list[set[Whose]] = []
        told = ""
        unsure = False
        for each in identifiers:
            exact = self._numbers.get(_key(each, who))
            if exact:
                bearers.append(exact)
                unsure = unsure or each.check_passed is False
                continue
            near = self._stems.get(_stem(each))
            if near and len(near) == 1:
                bearers.append(near)
                told = say("The PNC has another check letter than the one known; year and serial are the same.")
        if not bearers:
            return NOBODY
        common = set.intersection(*bearers)
        if len(common) == 1:
            return Found(next(iter(common)), told=told, unsure=bool(unsure or told))
        if common:
            return Found(None, say("Several people of the desk bear this identifier: link them or mend one."))
        return Found(None, say("Its identifiers belong to two different people."))

    def _by_name(self, who: Identity, identifiers: Sequence[Identifier]) -> Found:
        if not (who.surname and who.born):
            return NOBODY
        alike = [
            each
            for each in self._names.get((who.surname, who.forenames, who.born), ())
            if not self._contradicts(each, identifiers)
        ]
        if len(alike) > 1:
            return Found(None, say("Several people have this name and date of birth: add an identifier."))
        if alike:
            return Found(alike[0], told=say("Matched by name and date of birth."))
        if (who.surname, who.born) in self._births:
            return Found(None, told=say("Somebody of this surname and date of birth is known: are they one person?"))
        return NOBODY

    def _contradicts(self, whose: Whose, identifiers: Sequence[Identifier]) -> bool:
        """Whether the row gives a number of a scheme of which this person has another."""
        keys = self._keys.get(whose, {})
        return any(
            each.well_formed and each.scheme in keys and (_stem(each) or each.canonical) not in keys[each.scheme]
            for each in identifiers
        )

    def _fold(self, name: str) -> str:
        folded = self._folded.get(name)
        if folded is None:
            folded = self._folded[name] = fold_name(name)
        return folded


def _other_name(who: Identity, other: Identity) -> bool:
    """Surnames known on both sides that share no word: a double-barrelled name shares one with either half."""
    one, two = set(who.surname.split()), set(other.surname.split())
    return bool(one and two and not one & two)


def _another_person(who: Identity, other: Identity) -> bool:
    """Name and date of birth both known on both sides, and both different: a mistyped number, not a changed name."""
    named = bool(who.surname and other.surname and who.surname != other.surname)
    return named and who.born is not None and other.born is not None and who.born != other.born


def _key(identifier: Identifier, who: Identity) -> str:
    if identifier.well_formed:
        return f"{identifier.scheme}{identifier.canonical}"
    # "Awaited" in a PNC column is on many people: it is somebody's only together with the whole name.
    return f"?{identifier.scheme}{identifier.canonical}|{who.surname}|{who.forenames}|{who.born}"


def _stem(identifier: Identifier) -> str:
    """Year and serial of a PNC, with or without its letter; empty for any other identifier."""
    found = _STEM.fullmatch(identifier.canonical) if identifier.scheme is Scheme.PNC else None
    return found[1] if found else ""


def same_number(one: Identifier, other: Identifier) -> bool:
    """Whether two identifiers of a scheme are one, the check letter of a PNC aside."""
    return (_stem(one) or one.canonical) == (_stem(other) or other.canonical)
