"""The list of open actions, as its readers meet it and as the agreement lets it out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from iomdesk.actions.commands import ChaseAction, CloseAction, ReviseAction
from iomdesk.actions.listing import action_list
from iomdesk.actions.rules import Outcome
from iomdesk.catalogue import Agency
from iomdesk.copies.rules import Document
from iomdesk.errors import Refused
from iomdesk.issuing.making import Choices
from iomdesk.packs.action_list import ActionList, AgencyGroup, OpenAction, render_action_list
from iomdesk.packs.paper.formats import A4, LARGE_PRINT, Paper
from tests.conference.conference_sample import person
from tests.packs.finished_pdf import Finished, assert_letters, assert_repeats, check, read
from tests.packs.pdf_search import must_not_hold
from tests.packs.scheme_sample import COPY_LINE, DAY, ODD, PRINTED, WITHHELD, Scheme, enter, head, scheme


def action(number: int, name: str = "NOWAK, Daniel", **said: Any) -> OpenAction:
    plain = OpenAction(f"A-{number}", f"Ring the landlord about room {number}", "K Sample", date(2026, 11, 9))
    return replace(plain, name=name, ref="7K3M-Q2VX", **said)


def listed(*groups: AgencyGroup, training: bool = False) -> ActionList:
    return ActionList(head("Action list", training=training), groups)


def checked(actions: ActionList, paper: Paper = A4) -> Finished:
    pdf = render_action_list(actions, paper)
    return check(
        pdf,
        marking="OFFICIAL-SENSITIVE",
        copy_line=COPY_LINE,
        printed_line=PRINTED,
        withheld_line=WITHHELD,
        training=actions.head.training,
    )


def test_everything_of_an_action_is_read_and_there_is_room_to_write() -> None:
    late = action(
        1,
        days_overdue=7,
        times_chased=2,
        chased_on=date(2026, 10, 30),
        times_moved=2,
        days_before=(date(2026, 10, 1), None),
        moved_because="The flat was not ready",
        set_at="Norwich-3",
        raised_on=date(2026, 9, 1),
        pathway="Accommodation",
    )
    finished = checked(listed(AgencyGroup("housing", (late, action(2))), AgencyGroup("", (action(3),))))
    for words in (
        "Housing: 2 open, 1 overdue", "No agency named: 1 open, none overdue", "A-1", "NOWAK, Daniel", "7K3M-Q2VX",
        "Overdue 7 days", "chased 2 times, last 30 Oct 2026", "moved 2 times, was 1 Oct 2026, no day",
        "because: The flat was not ready", "set at Norwich-3", "raised 1 Sep 2026", "pathway Accommodation",
        "3 open, 1 overdue",
    ):  # fmt: skip
        assert words in finished.text
    assert "A-1 done: box to tick" in finished.alternatives


def test_names_as_they_come_and_hundreds_of_rows() -> None:
    odd = tuple(action(n, name=name) for n, name in enumerate(ODD))
    many = tuple(action(n) for n in range(100, 400))
    finished = checked(listed(AgencyGroup("police", odd), AgencyGroup("housing", many)))
    assert_letters(finished)
    assert "<b>Bold</b> & Sons" in finished.text
    assert "X" * 300 in "".join(finished.text.split())
    assert all(f"room {n}" in finished.text for n in range(100, 400))


def test_large_print_sets_each_action_below_the_last() -> None:
    finished = checked(
        listed(AgencyGroup("housing", tuple(action(n, days_overdue=n) for n in range(12)))), paper=LARGE_PRINT
    )
    assert "Overdue 11 days" in finished.text
    assert "What came of A-11, and when" in finished.alternatives


def test_nobody_at_all_practice_papers_and_the_same_bytes() -> None:
    assert "No open action is on this list." in checked(listed(training=True)).text
    assert_repeats(lambda: render_action_list(listed(AgencyGroup("housing", (action(1),)))))


def test_without_a_marking_nothing_is_printed() -> None:
    with pytest.raises(Refused):
        render_action_list(ActionList(replace(head("Action list"), marking=" "), ()))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scheme]:
    made = scheme(tmp_path_factory.mktemp("actions"))
    yield made
    made.desk.close()


def test_the_own_agency_first_then_the_others_overdue_first(kept: Scheme) -> None:
    text = read(kept.copy(Document.ACTIONS).pdf).text
    assert text.index("Police: 2 open, 2 overdue") < text.index("Housing: 2 open, none overdue")
    assert "Overdue 7 days" in text
    assert "Accommodation" in text


def test_an_agency_has_its_own_first_and_only_of_people_it_works_with(kept: Scheme) -> None:
    copy = kept.copy(Document.ACTIONS, Agency.HOUSING)
    finished = read(copy.pdf)
    must_not_hold(copy.pdf, ["ZQPOLICE", "Zqpolicerefer", "Zqpolicevisit", "Zqpoliceowner", "Zqpolicetenancy"])
    assert finished.text.index("Housing: 1 open") < finished.text.index("Police: 1 open, 1 overdue")
    assert copy.withheld_line == "1 entry withheld under clause 5.1."
    assert copy.people == 1


def test_a_restricted_person_leaves_no_trace(kept: Scheme) -> None:
    def said(copy_number: int) -> str:
        return read(kept.copy(Document.ACTIONS, Agency.HOUSING).pdf).text.replace(f"Copy {copy_number} ", "Copy ")

    number = kept.copy(Document.ACTIONS, Agency.HOUSING).number
    before = said(number + 1)
    hidden = person(kept.desk, "ZQHIDDEN", narrowing="restricted")
    enter(kept.desk, hidden, "Zqhidden")
    assert said(number + 2) == before


def test_one_agency_s_actions_or_ones_own(kept: Scheme) -> None:
    theirs = read(kept.copy(Document.ACTIONS, choices=Choices(owner=Agency.HOUSING)).pdf).text
    assert "Open actions of housing" in theirs
    assert "Zqsharedvisit" in theirs
    assert "Zqsharedrefer" not in theirs
    assert "No open action is on this list." in read(kept.copy(Document.ACTIONS, choices=Choices(mine=True)).pdf).text


def test_how_its_day_moved_and_what_is_closed(kept: Scheme) -> None:
    first = next(each.row for each in kept.desk.ask(action_list, DAY) if each.row.body == "Zqsharedrefer")
    kept.desk.do(ChaseAction(first.id, "phoned"))
    kept.desk.do(ReviseAction(first.id, date(2026, 11, 30), "Zqmoved"))
    text = read(kept.copy(Document.ACTIONS, Agency.HOUSING).pdf).text
    assert "moved once, was 26 Oct 2026" in text
    assert "because: Zqmoved" in text
    assert "chased once" in text
    kept.desk.do(CloseAction(first.id, Outcome.COMPLETED))
    assert "Zqsharedrefer" not in read(kept.copy(Document.ACTIONS).pdf).text
