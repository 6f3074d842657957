"""Documents of a conference through a real desk: what each agency's copy holds, and what leaves no trace in it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from iomdesk.catalogue import Agency
from iomdesk.conference.forms import outstanding_forms
from iomdesk.copies.questions import copies
from iomdesk.copies.rules import Document
from iomdesk.errors import Refused
from iomdesk.issuing.issue import Issued
from tests.packs.finished_pdf import Finished, check, page_texts
from tests.packs.meeting_copies import Held, hold, prepared, put_off, sign
from tests.packs.pdf_search import must_not_hold

OTHERS = [each for each in Agency if each is not Agency.POLICE]
BEFORE = (Document.AGENDA, Document.ATTENDANCE, Document.CONTRIBUTION)
TRACELESS = ("zqrestricted", "Zqintelligence")
PROBATIONS_OWN = ("Zqkept", "Zqauthor", "Zqlatekept")
NOT_OTHERS = ("Zqmistake", "Zqtakenback", "left the room", "came back", "D-1", "D-2", "DS-1")
NOT_HOUSINGS = ("zqpolice", "zzpolice", "Zqpoint", "Zqremark", "Zqhealth", "Zqvictim", "Zqonlyhealth", "Zqdoctor",
                "latehealth", "Zqmeetingaddendum")  # fmt: skip


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    held = prepared(tmp_path_factory.mktemp("before"))
    yield held
    held.desk.close()


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    held = prepared(tmp_path_factory.mktemp("after"))
    hold(held)
    sign(held)
    yield held
    held.desk.close()


def traceless(agency: Agency) -> tuple[str, ...]:
    """What no other agency may find a trace of: what probation marked *do not share* is only its own to read."""
    return TRACELESS if agency is Agency.PROBATION else (*TRACELESS, *PROBATIONS_OWN)


def finished(copy: Issued, document: Document) -> Finished:
    printed = "Printed "
    return check(
        copy.pdf,
        marking="OFFICIAL-SENSITIVE",
        copy_line=f"Copy {copy.number} for L Grimes ({copy.agency})",
        printed_line=printed,
        withheld_line=copy.withheld_line,
    )


@pytest.mark.parametrize("agency", OTHERS)
def test_nothing_kept_from_an_agency_is_on_its_papers_before_the_meeting(before: Held, agency: Agency) -> None:
    for document in BEFORE:
        try:
            copy = before.copy(document, agency)
        except Refused:
            assert document is Document.CONTRIBUTION
            continue
        finished(copy, document)
        must_not_hold(copy.pdf, traceless(agency))
        if agency is Agency.HOUSING:
            must_not_hold(copy.pdf, NOT_HOUSINGS)


@pytest.mark.parametrize("agency", OTHERS)
def test_nothing_kept_from_an_agency_is_on_its_papers_after_the_meeting(after: Held, agency: Agency) -> None:
    for document in (Document.MINUTES, Document.SUMMARY):
        copy = after.copy(document, agency)
        finished(copy, document)
        must_not_hold(copy.pdf, (*traceless(agency), *NOT_OTHERS))
        if agency is Agency.HOUSING:
            must_not_hold(copy.pdf, NOT_HOUSINGS)


def test_the_desks_own_minutes_hold_all_but_what_is_marked_not_to_be_shared(after: Held) -> None:
    copy = after.copy(Document.MINUTES)
    text = finished(copy, Document.MINUTES).text
    words = (
        "ZQSHARED", "ZZPOLICE", "ZQRESTRICTED", "Zqfacts", "Zqopinion", "Zqhealth", "Zqvictim", "Zqintelligence",
        "Zqpoint", "Zqremark", "Zqmistake", "Zqtakenback", "Zqsharedreason", "Zqshareddissent", "Zqsharedevidence",
        "Zqsharedaction",
        "Zqsharedlate", "Zqsharedaddendum", "Zqmeetingaddendum", "Zqlaterag", "left the room", "D-1", "DS-1", "A-1",
    )  # fmt: skip
    assert not [each for each in words if each not in text]
    must_not_hold(copy.pdf, ("Zqkept", "Zqlatekept", "Zqauthor"))


def test_an_agency_has_what_the_agreement_gives_it(after: Held) -> None:
    """Housing asked for them: the RAG change, its own dissent, the action it owns, what came late."""
    text = finished(after.copy(Document.MINUTES, Agency.HOUSING), Document.MINUTES).text
    words = (
        "ZQSHARED", "Zqfacts", "Zqopinion", "Zqhousingasked", "RAG change: Green to Amber", "Zqshareddissent",
        "Zqsharedaction", "Zqsharedevidence", "Zqsharedlate", "Zqsharedaddendum", "Dr R Osei", "What is said and shown",
    )  # fmt: skip
    assert not [each for each in words if each not in text]
    probation = finished(after.copy(Document.MINUTES, Agency.PROBATION), Document.MINUTES).text
    assert "Zqpolicereason" in probation
    assert "Zqpoint" in probation


def test_an_agency_without_risk_has_neither_the_change_nor_its_dissent_nor_the_order(after: Held) -> None:
    copy = after.copy(Document.MINUTES, Agency.VOLUNTARY)
    read = finished(copy, Document.MINUTES)
    assert "Zqsharedkeep" in read.text
    assert read.aloud.index("ZQSHARED") < read.aloud.index("ZZPOLICE")
    assert "in order of the name" in read.text
    must_not_hold(copy.pdf, ("Zqsharedreason", "Zqshareddissent", "Zqlaterag", "Amber"))
    own = finished(after.copy(Document.MINUTES), Document.MINUTES)
    assert own.aloud.index("ZZPOLICE") < own.aloud.index("ZQSHARED")


def test_the_summary_holds_confirmed_text_and_nothing_else_of_the_meeting(after: Held) -> None:
    copy = after.copy(Document.SUMMARY)
    text = finished(copy, Document.SUMMARY).text
    assert "Zqshareddisclosable" in text
    assert "Zqrestricteddisclosable" in text
    must_not_hold(copy.pdf, ("Zqsharedreason", "Zqshareddissent", "Zqsharedaction", "Zqfacts", "Zqpoint", "L Grimes, "))
    theirs = after.copy(Document.SUMMARY, Agency.HOUSING)
    assert theirs.people == 1
    assert "Zqshareddisclosable" in finished(theirs, Document.SUMMARY).text


def test_the_agenda_tells_the_order_only_to_who_may_read_the_rag_of_everybody(before: Held) -> None:
    own = finished(before.copy(Document.AGENDA), Document.AGENDA)
    assert own.aloud.index("ZZPOLICE") < own.aloud.index("ZQSHARED")
    assert "not of the meeting" not in own.text
    probation = finished(before.copy(Document.AGENDA, Agency.PROBATION), Document.AGENDA)
    assert "minutes planned" in own.text
    assert "minutes planned" not in probation.text
    assert before.copy(Document.AGENDA, Agency.HOUSING).people == 1
    voluntary = finished(before.copy(Document.AGENDA, Agency.VOLUNTARY), Document.AGENDA)
    assert voluntary.aloud.index("ZQSHARED") < voluntary.aloud.index("ZZPOLICE")
    assert "In order of the name, not of the meeting." in voluntary.text
    assert not re.search(r"\b(Red|Amber|Green)\b", voluntary.text)


def test_who_was_put_off_is_on_the_agenda_with_the_reason_and_not_for_those_who_may_not_know(tmp_path: Path) -> None:
    held = prepared(tmp_path)
    put_off(held)
    own = finished(held.copy(Document.AGENDA), Document.AGENDA).text
    assert "Zqpoliceputoff" in own
    assert "Zqrestrictedputoff" in own
    housing = held.copy(Document.AGENDA, Agency.HOUSING)
    must_not_hold(housing.pdf, ("putoff", "zqpolice", "zqrestricted", "Put off to the next"))
    held.desk.close()


def test_a_draft_is_a_draft_on_every_page(tmp_path: Path) -> None:
    held = prepared(tmp_path)
    hold(held)
    pages = finished(held.copy(Document.MINUTES), Document.MINUTES).pages
    assert all("Draft, not signed" in page for page in pages)
    held.desk.close()


def test_the_attendance_sheet_says_nothing_of_anybody_talked_about(before: Held) -> None:
    copy = before.copy(Document.ATTENDANCE)
    must_not_hold(copy.pdf, ("zqshared", "zqpolice", "zqrestricted", "Zqhousingasked"))
    text = finished(copy, Document.ATTENDANCE).text
    assert "By staying we accept this." in text
    assert "Sgt A Example" in text
    assert "Housing" in text
    assert copy.people == 0


def test_sheets_keep_their_numbers_and_are_of_people_the_agency_may_know_of(before: Held) -> None:
    first = before.copy(Document.CONTRIBUTION, Agency.HOUSING)
    numbers = {row.number for row in before.desk.ask(outstanding_forms, before.conference) if row.agency == "housing"}
    assert len(numbers) == first.people == 1
    text = finished(first, Document.CONTRIBUTION).text
    assert all(number in text for number in numbers)
    second = before.copy(Document.CONTRIBUTION, Agency.HOUSING)
    assert numbers <= {row.number for row in before.desk.ask(outstanding_forms, before.conference)}
    assert all(number in finished(second, Document.CONTRIBUTION).text for number in numbers)
    assert second.number == first.number + 1


def test_no_number_is_given_out_where_no_sheet_is_printed(before: Held) -> None:
    there = len(before.desk.ask(outstanding_forms, before.conference))
    printed = len(before.desk.ask(copies))
    with pytest.raises(Refused, match="no sheet to print"):
        before.copy(Document.CONTRIBUTION, Agency.HEALTH)
    assert len(before.desk.ask(outstanding_forms, before.conference)) == there
    assert len(before.desk.ask(copies)) == printed


def without_names_of_records(text: str) -> str:
    """``text`` without references, which are drawn by lot, and the numbers of actions, counted over the whole desk."""
    return re.sub(r"\bA-\d+", "A-?", re.sub(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", "REF", text))


@pytest.mark.parametrize("agency", [Agency.HOUSING, Agency.PROBATION, Agency.VOLUNTARY])
def test_a_restricted_person_changes_nothing_in_anothers_papers(tmp_path: Path, agency: Agency) -> None:
    """Not a word, a count, a number, an order or a page: the papers are those of a meeting without them."""
    papers = []
    for restricted in (True, False):
        folder = tmp_path / str(restricted)
        folder.mkdir()
        held = prepared(folder, restricted=restricted)
        copies_made = [held.copy(Document.AGENDA, agency), held.copy(Document.ATTENDANCE, agency)]
        copies_made.append(held.copy(Document.CONTRIBUTION, agency))
        hold(held)
        sign(held)
        copies_made += [held.copy(Document.MINUTES, agency), held.copy(Document.SUMMARY, agency)]
        texts = [without_names_of_records(" ".join(page_texts(copy.pdf))) for copy in copies_made]
        papers.append([(copy.pages, copy.withheld_line, text) for copy, text in zip(copies_made, texts, strict=True)])
        held.desk.close()
    assert papers[0] == papers[1]
