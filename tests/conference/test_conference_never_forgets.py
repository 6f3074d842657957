"""An agenda never forgets a due person and lists nobody twice: whatever was done, against plain counting.

The rules alone with many histories, and a real desk with a few long ones: what should be on each agenda is worked out
here from a diary of what was done, without any of the program's own rules.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from iomdesk import catalogue
from iomdesk.cohort.commands import ChangeRating, ProposeRemoval
from iomdesk.cohort.rules import Scale
from iomdesk.conference.agenda import (
    Nominee,
    Policy,
    Reason,
    adoption_reason,
    interval_reason,
    marker_reason,
    release_reason,
    review_reason,
    rows_in_order,
)
from iomdesk.conference.calendar import MoveConference, Schedule
from iomdesk.conference.commands import Decide, ScoreAtConference
from iomdesk.conference.placing import ByHand, laid_out
from iomdesk.conference.preparing import (
    AskForPerson,
    PlaceOnAgenda,
    PutOff,
    SetMinutes,
    TakeBackPutOff,
    TakeBackRequest,
    Unpin,
)
from iomdesk.conference.questions import agenda_sheet
from iomdesk.conference.rules import Decided
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.pathways.rules import eight
from iomdesk.people.commands import SetMarker
from iomdesk.people.rules import MarkerCode, MarkerState
from iomdesk.store.unit import Given
from tests.conference.conference_sample import HELD, conference_desk, person, the_site
from tests.conftest import Scale as Counts

DAYS = {"Red": 14, "Amber": 28, "Green": 56}
POLICY = Policy(DAYS, {"Red": 8, "Amber": 6, "Green": 4}, 28)
TODAY = date(2026, 11, 2)


@dataclass
class Diary:
    """One person's life as it was lived: what the desk was told, in plain days."""

    rag: str
    adopted: date
    seen: dict[Id, date] = field(default_factory=dict)
    release: date | None = None
    reviews: dict[Id, tuple[date, date]] = field(default_factory=dict)
    marker: date | None = None
    proposed: bool = False
    kept: set[Id] = field(default_factory=set)
    asked: set[Id] = field(default_factory=set)
    put_off: set[Id] = field(default_factory=set)
    pinned: set[Id] = field(default_factory=set)

    def belongs(self, conference: Id, on: date, days: dict[Id, date]) -> bool:
        """Whether they must be on the agenda of a conference, by counting days."""
        horizon = min((day for day in days.values() if day > on), default=on + timedelta(days=1))
        last = max((day for of, day in self.seen.items() if of != conference and day < on), default=None)
        before = max((day for day in days.values() if day < on), default=None)

        def undone(at: Id) -> bool:
            return at == conference or (days[at] < on and (last is None or last < days[at]))

        return (
            self.adopted <= on
            and any((
                last is None,
                last is not None and last + timedelta(days=DAYS[self.rag]) < horizon,
                before is not None and before < self.adopted,
                self.release is not None and 0 <= (self.release - on).days <= 28,
                self.marker is not None and self.marker < horizon,
                self.proposed and not any(days[at] <= on for at in self.kept - {conference}),
                self._review_due(conference, on, horizon, last),
                any(undone(at) for at in self.asked | self.put_off),
                conference in self.pinned,
                conference in self.seen,
            ))
        )  # fmt: skip

    def _review_due(self, conference: Id, on: date, horizon: date, last: date | None) -> bool:
        known = [each for at, each in self.reviews.items() if at != conference and each[0] <= on]
        day = max(known)[1] if known else None
        return day is not None and day < horizon and (last is None or last < day)


class Office:
    """A desk, its people's diaries, and a hand that does things at random."""

    def __init__(self, desk: Desk, rng: random.Random, people: int, meetings: int) -> None:
        self.desk, self.rng = desk, rng
        self.diaries: dict[Id, Diary] = {}
        self.days: dict[Id, date] = {}
        for number in range(people):
            rag, adopted = rng.choice(list(DAYS)), HELD - timedelta(days=rng.randrange(-20, 200))
            self.diaries[person(desk, f"P{number}", rag, adopted)] = Diary(rag, adopted)
        for number in range(meetings):
            day = HELD + timedelta(days=14 * number)
            made = desk.do(Schedule(the_site(desk), day, "10:00"))
            assert isinstance(made, bytes)
            self.days[made] = day

    def check(self) -> None:
        """Every agenda holds exactly whom the diaries say, each once, the put off apart."""
        for conference, on in self.days.items():
            sheet = self.desk.ask(agenda_sheet, conference)
            listed = [row.person for row in (*sheet.rows, *sheet.put_off)]
            assert len(listed) == len(set(listed))
            expected = {who for who, each in self.diaries.items() if each.belongs(conference, on, self.days)}
            assert set(listed) == expected, (on, [self.diaries[who] for who in set(listed) ^ expected])
            off = {who for who, each in self.diaries.items() if conference in each.put_off - each.seen.keys()}
            assert {row.person for row in sheet.put_off} == off & expected
            assert all(row.reasons for row in (*sheet.rows, *sheet.put_off))
            assert sheet.minutes == sum(row.minutes for row in sheet.rows)

    def step(self) -> None:
        """Do one thing about somebody at some conference; what is refused must have been forbidden."""
        who, at = self.rng.choice(list(self.diaries)), self.rng.choice(list(self.days))
        self.rng.choice(_STEPS)(self, who, at)

    def _on(self, who: Id, at: Id) -> bool:
        return self.diaries[who].belongs(at, self.days[at], self.days)

    def _try(self, command: object, allowed: bool) -> bool:
        try:
            self.desk.do(command)  # type: ignore[arg-type]
        except Refused:
            assert not allowed, command
            return False
        assert allowed, command
        return True


def _ask(office: Office, who: Id, at: Id) -> None:
    active = office.diaries[who].adopted <= office.days[at]
    if office._try(AskForPerson(at, who, "tenancy"), active):
        office.diaries[who].asked.add(at)


def _unask(office: Office, who: Id, at: Id) -> None:
    if office._try(TakeBackRequest(at, who, "settled"), at in office.diaries[who].asked):
        office.diaries[who].asked.discard(at)


def _put_off(office: Office, who: Id, at: Id) -> None:
    allowed = office._on(who, at) and at not in office.diaries[who].seen
    if office._try(PutOff(at, who, "in court"), allowed):
        office.diaries[who].put_off.add(at)
        office.diaries[who].pinned.discard(at)


def _take_up(office: Office, who: Id, at: Id) -> None:
    office.desk.do(TakeBackPutOff(at, who))
    office.diaries[who].put_off.discard(at)


def _pin(office: Office, who: Id, at: Id) -> None:
    allowed = office._on(who, at) and at not in office.diaries[who].put_off - office.diaries[who].seen.keys()
    if office._try(PlaceOnAgenda(at, who, office.rng.randrange(1, 12)), allowed):
        office.diaries[who].pinned.add(at)


def _unpin(office: Office, who: Id, at: Id) -> None:
    office.desk.do(Unpin(at, who))
    office.diaries[who].pinned.discard(at)


def _allot(office: Office, who: Id, at: Id) -> None:
    office._try(SetMinutes(at, who, office.rng.randrange(1, 40)), office._on(who, at))


def _score(office: Office, who: Id, at: Id) -> None:
    if office.diaries[who].adopted <= office.days[at]:
        office.desk.do(ScoreAtConference(at, who, eight([1] * 8)))
        office.diaries[who].seen[at] = office.days[at]


def _keep(office: Office, who: Id, at: Id) -> None:
    """A conference decides to keep them, which answers a proposal to remove them."""
    if office.diaries[who].adopted <= TODAY:
        office.desk.do(Decide(at, who, Decided.KEEP, "not yet"))
        office.diaries[who].seen[at] = office.days[at]
        office.diaries[who].kept.add(at)


def _review(office: Office, who: Id, at: Id) -> None:
    """Decided once at a conference where they were talked about; of several the last one decided stands."""
    each, day = office.diaries[who], office.days[at]
    if at in each.seen and at not in each.reviews:
        review_on = day + timedelta(days=office.rng.randrange(1, 60))
        values: dict[str, Given] = {
            "conference": at,
            "decided": "next review",
            "decided_on": day,
            "review_on": review_on,
        }
        with office.desk._store.work() as work:
            work.create(catalogue.DECISION, values, subject=who)
        each.reviews[at] = (day, review_on)


def _rag(office: Office, who: Id, at: Id) -> None:
    office.diaries[who].rag = office.rng.choice(list(DAYS))
    office.desk.do(ChangeRating(who, Scale.RAG, office.diaries[who].rag, "as it is"))


def _custody(office: Office, who: Id, at: Id) -> None:
    if office.diaries[who].release is None:
        release = HELD + timedelta(days=office.rng.randrange(0, 90))
        with office.desk._store.work() as work:
            work.create(catalogue.CUSTODY_SPELL, {"from_on": date(2026, 1, 1), "release_on": release}, subject=who)
        office.diaries[who].release = release


def _marker(office: Office, who: Id, at: Id) -> None:
    on = HELD + timedelta(days=office.rng.choice((-20, 5, 30, 60, 200, 300)))
    office.desk.do(SetMarker(who, MarkerCode.COUNTY_LINES, MarkerState.YES, review_on=on))
    office.diaries[who].marker = on


def _propose(office: Office, who: Id, at: Id) -> None:
    if office._try(ProposeRemoval(who, "three clear years"), office.diaries[who].adopted <= TODAY):
        office.diaries[who].proposed = True


def _move(office: Office, who: Id, at: Id) -> None:
    """Nobody was talked about there, and no other conference is on that day."""
    day = office.days[at] + timedelta(days=office.rng.choice((-1, 1, 2)))
    held = any(at in each.seen for each in office.diaries.values())
    if office._try(MoveConference(at, day, "bank holiday"), not held and day not in office.days.values()):
        office.days[at] = day


_STEPS = (
    _ask, _ask, _ask, _unask, _put_off, _put_off, _put_off, _take_up, _pin, _unpin, _allot, _score, _score, _score,
    _keep, _keep, _review, _review, _rag, _rag, _custody, _marker, _propose, _move,
)  # fmt: skip


def test_a_desk_forgets_nobody(tmp_path: Path, rng: random.Random, scale: Counts) -> None:
    desk = conference_desk(tmp_path)
    office = Office(desk, rng, 8, 5)
    office.check()
    for _ in range(scale.count(30, 300)):
        for _ in range(8):
            office.step()
        office.check()
    desk.close()


NEAR = st.integers(-90, 90).map(lambda days: HELD + timedelta(days=days))
LIVES = st.tuples(
    st.sampled_from([None, "Red", "Amber", "Green"]),
    st.none() | NEAR,
    st.none() | NEAR,
    st.none() | NEAR,
    st.none() | NEAR,
    st.none() | NEAR,
)
HANDS = st.builds(
    ByHand,
    st.lists(st.integers(1, 15), max_size=2).map(tuple),
    st.binary(max_size=1),
    st.none() | st.integers(1, 60),
    st.sampled_from(["", "in court"]),
)
Life = tuple[str | None, date | None, date | None, date | None, date | None, date | None]


def drawn_up(
    lives: Sequence[Life], previous: date | None, following: date | None
) -> tuple[list[Nominee], dict[Id, tuple[Reason, ...]]]:
    people, reasons = [], {}
    for number, (rag, seen, adopted, release, review, marker) in enumerate(lives):
        who = bytes([number] * 16)
        people.append(Nominee(who, str(number), "S", "F", rag, None, None, adopted))
        found = (
            interval_reason(rag, seen, adopted, HELD, POLICY, following),
            review_reason(review, seen, HELD, following) if review else None,
            marker_reason("m", marker, HELD, following) if marker else None,
            adoption_reason(adopted, previous, HELD),
            release_reason(release, HELD, POLICY) if release else None,
        )
        reasons[who] = tuple(reason for reason in found if reason is not None)
    return people, reasons


@given(
    st.lists(LIVES, max_size=10),
    st.none() | st.integers(1, 60).map(lambda days: HELD - timedelta(days=days)),
    st.none() | st.integers(1, 60).map(lambda days: HELD + timedelta(days=days)),
    st.dictionaries(st.integers(0, 9).map(lambda number: bytes([number] * 16)), HANDS),
)
def test_the_rules_forget_nobody(
    lives: list[Life], previous: date | None, following: date | None, by_hand: dict[Id, ByHand]
) -> None:
    people, reasons = drawn_up(lives, previous, following)
    layout = laid_out(rows_in_order(people, reasons, POLICY), by_hand, "10:00")
    listed = [row.person for row in (*layout.rows, *layout.put_off)]
    assert len(listed) == len(set(listed))
    days_ahead = [HELD] if following is None else [HELD + timedelta(days=n) for n in range((following - HELD).days)]
    expected = set()
    for number, (rag, seen, adopted, release, review, marker) in enumerate(lives):
        late = [day for day in (review, marker) if day is not None and day in {*days_ahead, *_past()}]
        if review in late and seen is not None and review is not None and seen >= review:
            late.remove(review)
        interval = seen is None or seen + timedelta(days=DAYS.get(rag or "", 14)) in {*days_ahead, *_past()}
        new = adopted is not None and previous is not None and previous < adopted <= HELD
        out = release is not None and release in {HELD + timedelta(days=day) for day in range(29)}
        if late or interval or new or out:
            expected.add(bytes([number] * 16))
    assert set(listed) == expected


def _past() -> set[date]:
    return {HELD - timedelta(days=day) for day in range(400)}
