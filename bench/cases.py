"""The cases: who does the same job side by side, on which list, and what the targets are."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Variant(NamedTuple):
    """One way to do a job: a function of `ours` or `peers`, or a row of STARTS."""

    call: str
    argument: str = ""
    times: int = 1
    """How many times the rows asked for; a longer list has failures of its own."""
    slow: bool = False
    """Whether it runs once only, and above 10,000 rows only with --slow."""

    @property
    def name(self) -> str:
        """Return what the tables call it."""
        more = f" x{self.times}" if self.times > 1 else ""
        return f"{self.call} {self.argument}".strip() + more


class Target(NamedTuple):
    """The most that a measure of `variant` may be: divided by that of `by`, when there is one."""

    variant: str
    most: float
    by: str = ""
    measure: Literal["seconds", "peak", "together"] = "seconds"


class Case(NamedTuple):
    """Variants that do the same job; the first is the measure the others are divided by."""

    name: str
    what: str
    variants: tuple[Variant, ...]
    targets: tuple[Target, ...] = ()
    source: Literal["book", "plain", "full", "folder"] = "book"
    """The list: ours, anybody's, ours with every shipped column, or a folder of ours."""
    wall: bool = False
    """Whether time on the clock counts, not processor time: work spread over processes."""


STARTS = {
    "empty": ("-c", "pass"),
    "help": ("-m", "macros", "--help"),
    "pandas": ("-c", "import pandas"),
}
"""Programs whose start alone is measured."""

_ANNOTATED = "ours:annotate_cli"
_READ = "peers:calamine_read"

CASES = (
    Case(
        "read",
        "a workbook to rows in memory",
        (
            Variant(_READ),
            Variant("ours:read"),
            Variant("peers:pandas_calamine_read"),
            Variant("peers:pandas_openpyxl_read", slow=True),
        ),
    ),
    Case(
        "rules",
        "25 checks over rows in memory",
        (
            Variant("ours:rules"),
            Variant("peers:pandera_rules"),
            Variant("peers:pydantic_rules"),
            Variant("peers:great_expectations_rules", slow=True),
            Variant("peers:frictionless_rules", slow=True),
        ),
    ),
    Case(
        "annotate",
        "findings into a copy of the workbook",
        (Variant("ours:annotate"), Variant("peers:openpyxl_annotate", slow=True)),
    ),
    Case(
        "whole",
        "read + rules + findings + marked copy, from the command line",
        (
            Variant(_READ),
            Variant("ours:check_cli"),
            Variant(_ANNOTATED),
            Variant("peers:pandera_whole", slow=True),
        ),
        (
            Target(_ANNOTATED, 1.5, _READ),
            Target(_ANNOTATED, 1 / 20, "peers:pandera_whole"),
            Target(_ANNOTATED, 600, measure="peak"),
            Target(_ANNOTATED, 600, measure="together"),
        ),
    ),
    Case(
        "linear",
        "the same for a list twice as long",
        (Variant(_ANNOTATED), Variant(_ANNOTATED, times=2)),
        (Target(f"{_ANNOTATED} x2", 2.2, _ANNOTATED),),
    ),
    Case(
        "full rules",
        "the same with every rule over every column Relaybook ships",
        (Variant(_READ), Variant("ours:annotate_shipped")),
        (Target("ours:annotate_shipped", 4, _READ),),
        source="full",
    ),
    Case(
        "plain",
        "the same for a list from elsewhere, which gets colours and a sheet of findings",
        (Variant(_READ), Variant("ours:annotate_shipped")),
        source="plain",
    ),
    Case(
        "folder",
        "a folder of workbooks with one worker and with four",
        (Variant("ours:folder", "1"), Variant("ours:folder", "4")),
        (Target("ours:folder 4", 1 / 3, "ours:folder 1"),),
        source="folder",
        wall=True,
    ),
    Case(
        "start-up",
        "relaybook --help beside an empty Python and an import of pandas",
        (Variant("empty"), Variant("help"), Variant("pandas")),
        (Target("help", 0.15),),
    ),
)
