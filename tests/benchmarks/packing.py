"""A conference pack of a hundred people, from frozen values to the bytes of the PDF."""

import io
from functools import partial
from statistics import median

import pikepdf

from iomdesk.packs.conference_pack import render_conference_pack
from tests.benchmarks.measuring import Figure, Run, spread
from tests.packs.packs_sample import pack, person


def packing(run: Run) -> Figure:
    """Fewer times than the short ones: each takes seconds."""
    people = run.size(100, 3)
    sample = pack(tuple(person(number) for number in range(people)))
    times, printed = [], b""
    for _ in range(run.size(5, 1)):
        seconds, printed = run.ours(partial(render_conference_pack, sample))
        times.append(seconds)
    with pikepdf.open(io.BytesIO(printed)) as document:
        pages = len(document.pages)
    return Figure(
        "pack",
        (
            f"a pack of {people} people, {pages} pages, {len(printed) / 1000:,.0f} kB",
            f"{pages / median(times):.1f} pages a second; {spread(times)}, {len(times)} times",
        ),
    )
