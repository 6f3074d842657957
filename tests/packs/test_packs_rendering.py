"""Documents made in a process of their own: as it goes well, is called off, is refused, dies."""

import multiprocessing
import os
import subprocess
import sys
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from iomdesk.errors import Environment, Refused
from iomdesk.packs.conference_pack import render_conference_pack
from iomdesk.packs.paper.formats import LARGE_PRINT
from iomdesk.packs.records import ConferencePack
from iomdesk.packs.rendering import Cancelled, Press, RenderingFault, render_apart
from tests.packs.packs_sample import pack, person

CHECKOUT = Path(__file__).parents[2]
CONSOLE_SCRIPT = """
import sys
from iomdesk.packs.conference_pack import render_conference_pack
from iomdesk.packs.rendering import render_apart
from tests.packs.packs_sample import pack, person

def run():
    print(len(render_apart(render_conference_pack, pack((person(0),)))))

if __name__ == "__main__":
    sys.exit(run())
"""


@pytest.fixture(scope="module")
def papers() -> ConferencePack:
    return pack(tuple(person(number) for number in range(12)))


def child() -> multiprocessing.process.BaseProcess:
    (only,) = multiprocessing.active_children()
    return only


def test_the_child_makes_the_same_bytes_and_says_how_far_it_is(papers: ConferencePack) -> None:
    told: list[tuple[int, int]] = []
    made = render_apart(render_conference_pack, papers, lambda done, of: told.append((done, of)))
    assert made == render_conference_pack(papers)
    assert told == [(part, 13) for part in range(1, 14)]
    assert multiprocessing.active_children() == []


def test_one_child_makes_several_documents(papers: ConferencePack) -> None:
    pids = set()
    with Press() as press:
        for number in (1, 2):
            copy = pack((person(0),), number=number)
            made = press.render(render_conference_pack, copy, lambda *_: pids.add(child().pid))
            assert made == render_conference_pack(copy)
    assert len(pids) == 1
    assert multiprocessing.active_children() == []


def test_a_refusal_arrives_as_itself_and_the_child_goes_on(papers: ConferencePack) -> None:
    with Press() as press:
        with pytest.raises(Refused) as refused:
            press.render(render_conference_pack, replace(papers, marking=" "))
        assert refused.value.message == "A pack is not printed without a marking."
        assert refused.value.remedy == "Choose one and print again."
        before = child().pid
        assert press.render(render_conference_pack, pack(())).startswith(b"%PDF")
        assert child().pid == before


def test_a_killed_child_is_said_and_the_press_goes_on_with_another(papers: ConferencePack) -> None:
    with Press() as press:
        with pytest.raises(Environment) as died:
            press.render(render_conference_pack, papers, lambda *_: child().kill())
        assert "ended" in died.value.message
        assert died.value.remedy
        assert multiprocessing.active_children() == []
        assert press.render(render_conference_pack, pack(())).startswith(b"%PDF")


def test_called_off_while_it_works(papers: ConferencePack) -> None:
    press = Press()
    begun = threading.Event()
    raised: list[BaseException] = []

    def render() -> None:
        try:
            press.render(render_conference_pack, papers, lambda *_: begun.set())
        except Cancelled as called_off:
            raised.append(called_off)

    rendering = threading.Thread(target=render)
    with press:
        rendering.start()
        assert begun.wait(60)
        press.cancel()
        rendering.join(60)
    assert len(raised) == 1
    assert multiprocessing.active_children() == []


def test_called_off_before_it_begins(papers: ConferencePack) -> None:
    with Press() as press:
        press.cancel()
        with pytest.raises(Cancelled):
            press.render(render_conference_pack, papers)
    assert multiprocessing.active_children() == []


def test_a_fault_of_the_program_says_where_and_no_case_content(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RenderingFault) as fault:
        render_apart(cast(Any, render_conference_pack), {"NOWAK": "Daniel"})
    assert "AttributeError" in str(fault.value)
    assert "conference_pack.py" in str(fault.value)
    assert "NOWAK" not in str(fault.value)
    assert capfd.readouterr() == ("", "")


def test_only_functions_of_this_room_are_handed_over() -> None:
    with pytest.raises(ValueError, match=r"not of iomdesk\.packs"):
        render_apart(cast(Any, eval), "1")


def test_settings_go_along() -> None:
    large = render_apart(partial(render_conference_pack, paper=LARGE_PRINT), pack(()))
    assert large == render_conference_pack(pack(()), LARGE_PRINT)


def test_the_child_speaks_the_language_it_is_given() -> None:
    with Press({"A pack is not printed without a marking.": "Heb farc ni chaiff ei argraffu."}) as press:
        with pytest.raises(Refused) as refused:
            press.render(render_conference_pack, replace(pack(()), marking=""))
        assert refused.value.message == "Heb farc ni chaiff ei argraffu."


def test_nothing_is_left_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path))
    seen: list[list[Path]] = []
    render_apart(render_conference_pack, pack((person(0),)), lambda *_: seen.append(list(tmp_path.iterdir())))
    assert seen == [[], []]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of another process are read from proc")
def test_the_child_leaves_no_core_file() -> None:
    said: list[str] = []

    def tell(done: int, of: int) -> None:
        limits = Path(f"/proc/{child().pid}/limits").read_text(encoding="ascii").splitlines()
        said.extend(line for line in limits if line.startswith("Max core file size"))

    render_apart(render_conference_pack, pack(()), tell)
    assert said
    assert all(line.split()[4:6] == ["0", "0"] for line in said)


def test_it_works_from_a_console_script(tmp_path: Path) -> None:
    script = tmp_path / "iomdesk"
    script.write_text(CONSOLE_SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.strip() == str(len(render_conference_pack(pack((person(0),)))))
