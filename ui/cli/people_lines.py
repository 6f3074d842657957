"""How people are written on the command line: aligned text for a person, documents for ``--json``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date

from iomdesk.clock import date_text, instant_text
from iomdesk.cohort.listing import CohortRow
from iomdesk.cohort.questions import Membership, PersonFile
from iomdesk.cohort.rules import Scale, mappa_text
from iomdesk.custody.questions import Held
from iomdesk.custody.rules import Spell
from iomdesk.ids import id_text
from iomdesk.pathways.versions import LabelledSet
from iomdesk.people.card import ContestedField, NoteRow
from iomdesk.people.questions import Candidate, DuplicateRow
from iomdesk.people.rules import FieldValue, officer_role_label
from iomdesk.words import counted, say
from ui.cli.shape import Json


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows under headings, columns aligned; no lines when there are no rows."""
    cells = [headings, *([" ".join(cell.split()) for cell in row] for row in rows)]
    if len(cells) == 1:
        return []
    widths = [max(len(row[place]) for row in cells) for place in range(len(headings))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def shown(value: FieldValue) -> str:
    """A field as text; an unknown one is empty."""
    if isinstance(value, date):
        return date_text(value)
    return id_text(value) if isinstance(value, bytes) else "" if value is None else str(value)


def whereabouts(held: Held | None) -> str:
    """``Community``, or the prison with the release date."""
    if held is None:
        return say("Community")
    prison = held.prison or say("Custody")
    return f"{prison} ({say('release')} {date_text(held.release_on)})" if held.release_on else prison


def _mappa(category: int | None, level: int | None) -> str:
    return "" if category is None else mappa_text(category, level)


def cohort_lines(rows: Sequence[CohortRow]) -> list[str]:
    """The list, with a count; the fields whose values differ are named at the end of the row."""
    words = ("Ref", "Surname", "Forenames", "Born", "PNC", "Site", "Cohort", "Status", "RAG", "RoSH", "MAPPA")
    headings = [say(word) for word in (*words, "Where", "Police OM", "Probation OM", "Differs")]
    lines = table(headings, (_cohort_cells(row) for row in rows))
    return [*lines, counted(len(rows), "{count} person.", "{count} people.")]


def _cohort_cells(row: CohortRow) -> list[str]:
    cells = (
        row.ref, row.surname, row.forenames, date_text(row.born), row.pnc, row.site, row.cohort_label, row.status,
        row.rag, row.rosh, _mappa(row.mappa_category, row.mappa_level), whereabouts(row.held), row.police_om,
        row.probation_om, ", ".join(row.contested),
    )  # fmt: skip
    return [cell or "" for cell in cells]


def row_document(row: CohortRow) -> Json:
    """One row of the list as a document: every column, dates as ISO text."""
    plain: dict[str, Json] = {each.name: _json(getattr(row, each.name)) for each in fields(row)}
    return plain | {"held": _held(row.held), "contested": list(row.contested)}


def _held(held: Held | None) -> Json:
    return None if held is None else {"prison": held.prison, "release_on": _json(held.release_on)}


def _json(value: object) -> Json:
    """A value as a document holds it; ids and dates as text, what is compound left to its own writer."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return id_text(value)
    if isinstance(value, str):
        return str(value)
    return value if isinstance(value, int | bool) else None


_FIELD_WORDS = {
    "ref": "reference",
    "rag": "RAG",
    "rosh": "RoSH",
    "mappa_category": "MAPPA category",
    "mappa_level": "MAPPA level",
    "priority": "priority pathway",
}
SCALE_WORDS: Mapping[str, str] = {str(Scale.RAG): "RAG", str(Scale.ROSH): "RoSH", str(Scale.MAPPA): "MAPPA"}


def _field_words(name: str) -> str:
    return say(_FIELD_WORDS[name]) if name in _FIELD_WORDS else name.replace("_", " ")


def file_lines(found: PersonFile, pathways: LabelledSet | None = None) -> list[str]:
    """What the rooms up to the cohort's know of one person, a section for each kind of record."""
    card = found.card
    known = [(name, card.site if name == "site" else shown(value)) for name, value in card.fields.items()]
    if pathways is not None and isinstance(place := card.fields["priority"], int):
        known = [(name, pathways.label(place) if name == "priority" else text) for name, text in known]
    lines = table(("", ""), [(_field_words(name), text) for name, text in known if text])[1:]
    if len(card.records) > 1:
        lines.append(say("{count} records linked as one person.", count=len(card.records)))
    for section, rows in _sections(found):
        if rows:
            lines += ["", section, *("  " + row for row in rows)]
    return lines


def _sections(found: PersonFile) -> Iterable[tuple[str, list[str]]]:
    card, membership = found.card, found.membership
    yield say("Differs"), [line for each in card.contested for line in _contested_lines(each)]
    yield (
        say("Identifiers"),
        [f"{row.scheme}  {row.canonical}{'' if row.check_passed is not False else '  ' + say('(check letter fails)')}"
         for row in card.identifiers],
    )  # fmt: skip
    yield say("Markers"), [f"{row.label}: {row.state}  {date_text(row.since)}".rstrip() for row in card.markers]
    yield (
        say("Officers"),
        [
            f"{officer_role_label(row.role)}, {row.agency}: {row.name}  {date_text(row.since)}".rstrip()
            + (f" – {date_text(row.until)}" if row.until else "")
            for row in card.officers
        ],
    )
    yield (
        say("Membership"),
        [
            *(f"{date_text(row.on)}  {row.step}  {row.reason or ''}".rstrip() for row in membership.recorded),
            *([_time_on_scheme(membership)] if membership.stays else []),
        ],
    )
    yield (
        say("Ratings"),
        [
            f"{date_text(r.on)}  {SCALE_WORDS.get(r.scale, r.scale)} {r.value}  {r.reason or ''}".rstrip()
            for r in found.ratings
        ],
    )
    yield say("Custody"), [_spell_line(spell) for spell in found.custody.spells]
    yield (
        say("Spells that overlap"),
        [f"{_spell_line(first)}  |  {_spell_line(second)}" for first, second in found.custody.overlapping],
    )
    yield say("Notes"), [_note_line(row) for row in card.notes]


def _time_on_scheme(membership: Membership) -> str:
    return counted(membership.days_on_scheme, "{count} day on the scheme", "{count} days on the scheme")


def _note_line(row: NoteRow) -> str:
    day = date_text(row.noted_on) or say("no date")
    kept = say(" (not to be shared)") if row.do_not_share else ""
    said = f"{row.heading}: {row.body}" if row.heading else row.body
    return f"{day}{kept}  {' '.join(said.split())}"


def _contested_lines(each: ContestedField) -> list[str]:
    nothing, nobody = say("not known"), say("unknown officer")
    return [
        f"{_field_words(each.name)}: {shown(one.value) or nothing}  ({one.by or nobody}, {instant_text(one.at)})"
        for one in each.standing
    ]


def _spell_line(spell: Spell) -> str:
    run = f"{date_text(spell.from_on) or '?'} – {date_text(spell.to_on)}"
    due = f"  {say('release')} {date_text(spell.release_on)}" if spell.release_on else ""
    return f"{spell.prison or say('Custody')}  {run}{due}  {spell.reason or ''}".rstrip()


def file_document(found: PersonFile) -> dict[str, Json]:
    """Everything about one person as a document."""
    card = found.card
    plain: dict[str, Json] = {name: _json(value) for name, value in card.fields.items()}
    return {
        "id": id_text(card.id),
        "records": [id_text(record) for record in card.records],
        **plain,
        "site": card.site,
        "contested": [
            {"field": each.name, "values": [{"value": _json(s.value), "by": s.by, "at": s.at} for s in each.standing]}
            for each in card.contested
        ],
        "identifiers": _documents(card.identifiers),
        "markers": _documents(card.markers),
        "officers": _documents(card.officers),
        "notes": _documents(card.notes),
        "status": str(found.membership.status) if found.membership.status else None,
        "days_on_scheme": found.membership.days_on_scheme,
        "membership": _documents(found.membership.recorded),
        "ratings": _documents(found.ratings),
        "custody": _documents(found.custody.spells),
        "overlapping": [[id_text(first.id), id_text(second.id)] for first, second in found.custody.overlapping],
    }


def _documents(rows: Iterable[object]) -> list[Json]:
    return [{each.name: _json(getattr(row, each.name)) for each in fields(row)} for row in rows]  # type: ignore[arg-type]


def duplicate_lines(rows: Sequence[DuplicateRow]) -> list[str]:
    """Pairs that may be one person, with what they share."""
    headings = [say(word) for word in ("How sure", "Shared", "One", "Other")]
    return table(headings, ([say(row.likeness), _shared(row), _person(row.first), _person(row.second)] for row in rows))


def _shared(row: DuplicateRow) -> str:
    return row.shared or say("name and date of birth")


def _person(row: Candidate) -> str:
    return f"{row.ref} {row.surname}, {row.forenames} {date_text(row.born)}".rstrip()


def duplicate_document(row: DuplicateRow) -> Json:
    """One pair as a document."""
    return {
        "likeness": str(row.likeness),
        "shared": row.shared or None,
        "people": [{"id": id_text(each.id), "ref": each.ref} for each in (row.first, row.second)],
    }
