"""Which fields of the catalogue each column of the team's sheet is made of, and so which data categories it discloses.

A cell that several fields make shows only to somebody who may read every one of them: ``HMP Norwich (rel 18/07/27)``
tells of a prison and of a release, ``Community`` of both.
"""

from collections.abc import Mapping

from iomdesk.catalogue import (
    ASSIGNMENT,
    CUSTODY_SPELL,
    IDENTIFIER,
    MARKER,
    MEMBERSHIP,
    NOTE,
    PERSON,
    SCORE_SET,
    Category,
    Kind,
)
from iomdesk.exchange.headings import IDENTIFIER_FIELDS
from iomdesk.pathways.standing import SCORE_COLUMNS

_Parts = tuple[Kind, tuple[str, ...]]
_LEAD: _Parts = (ASSIGNMENT, ("role", "agency", "officer_name"))
_MARKER: _Parts = (MARKER, ("code", "state"))
_NUMBER: _Parts = (IDENTIFIER, ("scheme", "typed", "canonical"))
_NOTE: _Parts = (NOTE, ("heading", "body"))
_MADE_OF: Mapping[str, _Parts] = {
    **{name: (PERSON, (name,)) for name in ("surname", "forenames", "sex", "site", "cohort_label", "rosh", "rag")},
    **dict.fromkeys(IDENTIFIER_FIELDS, _NUMBER),
    "dob": (PERSON, ("born",)),
    "adopted": (MEMBERSHIP, ("event", "happened_on")),
    "police_om": _LEAD,
    "probation_om": _LEAD,
    "supervision": (PERSON, ("supervision", "supervision_until")),
    "mappa": (PERSON, ("mappa_category", "mappa_level")),
    "location": (CUSTODY_SPELL, ("prison", "from_on", "to_on", "release_on")),
    "da_perpetrator": _MARKER,
    "county_lines": _MARKER,
    "last_conference": (PERSON, ("last_conference",)),
    "priority_pathway": (PERSON, ("priority",)),
    "notes": _NOTE,
}


def _categories(parts: _Parts) -> tuple[Category, ...]:
    kind, names = parts
    return tuple(dict.fromkeys(kind.by_name[name].category for name in names))


COLUMN_DISCLOSES: Mapping[str, tuple[Category, ...]] = {name: _categories(parts) for name, parts in _MADE_OF.items()}
"""The categories of each field of the team's sheet."""
NOTE_DISCLOSES = _categories(_NOTE)
"""The categories of a column of notes: its heading tells as much as its cells."""
SCORES_DISCLOSE = tuple(
    dict.fromkeys(
        (
            *_categories(_NUMBER),
            *_categories((PERSON, ("surname",))),
            *_categories((SCORE_SET, ("scored_on", *(column.key for column in SCORE_COLUMNS)))),
        )
    )
)
"""The categories of a row of scores, which says whose it is."""
