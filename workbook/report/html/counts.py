"""How many findings there are of what, where and with whom; always over all of them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from validation.findings import SEVERITIES
from validation.messages import Text, message, plain
from validation.rules import RULES_BY_CODE

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from validation.findings import Finding, Severity
    from workbook.checking import CheckedFile

_BLANK = dict.fromkeys(("field", "value", "detail", "expected", "sheet"), "…")
_EXTRA = re.compile(r"[\w}]\{detail\}")
_MOST_FIELDS = 3
_Key = TypeVar("_Key", bound="Hashable")


class Tally(NamedTuple):
    """Findings by severity."""

    error: int = 0
    warning: int = 0
    info: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self)


class Count(NamedTuple):
    """One bar: what is counted, and how many. `number` is what the filters know it by."""

    number: int
    key: str
    name: Text
    tally: Tally


class _Kind(NamedTuple):
    """What the findings counted together have in common."""

    place: int
    code: str
    sheet: str
    owner: str
    field: str
    severity: Severity


class Counts(NamedTuple):
    """Everything counted, the gravest and most frequent first.

    A sheet with key "" is a whole file, an owner with key "" nobody.
    """

    tally: Tally
    rules: Sequence[Count]
    sheets: Sequence[Count]
    owners: Sequence[Count]
    files: Mapping[int, Tally]
    """Place of the file in the report → its findings."""
    places: Mapping[tuple[int, str], Tally]
    """Place of the file, and tab → their findings."""


def counted(files: Mapping[int, CheckedFile]) -> Counts:
    """Return the counts over `files`, place in the report → file."""
    seen: Counter[_Kind] = Counter()
    for place, file in files.items():
        seen.update(
            _Kind(place, f.code, f.sheet, owner(file, f), f.field, f.severity)
            for f in file.findings
        )
    fields = _fields(seen, files)
    return Counts(
        tally=_tallies(seen, lambda _: "").get("", Tally()),
        rules=_ranked(_tallies(seen, lambda k: k.code), lambda code: title(code, fields[code])),
        sheets=_ranked(_tallies(seen, lambda k: k.sheet), sheet_name),
        owners=_ranked(_tallies(seen, lambda k: k.owner), _owner_name),
        files=_tallies(seen, lambda k: k.place),
        places=_tallies(seen, lambda k: (k.place, k.sheet)),
    )


def owner(file: CheckedFile, finding: Finding) -> str:
    """Return the rep who works the row of a finding; empty: nobody."""
    return file.owners.get((finding.sheet, finding.row), "") if finding.row is not None else ""


def title(code: str, fields: Sequence[Text] = ()) -> Text:
    """Return the rule's sentence about `fields`, with nothing else in particular filled in."""
    rule = RULES_BY_CODE[code]
    named = fields[:_MOST_FIELDS]
    more = ("…",) if len(fields) > len(named) or not named else ()
    field = Text(
        "、".join([*(f.zh for f in named), *more]), ", ".join([*(f.en for f in named), *more])
    )
    # Hung on to a word, a detail is an extra that a sentence about many has not got.
    extra = {"detail": ""} if _EXTRA.search(rule.text.en) else {}
    return rule.text.fill(**{**_BLANK, "field": field, **extra})


def sheet_name(tab: str) -> Text:
    """Return how a tab is called; an empty one stands for the whole file."""
    return plain(tab) if tab else message("html.whole_file")


def _owner_name(rep: str) -> Text:
    return plain(rep) if rep else message("html.nobody")


def _fields(
    seen: Mapping[_Kind, int], files: Mapping[int, CheckedFile]
) -> Mapping[str, Sequence[Text]]:
    """Return rule → the columns that break it, the most frequent first."""
    found: dict[str, Counter[Text]] = {}
    for kind, n in seen.items():
        of_rule = found.setdefault(kind.code, Counter())
        if kind.field:
            names = files[kind.place].names
            of_rule[names.get((kind.sheet, kind.field), plain(kind.field))] += n
    return {code: [name for name, _ in of_rule.most_common()] for code, of_rule in found.items()}


def _tallies(seen: Mapping[_Kind, int], key: Callable[[_Kind], _Key]) -> dict[_Key, Tally]:
    found: dict[_Key, list[int]] = {}
    for kind, n in seen.items():
        found.setdefault(key(kind), [0, 0, 0])[SEVERITIES.index(kind.severity)] += n
    return {group: Tally(*numbers) for group, numbers in found.items()}


def _ranked(found: Mapping[str, Tally], name: Callable[[str], Text]) -> list[Count]:
    order = sorted(found, key=lambda key: ([-n for n in found[key]], key))
    return [Count(number, key, name(key), found[key]) for number, key in enumerate(order)]
