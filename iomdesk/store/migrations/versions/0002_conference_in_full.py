"""The second schema: the conference in full, contacts, files, copies, the sharing agreement.

New tables and new columns only; nothing of the first schema changes, so rows already there stay as they are. In
``TABLES`` ``!`` marks the primary key and ``+`` a column that is never empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
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
    "action_event": (
        "action:bytes event:text happened_on:date body:text by_name:text due_before:date "
        "due_after:date withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "addendum": (
        "conference:bytes body:text reason:text author:bytes written_at:number withdrawn:text "
        "person:bytes id:bytes! heads:bytes"
    ),
    "agenda_place": (
        "conference:bytes place:number minutes:number put_off:text withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "agreement": (
        "version:number title:text body:text digest:bytes in_force_from:date review_on:date "
        "adopted_by:bytes adopted_at:number signature:bytes source:text withdrawn:text id:bytes! "
        "heads:bytes"
    ),
    "agreement_signature": (
        "agreement:bytes agency:text name:text position:text signed_on:date withdrawn:text id:bytes! heads:bytes"
    ),
    "attendance": (
        "conference:bytes name:text agency:text officer:bytes part:text state:text "
        "accepted_at:number left_at:number note:text withdrawn:text id:bytes! heads:bytes"
    ),
    "conference_note": (
        "conference:bytes about:text body:text author:bytes written_at:number withdrawn:text id:bytes! heads:bytes"
    ),
    "confidentiality_statement": (
        "version:number body:text source:text in_force_from:date withdrawn:text id:bytes! heads:bytes"
    ),
    "contact": (
        "sort:text planned_on:date planned_at:text officer_name:text officer:bytes agency:text "
        "place:text purpose:text outcome:text outcome_reason:text happened_on:date facts:text "
        "opinion:text do_not_share:yes_no withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "contribution": (
        "conference:bytes agency:text author_name:text author:bytes written_on:date facts:text "
        "opinion:text health:text substance_use:text intelligence:text victim:text form_number:text "
        "keyed_by:bytes corrects:bytes do_not_share:yes_no withdrawn:text person:bytes id:bytes! "
        "heads:bytes"
    ),
    "contribution_form": (
        "conference:bytes agency:text number:text issued_at:number returned_on:date withdrawn:text "
        "person:bytes id:bytes! heads:bytes"
    ),
    "disclosable": "conference:bytes body:text author:bytes withdrawn:text person:bytes id:bytes! heads:bytes",
    "dissent": (
        "conference:bytes decision:bytes agency:text by_name:text body:text withdrawn:text "
        "person:bytes id:bytes! heads:bytes"
    ),
    "document_copy": (
        "document:text about:bytes title:text number:number name:text agency:text sha256:bytes "
        "pages:number people:number withheld:number made_at:number made_by:bytes "
        "changes_since:number protected:yes_no agreement:bytes state:text state_on:date "
        "state_by:bytes state_note:text withdrawn:text id:bytes! heads:bytes"
    ),
    "engagement_event": (
        "event:text happened_on:date by_name:text agency:text note:text withdrawn:text person:bytes "
        "id:bytes! heads:bytes"
    ),
    "file_conference": (
        "title:text sort:text dated_on:date media_type:text size:number sha256:bytes source:text "
        "do_not_share:yes_no withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "file_custody": (
        "title:text sort:text dated_on:date media_type:text size:number sha256:bytes source:text "
        "do_not_share:yes_no withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "file_health": (
        "title:text sort:text dated_on:date media_type:text size:number sha256:bytes source:text "
        "do_not_share:yes_no withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "file_identity": (
        "title:text sort:text dated_on:date media_type:text size:number sha256:bytes source:text "
        "do_not_share:yes_no withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "file_intelligence": (
        "title:text sort:text dated_on:date media_type:text size:number sha256:bytes source:text "
        "do_not_share:yes_no withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "file_part": "file:bytes! part:number! content:bytes+",
    "file_risk": (
        "title:text sort:text dated_on:date media_type:text size:number sha256:bytes source:text "
        "do_not_share:yes_no withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "file_supervision": (
        "title:text sort:text dated_on:date media_type:text size:number sha256:bytes source:text "
        "do_not_share:yes_no withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "file_victim": (
        "title:text sort:text dated_on:date media_type:text size:number sha256:bytes source:text "
        "do_not_share:yes_no withdrawn:text person:bytes id:bytes! heads:bytes"
    ),
    "level_anchor": ("pathway_set:bytes place:number level:number body:text withdrawn:text id:bytes! heads:bytes"),
    "series": (
        "site:bytes title:text every_days:number starts_on:date starts_at:text place:text "
        "ends_on:date withdrawn:text id:bytes! heads:bytes"
    ),
}
COLUMNS = {
    "action": "owner:bytes",
    "conference": "series:bytes starts_at:text place:text statement:bytes began_at:number",
    "decision": "review_on:date",
    "pathway": "was_place:number",
    "pathway_set": "previous:bytes in_force_from:date adopted_by:bytes",
    "scale_level": "was_levels:text",
}
INDEXES = {
    "action_event": "action person",
    "addendum": "conference person",
    "agenda_place": "conference person",
    "agreement_signature": "agreement",
    "attendance": "conference",
    "conference_note": "conference",
    "contact": "person planned_on",
    "contribution": "conference person",
    "contribution_form": "conference number person",
    "disclosable": "conference person",
    "dissent": "conference person",
    "document_copy": "about agreement",
    "engagement_event": "person",
    "file_conference": "person",
    "file_custody": "person",
    "file_health": "person",
    "file_identity": "person",
    "file_intelligence": "person",
    "file_risk": "person",
    "file_supervision": "person",
    "file_victim": "person",
    "level_anchor": "pathway_set",
}


def _column(text: str) -> "sa.Column[object]":
    name, kind = text.rstrip("!+").split(":")
    return sa.Column(name, TYPES[kind](), primary_key=text.endswith("!"), nullable=not text.endswith(("!", "+")))


def upgrade() -> None:
    """Make the new tables and their indexes, and add the new columns, empty."""
    for table, columns in TABLES.items():
        op.create_table(table, *(_column(column) for column in columns.split()))
    for table, columns in COLUMNS.items():
        for column in columns.split():
            op.add_column(table, _column(column))
    for table, columns in INDEXES.items():
        for column in columns.split():
            op.create_index(f"ix_{table}_{column}", table, [column])
