"""The kinds of record whose history belongs to a person."""

from iomdesk.catalogue.shape import Category as _C
from iomdesk.catalogue.shape import Merge as _M
from iomdesk.catalogue.shape import Type as _T
from iomdesk.catalogue.shape import kind_of_record as _kind

_RAG = ("Green", "Amber", "Red")
_ROSH = ("Low", "Medium", "High", "Very High")
_YES_LAST = ("no", "unknown", "yes")
PERSON = _kind(
    10,
    "person",
    "self",
    ("surname", _T.TEXT, _C.IDENTITY),
    ("forenames", _T.TEXT, _C.IDENTITY),
    ("born", _T.DATE, _C.IDENTITY),
    ("ref", _T.TEXT, _C.IDENTITY),
    ("sex", _T.CODE, _C.DEMOGRAPHICS),
    ("site", _T.ID, _C.SUPERVISION),
    ("cohort_label", _T.CODE, _C.SUPERVISION),
    ("supervision", _T.TEXT, _C.SUPERVISION),
    ("supervision_until", _T.DATE, _C.SUPERVISION),
    ("lead_agency", _T.CODE, _C.SUPERVISION),
    ("rag", _T.CODE, _C.RISK, _M.CAUTIOUS, _RAG),
    ("rosh", _T.CODE, _C.RISK, _M.CAUTIOUS, _ROSH),
    ("mappa_category", _T.NUMBER, _C.RISK, _M.CAUTIOUS, (1, 2, 3, 4)),
    ("mappa_level", _T.NUMBER, _C.RISK, _M.CAUTIOUS, (1, 2, 3)),
    ("address", _T.TEXT, _C.CONTACT),
    ("phone", _T.TEXT, _C.CONTACT),
    ("narrowing", _T.CODE, _C.GOVERNANCE, _M.CAUTIOUS, ("none", "restricted", "excluded")),
    ("last_conference", _T.DATE, _C.CONFERENCE),
    ("priority", _T.NUMBER, _C.PATHWAYS),
)
IDENTIFIER = _kind(
    11,
    "identifier",
    "person",
    ("scheme", _T.CODE, _C.IDENTITY),
    ("typed", _T.TEXT, _C.IDENTITY),
    ("canonical", _T.TEXT, _C.IDENTITY),
    ("check_passed", _T.YES_NO, _C.IDENTITY),
    ("reason", _T.TEXT, _C.IDENTITY),
)
MEMBERSHIP = _kind(
    12,
    "membership_event",
    "person",
    ("event", _T.CODE, _C.SUPERVISION),
    ("happened_on", _T.DATE, _C.SUPERVISION),
    ("reason", _T.TEXT, _C.SUPERVISION),
    ("source", _T.TEXT, _C.SUPERVISION),
    add_only=True,
)
RATING = _kind(
    13,
    "rating",
    "person",
    ("scale", _T.CODE, _C.RISK),
    ("value", _T.TEXT, _C.RISK),
    ("happened_on", _T.DATE, _C.RISK),
    ("reason", _T.TEXT, _C.RISK),
    ("conference", _T.ID, _C.RISK),
    add_only=True,
)
MARKER = _kind(
    14,
    "marker",
    "person",
    ("code", _T.CODE, _C.RISK),
    ("state", _T.CODE, _C.RISK, _M.CAUTIOUS, _YES_LAST),
    ("since", _T.DATE, _C.RISK),
    ("review_on", _T.DATE, _C.RISK),
    ("source", _T.TEXT, _C.RISK),
)
ASSIGNMENT = _kind(
    15,
    "assignment",
    "person",
    ("role", _T.CODE, _C.SUPERVISION),
    ("agency", _T.CODE, _C.SUPERVISION),
    ("officer_name", _T.TEXT, _C.SUPERVISION),
    ("since", _T.DATE, _C.SUPERVISION),
    ("until", _T.DATE, _C.SUPERVISION),
)
CUSTODY_SPELL = _kind(
    16,
    "custody_spell",
    "person",
    ("prison", _T.TEXT, _C.CUSTODY),
    ("from_on", _T.DATE, _C.CUSTODY),
    ("to_on", _T.DATE, _C.CUSTODY),
    ("reason", _T.TEXT, _C.CUSTODY),
    ("release_on", _T.DATE, _C.CUSTODY),
    ("source", _T.TEXT, _C.CUSTODY),
)
OFFENCE = _kind(
    17,
    "offence",
    "person",
    ("crime_ref", _T.TEXT, _C.OFFENDING),
    ("code", _T.TEXT, _C.OFFENDING),
    ("description", _T.TEXT, _C.OFFENDING),
    ("committed_from", _T.DATE, _C.OFFENDING),
    ("committed_to", _T.DATE, _C.OFFENDING),
    ("outcome", _T.TEXT, _C.OFFENDING),
    ("outcome_on", _T.DATE, _C.OFFENDING),
)
NOTE = _kind(
    18,
    "note",
    "person",
    ("heading", _T.TEXT, _C.RISK),
    ("body", _T.LONG_TEXT, _C.RISK),
    ("noted_on", _T.DATE, _C.RISK),
    ("source", _T.TEXT, _C.RISK),
    ("do_not_share", _T.YES_NO, _C.RISK),
)
LINK = _kind(
    19,
    "person_link",
    "person",
    ("other", _T.ID, _C.IDENTITY),
    ("reason", _T.TEXT, _C.IDENTITY),
)
SCORE_SET = _kind(
    20,
    "score_set",
    "person",
    ("pathway_set", _T.ID, _C.PATHWAYS),
    ("conference", _T.ID, _C.PATHWAYS),
    ("scored_on", _T.DATE, _C.PATHWAYS),
    *((f"score_{place}", _T.NUMBER, _C.PATHWAYS) for place in range(1, 9)),
    ("priority", _T.NUMBER, _C.PATHWAYS),
    ("corrects", _T.ID, _C.PATHWAYS),
    ("source", _T.TEXT, _C.PATHWAYS),
    add_only=True,
)
SCORE_EVIDENCE = _kind(
    21,
    "score_evidence",
    "person",
    ("score_set", _T.ID, _C.PATHWAYS),
    ("pathway", _T.NUMBER, _C.PATHWAYS),
    ("body", _T.LONG_TEXT, _C.PATHWAYS),
    add_only=True,
)
ACTION = _kind(
    22,
    "action",
    "person",
    ("number", _T.NUMBER, _C.ACTIONS),
    ("body", _T.LONG_TEXT, _C.ACTIONS),
    ("owner_name", _T.TEXT, _C.ACTIONS),
    ("owner_agency", _T.CODE, _C.ACTIONS),
    ("due_on", _T.DATE, _C.ACTIONS),
    ("pathway", _T.NUMBER, _C.ACTIONS),
    ("origin_kind", _T.NUMBER, _C.ACTIONS),
    ("origin", _T.ID, _C.ACTIONS),
    ("raised_on", _T.DATE, _C.ACTIONS),
    ("state", _T.CODE, _C.ACTIONS),
    ("outcome", _T.CODE, _C.ACTIONS),
    ("outcome_note", _T.TEXT, _C.ACTIONS),
    ("closed_on", _T.DATE, _C.ACTIONS),
    ("due_reason", _T.TEXT, _C.ACTIONS),
)
DECISION = _kind(
    23,
    "decision",
    "person",
    ("conference", _T.ID, _C.CONFERENCE),
    ("decided", _T.CODE, _C.CONFERENCE),
    ("body", _T.LONG_TEXT, _C.CONFERENCE),
    ("reason", _T.LONG_TEXT, _C.CONFERENCE),
    ("decided_on", _T.DATE, _C.CONFERENCE),
    add_only=True,
)
AGENDA_ENTRY = _kind(
    24,
    "agenda_entry",
    "person",
    ("conference", _T.ID, _C.CONFERENCE),
    ("reason", _T.TEXT, _C.CONFERENCE),
    ("asked_by", _T.TEXT, _C.CONFERENCE),
)
