"""The frame of the tests themselves: seeds repeat, unexpected log lines fail, long tests wait for ``make prove``."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from suite_budget import Budget, read_budget, read_step_times, table, total_verdict

ROOT = Path(__file__).resolve().parents[2]
BUDGET = Budget(100, {"setup": 10}, {"rooms": 20, "faults": 30})
SETTINGS = """[pytest]
pythonpath = .ci
addopts = -p no:pytest-qt -p no:cacheprovider
markers = prove: long
filterwarnings = error
"""


@pytest.fixture
def frame(tmp_path: Path) -> Path:
    """An empty project with the real conftest."""
    (tmp_path / ".ci").mkdir()
    for name in ("suite_budget.py", "budget.toml"):
        (tmp_path / ".ci" / name).write_bytes((ROOT / ".ci" / name).read_bytes())
    (tmp_path / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    (tmp_path / "pytest.ini").write_text(SETTINGS)
    return tmp_path


def _run(frame: Path, test: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (frame / "test_it.py").write_text(test)
    ours = ("IOMDESK_", "PYTEST_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = [sys.executable, "-m", "pytest", "-s", *options]
    return subprocess.run(
        command, cwd=frame, env=inherited | environment, capture_output=True, text=True, check=False, timeout=120
    )


DRAWS = """
from hypothesis import given, strategies as st

def test_rng(rng, seed):
    print("drawn", seed, rng.random())

@given(st.integers())
def test_property(n):
    print("case", n)
"""


def _drawn(answer: subprocess.CompletedProcess[str]) -> list[str]:
    assert answer.returncode == 0, answer.stdout + answer.stderr
    lines = (line.removeprefix("test_it.py ").lstrip(".") for line in answer.stdout.splitlines())
    return [line for line in lines if line.startswith(("drawn", "case"))]


def test_a_seed_repeats_a_run_and_another_changes_it(frame: Path) -> None:
    first, again, other = (_run(frame, DRAWS, IOMDESK_SEED=seed) for seed in ("7", "7", "8"))
    assert _drawn(first) == _drawn(again) != _drawn(other)
    assert "scale test, seed 7; repeat with IOMDESK_SEED=7 make test" in first.stdout
    assert sum(line.startswith("case") for line in _drawn(first)) == 60


SHARES = """
import pytest

@pytest.mark.parametrize("n", range(4))
def test_it(n, seed, scale):
    assert (seed, scale.count(1, 9)) == (5, 9)
"""


def test_workers_share_the_seed(frame: Path) -> None:
    answer = _run(frame, SHARES, "-n", "2", IOMDESK_SEED="5", IOMDESK_SCALE="prove")
    assert answer.returncode == 0, answer.stdout
    assert "seed 5; repeat with IOMDESK_SEED=5 make prove" in answer.stdout


@pytest.mark.parametrize("environment", [{"IOMDESK_SEED": "soon"}, {"IOMDESK_SCALE": "huge"}])
def test_a_seed_or_scale_that_makes_no_sense_is_refused(frame: Path, environment: dict[str, str]) -> None:
    answer = _run(frame, "def test_it(): pass\n", **environment)
    assert answer.returncode == 4
    assert next(iter(environment)) in answer.stderr


LOGS = "import logging\nlog = logging.getLogger('quiet.room')\nlog.propagate = False\n\n"


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        ("def test_it(): log.info('fine')", None),
        ("def test_it(): log.warning('odd %s', 1)", "unexpected log line: WARNING quiet.room: odd 1"),
        ("def test_it(expected_logs):\n    expected_logs.expect('odd [0-9]')\n    log.error('odd 1')", None),
        ("def test_it(expected_logs):\n    expected_logs.expect('odd')\n    log.error('bad')", "ERROR quiet.room: bad"),
        ("def test_it(expected_logs): expected_logs.expect('odd')", "never logged: odd"),
    ],
)
def test_unexpected_log_lines_fail_the_test(frame: Path, body: str, trouble: str | None) -> None:
    answer = _run(frame, LOGS + body + "\n")
    assert answer.returncode == (1 if trouble else 0), answer.stdout
    assert trouble is None or trouble in answer.stdout


def test_warnings_are_errors_here(request: pytest.FixtureRequest) -> None:
    assert request.config.getini("filterwarnings")[0] == "error"


def test_long_tests_wait_for_prove(frame: Path) -> None:
    test = "import pytest\n\ndef test_short(): pass\n\n@pytest.mark.prove\ndef test_long(): pass\n"
    assert "1 passed, 1 deselected" in _run(frame, test).stdout
    assert "2 passed" in _run(frame, test, IOMDESK_SCALE="prove").stdout


def test_the_table_of_times_stands_above_the_closing_line(frame: Path) -> None:
    (frame / "steps.tsv").write_text("setup\t3\n")
    answer = _run(frame, "def test_it(): pass\n", IOMDESK_STEP_TIMES=str(frame / "steps.tsv"))
    lines = answer.stdout.splitlines()
    assert any(line.startswith("setup") and "3.0 s of" in line for line in lines)
    assert any(line.startswith("tests: rooms") for line in lines)
    assert "1 passed" in lines[-1]


def test_what_is_over_its_budget_is_said(tmp_path: Path) -> None:
    (tmp_path / "steps.tsv").write_text("setup\t12\ncheck: types\t3.5\n")
    lines = table(BUDGET, read_step_times(tmp_path / "steps.tsv"), {"rooms": 10.0})
    assert "OVER ITS BUDGET" in lines[0]
    assert [line.split()[:2] for line in lines[1:]] == [["check:", "types"], ["tests:", "rooms"]]
    assert not any("OVER" in line for line in lines[1:])


def test_only_the_total_fails_a_run() -> None:
    assert total_verdict(BUDGET, 100) is None
    assert "took 101 s" in str(total_verdict(BUDGET, 101))


def test_folders_without_a_budget_share_the_rooms() -> None:
    assert [
        BUDGET.suite_of(f"tests/{folder}::test") for folder in ("faults/test_a.py", "people/test_b.py", "test_c.py")
    ] == [
        "faults",
        "rooms",
        "rooms",
    ]


def test_the_budget_holds_together_and_ends_within_25_minutes() -> None:
    budget = read_budget()
    assert sum(budget.steps.values()) + sum(budget.suites.values()) <= budget.total <= 25 * 60
