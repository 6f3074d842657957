"""Minutes as frozen rows: what was done at a conference, in full words for an agency that was not there.

Every item bears the ``record`` it was made from, so that it can be traced to a signed change, and the data
``category`` the sharing agreement decides it by. Nothing here looks anything up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from iomdesk.catalogue import Category
from iomdesk.conference.rules import Part, Presence, decision_categories
from iomdesk.ids import Id
from iomdesk.pathways.rules import Scores


@dataclass(frozen=True, slots=True, repr=False)
class Statement:
    """The confidentiality statement those present accepted, and its version."""

    category: ClassVar[Category] = Category.CONFERENCE
    record: Id
    version: int
    body: str


@dataclass(frozen=True, slots=True, repr=False)
class Attended:
    """Somebody who was at the conference, sent apologies, or was absent. Instants are UTC ms.

    ``left_at``: when they left the room the last time and did not come back.
    """

    category: ClassVar[Category] = Category.CONFERENCE
    record: Id
    name: str
    agency: str
    presence: Presence
    part: Part
    accepted_at: int | None
    left_at: int | None
    note: str


@dataclass(frozen=True, slots=True, repr=False)
class Point:
    """A general point of the meeting, or somebody's leaving or return. ``author`` wrote it down.

    ``number`` is counted through the meeting's points, 0 for who left or came back.
    """

    category: ClassVar[Category] = Category.CONFERENCE
    record: Id
    number: int
    body: str
    author: str
    written_at: int | None


@dataclass(frozen=True, slots=True, repr=False)
class AgendaReason:
    """Why somebody was on the agenda. ``record`` is None only while minutes are open and the agenda is worked out.

    Signed minutes keep what agencies asked for, and of what the agenda worked out only what discloses nothing else.
    """

    category: Category
    record: Id | None
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Evidence:
    """The sentence behind a score, with its pathway, 1 to 8."""

    category: ClassVar[Category] = Category.PATHWAYS
    record: Id
    place: int
    label: str
    body: str


@dataclass(frozen=True, slots=True, repr=False)
class Scored:
    """The scores made at the conference beside the set before it, on the labels they were made under.

    ``before`` is None where there was no earlier set, and is read on these labels where it was made under others;
    ``moved`` is known only where both ends are and correspond. ``priority`` is 1 to 8. ``scale`` gives each level its
    words, lowest first. ``earlier`` are the sets of the same meeting that this one corrected.
    """

    category: ClassVar[Category] = Category.PATHWAYS
    record: Id
    labels: tuple[str, ...]
    scale: tuple[tuple[int, str], ...]
    scores: Scores
    total: int | None
    before: Scores | None
    before_on: date | None
    before_record: Id | None
    moved: Scores
    total_moved: int | None
    priority: int | None
    priority_label: str
    evidence: tuple[Evidence, ...]
    earlier: tuple[Id, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Dissented:
    """An agency's disagreement, by name, with its reason. ``number`` is counted through the conference."""

    category: ClassVar[Category] = Category.CONFERENCE
    record: Id
    number: int
    agency: str
    by_name: str
    body: str


@dataclass(frozen=True, slots=True, repr=False)
class Decision:
    """A decision with its reason. ``number`` is counted through the conference, to be read out: D-3.

    ``words`` says it in full (``RAG change: Red to Amber``); ``decided`` is its code. ``rating`` is the record of the
    RAG it set. ``categories`` are all it discloses: of a change of RAG, risk as well.
    """

    category: ClassVar[Category] = Category.CONFERENCE
    record: Id
    number: int
    decided: str
    words: str
    reason: str
    review_on: date | None
    rating: Id | None
    dissents: tuple[Dissented, ...]

    @property
    def categories(self) -> tuple[Category, ...]:
        """Every data category the decision discloses."""
        return decision_categories(self.decided)


@dataclass(frozen=True, slots=True, repr=False)
class Raised:
    """An action set at the conference, as it was set. ``number`` as read out: A-12."""

    category: ClassVar[Category] = Category.ACTIONS
    record: Id
    number: str
    body: str
    owner_name: str
    owner_agency: str
    due_on: date | None
    pathway: int | None
    pathway_label: str


@dataclass(frozen=True, slots=True, repr=False)
class Reviewed:
    """An action from before the conference, as it stood there: carried forward, or closed since the conference before.

    ``closed_on``, ``outcome`` (in words) and ``outcome_note`` are of a closed one; ``days_overdue`` counts to the
    conference's day.
    """

    category: ClassVar[Category] = Category.ACTIONS
    record: Id
    number: str
    body: str
    owner_name: str
    owner_agency: str
    raised_on: date | None
    due_on: date | None
    days_overdue: int
    closed: bool
    closed_on: date | None
    outcome: str
    outcome_note: str


@dataclass(frozen=True, slots=True, repr=False)
class Box:
    """One box of a contribution, of a data category of its own."""

    category: Category
    heading: str
    body: str


@dataclass(frozen=True, slots=True, repr=False)
class Contributed:
    """What an agency said about the person for the conference. One marked *do not share* leaves no trace elsewhere.

    ``do_not_share`` and ``withdrawn`` are as they are now, whatever the minutes bind: a mark set after signing holds.
    """

    category: ClassVar[Category] = Category.CONFERENCE
    record: Id
    agency: str
    author: str
    written_on: date | None
    form_number: str
    do_not_share: bool
    boxes: tuple[Box, ...]
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class TakenBack:
    """Something recorded by mistake and taken back before signing: what it was, in words, and why it was taken back.

    ``do_not_share``: it was a contribution so marked, which leaves no trace on paper even so.
    """

    category: Category
    record: Id
    what: str
    reason: str
    do_not_share: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class PersonMinutes:
    """One person's part of the minutes. ``records`` are all records they are known under, ``person`` the first.

    ``place`` is where they stood on the agenda; ``put_off`` says why they were put off. ``other_scores`` are sets of
    another desk or record that nobody chose between, ``other_dissents`` those over a decision that does not stand here.
    """

    category: ClassVar[Category] = Category.IDENTITY
    person: Id
    records: tuple[Id, ...]
    ref: str
    surname: str
    forenames: str
    place: int | None = None
    reasons: tuple[AgendaReason, ...] = ()
    put_off: str = ""
    scored: Scored | None = None
    other_scores: tuple[Scored, ...] = ()
    decisions: tuple[Decision, ...] = ()
    other_dissents: tuple[Dissented, ...] = ()
    actions: tuple[Raised, ...] = ()
    reviewed: tuple[Reviewed, ...] = ()
    contributions: tuple[Contributed, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()

    @property
    def next_review(self) -> date | None:
        """The day of their next review, as decided here."""
        return next((each.review_on for each in reversed(self.decisions) if each.review_on is not None), None)

    @property
    def dissents(self) -> tuple[Dissented, ...]:
        """Every dissent about the person."""
        return (*(dissent for each in self.decisions for dissent in each.dissents), *self.other_dissents)


@dataclass(frozen=True, slots=True, repr=False)
class Added:
    """An addendum: what was added after signing, why, by whom and when (UTC ms); about a person or the whole."""

    category: ClassVar[Category] = Category.CONFERENCE
    record: Id
    person: Id | None
    ref: str
    name: str
    body: str
    reason: str
    author: str
    written_at: int | None


@dataclass(frozen=True, slots=True, repr=False)
class Arrived:
    """Something recorded, changed or missing since the minutes were signed, in words; ``seen`` by the chair or not.

    ``fields`` are those changed, empty for something new. ``person`` is None for what is about the whole meeting.
    ``contribution`` holds the boxes of one that arrived late. ``withdrawn``: it was taken back meanwhile.
    """

    category: Category
    record: Id
    person: Id | None
    ref: str
    kind: str
    what: str
    fields: tuple[str, ...]
    seen: bool
    contribution: Contributed | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Signed:
    """Who signed the minutes and when (UTC ms). ``holds``: the signature is theirs, of exactly what is bound."""

    record: Id
    by: str
    at: int
    holds: bool


@dataclass(frozen=True, slots=True, repr=False)
class Minutes:
    """The minutes of one conference. Signed ones say what was signed, whatever was changed since.

    ``people`` stand in the order they were talked about; ``not_reached`` were on the agenda, or contributed about,
    and nothing is recorded about them. ``changed`` and ``later`` are what happened to the record after signing.
    """

    conference: Id
    code: str
    site: str
    series: str
    number: int | None
    held_on: date | None
    starts_at: str
    place: str
    began_at: int | None
    chair: str
    statement: Statement | None
    attendance: tuple[Attended, ...] = ()
    room: tuple[Point, ...] = ()
    points: tuple[Point, ...] = ()
    people: tuple[PersonMinutes, ...] = ()
    not_reached: tuple[PersonMinutes, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()
    signed: Signed | None = None
    addenda: tuple[Added, ...] = ()
    changed: tuple[Arrived, ...] = ()
    later: tuple[Arrived, ...] = ()

    def __len__(self) -> int:
        """How many people they speak of."""
        return len(self.people) + len(self.not_reached)

    def attended(self, presence: Presence) -> tuple[tuple[str, tuple[Attended, ...]], ...]:
        """Those of one presence by agency, agencies in order of their name, the chair first within one."""
        return by_agency([each for each in self.attendance if each.presence is presence])

    @property
    def agencies_absent(self) -> tuple[str, ...]:
        """Agencies with apologies or an absence noted and nobody present."""
        present = {each.agency for each in self.attendance if each.presence is Presence.PRESENT}
        return tuple(sorted({each.agency for each in self.attendance} - present))


def by_agency(attended: Sequence[Attended]) -> tuple[tuple[str, tuple[Attended, ...]], ...]:
    """Attendance grouped by agency, agencies by name, within one the chair first, then by name."""
    groups: dict[str, list[Attended]] = {}
    for each in attended:
        groups.setdefault(each.agency, []).append(each)
    return tuple(
        (
            agency,
            tuple(sorted(group, key=lambda each: (each.part is not Part.CHAIR, each.name.casefold(), each.record))),
        )
        for agency, group in sorted(groups.items())
    )
