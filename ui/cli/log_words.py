"""What the audit log's entries are called when a person reads them: plain words for commands and questions.

The log itself keeps the program's own names, which never change under a chain of hashes.
"""

import re
from collections.abc import Mapping

from iomdesk.words import say

_WORDS: Mapping[str, str] = {
    "AddAction": "set an action",
    "AskForPerson": "ask for a person at a conference",
    "AssignOfficer": "say who works with a person",
    "ChangePerson": "change a person",
    "ChangeRating": "change a rating",
    "Decide": "decide at a conference",
    "LinkPersons": "link two records as one person",
    "OfficerLeft": "remove an officer",
    "RaiseAction": "set an action at a conference",
    "RecordMembership": "record a step of the lifecycle",
    "RegisterExport": "export the cohort",
    "RegisterPrint": "print papers",
    "ReviseAction": "give an action another day",
    "Schedule": "schedule a conference",
    "ScoreAtConference": "score at a conference",
    "SignConference": "sign minutes",
    "UnlinkPersons": "undo the link of two records",
    "actions_of": "a person's actions",
    "actions_open": "open actions",
    "agenda": "agenda of a conference",
    "cohort_import_plan": "try out a cohort import",
    "cohort_list": "cohort list",
    "compare_cohort": "compare a sheet with the cohort",
    "custody_import_plan": "try out a custody import",
    "custody_of": "a person's custody",
    "duplicates_of": "a person's duplicates",
    "gather_cohort": "gather the cohort for an export",
    "matrix": "Pathways Matrix",
    "membership_of": "a person's membership",
    "offences_import_plan": "try out an import of offences",
    "offences_of": "a person's offences",
    "papers": "papers of a conference",
    "person_file": "everything about a person",
    "ratings_of": "a person's ratings",
    "recorded": "minutes of a conference",
    "score_history": "a person's scores",
}
_ASKED = re.compile(r"(ask for|approve|turn down) (\w+)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def log_words(action: str) -> str:
    """An entry's action in words. A name without words of its own is taken apart: ``ImportCohort``, import cohort."""
    if asked := _ASKED.fullmatch(action):
        return f"{say(asked[1])}: {log_words(asked[2])}"
    if action in _WORDS:
        return say(_WORDS[action])
    return action if " " in action else _HUMP.sub(" ", action).replace("_", " ").lower()
