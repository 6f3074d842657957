"""The one door through which a copy of a document leaves the desk, whoever asks for it.

Asked for, passed through the agreement, drawn, registered and only then handed to whoever writes it out (INTERFACE,
"On paper"; DPA 2018 s.62): no copy leaves unregistered, and none holds what its recipient may not have.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from iomdesk.agreement.questions import agreement_in_force
from iomdesk.agreement.view import view_for
from iomdesk.clock import instant_text
from iomdesk.copies.commands import MarkCopy, RegisterCopy
from iomdesk.copies.questions import NextCopy, next_copy
from iomdesk.copies.rules import Document, State, copy_name, under_agreement
from iomdesk.desk import Desk
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.issuing.makers import MAKERS
from iomdesk.issuing.making import Made, Making, Order
from iomdesk.packs.gather.sharing import Sharing
from iomdesk.packs.paper.protect import protected
from iomdesk.packs.records import Copy
from iomdesk.words import say

Draw = Callable[[Made], bytes]
MARKING = "OFFICIAL-SENSITIVE"
WORKBOOKS = frozenset({Document.EXPORT})
"""Documents that are no paper: they have no pages, and the program gives them no password."""


@dataclass(frozen=True, slots=True, repr=False)
class Issued:
    """A registered copy and its bytes: how many people are in it, how much the paper says was withheld.

    ``content``: the file as it leaves; ``pages`` are 0 for one that has none, a workbook. ``warning`` is what the
    person who prints should know of the agreement; empty for nothing.
    """

    copy: Id
    called: str
    number: int
    name: str
    agency: str
    content: bytes
    pages: int
    people: int
    withheld: int
    withheld_line: str
    sha256: str
    protected: bool
    warning: str

    @property
    def pdf(self) -> bytes:
        """The content of a document that is paper."""
        return self.content


def here(made: Made) -> bytes:
    """Draw in this process."""
    return made.draw(made.document)


@contextmanager
def issue(desk: Desk, document: Document, order: Order, draw: Draw = here) -> Iterator[Issued]:
    """A copy for the block to write out; when the block fails the copy is marked *spoiled* and the error goes on.

    Raises ``Refused`` where a role, a rule or the agreement forbids it; nothing is registered then.
    """
    issued = make_copy(desk, document, order, draw)
    try:
        yield issued
    except BaseException:
        desk.do(MarkCopy(issued.copy, State.SPOILED, note=say("the file could not be written")))
        raise


def make_copy(desk: Desk, document: Document, order: Order, draw: Draw = here) -> Issued:
    """Make and register one copy; ``issue`` looks after it when it then cannot be written."""
    paper = document not in WORKBOOKS
    if order.password and not paper:
        raise Refused(
            say("A workbook cannot be protected with a password here."),
            say("Write it without, and send it by a way that protects it. Nothing was written."),
        )
    nearest = desk.ask(next_copy, document, order.about, desk.officer)
    making = _making(desk, document, order, nearest)
    made = MAKERS[document](making)
    drawn = draw(made)
    leaves = protected(drawn, order.password) if order.password else drawn
    count, pages = making.sharing.count, _pages(drawn) if paper else 0
    registered = RegisterCopy(
        document,
        order.about,
        made.title,
        nearest.number,
        making.copy.name,
        order.recipient.agency,
        hashlib.sha256(leaves).digest(),
        pages,
        made.people,
        nearest.read_to,
        withheld=count.withheld,
        traceless=count.traceless,
        changes_since=made.changes_since,
        protected=bool(order.password),
        agreement=making.agreement.id if making.agreement else None,
    )
    copy = desk.do(registered)
    if not isinstance(copy, bytes):
        raise TypeError("a copy is registered at once")
    return _issued(making, registered, copy, leaves, count.line)


def _making(desk: Desk, document: Document, order: Order, nearest: NextCopy) -> Making:
    current = desk.ask(agreement_in_force, desk.today)
    view = view_for(current, order.recipient.agency, desk.today, desk.agency)
    if not view.own_desk and under_agreement(document) and not view.standing.shares:
        raise Refused(view.standing.sentence, say("Print a copy for your own agency; nothing was written."))
    copy = Copy(nearest.number, " ".join(order.recipient.name.split()), str(order.recipient.agency))
    return Making(desk, order, copy, Sharing(view), current, instant_text(desk.now), MARKING, nearest.training)


def _issued(making: Making, registered: RegisterCopy, copy: Id, leaves: bytes, line: str) -> Issued:
    standing = making.sharing.view.standing
    return Issued(
        copy,
        copy_name(registered.title, registered.document, registered.number),
        registered.number,
        registered.name,
        str(registered.agency),
        leaves,
        registered.pages,
        len(registered.people),
        registered.withheld,
        line,
        registered.sha256.hex(),
        registered.protected,
        standing.sentence if standing.warns and making.agreement is not None else "",
    )


def _pages(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)
