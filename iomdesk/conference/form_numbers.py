"""The number on a paper contribution sheet: short enough to read over the telephone, with a letter that checks it.

Pure. ``N3-PRI-07-K`` is the seventh sheet for the prison of a site beginning with N, for its third conference. The
check letter is worked out as that of a PNC number is (PRODUCT, "Identifiers"): any one digit misheard, and any two
neighbouring digits exchanged, give another letter, because the alphabet's length is prime and greater than ten.
"""

import re
import unicodedata

from iomdesk.catalogue import Agency

_ALPHABET = "ZABCDEFGHJKLMNPQRTUVWXY"
_CODES = {
    Agency.POLICE: "POL",
    Agency.PROBATION: "PRO",
    Agency.PRISON: "PRI",
    Agency.YOUTH_JUSTICE: "YJS",
    Agency.LOCAL_AUTHORITY: "LOC",
    Agency.HOUSING: "HOU",
    Agency.HEALTH: "HEA",
    Agency.SUBSTANCE_MISUSE: "SUB",
    Agency.VOLUNTARY: "VOL",
}
_DIGITS = r"[0-9OIL]+"
_NUMBER = re.compile(rf"([A-Z])({_DIGITS})({'|'.join(_CODES.values())})({_DIGITS})([A-Z])")
_LOOK_ALIKE = str.maketrans("OIL", "011")


def series_of(site: str, conference: int | None, agency: Agency) -> str:
    """What the numbers of one conference's sheets for one agency begin with: ``N3-PRI``; two sites may share it."""
    plain = unicodedata.normalize("NFKD", site).upper()
    initial = next((letter for letter in plain if "A" <= letter <= "Z"), "X")
    return f"{initial}{max(0, conference or 0)}-{_CODES[agency]}"


def form_number(series: str, sequence: int) -> str:
    """The number of one sheet of a series, check letter included."""
    body = f"{series}-{sequence:02}"
    return f"{body}-{check_letter(body)}"


def check_letter(body: str) -> str:
    """The letter that checks everything before it."""
    plain = "".join(filter(str.isalnum, body))
    return _ALPHABET[int(plain, 36) % len(_ALPHABET)]


def sequence_of(number: str) -> int:
    """Which sheet of its series a number is; 0 where it is none of ours."""
    found = _NUMBER.fullmatch("".join(filter(str.isalnum, number)))
    return int(found[4]) if found else 0


def read_number(text: str) -> str | None:
    """``text`` as the number it spells, however spaced and with 0 for O; None where it is no such number.

    Whether its check letter is right is for ``passes`` to say.
    """
    plain = "".join(each for each in text.upper() if each.isascii() and each.isalnum())
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return None
    meeting, sequence = (int(found[part].translate(_LOOK_ALIKE)) for part in (2, 4))
    return f"{found[1]}{meeting}-{found[3]}-{sequence:02}-{found[5]}"


def passes(number: str) -> bool:
    """Whether the check letter of a number that was read is right."""
    body, _, letter = number.rpartition("-")
    return check_letter(body) == letter
