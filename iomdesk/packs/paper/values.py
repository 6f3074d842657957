"""Values as a recipient may see them, shared by everything printed.

Three things that are never mixed up on paper: ``None`` is *not known*; :class:`Withheld` is known to the
partnership and kept from this recipient; an empty tuple is *none recorded*.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class Withheld:
    """A value this recipient may not see. ``clause`` is the agreement's clause, ``""`` where none is named."""

    clause: str = ""


Known: TypeAlias = T | Withheld | None
"""A value that may also be not known (``None``) or withheld."""

Several: TypeAlias = tuple[T, ...] | Withheld
"""A list that may be withheld whole; an empty one is *none recorded*."""


@dataclass(frozen=True, slots=True, repr=False)
class ScoreSet:
    """The scores of one conference, in the order of the pathways' names.

    ``priority`` is the index of the priority pathway, ``None`` where none was chosen.
    """

    held_on: date
    scores: tuple[Known[int], ...]
    priority: int | None = None
