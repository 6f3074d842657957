"""Documents made in a process of their own, so that the desk goes on answering while hundreds of pages are laid out.

The child is handed a frozen document over a pipe and hands bytes back over another; nothing touches a disk, and the
child leaves no core file behind. It holds no key and opens no desk. It ends when it is told to, when its work is
cancelled, or when its parent is gone.
"""

import gc
import io
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from traceback import extract_tb
from types import TracebackType
from typing import Protocol, Self, TypeVar

from iomdesk.errors import Environment, IomdeskError
from iomdesk.packs.paper.document import Tell, quiet
from iomdesk.words import say, use_catalogue

D = TypeVar("D")
Printed = TypeVar("Printed", contravariant=True)

ROOM = "iomdesk.packs"
ENDING_SECONDS = 5.0


class Renders(Protocol[Printed]):
    """A module-level function of this room: a frozen document in, the bytes of its file out."""

    def __call__(self, document: Printed, /, *, tell: Tell) -> bytes: ...


class Cancelled(IomdeskError):
    """The printing was called off; the child is gone and nothing was made."""


class RenderingFault(RuntimeError):
    """A bug in the child. Its kind and the places in the code, without the values, which are case content."""


@dataclass(frozen=True, slots=True, repr=False)
class _Told:
    done: int
    of: int


@dataclass(frozen=True, slots=True, repr=False)
class _Refusal:
    kind: type[IomdeskError]
    message: str
    remedy: str


@dataclass(frozen=True, slots=True, repr=False)
class _Fault:
    kind: str
    places: tuple[str, ...]


def _leave_no_core() -> None:
    """No core file of a process that holds case content; Windows writes none."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _work(orders: Connection, answers: Connection, translations: dict[str, str]) -> None:
    """The child: renders what is ordered until no more can come."""
    _leave_no_core()
    # Ctrl-C reaches every process of the terminal; the parent decides, and no traceback may reach the screen.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stderr = io.StringIO()
    use_catalogue(translations)
    # Looking for rings among a million small drawings takes a fifth of the time; once a document is enough.
    gc.disable()
    try:
        while True:
            _render(answers, *orders.recv())
            gc.collect()
    except (EOFError, OSError):
        return


def _render(answers: Connection, function: Callable[..., bytes], document: object) -> None:
    def tell(done: int, of: int) -> None:
        answers.send(_Told(done, of))

    try:
        made = function(document, tell=tell)
    except IomdeskError as refusal:
        answers.send(_Refusal(type(refusal), refusal.message, refusal.remedy))
    except MemoryError:
        answers.send(_Refusal(Environment, *_out_of_memory()))
    except Exception as fault:
        places = tuple(f"{at.name}, line {at.lineno} of {at.filename}" for at in extract_tb(fault.__traceback__))
        answers.send(_Fault(type(fault).__name__, places))
        raise
    else:
        answers.send(None)
        answers.send_bytes(made)


def _out_of_memory() -> tuple[str, str]:
    return say("The computer has too little memory free to make the document."), _other_programs()


def _other_programs() -> str:
    return say("Close other programs and print it again.")


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C is passed over by what is started meanwhile: a child that is not yet up would show a traceback."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Press:
    """A child process that renders one document after another; use it in a ``with`` statement.

    One thread renders; any thread may :meth:`cancel`. Waiting never holds the interpreter lock. ``translations`` is
    what the parent gave :func:`iomdesk.words.use_catalogue`, which the child would not know otherwise.
    """

    def __init__(self, translations: Mapping[str, str] | None = None) -> None:
        self._translations = dict(translations or {})
        self._called_off = threading.Event()
        self._child: SpawnProcess | None = None
        self._pipes: tuple[Connection, Connection] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end(at_once=kind is not None)

    def cancel(self) -> None:
        """Call off what is rendered now and whatever is asked later; the child ends at once. For any thread."""
        self._called_off.set()
        if child := self._child:
            with suppress(ValueError):  # it ended and was let go of meanwhile
                child.kill()

    def render(self, function: Renders[D], document: D, tell: Tell = quiet) -> bytes:
        """What ``function`` makes of ``document``, made in the child; ``tell`` is called here, as it goes on.

        ``function`` is a module-level function of ``iomdesk.packs`` that takes the document and ``tell``, or a
        ``partial`` of one (``partial(render_minutes, paper=LARGE_PRINT)``). An
        ``IomdeskError`` raised there is raised here as it was. Raises ``Cancelled`` after :meth:`cancel`,
        ``Environment`` when the child died, ``RenderingFault`` for a bug in it.
        """
        module = getattr(function.func if isinstance(function, partial) else function, "__module__", "")
        if not f"{module}.".startswith(f"{ROOM}."):
            raise ValueError(f"{module} is not of {ROOM}")
        try:
            orders, answers = self._ready()
            if self._called_off.is_set():
                raise Cancelled(say("Printing was called off."), say("Nothing was made."))
            orders.send((function, document))
            return self._made(answers, tell)
        except (EOFError, OSError) as gone:
            self._end(at_once=True)
            if self._called_off.is_set():
                raise Cancelled(say("Printing was called off."), say("Nothing was made.")) from None
            message = say("The document was not made: the process that lays it out ended.")
            raise Environment(message, _other_programs()) from gone
        except IomdeskError:
            # The child said so and waits for the next document.
            raise
        except BaseException:
            self._end(at_once=True)
            raise

    def _ready(self) -> tuple[Connection, Connection]:
        """Where orders go out and where answers come in, of a child that lives."""
        if self._pipes and self._child and self._child.is_alive():
            return self._pipes
        self._end(at_once=True)
        spawning = get_context("spawn")
        child_orders, orders = spawning.Pipe(duplex=False)
        answers, child_answers = spawning.Pipe(duplex=False)
        # Only the child's own ends may stay open, or nobody would notice that the other side is gone.
        with child_orders, child_answers:
            arguments = (child_orders, child_answers, self._translations)
            child = spawning.Process(target=_work, args=arguments, daemon=True, name="iomdesk printing")
            with _uninterrupted():
                child.start()
        self._child, self._pipes = child, (orders, answers)
        return self._pipes

    def _made(self, answers: Connection, tell: Tell) -> bytes:
        while True:
            match self._heard(answers):
                case _Told(done, of):
                    tell(done, of)
                case _Refusal(kind, message, remedy):
                    raise kind(message, remedy)
                case _Fault(kind, places):
                    raise RenderingFault(f"{kind} while a document was laid out: " + "; ".join(places))
                case None:
                    return answers.recv_bytes()

    def _heard(self, answers: Connection) -> _Told | _Refusal | _Fault | None:
        """The child's next word. Raises ``EOFError`` when it is gone."""
        if self._child and answers not in wait([answers, self._child.sentinel]) and not answers.poll():
            raise EOFError
        said: _Told | _Refusal | _Fault | None = answers.recv()
        return said

    def _end(self, *, at_once: bool) -> None:
        child, self._child = self._child, None
        pipes, self._pipes = self._pipes or (), None
        for pipe in pipes:
            pipe.close()
        if child is None:
            return
        if at_once:
            child.kill()
        child.join(ENDING_SECONDS)
        if child.is_alive():
            child.kill()
            child.join()
        child.close()


def render_apart(function: Renders[D], document: D, tell: Tell = quiet) -> bytes:
    """One document made in a child process that ends with it; for several, keep a :class:`Press`."""
    with Press() as press:
        return press.render(function, document, tell)
