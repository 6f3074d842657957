"""How agencies, categories and conditions are called in a sentence. Pure words."""

from collections.abc import Mapping

from iomdesk.agreement.terms import Access, Cell, Condition
from iomdesk.catalogue import Agency, Category
from iomdesk.words import say

_AGENCIES: Mapping[Agency, str] = {
    Agency.POLICE: "The police service",
    Agency.PROBATION: "The probation service",
    Agency.PRISON: "The prison",
    Agency.YOUTH_JUSTICE: "The youth justice service",
    Agency.LOCAL_AUTHORITY: "The local authority",
    Agency.HOUSING: "Housing",
    Agency.HEALTH: "Health",
    Agency.SUBSTANCE_MISUSE: "The substance-misuse service",
    Agency.VOLUNTARY: "The voluntary organisation",
}
_CATEGORIES: Mapping[Category, str] = {
    Category.IDENTITY: "identity details",
    Category.CONTACT: "contact details",
    Category.DEMOGRAPHICS: "demographic details",
    Category.SUPERVISION: "supervision details",
    Category.CUSTODY: "custody details",
    Category.OFFENDING: "offending history",
    Category.RISK: "risk information",
    Category.HEALTH: "health information",
    Category.SUBSTANCE_USE: "substance-use information",
    Category.PATHWAYS: "pathway scores",
    Category.PLAN: "plans",
    Category.CONFERENCE: "conference records",
    Category.ACTIONS: "actions",
    Category.INTELLIGENCE: "intelligence",
    Category.VICTIM: "victim information",
    Category.FAMILY: "family information",
    Category.STAFFING: "staffing records",
    Category.GOVERNANCE: "governance records",
}
_WHOSE: Mapping[Condition, str] = {
    Condition.IN_CUSTODY: "who are in custody or due for release within 28 days",
    Condition.STEP_DOWN: "who have stepped down",
    Condition.STATUTORY: "who are under statutory supervision",
    Condition.ENGAGED: "who have agreed to engage and not withdrawn",
}
_UNMET: Mapping[Condition, str] = {
    Condition.OWN_PEOPLE: "it is not recorded as working with this person",
    Condition.IN_CUSTODY: "this person is not recorded as in custody or due for release within 28 days",
    Condition.STEP_DOWN: "this person is not recorded as stepped down",
    Condition.STATUTORY: "this person is not recorded as under statutory supervision",
    Condition.ENGAGED: "no standing agreement of this person to engage is recorded",
}
_CONDITIONS: Mapping[Condition, str] = {
    Condition.OWN_PEOPLE: (
        "The agency works with the person: it leads, its officer is assigned, or it asked for them at a conference."
    ),
    Condition.IN_CUSTODY: "The person is in custody, or due for release within 28 days.",
    Condition.STEP_DOWN: "The person has stepped down from the scheme's full attention.",
    Condition.STATUTORY: "The person is under statutory supervision.",
    Condition.ENGAGED: "The person has agreed to engage with the scheme, and has not withdrawn.",
}
_VERBS: Mapping[Access, str] = {Access.NONE: "not read", Access.READ: "read", Access.WRITE: "read and write"}


def agency_words(agency: Agency) -> str:
    """The agency at the beginning of a sentence: ``The probation service``."""
    return say(_AGENCIES[agency])


def category_words(category: Category) -> str:
    """The category within a sentence: ``contact details``."""
    return say(_CATEGORIES[category])


def condition_words(condition: Condition) -> str:
    """What a condition asks for, as a sentence."""
    return say(_CONDITIONS[condition])


def unmet_words(condition: Condition) -> str:
    """That a condition does not hold, within a sentence."""
    return say(_UNMET[condition])


def access_words(access: Access) -> str:
    """What a cell gives, within a sentence: ``read and write``."""
    return say(_VERBS[access])


def whose_words(cell: Cell) -> str:
    """Whose, where the cell has conditions: ``of people it works with who have stepped down``; else empty."""
    if not cell.conditions:
        return ""
    others = say(" and ").join(say(_WHOSE[each]) for each in cell.conditions if each in _WHOSE)
    people = say("of people it works with") if Condition.OWN_PEOPLE in cell.conditions else say("of people")
    return f"{people} {others}".rstrip()
