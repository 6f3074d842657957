"""Names and the four identifiers: well formed, with true check letters, each number given once.

Any resemblance of a name or number to a real one is chance: serials come from a stepping sequence, not from
a register.
"""

from dataclasses import dataclass
from datetime import date

from iomdesk.people.identifiers import check_letter, short_pnc
from iomdesk.practice.chance import Chance
from iomdesk.practice.lists import Lists

# The largest prime below a million: stepping by anything then meets every serial once before repeating.
_SERIALS = 999_983
_PRISON_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_PRISON_NUMBERS = 10_000 * len(_PRISON_LETTERS) ** 2
_CRN_LETTERS = "CDEFJNPX"


@dataclass(frozen=True, slots=True)
class Identifiers:
    """A person's numbers; ``cro``, ``nomis`` and ``crn`` are ``None`` when the team does not hold one."""

    pnc: str
    pnc_as_typed: str
    cro: str | None
    nomis: str | None
    crn: str | None


@dataclass(frozen=True, slots=True)
class Numbering:
    """Where each series of numbers starts and how far it steps from one person to the next."""

    pnc: tuple[int, int]
    cro: tuple[int, int]
    crn: tuple[int, int]
    prison: tuple[int, int]

    @classmethod
    def begun(cls, chance: Chance) -> "Numbering":
        """A numbering drawn from ``chance``."""
        pnc, cro, crn = ((chance.below(_SERIALS), chance.between(1, _SERIALS - 1)) for _ in range(3))
        # 30k + 7 shares no factor with the count of prison numbers (twos, threes and fives only).
        return cls(pnc, cro, crn, (chance.below(_PRISON_NUMBERS), 30 * chance.between(10_000, 190_000) + 7))


def _serial(series: tuple[int, int], index: int, count: int = _SERIALS) -> int:
    start, step = series
    return (start + index * step) % count


def name_of(chance: Chance, lists: Lists, sex: str) -> tuple[str, str]:
    """Surname and forenames of one tradition; some have two forenames, some a double-barrelled surname."""
    tradition = chance.pick(lists.traditions)
    forenames = chance.pick(tradition.forenames[sex])
    if chance.happens(22):
        second = chance.pick(tradition.forenames[sex])
        forenames = forenames if second == forenames else f"{forenames} {second}"
    surname = _surname(chance, tradition.surnames, sex)
    if chance.happens(5):
        surname = f"{surname}-{_surname(chance, chance.pick(lists.traditions).surnames, sex)}"
    return surname, forenames


def _surname(chance: Chance, surnames: tuple[str, ...], sex: str) -> str:
    """Polish surnames in -ski and -cki end in -a for a woman."""
    surname = chance.pick(surnames)
    return f"{surname[:-1]}a" if sex == "F" and surname.endswith(("ski", "cki")) else surname


def identifiers_of(chance: Chance, numbering: Numbering, index: int, year: int, as_of: date) -> Identifiers:
    """The numbers of person ``index`` first recorded in ``year``; ``as_of`` settles two-digit years."""
    serial = f"{_serial(numbering.pnc, index):07}"
    pnc = f"{year}/{serial}{check_letter(f'{year % 100:02}{serial}')}"
    return Identifiers(
        pnc=pnc,
        pnc_as_typed=_as_typed(chance, pnc, as_of),
        cro=_cro(chance, _serial(numbering.cro, index), year) if chance.happens(56) else None,
        nomis=_prison_number(_serial(numbering.prison, index, _PRISON_NUMBERS)) if chance.happens(79) else None,
        crn=f"{chance.pick(_CRN_LETTERS)}{_serial(numbering.crn, index):06}" if chance.happens(86) else None,
    )


def _as_typed(chance: Chance, pnc: str, as_of: date) -> str:
    typed = short_pnc(pnc, as_of) if chance.happens(45) else pnc
    return typed.lower() if chance.happens(12) else typed


def _cro(chance: Chance, serial: int, year: int) -> str:
    """A fingerprint number without leading zeros, or one time in eight a small-file number (``SF``)."""
    two = f"{year % 100:02}"
    if chance.below(8) == 0:
        return f"SF{two}/{serial}{check_letter(f'{two}{serial}')}"
    return f"{serial}/{two}{check_letter(f'{two}{serial:06}')}"


def _prison_number(number: int) -> str:
    digits, letters = number % 10_000, number // 10_000
    first, second = divmod(letters, len(_PRISON_LETTERS))
    return f"A{digits:04}{_PRISON_LETTERS[first]}{_PRISON_LETTERS[second]}"
