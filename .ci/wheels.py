"""The record that every shipped package has a ready-built wheel for each platform iomdesk runs on.

``python .ci/wheels.py`` asks the package index of this machine's own settings, platform by platform, and writes
``wheels.toml``. The audit, which has no network, only checks that the record was made from the present lock.
"""

import hashlib
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from lockfiles import ROOT, RUNTIME, Pin
from packaging.markers import default_environment

RECORD = Path(__file__).with_name("wheels.toml")
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = {
    "Linux, x86_64": (
        ("linux", "Linux"),
        ["manylinux_2_34_x86_64", "manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"],
    ),
    "Windows, x86_64": (("win32", "Windows"), ["win_amd64"]),
    "macOS 15, arm64": (
        ("darwin", "Darwin"),
        [
            "macosx_15_0_arm64",
            "macosx_14_0_arm64",
            "macosx_13_0_arm64",
            "macosx_13_0_universal2",
            "macosx_12_0_arm64",
            "macosx_11_0_arm64",
        ],
    ),
}


def fingerprint(pins: Sequence[Pin]) -> str:
    """What the record was made from: names, versions and markers of the shipped pins."""
    lines = sorted(f"{pin.name}=={pin.version};{pin.marker or ''}" for pin in pins if pin.file == RUNTIME)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def record_fits(pins: Sequence[Pin], record: Path = RECORD) -> Iterator[str]:
    """A sentence when the record was made from another lock, or a platform lacked a wheel."""
    table = tomllib.loads(record.read_text(encoding="utf-8"))
    if table["made_from"] != fingerprint(pins):
        yield "wheels.toml was made from another requirements.lock; with a network, run: make wheels"
    yield from (f"no wheel for {where}" for where, found in table["platforms"].items() if not found)


def _wanted(pins: Sequence[Pin], python: str, names: tuple[str, str]) -> list[str]:
    told = {"sys_platform": names[0], "platform_system": names[1], "python_version": python}
    ours = {key: str(value) for key, value in default_environment().items()}
    machine = {**ours, **told, "python_full_version": f"{python}.0"}
    shipped = [pin for pin in pins if pin.file == RUNTIME]
    return [f"{pin.name}=={pin.version}" for pin in shipped if pin.marker is None or pin.marker.evaluate(machine)]


def has_wheels(pins: Sequence[Pin], python: str, names: tuple[str, str], tags: Sequence[str]) -> bool:
    """Whether the index holds a wheel of every shipped pin for CPython ``python`` on a platform with ``tags``."""
    platforms = [word for tag in tags for word in ("--platform", tag)]
    options = ["--dry-run", "-qq", "--no-deps", "--only-binary", ":all:", "--python-version", python]
    with tempfile.TemporaryDirectory() as nowhere:
        command = [sys.executable, "-m", "pip", "install", *options, *platforms, "--target", nowhere]
        answer = subprocess.run(command + _wanted(pins, python, names), check=False)
    return answer.returncode == 0


def record(pins: Sequence[Pin]) -> str:
    """Ask for every platform and Python, and the TOML that says what was found and when."""
    lines = ["# Made by `make wheels`: whether every shipped package has a ready-built wheel, by platform and CPython."]
    lines += [f"asked = {datetime.now(UTC).date()}", f'made_from = "{fingerprint(pins)}"', "", "[platforms]"]
    for platform, (names, tags) in PLATFORMS.items():
        for python in PYTHONS:
            found = has_wheels(pins, python, names, tags)
            lines.append(f'"{platform}, CPython {python}" = {"true" if found else "false"}')
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    from lockfiles import read_pins

    RECORD.write_text(record(read_pins(ROOT)), encoding="utf-8")
    print(RECORD.read_text(encoding="utf-8"))
