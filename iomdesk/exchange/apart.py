"""Reading in a child process, for formats whose reader may give out on a damaged file and take its process with it.

The file goes to the child and its sheets come back over pipes; nothing is written to the disk. What the reader says
as it gives out goes nowhere: it is no sentence for anybody.
"""

import os
import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

from iomdesk.errors import Refused
from iomdesk.exchange import guards
from iomdesk.exchange.limits import MAX_READER_BYTES, MAX_READER_SECONDS

T = TypeVar("T")


def read_apart(read: Callable[[bytes], T], content: bytes) -> T:
    """What ``read``, a module-level function, makes of ``content`` in a child process that ends with it.

    A ``Refused`` raised there is raised here. Raises it as for a damaged file when the child ends without an answer,
    or has none within ``MAX_READER_SECONDS``.
    """
    spawning = get_context("spawn")
    own, others = spawning.Pipe()
    child = spawning.Process(target=_work, args=(others, read), daemon=True, name="iomdesk reading")
    with own:
        with others:
            child.start()
        try:
            own.send_bytes(content)
            if not own.poll(MAX_READER_SECONDS):
                raise guards.damaged()
            answer: tuple[T, None] | tuple[None, tuple[str, str]] = own.recv()
        except (EOFError, OSError) as gone:
            raise guards.damaged() from gone
        finally:
            child.kill()
            child.join()
            child.close()
    found, refusal = answer
    if refusal is not None:
        raise Refused(*refusal)
    return found  # type: ignore[return-value]


def _work(parent: Connection, read: Callable[[bytes], T]) -> None:
    _hold_down()
    try:
        answer: tuple[T | None, tuple[str, str] | None] = (read(parent.recv_bytes()), None)
    except Refused as refused:
        answer = (None, (refused.message, refused.remedy))
    parent.send(answer)


def _hold_down() -> None:
    """No word on the terminal, no core dump, and no more memory than the largest file that is accepted needs."""
    heard, said = os.pipe()
    os.dup2(said, 2)
    os.close(said)
    os.close(heard)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MAX_READER_BYTES, MAX_READER_BYTES))
