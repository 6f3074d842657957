"""A conference pack of a hundred people, from frozen values to the bytes of the PDF, beside two peers.

The peers set the same words, tables and drawings, taken from our own structure tree, with tags; they are installed by
the benchmark into an environment of their own. A pack of four hundred pages is made in a process whose memory is then
read; and a desk answers while its child process sets the pages.
"""

import io
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from threading import Thread

import pikepdf

import resources
from iomdesk.ids import Id
from iomdesk.packs.conference_pack import lay_out, render_conference_pack
from iomdesk.packs.records import ConferencePack
from iomdesk.packs.rendering import render_apart
from iomdesk.people.questions import person_card
from tests.benchmarks.desks import Shape, fill, fresh_desk
from tests.benchmarks.measuring import Figure, Run, spread, timed
from tests.benchmarks.peer_content import Content
from tests.benchmarks.peers import Peer, installed
from tests.packs.packs_sample import pack, person

FONTS = str(Path(resources.__file__).parent / "fonts")
MARKING = "OFFICIAL-SENSITIVE"
AT_LEAST = 5.0


def packing(run: Run) -> Figure:
    """Fewer times than the short ones: each takes seconds."""
    people = run.size(100, 3)
    sample = pack(tuple(person(number) for number in range(people)))
    peers = None if run.quick else installed()
    if isinstance(peers, Path):
        ours, lines = _beside(run, sample, peers)
    else:
        ours, lines = _alone(run, sample), [peers or "without the peers"]
    printed = render_conference_pack(sample)
    pages = _pages(printed)
    return Figure(
        "pack",
        (
            f"a pack of {people} people, {pages} pages, {len(printed) / 1000:,.0f} kB",
            f"{pages / median(ours):.1f} pages a second; {spread(ours)}, {len(ours)} times",
            *lines,
            _memory(run),
            *_answering(run, sample),
        ),
    )


def _pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def _alone(run: Run, sample: ConferencePack) -> list[float]:
    return [run.ours(partial(render_conference_pack, sample))[0] for _ in range(run.size(5, 1))]


def _beside(run: Run, sample: ConferencePack, python: Path) -> tuple[list[float], list[str]]:
    """Ours and each peer's in turn; pages per second, and how many times as many ours are."""
    laid = lay_out(sample)
    content = Content(laid.document, laid.sheets)
    sources = {
        "weasyprint": (run.folder / "pack.html", content.to_html("Pack", MARKING, f"file://{FONTS}")),
        "typst": (run.folder / "pack.typ", content.to_typst("Pack", MARKING)),
    }
    ours: list[float] = []
    lines = []
    pages = _pages(render_conference_pack(sample))
    for name, (source, text) in sources.items():
        source.write_text(text, encoding="utf-8")
        ratios, theirs, rate = [], [], 0.0
        for _ in range(3):
            seconds, _made = run.ours(partial(render_conference_pack, sample))
            peer = Peer(python, name, source, FONTS)
            taken = peer.render()
            rate = _pages(peer.finish()) / taken
            ours.append(seconds)
            theirs.append(taken)
            ratios.append((pages / seconds) / rate)
        lines.append(_ratio_line(name, ratios, theirs))
    return ours, lines


def _ratio_line(name: str, ratios: list[float], theirs: list[float]) -> str:
    middle = median(ratios)
    verdict = f"; at least {AT_LEAST:g}: {'met' if middle >= AT_LEAST else 'MISSED'}" if name == "weasyprint" else ""
    extent = f"min {min(ratios):.2f}, max {max(ratios):.2f}{verdict}"
    return f"{middle:.2f} times {name}'s pages a second ({extent}); {name} {spread(theirs)}"


_LARGE = """
import sys
from iomdesk.packs.conference_pack import render_conference_pack
from tests.packs.packs_sample import pack, person

def most():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

people = tuple(person(number) for number in range(int(sys.argv[1])))
before = most()
made = render_conference_pack(pack(people))
print(before, most(), len(made))
"""


def _memory(run: Run) -> str:
    """The most memory a process held that made a pack of four hundred pages and nothing else."""
    people = run.size(200, 3)
    if not sys.platform.startswith("linux"):
        return "memory is read on Linux only"
    said = subprocess.run([sys.executable, "-c", _LARGE, str(people)], capture_output=True, text=True, check=True)
    before, most, size = map(int, said.stdout.split())
    held = f"{most / 1024:.0f} MB at most in a process making about {2 * people + 2} pages"
    return f"{held} ({before / 1024:.0f} MB before; {size / 1e6:.1f} MB of file); at most 400 MB"


def _answering(run: Run, sample: ConferencePack) -> tuple[str, str]:
    """How long a desk takes to answer while nothing else goes on, and while a child sets a pack's pages."""
    with fresh_desk(run.folder / "answering") as opened:
        people = fill(opened.store, run.size(2_000, 20), Shape())

        def ask(each: Id) -> float:
            return timed(lambda: opened.desk.ask(person_card, each))[0]

        quiet = [ask(each) for each in people[: run.size(300, 5)]]
        busy = _while_rendering(sample, lambda number: ask(people[number % len(people)]))
    return (
        f"a person's card while a child process sets the pages: {spread(busy)}, {len(busy)} times; limit 50 ms",
        f"the same with nothing else going on: {spread(quiet)}",
    )


def _while_rendering(sample: ConferencePack, work: Callable[[int], float]) -> list[float]:
    done: list[bytes] = []
    thread = Thread(target=lambda: done.append(render_apart(render_conference_pack, sample)))
    thread.start()
    times: list[float] = []
    while thread.is_alive() or not times:
        times.append(work(len(times)))
    thread.join()
    if not done:
        raise RuntimeError("the child made no pack")
    return times
