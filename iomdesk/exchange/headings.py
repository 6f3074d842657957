"""The columns each layout knows, and the many ways people head them."""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

PATHWAY_LABELS = (
    "Accommodation",
    "Employment and education",
    "Finances",
    "Drug use",
    "Alcohol use",
    "Health and wellbeing",
    "Personal relationships and community",
    "Thinking, behaviours and attitudes",
)
"""The default names (PRODUCT, "Pathways Matrix"); relabelling is the scheme's, and is passed in."""

PATHWAY_FIELDS = tuple(f"pathway_{place}" for place in range(1, 9))
RECORD_HEADING = "iomdesk row"
"""Heads the hidden column of an export that carries the record's id."""
REASON_HEADING = "Why it was held (iomdesk)"
"""Heads the last column of exported held rows; left aside when they are read again."""
OWN_HEADINGS = (RECORD_HEADING, REASON_HEADING)
IDENTIFIER_FIELDS = ("pnc", "cro", "nomis", "crn")


class Layout(StrEnum):
    """What a sheet is a list of."""

    COHORT = "cohort"
    PATHWAYS = "pathways"
    OFFENCES = "offences"
    CUSTODY = "custody"


NEEDED: Mapping[Layout, tuple[tuple[str, ...], ...]] = {
    Layout.COHORT: (("surname", "full_name"), ("dob", *IDENTIFIER_FIELDS)),
    Layout.PATHWAYS: (IDENTIFIER_FIELDS, ("date",), *((name,) for name in PATHWAY_FIELDS)),
    Layout.OFFENCES: (IDENTIFIER_FIELDS, ("committed_from",), ("offence_code", "offence")),
    Layout.CUSTODY: (IDENTIFIER_FIELDS, ("from",), ("prison", "reason", "to")),
}
"""What a layout cannot do without: one field of each group."""


def heading_key(heading: str) -> str:
    """A heading without case, spaces, punctuation and the brackets of ``(s)``: what two headings are compared by."""
    return re.sub(r"[\W_]+", "", heading.casefold())


@lru_cache(maxsize=8)
def synonyms(layout: Layout, pathway_labels: tuple[str, ...] = PATHWAY_LABELS) -> Mapping[str, tuple[str, int]]:
    """Heading key to field and rank (0 the surest), for one layout; ``pathway_labels`` is the scheme's own eight."""
    shipped = _shipped()[layout].items()
    known = {heading_key(text): (field, rank) for field, texts in shipped for rank, text in enumerate(texts)}
    if layout is Layout.PATHWAYS:
        for rank, labels in ((1, PATHWAY_LABELS), (0, pathway_labels)):
            named = zip(PATHWAY_FIELDS, labels, strict=True)
            known |= {heading_key(label): (field, rank) for field, label in named}
    return known


@lru_cache(maxsize=8)
def fields_of(layout: Layout) -> tuple[str, ...]:
    """The fields a mapping file may name for ``layout``."""
    return (*_shipped()[layout], *(PATHWAY_FIELDS if layout is Layout.PATHWAYS else ()))


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(files("resources").joinpath("exchange", "headings.toml").read_text("utf-8"))
