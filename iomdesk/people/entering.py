"""Entering what belongs to a person, for commands and imports alike: one record each, and nothing is looked up.

Whoever calls has settled already that the record is not there yet; an import of thousands asks once, not per row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from iomdesk import catalogue
from iomdesk.ids import Id, short_ref
from iomdesk.people.identifiers import Identifier
from iomdesk.people.rules import FieldValue, MarkerCode, MarkerState, OfficerRole
from iomdesk.store.unit import Work


@dataclass(frozen=True, slots=True, repr=False)
class NewPerson:
    """A person about to be entered. ``values`` are fields of the catalogue's person; None is unknown.

    ``reason`` says why identifiers that fail their check are recorded all the same.
    """

    values: Mapping[str, FieldValue]
    identifiers: Sequence[Identifier] = field(default=())
    reason: str = ""


def enter_person(work: Work, new: NewPerson, record: Id | None = None) -> Id:
    """Enter the person under a reference of the desk's own, with their identifiers. Answers the person's id."""
    person = record or work.new_id()
    work.create(catalogue.PERSON, {**new.values, "ref": short_ref(person)}, record=person)
    for each in new.identifiers:
        enter_identifier(work, person, each, new.reason)
    return person


def enter_identifier(work: Work, person: Id, identifier: Identifier, reason: str = "") -> Id:
    """Enter an identifier, as typed and canonical; ``reason`` is kept only where its check needs one."""
    return work.create(
        catalogue.IDENTIFIER,
        {
            "scheme": str(identifier.scheme),
            "typed": identifier.typed,
            "canonical": identifier.canonical,
            "check_passed": identifier.check_passed,
            "reason": (reason or None) if identifier.warning else None,
        },
        subject=person,
    )


def enter_marker(
    work: Work,
    person: Id,
    code: MarkerCode,
    state: MarkerState,
    *,
    since: date | None = None,
    review_on: date | None = None,
    source: str | None = None,
) -> Id:
    """Enter a marker the person does not have yet."""
    return work.create(
        catalogue.MARKER,
        {"code": str(code), "state": str(state), "since": since, "review_on": review_on, "source": source},
        subject=person,
    )


def enter_assignment(
    work: Work, person: Id, role: OfficerRole, agency: str, officer_name: str, since: date | None = None
) -> Id:
    """Enter an officer of an agency as working with the person; ends nobody else's part."""
    return work.create(
        catalogue.ASSIGNMENT,
        {"role": str(role), "agency": agency, "officer_name": officer_name, "since": since},
        subject=person,
    )


def enter_note(
    work: Work,
    person: Id,
    body: str,
    *,
    heading: str | None = None,
    noted_on: date | None = None,
    source: str | None = None,
    do_not_share: bool = False,
) -> Id:
    """Enter a note. One that is not to be shared goes where no other agency receives it."""
    return work.create(
        catalogue.NOTE,
        {
            "heading": heading,
            "body": body,
            "noted_on": noted_on,
            "source": source,
            "do_not_share": do_not_share or None,
        },
        subject=person,
    )
