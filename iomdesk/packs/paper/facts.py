"""Parts most documents have: facts with their labels, and sections whose list may be empty or withheld."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

from iomdesk.packs.paper.flow import Flow
from iomdesk.packs.paper.known import known_cell, withheld_words
from iomdesk.packs.paper.look import LABEL, MISSING, QUIET
from iomdesk.packs.paper.table import Cell, Column, Table, Text, text_cell
from iomdesk.packs.paper.values import Several, Withheld
from iomdesk.words import say

T = TypeVar("T")

_NARROW_LABEL = 0.36


@dataclass(frozen=True, slots=True, repr=False)
class Fact:
    """A value with the label it is read under."""

    label: str
    value: Cell


_NOTHING = Fact("", Text(()))


def facts(flow: Flow, shown: Sequence[Fact], label_share: float = 0.16) -> None:
    """``shown`` one below the other as a table of labels and values; nothing where there is none.

    ``label_share`` is the labels' part of the width on A4; a narrow frame gives them more.
    """
    if not shown:
        return
    share = _NARROW_LABEL if flow.frame.narrow else label_share
    table = Table(flow, [Column("", share, heads=True), Column("", 1 - share)], stacks=False)
    for fact in shown:
        table.row(text_cell(fact.label, LABEL), fact.value)


def facts_beside(flow: Flow, left: Sequence[Fact], right: Sequence[Fact]) -> None:
    """Two lists of facts side by side; one after the other where the frame is narrow."""
    if flow.frame.narrow:
        facts(flow, [*left, *right])
        return
    columns = [Column("", 0.13, heads=True), Column("", 0.32), Column("", 0.17, heads=True), Column("", 0.38)]
    table = Table(flow, columns)
    for one, other in zip_longest(left, right, fillvalue=_NOTHING):
        table.row(text_cell(one.label, LABEL), one.value, text_cell(other.label, LABEL), other.value)


def sentence(words: str) -> str:
    """``words`` with a capital and a full stop."""
    return f"{words[:1].upper()}{words[1:]}."


def listed(
    flow: Flow,
    title: str,
    entries: Several[T],
    body: Callable[[tuple[T, ...]], None],
    *,
    none: str = "",
    bookmark: bool = False,
) -> None:
    """A section of entries drawn by ``body``; withheld and empty are said, each in its own words.

    ``none`` is what an empty list reads as; *None recorded.* where left out.
    """
    flow.section(title, bookmark=bookmark)
    if isinstance(entries, Withheld):
        flow.paragraph(sentence(withheld_words(entries)), MISSING)
    elif entries:
        body(entries)
    else:
        flow.paragraph(none or say("None recorded."), QUIET)


def fact(label: str, value: str | Withheld | None) -> Fact:
    """A fact of words; what is not known or withheld says so in italics."""
    return Fact(label, known_cell(value))
