"""Work on one person stays as quick on a desk of fifty thousand: every select behind it goes through an index."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from iomdesk import catalogue
from iomdesk.catalogue import Type
from iomdesk.desk import QUESTIONS, Desk
from iomdesk.doors import Consults, Question
from iomdesk.ids import Id
from tests.desks import open_desk
from tests.house.asking import arguments, person_on

SMALL = frozenset({
    "officer", "role_grant", "site", "pathway_set", "pathway", "scale_level", "agenda_interval", "approval",
    "incarnation", "setting", "contested", "agreement",
})  # fmt: skip
"""Tables that do not grow with the people on the desk; ``contested`` holds open conflicts only."""

_SCAN = re.compile(r"\bSCAN (\w+)")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = open_desk(tmp_path_factory.mktemp("plans"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def person(desk: Desk) -> Id:
    """A person with a record of every kind, so that no question stops half way for want of rows."""
    made = person_on(desk)
    with desk._store.work() as work:
        for kind in catalogue.KINDS:
            if kind.subject == "person":
                numbers = {each.name: 1 for each in kind.fields if each.type is Type.NUMBER}
                work.create(kind, numbers, subject=made)
    return made


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.consults is Consults.PERSON], ids=lambda q: q.name)
def test_a_question_about_one_person_scans_nothing(desk: Desk, person: Id, question: Question[..., Any]) -> None:
    given = arguments(desk, question, person)
    asked: list[str] = []
    reader = desk._store._raw_reader
    reader.set_trace_callback(asked.append)
    desk.ask(question, *given)
    reader.set_trace_callback(None)
    selects = [each for each in asked if each.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert selects
    for statement in selects:
        steps = [row[3] for row in reader.execute("EXPLAIN QUERY PLAN " + statement)]
        names = _aliases(statement)
        scanned = {names.get(each, each) for step in steps for each in _SCAN.findall(step)}
        assert scanned <= SMALL, (statement, steps)


def _aliases(statement: str) -> dict[str, str]:
    """Which table each alias in a statement stands for."""
    found = re.findall(r"\b(?:FROM|JOIN|,)\s+(\w+) AS (\w+)", statement)
    return {alias: table for table, alias in found}


def test_the_search_for_scans_sees_one(desk: Desk, person: Id, tmp_path: Path) -> None:
    steps = [row[3] for row in desk._store._raw_reader.execute("EXPLAIN QUERY PLAN SELECT rag FROM person")]
    assert _SCAN.findall(steps[0]) == ["person"]
