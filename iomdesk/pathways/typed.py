"""Scores as people type them: eight signs in a row, or ``PATHWAY=LEVEL`` one by one. Pure.

A pathway is its number or the beginning of its label, as long as that means one; ``-`` and ``?`` are *not known*.
"""

from collections.abc import Sequence

from iomdesk.errors import Refused
from iomdesk.pathways.rules import PATHWAYS, Score, Scores, eight
from iomdesk.words import say

_NOT_KNOWN = ("-", "?")


def scores_typed(words: Sequence[str], labels: Sequence[str]) -> Scores:
    """The eight scores that ``words`` spell; a pathway not named is not known. Raises ``Refused`` saying which word."""
    if len(words) == 1 and "=" not in words[0]:
        signs = words[0].strip()
        if len(signs) != PATHWAYS:
            raise Refused(
                say("Eight signs in a row are pathways 1 to 8, not {count}.", count=len(signs)),
                say("Type for example 32021110; - or ? is not known."),
            )
        return eight([_level(sign) for sign in signs])
    scores: list[Score] = [None] * PATHWAYS
    named: set[int] = set()
    for word in words:
        name, equals, level = word.partition("=")
        if not equals:
            raise Refused(say("A score is PATHWAY=LEVEL: {word}.", word=word), say("For example 4=3 or Drug=3."))
        place = pathway_typed(name, labels)
        if place in named:
            raise Refused(say("Pathway {place} is named twice.", place=place))
        named.add(place)
        scores[place - 1] = _level(level)
    return eight(scores)


def pathway_typed(text: str, labels: Sequence[str]) -> int:
    """The pathway, 1 to 8, that a number or the beginning of a label names. Raises ``Refused`` for none or several."""
    plain = " ".join(text.casefold().split())
    if plain.isascii() and plain.isdigit():
        found = [int(plain)] if len(plain) == 1 and 1 <= int(plain) <= PATHWAYS else []
    else:
        folded = [" ".join(label.casefold().split()) for label in labels]
        found = [place for place, label in enumerate(folded, start=1) if plain and label.startswith(plain)]
        whole = [place for place in found if folded[place - 1] == plain]
        found = whole or found
    if len(found) != 1:
        numbered = ", ".join(f"{place} {label}" for place, label in enumerate(labels, start=1))
        raise Refused(
            say("No pathway is “{text}”.", text=text) if not found else say("“{text}” may be several.", text=text),
            say("They are: {pathways}.", pathways=numbered),
        )
    return found[0]


def evidence_typed(words: Sequence[str], labels: Sequence[str]) -> dict[int, str]:
    """Sentences of evidence by pathway from ``PATHWAY=TEXT`` words."""
    found: dict[int, str] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or not text.strip():
            raise Refused(say("Evidence is PATHWAY=TEXT."), say('For example 4="Positive test on Monday".'))
        found[pathway_typed(name, labels)] = text.strip()
    return found


def scores_text(scores: Scores) -> str:
    """Eight scores as they are typed in a row: ``3202111-``."""
    return "".join("-" if score is None else str(score) for score in scores)


def _level(text: str) -> Score:
    plain = text.strip()
    if plain in _NOT_KNOWN:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) < 4):
        raise Refused(say("“{text}” is no level.", text=text), say("A level is a number; - or ? is not known."))
    return int(plain)
