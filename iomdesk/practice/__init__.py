"""A believable synthetic partnership of any size, and the files its team would hand over.

For the demonstration desk, tests and benchmarks. Deterministic from the number of people, the seed and the day.
Nobody in it exists: any resemblance of a name, number, officer or place to a real one is chance.
"""

from iomdesk.practice.csv_files import custody_csv, offences_csv
from iomdesk.practice.generate import generate
from iomdesk.practice.partnership import (
    CustodySpell,
    Offence,
    Partnership,
    Person,
    PracticeOfficer,
    ScoreSet,
    Site,
)
from iomdesk.practice.workbook import cohort_workbook

__all__ = [
    "CustodySpell",
    "Offence",
    "Partnership",
    "Person",
    "PracticeOfficer",
    "ScoreSet",
    "Site",
    "cohort_workbook",
    "custody_csv",
    "generate",
    "offences_csv",
]
