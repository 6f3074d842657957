"""Approval by a second person: asked for, waiting, given or turned down, signed by that officer's own key."""

import dataclasses
from collections.abc import Mapping
from typing import Any, get_type_hints

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.doors import Command, Handler
from iomdesk.errors import Refused
from iomdesk.ids import Id
from iomdesk.partnership.questions import signing_keys
from iomdesk.partnership.records import Approval, Officer
from iomdesk.partnership.rules import APPROVED, AWAITING, TURNED_DOWN, approval_text, is_signed_by
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Work
from iomdesk.words import say


@dataclasses.dataclass(frozen=True, slots=True)
class Approver:
    """A second officer who unlocked their own slot: the one thing that can sign for them."""

    officer: Id
    signing_key: Ed25519PrivateKey

    def __repr__(self) -> str:
        return "Approver(…)"


@dataclasses.dataclass(frozen=True, slots=True)
class Awaiting:
    """What a command answers when it must wait for a second person: the request that waits."""

    approval: Id


def ask_for(work: Work, command: Command[Any], reason: str) -> Id:
    """Keep the command, undone, until a second person decides."""
    return work.create(
        catalogue.APPROVAL,
        {
            "command": type(command).__name__,
            "request": _spelled(command),
            "asked_by": work.officer,
            "asked_at": work.now,
            "reason": reason,
            "state": AWAITING,
        },
    )


def decide(work: Work, founding: Id, approval: Id, by: Approver, agreed: bool) -> None:
    """Sign the answer. Nobody approves what they asked for themselves; an answer is given once."""
    row = work.first(
        select(Approval.command, Approval.request, Approval.asked_by, Approval.state).where(Approval.id == approval)
    )
    if row is None or row.state != AWAITING:
        raise Refused(say("That request does not wait for an answer."))
    if by.officer == row.asked_by:
        raise Refused(say("Nobody approves their own request."), say("Ask another officer to unlock and decide."))
    own = work.value(select(Officer.signing_key).where(Officer.id == by.officer))
    if own != by.signing_key.public_key().public_bytes_raw():
        raise Refused(say("That key is not that officer's own."), say("Nothing was changed."))
    state = APPROVED if agreed else TURNED_DOWN
    signed = by.signing_key.sign(approval_text(founding, approval, row.command or "", row.request or b"", state))
    work.put(
        catalogue.APPROVAL,
        approval,
        {"state": state, "decided_by": by.officer, "decided_at": work.now, "signature": signed},
    )


def requested(work: Work, approval: Id, handlers: Mapping[str, Handler]) -> tuple[Handler, Command[Any]]:
    """The command a request waits to do, and its handler."""
    row = work.first(select(Approval.command, Approval.request).where(Approval.id == approval))
    if row is None or row.command not in handlers:
        raise Refused(say("There is no such request on this desk."))
    handler = handlers[row.command]
    hints = get_type_hints(handler.takes)
    spelled = cbor2.loads(row.request)
    values = {name: hints[name](value) if hints[name] is not Id else value for name, value in spelled.items()}
    return handler, handler.takes(**values)


def in_doubt(reading: Reading, founding: Id) -> int:
    """How many answered requests do not bear a valid signature of a second officer, with any key they ever had."""
    a = Approval
    rows = reading.all(
        select(a.id, a.command, a.request, a.asked_by, a.state, a.decided_by, a.signature).where(
            a.state.in_((APPROVED, TURNED_DOWN))
        )
    )
    keys = {by: signing_keys(reading, by) for by in {row.decided_by for row in rows} if by is not None}
    return sum(
        row.decided_by == row.asked_by
        or not any(
            is_signed_by(
                key,
                row.signature or b"",
                approval_text(founding, row.id, row.command or "", row.request or b"", row.state or ""),
            )
            for key in keys.get(row.decided_by or b"", ())
        )
        for row in rows
    )


def _spelled(command: Command[Any]) -> bytes:
    """A command as an approval keeps it: its fields, which for commands open to approval are ids and words."""
    fields = dataclasses.fields(command)  # type: ignore[arg-type]
    return cbor2.dumps({each.name: getattr(command, each.name) for each in fields})
