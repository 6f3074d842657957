"""No document for an agency holds a word the agreement keeps from it: every field, every document, every agency."""

from collections.abc import Iterator

import pytest

from iomdesk.agreement.questions import agreement_in_force
from iomdesk.agreement.rules import EntryFacts
from iomdesk.agreement.view import view_for
from iomdesk.catalogue import Agency
from iomdesk.cohort.facts import people_facts
from iomdesk.copies.rules import Document, may_make
from iomdesk.issuing.issue import WORKBOOKS, make_copy
from iomdesk.issuing.makers import MAKERS
from iomdesk.issuing.making import Order, Recipient
from tests.packs.canaries import Aviary, Canary, aviary
from tests.packs.finished_pdf import page_texts
from tests.packs.pdf_search import must_not_hold, tight
from ui.cli.papers import OF_A_CONFERENCE

OTHERS = [each for each in Agency if each is not Agency.POLICE]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aviary]:
    kept = aviary(tmp_path_factory.mktemp("aviary"))
    yield kept
    kept.desk.close()


def refused(kept: Aviary, agency: Agency) -> list[Canary]:
    """The words the agreement keeps from the agency, asked of the agreement one by one."""
    desk = kept.desk
    view = view_for(desk.ask(agreement_in_force, desk.today), agency, desk.today, desk.agency)
    facts = desk.ask(people_facts, tuple(kept.people.values()), desk.today)

    def may(canary: Canary) -> bool:
        return view.may(canary.category, facts[kept.people[canary.whose]], EntryFacts(canary.do_not_share))

    return [each for each in kept.canaries if not may(each)]


def drawn(kept: Aviary, document: Document, agency: Agency) -> bytes:
    about = kept.conference if document in OF_A_CONFERENCE else None
    if document is Document.AGREEMENT:
        current = kept.desk.ask(agreement_in_force, kept.desk.today)
        about = current.id if current else None
    return make_copy(kept.desk, document, Order(about, Recipient("L Grimes", agency))).pdf


@pytest.mark.parametrize("document", [each for each in MAKERS if each not in WORKBOOKS])
def test_no_copy_for_an_agency_holds_what_is_kept_from_it(desk: Aviary, document: Document) -> None:
    if not may_make(document, another_agency=True):
        return
    # The agreement says the same to every party.
    for agency in OTHERS if document is not Document.AGREEMENT else OTHERS[:1]:
        kept_back = refused(desk, agency)
        assert kept_back
        must_not_hold(drawn(desk, document, agency), [each.word for each in kept_back])


def test_the_words_would_be_found_where_they_stand(desk: Aviary) -> None:
    """The search finds what the police, whose desk it is, have in their own pack: or it is none."""
    pdf = drawn(desk, Document.PACK, Agency.POLICE)
    text = tight(" ".join(page_texts(pdf)))
    found = {(each.kind, each.field) for each in desk.canaries if tight(each.word) in text}
    assert {
        ("person", "surname"), ("person", "rag"), ("person", "supervision"), ("note", "body"), ("action", "body"),
        ("decision", "reason"), ("contribution", "health"), ("contribution", "intelligence"), ("contact", "opinion"),
        ("custody_spell", "prison"), ("rating", "reason"), ("marker", "source"), ("agenda_entry", "reason"),
    } <= found  # fmt: skip
    assert not [each for each in desk.canaries if each.do_not_share and tight(each.word) in text]
    with pytest.raises(AssertionError):
        must_not_hold(pdf, [next(each.word for each in desk.canaries if each.field == "surname")])


@pytest.mark.parametrize("agency", OTHERS)
def test_an_agency_has_in_its_pack_what_the_agreement_gives_it(desk: Aviary, agency: Agency) -> None:
    """What may be read and stands in the police's own pack stands in theirs too: nothing is lost on the way."""
    own = tight(" ".join(page_texts(drawn(desk, Document.PACK, Agency.POLICE))))
    theirs = tight(" ".join(page_texts(drawn(desk, Document.PACK, agency))))
    kept_back = {each.word for each in refused(desk, agency)}
    expected = [each for each in desk.canaries if each.word not in kept_back and tight(each.word) in own]
    missing = [(each.kind, each.field, each.whose) for each in expected if tight(each.word) not in theirs]
    # A RAG change tells the RAG: where risk is kept back the decision is, too.
    assert not [each for each in missing if each[0] != "decision"]
