"""The command line's words for conferences, actions and the pack, on a real desk."""

import hashlib
from datetime import date
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import event, select

from iomdesk import catalogue
from iomdesk.agreement.commands import AdoptAgreement
from iomdesk.agreement.questions import agreement_in_force
from iomdesk.agreement.view import view_for
from iomdesk.catalogue import Agency
from iomdesk.conference.papers import papers
from iomdesk.conference.questions import conference_named
from iomdesk.desk import Desk
from iomdesk.errors import Environment, Refused
from iomdesk.ids import short_ref
from iomdesk.packs.gather.conference_pack import Printing, gather_pack
from iomdesk.packs.gather.sharing import Sharing
from iomdesk.packs.records import ConferencePack, Copy
from iomdesk.store.tables import AuditRow
from iomdesk.store.unit import Given
from resources import packaged
from tests.conference.conference_sample import conference_desk, person
from ui.cli import actions, agenda, calendar, conference
from ui.cli import papers as printed
from ui.cli.parser import build
from ui.cli.shape import Answer, DeskCommand

PARSER = build((*calendar.COMMANDS, *agenda.COMMANDS, *conference.COMMANDS, *actions.COMMANDS, *printed.COMMANDS))


def run(desk: Desk, *words: str) -> Answer:
    given = PARSER.parse_args(words)
    command: DeskCommand = given.command
    return command.run(desk, given)


def held(desk: Desk) -> str:
    """The journey of a conference, by hand; answers the person's reference."""
    who = person(desk)
    ref = short_ref(who)
    run(desk, "conference", "schedule", "--site", "norwich", "--date", "10/11/2026")
    run(desk, "conference", "ask", "Norwich-1", ref, "--reason", "Tenancy at risk", "--agency", "housing")
    run(desk, "conference", "score", "1", ref, "3202111-", "--priority", "Drug", "--evidence", "1=Sofa surfing")
    run(desk, "conference", "rag", "1", ref, "amber", "--reason", "Missed treatment")
    body = ("--text", "Home visit together")
    run(desk, "conference", "decide", "1", ref, "--what", "other", "--reason", "Sister's address", *body)
    run(
        desk, "action", "add", ref, "Housing appointment", "--owner", "L Grimes", "--agency", "housing",
        "--due", "2026-11-20", "--pathway", "Accom", "--conference", "1",
    )  # fmt: skip
    return ref


def test_the_journey_and_its_minutes(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    ref = held(desk)
    (line, entry, count) = run(desk, "conference", "agenda", "1").lines
    assert line.startswith("Norwich-1  10 Nov 2026")
    assert ref in entry
    assert "asked for by housing: Tenancy at risk" in entry
    assert count == "1 person, 6 minutes."
    assert "signed on 2 Nov 2026" in run(desk, "conference", "sign", "2026-11-10").lines[0]
    said = "\n".join(run(desk, "conference", "minutes", "1").lines)
    for words in (
        "Pathway scores: 0 no need, 1 low, 2 some, 3 significant, 4 crisis. A lower score is less need.",
        "Scores: Accommodation 3, Employment and education 2, Finances 0, Drug use 2,",
        "Thinking, behaviours and attitudes not known. No total: not every score is known.",
        "Priority pathway: Drug use",
        "Evidence, Accommodation: Sofa surfing",
        "RAG change: Red to Amber. Reason: Missed treatment",
        "Decided: Home visit together. Reason: Sister's address",
        "Action A-1: Housing appointment (L Grimes, housing, by 20 Nov 2026, Accommodation)",
        "The signature holds and everything stands as signed.",
    ):
        assert words in said
    with pytest.raises(Refused, match="addendum"):
        run(desk, "conference", "score", "1", ref, "11111111")
    assert run(desk, "action", "close", "1", "--outcome", "completed").lines == ["Closed: completed."]
    assert run(desk, "conference", "minutes", "1").well
    desk.close()


def test_scores_that_begin_with_not_known_and_one_by_one(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    ref = short_ref(person(desk))
    run(desk, "conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    assert "-2021110" in run(desk, "conference", "score", "1", ref, "-2021110").lines[0]
    assert "-3021110" in run(desk, "conference", "score", "1", ref, "2=3").lines[0], "the others stay"
    assert "-3-21110" in run(desk, "conference", "score", "1", ref, "3=-").lines[0]
    with pytest.raises(Refused, match="outside the scale"):
        run(desk, "conference", "score", "1", ref, "2=7")
    desk.close()


def test_one_score_mended_keeps_the_rest_of_the_set(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    ref = short_ref(person(desk))
    run(desk, "conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    first, unknown = run(desk, "conference", "score", "1", ref, "drug=2").lines
    assert "---2----, no priority pathway." in first
    assert unknown.startswith("Not known: Accommodation; Employment and education; Finances; Alcohol use;")
    run(desk, "conference", "score", "1", ref, "32021110", "--priority", "4", "--evidence", "1=Sofa surfing")
    (said,) = run(desk, "conference", "score", "1", ref, "2=1", "--evidence", "2=Lost the job").lines
    assert "31021110, Drug use." in said
    shown = "\n".join(run(desk, "conference", "minutes", "1").lines)
    for words in ("Total 9.", "Priority pathway: Drug use", "Evidence, Accommodation: Sofa surfing", "Lost the job"):
        assert words in shown
    desk.close()


def test_a_list_of_recipients_makes_its_folder(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    held(desk)
    people = tmp_path / "recipients.csv"
    people.write_text("PC 405 Doyle,police\n", encoding="utf-8")
    run(desk, "pack", "1", "--recipients", str(people), "--out", str(tmp_path / "packs"))
    assert [each.suffix for each in (tmp_path / "packs").iterdir()] == [".pdf"]
    for wrong, why in ((people, "is a file"), (tmp_path / "no" / "packs", "There is no folder")):
        with pytest.raises(Refused, match=why):
            run(desk, "pack", "1", "--recipients", str(people), "--out", str(wrong))
    desk.close()


def test_a_pack_is_made_and_logged_with_its_recipient(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    ref = held(desk)
    out = tmp_path / "pack.pdf"
    answer = run(desk, "pack", "1", "--out", str(out))
    assert answer.well
    pages = "\n".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
    for words in (
        "OFFICIAL-SENSITIVE",
        ref,
        "NOWAK, Daniel",
        "Copy 1 for Sgt A Example (police)",
        "Housing appointment",
    ):
        assert words in pages
    run(desk, "pack", "1", "--out", str(out), "--copy-for", "PC 405 Doyle")
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    with desk._store.reading() as reading:
        rows = reading.all(
            select(AuditRow.action, AuditRow.recipient, AuditRow.count)
            .where(AuditRow.operation == "disclosure", AuditRow.recipient.is_not(None))
            .order_by(AuditRow.seq)
        )
    assert [row.recipient for row in rows] == ["Sgt A Example (police)"] * 2 + ["PC 405 Doyle (police)"] * 2
    assert str(rows[2].action).startswith(f"Norwich-1 pack 2, sha256 {digest}, ")
    with pytest.raises(Environment, match="could not be written"):
        run(desk, "pack", "1", "--out", str(tmp_path / "no" / "pack.pdf"))
    desk.close()


def test_without_an_agreement_there_are_no_papers_for_another_agency(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    held(desk)
    out = tmp_path / "pack.pdf"
    with pytest.raises(Refused, match="sharing agreement"):
        run(desk, "pack", "1", "--out", str(out), "--for", "housing", "--copy-for", "L Grimes")
    assert not out.exists()
    run(desk, "pack", "1", "--out", str(out))
    assert out.exists()
    desk.close()


def copy_of(desk: Desk, *, other: bool) -> ConferencePack:
    shown = desk.ask(papers, desk.ask(conference_named, "1").id)
    agency = Agency.PROBATION if other else Agency.POLICE
    printing = Printing(Copy(1, "L Grimes", str(agency)), "9 Nov 2026 16:20")
    view = view_for(desk.ask(agreement_in_force, desk.today), agency, desk.today, desk.agency)
    found = gather_pack(shown, printing, Sharing(view))
    assert len(found.people) == len(found.pack.people) == len(found.pack.agenda)
    return found.pack


def test_what_must_leave_no_trace_is_not_in_the_copy(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    run(desk, "conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    shown = person(desk, "SHOWN")
    person(desk, "NARROWED", narrowing="restricted")
    with desk._store.work() as work:
        for body, kept in (("for all", False), ("for nobody", True)):
            work.create(catalogue.NOTE, {"source": "police", "body": body, "do_not_share": kept}, subject=shown)
    desk.do(AdoptAgreement(packaged("agreement/template.toml").decode(), "2026-11-01"))
    own, other = copy_of(desk, other=False), copy_of(desk, other=True)
    assert [page.name for page in own.people] == ["NARROWED, Daniel", "SHOWN, Daniel"]
    assert [page.name for page in other.people] == ["SHOWN, Daniel"]
    for pack in (own, other):
        notes = pack.people[-1].notes
        assert isinstance(notes, tuple)
        assert [note.text for note in notes] == ["for all"]
    desk.close()


def test_a_page_holds_everything_the_desk_knows(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    with desk._store.work() as work:
        work.put(catalogue.PERSON, who, {"sex": "M", "mappa_category": 2, "mappa_level": 1, "supervision": "Licence"})
        number: dict[str, Given] = {
            "scheme": "pnc",
            "typed": "11/244871X",
            "canonical": "2011/0244871X",
            "check_passed": False,
        }
        work.create(catalogue.IDENTIFIER, number, subject=who)
        work.create(catalogue.MARKER, {"code": "veteran", "state": "yes", "source": "police"}, subject=who)
        work.create(catalogue.MARKER, {"code": "care-leaver", "state": "no"}, subject=who)
        officer = {"role": "lead", "agency": "probation", "officer_name": "J Okafor"}
        work.create(catalogue.ASSIGNMENT, officer, subject=who)
        spell: dict[str, Given] = {"prison": "HMP Wayland", "from_on": date(2026, 1, 5), "release_on": date(2027, 5, 9)}
        work.create(catalogue.CUSTODY_SPELL, spell, subject=who)
    run(desk, "conference", "schedule", "--site", "Norwich", "--date", "2026-10-10")
    run(desk, "conference", "score", "1", short_ref(who), "32021110", "--priority", "4")
    run(desk, "conference", "decide", "1", short_ref(who), "--what", "keep", "--reason", "Engaging well")
    run(desk, "conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    own = Sharing(view_for(None, Agency.POLICE, desk.today, desk.agency))
    pack = gather_pack(
        desk.ask(papers, desk.ask(conference_named, "2").id), Printing(Copy(1, "A", "police"), "now"), own
    ).pack
    (page,) = pack.people
    assert isinstance(page.identifiers, tuple)
    assert page.identifiers[0].value == "2011/0244871X"
    assert "check letter" in page.identifiers[0].note
    assert [marker.name for marker in page.markers or ()] == ["Veteran"]  # type: ignore[union-attr]
    assert (page.sex, page.age, page.mappa, page.supervision) == ("male", 32, "2 · level 1", "Licence")
    assert page.status == "in custody, HMP Wayland, release 9 May 2027"
    assert [(each.held_on, each.priority) for each in page.history or ()] == [(date(2026, 10, 10), 3)]  # type: ignore[union-attr]
    assert [each.text for each in page.decisions or ()] == ["Keep on the scheme"]  # type: ignore[union-attr]
    assert len(pack.pathway_names) == 8
    desk.close()


def test_papers_take_the_same_number_of_selects_for_any_number_of_people(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    run(desk, "conference", "schedule", "--site", "Norwich", "--date", "2026-11-10")
    row = desk.ask(conference_named, "1")
    counts = []
    for extra in (1, 9):
        for _ in range(extra):
            person(desk)
        asked: list[str] = []

        def note(*given: object, asked: list[str] = asked) -> None:
            asked.append(str(given[2]))

        event.listen(desk._store._reading_engine, "before_cursor_execute", note)
        with desk._store.reading() as reading:
            assert len(papers(reading, row.id).people) >= extra
        event.remove(desk._store._reading_engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 45
    desk.close()
