"""The whole cohort listed with all its columns, and the bare SELECTs of those columns from the same tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import event

from iomdesk.cohort.questions import cohort_list
from iomdesk.desk import Desk
from iomdesk.store.store import Store
from tests.benchmarks.desks import DAY, Shape, connected, fill, fresh_desk
from tests.benchmarks.measuring import Figure, Pairs, Run, timed

AT_MOST = 3.0
_PAIRS = 21
_Sent = list[tuple[str, Any]]


def listing(run: Run) -> Figure:
    """What the question asks of the file is noted once, then sent by sqlcipher3 alone: same tables, same columns."""
    people = run.size(5_000, 100)
    pairs = Pairs("list", f"a cohort of {people:,} listed with all its columns", "its SELECTs, bare", AT_MOST)
    with fresh_desk(run.folder / "desk") as opened, connected(opened) as reader:
        fill(opened.store, people, Shape(identifiers=4))
        with _noted(opened.store) as sent:
            listed = len(_ask(opened.desk))
        for _ in range(run.size(_PAIRS, 3)):
            pairs.ours.append(run.ours(partial(_ask, opened.desk))[0])
            pairs.bare.append(timed(partial(_select, reader, sent))[0])
    return pairs.figure(f"{listed:,} people in the answer; {len(sent)} SELECTs")


def _ask(desk: Desk) -> tuple[Any, ...]:
    return desk.ask(cohort_list, DAY)


def _select(reader: Any, sent: _Sent) -> int:
    reader.execute("BEGIN")
    rows = sum(len(reader.execute(statement, parameters).fetchall()) for statement, parameters in sent)
    reader.execute("COMMIT")
    return rows


@contextmanager
def _noted(store: Store) -> Iterator[_Sent]:
    """Every SELECT that a question sends in the block, with its parameters as the driver gets them."""
    sent: _Sent = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if statement.startswith("SELECT"):
            sent.append((statement, parameters))

    with store.reading() as reading:
        engine = reading.connection.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)
