"""Two desks that differ only in what an agency may not know make the same papers for that agency.

What is compared are the documents as they are handed to be drawn: drawing looks nothing up, so documents that are equal
are equal files, to the last page, bookmark and number.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iomdesk.agreement.terms import Access, Agreement, InForce
from iomdesk.agreement.view import view_for
from iomdesk.catalogue import Agency, Category, Kind
from iomdesk.conference.attendance import NoteAttendance
from iomdesk.conference.showing import in_the_room
from iomdesk.copies.rules import Document
from iomdesk.errors import Refused
from iomdesk.issuing.issue import MARKING, WORKBOOKS
from iomdesk.issuing.makers import MAKERS
from iomdesk.issuing.making import Made, Making, Order, Recipient
from iomdesk.packs.gather.sharing import Sharing
from iomdesk.packs.records import Copy
from iomdesk.store.unit import Given
from tests.agreement.agreements import documents, terms, written
from tests.packs.canaries import TEXTS, Aviary, Instead, aviary
from ui.cli.papers import OF_A_CONFERENCE

PAPERS = tuple(each for each in MAKERS if each not in WORKBOOKS and each is not Document.AGREEMENT)
OTHERS = tuple(each for each in Agency if each is not Agency.POLICE)
OPEN = ("shared", "police")
Twins = tuple[Aviary, Aviary]


def put_instead(of: Callable[[Kind, str, str], bool], change: Callable[[Given], Given]) -> Instead:
    def instead(kind: Kind, field: str, whose: str, value: Given) -> Given:
        return change(value) if of(kind, field, whose) else value

    return instead


def gone(_value: Given) -> Given:
    return None


def otherwise(value: Given) -> Given:
    """Something else of the same sort, and as much known: another word, another order, another day, another score."""
    if isinstance(value, str):
        return _OTHER.get(value, value if value in _FIXED else f"Yy{value[::-1]} and more words than there were before")
    if isinstance(value, date):
        return value - timedelta(days=1)
    return 4 - value if isinstance(value, int) else value


_OTHER = {"Red": "Green", "veteran": "risk_to_staff"}
_FIXED = {str(each) for each in Agency}


def is_of(category: Category) -> Callable[[Kind, str, str], bool]:
    """Every value of the category that no fact of the agreement rests on."""

    def of(kind: Kind, field: str, _whose: str) -> bool:
        known = kind.by_name.get(field)
        if known is None or known.category is not category:
            return False
        return known.type in TEXTS or (kind.name, field) in _CODES | _DAYS | _SCORES

    return of


_CODES = {("person", "rag"), ("person", "rosh"), ("person", "cohort_label"), ("person", "sex"), ("marker", "code")}
_DAYS = {
    ("rating", "happened_on"), ("marker", "since"), ("note", "noted_on"), ("action", "due_on"), ("person", "born"),
    ("custody_spell", "from_on"), ("custody_spell", "release_on"), ("decision", "decided_on"),
    ("score_set", "scored_on"), ("person", "supervision_until"), ("membership_event", "happened_on"),
    ("contribution", "written_on"), ("person", "last_conference"),
}  # fmt: skip
_SCORES = {("score_set", f"score_{place}") for place in range(1, 9)}
VARIED = (
    Category.RISK, Category.HEALTH, Category.SUBSTANCE_USE, Category.INTELLIGENCE, Category.VICTIM, Category.CUSTODY,
    Category.PATHWAYS, Category.CONFERENCE, Category.ACTIONS, Category.SUPERVISION, Category.IDENTITY,
)  # fmt: skip


class Nest:
    """Twins made once and closed at the end."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._made: dict[str, Aviary] = {}

    def of(self, name: str, **how: Any) -> Aviary:
        if name not in self._made:
            self._made[name] = aviary(self._place(name), **how)
            self._stack.callback(self._made[name].desk.close)
        return self._made[name]

    def _place(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder

    def varied(self, category: Category) -> Twins:
        """Those with a real RAG, one with everything of the category otherwise."""
        first = put_instead(lambda kind, field, _: (kind.name, field) == ("person", "rag"), lambda _: "Red")
        second = put_instead(is_of(category), otherwise)

        def both(kind: Kind, field: str, whose: str, value: Given) -> Given:
            return second(kind, field, whose, first(kind, field, whose, value))

        return self.of("real RAG", instead=first), self.of(category.name, instead=both)


@pytest.fixture(scope="module")
def nest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nest]:
    with ExitStack() as stack:
        yield Nest(tmp_path_factory.mktemp("nest"), stack)


def made(kept: Aviary, document: Document, agency: Agency, agreement: Agreement) -> Made:
    """The document as it would be drawn for somebody of the agency, under these terms."""
    desk, current = kept.desk, InForce(kept.conference, 1, agreement, "", 0)
    view = view_for(current, agency, desk.today, desk.agency)
    about = kept.conference if document in OF_A_CONFERENCE else None
    order = Order(about, Recipient("L Grimes", agency))
    copy = Copy(1, "L Grimes", str(agency))
    return MAKERS[document](Making(desk, order, copy, Sharing(view), current, "2 Nov 2026 12:00", MARKING, False))


def read(kept: Aviary, document: Document, agency: Agency, agreement: Agreement) -> Any:
    """All that is drawn; that there is nothing to print, where that is refused."""
    try:
        found = made(kept, document, agency, agreement)
    except Refused as refused:
        return str(refused)
    return found.title, found.changes_since, len(found.people), found.document


def parts(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every value inside frozen records with where it stands, for telling where two documents differ."""
    if is_dataclass(value):
        for field in fields(value):
            yield from parts(getattr(value, field.name), f"{place}.{field.name}")
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from parts(each, f"{place}[{number}]")
    else:
        yield place, value


def must_be_alike(
    twins: Twins, agency: Agency, agreement: Agreement, leave: Callable[[str], bool] = lambda place: False
) -> None:
    """No paper for the agency tells the one desk from the other."""
    for document in PAPERS:
        one, other = ([each for each in parts(read(kept, document, agency, agreement)) if not leave(each[0])]
                      for kept in twins)  # fmt: skip
        differing = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]][:5]
        assert one == other, (document, agency, differing)


@pytest.mark.parametrize("agency", OTHERS)
def test_people_marked_restricted_or_excluded_change_nothing(nest: Nest, agency: Agency) -> None:
    must_be_alike((nest.of("all"), nest.of("open", people=OPEN)), agency, terms())


@pytest.mark.parametrize("agency", OTHERS)
def test_entries_marked_do_not_share_change_nothing(nest: Nest, agency: Agency) -> None:
    must_be_alike((nest.of("all"), nest.of("unmarked", marked=False)), agency, terms())


@pytest.mark.parametrize("agency", OTHERS)
def test_intelligence_changes_nothing(nest: Nest, agency: Agency) -> None:
    without = put_instead(is_of(Category.INTELLIGENCE), gone)
    must_be_alike((nest.of("all"), nest.of("no intelligence", instead=without)), agency, terms())


@pytest.mark.parametrize("document", [Document.PACK, Document.MINUTES])
def test_equal_documents_are_equal_files(nest: Nest, document: Document) -> None:
    one, other = (
        made(kept, document, Agency.PROBATION, terms()) for kept in (nest.of("all"), nest.of("open", people=OPEN))
    )
    assert one.draw(one.document) == other.draw(other.document)


@pytest.mark.parametrize("room", [(Agency.PROBATION,), (Agency.HOUSING, Agency.HEALTH), (Agency.VOLUNTARY,)])
def test_a_room_sees_the_same_of_somebody_whatever_leaves_no_trace(tmp_path: Path, room: tuple[Agency, ...]) -> None:
    """On the screen of a mixed room: the same parts, as many of each, and the same reasons for what is withheld."""
    without_intelligence = put_instead(is_of(Category.INTELLIGENCE), gone)
    ways: tuple[dict[str, Any], ...] = ({}, {"marked": False}, {"instead": without_intelligence})
    seen = []
    for number, how in enumerate(ways):
        (tmp_path / str(number)).mkdir()
        kept = aviary(tmp_path / str(number), **how)
        for agency in room:
            kept.desk.do(NoteAttendance(kept.conference, f"Somebody of {agency}", agency))
        view = kept.desk.ask(in_the_room, kept.people["shared"], kept.conference, kept.desk.today)
        seen.append([each for each in parts(view) if not isinstance(each[1], bytes)])
        hidden = kept.desk.ask(in_the_room, kept.people["restricted"], kept.conference, kept.desk.today)
        words = {each.word for each in kept.canaries if each.whose == "restricted" and each.field != "ref"}
        assert hidden.hidden
        assert not [each for _, each in parts(hidden) if each in words]
        kept.desk.close()
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize("agency", [Agency.HOUSING, Agency.HEALTH, Agency.VOLUNTARY])
def test_somebody_only_the_police_work_with_changes_nothing_but_the_count_of_what_is_withheld(
    nest: Nest, agency: Agency
) -> None:
    must_be_alike(
        (nest.of("all"), nest.of("shared", people=("shared",))),
        agency,
        terms(),
        lambda place: place.endswith("withheld_line"),
    )


@pytest.mark.parametrize("category", VARIED)
def test_what_an_agency_may_not_read_changes_nothing(nest: Nest, category: Category) -> None:
    """Under the shipped terms, less the category: to who reads of everybody, of their own, and of who agreed to it."""
    for agency in (Agency.PROBATION, Agency.HOUSING, Agency.VOLUNTARY):
        must_be_alike(nest.varied(category), agency, with_access(terms(), Access.NONE, category, agency))


@pytest.mark.parametrize("category", VARIED)
def test_who_may_read_it_can_tell_the_twins_apart(nest: Nest, category: Category) -> None:
    """Or the comparison would compare nothing."""
    agreement = with_access(terms(), Access.WRITE, category, Agency.PROBATION)
    one, other = ([read(kept, document, Agency.PROBATION, agreement) for document in (Document.PACK, Document.MINUTES)]
                  for kept in nest.varied(category))  # fmt: skip
    assert one != other


def with_access(agreement: Agreement, access: Access, category: Category, agency: Agency) -> Agreement:
    cells = tuple(
        replace(cell, access=access, conditions=()) if (cell.category, cell.agency) == (category, agency) else cell
        for cell in agreement.cells
    )
    return replace(agreement, cells=cells)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    agreement=documents(),
    agency=st.sampled_from(OTHERS),
    kind=st.sampled_from(["open", "unmarked", "no intelligence"]),
)
def test_what_leaves_no_trace_leaves_none_under_any_agreement(
    nest: Nest, agreement: dict[str, Any], agency: Agency, kind: str
) -> None:
    how: dict[str, dict[str, Any]] = {
        "open": {"people": OPEN},
        "unmarked": {"marked": False},
        "no intelligence": {"instead": put_instead(is_of(Category.INTELLIGENCE), gone)},
    }
    agreed = terms(written(agreement))
    if kind == "no intelligence":
        agreed = with_access(agreed, Access.NONE, Category.INTELLIGENCE, agency)
    must_be_alike((nest.of("all"), nest.of(kind, **how[kind])), agency, agreed)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(agreement=documents(), agency=st.sampled_from(OTHERS), category=st.sampled_from(VARIED))
def test_what_is_kept_from_an_agency_changes_nothing_under_any_agreement(
    nest: Nest, agreement: dict[str, Any], agency: Agency, category: Category
) -> None:
    must_be_alike(nest.varied(category), agency, with_access(terms(written(agreement)), Access.NONE, category, agency))
