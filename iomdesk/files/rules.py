"""What may be kept as a file about a person: of which data category, how large, of which sort. Pure.

A file lies in exactly one data category, because the sharing agreement grants categories (PRODUCT, "Information-
sharing agreement"); the category settles which kind of record it is.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from iomdesk import catalogue
from iomdesk.catalogue import Category, Kind
from iomdesk.words import say
from resources import packaged

KINDS: Mapping[Category, Kind] = {
    Category.IDENTITY: catalogue.FILE_IDENTITY,
    Category.SUPERVISION: catalogue.FILE_SUPERVISION,
    Category.CUSTODY: catalogue.FILE_CUSTODY,
    Category.RISK: catalogue.FILE_RISK,
    Category.HEALTH: catalogue.FILE_HEALTH,
    Category.CONFERENCE: catalogue.FILE_CONFERENCE,
    Category.INTELLIGENCE: catalogue.FILE_INTELLIGENCE,
    Category.VICTIM: catalogue.FILE_VICTIM,
}
"""The data categories files can be of, each with its kind of record."""


class FileSort(StrEnum):
    """What a file is."""

    LETTER = "letter"
    PHOTOGRAPH = "photograph"
    MINUTES = "minutes"
    OTHER = "other"


_SORTS: Mapping[str, str] = {
    FileSort.LETTER: "Letter",
    FileSort.PHOTOGRAPH: "Photograph",
    FileSort.MINUTES: "Old minutes",
    FileSort.OTHER: "Other",
}


def sort_label(sort: str) -> str:
    """The words for a sort; a code of a later program stands as it is."""
    return say(_SORTS.get(sort, sort or "Other"))


def category_word(category: Category) -> str:
    """How a category is spelled on the command line and in the agreement: *substance-use*."""
    return category.name.lower().replace("_", "-")


@cache
def most_bytes() -> int:
    """How large one file may be, in bytes, by local policy as shipped (``resources/files/limits.toml``)."""
    return int(tomllib.loads(packaged("files/limits.toml").decode())["most_bytes"])


def size_text(size: int | None) -> str:
    """A size as people read it: *3.4 MB*, *12 KB*; empty where it is not known."""
    if size is None:
        return ""
    if size >= 1024 * 1024:
        return f"{size / (1024 * 1024):.1f} MB"
    return f"{max(1, round(size / 1024))} KB"


def size_problem(size: int, most: int) -> str:
    """Why a file of ``size`` bytes is not kept, in words; empty where it is."""
    if size <= 0:
        return say("The file is empty.")
    if size > most:
        return say("The file has {size}; at most {most} are kept.", size=size_text(size), most=size_text(most))
    return ""


def category_meant(category: Category | None, sort: FileSort) -> Category | None:
    """The category of a file: as said, and of old minutes *conference* without being said."""
    return Category.CONFERENCE if category is None and sort is FileSort.MINUTES else category


def category_problem(category: Category | None, sort: FileSort) -> str:
    """Why a file of this sort cannot be of this category, in words; empty where it can."""
    if category is None:
        return say("A file is of one data category, which settles who may have it.")
    if category not in KINDS:
        return say("Files of the category {category} are not kept.", category=category_word(category))
    if sort is FileSort.MINUTES and category is not Category.CONFERENCE:
        return say("Old minutes are of the category conference.")
    return ""
