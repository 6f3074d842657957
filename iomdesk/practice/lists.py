"""The shipped lists the generator draws from (resources/practice), read once and laid out for drawing."""

import csv
import io
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from iomdesk.practice.chance import bag
from resources import packaged


@dataclass(frozen=True, slots=True)
class Tradition:
    """Names that go together: forenames by sex (``M``, ``F``) and surnames."""

    forenames: dict[str, tuple[str, ...]]
    surnames: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A pattern of need and offending: eight usual scores, bags to draw from, shares in a hundred."""

    name: str
    needs: tuple[int, ...]
    offence_kinds: tuple[str, ...]
    rosh: tuple[str, ...]
    mappa: tuple[str, ...]
    domestic_abuse: int
    county_lines: int


@dataclass(frozen=True, slots=True)
class Lists:
    """Everything shipped, bags already filled; ``offences`` holds (code, title) by kind, by weight."""

    partnership: str
    sites: tuple[str, ...]
    pathways: tuple[str, ...]
    police_surnames: tuple[str, ...]
    probation_surnames: tuple[str, ...]
    initials: str
    notes: tuple[str, ...]
    prisons: dict[str, tuple[str, ...]]
    outcomes: tuple[str, ...]
    spare_columns: tuple[tuple[str, tuple[str, ...]], ...]
    traditions: tuple[Tradition, ...]
    profiles: tuple[Profile, ...]
    offences: dict[str, tuple[tuple[str, str], ...]]


@cache
def shipped_lists() -> Lists:
    """The lists as shipped. A missing or misspelt file is a bug and raises as such."""
    page = tomllib.loads(packaged("practice/partnership.toml").decode())
    return Lists(
        partnership=page["name"],
        sites=tuple(page["sites"]),
        pathways=tuple(page["pathways"]),
        police_surnames=tuple(page["police_surnames"]),
        probation_surnames=tuple(page["probation_surnames"]),
        initials=page["initials"],
        notes=tuple(page["notes"]),
        prisons={"M": tuple(page["prisons"]["male"]), "F": tuple(page["prisons"]["female"])},
        outcomes=bag(page["outcomes"]),
        spare_columns=tuple((column["heading"], tuple(column["values"])) for column in page["spare_column"]),
        traditions=_traditions(),
        profiles=tuple(_profile(entry) for entry in page["profile"] for _ in range(entry["weight"])),
        offences=_offences(),
    )


def _traditions() -> tuple[Tradition, ...]:
    page = tomllib.loads(packaged("practice/names.toml").decode())
    return tuple(
        Tradition({"M": tuple(entry["male"]), "F": tuple(entry["female"])}, tuple(entry["surname"]))
        for entry in page["tradition"]
        for _ in range(entry["weight"])
    )


def _profile(entry: dict[str, Any]) -> Profile:
    return Profile(
        name=entry["name"],
        needs=tuple(entry["needs"]),
        offence_kinds=bag(entry["offences"]),
        rosh=bag(entry["rosh"]),
        mappa=bag(entry["mappa"]),
        domestic_abuse=entry["domestic_abuse"],
        county_lines=entry["county_lines"],
    )


def _offences() -> dict[str, tuple[tuple[str, str], ...]]:
    rows = list(csv.DictReader(io.StringIO(packaged("practice/offences.csv").decode())))
    kinds = dict.fromkeys(row["kind"] for row in rows)
    return {
        kind: tuple(
            (row["code"], row["offence"]) for row in rows if row["kind"] == kind for _ in range(int(row["weight"]))
        )
        for kind in kinds
    }
