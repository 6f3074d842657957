"""What every test stands on: one seed, counts for ``make test`` and ``make prove``, no unexpected log lines.

The seed is printed at the top of the run and comes from ``IOMDESK_SEED`` when set; else it is fixed for ``make test``
and drawn for ``make prove`` (``IOMDESK_SCALE=prove``). Property tests start from it too.
"""

import logging
import os
import random
import re
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from suite_budget import read_budget, read_step_times, table

EVERYDAY_SEED = 20261110
SEED = "IOMDESK_SEED"
SCALE = "IOMDESK_SCALE"
STEP_TIMES = "IOMDESK_STEP_TIMES"

# A run is repeated by its seed, so no database of earlier failures; shared machines are slow, so no deadline.
_SLOW_MACHINE = [HealthCheck.too_slow]
settings.register_profile(
    "test", max_examples=60, deadline=None, database=None, print_blob=True, suppress_health_check=_SLOW_MACHINE
)
settings.register_profile("prove", parent=settings.get_profile("test"), max_examples=2000, stateful_step_count=100)


@dataclass(frozen=True)
class Scale:
    """How much a run does: ``test`` for every change, ``prove`` before a release."""

    name: str

    def count(self, test: int, prove: int) -> int:
        """How often to repeat: ``test`` in ``make test``, ``prove`` in ``make prove``."""
        return prove if self.name == "prove" else test


@dataclass
class ExpectedLogs:
    """The warnings and errors one test's code logged; those the test did not ``expect`` fail it."""

    lines: list[str] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Allow lines (``LEVEL logger: message``) in which ``pattern`` is found, and demand at least one by the end."""
        self.patterns.append(pattern)

    def trouble(self) -> list[str]:
        """What is wrong at the end of the test: lines nobody expected, patterns nothing matched."""
        unexpected = [line for line in self.lines if not any(re.search(p, line) for p in self.patterns)]
        unmet = [p for p in self.patterns if not any(re.search(p, line) for line in self.lines)]
        return [f"unexpected log line: {line}" for line in unexpected] + [f"never logged: {p}" for p in unmet]


def _scale() -> Scale:
    name = os.environ.get(SCALE, "test")
    if name not in {"test", "prove"}:
        raise pytest.UsageError(f"{SCALE} is {name!r}; it can be test or prove")
    return Scale(name)


def _choose_seed(scale: Scale) -> int:
    told = os.environ.get(SEED, "")
    if told and not re.fullmatch(r"[0-9]{1,18}", told):
        raise pytest.UsageError(f"{SEED} is {told!r}; it must be a whole number")
    return int(told) if told else scale.count(EVERYDAY_SEED, secrets.randbelow(10**9))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Settle seed and scale before Hypothesis and the workers start; workers inherit both."""
    scale = _scale()
    settings.load_profile(scale.name)
    seed = _choose_seed(scale)
    os.environ[SEED] = str(seed)
    if config.getoption("hypothesis_seed") is None:
        config.option.hypothesis_seed = str(seed)


def pytest_report_header() -> str:
    """How to repeat this run."""
    seed, scale = os.environ[SEED], _scale().name
    again = "make prove" if scale == "prove" else "make test"
    return f"iomdesk: scale {scale}, seed {seed}; repeat with {SEED}={seed} {again}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests marked ``prove`` to ``make prove``."""
    if _scale().name == "prove":
        return
    long = [item for item in items if item.get_closest_marker("prove")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("prove")]


_spent: defaultdict[str, float] = defaultdict(float)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the seconds each suite's tests took."""
    _spent[read_budget().suite_of(report.nodeid)] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """In CI, the table of times, above pytest's own closing line."""
    if STEP_TIMES not in os.environ:
        return
    workers = max(1, int(config.getoption("numprocesses", default=None) or 1))
    suites = {name: seconds / workers for name, seconds in _spent.items()}
    terminalreporter.section("time against .ci/budget.toml")
    for line in table(read_budget(), read_step_times(Path(os.environ[STEP_TIMES])), suites):
        terminalreporter.write_line(line)
    terminalreporter.write_line(pytest_report_header())


@pytest.fixture(scope="session")
def scale() -> Scale:
    """The size of this run: ``scale.count(test=40, prove=200)``."""
    return _scale()


@pytest.fixture(scope="session")
def seed() -> int:
    """The run's seed."""
    return int(os.environ[SEED])


@pytest.fixture
def rng(seed: int, request: pytest.FixtureRequest) -> random.Random:
    """A random stream of this test's own: the same for the same seed, in any order and on any worker."""
    return random.Random(f"{seed}/{request.node.nodeid}")


@pytest.fixture(autouse=True)
def expected_logs() -> Iterator[ExpectedLogs]:
    """Fails the test on any log line of WARNING or worse, from any logger, that it did not ``expect``.

    Records are seen as they are made, so a logger that does not propagate is no way round.
    """
    logs = ExpectedLogs()
    make = logging.getLogRecordFactory()

    def note(*args: object, **kwargs: object) -> logging.LogRecord:
        record = make(*args, **kwargs)
        if record.levelno >= logging.WARNING:
            logs.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")
        return record

    logging.setLogRecordFactory(note)
    yield logs
    logging.setLogRecordFactory(make)
    if trouble := logs.trouble():
        pytest.fail("\n".join(trouble), pytrace=False)
