"""The first schema: the log, the audit, the desk's own tables, and a table per kind of record.

A replicated table has no constraint beyond its own id: honest histories, filtered or concurrent, would break
any other. In ``TABLES`` ``!`` marks the primary key and ``+`` a column that is never empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TYPES = {
    "number": sa.Integer,
    "text": sa.String,
    "bytes": sa.LargeBinary,
    "date": sa.Date,
    "yes_no": sa.Boolean,
}
TABLES = {
    "action": (
        "number:number body:text owner_name:text owner_agency:text due_on:date pathway:number "
        "origin_kind:number origin:bytes raised_on:date state:text outcome:text outcome_note:text "
        "closed_on:date due_reason:text withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "agenda_entry": "conference:bytes reason:text asked_by:text withdrawn:text person:bytes id:bytes! heads:bytes",
    "agenda_interval": "rag:text days:number source:text withdrawn:text id:bytes! heads:bytes",
    "approval": (
        "command:text request:bytes asked_by:bytes asked_at:number reason:text state:text decided_by:bytes "
        "decided_at:number signature:bytes withdrawn:text id:bytes! heads:bytes"
    ),
    "assignment": (
        "role:text agency:text officer_name:text since:date until:date withdrawn:text person:bytes id:bytes! "
        "heads:bytes"
    ),
    "audit": (
        "seq:number! at:number+ officer:bytes+ sitting:bytes+ operation:text+ action:text+ subject:bytes "
        "count:number+ recipient:text purpose:text hash:bytes+"
    ),
    "change_log": (
        "seq:number! id:bytes+ incarnation:bytes+ number:number+ subject:bytes+ save:bytes+ clock:number+ "
        "header:bytes+ secret:bytes+ signature:bytes+"
    ),
    "conference": "site:bytes held_on:date number:number state:text chair:bytes withdrawn:text id:bytes! heads:bytes",
    "contested": "record:bytes! field:number!",
    "custody_spell": (
        "prison:text from_on:date to_on:date reason:text release_on:date source:text withdrawn:text "
        "person:bytes id:bytes! heads:bytes"
    ),
    "decision": (
        "conference:bytes decided:text body:text reason:text decided_on:date withdrawn:text person:bytes "
        "id:bytes! heads:bytes"
    ),
    "held_row": (
        "id:bytes! source:text+ sheet:text+ row_number:number+ reason:text+ cells:bytes+ held_at:number+ "
        "settled_at:number"
    ),
    "identifier": (
        "scheme:text typed:text canonical:text check_passed:yes_no reason:text withdrawn:text person:bytes "
        "id:bytes! heads:bytes"
    ),
    "incarnation": "id:bytes! begun_at:number+ why:text+ signing_key:bytes+ verify_key:bytes+ receiving_key:bytes+",
    "marker": (
        "code:text state:text since:date review_on:date source:text withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "membership_event": (
        "event:text happened_on:date reason:text source:text withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "minutes": (
        "conference:bytes signed_by:bytes signed_at:number binds:bytes digest:bytes signature:bytes "
        "withdrawn:text id:bytes! heads:bytes"
    ),
    "note": (
        "heading:text body:text noted_on:date source:text do_not_share:yes_no withdrawn:text person:bytes "
        "id:bytes! heads:bytes"
    ),
    "offence": (
        "crime_ref:text code:text description:text committed_from:date committed_to:date outcome:text "
        "outcome_on:date withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "officer": "name:text agency:text site:bytes signing_key:bytes left_on:date withdrawn:text id:bytes! heads:bytes",
    "operation": "seq:number! id:bytes+ change:number+ slot:number+ record:bytes+ body:bytes+",
    "pathway": "pathway_set:bytes place:number label:text withdrawn:text id:bytes! heads:bytes",
    "pathway_set": "code:text version:number title:text source:text withdrawn:text id:bytes! heads:bytes",
    "person": (
        "surname:text forenames:text born:date ref:text sex:text site:bytes cohort_label:text "
        "supervision:text supervision_until:date lead_agency:text rag:text rosh:text mappa_category:number "
        "mappa_level:number address:text phone:text narrowing:text last_conference:date priority:number "
        "withdrawn:text id:bytes! heads:bytes"
    ),
    "person_link": "other:bytes reason:text withdrawn:text person:bytes id:bytes! heads:bytes",
    "rating": (
        "scale:text value:text happened_on:date reason:text conference:bytes withdrawn:text person:bytes "
        "id:bytes! heads:bytes"
    ),
    "remembered_mapping": "fingerprint:text! mapping:text+ seen_at:number+",
    "role_grant": "officer:bytes role:text granted_by:bytes granted_at:number withdrawn:text id:bytes! heads:bytes",
    "scale_level": "pathway_set:bytes level:number label:text withdrawn:text id:bytes! heads:bytes",
    "score_evidence": "score_set:bytes pathway:number body:text withdrawn:text person:bytes id:bytes! heads:bytes",
    "score_set": (
        "pathway_set:bytes conference:bytes scored_on:date score_1:number score_2:number score_3:number "
        "score_4:number score_5:number score_6:number score_7:number score_8:number priority:number "
        "corrects:bytes source:text withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "setting": "name:text! value:bytes+",
    "sheet_memory": "source:text! key:text! person:bytes cells:bytes+ seen_at:number+",
    "site": "name:text withdrawn:text id:bytes! heads:bytes",
}
INDEXES = (
    ("ix_action_number", "action", ["number"]),
    ("ix_action_origin", "action", ["origin"]),
    ("ix_action_person", "action", ["person"]),
    ("ix_action_state", "action", ["state"]),
    ("ix_agenda_entry_conference", "agenda_entry", ["conference"]),
    ("ix_agenda_entry_person", "agenda_entry", ["person"]),
    ("ix_assignment_person", "assignment", ["person"]),
    ("ix_audit_subject", "audit", ["subject"]),
    ("ix_change_log_number", "change_log", ["incarnation", "number"]),
    ("ix_change_log_subject", "change_log", ["subject"]),
    ("ix_conference_held_on", "conference", ["held_on"]),
    ("ix_custody_spell_person", "custody_spell", ["person"]),
    ("ix_decision_conference", "decision", ["conference"]),
    ("ix_decision_person", "decision", ["person"]),
    ("ix_held_row_source", "held_row", ["source"]),
    ("ix_identifier_canonical", "identifier", ["canonical"]),
    ("ix_identifier_person", "identifier", ["person"]),
    ("ix_marker_person", "marker", ["person"]),
    ("ix_membership_event_person", "membership_event", ["person"]),
    ("ix_minutes_conference", "minutes", ["conference"]),
    ("ix_note_person", "note", ["person"]),
    ("ix_offence_person", "offence", ["person"]),
    ("ix_operation_change", "operation", ["change"]),
    ("ix_operation_record", "operation", ["record"]),
    ("ix_person_ref", "person", ["ref"]),
    ("ix_person_site", "person", ["site"]),
    ("ix_person_surname", "person", ["surname"]),
    ("ix_person_link_other", "person_link", ["other"]),
    ("ix_person_link_person", "person_link", ["person"]),
    ("ix_rating_person", "rating", ["person"]),
    ("ix_role_grant_officer", "role_grant", ["officer"]),
    ("ix_score_evidence_person", "score_evidence", ["person"]),
    ("ix_score_evidence_score_set", "score_evidence", ["score_set"]),
    ("ix_score_set_conference", "score_set", ["conference"]),
    ("ix_score_set_person", "score_set", ["person"]),
    ("ix_sheet_memory_person", "sheet_memory", ["person"]),
)
UNIQUE = {"change_log": ["id"], "operation": ["id"]}


def upgrade() -> None:
    for name, spelled in TABLES.items():
        unique = [sa.UniqueConstraint(column) for column in UNIQUE.get(name, ())]
        op.create_table(name, *map(_column, spelled.split()), *unique)
    for index, table, columns in INDEXES:
        op.create_index(index, table, columns)


def _column(spelled: str) -> "sa.Column[object]":
    name, kept = spelled.split(":")
    key = kept.endswith("!")
    return sa.Column(name, TYPES[kept.rstrip("!+")](), primary_key=key, nullable=not (key or kept.endswith("+")))
