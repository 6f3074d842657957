"""The kinds of record whose history belongs to a person."""

from iomdesk.catalogue.shape import Category as _C
from iomdesk.catalogue.shape import Kind
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
    ("do_not_share", _T.YES_NO, _C.RISK, _M.CAUTIOUS, (False, True)),
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
    ("owner", _T.ID, _C.ACTIONS),
    later=("owner",),
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
    ("review_on", _T.DATE, _C.CONFERENCE),
    add_only=True,
    later=("review_on",),
)
AGENDA_ENTRY = _kind(
    24,
    "agenda_entry",
    "person",
    ("conference", _T.ID, _C.CONFERENCE),
    ("reason", _T.TEXT, _C.CONFERENCE),
    ("asked_by", _T.TEXT, _C.CONFERENCE),
)
ACTION_EVENT = _kind(
    25,
    "action_event",
    "person",
    ("action", _T.ID, _C.ACTIONS),
    ("event", _T.CODE, _C.ACTIONS),
    ("happened_on", _T.DATE, _C.ACTIONS),
    ("body", _T.TEXT, _C.ACTIONS),
    ("by_name", _T.TEXT, _C.ACTIONS),
    ("due_before", _T.DATE, _C.ACTIONS),
    ("due_after", _T.DATE, _C.ACTIONS),
    add_only=True,
    since=2,
)
AGENDA_PLACE = _kind(
    26,
    "agenda_place",
    "person",
    ("conference", _T.ID, _C.CONFERENCE),
    ("place", _T.NUMBER, _C.CONFERENCE),
    ("minutes", _T.NUMBER, _C.CONFERENCE),
    ("put_off", _T.TEXT, _C.CONFERENCE),
    since=2,
)
CONTACT = _kind(
    27,
    "contact",
    "person",
    ("sort", _T.CODE, _C.SUPERVISION),
    ("planned_on", _T.DATE, _C.SUPERVISION),
    ("planned_at", _T.TEXT, _C.SUPERVISION),
    ("officer_name", _T.TEXT, _C.SUPERVISION),
    ("officer", _T.ID, _C.SUPERVISION),
    ("agency", _T.CODE, _C.SUPERVISION),
    ("place", _T.TEXT, _C.SUPERVISION),
    ("purpose", _T.TEXT, _C.SUPERVISION),
    ("outcome", _T.CODE, _C.SUPERVISION),
    ("outcome_reason", _T.TEXT, _C.SUPERVISION),
    ("happened_on", _T.DATE, _C.SUPERVISION),
    ("facts", _T.LONG_TEXT, _C.SUPERVISION),
    ("opinion", _T.LONG_TEXT, _C.SUPERVISION),
    ("do_not_share", _T.YES_NO, _C.SUPERVISION, _M.CAUTIOUS, (False, True)),
    since=2,
)
ENGAGEMENT_EVENT = _kind(
    28,
    "engagement_event",
    "person",
    ("event", _T.CODE, _C.SUPERVISION),
    ("happened_on", _T.DATE, _C.SUPERVISION),
    ("by_name", _T.TEXT, _C.SUPERVISION),
    ("agency", _T.CODE, _C.SUPERVISION),
    ("note", _T.TEXT, _C.SUPERVISION),
    add_only=True,
    since=2,
)
CONTRIBUTION = _kind(
    29,
    "contribution",
    "person",
    ("conference", _T.ID, _C.CONFERENCE),
    ("agency", _T.CODE, _C.CONFERENCE),
    ("author_name", _T.TEXT, _C.CONFERENCE),
    ("author", _T.ID, _C.CONFERENCE),
    ("written_on", _T.DATE, _C.CONFERENCE),
    ("facts", _T.LONG_TEXT, _C.CONFERENCE),
    ("opinion", _T.LONG_TEXT, _C.CONFERENCE),
    ("health", _T.LONG_TEXT, _C.HEALTH),
    ("substance_use", _T.LONG_TEXT, _C.SUBSTANCE_USE),
    ("intelligence", _T.LONG_TEXT, _C.INTELLIGENCE),
    ("victim", _T.LONG_TEXT, _C.VICTIM),
    ("form_number", _T.TEXT, _C.CONFERENCE),
    ("keyed_by", _T.ID, _C.CONFERENCE),
    ("corrects", _T.ID, _C.CONFERENCE),
    ("do_not_share", _T.YES_NO, _C.CONFERENCE, _M.CAUTIOUS, (False, True)),
    add_only=True,
    since=2,
)
DISSENT = _kind(
    60,
    "dissent",
    "person",
    ("conference", _T.ID, _C.CONFERENCE),
    ("decision", _T.ID, _C.CONFERENCE),
    ("agency", _T.CODE, _C.CONFERENCE),
    ("by_name", _T.TEXT, _C.CONFERENCE),
    ("body", _T.LONG_TEXT, _C.CONFERENCE),
    add_only=True,
    since=2,
)
ADDENDUM = _kind(
    61,
    "addendum",
    "person",
    ("conference", _T.ID, _C.CONFERENCE),
    ("body", _T.LONG_TEXT, _C.CONFERENCE),
    ("reason", _T.TEXT, _C.CONFERENCE),
    ("author", _T.ID, _C.CONFERENCE),
    ("written_at", _T.INSTANT, _C.CONFERENCE),
    add_only=True,
    since=2,
)
DISCLOSABLE = _kind(
    62,
    "disclosable",
    "person",
    ("conference", _T.ID, _C.CONFERENCE),
    ("body", _T.LONG_TEXT, _C.CONFERENCE),
    ("author", _T.ID, _C.CONFERENCE),
    since=2,
)
CONTRIBUTION_FORM = _kind(
    71,
    "contribution_form",
    "person",
    ("conference", _T.ID, _C.CONFERENCE),
    ("agency", _T.CODE, _C.CONFERENCE),
    ("number", _T.TEXT, _C.CONFERENCE),
    ("issued_at", _T.INSTANT, _C.CONFERENCE),
    ("returned_on", _T.DATE, _C.CONFERENCE),
    since=2,
)


def _file(number: int, category: _C) -> Kind:
    """Files of one data category: a letter about health is of another one than a photograph, so of another kind."""
    return _kind(
        number,
        f"file_{category.name.lower()}",
        "person",
        ("title", _T.TEXT, category),
        ("sort", _T.CODE, category),
        ("dated_on", _T.DATE, category),
        ("media_type", _T.CODE, category),
        ("size", _T.NUMBER, category),
        ("sha256", _T.BYTES, category),
        ("source", _T.TEXT, category),
        ("do_not_share", _T.YES_NO, category, _M.CAUTIOUS, (False, True)),
        since=2,
    )


FILE_IDENTITY = _file(63, _C.IDENTITY)
FILE_SUPERVISION = _file(64, _C.SUPERVISION)
FILE_CUSTODY = _file(65, _C.CUSTODY)
FILE_RISK = _file(66, _C.RISK)
FILE_HEALTH = _file(67, _C.HEALTH)
FILE_CONFERENCE = _file(68, _C.CONFERENCE)
FILE_INTELLIGENCE = _file(69, _C.INTELLIGENCE)
FILE_VICTIM = _file(70, _C.VICTIM)
