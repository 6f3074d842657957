"""What the maker of a document is given and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from iomdesk.agreement.terms import InForce
from iomdesk.catalogue import Agency
from iomdesk.desk import Desk
from iomdesk.ids import Id
from iomdesk.packs.gather.sharing import Sharing
from iomdesk.packs.paper.formats import A4, Paper
from iomdesk.packs.records import Copy


@dataclass(frozen=True, slots=True, repr=False)
class Recipient:
    """Who a copy is for; the name is a person's."""

    name: str
    agency: Agency


@dataclass(frozen=True, slots=True, repr=False)
class Choices:
    """What of a document of the whole scheme is wanted.

    ``owner``: actions of this agency's people; ``mine``: of the officer who sits here. ``room``: the agencies whose
    people come into the office where it hangs; only what each of them may read is on it. ``site``: of this site alone.
    """

    owner: Agency | None = None
    mine: bool = False
    room: tuple[Agency, ...] = ()
    site: Id | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Order:
    """One copy as asked for.

    ``about``: the conference, or None for a document of the whole scheme. ``paper``: the format and size of type.
    ``since_last``: mark what is new to this agency since its last copy. ``password``: protect the file with it, for a
    copy that leaves by e-mail. ``people``: only these, where a document can be of some. ``choices``: as it says there.
    """

    about: Id | None
    recipient: Recipient
    paper: Paper = A4
    tiled: bool = False
    since_last: bool = False
    password: str = ""
    people: tuple[Id, ...] = ()
    choices: Choices = Choices()


@dataclass(frozen=True, slots=True, repr=False)
class Making:
    """What a maker works with. ``marking`` stands on every page; ``printed_at`` is the instant as people read it."""

    desk: Desk
    order: Order
    copy: Copy
    sharing: Sharing
    agreement: InForce | None
    printed_at: str
    marking: str
    training: bool


@dataclass(frozen=True, slots=True, repr=False)
class Made:
    """A document ready to be drawn, and who is in it.

    ``draw`` is a module-level function (of the packs room, of exchange for a workbook), or a ``functools.partial`` of
    one, that takes ``document``;
    so it can be drawn in another process as well (``packs.rendering``).
    ``title`` is what people call what it is about (*Norwich-3*), never a person's name. ``changes_since`` is when the
    copy was made that this one tells its news against (UTC ms).
    """

    draw: Callable[..., bytes]
    document: Any
    people: tuple[Id, ...]
    title: str
    changes_since: int | None = None


Maker = Callable[[Making], Made]
