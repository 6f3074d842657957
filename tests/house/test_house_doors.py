"""Every door of the desk: each command and question says who may, is collected, and lets nobody else through."""

import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

import iomdesk
from iomdesk import catalogue
from iomdesk.desk import HANDLERS, MANY, QUESTIONS, Desk
from iomdesk.doors import Command, Consults, Handler, Question, Role, effective
from iomdesk.errors import Environment, Refused
from iomdesk.ids import Id, new_id
from iomdesk.partnership.approvals import Approver, Awaiting
from iomdesk.partnership.commands import AddOfficer, GrantRole
from iomdesk.partnership.questions import officers
from iomdesk.people.questions import person_card
from iomdesk.store.audit import Act
from iomdesk.store.tables import AuditRow
from tests.desks import NOON, enter_officer, open_desk
from tests.house.asking import arguments, person_on

MODULES = tuple(
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(iomdesk.__path__, "iomdesk.")
    if ".migrations." not in found.name
)
ALL_HANDLERS: tuple[Handler, ...] = tuple(
    {id(each): each for module in MODULES for each in vars(module).values() if isinstance(each, Handler)}.values()
)
ALL_QUESTIONS: tuple[Question[..., Any], ...] = tuple(
    {id(each): each for module in MODULES for each in vars(module).values() if isinstance(each, Question)}.values()
)
# Desks where nobody works for these roles alone: the table of roles in PRODUCT.
CASE_ROLES = effective([Role.MANAGER])


def _commands(parent: type[Command[Any]] = Command) -> Iterator[type[Command[Any]]]:
    for each in parent.__subclasses__():
        yield from _commands(each)
        # A dataclass with slots is made twice; the first is never used and bears the same name.
        if each.__module__.startswith("iomdesk.") and vars(importlib.import_module(each.__module__)).get(
            each.__name__
        ) in (each, None):
            yield each


def _by_name(each: Handler | Question[..., Any]) -> str:
    return each.name


def test_there_is_something_to_walk() -> None:
    assert len(ALL_HANDLERS) > 20
    assert len(ALL_QUESTIONS) > 20


def test_every_command_has_exactly_one_handler_and_it_is_collected() -> None:
    handled = Counter(handler.takes for handler in ALL_HANDLERS)
    assert [command.__name__ for command in _commands() if handled[command] != 1] == []
    assert {handler.name for handler in ALL_HANDLERS} == {handler.name for handler in HANDLERS.values()}


def test_every_question_is_collected() -> None:
    assert {question.name for question in ALL_QUESTIONS} - {question.name for question in QUESTIONS} == set()


def test_names_are_the_audit_logs_and_so_never_twice() -> None:
    """A waiting request is found again by its command's name, and a list is logged once under its question's."""
    names = Counter([handler.name for handler in ALL_HANDLERS] + [question.name for question in ALL_QUESTIONS])
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("door", [*ALL_HANDLERS, *ALL_QUESTIONS], ids=_by_name)
def test_every_door_says_who_may(door: Handler | Question[..., Any]) -> None:
    assert door.roles
    assert all(isinstance(role, Role) for role in door.roles)


@pytest.mark.parametrize("handler", ALL_HANDLERS, ids=_by_name)
def test_every_handler_says_what_the_law_calls_it(handler: Handler) -> None:
    assert isinstance(handler.act, Act)
    assert handler.act is not Act.CONSULTATION, "a command does something; looking is a question"


@pytest.mark.parametrize("question", ALL_QUESTIONS, ids=_by_name)
def test_every_question_says_whom_it_shows(question: Question[..., Any]) -> None:
    names = list(inspect.signature(question.answer).parameters)
    hints = get_type_hints(question.answer)
    if question.consults is Consults.PERSON:
        assert names[1] == "person", "the audit entry is about the first argument"
        assert hints["person"] is Id


def test_case_records_are_closed_to_those_who_keep_the_house() -> None:
    """An administrator or governance lead reads no case record unless they hold a casework role as well."""
    shown = [q.name for q in ALL_QUESTIONS if q.consults is not Consults.NOBODY and not q.roles <= CASE_ROLES]
    assert shown == []


@pytest.fixture(scope="module", params=[(role,) for role in Role] + [()], ids=lambda roles: "".join(roles) or "none")
def lone_role(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = open_desk(tmp_path_factory.mktemp("role"), roles=request.param)
    yield desk
    desk.close()


def test_nobody_is_let_through_a_door_that_is_not_theirs(lone_role: Desk) -> None:
    """The role is looked at before anything else, so what is asked for need not make sense."""
    before = lone_role._store.position
    doors: list[Handler | Question[..., Any]] = [*ALL_HANDLERS, *ALL_QUESTIONS]
    shut = [each for each in doors if not each.roles & lone_role.roles]
    for each in shut:
        with pytest.raises(Refused) as refusal:
            _knock(lone_role, each)
        assert all(str(role) in str(refusal.value) for role in each.roles), each.name
    assert lone_role._store.position == before
    assert shut or lone_role.roles >= CASE_ROLES


def _knock(desk: Desk, door: Handler | Question[..., Any]) -> None:
    if isinstance(door, Handler):
        desk.do(object.__new__(door.takes))
    else:
        desk.ask(door)


def test_roles_include_what_the_table_says() -> None:
    assert effective([Role.SUPERVISOR]) == {Role.SUPERVISOR, Role.OFFICER}
    assert effective([Role.MANAGER]) == {Role.MANAGER, Role.SUPERVISOR, Role.OFFICER}
    for alone in (Role.OFFICER, Role.GOVERNANCE, Role.ADMINISTRATOR):
        assert effective([alone]) == {alone}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.close()


def _entries(desk: Desk) -> list[tuple[str | None, str | None, Id | None]]:
    with desk._store.reading() as reading:
        rows = reading.all(select(AuditRow.operation, AuditRow.action, AuditRow.subject).order_by(AuditRow.seq))
    return [(row[0], row[1], row[2]) for row in rows]


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.consults is Consults.PERSON], ids=_by_name)
def test_looking_at_a_person_is_logged_each_time(desk: Desk, question: Question[..., Any]) -> None:
    person = person_on(desk)
    given = arguments(desk, question, person)
    for times in (1, 2):
        desk.ask(question, *given)
        assert _entries(desk).count(("consultation", question.name, person)) == times


def test_a_person_named_by_keyword_is_logged_as_well(desk: Desk) -> None:
    person = person_on(desk)
    desk.ask(person_card, person=person)
    assert ("consultation", "person_card", person) in _entries(desk)


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.consults is Consults.LIST], ids=_by_name)
def test_listing_people_is_logged_once_in_a_sitting(desk: Desk, question: Question[..., Any]) -> None:
    person = person_on(desk)
    given = arguments(desk, question, person)
    desk.ask(question, *given)
    desk.ask(question, *given)
    logged = [entry for entry in _entries(desk) if entry[:2] == ("consultation", question.name)]
    assert len(logged) == 1


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.consults is not Consults.NOBODY], ids=_by_name)
def test_what_cannot_be_logged_is_not_shown(desk: Desk, question: Question[..., Any]) -> None:
    person = person_on(desk)
    given = arguments(desk, question, person)

    def no_audit(action: int, table: str | None, *_: object) -> int:
        denied = action == sqlcipher.SQLITE_INSERT and table == "audit"
        return int(sqlcipher.SQLITE_DENY if denied else sqlcipher.SQLITE_OK)

    desk._store._raw.set_authorizer(no_audit)
    with pytest.raises(Environment):
        desk.ask(question, *given)
    desk._store._raw.set_authorizer(None)


def test_every_command_leaves_its_own_entry(desk: Desk) -> None:
    with desk._store.reading() as reading:
        before = reading.value(select(func.count(AuditRow.seq)))
    officer = _enter(desk, "PC B Second", (Role.OFFICER,))[0]
    assert ("alteration", "AddOfficer", None) in _entries(desk)
    assert len(_entries(desk)) == (before or 0) + 1
    assert officer in {row.id for row in desk.ask(officers)}


@pytest.mark.parametrize(("people", "entries"), [(MANY, MANY), (MANY + 1, 1)])
def test_the_log_names_each_person_touched_or_counts_them_where_they_are_many(
    desk: Desk, people: int, entries: int
) -> None:
    """A person's own row counts like an entry about them, and both together once."""
    handler = ALL_HANDLERS[0]
    with desk._store.work() as work:
        touched = [work.create(catalogue.PERSON, {"surname": "Nowak"}) for _ in range(people)]
        work.create(catalogue.NOTE, {"body": "seen"}, subject=touched[0])
        Desk._log(work, handler)
    with desk._store.reading() as reading:
        rows = reading.all(select(AuditRow.subject, AuditRow.count).where(AuditRow.action == handler.name))
    assert len(rows) == entries
    assert [(subject, count) for subject, count in rows] == (
        [(each, 1) for each in sorted(touched)] if people <= MANY else [(None, people)]
    )


def _enter(desk: Desk, name: str, roles: tuple[Role, ...]) -> tuple[Id, Ed25519PrivateKey]:
    key = Ed25519PrivateKey.generate()
    officer = new_id(NOON)
    public = key.public_key().public_bytes_raw()
    desk.do(AddOfficer(officer, name, catalogue.Agency.POLICE, "Norwich", public, roles))
    return officer, key


def test_nobody_approves_their_own_request(desk: Desk) -> None:
    second, key = _enter(desk, "PC B Second", (Role.OFFICER, Role.ADMINISTRATOR))
    waiting = desk.do(GrantRole(second, Role.SUPERVISOR))
    assert isinstance(waiting, Awaiting)
    with pytest.raises(Refused, match="own request"):
        desk.decide(waiting.approval, agreed=True)
    itself = Approver(desk.officer, desk._store.sitting.signing_key)
    with pytest.raises(Refused, match="own request"):
        desk.do(GrantRole(second, Role.SUPERVISOR), approver=itself)
    assert Role.SUPERVISOR not in _roles(desk, second)
    assert desk.do(GrantRole(second, Role.SUPERVISOR), approver=Approver(second, key)) is None
    assert Role.SUPERVISOR in _roles(desk, second)


def test_a_second_officer_without_the_role_approves_nothing(desk: Desk) -> None:
    key = Ed25519PrivateKey.generate()
    second = new_id(NOON)
    enter_officer(desk._store, second, "PC B Second", (Role.OFFICER,), "Norwich", key)
    _enter(desk, "PC C Third", (Role.ADMINISTRATOR,))
    with pytest.raises(Refused, match="cannot approve"):
        desk.do(GrantRole(second, Role.SUPERVISOR), approver=Approver(second, key))
    assert Role.SUPERVISOR not in _roles(desk, second)


def _roles(desk: Desk, officer: Id) -> tuple[Role, ...]:
    return next(row.roles for row in desk.ask(officers) if row.id == officer)
