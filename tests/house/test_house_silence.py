"""Nothing that holds case content shows it when it is printed, logged or put into an exception's text."""

import dataclasses
import importlib
import pkgutil

import pytest

import iomdesk

SILENT = (
    "people",
    "cohort",
    "custody",
    "harm",
    "pathways",
    "actions",
    "contacts",
    "files",
    "conference",
    "exchange",
    "packs",
)


def classes() -> list[type]:
    found = []
    for room in SILENT:
        for each in pkgutil.walk_packages([f"{iomdesk.__path__[0]}/{room}"], f"iomdesk.{room}."):
            module = importlib.import_module(each.name)
            found += [
                value
                for value in vars(module).values()
                if isinstance(value, type) and value.__module__ == each.name and dataclasses.is_dataclass(value)
            ]
    return found


@pytest.mark.parametrize("kept", classes(), ids=lambda kept: f"{kept.__module__}.{kept.__qualname__}")
def test_a_row_or_command_of_a_case_room_shows_no_content(kept: type) -> None:
    """A dataclass writes a ``repr`` of all its fields unless told not to; those that may hold case text are told."""
    shows = any(field.repr and "str" in str(field.type) for field in dataclasses.fields(kept))
    generated = getattr(kept.__repr__, "__wrapped__", None) is not None
    assert not (shows and generated), "add repr=False"
