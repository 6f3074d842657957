"""Everything printed minutes show, frozen: already filtered for their recipient before they come here.

``None`` is *not known*, :class:`Withheld` is kept from this recipient, an empty tuple is *none recorded*; what must
leave no trace is not handed over. Numbers (*D-3*) are empty on a copy in which a gap between two would tell of
somebody who is not in it.
"""

from dataclasses import dataclass
from datetime import date

from iomdesk.packs.conference_head import Head
from iomdesk.packs.paper.values import Known, Several


@dataclass(frozen=True, slots=True, repr=False)
class PersonThere:
    """Somebody who was there, or not: ``part`` in words, ``remark`` as it was noted, when they left if they did."""

    name: str
    part: str = ""
    accepted: bool = False
    left: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class AgencyThere:
    """An agency with its people of one presence."""

    agency: str
    people: tuple[PersonThere, ...]


@dataclass(frozen=True, slots=True, repr=False)
class AttendancePart:
    """Who was there, who sent apologies, who was absent; ``unrepresented`` are the agencies of which nobody came."""

    present: tuple[AgencyThere, ...] = ()
    apologies: tuple[AgencyThere, ...] = ()
    absent: tuple[AgencyThere, ...] = ()
    unrepresented: tuple[str, ...] = ()
    movements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class PointPart:
    """A general point, by whom it was written down."""

    number: str
    text: str
    author: str


@dataclass(frozen=True, slots=True, repr=False)
class ScoredPathway:
    """One pathway: the scores before and now, by how many levels it moved (below nought is better), the evidence."""

    label: str
    before: int | None
    now: int | None
    moved: int | None
    evidence: str = ""
    priority: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class ScoredPart:
    """One set of scores beside the set before, of ``before_on``; None where there was none before."""

    pathways: tuple[ScoredPathway, ...]
    scale: tuple[tuple[int, str], ...]
    total: int | None
    total_before: int | None
    total_moved: int | None
    before_on: date | None
    first: bool


@dataclass(frozen=True, slots=True, repr=False)
class DissentPart:
    """An agency's disagreement, by name, with its reason."""

    number: str
    agency: str
    by_name: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class DecisionPart:
    """A decision in full words with its reason, and who disagreed."""

    number: str
    words: str
    reason: str
    dissents: tuple[DissentPart, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class RaisedPart:
    """An action set here."""

    number: str
    text: str
    owner: str
    agency: str
    due: date | None
    pathway: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ReviewedPart:
    """An action from before: what came of it, or that it was carried forward and how late it was."""

    number: str
    text: str
    owner: str
    agency: str
    due: date | None
    came: str
    overdue: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class ContributedPart:
    """What an agency said for the conference, less the boxes not for this reader: pairs of heading and words."""

    agency: str
    author: str
    on: date | None
    form: str
    boxes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, repr=False)
class TakenBackPart:
    """What was recorded by mistake, and why it was taken back."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class PersonPart:
    """One person's part of the minutes."""

    ref: str
    name: Known[str]
    reasons: tuple[str, ...] = ()
    put_off: str = ""
    scored: Several[ScoredPart] = ()
    decisions: Several[DecisionPart] = ()
    dissents: tuple[DissentPart, ...] = ()
    actions: Several[RaisedPart] = ()
    reviewed: Several[ReviewedPart] = ()
    next_review: date | None = None
    contributions: tuple[ContributedPart, ...] = ()
    taken_back: tuple[TakenBackPart, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class SignedPart:
    """Who signed and when, as people read it, and whether the signature holds."""

    by: str
    at: str
    holds: bool


@dataclass(frozen=True, slots=True, repr=False)
class AddedPart:
    """An addendum: about whom (empty: the whole), what, why, by whom and when."""

    about: str
    text: str
    reason: str
    author: str
    at: str


@dataclass(frozen=True, slots=True, repr=False)
class LaterPart:
    """What was recorded or changed after signing, and whether the chair has seen it."""

    about: str
    what: str
    seen: bool
    boxes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class MinutesPaper:
    """One named copy of the minutes.

    ``statement`` is the text in full, ``version`` its number, 0 where none was noted. ``by_name``: people stand in
    order of the name. ``attendance`` is None where the reader may have nothing of it.
    """

    head: Head
    series: str
    began: str
    attendance: AttendancePart | None
    statement: str
    version: int
    points: Several[PointPart]
    people: tuple[PersonPart, ...]
    not_reached: tuple[PersonPart, ...]
    signed: SignedPart | None
    by_name: bool = False
    taken_back: tuple[TakenBackPart, ...] = ()
    addenda: tuple[AddedPart, ...] = ()
    changed: tuple[LaterPart, ...] = ()
    later: tuple[LaterPart, ...] = ()
