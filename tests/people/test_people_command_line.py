"""The words of ``iomdesk person``, typed at an unlocked desk."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from iomdesk.desk import Desk
from iomdesk.errors import Refused
from tests.desks import open_desk
from ui.cli import people
from ui.cli.parser import build
from ui.cli.shape import Answer

ADD = "person add --surname Taylor --forenames Eric --born 22/10/1973 --pnc 02/199127X --site norwich --sex M"


class Typing:
    """Types commands and keeps nothing."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.parser = build(people.COMMANDS)

    def __call__(self, line: str) -> Answer:
        given = self.parser.parse_args(shlex.split(line))
        answer: Answer = given.command.run(self.desk, given)
        assert all("\n" not in each for each in answer.lines)
        return answer

    def shown(self, ref: str) -> dict[str, Any]:
        """The document of ``person show``."""
        document = self(f"person show {ref}").document
        assert isinstance(document, dict)
        return document


@pytest.fixture
def typing(tmp_path: Path) -> Iterator[Typing]:
    desk = open_desk(tmp_path)
    yield Typing(desk)
    desk.close()


def test_a_person_from_the_first_word_to_the_list(typing: Typing) -> None:
    typing(ADD)
    typing("person event 02/199127X adopted --on 2024-03-04 --reason panel")
    typing("person rag 2002/0199127X red --reason 'three arrests'")
    typing("person mappa 02/199127X 2/1 --reason registered")
    typing("person mark 02/199127X county-lines yes --since 1/2/2025 --review 2027-01-01 --source custody")
    typing("person note 02/199127X 'See ViSOR' --heading Check")
    fields = "phone=01603 rosh=High nomis=A4050DR 'police_om=PC 1419 Doyle' supervision_until=16/01/2028"
    typing(f"person set 02/199127X {fields} mappa_level=2 lead_agency=police")
    found = typing.shown("A4050DR")
    expected = {
        "surname": "Taylor", "born": "1973-10-22", "site": "Norwich", "rag": "Red", "rosh": "High",
        "mappa_category": 2, "mappa_level": 2, "supervision_until": "2028-01-16", "status": "adopted", "phone": "01603",
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected
    assert found["markers"][0]["review_on"] == "2027-01-01"
    assert found["officers"][0]["name"] == "PC 1419 Doyle"
    lines = typing("person list --rag red --site Norwich --find tayl").lines
    assert [line.split()[1] for line in lines[:2]] == ["Surname", "Taylor"]
    assert lines[-1] == "1 person."
    text = "\n".join(typing("person show A4050DR").lines)
    for part in (
        "22 Oct 1973",
        "County lines: yes",
        "Check: See ViSOR",
        "RAG Red  three arrests",
        "PNC  2002/0199127X",
    ):
        assert part in text
    typing("person set 02/199127X phone=")
    assert typing.shown("02/199127X")["phone"] is None


def test_a_person_entered_twice_is_said_merged_and_parted(typing: Typing) -> None:
    first = typing(ADD).document
    second = typing("person add --surname TAYLOR --pnc 2002/0199127X")
    assert isinstance(first, dict)
    assert isinstance(second.document, dict)
    one, two = str(first["ref"]), str(second.document["ref"])
    assert any("PNC" in line and one in line for line in second.lines)
    assert typing("person duplicates").lines[1].startswith("likely")
    with pytest.raises(Refused, match="2 people"):
        typing("person show 02/199127X")
    typing(f"person merge {two} {one} --reason 'same PNC'")
    assert typing("person duplicates").document == []
    found = typing.shown("02/199127X")
    assert (found["ref"], len(found["records"])) == (one, 2)
    assert [each["field"] for each in found["contested"]] == ["surname"]
    assert any("surname: TAYLOR  (Sgt A Example" in line for line in typing(f"person show {one}").lines)
    typing(f"person unmerge {one} {two} --reason 'not the same'")
    assert len(typing.shown(one)["records"]) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("person set 02/199127X rag=Red", "reason"),
        ("person set 02/199127X rosh", "FIELD=VALUE"),
        ("person set 02/199127X shoe_size=9", "not a field"),
        ("person set 02/199127X mappa_level=x", "mappa level takes a whole number"),
        ("person set 02/199127X site=Atlantis", "site"),
        ("person set 02/199127X pnc=2003/0011985Z", "check letter"),
        ("person event 02/199127X removed --on 2024-01-01 --reason x", "cannot stand"),
        ("person rag 02/199127X blue --reason x", "no value"),
        ("person show X999999", "Nobody"),
    ],
)
def test_what_is_refused_says_why(typing: Typing, line: str, says: str) -> None:
    typing(ADD)
    with pytest.raises(Refused, match=says):
        typing(line)


def test_a_number_that_fails_its_check_is_recorded_with_a_reason(typing: Typing) -> None:
    typing(ADD)
    typing("person set 02/199127X pnc=2003/0011985Z --reason 'as typed in the source'")
    assert any("check letter fails" in line for line in typing("person show 2003/0011985Z").lines)
