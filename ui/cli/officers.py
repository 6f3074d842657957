"""Officers, roles, passphrases and a second person's approval."""

import argparse

from iomdesk.clock import instant_text
from iomdesk.desk import Desk
from iomdesk.doors import Role
from iomdesk.errors import Refused
from iomdesk.ids import id_from_text, id_text, new_id
from iomdesk.opening import approver, change_keys, open_desk
from iomdesk.partnership.approvals import Awaiting
from iomdesk.partnership.commands import AddOfficer, GrantRole, TakeRole
from iomdesk.partnership.questions import OfficerRow, approvals_awaiting, officers
from iomdesk.words import say
from ui.cli.log_words import log_words
from ui.cli.secrets import passphrase_from
from ui.cli.shape import Answer, AnyCommand, DeskCommand, HomeCommand, Surroundings, argument

_ROLES = tuple(str(role) for role in Role)


def list_officers(desk: Desk, _: argparse.Namespace) -> Answer:
    """Who works here and in which roles."""
    rows = desk.ask(officers)
    lines = [f"{row.name}  ({row.agency}, {row.site})  {', '.join(row.roles)}" for row in rows]
    return Answer(
        lines,
        [
            {"name": row.name, "agency": row.agency, "site": row.site, "roles": [str(r) for r in row.roles]}
            for row in rows
        ],
    )


def _named(desk: Desk, name: str) -> OfficerRow:
    for row in desk.ask(officers):
        if row.name.casefold() == " ".join(name.split()).casefold():
            return row
    raise Refused(say("No officer of that name works at this desk."), say("See: iomdesk officer list."))


def add_officer(surroundings: Surroundings, given: argparse.Namespace) -> Answer:
    """Enter an officer with a key slot of their own; they choose their passphrase."""
    passphrase = passphrase_from(surroundings.passphrase_file, say("Your passphrase: "))
    with open_desk(surroundings.home, surroundings.sign_in, passphrase, surroundings.clock) as opened:
        chosen = passphrase_from(given.new_passphrase_file, say("Passphrase of the new officer: "), twice=True)
        known = next((row for row in opened.desk.ask(officers) if row.name.casefold() == given.name.casefold()), None)
        officer = known.id if known and not opened.slots.has(given.name) else new_id(surroundings.clock.now_ms())
        own = next(row for row in opened.desk.ask(officers) if row.id == opened.desk.officer)
        roles = tuple(Role(role) for role in given.role or ["officer"])
        with change_keys(opened) as slots:
            public = slots.add_officer(opened.unlocked, given.name, officer, chosen, surroundings.calibrator)
            first = (Role.OFFICER,) if Role.OFFICER in roles else ()
            opened.desk.do(AddOfficer(officer, given.name, opened.agency, given.site or own.site, public, first))
        waiting = [
            role
            for role in roles
            if role is not Role.OFFICER and isinstance(opened.desk.do(GrantRole(officer, role)), Awaiting)
        ]
    lines = [say("{name} can now unlock this desk.", name=given.name)]
    lines += [say("The role {role} awaits a second officer's approval.", role=role) for role in waiting]
    return Answer(lines, {"officer": given.name, "awaiting": [str(role) for role in waiting]})


def remove_officer(surroundings: Surroundings, given: argparse.Namespace) -> Answer:
    """Take an officer's slot and roles away."""
    passphrase = passphrase_from(surroundings.passphrase_file, say("Your passphrase: "))
    with open_desk(surroundings.home, surroundings.sign_in, passphrase, surroundings.clock) as opened:
        opened.remove_officer(given.name, given.reason)
    return Answer(
        [
            say("{name} can no longer unlock this desk.", name=given.name),
            say(
                "They may have kept an old copy: run “iomdesk key rotate” so that it stays the last one they can open."
            ),
        ],
        {"removed": given.name},
    )


def role(surroundings: Surroundings, given: argparse.Namespace) -> Answer:
    """Give a role to an officer or take it away."""
    passphrase = passphrase_from(surroundings.passphrase_file, say("Your passphrase: "))
    with open_desk(surroundings.home, surroundings.sign_in, passphrase, surroundings.clock) as opened:
        row = _named(opened.desk, given.name)
        if given.take:
            if not given.reason.strip():
                raise Refused(say("Taking a role away needs a reason."), say("Add: --reason TEXT."))
            opened.desk.do(TakeRole(row.id, Role(given.role), given.reason))
            return Answer(
                [say("{name} no longer has the role {role}.", name=row.name, role=given.role)], {"done": True}
            )
        second = None
        if given.approver:
            entered = passphrase_from(given.approver_passphrase_file, say("Passphrase of the second officer: "))
            second = approver(opened.slots, opened.home.path, given.approver, entered, surroundings.clock)
        answer = opened.desk.do(GrantRole(row.id, Role(given.role)), approver=second, reason=given.reason)
        if isinstance(answer, Awaiting):
            return Answer(
                [say("Awaiting a second officer: iomdesk approval list.")], {"awaiting": id_text(answer.approval)}
            )
    return Answer([say("{name} now has the role {role}.", name=row.name, role=given.role)], {"done": True})


def passphrase(surroundings: Surroundings, given: argparse.Namespace) -> Answer:
    """Change the signed-in officer's passphrase; nothing is encrypted anew."""
    old = passphrase_from(surroundings.passphrase_file, say("Your passphrase: "))
    with open_desk(surroundings.home, surroundings.sign_in, old, surroundings.clock) as opened:
        new = passphrase_from(given.new_passphrase_file, say("New passphrase: "), twice=True)
        name = next(row.name for row in opened.desk.ask(officers) if row.id == opened.desk.officer)
        with change_keys(opened) as slots:
            slots.change_passphrase(opened.unlocked, name, old, new, surroundings.calibrator)
    return Answer([say("The passphrase is changed.")], {"done": True})


def approvals(desk: Desk, _: argparse.Namespace) -> Answer:
    """What waits for a second person."""
    rows = desk.ask(approvals_awaiting)
    lines = [
        f"{id_text(row.id)}  {log_words(row.command)}: {row.about}  {row.asked_by}  {instant_text(row.asked_at)}"
        f"  {row.reason}".rstrip()
        for row in rows
    ]
    return Answer(
        lines or [say("Nothing waits for approval.")],
        [
            {
                "id": id_text(row.id),
                "command": row.command,
                "about": row.about,
                "asked_by": row.asked_by,
                "reason": row.reason,
            }
            for row in rows
        ],
    )


def decide(desk: Desk, given: argparse.Namespace) -> Answer:
    """Approve or turn down what another officer asked for."""
    request = id_from_text(given.request)
    if request is None:
        raise Refused(say("That is no request."), say("See: iomdesk approval list."))
    desk.decide(request, agreed=not given.refuse)
    return Answer([say("Turned down.") if given.refuse else say("Approved and done.")], {"approved": not given.refuse})


_SAID = ", ".join(_ROLES)
_NEW_FILE = argument("--new-passphrase-file", metavar="FILE", help=say("a file whose first line is the new passphrase"))
COMMANDS: tuple[AnyCommand, ...] = (
    DeskCommand(("officer", "list"), say("who works here, in which roles"), list_officers),
    HomeCommand(
        ("officer", "add"),
        say("enter an officer with a key slot of their own"),
        add_officer,
        (
            argument("name", metavar="NAME", help=say("as they sign in and as papers name them")),
            argument(
                "--role",
                action="append",
                choices=_ROLES,
                metavar="ROLE",
                help=say("again for more; {roles}", roles=_SAID),
            ),
            argument("--site", metavar="NAME", help=say("where they work; your own site unless said")),
            _NEW_FILE,
        ),
    ),
    HomeCommand(
        ("officer", "remove"),
        say("take an officer's key slot and roles away"),
        remove_officer,
        (
            argument("name", metavar="NAME", help=say("the officer")),
            argument("--reason", required=True, metavar="TEXT", help=say("why")),
        ),
    ),
    HomeCommand(
        ("officer", "role"),
        say("give an officer a role, or take it away"),
        role,
        (
            argument("name", metavar="NAME", help=say("the officer")),
            argument("role", choices=_ROLES, metavar="ROLE", help=_SAID),
            argument("--take", action="store_true", help=say("take it away; needs a reason")),
            argument("--reason", default="", metavar="TEXT", help=say("why")),
            argument("--approver", metavar="NAME", help=say("a second officer who approves in place")),
            argument(
                "--approver-passphrase-file", metavar="FILE", help=say("a file with the passphrase of that officer")
            ),
        ),
    ),
    HomeCommand(("passphrase",), say("change your passphrase"), passphrase, (_NEW_FILE,)),
    DeskCommand(("approval", "list"), say("what waits for a second person"), approvals),
    DeskCommand(
        ("approval", "decide"),
        say("approve or turn down what another officer asked for"),
        decide,
        (
            argument("request", metavar="ID", help=say("as the list shows it")),
            argument("--refuse", action="store_true", help=say("turn it down")),
        ),
    ),
)
