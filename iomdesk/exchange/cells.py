"""One cell read as one value of the field: yes or no, RAG, RoSH, cohort label, sex, a score, plain text.

Each function returns a value or a plain reason why not, and never raises. Codes come out as the catalogue spells
them. A reason never repeats the cell: the raw cell is kept beside it.
"""

from collections.abc import Mapping
from datetime import date, datetime

from iomdesk.exchange.dates import Parsed
from iomdesk.exchange.sheets import Cell, visible
from iomdesk.words import say

_ERRORS = (
    "N/A REF! VALUE! NAME? DIV/0! NULL! NUM! SPILL! CALC! GETTING_DATA BLOCKED! BUSY! CONNECT! EXTERNAL! FIELD! "
    "PYTHON! TIMEOUT! UNKNOWN!"
)
ERROR_CELLS = frozenset(f"#{name}" for name in _ERRORS.split())

_YES_NO = {
    **dict.fromkeys(("y", "yes", "true", "1", "✓", "x"), "yes"),
    **dict.fromkeys(("n", "no", "false", "0"), "no"),
    **dict.fromkeys(("", "?", "-", "nk", "n/k", "not known", "unknown", "tbc", "u"), "unknown"),
}
_RAG = {**dict.fromkeys(("r", "red"), "Red"), **dict.fromkeys(("a", "amber"), "Amber")} | dict.fromkeys(
    ("g", "green"), "Green"
)
_ROSH = {
    **dict.fromkeys(("l", "low"), "Low"),
    **dict.fromkeys(("m", "med", "medium"), "Medium"),
    **dict.fromkeys(("h", "high"), "High"),
    **dict.fromkeys(("vh", "v high", "very high", "v.high", "v. high", "veryhigh"), "Very High"),
}
_COHORT = {
    "fixed": "Fixed",
    "flex": "Flex",
    "free": "Free",
    **dict.fromkeys(("ppo", "prolific and priority offender"), "PPO"),
    **dict.fromkeys(("hcco", "high crime causing offender"), "HCCO"),
}
_SEX = {
    **dict.fromkeys(("m", "male"), "M"),
    **dict.fromkeys(("f", "female"), "F"),
    **dict.fromkeys(("x", "other"), "X"),
}
_OUTCOMES = {
    **dict.fromkeys(("suspected", "suspect", "under investigation", "undetected", "named suspect"), "Suspected"),
    **dict.fromkeys(("charged", "charge", "summonsed", "charged/summonsed", "postal requisition"), "Charged"),
    **dict.fromkeys(("cautioned", "caution", "conditional caution"), "Cautioned"),
    **dict.fromkeys(("convicted", "conviction", "guilty", "sentenced"), "Convicted"),
    **dict.fromkeys(("no further action", "nfa", "n.f.a.", "acquitted", "not guilty"), "No further action"),
}
_SCORE_WORDS = frozenset({"", "-", "–", "nk", "n/k", "not known", "unknown", "?"})
_NOTHING = frozenset({"", "-", "–", "n/a", "na", "nk", "n/k", "not known", "unknown", "?", "tbc"})
TOP_SCORE = 4


def cell_text(cell: Cell) -> str:
    """A cell as text: dates in ISO form, whole numbers without a point, line ends as one character, ends trimmed."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second or cell.microsecond):
        return cell.date().isoformat()
    if isinstance(cell, (date, datetime)):
        return cell.isoformat(*([" "] if isinstance(cell, datetime) else []))
    return str(cell)


def is_error(text: str) -> bool:
    """Whether a cell's text is a formula's error, as Excel (``#N/A``) or LibreOffice (``Err:502``) shows it."""
    return text in ERROR_CELLS or (text.startswith("Err:") and text[4:].isdigit())


def error_reason() -> str:
    """Why a cell with a formula's error says nothing: neither a value nor that there is none."""
    return say("This cell holds a formula's error.")


def parse_text(cell: Cell) -> Parsed[str]:
    """Text as it stands; a cell that holds a formula's error is held."""
    text = visible(cell_text(cell))
    if is_error(text):
        return Parsed(None, error_reason())
    return Parsed(text or None)


def parse_yes_no(cell: Cell) -> Parsed[str]:
    """``yes``, ``no`` or ``unknown``; a question mark and an empty cell are both unknown."""
    known = _YES_NO.get(visible(cell_text(cell)).casefold())
    return Parsed(known) if known else Parsed(None, say("This is neither yes, no nor unknown."))


def parse_rag(cell: Cell) -> Parsed[str]:
    """``Red``, ``Amber`` or ``Green``."""
    return _one_of(cell, _RAG, say("This is not red, amber or green."))


def parse_rosh(cell: Cell) -> Parsed[str]:
    """Risk of serious harm: ``Low``, ``Medium``, ``High`` or ``Very High``."""
    return _one_of(cell, _ROSH, say("This is not low, medium, high or very high."))


def parse_cohort_label(cell: Cell) -> Parsed[str]:
    """``Fixed``, ``Flex``, ``Free``, or the older ``PPO`` and ``HCCO``."""
    return _one_of(cell, _COHORT, say("This is not a cohort label: Fixed, Flex, Free, PPO or HCCO."))


def parse_sex(cell: Cell) -> Parsed[str]:
    """``M``, ``F`` or ``X``."""
    return _one_of(cell, _SEX, say("This is not M, F or X."))


def parse_outcome(cell: Cell) -> Parsed[str]:
    """Of a crime: ``Suspected``, ``Charged``, ``Cautioned``, ``Convicted`` or ``No further action`` (PRODUCT)."""
    return _one_of(cell, _OUTCOMES, say("This is not suspected, charged, cautioned, convicted or no further action."))


def parse_score(cell: Cell, top: int = TOP_SCORE) -> Parsed[int]:
    """A pathway score, 0 to ``top``; None without a reason where it is not known. Not known is never nought."""
    text = cell_text(cell)
    if text.casefold() in _SCORE_WORDS:
        return Parsed(None)
    number = text[:-2] if text.endswith(".0") else text
    if not isinstance(cell, bool) and number.isascii() and number.isdigit() and int(number[:4]) <= top:
        return Parsed(int(number))
    return Parsed(None, say("This is not a whole score from 0 to {top}.", top=top))


def parse_whole_number(cell: Cell) -> Parsed[int]:
    """A whole number, such as a total."""
    text = cell_text(cell)
    number = text[:-2] if text.endswith(".0") else text
    if not number:
        return Parsed(None)
    if not isinstance(cell, bool) and number.isascii() and number.isdigit() and len(number) <= 9:
        return Parsed(int(number))
    return Parsed(None, say("This is not a whole number."))


def says_nothing(text: str) -> bool:
    """True for an empty cell and for the ways people write that there is nothing to say."""
    return text.casefold() in _NOTHING


def _one_of(cell: Cell, spellings: Mapping[str, str], reason: str) -> Parsed[str]:
    text = " ".join(visible(cell_text(cell)).casefold().split())
    if says_nothing(text):
        return Parsed(None)
    known = spellings.get(text)
    return Parsed(known) if known else Parsed(None, reason)
