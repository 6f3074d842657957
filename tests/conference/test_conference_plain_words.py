"""What people read is in plain words: the log, lists in the order of the alphabet, one person and several."""

import re
from datetime import date
from pathlib import Path

import pytest

from iomdesk.actions.commands import AddAction
from iomdesk.actions.questions import actions_open
from iomdesk.cohort.questions import cohort_list
from iomdesk.desk import HANDLERS, QUESTIONS
from iomdesk.packs.paper.known import known_words
from iomdesk.packs.person import _tags
from iomdesk.packs.records import PersonPage
from iomdesk.pathways.master import master
from iomdesk.words import counted
from tests.conference.conference_sample import HELD, conference_desk, person
from ui.cli import conference, people
from ui.cli.log_words import log_words
from ui.cli.parser import build

PARSER = build((*conference.COMMANDS, *people.COMMANDS))


NAMES = {each.name for each in HANDLERS.values()} | {each.name for each in QUESTIONS}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_log_names_nothing_as_the_program_does(name: str) -> None:
    for action in (name, f"ask for {name}", f"approve {name}"):
        said = log_words(action)
        assert "_" not in said
        assert not re.search(r"[a-z][A-Z]", said)
    assert log_words("papers of Norwich-1") == "papers of Norwich-1"


def test_one_is_not_several() -> None:
    assert [counted(n, "{count} person", "{count} people") for n in (0, 1, 2)] == ["0 people", "1 person", "2 people"]


def test_lists_are_in_the_order_of_the_alphabet_whatever_the_case(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    for surname in ("ZEBEDEE", "adams", "BAKER", "Cole"):
        person(desk, surname)
    expected = ["adams", "BAKER", "Cole", "ZEBEDEE"]
    assert [row.surname for row in desk.ask(cohort_list, HELD)] == expected
    assert [row.surname for row in desk.ask(master, HELD).rows] == expected
    desk.close()


def test_an_owner_is_found_however_the_name_is_typed(tmp_path: Path) -> None:
    desk = conference_desk(tmp_path)
    who = person(desk)
    for owner in ("L Grimes", "J Okafor", ""):
        desk.do(AddAction(who, "Home visit", owner, due_on=date(2026, 11, 1)))
    assert [row.owner_name for row in desk.ask(actions_open, HELD, "grimes")] == ["L Grimes"]
    assert len(desk.ask(actions_open, HELD)) == 3
    desk.close()


def test_general_options_stand_before_a_command_or_after_it() -> None:
    before = PARSER.parse_args(["--json", "--home", "D", "person", "list"])
    after = PARSER.parse_args(["person", "list", "--json", "--home", "D"])
    neither = PARSER.parse_args(["person", "list"])
    assert (before.json, before.home) == (after.json, after.home) == (True, "D")
    assert (neither.json, neither.home, neither.sign_in, neither.passphrase_file) == (False, None, None, None)


def test_an_empty_cell_for_mappa_is_not_said_to_be_unknown() -> None:
    assert [tag.word for tag in _tags(PersonPage("R", "N"))] == [
        "RAG not known",
        "RoSH not known",
        "MAPPA none recorded",
    ]
    assert known_words(None) == "not known"
