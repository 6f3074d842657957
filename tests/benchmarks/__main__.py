"""Speed as ratios against the bare work: ``python -m tests.benchmarks [NAME …] [--quick] [--profile]``."""

import argparse
import cProfile
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.benchmarks.importing import importing
from tests.benchmarks.listing import listing
from tests.benchmarks.measuring import Figure, Run, machine
from tests.benchmarks.one_person import one_person
from tests.benchmarks.packing import packing
from tests.benchmarks.scoring import score
from tests.benchmarks.verifying import verify

BENCHMARKS: Mapping[str, Callable[[Run], Figure]] = {
    "import": importing,
    "score": score,
    "list": listing,
    "one-person": one_person,
    "verify": verify,
    "pack": packing,
}


def main(arguments: Sequence[str]) -> None:
    """Run the benchmarks named, or all, and print their figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(BENCHMARKS)}; all without one")
    parser.add_argument("--quick", action="store_true", help="small sizes: that it runs, not how fast")
    parser.add_argument("--profile", action="store_true", help="where the time of our side goes (slows it down)")
    asked = parser.parse_args(arguments)
    if unknown := sorted(set(asked.names) - set(BENCHMARKS)):
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    for line in machine():
        print(line)
    if asked.quick:
        print("QUICK: small sizes; no figure below means anything")
    for name in asked.names or BENCHMARKS:
        print_figure(run_one(name, quick=asked.quick, profiled=asked.profile))


def run_one(name: str, *, quick: bool, profiled: bool = False) -> Figure:
    """One benchmark in a temporary folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="iomdesk-bench-") as folder:
        run = Run(quick, Path(folder), cProfile.Profile() if profiled else None)
        run.tell(name)
        figure = BENCHMARKS[name](run)
        run.print_profile()
    return figure


def print_figure(figure: Figure) -> None:
    """The name, then what was measured and found."""
    first, *others = figure.lines
    print(f"\n{figure.name}: {first}")
    for line in others:
        print(f"    {line}")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
