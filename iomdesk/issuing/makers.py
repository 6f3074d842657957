"""Which maker makes which document."""

from collections.abc import Mapping

from iomdesk.copies.rules import Document
from iomdesk.issuing.cohort_export import make_cohort_export
from iomdesk.issuing.conference_papers import make_pack
from iomdesk.issuing.making import Maker
from iomdesk.issuing.meeting_papers import (
    make_agenda,
    make_attendance,
    make_contribution_sheets,
    make_minutes,
    make_summary,
)
from iomdesk.issuing.scheme_papers import make_action_list, make_agreement, make_pathways_master, make_wall_board

MAKERS: Mapping[Document, Maker] = {
    Document.PACK: make_pack,
    Document.AGENDA: make_agenda,
    Document.ATTENDANCE: make_attendance,
    Document.CONTRIBUTION: make_contribution_sheets,
    Document.MINUTES: make_minutes,
    Document.SUMMARY: make_summary,
    Document.EXPORT: make_cohort_export,
    Document.ACTIONS: make_action_list,
    Document.BOARD: make_wall_board,
    Document.MASTER: make_pathways_master,
    Document.AGREEMENT: make_agreement,
}
