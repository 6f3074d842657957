"""The two doors of the desk: commands (what people do) and questions (what people ask), each with who may.

A room declares its commands as frozen dataclasses with one handler each, and its questions as functions;
both state the roles they are open to. ``desk.py`` collects them and checks the role before either runs.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import ModuleType
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, get_type_hints

from iomdesk.store.audit import Act
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Work

R_co = TypeVar("R_co", covariant=True)
R = TypeVar("R")
P = ParamSpec("P")


class Role(StrEnum):
    """What an officer may do here (PRODUCT, the table of roles)."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    MANAGER = "scheme manager"
    GOVERNANCE = "information governance"
    ADMINISTRATOR = "administrator"


_IMPLIED: Mapping[Role, frozenset[Role]] = {
    Role.SUPERVISOR: frozenset({Role.OFFICER}),
    Role.MANAGER: frozenset({Role.OFFICER, Role.SUPERVISOR}),
}
ANYONE = tuple(Role)
CASEWORK = (Role.OFFICER,)


def effective(granted: Iterable[Role]) -> frozenset[Role]:
    """The roles a person acts in: those granted and those they include ("also …" in the table of roles)."""
    held = frozenset(granted)
    return held.union(*(_IMPLIED.get(role, frozenset()) for role in held))


class Command(Generic[R_co]):
    """Something a person does; the parameter is what doing it answers."""


class Consults(Enum):
    """What a question shows of people: one person (its first argument), a list of them, or nobody."""

    PERSON = "person"
    LIST = "list"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Handler:
    """One command's handler: who may, what the audit log calls it, and when a second person must agree."""

    takes: type[Command[Any]]
    roles: frozenset[Role]
    act: Act
    run: Callable[[Work, Any], Any]
    second: Callable[[Work, Any], bool] | None

    @property
    def name(self) -> str:
        """The command's name, as the audit log and an approval bear it."""
        return self.takes.__name__


@dataclass(frozen=True)
class Question(Generic[P, R]):
    """One question: who may ask it, what it shows of people, and the function that answers."""

    roles: frozenset[Role]
    consults: Consults
    answer: Callable[Concatenate[Reading, P], R]

    @property
    def name(self) -> str:
        """The question's name, as the audit log bears it."""
        return self.answer.__name__

    def __call__(self, reading: Reading, *args: P.args, **kwargs: P.kwargs) -> R:
        """Answer within a unit of work or another question, whose own door was passed already."""
        return self.answer(reading, *args, **kwargs)


def handles(
    *roles: Role, act: Act = Act.ALTERATION, second: Callable[[Work, Any], bool] | None = None
) -> Callable[[Callable[[Work, Any], Any]], Handler]:
    """Declare the handler of the command its second argument is annotated with."""

    def declare(run: Callable[[Work, Any], Any]) -> Handler:
        takes = next(hint for name, hint in get_type_hints(run).items() if name not in ("work", "return"))
        return Handler(takes, frozenset(roles), act, run, second)

    return declare


def question(*roles: Role, consults: Consults) -> Callable[[Callable[Concatenate[Reading, P], R]], Question[P, R]]:
    """Declare a question open to these roles."""

    def declare(answer: Callable[Concatenate[Reading, P], R]) -> Question[P, R]:
        return Question(frozenset(roles), consults, answer)

    return declare


def handlers_in(*modules: ModuleType) -> dict[type[Command[Any]], Handler]:
    """Every handler these modules declare, by the command it takes."""
    return {each.takes: each for module in modules for each in vars(module).values() if isinstance(each, Handler)}


def questions_in(*modules: ModuleType) -> tuple[Question[Any, Any], ...]:
    """Every question these modules declare themselves."""
    return tuple(
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, Question) and each.answer.__module__ == module.__name__
    )
