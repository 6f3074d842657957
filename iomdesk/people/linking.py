"""Records linked as one person: connected components, and what their fields show together.

Pure (SYNC, "Merging two persons"). A link re-points nothing: each record keeps its own history, and an undone link
leaves both as they were.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from iomdesk.ids import Id

T = TypeVar("T")


def components(links: Iterable[tuple[Id | None, Id | None]]) -> dict[Id, tuple[Id, ...]]:
    """Each linked record with everybody it is linked to, itself included, smallest id (the canonical) first.

    Order, direction and repetition of the links do not matter; a link with an unknown end links nobody.
    """
    leaders: dict[Id, Id] = {}

    def leader(person: Id) -> Id:
        while leaders.setdefault(person, person) != person:
            leaders[person] = leaders[leaders[person]]
            person = leaders[person]
        return person

    for one, other in links:
        if one is not None and other is not None:
            low, high = sorted((leader(one), leader(other)))
            leaders[high] = low
    members: dict[Id, list[Id]] = {}
    for person in sorted(leaders):
        members.setdefault(leader(person), []).append(person)
    together = {first: tuple(group) for first, group in members.items() if len(group) > 1}
    return {person: group for group in together.values() for person in group}


def canonical_ids(linked: Mapping[Id, tuple[Id, ...]]) -> dict[Id, Id]:
    """Each linked record's canonical id: the smallest of its component."""
    return {person: group[0] for person, group in linked.items()}


def union(values: Iterable[T | None]) -> tuple[T, ...]:
    """The known values of one field over linked records: the same value once, differing ones side by side, in order."""
    return tuple(dict.fromkeys(value for value in values if value is not None))


def most_cautious(values: Sequence[T], order: Sequence[object]) -> T:
    """Of differing values of a cautious field the one that ranks highest; one outside the order outranks all."""
    ranks = {value: rank for rank, value in enumerate(order)}
    return max(values, key=lambda value: (ranks.get(value, len(ranks)), str(value)))
