"""The demo: import, check and report on the Northwind sample data, step by step."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from validation import catalogue as catalogues
from validation.findings import SEVERITIES
from validation.messages import message
from validation.rules import RULES_BY_CODE
from workbook.checking import CheckedFile, Question, check_file
from workbook.importing import import_sources
from workbook.report import json, text
from workbook.saving import replacing, write_text
from workbook.template import write_book

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.messages import Language, Text
    from workbook.importing import Imported

AS_OF = dt.date(1998, 5, 6)
"""The last day of Northwind's order book; the demo looks at the team on that day."""

_TOP = 3


@dataclasses.dataclass(frozen=True)
class Demo:
    """The files of one demo, all in `folder`."""

    folder: Path
    language: Language

    @property
    def book(self) -> Path:
        """The workbook."""
        return self.folder / "northwind.xlsx"

    def run(self) -> Iterator[Text]:
        """Do one step after another, yielding a line that says what each did."""
        catalogue = catalogues.load()
        source = northwind()
        yield message("demo.start", date=AS_OF.isoformat())
        imported = import_sources([], catalogue, map_path=source / "map.toml", today=AS_OF)
        files = {account.source for account in imported.report.accounts}
        yield message("demo.imported", files=len(files), rows=_rows(imported))
        yield message("demo.accounted", cells=f"{imported.report.cells:,}")
        content = dataclasses.replace(imported.content, as_of=AS_OF)
        with replacing(self.book) as target:
            write_book(target.temporary, catalogue, content=content)
        lines = imported.report.lines(self.language, most=None)
        reports = [write_text(self.folder / "import.txt", "\n".join(lines) + "\n")]
        now = dt.datetime.now(dt.UTC)
        checked = check_file(target.saved.path, Question(now=now, today=AS_OF))
        report = text.render([checked], language=self.language)
        reports.append(write_text(self.folder / "check.txt", report))
        reports.append(write_text(self.folder / "check.json", json.render(AS_OF, [checked])))
        yield from _found(checked)
        yield from (one.beside for one in (target.saved, *reports) if one.beside)
        yield message("demo.book", path=target.saved.path)
        yield message("demo.reports", folder=self.folder)


def northwind() -> Path:
    """Return the folder of the sample data: in the wheel, or in a checkout."""
    here = Path(__file__).resolve()
    packed = here.with_name("northwind")
    return packed if packed.is_dir() else here.parents[1] / "examples" / "northwind"


def _rows(imported: Imported) -> str:
    frames = imported.content.frames
    return ", ".join(f"{name} {len(frame):,}" for name, frame in frames.items() if len(frame))


def _found(checked: CheckedFile) -> Iterator[Text]:
    """Yield what the check found: the totals, and the most frequent problems."""
    tally = Counter(finding.severity for finding in checked.findings)
    facts = {f"{severity}s": f"{tally[severity]:,}" for severity in SEVERITIES}
    yield message("demo.checked", rows=f"{sum(checked.sheets.values()):,}", **facts)
    serious = [f for f in checked.findings if f.severity != "info"]
    for code, count in Counter(finding.code for finding in serious).most_common(_TOP):
        first = next(f for f in serious if f.code == code)
        place = f"{first.sheet}!{first.cell}"
        yield message(
            "demo.most", rule=RULES_BY_CODE[code].code, n=count, place=place, text=first.text
        )
