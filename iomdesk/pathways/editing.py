"""The pathways as a file a scheme manager edits: read in plain words, checked whole, written back. Pure.

The file that ships has the same form. It is TOML: ``[[scale]]`` with ``level``, ``label`` and ``was`` (which levels of
the scale before read as this one), and eight ``[[pathway]]`` with ``label``, ``was`` (which pathway of the version
before it is; left out for a new one) and ``[pathway.levels]``, what each level looks like.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from iomdesk.errors import Refused
from iomdesk.pathways.rules import PATHWAYS, PLACES
from iomdesk.pathways.versions import LabelledSet
from iomdesk.words import say

LONGEST_LABEL, LONGEST_TEXT = 60, 200
LARGEST_FILE = 256 * 1024
_LEVELS = range(10)
"""A level is one digit, because eight of them are typed in a row."""


@dataclass(frozen=True, slots=True, repr=False)
class Proposed:
    """A version of the pathways as somebody proposes it. ``anchors`` are by pathway, 1 to 8, and level."""

    title: str
    labels: tuple[str, ...]
    scale: tuple[tuple[int, str], ...]
    anchors: Mapping[tuple[int, int], str]
    was_places: tuple[int | None, ...]
    was_levels: Mapping[int, tuple[int, ...]]


def read_proposed(content: bytes) -> Proposed:
    """The version a file proposes. Raises ``Refused`` where it is no such file; for the rest see ``problems``."""
    if len(content) > LARGEST_FILE:
        raise Refused(say("That file is too large to be a set of pathways."))
    try:
        return _proposed(tomllib.loads(content.decode("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(say("That file is not in the form of an exported set of pathways."), _form()) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Refused(say("Something in that file is not where it is expected."), _form()) from error


def _form() -> str:
    return say("Write one with: iomdesk pathways export FILE, change the words and keep the form.")


def _proposed(file: Mapping[str, Any]) -> Proposed:
    scale, pathways = file["scale"], file["pathway"]
    return Proposed(
        _text(file.get("title", "")),
        tuple(_text(each["label"]) for each in pathways),
        tuple((_number(step["level"]), _text(step["label"])) for step in scale),
        {
            (place, int(level)): _text(text)
            for place, each in enumerate(pathways, start=1)
            for level, text in each.get("levels", {}).items()
        },
        tuple(None if (was := each.get("was")) is None else _number(was) for each in pathways),
        {_number(step["level"]): tuple(map(_number, step.get("was", ()))) for step in scale},
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return " ".join(value.split())


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def file_text(proposed: Proposed) -> str:
    """The version as a file to edit. Reading it back gives the same version."""
    lines = [
        say("# The pathways, their scale and what each level looks like. A higher level is more need."),
        say("# Change the words, then: iomdesk pathways adopt FILE --from DAY --reason TEXT --dry-run"),
        say(
            "# was: which levels or which pathway of the version in force now each one is. Leave it out for a new one."
        ),
        f"title = {_quoted(proposed.title)}",
    ]
    for level, label in proposed.scale:
        was = ", ".join(map(str, proposed.was_levels.get(level, ())))
        lines += ["", "[[scale]]", f"level = {level}", f"label = {_quoted(label)}", f"was = [{was}]"]
    for place, (label, was_place) in enumerate(zip(proposed.labels, proposed.was_places, strict=True), start=1):
        lines += ["", "[[pathway]]", f"label = {_quoted(label)}"]
        lines += [f"was = {was_place}"] if was_place is not None else []
        lines += ["", "[pathway.levels]"]
        texts = sorted((level, text) for (at, level), text in proposed.anchors.items() if at == place)
        lines += [f"{level} = {_quoted(text)}" for level, text in texts]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string: what JSON escapes is what TOML must have escaped, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def unchanged(labelled: LabelledSet, anchors: Mapping[tuple[int, int], str]) -> Proposed:
    """A version as the next one would begin: everything as it is, each pathway and level its own successor."""
    return Proposed(
        labelled.title,
        labelled.labels,
        labelled.scale,
        dict(anchors),
        tuple(PLACES),
        {level: (level,) for level, _ in labelled.scale},
    )


def problems(proposed: Proposed, before: LabelledSet) -> tuple[str, ...]:
    """Everything that stands in the way of this version following ``before``, in plain words; empty for nothing."""
    if len(proposed.labels) != PATHWAYS:
        return (say("There are eight pathways, not {count}.", count=len(proposed.labels)),)
    return (
        *_label_problems(proposed),
        *_scale_problems(proposed),
        *_anchor_problems(proposed),
        *_was_problems(proposed, before),
    )


def _label_problems(proposed: Proposed) -> Iterator[str]:
    seen: dict[str, int] = {}
    if not proposed.title:
        yield say("The version has no title.")
    for place, label in enumerate(proposed.labels, start=1):
        if not label:
            yield say("Pathway {place} has no label.", place=place)
        elif len(label) > LONGEST_LABEL:
            yield say("The label of pathway {place} is longer than {most} letters.", place=place, most=LONGEST_LABEL)
        elif (other := seen.setdefault(label.casefold(), place)) != place:
            yield say("Pathways {one} and {other} have the same label.", one=other, other=place)


def _scale_problems(proposed: Proposed) -> Iterator[str]:
    levels = [level for level, _ in proposed.scale]
    words = [label.casefold() for _, label in proposed.scale]
    if len(levels) < 2:
        yield say("A scale has two levels or more.")
    elif levels != list(range(levels[0], levels[0] + len(levels))):
        yield say("The levels of the scale go up one by one, each once.")
    if any(level not in _LEVELS for level in levels):
        yield say("A level is one digit, 0 to 9.")
    if not all(words) or len(set(words)) < len(words):
        yield say("Each level has words of its own.")
    elif any(len(word) > LONGEST_LABEL for word in words):
        yield say("The words of a level are longer than {most} letters.", most=LONGEST_LABEL)


def _anchor_problems(proposed: Proposed) -> Iterator[str]:
    levels = {level for level, _ in proposed.scale}
    for place, label in enumerate(proposed.labels, start=1):
        texts = {level: text for (at, level), text in proposed.anchors.items() if at == place}
        missing = [str(level) for level in sorted(levels) if not texts.get(level)]
        if missing:
            yield say("“{label}” does not say what level {levels} looks like.", label=label, levels=", ".join(missing))
        if strange := sorted(texts.keys() - levels):
            yield say("“{label}” has a text for level {level}, which the scale has not.", label=label, level=strange[0])
        if long := sorted(level for level, text in texts.items() if len(text) > LONGEST_TEXT):
            yield say(
                "“{label}”, level {level}: longer than {most} letters.", label=label, level=long[0], most=LONGEST_TEXT
            )


def _was_problems(proposed: Proposed, before: LabelledSet) -> Iterator[str]:
    places = [was for was in proposed.was_places if was is not None]
    if any(was not in PLACES for was in places):
        yield say("A pathway was one of 1 to 8 in the version before, or none of them.")
    elif len(set(places)) < len(places):
        yield say("Two pathways cannot both be the same pathway of the version before: one of them is new.")
    olds = [old for level, _ in proposed.scale for old in sorted(proposed.was_levels.get(level, ()))]
    if unknown := sorted(set(olds) - before.levels):
        yield say("The scale before has no level {level}.", level=unknown[0])
    elif len(set(olds)) < len(olds):
        yield say("A level of the scale before reads as one level of this one, not as two.")
    elif olds != sorted(olds):
        yield say("A higher level is more need: levels of the scale before cannot change their order.")


def is_the_same(proposed: Proposed, before: LabelledSet, anchors: Mapping[tuple[int, int], str]) -> bool:
    """Whether the version says nothing new."""
    return proposed == unchanged(before, anchors)
