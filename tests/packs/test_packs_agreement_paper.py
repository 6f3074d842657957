"""The agreement on paper: every cell of it, who signed and who has yet to, and nothing of anybody on the scheme."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from iomdesk.agreement.commands import AdoptAgreement, RecordAgreementSignature
from iomdesk.agreement.questions import agreement_in_force, agreement_versions
from iomdesk.agreement.readable import readable
from iomdesk.agreement.terms import Signatory
from iomdesk.catalogue import Agency
from iomdesk.copies.rules import Document
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.packs.agreement_paper import AgreementPaper, VersionLine, render_agreement
from tests.agreement.agreements import template_text, terms
from tests.packs.finished_pdf import LETTERS, Finished, assert_letters, assert_repeats, check, read
from tests.packs.pdf_search import must_not_hold
from tests.packs.scheme_sample import COPY_LINE, DAY, PRINTED, Scheme, head, scheme

SIGNED = (Signatory(b"1" * 16, "housing", f"A Person {LETTERS}", "Director of housing", date(2026, 11, 1)),)


def paper(signed: tuple[Signatory, ...] = SIGNED, *, training: bool = False) -> AgreementPaper:
    title = replace(head("Information-sharing agreement", withheld="", training=training), marking="OFFICIAL")
    versions = (VersionLine("1", "2 Nov 2026", "2 Nov 2027", "Sgt A Example, 2 Nov 2026 12:00", "1"),)
    return AgreementPaper(title, readable(terms(), DAY, signed), "Sgt A Example, 2 Nov 2026 12:00", versions)


def checked(of: AgreementPaper) -> Finished:
    pdf = render_agreement(of)
    return check(pdf, marking="OFFICIAL", copy_line=COPY_LINE, printed_line=PRINTED, training=of.head.training)


@pytest.fixture(scope="module")
def printed() -> Finished:
    return checked(paper())


def test_every_cell_stands_in_the_matrix_and_in_a_sentence(printed: Finished) -> None:
    shown = paper().terms
    cells = [cell for row in shown.matrix for cell in row.cells]
    assert len(cells) == 18 * 9
    for cell in cells:
        assert cell.sentence in printed.text
    matrix = next(page for page in printed.pages if "Identity details" in page and "Governance records" in page)
    for row in shown.matrix:
        assert f"{row.words[:1].upper()}{row.words[1:]}" in " ".join(matrix.split())
        assert f"(clause {row.clause})" in printed.text
    shorts = [cell.short for cell in cells]
    assert sum(" ".join(matrix.split()).split().count(short) for short in set(shorts) - {"–"}) >= len(
        [short for short in shorts if short != "–"]
    )


def test_all_terms_are_there(printed: Finished) -> None:
    shown = paper().terms
    for clause in shown.clauses:
        assert " ".join(clause.text.split()) in printed.text
    for gateway in shown.gateways:
        assert gateway.limits in printed.text
    for purpose in shown.purposes:
        assert " ".join(purpose.split()) in printed.text
    for kept in shown.retention:
        assert kept.categories in printed.text
    assert_letters(printed)


def test_the_contents_name_the_pages(printed: Finished) -> None:
    front = " ".join(printed.pages[0].split())
    for title, page in printed.bookmarks[1:]:
        assert f"{title} {page}" in front


def test_who_has_signed_is_named_and_who_has_not_has_a_line() -> None:
    text = checked(paper()).text
    assert "Director of housing, 1 Nov 2026" in text
    nobody = checked(paper(()))
    assert "Signed already" not in nobody.text
    rows = next(page for page in nobody.pages if "Signatures" in page and "Position" in page)
    assert all(name in rows for name in ("Police", "Housing", "Voluntary sector"))


def test_practice_papers_and_the_same_bytes() -> None:
    checked(paper(training=True))
    assert_repeats(lambda: render_agreement(paper()))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scheme]:
    made = scheme(tmp_path_factory.mktemp("agreement"))
    yield made
    made.desk.close()


def in_force(made: Scheme) -> Id:
    current = made.desk.ask(agreement_in_force, made.desk.today)
    assert current is not None
    return current.id


def test_a_partner_is_handed_the_version_with_its_signatures(kept: Scheme) -> None:
    about = in_force(kept)
    kept.desk.do(RecordAgreementSignature(about, Agency.PROBATION, "Zqsigned", "Head of service", DAY))
    copy = kept.copy(Document.AGREEMENT, Agency.HEALTH, about=about)
    text = read(copy.pdf).text
    assert "Zqsigned, Head of service, 2 Nov 2026" in text
    assert copy.called == "version 1 agreement 1"
    assert copy.people == 0
    must_not_hold(copy.pdf, ["ZQSHARED", "ZQPOLICE", "Zqsharedlead", "OFFICIAL-SENSITIVE"])


def test_before_it_is_in_force_it_can_be_read_and_signed(kept: Scheme) -> None:
    text = template_text().replace("version = 1", "version = 2", 1)
    kept.desk.do(AdoptAgreement(text, "2027-03-01"))
    waiting = kept.desk.ask(agreement_versions)[0]
    assert waiting.version == 2
    assert "1 Mar 2027" in read(kept.copy(Document.AGREEMENT, Agency.HEALTH, about=waiting.id).pdf).text


def test_no_agreement_is_no_document(kept: Scheme) -> None:
    with pytest.raises(Refused):
        kept.copy(Document.AGREEMENT, about=b"0" * 16)
