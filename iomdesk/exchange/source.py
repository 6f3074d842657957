"""What a foreign sheet is known again by, so that it is compared with itself and not with nothing.

Its layout, the name of its sheet without figures, and the headings of its list in any order: not the workbook's
other sheets, and not its rows. A sheet that gained a column or two is still the same sheet. One that lost some may
be another team's shorter one, whose cells must never pass for changes to the longer one's.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import Enum

from iomdesk.exchange.headings import OWN_HEADINGS, heading_key
from iomdesk.exchange.layout import FoundLayout

_GAINED_OF = 4
"""One column gained for each so many that were there, and one in any case, is the same sheet still."""


_OWN = frozenset(map(heading_key, OWN_HEADINGS))


class Reach(Enum):
    """What it says of a row held before that a file does not hold it."""

    WHOLE = "the file is the whole list each time: the row was mended there, or is no longer wanted"
    NEWS = "the file is what is new since the last one: nothing"


@dataclass(frozen=True, slots=True, repr=False)
class Source:
    """One kind of sheet. ``key`` is what is kept of it under, ``older`` the key an earlier program used, if any."""

    key: str
    headings: frozenset[str]
    older: str
    reach: Reach


def source_of(found: FoundLayout, fingerprint: str, reach: Reach = Reach.WHOLE) -> Source:
    """The source of a list that was found; ``fingerprint`` is that of its whole file."""
    row = found.sheet.rows[found.header_row - 1]
    headings = frozenset(key for cell in row if isinstance(cell, str) and (key := heading_key(cell)))
    # A heading's key holds no colon, so the sheet's name is never taken for a heading.
    marked = headings | {"sheet:" + re.sub(r"\d+", "", heading_key(found.sheet.name))}
    digest = hashlib.sha256(json.dumps(sorted(marked)).encode()).hexdigest()
    if headings & _OWN:
        # Rows that left this desk are a source of their own: they are newer than the sheet they are headed like.
        return Source(f"{found.layout}:{digest}", marked, "", reach)
    return Source(f"{found.layout}:{digest}", marked, f"{found.layout}:{fingerprint}", reach)


def grown_from(source: Source, known: Mapping[str, Set[str]]) -> str:
    """The first key of ``known`` (key to headings) that this source is with columns more; else empty."""
    for key, headings in known.items():
        gained = len(source.headings) - len(headings)
        if headings < source.headings and gained <= max(1, len(headings) // _GAINED_OF):
            return key
    return ""
