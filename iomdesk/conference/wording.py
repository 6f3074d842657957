"""What one recorded thing says in full words, for lists of what was taken back or came after signing. Pure."""

from collections.abc import Callable, Mapping

from iomdesk import catalogue
from iomdesk.actions.rules import number_text
from iomdesk.catalogue import BY_NAME, WITHDRAWN, Category, Kind
from iomdesk.clock import date_text
from iomdesk.conference.entries import Entry
from iomdesk.conference.minuted import Box
from iomdesk.conference.names import Names
from iomdesk.conference.rules import addendum_parts, decision_text
from iomdesk.pathways.rules import PLACES
from iomdesk.words import say

_KINDS = {
    "conference": "the conference",
    "agenda_entry": "agenda entry",
    "agenda_place": "place on the agenda",
    "score_set": "scores",
    "score_evidence": "evidence",
    "decision": "decision",
    "dissent": "dissent",
    "action": "action",
    "rating": "rating",
    "contribution": "contribution",
    "disclosable": "text that may be disclosed",
    "addendum": "addendum",
    "attendance": "attendance",
    "conference_note": "note of the meeting",
    "confidentiality_statement": "confidentiality statement",
}
_BOXES = (
    ("facts", "Facts"),
    ("opinion", "Opinion"),
    ("health", "Health"),
    ("substance_use", "Substance use"),
    ("intelligence", "Intelligence"),
    ("victim", "Victims"),
)
"""The boxes of a contribution, each of the data category of its field; fact stands apart from opinion."""


def kind_words(kind: str) -> str:
    """What a kind of record is called by people."""
    return say(_KINDS[kind]) if kind in _KINDS else kind.replace("_", " ")


def field_words(name: str) -> str:
    """What a changed field is called by people."""
    return say("taken back") if name == WITHDRAWN else name.replace("_", " ")


def category_of(kind: str) -> Category:
    """The data category of what a record of the kind says first."""
    return BY_NAME[kind].fields[0].category


def words_of(entry: Entry, names: Names) -> str:
    """What the record says, in a sentence or two; just its kind where there is nothing more to say."""
    speak = _WORDS.get(entry.kind)
    return speak(entry, names) if speak else kind_words(entry.kind.name)


def boxes_of(entry: Entry) -> tuple[Box, ...]:
    """The boxes of a contribution that are filled in, each with its data category."""
    kind = catalogue.CONTRIBUTION
    return tuple(
        Box(kind.by_name[name].category, say(heading), entry.text(name)) for name, heading in _BOXES if entry.text(name)
    )


def owner_words(name: str, agency: str) -> str:
    """Who owns an action: ``L Grimes, housing``."""
    return ", ".join(part for part in (name, agency) if part) or say("no owner")


def _decision(entry: Entry, _: Names) -> str:
    said = decision_text(entry.text("decided"), entry.text("body"))
    return say("{decision}. Reason: {reason}", decision=said, reason=entry.text("reason") or say("not known"))


def _scores(entry: Entry, names: Names) -> str:
    labels = names.lineage.labelled(entry["pathway_set"]).labels
    scores = (entry[f"score_{place}"] for place in PLACES)
    said = (f"{label} {say('not known') if one is None else one}" for label, one in zip(labels, scores, strict=True))
    return say("Scores: {scores}", scores=", ".join(said))


def _action(entry: Entry, _: Names) -> str:
    due = say("by {day}", day=date_text(entry["due_on"])) if entry["due_on"] else say("no day")
    owner = owner_words(entry.text("owner_name"), entry.text("owner_agency"))
    return say(
        "Action {number}: {body} ({owner}, {due})",
        number=number_text(entry["number"]),
        body=entry.text("body"),
        owner=owner,
        due=due,
    )


def _dissent(entry: Entry, _: Names) -> str:
    who = entry.text("by_name") or say("somebody")
    return say("{who} ({agency}) disagrees: {body}", who=who, agency=entry.text("agency"), body=entry.text("body"))


def _attendance(entry: Entry, _: Names) -> str:
    return say(
        "{name} ({agency}): {state}", name=entry.text("name"), agency=entry.text("agency"), state=entry.text("state")
    )


def _contribution(entry: Entry, _: Names) -> str:
    return say(
        "Contribution of {agency} by {author}, {day}",
        agency=entry.text("agency") or say("an agency"),
        author=entry.text("author_name") or say("an officer"),
        day=date_text(entry["written_on"]) or say("day not known"),
    )


def _addendum(entry: Entry, _: Names) -> str:
    return say("Addendum: {body} (reason: {reason})", body=entry.text("body"), reason=entry.text("reason"))


def _note(entry: Entry, _: Names) -> str:
    return addendum_parts(entry.text("body"))[0] if entry.text("about") == "addendum" else entry.text("body")


def _rating(entry: Entry, _: Names) -> str:
    scale = entry.text("scale").upper()
    return say("{scale} {value}. Reason: {reason}", scale=scale, value=entry.text("value"), reason=entry.text("reason"))


def _agenda_entry(entry: Entry, _: Names) -> str:
    return say("On the agenda: {reason}", reason=entry.text("reason"))


def _put_off(entry: Entry, _: Names) -> str:
    return say("Put off: {why}", why=entry.text("put_off")) if entry.text("put_off") else kind_words("agenda_place")


def _body(entry: Entry, _: Names) -> str:
    return entry.text("body")


_WORDS: Mapping[Kind, Callable[[Entry, Names], str]] = {
    catalogue.DECISION: _decision,
    catalogue.SCORE_SET: _scores,
    catalogue.SCORE_EVIDENCE: _body,
    catalogue.ACTION: _action,
    catalogue.DISSENT: _dissent,
    catalogue.ATTENDANCE: _attendance,
    catalogue.CONTRIBUTION: _contribution,
    catalogue.ADDENDUM: _addendum,
    catalogue.CONFERENCE_NOTE: _note,
    catalogue.RATING: _rating,
    catalogue.AGENDA_ENTRY: _agenda_entry,
    catalogue.AGENDA_PLACE: _put_off,
    catalogue.DISCLOSABLE: _body,
}
