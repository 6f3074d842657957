"""The four identifiers of the field: what was typed, the one canonical form, and whether the check letter holds.

Pure rules (PRODUCT, "Identifiers"). A check that fails never refuses: old records do contain errors and a
person must never be unrecordable, so the result carries a warning in plain words and the caller asks for a
reason. What is not even of the form keeps a tidied spelling as its canonical form, so that the same slip typed
twice is still recognised as the same.

The two-digit year rule: up to this year's two digits it is 20xx, else 19xx; ``today`` is given by the caller.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from iomdesk.words import say

CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
"""Indexed by the number modulo 23: I, O and S are never check letters."""

_FIRST_YEAR = 1900
_PNC = re.compile(r"(\d{4}|\d{2})/(\d{1,7})([A-Z])", re.ASCII)
_PNC_UNBROKEN = re.compile(r"(\d{4}|\d{2})(\d{7})([A-Z])", re.ASCII)
_PNC_NO_LETTER = re.compile(r"(\d{4}|\d{2})/(\d{1,7})", re.ASCII)
_CRO = re.compile(r"(\d{1,6})/(?:19|20)?(\d{2})([A-Z])", re.ASCII)
_CRO_FILE = re.compile(r"SF(?:19|20)?(\d{2})/(\d{1,7})([A-Z])", re.ASCII)
_NOMIS = re.compile(r"[A-Z]\d{4}[A-Z]{2}", re.ASCII)
_CRN = re.compile(r"[A-Z]\d{6}", re.ASCII)
_SPACES = re.compile(r"\s+")
_SEPARATORS = str.maketrans("\\-–—", "////")


class Scheme(StrEnum):
    """Whose number it is."""

    PNC = "PNC"
    CRO = "CRO"
    NOMIS = "NOMIS"
    CRN = "CRN"


@dataclass(frozen=True, slots=True, repr=False)
class Identifier:
    """One identifier as it was understood.

    ``canonical`` is the form to store, compare and index. ``check_passed`` is None where the scheme has no
    check letter or none was given. ``warning`` is empty when nothing needs a person's attention; otherwise a
    sentence, and the caller asks for a reason before recording.
    """

    scheme: Scheme
    typed: str
    canonical: str
    well_formed: bool
    check_passed: bool | None
    warning: str


def parse_identifier(scheme: Scheme, typed: str, today: date) -> Identifier:
    """``typed`` read as an identifier of ``scheme``; ``today`` settles two-digit years. Never raises."""
    return _PARSERS[scheme](typed, today)


def detect_scheme(typed: str, today: date) -> Scheme | None:
    """Which scheme ``typed`` is of, by its form; where two forms fit, by its check letter; None when none fits.

    ``81/34U`` is of the form of a PNC and of a CRO: the letter decides, and a tie is read as a PNC.
    """
    fits = [found for scheme in Scheme if (found := parse_identifier(scheme, typed, today)).well_formed]
    passed = [found for found in fits if found.check_passed is not False]
    chosen = passed or fits
    return chosen[0].scheme if chosen else None


def short_pnc(canonical: str, today: date) -> str:
    """The short form of a canonical PNC (``2002/0199127X`` to ``02/199127X``).

    The year keeps its four digits where two would be read as another century; anything that is not a
    canonical PNC comes back as it is.
    """
    found = _PNC.fullmatch(canonical)
    if found is None or len(found[1]) != 4:
        return canonical
    year = found[1][2:] if full_year(found[1][2:], today) == int(found[1]) else found[1]
    return f"{year}/{int(found[2])}{found[3]}"


def full_year(digits: str, today: date) -> int:
    """A year of two or four digits as a year: two digits up to this year's are 20xx, else 19xx."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if year <= today.year % 100 else 1900 + year


def check_letter(number: str) -> str:
    """The check letter of a PNC or CRO whose two-digit year and serial, written together, are ``number``."""
    return CHECK_LETTERS[int(number) % 23]


def _tidy(typed: str) -> str:
    return _SPACES.sub("", typed).upper().translate(_SEPARATORS)


def _parse_pnc(typed: str, today: date) -> Identifier:
    text = _tidy(typed)
    found = _PNC.fullmatch(text) or _PNC_UNBROKEN.fullmatch(text)
    if found is None:
        return _pnc_out_of_form(typed, text, today)
    year, serial, letter = full_year(found[1], today), found[2].zfill(7), found[3]
    passed = check_letter(f"{year % 100:02}{serial}") == letter
    warning = "" if passed else _wrong_letter(Scheme.PNC)
    if not _FIRST_YEAR <= year <= today.year:
        warning = f"{warning} {say('The year of this PNC has not come yet or is before 1900.')}".strip()
    return Identifier(Scheme.PNC, typed, f"{year:04}/{serial}{letter}", True, passed, warning)


def _pnc_out_of_form(typed: str, text: str, today: date) -> Identifier:
    """A letter left out is named as such; the letter is never filled in, because it is the check."""
    found = _PNC_NO_LETTER.fullmatch(text)
    if found is None:
        return _out_of_form(Scheme.PNC, typed, text, "2002/0073319Z")
    canonical = f"{full_year(found[1], today):04}/{found[2].zfill(7)}"
    return Identifier(Scheme.PNC, typed, canonical, False, None, say("The check letter of this PNC is missing."))


def _parse_cro(typed: str, _today: date) -> Identifier:
    text = _tidy(typed)
    if found := _CRO.fullmatch(text):
        serial, year, letter = found[1].zfill(6), found[2], found[3]
        return _checked_cro(typed, f"{serial}/{year}{letter}", year + serial, letter)
    if found := _CRO_FILE.fullmatch(text):
        year, serial, letter = found[1], found[2].lstrip("0") or "0", found[3]
        return _checked_cro(typed, f"SF{year}/{serial}{letter}", year + serial, letter)
    return _out_of_form(Scheme.CRO, typed, text, "065656/91H or SF05/482703J")


def _checked_cro(typed: str, canonical: str, number: str, letter: str) -> Identifier:
    passed = check_letter(number) == letter
    return Identifier(Scheme.CRO, typed, canonical, True, passed, "" if passed else _wrong_letter(Scheme.CRO))


def _parse_nomis(typed: str, _today: date) -> Identifier:
    return _form_only(Scheme.NOMIS, typed, _NOMIS, "A1234AA")


def _parse_crn(typed: str, _today: date) -> Identifier:
    return _form_only(Scheme.CRN, typed, _CRN, "X123456")


def _form_only(scheme: Scheme, typed: str, form: re.Pattern[str], example: str) -> Identifier:
    text = _tidy(typed)
    if form.fullmatch(text):
        return Identifier(scheme, typed, text, True, None, "")
    return _out_of_form(scheme, typed, text, example)


def _out_of_form(scheme: Scheme, typed: str, text: str, example: str) -> Identifier:
    warning = say("This is not of the form of a {scheme} (for example {example}).", scheme=scheme, example=example)
    return Identifier(scheme, typed, text, False, None, warning)


def _wrong_letter(scheme: Scheme) -> str:
    return say("The check letter of this {scheme} does not fit its number; a digit may be wrong.", scheme=scheme)


_PARSERS = {
    Scheme.PNC: _parse_pnc,
    Scheme.CRO: _parse_cro,
    Scheme.NOMIS: _parse_nomis,
    Scheme.CRN: _parse_crn,
}
