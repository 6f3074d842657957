"""A full check of a desk of a million operations: every page, signature, link and row."""

import sys
from functools import partial

if sys.platform != "win32":
    import resource

from tests.benchmarks.desks import Shape, fill, fresh_desk
from tests.benchmarks.measuring import Figure, Run, timed

_SHAPE = Shape(identifiers=4, ratings=3, markers=2, assignments=2, score_sets=6)


def verify(run: Run) -> Figure:
    """Once: it is long, and there is nothing bare to hold it against."""
    people = run.size(40_000, 120)
    with fresh_desk(run.folder / "desk") as opened:
        building, _ = timed(partial(fill, opened.store, people, _SHAPE, run.counting("people", people)))
        size = opened.generation.database.stat().st_size
        seconds, report = run.ours(partial(opened.store.verify, full=True, progress=run.progress("steps")))
    if not report.clean:
        raise AssertionError(report.findings)
    return Figure(
        "verify",
        (
            f"full check of {report.operations:,} operations ({report.changes:,} changes, {report.records:,} records)",
            f"{seconds:.1f} s, {report.operations / seconds:,.0f} operations a second; once",
            f"built in {building:.1f} s; the file has {size / 1e6:,.0f} MB{_memory()}",
        ),
    )


def _memory() -> str:
    """The most memory the process held, earlier benchmarks included, where the system says so."""
    if sys.platform == "win32":
        return ""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"; at most {most:,.0f} MB of memory held by this process so far"
