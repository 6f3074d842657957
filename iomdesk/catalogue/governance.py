"""The kinds of record about meetings, staff and reference data: their own subjects, or an officer's or meeting's."""

from iomdesk.catalogue.shape import Category as _C
from iomdesk.catalogue.shape import Type as _T
from iomdesk.catalogue.shape import kind_of_record as _kind

CONFERENCE = _kind(
    30,
    "conference",
    "self",
    ("site", _T.ID, _C.CONFERENCE),
    ("held_on", _T.DATE, _C.CONFERENCE),
    ("number", _T.NUMBER, _C.CONFERENCE),
    ("state", _T.CODE, _C.CONFERENCE),
    ("chair", _T.ID, _C.CONFERENCE),
)
MINUTES = _kind(
    31,
    "minutes",
    "conference",
    ("signed_by", _T.ID, _C.CONFERENCE),
    ("signed_at", _T.INSTANT, _C.CONFERENCE),
    ("binds", _T.BYTES, _C.CONFERENCE),
    ("digest", _T.BYTES, _C.CONFERENCE),
    ("signature", _T.BYTES, _C.CONFERENCE),
    add_only=True,
)
OFFICER = _kind(
    40,
    "officer",
    "self",
    ("name", _T.TEXT, _C.STAFFING),
    ("agency", _T.CODE, _C.STAFFING),
    ("site", _T.ID, _C.STAFFING),
    ("signing_key", _T.BYTES, _C.STAFFING),
    ("left_on", _T.DATE, _C.STAFFING),
)
ROLE_GRANT = _kind(
    41,
    "role_grant",
    "officer",
    ("role", _T.CODE, _C.STAFFING),
    ("granted_by", _T.ID, _C.STAFFING),
    ("granted_at", _T.INSTANT, _C.STAFFING),
)
APPROVAL = _kind(
    42,
    "approval",
    "self",
    ("command", _T.TEXT, _C.GOVERNANCE),
    ("request", _T.BYTES, _C.GOVERNANCE),
    ("asked_by", _T.ID, _C.GOVERNANCE),
    ("asked_at", _T.INSTANT, _C.GOVERNANCE),
    ("reason", _T.TEXT, _C.GOVERNANCE),
    ("state", _T.CODE, _C.GOVERNANCE),
    ("decided_by", _T.ID, _C.GOVERNANCE),
    ("decided_at", _T.INSTANT, _C.GOVERNANCE),
    ("signature", _T.BYTES, _C.GOVERNANCE),
)
SITE = _kind(
    50,
    "site",
    "self",
    ("name", _T.TEXT, _C.GOVERNANCE),
)
PATHWAY_SET = _kind(
    51,
    "pathway_set",
    "self",
    ("code", _T.CODE, _C.GOVERNANCE),
    ("version", _T.NUMBER, _C.GOVERNANCE),
    ("title", _T.TEXT, _C.GOVERNANCE),
    ("source", _T.TEXT, _C.GOVERNANCE),
)
PATHWAY = _kind(
    52,
    "pathway",
    "self",
    ("pathway_set", _T.ID, _C.GOVERNANCE),
    ("place", _T.NUMBER, _C.GOVERNANCE),
    ("label", _T.TEXT, _C.GOVERNANCE),
)
SCALE_LEVEL = _kind(
    53,
    "scale_level",
    "self",
    ("pathway_set", _T.ID, _C.GOVERNANCE),
    ("level", _T.NUMBER, _C.GOVERNANCE),
    ("label", _T.TEXT, _C.GOVERNANCE),
)
AGENDA_INTERVAL = _kind(
    54,
    "agenda_interval",
    "self",
    ("rag", _T.CODE, _C.GOVERNANCE),
    ("days", _T.NUMBER, _C.GOVERNANCE),
    ("source", _T.TEXT, _C.GOVERNANCE),
)
