"""How a value reads on paper: known, not known, or withheld, each in its own words."""

from datetime import date

from iomdesk.clock import date_text
from iomdesk.packs.paper.lettering import Style
from iomdesk.packs.paper.look import BODY, MISSING
from iomdesk.packs.paper.table import Text, text_cell
from iomdesk.packs.paper.values import Known, Withheld
from iomdesk.words import say


def withheld_words(value: Withheld) -> str:
    """*withheld under clause 4.2*; never to be mistaken for *not known*."""
    return say("withheld under clause {clause}", clause=value.clause) if value.clause else say("withheld")


def known_words(value: Known[str] | Known[date]) -> str:
    """The value as it is read; an empty text is not known."""
    if isinstance(value, Withheld):
        return withheld_words(value)
    if isinstance(value, date):
        return date_text(value)
    return value or say("not known")


def known_cell(value: Known[str] | Known[date], style: Style = BODY) -> Text:
    """A cell of the value; what is missing stands in italics."""
    return text_cell(known_words(value), style if value and not isinstance(value, Withheld) else MISSING)
