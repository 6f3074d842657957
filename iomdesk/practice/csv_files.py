"""The extracts a team hands over beside its sheet: offences and custody, one row each, keyed on PNC."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from iomdesk.practice.partnership import Partnership

OFFENCE_COLUMNS = (
    "PNC",
    "Crime ref",
    "Offence code",
    "Offence",
    "Committed from",
    "Committed to",
    "Outcome",
    "Outcome date",
)
CUSTODY_COLUMNS = ("PNC", "Prison", "From", "To", "Reason")


def offences_csv(partnership: Partnership) -> bytes:
    """The offences extract: UTF-8, CRLF, ISO dates, canonical PNC."""
    rows = (
        (
            person.pnc,
            offence.crime_ref,
            offence.code,
            offence.title,
            offence.committed_from.isoformat(),
            _iso(offence.committed_to),
            offence.outcome,
            offence.outcome_date.isoformat(),
        )
        for person, offence in partnership.offences()
    )
    return _csv(OFFENCE_COLUMNS, rows)


def custody_csv(partnership: Partnership) -> bytes:
    """The custody extract: UTF-8, CRLF, ISO dates, canonical PNC; an open spell has an empty ``To``."""
    rows = (
        (person.pnc, spell.prison, spell.starts.isoformat(), _iso(spell.ends), spell.reason)
        for person, spell in partnership.custody()
    )
    return _csv(CUSTODY_COLUMNS, rows)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _csv(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow(columns)
    writer.writerows(rows)
    return page.getvalue().encode()
