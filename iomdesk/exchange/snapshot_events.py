"""Scores, offences and notes of the desk as an import sees them: each table read once, as plain values by person."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from iomdesk.exchange.event_plan import KnownOffence, OffenceKey, known_key
from iomdesk.exchange.plan import Whose
from iomdesk.exchange.score_plan import KnownScores, KnownSet
from iomdesk.exchange.snapshot import SHEET, KnownPeople, rows_of
from iomdesk.harm.records import Offence
from iomdesk.harm.rules import RecordedOffence
from iomdesk.ids import Id
from iomdesk.pathways.records import ScoreSet
from iomdesk.pathways.standing import SCORE_COLUMNS
from iomdesk.people.records import Note
from iomdesk.store.reading import Reading


def scores_of(reading: Reading, known: KnownPeople) -> KnownScores:
    """The score sets that stand: those another one corrects are left out."""
    s = ScoreSet
    rows = rows_of(
        reading,
        select(s.id, s.person, s.scored_on, s.conference, s.corrects, *SCORE_COLUMNS)
        .where(s.withdrawn.is_(None), s.person.is_not(None))
        .order_by(s.scored_on, s.id),
    )
    corrected = {row[4] for row in rows}
    by_id: dict[Id, KnownSet] = {}
    by_day: dict[tuple[Whose, date | None], tuple[KnownSet, ...]] = {}
    for id, person, on, conference, _, *scores in rows:
        if id not in corrected:
            owner = known.canonical.get(person, person)
            each = by_id[id] = KnownSet(id, owner, on, tuple(scores), conference is not None)
            by_day[owner, on] = (*by_day.get((owner, on), ()), each)
    return KnownScores(by_id, by_day, known.pathways.levels if known.pathways else frozenset())


def offences_of(reading: Reading, known: KnownPeople) -> dict[Id, dict[OffenceKey, KnownOffence]]:
    """The offences of everybody, by what tells them apart."""
    o = Offence
    columns = (o.crime_ref, o.code, o.description, o.committed_from, o.committed_to, o.outcome, o.outcome_on)
    found: dict[Id, dict[OffenceKey, KnownOffence]] = {}
    for id, person, *values in rows_of(
        reading, select(o.id, o.person, *columns).where(o.withdrawn.is_(None)).order_by(o.id)
    ):
        offence = RecordedOffence(*values)
        by_key = found.setdefault(known.canonical.get(person, person), {})
        by_key.setdefault(known_key(offence), KnownOffence(id, offence))
    return found


def notes_of(reading: Reading, source: str) -> set[tuple[Id, str, str, date | None]]:
    """Person, heading, text and day of every note that came from a file of this kind."""
    n = Note
    rows: Iterable[tuple[Id, str | None, str | None, date | None]] = rows_of(
        reading, select(n.person, n.heading, n.body, n.noted_on).where(n.source == source, n.withdrawn.is_(None))
    )
    return {(person, heading or "", body or "", on) for person, heading, body, on in rows}


def marked_notes_of(reading: Reading, known: KnownPeople) -> Counter[Id]:
    """How many notes of a sheet's columns each person has that are marked *do not share*; what they say is not read."""
    n = Note
    found = rows_of(reading, select(n.person).where(n.source == SHEET, n.do_not_share.is_(True), n.withdrawn.is_(None)))
    return Counter(known.canonical.get(person, person) for (person,) in found)
