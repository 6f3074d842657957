"""One line of typing about a contact, taken apart. Pure.

A line is a head, then after a colon what the contact is for, or what came of it. In the head stand in any order what
sort of contact it is, the day, the time, the officer, the agency, the place and the outcome. What follows a slash with
a space on both sides, or the word *opinion:*, is opinion and not fact (DPA 2018 s.38). No word is lost: what is not
understood is kept as text and said back, and what could mean two things is asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from iomdesk.catalogue import Agency
from iomdesk.contacts.head import DAY, EVERYTHING, OUTCOME, TIME, Head, Read, read_head
from iomdesk.contacts.phrases import Known
from iomdesk.contacts.rules import HAPPENED, Outcome, Sort, day_in_words, outcome_label
from iomdesk.daywords import Lean, may_be_day
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.people.rules import one_line
from iomdesk.words import say

_PARTING = re.compile(r"(?:^|\s)/(?:\s|$)|\bopinion\s*:", re.IGNORECASE)
_COLON = re.compile(r"(?<!\d):|:(?!\d)")
_KEEP_CLOSE = re.compile(r"\b(?:do not|don['’]t|not to be|never) shared?\b|\bnot for sharing\b", re.IGNORECASE)
_NOBODY = Known()


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """A line as understood. ``read`` says which words were taken for what, ``kept`` which of the head for nothing.

    Every other word stands in ``purpose``, ``reason``, ``facts`` or ``opinion``; ``notes`` are for whoever typed it.
    ``on`` is None only where an outcome names no day.
    """

    sort: Sort | None
    on: date | None
    at: str
    officer_name: str
    officer: Id | None
    agency: Agency | None
    place: str
    purpose: str
    outcome: Outcome | None
    reason: str
    facts: str
    opinion: str
    do_not_share: bool
    read: tuple[Read, ...]
    kept: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class When:
    """A day and a time as typed, either of which may be left out."""

    on: date | None
    at: str


@dataclass(frozen=True, slots=True, repr=False)
class _Parts:
    """A line's head with what it means, the words of the purpose, of the account, and the opinion."""

    head: Head
    kept: str
    purpose: str
    account: str
    opinion: str


def read_line(text: str, today: date, known: Known = _NOBODY) -> Line:
    """A contact as it is planned, or as it took place where the line says what came of it.

    Raises ``Refused``, and says why, for a day or time that cannot be or could be two, and where a day is needed.
    """
    parts = _parts(text, known, EVERYTHING)
    head = parts.head
    day = _day(parts, today, Lean.AHEAD if head.outcome is None else Lean.BACK)
    if head.undecided and (day is None or day <= today):
        raise _undecided(head.undecided)
    if head.outcome is None and head.doubted and (day is None or day <= today):
        raise Refused(
            say("“{word}” stands behind words that are not understood.", word=head.doubted),
            say(
                "Say what came of it first, or put what it was for after a colon: visit today: curfew check: attended."
            ),
        )
    if head.outcome is None and day is None:
        raise Refused(
            say("The line names no day; nothing was saved."),
            say("Write today, tomorrow, fri, next tue, 12/11 or 12 nov."),
        )
    on = day or today
    if head.outcome is not None and on > today:
        raise Refused(
            say("“{word}” says what came of it, but {day}.", word=_typed(head, OUTCOME), day=day_in_words(on, today)),
            say("Plan it without; what came of it is recorded when it has been. What it is for goes after a colon."),
        )
    return _line(text, parts, on)


def read_outcome(text: str, today: date) -> Line:
    """What came of a contact that stands already: the outcome first, a day if it was another, then why or how it went.

    Raises ``Refused`` where the line says no outcome, or not whose doing it was.
    """
    parts = _parts(text, _NOBODY, frozenset({DAY, OUTCOME}))
    head = parts.head
    if head.undecided:
        raise _undecided(head.undecided)
    if head.outcome is None:
        choices = ", ".join(str(each) for each in Outcome)
        raise Refused(
            say("The line does not say what came of it."),
            say("Begin with one of these and a colon: {choices}.", choices=choices),
        )
    day = _day(parts, today, Lean.BACK)
    if day is not None and day > today and head.outcome in HAPPENED:
        raise Refused(say("That day has not come: {day}.", day=day_in_words(day, today)))
    return _line(text, parts, day)


def read_when(text: str, today: date) -> When:
    """A day, a time or both, and nothing else; raises ``Refused`` for anything more or less."""
    words = one_line(text).split()
    head = read_head(words, _NOBODY, frozenset({DAY, TIME}), to_the_end=True)
    if head.left or not head.read:
        raise Refused(say("That is not a day and a time alone."), say("Write fri 14:30, 12/11, 12 nov or 2.30pm."))
    return When(head.day.on(today) if head.day else None, head.at)


def _parts(text: str, known: Known, looked_for: frozenset[str]) -> _Parts:
    plain = one_line(text)
    if not any(map(str.isalnum, plain)):
        raise Refused(say("The line is empty."))
    parting = _PARTING.search(plain)
    main = plain[: parting.start()] if parting else plain
    opinion = plain[parting.end() :].strip() if parting else ""
    first, *sections = (each.strip() for each in _COLON.split(main))
    words = first.split()
    head = read_head(words, known, looked_for, to_the_end=bool(sections))
    kept, after = " ".join(head.left).rstrip(" ,;"), " ".join(words[head.ends :])
    account = _joined(": ", after, *sections)
    if head.outcome is not None and looked_for == EVERYTHING:
        return _Parts(head, kept, kept, account, opinion)
    if head.outcome is not None:
        return _Parts(head, kept, "", _joined("; ", kept, account), opinion)
    for place, section in enumerate(sections if looked_for == EVERYTHING else ()):
        if (rest := _settles(head, section)) is not None:
            purpose = _joined("; ", kept, _joined(": ", after, *sections[:place]))
            return _Parts(head, kept, purpose, _joined(": ", rest, *sections[place + 1 :]), opinion)
    return _Parts(head, kept, _joined("; ", kept, account), "", opinion)


def _settles(head: Head, section: str) -> str | None:
    """What is left of a section that begins with an outcome and then ends or has a comma; None where it does not.

    The head takes the outcome over: *no answer, left a card* begins with one, *attended hospital on Monday* does not.
    """
    words = section.split()
    alone = read_head(words, _NOBODY, frozenset({OUTCOME}), to_the_end=True)
    begins = not alone.left and (alone.ends == len(words) or words[alone.ends - 1].endswith((",", ";", ".")))
    if alone.undecided and not alone.left and len(words) == 1:
        head.undecided = alone.undecided
    if alone.outcome is None or not begins:
        return None
    head.outcome = alone.outcome
    head.read.extend(alone.read)
    return " ".join(words[alone.ends :])


def _day(parts: _Parts, today: date, lean: Lean) -> date | None:
    head = parts.head
    if head.day is not None:
        return head.day.on(today, lean)
    # Without a day a contact was today; but not where somebody may have typed one.
    doubted = next((each for each in (*head.left, *head.dotted) if may_be_day(each.strip(",;.").lower())), None)
    if doubted is not None:
        raise Refused(
            say("“{typed}” is not clear as a day.", typed=doubted), say("Write the day as 12/11 or 12 nov, or today.")
        )
    return None


def _line(text: str, parts: _Parts, on: date | None) -> Line:
    head, outcome = parts.head, parts.head.outcome
    why = outcome is not None and outcome not in HAPPENED
    if outcome is Outcome.CANCELLED and not parts.account:
        raise Refused(
            say("A contact that we cancelled needs its reason."),
            say("Write it after: cancelled by us."),
        )
    return Line(
        head.sort,
        on,
        head.at,
        head.officer_name,
        head.officer,
        head.agency,
        head.place,
        parts.purpose,
        outcome,
        parts.account if why else "",
        "" if why else parts.account,
        parts.opinion,
        bool(_KEEP_CLOSE.search(one_line(text))),
        tuple(head.read),
        parts.kept,
        tuple(head.notes),
    )


def _undecided(which: str) -> Refused:
    if which == "cancelled":
        return Refused(
            say("“Cancelled” does not say by whom."),
            say("Write “cancelled by us: why”, or “acceptable absence: why”, or “unacceptable absence: why”."),
        )
    return Refused(
        say("That does not say whether the absence was acceptable."),
        say("Write “acceptable absence: why” or “unacceptable absence: why”."),
    )


def _typed(head: Head, what: str) -> str:
    return next((each.typed for each in head.read if each.what == what), outcome_label(head.outcome))


def _joined(between: str, *parts: str) -> str:
    return between.join(part for part in parts if part)


def understood(read: Sequence[Read]) -> str:
    """Which typed words were taken for what, in the order they were typed: *fri (day), 10 (time)*."""
    return ", ".join(f"{each.typed} ({say(each.what)})" for each in read)
