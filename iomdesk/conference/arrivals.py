"""What happened to the record of a conference after its minutes were signed, and whether the chair has seen it.

What was seen is known by the operations themselves, not by a clock: what a desk without a network wrote before the
chair looked, and brought in after, has not been seen.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.catalogue import BY_NAME
from iomdesk.conference.assembling import contributed, kept_close
from iomdesk.conference.binding import ChangedRecord, SignedMinutes, changes_since, later_than
from iomdesk.conference.entries import Bound, Entry, entries_named
from iomdesk.conference.minuted import Arrived
from iomdesk.conference.names import Names, names_for
from iomdesk.conference.records import ConferenceNote
from iomdesk.conference.rules import NoteAbout
from iomdesk.conference.wording import category_of, field_words, kind_words, words_of
from iomdesk.ids import Id
from iomdesk.store.reading import Reading
from iomdesk.words import say


def changed_and_later(
    reading: Reading, signed: Mapping[Id, SignedMinutes], *, addenda: bool
) -> dict[Id, tuple[tuple[ChangedRecord, ...], tuple[ChangedRecord, ...]]]:
    """By conference the bound records that changed and what was recorded since; nothing where a signature fails."""
    bound = {conference: each.bound for conference, each in signed.items() if each.holds}
    changed = changes_since(reading, bound)
    later = later_than(reading, bound, addenda=addenda)
    return {conference: (changed.get(conference, ()), later.get(conference, ())) for conference in signed}


def arrived_since(
    reading: Reading, signed: Mapping[Id, SignedMinutes], *, addenda: bool
) -> dict[Id, tuple[tuple[Arrived, ...], tuple[Arrived, ...]]]:
    """The same in words, with whether the chair has seen each; a constant number of selects for all of them."""
    found = changed_and_later(reading, signed, addenda=addenda)
    every = [record for pair in found.values() for records in pair for record in records]
    entries = entries_named(reading, (Bound(BY_NAME[each.kind].number, each.record, b"") for each in every))
    people = [each.owner for each in entries.values() if each.kind.subject == "person" and each.owner is not None]
    names = names_for(reading, people) if every else Names()
    seen = _seen(reading, list(signed))
    return {
        conference: (
            _arrived(changed, entries, names, seen.get(conference, frozenset())),
            _arrived(later, entries, names, seen.get(conference, frozenset())),
        )
        for conference, (changed, later) in found.items()
    }


def marks_text(changes: Iterable[ChangedRecord]) -> str:
    """What a chair has seen, as one note keeps it: a line for each, its kind, its record and its mark."""
    return "\n".join(f"{each.kind} {each.record.hex()} {each.mark.hex()}" for each in changes)


def _seen(reading: Reading, conferences: list[Id]) -> dict[Id, frozenset[tuple[str, str]]]:
    rows = reading.all(
        select(ConferenceNote.conference, ConferenceNote.body).where(
            ConferenceNote.conference.in_(conferences),
            ConferenceNote.about == str(NoteAbout.SEEN),
            ConferenceNote.withdrawn.is_(None),
        )
    )
    found: dict[Id, set[tuple[str, str]]] = {}
    for conference, body in rows:
        for line in (body or "").splitlines():
            if len(parts := line.split()) == 3:
                found.setdefault(conference, set()).add((parts[1], parts[2]))
    return {conference: frozenset(marks) for conference, marks in found.items()}


def _arrived(
    changes: Iterable[ChangedRecord], entries: Mapping[Id, Entry], names: Names, seen: frozenset[tuple[str, str]]
) -> tuple[Arrived, ...]:
    kept = kept_close(entries.values())
    return tuple(_one(each, entries.get(each.record), names, seen, kept) for each in changes)


def _one(
    each: ChangedRecord, entry: Entry | None, names: Names, seen: frozenset[tuple[str, str]], kept: frozenset[Id]
) -> Arrived:
    about = entry.owner if entry is not None and entry.kind.subject == "person" else None
    late = entry is not None and entry.kind is catalogue.CONTRIBUTION and not each.fields
    return Arrived(
        category_of(each.kind),
        each.record,
        names.canonical(about) if about else None,
        names.person(about).ref if about else "",
        each.kind,
        _said(each, entry, names),
        each.fields,
        (each.record.hex(), each.mark.hex()) in seen,
        contributed(entry, entry, marked=entry.id in kept) if late and entry is not None else None,
        entry is not None and not entry.stands,
    )


def _said(each: ChangedRecord, entry: Entry | None, names: Names) -> str:
    if entry is None:
        return say("{kind}: no longer on this desk", kind=kind_words(each.kind))
    said = words_of(entry, names)
    if not each.fields:
        return said
    fields = ", ".join(map(field_words, each.fields))
    return say("{kind} ({fields} changed), now: {words}", kind=kind_words(each.kind), fields=fields, words=said)
