"""Each part of the dependency audit can fail."""

from datetime import UTC, date, datetime
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from audit import (
    Advisory,
    apart_from_lock,
    licence_trouble,
    pinned_twice,
    read_advisories,
    weaknesses,
    without_hashes,
)
from licences import licence_of, may_use
from lockfiles import DEVELOPMENT, RUNTIME, Pin, parse_pins, read_pins
from packaging.specifiers import SpecifierSet
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version
from wheels import fingerprint, record_fits

LOCK = """# a note
alpha==1.2 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
beta==2.0 ; sys_platform == 'nowhere' \\
    --hash=sha256:cc
beta==3.0 ; sys_platform != 'nowhere' \\
    --hash=sha256:dd
"""


class _Package(Distribution):
    """A distribution that is nothing but its metadata."""

    def __init__(self, *fields: str) -> None:
        self.text = "\n".join(["Metadata-Version: 2.4", "Name: alpha", "Version: 1.2", *fields]) + "\n"

    def read_text(self, filename: str) -> str | None:
        return self.text if filename == "METADATA" else None

    def locate_file(self, path: object) -> Path:
        raise FileNotFoundError(path)


@pytest.fixture
def pins() -> list[Pin]:
    return parse_pins(LOCK, RUNTIME)


def _versions(**installed: str) -> dict[NormalizedName, Version]:
    return {canonicalize_name(name): Version(version) for name, version in installed.items()}


def test_a_lock_is_read_with_its_hashes_and_markers(pins: list[Pin]) -> None:
    assert [(str(pin.version), len(pin.hashes), pin.wanted_here()) for pin in pins] == [
        ("1.2", 2, True),
        ("2.0", 1, False),
        ("3.0", 1, True),
    ]


@pytest.mark.parametrize("line", ["alpha>=1", "-e .", "alpha", "alpha @ file:x"])
def test_a_line_that_pins_nothing_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a pinned version"):
        parse_pins(line + "\n", RUNTIME)


def test_a_pin_without_hash_is_found() -> None:
    assert list(without_hashes(parse_pins("alpha==1\n", RUNTIME))) == ["alpha==1 in requirements.lock has no hash"]


def test_a_package_pinned_twice_for_one_machine_is_found(pins: list[Pin]) -> None:
    assert list(pinned_twice(pins)) == []
    assert list(pinned_twice(pins + parse_pins("alpha==1.3 --hash=sha256:ee\n", DEVELOPMENT))) == [
        "alpha is pinned twice for this machine"
    ]


@pytest.mark.parametrize(
    ("installed", "found"),
    [
        ({"alpha": "1.2", "beta": "3.0"}, []),
        ({"alpha": "1.1", "beta": "3.0"}, ["alpha: locked 1.2, installed 1.1"]),
        ({"alpha": "1.2"}, ["beta: locked 3.0, installed not at all"]),
        ({"alpha": "1.2", "beta": "3.0", "gamma": "1"}, ["gamma: locked not at all, installed 1"]),
    ],
)
def test_installed_must_be_locked(pins: list[Pin], installed: dict[str, str], found: list[str]) -> None:
    assert list(apart_from_lock(pins, _versions(**installed))) == found


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        (["License-Expression: MIT"], "MIT"),
        (["License: BSD License"], "BSD-3-Clause"),
        (["Classifier: License :: OSI Approved :: Apache Software License"], "Apache-2.0"),
        (["License: Apache-2.0 OR GPL-3.0-only"], "Apache-2.0 OR GPL-3.0-only"),
        (["License: see the file"], None),
        ([], None),
    ],
)
def test_a_licence_is_read_where_it_is_stated(fields: list[str], licence: str | None) -> None:
    assert licence_of(_Package(*fields)) == licence


@pytest.mark.parametrize(
    ("name", "expression", "allowed"),
    [
        ("alpha", "MIT", True),
        ("alpha", "GPL-3.0-only", False),
        ("alpha", "MIT AND GPL-3.0-only", False),
        ("alpha", "GPL-3.0-only OR (MIT AND BSD-3-Clause)", True),
        ("alpha", "LGPL-3.0-only", False),
        ("shiboken6", "LGPL-3.0-only OR GPL-2.0-only", True),
    ],
)
def test_only_licences_we_may_build_on(name: str, expression: str, allowed: bool) -> None:
    assert may_use(name, expression) is allowed


def test_an_unclear_or_unwelcome_licence_is_found() -> None:
    alpha = canonicalize_name("alpha")
    assert "states no clear licence" in next(licence_trouble({alpha: _Package()}))
    assert "MPL-2.0 AND SSPL-1.0" in next(
        licence_trouble({alpha: _Package("License-Expression: MPL-2.0 AND SSPL-1.0")})
    )


def test_a_pin_in_an_affected_range_is_found(pins: list[Pin]) -> None:
    noted = [Advisory(canonicalize_name("beta"), SpecifierSet("<3"), "X-1", "it leaks")]
    assert list(weaknesses(pins, noted)) == ["beta==2.0: X-1, it leaks (affected: <3)"]


def test_the_advisory_note_is_dated_and_each_entry_could_match() -> None:
    day, noted = read_advisories()
    assert date(2026, 1, 1) < day <= datetime.now(UTC).date()
    locked = {pin.name for pin in read_pins()}
    assert noted
    assert {advisory.package for advisory in noted} <= locked


def test_a_wheels_record_of_another_lock_or_with_a_gap_is_found(pins: list[Pin], tmp_path: Path) -> None:
    record = tmp_path / "wheels.toml"
    record.write_text(f'made_from = "{fingerprint(pins)}"\n[platforms]\n"Moon" = true\n')
    assert list(record_fits(pins, record)) == []
    assert "another requirements.lock" in next(record_fits(pins[1:], record))
    record.write_text(f'made_from = "{fingerprint(pins)}"\n[platforms]\n"Moon" = false\n')
    assert list(record_fits(pins, record)) == ["no wheel for Moon"]


def test_the_two_locks_are_disjoint_and_every_pin_has_hashes() -> None:
    pins = read_pins()
    by_file = [{pin.name for pin in pins if pin.file == file} for file in (RUNTIME, DEVELOPMENT)]
    assert by_file[0] & by_file[1] == set()
    assert list(without_hashes(pins)) == []
