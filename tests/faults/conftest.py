"""One sound desk, made once; every test breaks a copy of its own."""

import shutil
from pathlib import Path

import pytest

from tests.terminal import NearTerminal

SURNAMES = ("Nowak", "Okafor", "Llewelyn", "Bright", "Śliwa", "Castell")


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> NearTerminal:
    """A desk with some people, closed. Not to be changed: take ``desk``."""
    terminal = NearTerminal(tmp_path_factory.mktemp("sound"))
    terminal.init()
    for surname in SURNAMES:
        terminal.do("person", "add", "--surname", surname, "--site", "Norwich")
    assert terminal.findings() == []
    return terminal


@pytest.fixture
def desk(sound: NearTerminal, tmp_path: Path) -> NearTerminal:
    """A copy of the sound desk to break."""
    copy = NearTerminal(tmp_path, now=sound.now)
    shutil.copytree(sound.home, copy.home)
    return copy
