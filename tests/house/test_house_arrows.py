"""Each import-linter contract can fail: one bad import in a skeleton of the house is found, and names that contract."""

import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]
ROOMS = [
    [room.strip() for room in level.split("|")] for level in next(c for c in CONTRACTS if c["id"] == "rooms")["layers"]
]


def _upward_arrows() -> list[tuple[str, str, str]]:
    """From every room to the one above it, and between rooms side by side."""
    arrows = [("rooms", f"iomdesk.{lower[0]}", f"iomdesk.{upper[-1]}") for upper, lower in pairwise(ROOMS)]
    return arrows + [("rooms", f"iomdesk.{level[0]}", f"iomdesk.{level[1]}") for level in ROOMS if len(level) > 1]


def _forbidden_arrows() -> list[tuple[str, str, str]]:
    """Of every "forbidden" contract, its first source to each forbidden module and each source to the first."""
    arrows: set[tuple[str, str, str]] = set()
    for contract in (c for c in CONTRACTS if c["type"] == "forbidden"):
        sources, forbidden = contract["source_modules"], contract["forbidden_modules"]
        arrows |= {(contract["id"], sources[0], module) for module in forbidden}
        arrows |= {(contract["id"], source, forbidden[0]) for source in sources}
    return sorted(arrows)


FLOORS = [("floors", "iomdesk.people", "ui"), ("floors", "iomdesk.people", "sync"), ("floors", "sync", "ui.cli")]
ARROWS = FLOORS + _upward_arrows() + _forbidden_arrows()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Every room as an empty package, under the project's own contracts."""
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    rooms = [f"iomdesk/{room}" for level in ROOMS for room in level]
    for folder in ["iomdesk", "sync", "ui", "ui/cli", *rooms]:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    return tmp_path


def _lint(house: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False, timeout=60)


def _plant(house: Path, source: str, target: str) -> None:
    with (house / source.replace(".", "/") / "deep.py").open("a") as file:
        file.write(f"import {target}\n")


def _names(identities: set[str]) -> set[str]:
    return {contract["name"] for contract in CONTRACTS if contract["id"] in identities}


def _broken(report: str) -> set[str]:
    return {line.rsplit(" ", 1)[0].strip() for line in report.splitlines() if line.endswith(" BROKEN")}


def test_the_skeleton_of_the_house_keeps_every_contract(house: Path) -> None:
    answer = _lint(house)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken" in answer.stdout


@pytest.mark.parametrize("identity", [contract["id"] for contract in CONTRACTS])
def test_each_contract_can_fail(house: Path, identity: str) -> None:
    source, target = next((source, target) for contract, source, target in ARROWS if contract == identity)
    _plant(house, source, target)
    answer = _lint(house)
    assert answer.returncode == 1
    assert _names({identity}) <= _broken(answer.stdout), answer.stdout


def test_every_arrow_is_held(house: Path) -> None:
    """All bad imports at once: the report names each of them."""
    for _, source, target in ARROWS:
        _plant(house, source, target)
    answer = _lint(house)
    assert _broken(answer.stdout) == _names({contract["id"] for contract in CONTRACTS})
    said = [line for line in answer.stdout.splitlines() if " -> " in line]
    missing = [(s, t) for _, s, t in ARROWS if not any(f"{s}.deep -> {t}" in line for line in said)]
    assert missing == []


def test_a_new_room_must_take_its_place(house: Path) -> None:
    (house / "iomdesk" / "rota").mkdir()
    (house / "iomdesk" / "rota" / "__init__.py").touch()
    answer = _lint(house)
    assert _broken(answer.stdout) == _names({"rooms"})
    assert "rota" in answer.stdout
