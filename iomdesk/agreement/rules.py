"""What the agreement lets an agency read and write, decided from facts, each time in a sentence naming the clause.

Pure, and shared with the central server: packs, exports, screens and reconciliation ask the same functions. Narrowing
only narrows: a *restricted* or *excluded* mark on a person, or *do not share* on an entry, takes away what a cell
gives, and nothing adds to it. A fact that is not known is read the stricter way (PRODUCT, "Information-sharing
agreement"; SYNC, "The agreement, enforced").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from iomdesk.agreement.phrases import access_words, agency_words, category_words, unmet_words, whose_words
from iomdesk.agreement.terms import Access, Agreement, Cell, Condition
from iomdesk.catalogue import PERSON, Agency, Category
from iomdesk.clock import date_text
from iomdesk.words import counted, say

NOT_NARROWED = frozenset({None, PERSON.by_name["narrowing"].order[0]})
"""The values of a person's narrowing that take nothing away; any other does, one of a later program included."""


class Verb(StrEnum):
    """What an agency wants to do."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True, repr=False)
class PersonFacts:
    """What the conditions ask about one person. The defaults are those of somebody of whom nothing is known.

    ``involved`` are the agencies that work with them; ``in_custody_or_release_due`` looks 28 days ahead; ``statutory``
    and ``engaged`` of None are not known; ``narrowing`` is the person's own field, the most cautious of several.
    """

    involved: frozenset[Agency] = frozenset()
    in_custody_or_release_due: bool = False
    stepped_down: bool = False
    statutory: bool | None = None
    engaged: bool | None = None
    narrowing: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class EntryFacts:
    """What narrows one entry: its *do not share* mark, and whether it is ``own``, the asking agency's own entry.

    An agency's own entry is not kept from it by its mark; it is still subject to the cell and the person's mark.
    """

    do_not_share: bool = False
    own: bool = False


NOBODY = PersonFacts()
PLAIN = EntryFacts()


class State(StrEnum):
    """Where an agreement stands in its time."""

    NONE = "none"
    UNSOUND = "unsound"
    NOT_YET = "not yet in force"
    IN_FORCE = "in force"
    REVIEW_SOON = "review due soon"
    GRACE = "expired, in grace"
    STOPPED = "stopped"


_SHARES = frozenset({State.IN_FORCE, State.REVIEW_SOON, State.GRACE})


@dataclass(frozen=True, slots=True, repr=False)
class Standing:
    """How an agreement stands on a day: whether anything is shared under it, whether to warn, and why in words."""

    state: State
    sentence: str

    @property
    def shares(self) -> bool:
        """Whether anything may be shared."""
        return self.state in _SHARES

    @property
    def warns(self) -> bool:
        """Whether people should be told before it is too late, or that it is."""
        return self.state is not State.IN_FORCE


def standing(agreement: Agreement | None, on: date) -> Standing:
    """How the agreement stands ``on`` a day. The last day of grace still shares; the day after it does not."""
    if agreement is None:
        return Standing(
            State.NONE, say("No information-sharing agreement is in force, so nothing is shared with another agency.")
        )
    review, last = agreement.review_on, agreement.review_on + timedelta(days=agreement.grace_days)
    words = {"version": agreement.version, "review": date_text(review), "last": date_text(last)}
    words |= {"clause": agreement.rules.review, "begins": date_text(agreement.in_force_from)}
    if on < agreement.in_force_from:
        return Standing(
            State.NOT_YET, say("Version {version} of the agreement is not in force until {begins}.", **words)
        )
    if on > last:
        return Standing(State.STOPPED, say(_STOPPED, **words))
    if on > review:
        return Standing(State.GRACE, say(_GRACE, **words))
    if on >= review - timedelta(days=agreement.warn_days):
        left = (review - on).days
        sentence = counted(
            left,
            "The agreement is due for review in {count} day, on {review} (clause {clause}).",
            "The agreement is due for review in {count} days, on {review} (clause {clause}).",
            **words,
        )
        return Standing(State.REVIEW_SOON, sentence)
    said = say("Version {version} of the agreement is in force, and due for review on {review}.", **words)
    return Standing(State.IN_FORCE, said)


_STOPPED = (
    "Sharing has stopped: the agreement was due for review on {review}, and its time of grace ended on {last}"
    " (clause {clause})."
)
_GRACE = (
    "The agreement was due for review on {review}; sharing stops after {last} unless it is renewed (clause {clause})."
)


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """One decision. ``clause`` is the agreement's, ``""`` where there is no agreement to name one.

    ``traceless``: the refusal must leave no trace in a copy (INTERFACE, "On paper"): the entry is simply not there,
    no line says that anything was withheld, and only the log of disclosures counts it. ``gateway`` and ``regime`` are
    those a permission stands on, for that log; empty for a refusal and for an agency's own desk.
    """

    allowed: bool
    clause: str
    sentence: str
    traceless: bool = False
    gateway: str = ""
    regime: str = ""


def decide(
    agreement: Agreement | None,
    agency: Agency,
    category: Category,
    verb: Verb,
    person: PersonFacts,
    entry: EntryFacts,
    on: date,
    *,
    own_desk: bool = False,
) -> Verdict:
    """Whether ``agency`` may read or write this, and why.

    ``own_desk``: it is the desk's own agency that reads what its own desk holds, which stays readable to it whatever
    the agreement says. Writing is always the cell's to give.
    """
    if own_desk and verb is Verb.READ:
        clause = agreement.rules.own_agency if agreement else ""
        said = say("{agency} reads what its own desk holds{by}.", agency=agency_words(agency), by=_by(clause))
        return Verdict(True, clause, said)
    traceless = leaves_no_trace(category, person, entry)
    if refused := _narrowed(agreement, agency, person, entry):
        return Verdict(False, *refused, traceless)
    state = standing(agreement, on)
    if agreement is None or not state.shares:
        return Verdict(False, agreement.rules.review if agreement else "", state.sentence, traceless)
    cell = agreement.cell(category, agency)
    if said := _cell_refuses(cell, verb) or _condition_refuses(cell, verb, person):
        return Verdict(False, cell.clause, said, traceless)
    statute = agreement.gateway(cell.gateway).statute
    return Verdict(True, cell.clause, _permission(cell, verb, statute), False, statute, str(cell.regime))


def leaves_no_trace(category: Category, person: PersonFacts, entry: EntryFacts) -> bool:
    """Whether a refusal here must not show: a narrowed person, intelligence, an entry marked *do not share*."""
    return (
        category is Category.INTELLIGENCE
        or person.narrowing not in NOT_NARROWED
        or (entry.do_not_share and not entry.own)
    )


def _by(clause: str) -> str:
    return say(" (clause {clause})", clause=clause) if clause else ""


def _narrowed(
    agreement: Agreement | None, agency: Agency, person: PersonFacts, entry: EntryFacts
) -> tuple[str, str] | None:
    """The clause and the sentence, where a mark on the person or the entry keeps it from every other agency."""
    if person.narrowing not in NOT_NARROWED:
        clause = agreement.rules.restricted if agreement else ""
        said = "{agency} may have nothing of this person, who is marked {mark}{by}."
        return clause, say(said, agency=agency_words(agency), mark=person.narrowing, by=_by(clause))
    if entry.do_not_share and not entry.own:
        clause = agreement.rules.do_not_share if agreement else ""
        said = "{agency} may not have this entry, which is marked do not share{by}."
        return clause, say(said, agency=agency_words(agency), by=_by(clause))
    return None


def _words(cell: Cell, verb: Verb) -> dict[str, object]:
    whose = whose_words(cell)
    return {
        "agency": agency_words(cell.agency),
        "verb": say(str(verb)),
        "what": category_words(cell.category),
        "whose": f" {whose}" if whose else "",
        "clause": cell.clause,
        "reason": cell.reason,
    }


def _cell_refuses(cell: Cell, verb: Verb) -> str:
    if cell.access is Access.NONE:
        return say("{agency} may not {verb} {what} (clause {clause}: {reason}).", **_words(cell, verb))
    if verb is Verb.WRITE and cell.access is Access.READ:
        return say("{agency} may read {what}{whose} but not write (clause {clause}).", **_words(cell, verb))
    return ""


def _condition_refuses(cell: Cell, verb: Verb, person: PersonFacts) -> str:
    for condition in cell.conditions:
        if not holds(condition, cell.agency, person):
            said = "{agency} may {verb} {what} only {whose}, and {unmet} (clause {clause})."
            words = _words(cell, verb) | {"whose": whose_words(cell), "unmet": unmet_words(condition)}
            return say(said, **words)
    return ""


def holds(condition: Condition, agency: Agency, person: PersonFacts) -> bool:
    """Whether a condition holds for a person; what is not known does not."""
    if condition is Condition.OWN_PEOPLE:
        return agency in person.involved
    if condition is Condition.IN_CUSTODY:
        return person.in_custody_or_release_due
    if condition is Condition.STEP_DOWN:
        return person.stepped_down
    return (person.statutory if condition is Condition.STATUTORY else person.engaged) is True


def _permission(cell: Cell, verb: Verb, statute: str) -> str:
    words = _words(cell, verb) | {"statute": statute}
    return say("{agency} may {verb} {what}{whose} (clause {clause}, {statute}).", **words)


def explain(agreement: Agreement, cell: Cell) -> str:
    """What a cell gives, in one sentence, whoever the person is."""
    if cell.access is Access.NONE:
        return _cell_refuses(cell, Verb.READ)
    words = _words(cell, Verb.READ) | {
        "verb": access_words(cell.access),
        "statute": agreement.gateway(cell.gateway).statute,
    }
    return say("{agency} may {verb} {what}{whose} (clause {clause}, {statute}).", **words)


def withheld_line(counts: Mapping[str, int]) -> str:
    """What a page says was withheld, from a count per clause: ``3 entries withheld under clause 4.2.``

    Counts only what may be counted: a traceless refusal is never handed in. Empty when nothing was withheld.
    """
    ordered = sorted((number, clause) for clause, number in counts.items() if number > 0)
    said = [
        counted(
            number,
            "{count} entry withheld under clause {clause}",
            "{count} entries withheld under clause {clause}",
            clause=clause,
        )
        if clause
        else counted(number, "{count} entry withheld", "{count} entries withheld")
        for number, clause in sorted(ordered, key=lambda each: _clause_order(each[1]))
    ]
    return f"{'; '.join(said)}." if said else ""


def _clause_order(clause: str) -> tuple[int, ...]:
    return tuple(int(part) for part in clause.split(".") if part.isdigit())
