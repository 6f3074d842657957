"""``make setup`` says in a sentence why it cannot, and does nothing when nothing changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The files setup reads, without an environment."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "setup", tmp_path / ".ci" / "setup")
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def _setup(clone: Path, python: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", str(clone / ".ci" / "setup"), *words],
        env=os.environ | {"PYTHON": python},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("version", ["3.10.14", "3.14.0", "2.7.18"])
def test_a_python_it_does_not_run_on_is_refused(clone: Path, version: str) -> None:
    python = clone / "python-of-another-age"
    python.write_text(f"#!/bin/sh\necho {version}\n")
    python.chmod(0o755)
    answer = _setup(clone, str(python))
    assert answer.returncode == 1
    assert f"is Python {version}; iomdesk runs on 3.11, 3.12 and 3.13" in answer.stderr
    assert not (clone / ".venv").exists()


def test_no_python_at_all_is_said(clone: Path) -> None:
    answer = _setup(clone, "python-that-is-not-there")
    assert answer.returncode == 1
    assert "no python-that-is-not-there on this machine. Install Python" in answer.stderr


@pytest.fixture
def own_python() -> str:
    """The interpreter this environment was made from."""
    return os.path.realpath(sys.executable)


def _stamp(clone: Path, python: str) -> None:
    """Make ``clone`` look as a finished setup leaves it, by running only the lines that compute the stamps."""
    script = (clone / ".ci" / "setup").read_text(encoding="utf-8")
    computing = script[: script.index("locked=no placed=no")].replace('cd "$(dirname "$0")/.."', "")
    writing = 'mkdir -p .venv/bin\necho "$WANTED" >$LOCKED\necho "$SHAPE" >$PLACED\n'
    subprocess.run(["bash", "-c", computing + writing], cwd=clone, env=os.environ | {"PYTHON": python}, check=True)
    for name in ("python", "iomdesk"):
        (clone / ".venv" / "bin" / name).write_text("#!/bin/sh\n")
        (clone / ".venv" / "bin" / name).chmod(0o755)


def test_a_finished_setup_has_nothing_to_do(clone: Path, own_python: str) -> None:
    assert _setup(clone, own_python, "check").returncode == 1
    _stamp(clone, own_python)
    answer = _setup(clone, own_python)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


@pytest.mark.parametrize(
    "change", ["requirements.lock", "pyproject.toml", "newroom/__init__.py", ".venv/.setup-started"]
)
def test_what_changes_the_environment_is_noticed(clone: Path, own_python: str, change: str) -> None:
    _stamp(clone, own_python)
    path = clone / change
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + "\n")
    answer = _setup(clone, own_python, "check")
    assert (answer.returncode, answer.stderr) == (1, "setup: there is something to do: run make setup\n")
