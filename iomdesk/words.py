"""The one translation call every string a person reads goes through (Welsh is a legal duty in Wales).

English is the source text. A catalogue is a mapping from the English sentence to the other language's; a
sentence without a translation stands in English rather than vanish.
"""

from collections.abc import Mapping

_catalogue: dict[str, str] = {}


def use_catalogue(translations: Mapping[str, str]) -> None:
    """Make ``translations`` (English sentence to translated sentence) the language of this process."""
    _catalogue.clear()
    _catalogue.update(translations)


def say(sentence: str, **values: object) -> str:
    """``sentence`` in the reader's language with ``{name}`` places filled from ``values``."""
    found = _catalogue.get(sentence, sentence)
    return found.format(**values) if values else found


def counted(count: int, one: str, many: str, **values: object) -> str:
    """``one`` where ``count`` is 1, else ``many``; both are sentences for ``say``, with ``count`` among the values."""
    return say(one if count == 1 else many, count=count, **values)
