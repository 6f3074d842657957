"""The end of printed minutes: the signature, and what came after it."""

from iomdesk.packs.minutes_records import AddedPart, LaterPart, MinutesPaper
from iomdesk.packs.paper.facts import fact, facts
from iomdesk.packs.paper.flow import Flow
from iomdesk.packs.paper.look import BODY, QUIET, STRONG
from iomdesk.packs.paper.table import Column, Table, Text, text_cell
from iomdesk.words import say


def signature(flow: Flow, minutes: MinutesPaper) -> None:
    """Who signed, when, and whether the signature holds; that nobody has yet."""
    flow.section(say("Signature"), bookmark=True)
    signed = minutes.signed
    if signed is None:
        flow.paragraph(say("Draft, not signed: the chair has not signed these minutes, and they may still change."))
        return
    holds = say(
        "The signature holds: it was made with the signer's own key, over every entry of the conference as it then was."
    )
    broken = say("The signature does not hold. Do not rely on these minutes; ask the chair.")
    shown = [
        fact(say("Signed by"), signed.by or None),
        fact(say("Signed at"), signed.at or None),
        fact(say("Signature"), holds if signed.holds else broken),
    ]
    facts(flow, shown)


def _added(flow: Flow, entries: tuple[AddedPart, ...]) -> None:
    table = Table(flow, [Column(say("About"), 0.26, heads=True), Column(say("What was added, and why"), 0.74)])
    for each in entries:
        about = Text(((each.about, STRONG), (", ".join(part for part in (each.author, each.at) if part), QUIET)))
        why = ((say("Reason: {reason}", reason=each.reason), QUIET),) if each.reason else ()
        table.row(about, Text(((each.text, BODY), *why)))


def _arrived(flow: Flow, entries: tuple[LaterPart, ...]) -> None:
    table = Table(flow, [Column(say("About"), 0.26, heads=True), Column(say("What"), 0.56), Column(say("Chair"), 0.18)])
    for each in entries:
        boxes = tuple((f"{heading}: {body}", BODY) for heading, body in each.boxes)
        seen = text_cell(say("has seen it") if each.seen else say("has not seen it"), BODY if each.seen else STRONG)
        table.row(text_cell(each.about, STRONG), Text(((each.what, BODY), *boxes)), seen)


def after_signing(flow: Flow, minutes: MinutesPaper) -> None:
    """Addenda, what was changed and what arrived since; nothing where there is nothing."""
    if minutes.addenda:
        flow.section(say("Addenda"), bookmark=True)
        _added(flow, minutes.addenda)
    if minutes.changed:
        flow.section(say("Changed since signing"))
        flow.paragraph(say("What is printed above is what was signed."), QUIET)
        _arrived(flow, minutes.changed)
    if minutes.later:
        flow.section(say("Arrived since signing"))
        _arrived(flow, minutes.later)
