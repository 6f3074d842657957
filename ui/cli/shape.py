"""What one command of the command line is: its words, its arguments, what it does and what it answers."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from iomdesk.clock import Clock
from iomdesk.desk import Desk
from iomdesk.opening import Calibrator

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What a command says: ``lines`` for a person, ``document`` for ``--json``, and whether all is well."""

    lines: Sequence[str]
    document: Json
    well: bool = True


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument as argparse takes it."""

    names: tuple[str, ...]
    options: Mapping[str, Any]


def argument(*names: str, **options: Any) -> Argument:
    """An argument: names and options as ``ArgumentParser.add_argument`` takes them."""
    return Argument(names, options)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a command is run in: the desk's folder, who signs in, the clock, and how keys are stretched."""

    home: Path
    sign_in: str | None
    passphrase_file: str | None
    clock: Clock
    calibrator: Calibrator
    tell: Callable[[str], None]
    """Progress for a person, kept apart from the answer."""


@dataclass(frozen=True, slots=True)
class DeskCommand:
    """A command that works on an unlocked desk, e.g. words ``("conference", "schedule")``."""

    words: tuple[str, ...]
    purpose: str
    run: Callable[[Desk, argparse.Namespace], Answer]
    arguments: tuple[Argument, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class HomeCommand:
    """A command about the desk's folder itself: founding, keys, backup, restore, verify."""

    words: tuple[str, ...]
    purpose: str
    run: Callable[[Surroundings, argparse.Namespace], Answer]
    arguments: tuple[Argument, ...] = field(default=())


AnyCommand = DeskCommand | HomeCommand
