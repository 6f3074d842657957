"""Time taken against time allowed: reads ``budget.toml``, draws the table the tests end with, judges the total."""

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BUDGET = Path(__file__).with_name("budget.toml")
OTHERS = "rooms"


@dataclass(frozen=True)
class Budget:
    """Seconds allowed: ``total`` for all of ``.ci/run``, then by step and by test suite."""

    total: float
    steps: Mapping[str, float]
    suites: Mapping[str, float]

    def suite_of(self, test: str) -> str:
        """The suite the test id ``tests/<folder>/...`` counts towards."""
        folders = test.split("::")[0].split("/")
        return folders[1] if len(folders) > 2 and folders[1] in self.suites else OTHERS


def read_budget(path: Path = BUDGET) -> Budget:
    """The budget in ``path``; a suite or step without a number of seconds is a ``KeyError`` or ``ValueError``."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    steps = {name: float(seconds) for name, seconds in table["steps"].items()}
    suites = {name: float(seconds) for name, seconds in table["suites"].items()}
    return Budget(float(table["total"]), steps, suites)


def read_step_times(path: Path) -> dict[str, float]:
    """Seconds by step, from the tab-separated lines ``.ci/run`` writes."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {name: float(seconds) for name, seconds in rows}


def table(budget: Budget, steps: Mapping[str, float], suites: Mapping[str, float]) -> list[str]:
    """Lines ``name  seconds  of allowed``, those over their share marked ``OVER``."""
    rows = [(name, spent, budget.steps.get(name)) for name, spent in steps.items()]
    rows += [(f"tests: {name}", spent, budget.suites.get(name)) for name, spent in sorted(suites.items())]
    return [_line(*row) for row in rows]


def _line(name: str, spent: float, allowed: float | None) -> str:
    if allowed is None:
        return f"{name:24}{spent:8.1f} s"
    over = "   OVER ITS BUDGET: make it faster, or give it more in .ci/budget.toml" if spent > allowed else ""
    return f"{name:24}{spent:8.1f} s of {allowed:5.0f}  {spent / allowed:4.0%}{over}"


def total_verdict(budget: Budget, spent: float) -> str | None:
    """A sentence when ``spent`` seconds are more than the total allows, else None."""
    if spent <= budget.total:
        return None
    return f"CI took {spent:.0f} s; .ci/budget.toml allows {budget.total:.0f} s in all. Make the slowest suite faster."


def judge(arguments: list[str]) -> int:
    """``total SECONDS``: 1 and a sentence on standard error when over, else 0."""
    if len(arguments) != 2 or arguments[0] != "total":
        print("usage: suite_budget.py total SECONDS", file=sys.stderr)
        return 2
    verdict = total_verdict(read_budget(), float(arguments[1]))
    if verdict:
        print(verdict, file=sys.stderr)
    return 1 if verdict else 0


if __name__ == "__main__":
    sys.exit(judge(sys.argv[1:]))
