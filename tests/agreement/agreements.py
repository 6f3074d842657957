"""Agreements for tests: the shipped template as the tables its text holds, changed at will and written out again."""

import copy
import json
import tomllib
from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from iomdesk.agreement.parsing import parse_agreement
from iomdesk.agreement.rules import EntryFacts, PersonFacts
from iomdesk.agreement.terms import Agreement
from iomdesk.catalogue import Agency
from resources import packaged

BEGINS = date(2026, 11, 2)
AGENCIES = (
    "police", "probation", "prison", "youth justice", "local authority", "housing", "health",
    "substance-misuse service", "voluntary sector",
)  # fmt: skip
CATEGORIES = (
    "identity", "contact", "demographics", "supervision", "custody", "offending", "risk", "health", "substance-use",
    "pathways", "plan", "conference", "actions", "intelligence", "victim", "family", "staffing", "governance",
)  # fmt: skip
CONDITIONS = ("own people", "in custody", "at step-down", "statutory only", "engaged")
Document = dict[str, Any]


@cache
def template_text() -> str:
    return packaged("agreement/template.toml").decode()


def template() -> Document:
    """The template's tables, a fresh copy."""
    return copy.deepcopy(tomllib.loads(template_text()))


def terms(text: str | None = None, begins: date = BEGINS) -> Agreement:
    return parse_agreement(template_text() if text is None else text, begins)


def written(document: Document) -> str:
    """The document as TOML; inline tables throughout, which is what the text may use as well."""
    return "\n".join(f"{json.dumps(name)} = {_value(value)}" for name, value in document.items()) + "\n"


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(name)} = {_value(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def version(number: int, begins: date, **head: object) -> str:
    """The template as version ``number``, in force from ``begins``."""
    document = template()
    document["agreement"] |= {"version": number, "in_force_from": begins, **head}
    return written(document)


@st.composite
def cell(draw: st.DrawFn, category: str) -> object:
    access = draw(st.sampled_from(["none", "read", "read", "write", "write"]))
    conditions: list[str] = []
    if access != "none" and category not in ("staffing", "governance"):
        conditions = draw(st.lists(st.sampled_from(CONDITIONS), unique=True, max_size=3))
    give = f"{access} if {', '.join(conditions)}" if conditions else access
    clause = draw(st.sampled_from([None, "5.3", "6.1"]))
    return give if clause is None else {"give": give, "clause": clause, "reason": "so that it differs"}


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Agreements that differ from the template in many cells and in their dates."""
    document = template()
    document["agreement"] |= {
        "in_force_from": BEGINS,
        "review_months": draw(st.integers(1, 24)),
        "warn_days": draw(st.integers(0, 60)),
        "grace_days": draw(st.integers(0, 90)),
    }
    for category, agency in draw(
        st.lists(st.tuples(st.sampled_from(CATEGORIES), st.sampled_from(AGENCIES)), max_size=40)
    ):
        document["cells"][category][agency] = draw(cell(category))
    return document


people = st.builds(
    PersonFacts,
    involved=st.frozensets(st.sampled_from(Agency)),
    in_custody_or_release_due=st.booleans(),
    stepped_down=st.booleans(),
    statutory=st.sampled_from([None, True, False]),
    engaged=st.sampled_from([None, True, False]),
    narrowing=st.sampled_from([None, "none", "none", "restricted", "excluded", "a mark of a later program"]),
)
entries = st.builds(EntryFacts, do_not_share=st.booleans(), own=st.booleans())
days = st.integers(-3, 900).map(lambda after: date.fromordinal(BEGINS.toordinal() + after))
