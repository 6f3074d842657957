"""The front door: may this officer, one unit of work, the answer, and the signal that something changed.

Only wiring. Every command and question of every room passes here, its role checked and its audit entry
written in the same transaction as what it does, or before what it shows.
"""

from collections.abc import Callable, Sized
from datetime import date
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

from iomdesk.actions import commands as actions_commands
from iomdesk.actions import listing as actions_listing
from iomdesk.actions import questions as actions_questions
from iomdesk.agreement import commands as agreement_commands
from iomdesk.agreement import questions as agreement_questions
from iomdesk.catalogue import BY_NAME, Agency
from iomdesk.cohort import commands as cohort_commands
from iomdesk.cohort import engagement as cohort_engagement
from iomdesk.cohort import facts as cohort_facts
from iomdesk.cohort import questions as cohort_questions
from iomdesk.conference import addenda as conference_addenda
from iomdesk.conference import attendance as conference_attendance
from iomdesk.conference import board as conference_board
from iomdesk.conference import calendar as conference_calendar
from iomdesk.conference import commands as conference_commands
from iomdesk.conference import contributing as conference_contributing
from iomdesk.conference import contributions as conference_contributions
from iomdesk.conference import disclosing as conference_disclosing
from iomdesk.conference import expecting as conference_expecting
from iomdesk.conference import forms as conference_forms
from iomdesk.conference import involved as conference_involved
from iomdesk.conference import minutes as conference_minutes
from iomdesk.conference import papers as conference_papers
from iomdesk.conference import points as conference_points
from iomdesk.conference import preparing as conference_preparing
from iomdesk.conference import questions as conference_questions
from iomdesk.conference import series as conference_series
from iomdesk.conference import showing as conference_showing
from iomdesk.conference import signing as conference_signing
from iomdesk.conference import statement as conference_statement
from iomdesk.conference import summary as conference_summary
from iomdesk.conference import taking_back as conference_taking_back
from iomdesk.contacts import commands as contacts_commands
from iomdesk.contacts import questions as contacts_questions
from iomdesk.copies import commands as copies_commands
from iomdesk.copies import questions as copies_questions
from iomdesk.custody import commands as custody_commands
from iomdesk.custody import questions as custody_questions
from iomdesk.doors import Command, Consults, Handler, Question, Role, effective, handlers_in, questions_in
from iomdesk.errors import Refused
from iomdesk.exchange import commands as exchange_commands
from iomdesk.exchange import questions as exchange_questions
from iomdesk.files import commands as files_commands
from iomdesk.files import questions as files_questions
from iomdesk.harm import commands as harm_commands
from iomdesk.harm import questions as harm_questions
from iomdesk.ids import Id
from iomdesk.partnership import approvals
from iomdesk.partnership import commands as partnership_commands
from iomdesk.partnership import questions as partnership_questions
from iomdesk.partnership.approvals import Approver, Awaiting
from iomdesk.partnership.questions import roles_of
from iomdesk.pathways import adopting as pathways_adopting
from iomdesk.pathways import commands as pathways_commands
from iomdesk.pathways import master as pathways_master
from iomdesk.pathways import questions as pathways_questions
from iomdesk.people import commands as people_commands
from iomdesk.people import questions as people_questions
from iomdesk.store.audit import Act
from iomdesk.store.store import Store
from iomdesk.store.unit import Work
from iomdesk.words import say

R = TypeVar("R")
P = ParamSpec("P")

COMMAND_ROOMS: tuple[ModuleType, ...] = (
    partnership_commands,
    agreement_commands,
    copies_commands,
    people_commands,
    custody_commands,
    cohort_commands,
    cohort_engagement,
    harm_commands,
    pathways_commands,
    pathways_adopting,
    actions_commands,
    contacts_commands,
    files_commands,
    conference_calendar,
    conference_preparing,
    conference_forms,
    conference_contributing,
    conference_statement,
    conference_attendance,
    conference_showing,
    conference_commands,
    conference_points,
    conference_taking_back,
    conference_signing,
    conference_addenda,
    conference_disclosing,
    exchange_commands,
)
QUESTION_ROOMS: tuple[ModuleType, ...] = (
    partnership_questions,
    agreement_questions,
    copies_questions,
    people_questions,
    custody_questions,
    cohort_questions,
    cohort_facts,
    cohort_engagement,
    harm_questions,
    pathways_questions,
    pathways_master,
    pathways_adopting,
    actions_questions,
    actions_listing,
    contacts_questions,
    files_questions,
    conference_questions,
    conference_series,
    conference_forms,
    conference_contributions,
    conference_statement,
    conference_attendance,
    conference_showing,
    conference_minutes,
    conference_signing,
    conference_addenda,
    conference_summary,
    conference_papers,
    conference_expecting,
    conference_involved,
    conference_board,
    exchange_questions,
)
HANDLERS: dict[type[Command[Any]], Handler] = handlers_in(*COMMAND_ROOMS)
QUESTIONS: tuple[Question[Any, Any], ...] = questions_in(*QUESTION_ROOMS)
MANY = 25
"""Beyond this many people touched at once the audit log holds one entry with a count."""

Changed = Callable[[frozenset[str], frozenset[Id]], None]
"""Told after each commit: which kinds changed, and whose."""


def _shown(answer: object) -> int:
    """How many people an answer shows: as many as it is long, or the one it names."""
    return len(answer) if isinstance(answer, Sized) and not isinstance(answer, bytes | str) else 1


class Desk:
    """An unlocked desk. ``do`` and ``ask`` are the only ways in; no mapped object ever leaves."""

    def __init__(self, store: Store, changed: Changed | None = None) -> None:
        self._store = store
        self._changed = changed
        self._handlers_by_name = {handler.name: handler for handler in HANDLERS.values()}
        self._listed: set[str] = set()
        with store.reading() as reading:
            self._roles = effective(roles_of(reading, store.sitting.officer))

    @property
    def officer(self) -> Id:
        """Who sits at the desk."""
        return self._store.sitting.officer

    @property
    def agency(self) -> Agency:
        """The agency this desk belongs to."""
        return Agency(self._store.settings.agency)

    @property
    def now(self) -> int:
        """The instant by the desk's clock, UTC milliseconds."""
        return self._store.clock.now_ms()

    @property
    def today(self) -> date:
        """The day by the desk's clock."""
        return self._store.clock.today()

    @property
    def roles(self) -> frozenset[Role]:
        """What they may do."""
        return self._roles

    def do(self, command: Command[R], *, approver: Approver | None = None, reason: str = "") -> R | Awaiting:
        """Do ``command`` in one unit of work and answer what its handler answers.

        A command that needs a second person is done at once when ``approver`` unlocked in place, else it
        waits and ``Awaiting`` names the request. Raises ``Refused`` when a role or a rule forbids it.
        """
        handler = HANDLERS[type(command)]
        self._admit(handler.roles)
        answer: R | Awaiting
        with self._store.work() as work:
            waiting = None
            if handler.second is not None and handler.second(work, command):
                waiting = self._ask_for(work, handler, command, reason, approver)
            if waiting is None:
                answer = handler.run(work, command)
                self._log(work, handler)
            else:
                answer = waiting
        self._committed(work)
        return answer

    def decide(self, approval: Id, *, agreed: bool) -> Any:
        """Answer a request that waits, as the officer who sits here; an agreed command is done at once."""
        sitting = self._store.sitting
        with self._store.work() as work:
            handler, command = approvals.requested(work, approval, self._handlers_by_name)
            self._admit(handler.roles)
            by = Approver(sitting.officer, sitting.signing_key)
            approvals.decide(work, self._store.settings.founding, approval, by, agreed)
            answer = handler.run(work, command) if agreed else None
            work.audit(Act.ALTERATION, f"approve {handler.name}" if agreed else f"turn down {handler.name}")
            if agreed:
                self._log(work, handler)
        self._committed(work)
        return answer

    def ask(self, asked: Question[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Ask a question. Its consultation is in the audit log before the answer is given."""
        self._admit(asked.roles)
        with self._store.reading() as reading:
            answer = asked(reading, *args, **kwargs)
        if asked.consults is Consults.PERSON:
            person = args[0] if args else kwargs.get("person")
            with self._store.work() as work:
                work.audit(Act.CONSULTATION, asked.name, person if isinstance(person, bytes) else None)
        elif asked.consults is Consults.LIST and asked.name not in self._listed:
            with self._store.work() as work:
                work.audit(Act.CONSULTATION, asked.name, count=_shown(answer))
            self._listed.add(asked.name)
        return answer

    def close(self) -> None:
        """Lock the desk."""
        self._store.close()

    def _admit(self, roles: frozenset[Role]) -> None:
        if not roles & self._roles:
            needed = " / ".join(sorted(roles))
            raise Refused(
                say("Your role does not open this."), say("It is for: {roles}. Ask an administrator.", roles=needed)
            )

    def _ask_for(
        self, work: Work, handler: Handler, command: Command[Any], reason: str, approver: Approver | None
    ) -> Awaiting | None:
        """Keep the request; None when the second officer, unlocked in place, agreed to it at once."""
        request = approvals.ask_for(work, command, reason)
        work.audit(Act.ALTERATION, f"ask for {handler.name}")
        if approver is None:
            return Awaiting(request)
        self._second_person(work, handler, approver)
        approvals.decide(work, self._store.settings.founding, request, approver, agreed=True)
        return None

    @staticmethod
    def _second_person(work: Work, handler: Handler, approver: Approver) -> None:
        if not handler.roles & effective(roles_of(work, approver.officer)):
            raise Refused(say("That officer's role cannot approve this."), say("Nothing was changed."))

    @staticmethod
    def _log(work: Work, handler: Handler) -> None:
        """One audit entry per person touched, or one with a count where they are many."""
        people = {each for kind, owners in work.touched.items() if BY_NAME[kind].subject == "person" for each in owners}
        people |= work.touched.get("person", set())
        if 0 < len(people) <= MANY:
            for each in sorted(people):
                work.audit(handler.act, handler.name, each)
        else:
            work.audit(handler.act, handler.name, None, count=max(1, len(people)))

    def _committed(self, work: Work) -> None:
        """Roles hold from the commit that gave or took them; then whoever listens is told."""
        if "role_grant" in work.touched:
            with self._store.reading() as reading:
                self._roles = effective(roles_of(reading, self.officer))
        if self._changed is not None and work.touched:
            owners = frozenset(each for ids in work.touched.values() for each in ids)
            self._changed(frozenset(work.touched), owners)
