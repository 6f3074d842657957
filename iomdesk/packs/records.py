"""Everything a conference pack shows, frozen: already filtered for its recipient before it comes here.

Three things that are never mixed up on paper: ``None`` is *not known*; :class:`Withheld` is known to the
partnership and kept from this recipient; an empty tuple is *none recorded*. What must leave no trace in a copy
(restricted and excluded people, intelligence, *do not share* entries) is simply not handed over.
"""

from dataclasses import dataclass
from datetime import date

from iomdesk.packs.paper.values import Known, ScoreSet, Several


@dataclass(frozen=True, slots=True, repr=False)
class Copy:
    """Whose copy this is: its number in the print run, the person's name, the agency's name."""

    number: int
    name: str
    agency: str


@dataclass(frozen=True, slots=True, repr=False)
class Identifier:
    """One identifier: ``label`` such as *PNC*, its ``value``, and a ``note`` such as a failed check letter."""

    label: str
    value: Known[str]
    note: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Officer:
    """Who works with the person: ``role`` such as *lead offender manager*, ``name``, ``agency``."""

    role: str
    name: str
    agency: str


@dataclass(frozen=True, slots=True, repr=False)
class Marker:
    """A marker, dated and sourced, with its review date."""

    name: str
    since: Known[date] = None
    review: Known[date] = None
    source: Known[str] = None
    mark: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class RagChange:
    """One entry of the RAG history: the day, the word, the reason given."""

    on: date
    rag: str
    reason: Known[str] = None
    mark: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ActionLine:
    """An action still open. ``number`` is the one read out in the room."""

    number: str
    text: str
    owner: Known[str]
    agency: Known[str]
    due: Known[date]
    overdue: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class DecisionLine:
    """A decision of an earlier conference, with its reason."""

    held_on: date
    text: str
    reason: Known[str] = None
    mark: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class NoteLine:
    """A note: what it is about, or from whom, when, what it says, and where it came from (``""``: this desk)."""

    about: str
    on: Known[date]
    text: str
    origin: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ContributionLine:
    """One box of what an agency contributed: ``about`` says whose and which (*Housing: facts*), ``text`` their words.

    ``form`` is the number of the paper sheet it was keyed from, ``""`` where it was typed.
    """

    about: str
    author: str
    on: Known[date]
    text: str
    form: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ContactLine:
    """One contact since last time: the day, what it was and what came of it, fact apart from opinion."""

    on: Known[date]
    what: str
    outcome: str
    facts: str = ""
    opinion: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class PersonPage:
    """One person as this recipient may see them.

    ``ref`` is what the room calls them by and ties the page to its agenda line. ``status`` and ``supervision``
    are sentences (*in custody, HMP Wayland, release 9 May 2027*). ``withheld_line`` is said on the person's
    first page; ``""`` says nothing. ``changed`` are the facts, by name, that are news to this reader, as is every
    entry whose ``mark`` says so.
    """

    ref: str
    name: Known[str]
    born: Known[date] = None
    age: int | None = None
    sex: Known[str] = None
    reason: str = ""
    identifiers: Several[Identifier] = ()
    cohort_label: Known[str] = None
    adopted: Known[date] = None
    status: Known[str] = None
    supervision: Known[str] = None
    engagement: Known[str] = None
    officers: Several[Officer] = ()
    rag: Known[str] = None
    rosh: Known[str] = None
    mappa: Known[str] = None
    rag_history: Several[RagChange] = ()
    markers: Several[Marker] = ()
    history: Several[ScoreSet] = ()
    contributions: tuple[ContributionLine, ...] = ()
    contacts: Several[ContactLine] = ()
    actions: Several[ActionLine] = ()
    decisions: Several[DecisionLine] = ()
    notes: Several[NoteLine] = ()
    withheld_line: str = ""
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class AgendaLine:
    """One line of the agenda. ``ref`` finds the person's page; ``at`` is the time planned, ``""`` for none.

    ``minutes`` is how long the meeting gives them, 0 where nobody said.
    """

    ref: str
    name: Known[str]
    reason: str = ""
    rag: Known[str] = None
    at: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class ConferencePack:
    """One named copy of a conference's papers.

    ``printed_at`` is the instant as people read it. ``scale`` pairs each level with its word, lowest first;
    a lower score is less need. ``withheld_line`` stands on every page; ``""`` says nothing. ``training`` marks
    every page as practice papers. A score set shorter than ``pathway_names`` is
    filled up with *not known*; scores beyond them have no pathway and are not shown. ``news_since`` is when the copy
    was made that the marks compare with, ``""`` where nothing is compared.
    """

    title: str
    site: str
    held_on: date
    printed_at: str
    copy: Copy
    people: tuple[PersonPage, ...]
    agenda: tuple[AgendaLine, ...]
    pathway_names: tuple[str, ...]
    scale: tuple[tuple[int, str], ...]
    marking: str = "OFFICIAL-SENSITIVE"
    training: bool = False
    withheld_line: str = ""
    news_since: str = ""
