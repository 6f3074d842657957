"""Every kind of record and every field the desk keeps: permanent number, type, data category, merge policy.

Numbers are never reused and never change; see ``shape.py`` for what each part means.
"""

from iomdesk.catalogue.casework import (
    ACTION as ACTION,
)
from iomdesk.catalogue.casework import (
    ACTION_EVENT as ACTION_EVENT,
)
from iomdesk.catalogue.casework import (
    ADDENDUM as ADDENDUM,
)
from iomdesk.catalogue.casework import (
    AGENDA_ENTRY as AGENDA_ENTRY,
)
from iomdesk.catalogue.casework import (
    AGENDA_PLACE as AGENDA_PLACE,
)
from iomdesk.catalogue.casework import (
    ASSIGNMENT as ASSIGNMENT,
)
from iomdesk.catalogue.casework import (
    CONTACT as CONTACT,
)
from iomdesk.catalogue.casework import (
    CONTRIBUTION as CONTRIBUTION,
)
from iomdesk.catalogue.casework import (
    CONTRIBUTION_FORM as CONTRIBUTION_FORM,
)
from iomdesk.catalogue.casework import (
    CUSTODY_SPELL as CUSTODY_SPELL,
)
from iomdesk.catalogue.casework import (
    DECISION as DECISION,
)
from iomdesk.catalogue.casework import (
    DISCLOSABLE as DISCLOSABLE,
)
from iomdesk.catalogue.casework import (
    DISSENT as DISSENT,
)
from iomdesk.catalogue.casework import (
    ENGAGEMENT_EVENT as ENGAGEMENT_EVENT,
)
from iomdesk.catalogue.casework import (
    FILE_CONFERENCE as FILE_CONFERENCE,
)
from iomdesk.catalogue.casework import (
    FILE_CUSTODY as FILE_CUSTODY,
)
from iomdesk.catalogue.casework import (
    FILE_HEALTH as FILE_HEALTH,
)
from iomdesk.catalogue.casework import (
    FILE_IDENTITY as FILE_IDENTITY,
)
from iomdesk.catalogue.casework import (
    FILE_INTELLIGENCE as FILE_INTELLIGENCE,
)
from iomdesk.catalogue.casework import (
    FILE_RISK as FILE_RISK,
)
from iomdesk.catalogue.casework import (
    FILE_SUPERVISION as FILE_SUPERVISION,
)
from iomdesk.catalogue.casework import (
    FILE_VICTIM as FILE_VICTIM,
)
from iomdesk.catalogue.casework import (
    IDENTIFIER as IDENTIFIER,
)
from iomdesk.catalogue.casework import (
    LINK as LINK,
)
from iomdesk.catalogue.casework import (
    MARKER as MARKER,
)
from iomdesk.catalogue.casework import (
    MEMBERSHIP as MEMBERSHIP,
)
from iomdesk.catalogue.casework import (
    NOTE as NOTE,
)
from iomdesk.catalogue.casework import (
    OFFENCE as OFFENCE,
)
from iomdesk.catalogue.casework import (
    PERSON as PERSON,
)
from iomdesk.catalogue.casework import (
    RATING as RATING,
)
from iomdesk.catalogue.casework import (
    SCORE_EVIDENCE as SCORE_EVIDENCE,
)
from iomdesk.catalogue.casework import (
    SCORE_SET as SCORE_SET,
)
from iomdesk.catalogue.governance import (
    AGENDA_INTERVAL as AGENDA_INTERVAL,
)
from iomdesk.catalogue.governance import (
    AGREEMENT as AGREEMENT,
)
from iomdesk.catalogue.governance import (
    AGREEMENT_SIGNATURE as AGREEMENT_SIGNATURE,
)
from iomdesk.catalogue.governance import (
    APPROVAL as APPROVAL,
)
from iomdesk.catalogue.governance import (
    ATTENDANCE as ATTENDANCE,
)
from iomdesk.catalogue.governance import (
    CONFERENCE as CONFERENCE,
)
from iomdesk.catalogue.governance import (
    CONFERENCE_NOTE as CONFERENCE_NOTE,
)
from iomdesk.catalogue.governance import (
    CONFIDENTIALITY_STATEMENT as CONFIDENTIALITY_STATEMENT,
)
from iomdesk.catalogue.governance import (
    DOCUMENT_COPY as DOCUMENT_COPY,
)
from iomdesk.catalogue.governance import (
    LEVEL_ANCHOR as LEVEL_ANCHOR,
)
from iomdesk.catalogue.governance import (
    MINUTES as MINUTES,
)
from iomdesk.catalogue.governance import (
    OFFICER as OFFICER,
)
from iomdesk.catalogue.governance import (
    PATHWAY as PATHWAY,
)
from iomdesk.catalogue.governance import (
    PATHWAY_SET as PATHWAY_SET,
)
from iomdesk.catalogue.governance import (
    ROLE_GRANT as ROLE_GRANT,
)
from iomdesk.catalogue.governance import (
    SCALE_LEVEL as SCALE_LEVEL,
)
from iomdesk.catalogue.governance import (
    SERIES as SERIES,
)
from iomdesk.catalogue.governance import (
    SITE as SITE,
)
from iomdesk.catalogue.shape import WITHDRAWN as WITHDRAWN
from iomdesk.catalogue.shape import Agency as Agency
from iomdesk.catalogue.shape import Category as Category
from iomdesk.catalogue.shape import Field as Field
from iomdesk.catalogue.shape import Kind as Kind
from iomdesk.catalogue.shape import Merge as Merge
from iomdesk.catalogue.shape import Type as Type

KINDS: tuple[Kind, ...] = (
    PERSON,
    IDENTIFIER,
    MEMBERSHIP,
    RATING,
    MARKER,
    ASSIGNMENT,
    CUSTODY_SPELL,
    OFFENCE,
    NOTE,
    LINK,
    SCORE_SET,
    SCORE_EVIDENCE,
    ACTION,
    DECISION,
    AGENDA_ENTRY,
    CONFERENCE,
    MINUTES,
    OFFICER,
    ROLE_GRANT,
    APPROVAL,
    SITE,
    PATHWAY_SET,
    PATHWAY,
    SCALE_LEVEL,
    AGENDA_INTERVAL,
    ACTION_EVENT,
    AGENDA_PLACE,
    CONTACT,
    ENGAGEMENT_EVENT,
    CONTRIBUTION,
    DISSENT,
    ADDENDUM,
    DISCLOSABLE,
    FILE_IDENTITY,
    FILE_SUPERVISION,
    FILE_CUSTODY,
    FILE_RISK,
    FILE_HEALTH,
    FILE_CONFERENCE,
    FILE_INTELLIGENCE,
    FILE_VICTIM,
    CONTRIBUTION_FORM,
    ATTENDANCE,
    SERIES,
    CONFERENCE_NOTE,
    DOCUMENT_COPY,
    CONFIDENTIALITY_STATEMENT,
    AGREEMENT,
    AGREEMENT_SIGNATURE,
    LEVEL_ANCHOR,
)
BY_NUMBER = {kind.number: kind for kind in KINDS}
BY_NAME = {kind.name: kind for kind in KINDS}
FIELDS = {f.number: f for kind in KINDS for f in kind.fields}
VERSION = 2
"""The catalogue's version; a change says which one it was written under."""
