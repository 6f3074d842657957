"""Ways round the agreement, one by one: later marks, past days, whole meetings, rows and counts that tell of others."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from iomdesk import catalogue
from iomdesk.agreement.rules import NOBODY
from iomdesk.agreement.terms import Access, Agreement, InForce
from iomdesk.agreement.view import view_for
from iomdesk.catalogue import Agency, Category
from iomdesk.cohort.engagement import RecordEngagement
from iomdesk.cohort.engagement_rules import EngagementStep
from iomdesk.conference.agenda import asking_discloses
from iomdesk.conference.attendance import BeginConference, NoteAttendance
from iomdesk.conference.calendar import Schedule
from iomdesk.conference.commands import Decide
from iomdesk.conference.contributions import contributions_to
from iomdesk.conference.disclosing import WithdrawDisclosable
from iomdesk.conference.preparing import AskForPerson
from iomdesk.conference.rules import Decided
from iomdesk.conference.showing import in_the_room
from iomdesk.copies.rules import Document
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.issuing.issue import MARKING, WORKBOOKS, make_copy
from iomdesk.issuing.makers import MAKERS
from iomdesk.issuing.making import Choices, Made, Making, Order, Recipient
from iomdesk.packs.gather.sharing import Sharing
from iomdesk.packs.records import Copy
from tests.agreement.agreements import terms
from tests.conference.conference_sample import person, the_site
from tests.conference.meeting_sample import contributed
from tests.packs.meeting_copies import Held, hold, prepared, sign

PRINTED = "2 Nov 2026 12:00"
OTHERS = tuple(each for each in Agency if each is not Agency.POLICE)
PAPERS = tuple(each for each in MAKERS if each not in (*WORKBOOKS, Document.AGREEMENT))


@pytest.fixture
def before(tmp_path: Path) -> Any:
    held = prepared(tmp_path)
    yield held
    held.desk.close()


@pytest.fixture
def after(tmp_path: Path) -> Any:
    held = prepared(tmp_path)
    hold(held)
    sign(held)
    yield held
    held.desk.close()


def with_nothing_of(agreement: Agreement, category: Category, agency: Agency) -> Agreement:
    cells = tuple(
        replace(cell, access=Access.NONE, conditions=()) if (cell.category, cell.agency) == (category, agency) else cell
        for cell in agreement.cells
    )
    return replace(agreement, cells=cells)


def made(held: Held, document: Document, agency: Agency, agreement: Agreement, about: Id | None = None) -> Made:
    desk, current = held.desk, InForce(held.conference, 1, agreement, "", 0)
    sharing = Sharing(view_for(current, agency, desk.today, desk.agency))
    order = Order(about or held.conference, Recipient("L Grimes", agency))
    copy = Copy(1, "L Grimes", str(agency))
    return MAKERS[document](Making(desk, order, copy, sharing, current, PRINTED, MARKING, False))


def said(document: Any) -> str:
    """Every word of a document."""
    if isinstance(document, str):
        return document
    if isinstance(document, tuple):
        return "\n".join(map(said, document))
    if hasattr(document, "__dataclass_fields__"):
        return "\n".join(said(getattr(document, name)) for name in document.__dataclass_fields__)
    return ""


def put(held: Held, record: Id, **values: Any) -> None:
    with held.desk._store.work() as work:
        work.put(catalogue.CONTRIBUTION, record, values)


def contribution(held: Held, who: Id, words: str) -> Id:
    rows = [row for each in held.desk.ask(contributions_to, held.conference) for row in each.rows]
    return next(row.id for row in rows if row.person == who and words in (row.facts, row.health))


def test_a_mark_set_after_signing_holds_for_every_copy_made_since(after: Held) -> None:
    """Signed minutes keep the words, and no later paper passes them on: to anybody, or to this desk's own agency."""
    record = contribution(after, after.shared, "Zqfacts")
    assert "Zqfacts" in said(made(after, Document.MINUTES, Agency.PROBATION, terms()).document)
    put(after, record, do_not_share=True)
    for agency in (Agency.PROBATION, Agency.POLICE):
        found = said(made(after, Document.MINUTES, agency, terms()).document)
        assert "Zqfacts" not in found
        assert "Zqopinion" not in found
        assert "do not share" not in found
    assert "Zqfacts" in said(made(after, Document.MINUTES, Agency.HOUSING, terms()).document)


def test_a_correction_marked_do_not_share_keeps_back_what_it_corrects(after: Held) -> None:
    record = contribution(after, after.shared, "Zqfacts")
    contributed(after.desk, after.conference, after.shared, facts="Zqmended", corrects=record, do_not_share=True)
    for agency in (Agency.PROBATION, Agency.POLICE):
        found = said(made(after, Document.MINUTES, agency, terms()).document)
        assert "Zqfacts" not in found
        assert "Zqmended" not in found


def test_what_was_withdrawn_after_signing_is_not_passed_on(after: Held) -> None:
    """Recorded by mistake, or not to be disclosed after all: another agency is told that it was taken back, no more."""
    desk, conference = after.desk, after.conference
    desk.do(WithdrawDisclosable(conference, after.shared, "Zqwhynot"))
    mistaken = [contribution(after, after.shared, words) for words in ("Zqsharedlate", "Zqfacts")]
    with desk._store.work() as work:
        for record in mistaken:
            work.withdraw(catalogue.CONTRIBUTION, record, "Zqwrongperson")
    found = said(made(after, Document.MINUTES, Agency.PROBATION, terms()).document)
    assert "Zqshareddisclosable" not in found
    assert "Zqsharedlate\n" not in found
    assert "Zqfacts" not in found
    assert "Zqfacts" in said(made(after, Document.MINUTES, Agency.POLICE, terms()).document)


@pytest.mark.parametrize("document", [Document.PACK, Document.AGENDA, Document.CONTRIBUTION])
def test_the_papers_of_a_day_gone_by_pass_what_the_agreement_gives_today(before: Held, document: Document) -> None:
    """Whoever agreed to engage before the meeting and withdrew after it is nobody a volunteer hears of any more."""
    desk = before.desk
    past = cast(Id, desk.do(Schedule(the_site(desk), date(2026, 10, 20))))
    desk.do(AskForPerson(past, before.shared, "Zqasked", Agency.VOLUNTARY))
    for step, day in ((EngagementStep.INTRODUCED, 1), (EngagementStep.AGREED, 2)):
        desk.do(RecordEngagement(before.shared, step, date(2026, 10, day), "A", Agency.POLICE))
    agreed = made(before, document, Agency.VOLUNTARY, terms(), past)
    assert "ZQSHARED" in said(agreed.document)
    desk.do(RecordEngagement(before.shared, EngagementStep.WITHDRAWN, date(2026, 10, 28), "A", Agency.POLICE))
    try:
        found = said(made(before, document, Agency.VOLUNTARY, terms(), past).document)
    except Refused as refused:  # the sheets: nobody is left to ask about
        found = str(refused)
    assert "ZQSHARED" not in found


def test_nobody_is_in_the_pack_for_an_agency_that_may_have_nothing_of_conferences(before: Held) -> None:
    agreement = with_nothing_of(terms(), Category.CONFERENCE, Agency.PROBATION)
    for document in (Document.PACK, Document.AGENDA):
        found = made(before, document, Agency.PROBATION, agreement)
        assert found.people == ()
        assert "ZQSHARED" not in said(found.document)
        assert "Sgt A Example" not in said(found.document)


def test_the_attendance_sheet_invites_only_agencies_of_people_its_reader_may_know_of(before: Held) -> None:
    with before.desk._store.work() as work:
        work.create(catalogue.ASSIGNMENT, {"role": "lead", "agency": "youth justice"}, subject=before.police)
        work.create(catalogue.ASSIGNMENT, {"role": "lead", "agency": "prison"}, subject=before.shared)
    housing = said(made(before, Document.ATTENDANCE, Agency.HOUSING, terms()).document)
    assert "prison" in housing
    assert "youth justice" not in housing
    assert "youth justice" in said(made(before, Document.ATTENDANCE, Agency.POLICE, terms()).document)


def test_no_chair_is_named_to_who_may_have_nothing_of_conferences(after: Held) -> None:
    agreement = with_nothing_of(terms(), Category.CONFERENCE, Agency.HOUSING)
    for document in (Document.MINUTES, Document.SUMMARY, Document.AGENDA, Document.ATTENDANCE):
        assert made(after, document, Agency.HOUSING, agreement).document.head.chair == ""
        assert made(after, document, Agency.HOUSING, terms()).document.head.chair == "Sgt A Example"


def test_a_reason_for_being_talked_about_names_no_agency_whose_words_are_kept_back(before: Held) -> None:
    """Health alone wrote about somebody, in the box for health: that health knows them is not housing's to know."""
    desk = before.desk
    far = person(desk, "ZQFAR", rag="Green")
    with desk._store.work() as work:
        work.put(catalogue.PERSON, far, {"last_conference": date(2026, 11, 1)})
        work.create(catalogue.ASSIGNMENT, {"role": "lead", "agency": "housing"}, subject=far)
    contributed(desk, before.conference, far, agency="health", health="Zqtreated")
    found = made(before, Document.AGENDA, Agency.HOUSING, terms())
    assert "ZQFAR" in said(found.document)
    assert "contribution by health" not in said(found.document)
    pack = said(made(before, Document.PACK, Agency.HOUSING, terms()).document)
    assert "contribution by health" not in pack


def test_how_many_decisions_a_room_sees_does_not_tell_of_those_it_does_not(before: Held) -> None:
    """Without risk a room sees the last five it may see, not the five last less those it may not."""
    desk, conference = before.desk, before.conference
    desk.do(BeginConference(conference))
    desk.do(NoteAttendance(conference, "V Helper", Agency.VOLUNTARY))
    for step, day in ((EngagementStep.INTRODUCED, 1), (EngagementStep.AGREED, 2)):
        desk.do(RecordEngagement(before.shared, step, date(2026, 10, day), "A", Agency.POLICE))
    desk.do(AskForPerson(conference, before.shared, "Zqtheirs", Agency.VOLUNTARY))
    seen = []
    for number in range(6):
        desk.do(Decide(conference, before.shared, Decided.KEEP, f"Zqkeep{number}"))
    for rag in (None, "Amber"):
        if rag:
            desk.do(Decide(conference, before.shared, Decided.RAG_CHANGE, "Zqrag", rag=rag))
        view = desk.ask(in_the_room, before.shared, conference, desk.today)
        assert isinstance(view.decisions, tuple)
        seen.append([each.reason for each in view.decisions])
    assert seen[0] == seen[1]
    assert len(seen[0]) == 5


@pytest.mark.parametrize("signed", [False, True])
def test_somebody_only_written_about_in_confidence_is_not_in_the_minutes_at_all(tmp_path: Path, signed: bool) -> None:
    """Nobody else wrote about them, and they came up nowhere: their name as *not reached* would tell of the entry."""
    found = []
    for there in (True, False):
        (tmp_path / str(there)).mkdir()
        held = prepared(tmp_path / str(there), restricted=False)
        far = person(held.desk, "ZQFAR", rag="Green", site=other_site(held))
        if there:
            contributed(held.desk, held.conference, far, agency="police", facts="Zqclose", do_not_share=True)
        hold(held)
        if signed:
            sign(held)
        papers = [
            made(held, Document.MINUTES, agency, terms())
            for agency in (Agency.PROBATION, Agency.HOUSING, Agency.VOLUNTARY)
        ]
        found.append([(without_references(said(each.document)), len(each.people)) for each in papers])
        held.desk.close()
    assert found[0] == found[1]


def other_site(held: Held) -> Id:
    with held.desk._store.work() as work:
        return work.create(catalogue.SITE, {"name": "Yarmouth"})


def without_references(text: str) -> str:
    return re.sub(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", "REF", re.sub(r"N\d-[A-Z]{3}-\d\d-\w", "SHEET", text))


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_mark_on_one_linked_record_is_on_all_of_them(after: Held, withdrawn: bool) -> None:
    """Also where the record that bears it was withdrawn, and whichever of the two is the first."""
    for who in (after.shared, after.police):
        other = person(after.desk, "ZQLINKED", narrowing="restricted")
        with after.desk._store.work() as work:
            work.create(catalogue.LINK, {"other": other, "reason": "the same"}, subject=who)
            if withdrawn:
                work.withdraw(catalogue.PERSON, other, "entered twice")
    for agency in (Agency.PROBATION, Agency.HOUSING, Agency.VOLUNTARY):
        for document in PAPERS:
            try:
                paper = made(after, document, agency, terms())
            except Refused:
                continue
            assert paper.people == (), (document, agency)
            text = said(paper.document)
            assert not [word for word in ("ZQSHARED", "ZZPOLICE", "ZQPOLICE", "ZQLINKED", "Zqshared") if word in text]


@pytest.mark.parametrize("narrowing", ["restricted", "excluded", "a mark of a later program"])
def test_a_mark_set_on_somebody_after_everything_was_signed_and_printed_holds(after: Held, narrowing: str) -> None:
    after.copy(Document.MINUTES, Agency.HOUSING)
    after.copy(Document.PACK, Agency.HOUSING)
    with after.desk._store.work() as work:
        work.put(catalogue.PERSON, after.shared, {"narrowing": narrowing})
    for agency in (Agency.PROBATION, Agency.HOUSING, Agency.VOLUNTARY):
        for document in PAPERS:
            try:
                paper = made(after, document, agency, terms())
            except Refused:
                continue
            assert after.shared not in paper.people
            text = said(paper.document)
            assert not [word for word in ("ZQSHARED", "Zqshared", "Zqhousingasked") if word in text], (document, agency)


@pytest.mark.parametrize("state", ["none", "not yet", "over", "unsound"])
def test_where_nothing_is_shared_no_paper_holds_anything_of_anybody(after: Held, state: str) -> None:
    """The door refuses before; if it did not, the papers would still hold nobody."""
    agreed = terms()
    begins, review = (
        (date(2026, 12, 1), date(2027, 1, 1)) if state == "not yet" else (date(2025, 1, 1), date(2026, 1, 1))
    )
    stopped = replace(agreed, in_force_from=begins, review_on=review, grace_days=30)
    current = {
        "none": None,
        "unsound": InForce(after.conference, 1, None, "", 0, "not what was adopted"),
    }.get(state, InForce(after.conference, 1, stopped, "", 0))
    desk = after.desk
    for document in PAPERS:
        sharing = Sharing(view_for(current, Agency.HOUSING, desk.today, desk.agency))
        order = Order(after.conference, Recipient("L Grimes", Agency.HOUSING))
        copy = Copy(1, "L Grimes", "housing")
        try:
            paper = MAKERS[document](Making(desk, order, copy, sharing, current, PRINTED, MARKING, False))
        except Refused:
            continue
        assert paper.people == ()
        assert not [word for word in ("ZQSHARED", "ZZPOLICE", "Zq") if word in said(paper.document)], document


def test_a_shared_wall_shows_only_what_each_of_the_room_may_read(after: Held) -> None:
    volunteers = board_for(after, Agency.POLICE, Agency.VOLUNTARY)
    assert "ZQSHARED" in volunteers
    assert not [word for word in ("Amber", "Green", "ZQRESTRICTED") if word in volunteers]
    assert "ZQ" not in board_for(after, Agency.POLICE, Agency.VOLUNTARY, Agency.HEALTH)


def board_for(held: Held, *room: Agency) -> str:
    desk, current = held.desk, InForce(held.conference, 1, terms(), "", 0)
    order = Order(None, Recipient("Sgt A Example", Agency.POLICE), choices=Choices(room=room))
    sharing = Sharing(view_for(current, Agency.POLICE, desk.today, desk.agency))
    making = Making(desk, order, Copy(1, "Sgt A Example", "police"), sharing, current, PRINTED, MARKING, False)
    return said(MAKERS[Document.BOARD](making).document)


def test_a_hidden_change_after_signing_is_no_news_of_the_minutes(after: Held) -> None:
    """That health or intelligence was changed in a contribution is itself told to nobody who may not read it."""
    record = contribution(after, after.shared, "Zqfacts")
    for changed, readers in (("intelligence", OTHERS), ("health", (Agency.HOUSING, Agency.VOLUNTARY))):
        papers = {agency: made(after, Document.MINUTES, agency, terms()).document for agency in readers}
        put(after, record, **{changed: "Zqchangedsince"})
        for agency in readers:
            assert said(made(after, Document.MINUTES, agency, terms()).document) == said(papers[agency]), agency
        own = said(made(after, Document.MINUTES, Agency.POLICE, terms()).document)
        assert re.search(rf"contribution \([a-z, ]*{changed}[a-z, ]* changed\)", own)
    put(after, record, facts="Zqfactschanged", health="Zqagain")
    housing = said(made(after, Document.MINUTES, Agency.HOUSING, terms()).document)
    assert "facts changed" in housing
    assert "health" not in housing.split("facts changed")[1].split("\n")[0]


def test_a_hidden_change_after_a_copy_is_no_news_in_the_next(before: Held) -> None:
    """What changed where the reader may not look marks nothing, and what was kept from the last copy is kept on."""
    desk = before.desk
    record = contribution(before, before.shared, "Zqfacts")
    for agency in (Agency.HOUSING, Agency.PROBATION, Agency.VOLUNTARY):
        make_copy(desk, Document.PACK, Order(before.conference, Recipient("L Grimes", agency)))
    agencies = (Agency.HOUSING, Agency.PROBATION, Agency.VOLUNTARY)
    papers = {agency: compared(before, agency) for agency in agencies}
    put(before, record, intelligence="Zqchangedsince")
    with desk._store.work() as work:
        work.create(catalogue.NOTE, {"body": "Zqnote", "do_not_share": True}, subject=before.shared)
        work.create(catalogue.CONTACT, {"sort": "visit", "happened_on": date(2026, 11, 1), "agency": "police",
                                        "do_not_share": True, "facts": "Zqvisit"}, subject=before.shared)  # fmt: skip
        assert before.restricted is not None
        work.put(catalogue.PERSON, before.restricted, {"rag": "Green", "surname": "ZQANOTHER"})
    contributed(desk, before.conference, before.shared, agency="police", facts="Zqclose", do_not_share=True)
    for agency in agencies:
        assert compared(before, agency) == papers[agency], agency
    with desk._store.work() as work:
        work.put(catalogue.PERSON, before.shared, {"rag": "Red", "mappa_level": 2})
        work.create(catalogue.RATING, {"scale": "rag", "value": "Red", "happened_on": date(2026, 11, 2)},
                    subject=before.shared)  # fmt: skip
    assert not any(each.changed for each in compared(before, Agency.VOLUNTARY).people)
    assert any("RAG" in each.changed for each in compared(before, Agency.PROBATION).people)


def compared(held: Held, agency: Agency) -> Any:
    desk, current = held.desk, InForce(held.conference, 1, terms(), "", 0)
    sharing = Sharing(view_for(current, agency, desk.today, desk.agency))
    order = Order(held.conference, Recipient("L Grimes", agency), since_last=True)
    making = Making(desk, order, Copy(2, "L Grimes", str(agency)), sharing, current, PRINTED, MARKING, False)
    return MAKERS[Document.PACK](making).document


def test_what_leaves_no_trace_is_not_counted_under_a_clause_that_also_refuses_it() -> None:
    """Intelligence in a contribution, for who may have nothing of conferences: refused twice, and told of nowhere."""
    agreement = with_nothing_of(terms(), Category.CONFERENCE, Agency.PROBATION)
    current = InForce(bytes(16), 1, agreement, "", 0)
    sharing = Sharing(view_for(current, Agency.PROBATION, date(2026, 11, 2), Agency.POLICE))
    way = sharing.person(NOBODY)
    assert way is not None
    assert way.several(("Zqsource",), Category.CONFERENCE, Category.INTELLIGENCE) == ()
    assert way.known("Zqsource", Category.CONFERENCE, Category.INTELLIGENCE) is None
    assert sharing.count.line == ""
    assert sharing.count.traceless == 2


@pytest.mark.parametrize("document", [Document.PACK, Document.AGENDA, Document.CONTRIBUTION])
def test_that_a_treatment_service_asked_is_told_to_nobody_who_may_not_know_of_treatment(
    before: Held, document: Document
) -> None:
    """Its name alone says that somebody is in treatment."""
    before.desk.do(AskForPerson(before.conference, before.shared, "Zqtreated", Agency.SUBSTANCE_MISUSE))
    before.desk.do(AskForPerson(before.conference, before.shared, "Zqtenancy", Agency.HOUSING))
    agreement = with_nothing_of(terms(), Category.SUBSTANCE_USE, Agency.PROBATION)
    told = said(made(before, document, Agency.PROBATION, agreement).document)
    assert "Zqtenancy" in told
    assert "Zqtreated" not in told
    assert "substance-misuse service:" not in told
    assert "Zqtreated" in said(made(before, document, Agency.PROBATION, terms()).document)
    assert asking_discloses("health") is Category.HEALTH
