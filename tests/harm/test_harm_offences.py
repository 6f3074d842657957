"""Offences as records: what tells two apart, and what an officer records at a real encrypted desk."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.harm.commands import AddOffence
from iomdesk.harm.questions import offences_of
from iomdesk.harm.rules import RecordedOffence, offence_key, offence_problem
from iomdesk.people.commands import AddPerson, LinkPersons
from tests.desks import open_desk

BURGLARY = RecordedOffence("36/97979/21", "28", "Burglary", date(2021, 11, 26), None, "Charged", date(2022, 1, 25))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.close()


def test_spacing_and_case_do_not_make_another_offence() -> None:
    assert offence_key("36/ 1/21", "28a", None) == offence_key("36/1/21 ", "28A", None)
    assert offence_key("36/1/21", "28", None) != offence_key("36/1/21", "29", None)
    assert offence_key("36/1/21", "28", date(2021, 1, 1)) != offence_key("36/1/21", "28", None)


def test_what_cannot_be_is_said() -> None:
    assert offence_problem(BURGLARY) == ""
    assert offence_problem(replace(BURGLARY, code=None, description=""))
    assert offence_problem(replace(BURGLARY, committed_to=date(2021, 1, 1)))
    assert offence_problem(replace(BURGLARY, outcome="Hanged"))


def test_an_offence_is_recorded_once_over_linked_records(desk: Desk) -> None:
    one, two = (desk.do(AddPerson({"surname": name})) for name in ("Taylor", "Tailor"))
    assert isinstance(one, bytes)
    assert isinstance(two, bytes)
    first = desk.do(AddOffence(one, BURGLARY))
    desk.do(LinkPersons(one, two, "fingerprints"))
    assert desk.do(AddOffence(two, replace(BURGLARY, crime_ref="36/97979/21 "))) == first
    desk.do(AddOffence(two, replace(BURGLARY, code="30", committed_from=date(2022, 1, 1))))
    undated = desk.do(AddOffence(two, replace(BURGLARY, committed_from=None)))
    rows = desk.ask(offences_of, one)
    assert [row.committed_from for row in rows] == [date(2022, 1, 1), date(2021, 11, 26), None]
    assert rows[-1].id == undated
    assert (rows[1].crime_ref, rows[1].outcome) == ("36/97979/21", "Charged")
    with pytest.raises(Refused, match="outcome"):
        desk.do(AddOffence(one, replace(BURGLARY, outcome="Hanged")))
