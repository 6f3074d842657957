"""The cohort as a workbook in the team's own layout: one copy of it, for whichever agency, through the agreement."""

from collections.abc import Iterable, Mapping

from iomdesk.agreement.rules import EntryFacts
from iomdesk.copies.rules import Document, copy_name
from iomdesk.exchange.commands import RememberExport
from iomdesk.exchange.made_of import COLUMN_DISCLOSES, NOTE_DISCLOSES, SCORES_DISCLOSE
from iomdesk.exchange.outgoing import (
    CohortExport,
    CohortKept,
    CohortOut,
    CopyOf,
    NoteKept,
    PersonKept,
    ScoresOut,
    Value,
)
from iomdesk.exchange.questions import gather_cohort
from iomdesk.exchange.snapshot import NOTES
from iomdesk.exchange.workbook import write_cohort_workbook
from iomdesk.ids import id_text, new_id
from iomdesk.issuing.making import Made, Making
from iomdesk.packs.gather.sharing import PersonSharing
from iomdesk.packs.paper.values import Known, Withheld
from iomdesk.words import say


def make_cohort_export(making: Making) -> Made:
    """Everybody on the scheme whom the recipient may be told of, with what they may read of each.

    Only a copy for this desk's own agency holds the ids and the values of before by which it is compared when it
    comes back: for another agency they would say more than its cells do.
    """
    kept = making.desk.ask(gather_cohort, making.desk.today)
    wanted = making.order.people
    shared = [
        (each, way)
        for each in kept.people
        if (not wanted or each.id in wanted) and (way := making.sharing.person(each.facts)) is not None
    ]
    export = _export(kept, [_Shared(person, way) for person, way in shared], making)
    if export.copy.complete:
        making.desk.do(RememberExport(export.export_id, len(shared)))
    return Made(write_cohort_workbook, export, tuple(person.id for person, _ in shared), "")


class _Shared:
    """What of one person is in the copy; what is not is counted on the way."""

    def __init__(self, person: PersonKept, way: PersonSharing) -> None:
        plain = {name: _shown(way, name, person.values.get(name)) for name in COLUMN_DISCLOSES if name != "notes"}
        notes = _notes(way, person.notes)
        extras = {heading: body for heading, body in notes.items() if heading != NOTES}
        scores = way.several(person.scores, *SCORES_DISCLOSE)
        self.row = CohortOut(id_text(person.id), {**plain, "notes": notes.get(NOTES)}, extras)
        self.scores: tuple[ScoresOut, ...] = () if isinstance(scores, Withheld) else scores


def _shown(way: PersonSharing, name: str, value: Value) -> Value:
    """The value, or an empty cell for one that is withheld or not known: the cell does not say which."""
    shown: Known[Value] = way.known(None if value == "" else value, *COLUMN_DISCLOSES[name])
    return None if isinstance(shown, Withheld) else shown


def _notes(way: PersonSharing, notes: Iterable[NoteKept]) -> Mapping[str, str]:
    shown = way.several(notes, *NOTE_DISCLOSES, narrowed=lambda note: EntryFacts(note.do_not_share))
    return {} if isinstance(shown, Withheld) else {note.heading: note.body for note in shown}


def _export(kept: CohortKept, shared: Iterable[_Shared], making: Making) -> CohortExport:
    people, complete, at = tuple(shared), not making.sharing.another_agency, making.desk.now
    return CohortExport(
        title=say("IOM - COHORT SPREADSHEET"),
        marking=f"{say('TRAINING')} - {making.marking}" if making.training else making.marking,
        export_id=id_text(new_id(at)) if complete else "",
        exported_at_ms=at,
        exported_on=making.desk.today,
        rows=[each.row for each in people],
        scores=[scores for each in people for scores in each.scores],
        # A heading is a note's own words: it is in the copy only where such a note is.
        extra_headings=tuple(dict.fromkeys(heading for each in people for heading in each.row.extras)),
        pathway_labels=kept.pathway_labels,
        copy=_copy(making, complete),
    )


def _copy(making: Making, complete: bool) -> CopyOf:
    # A mark that no sheet can hold would damage the file.
    name = "".join(letter for letter in making.copy.name if letter.isprintable())
    return CopyOf(
        called=copy_name("", Document.EXPORT, making.copy.number),
        copy_for=f"{name} ({making.copy.agency})",
        made_at=making.printed_at,
        withheld=making.sharing.count.line,
        complete=complete,
    )
