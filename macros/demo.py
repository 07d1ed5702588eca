"""The demo: import, check, fix and hand over the Northwind sample data, step by step."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from macros.demo_share import Handover
from validation import catalogue as catalogues
from validation.findings import SEVERITIES
from validation.messages import message
from validation.rules import RULES_BY_CODE
from workbook import dashboard as dashboards
from workbook.checking import CheckedFile, Question, check_file
from workbook.dashboard import dashboard
from workbook.fixing import fix_file
from workbook.importing import import_sources
from workbook.report.forms import FORMS, Report, write
from workbook.saving import replacing, write_text
from workbook.template import write_book

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    import pandas as pd

    from validation.messages import Language, Text
    from workbook.exporting import Secret
    from workbook.importing import Imported
    from workbook.saving import Saved
    from workbook.template import Content

AS_OF = dt.date(1998, 5, 6)
"""The last day of Northwind's order book; the demo looks at the team on that day."""

_YEAR = 365
"""Days of Northwind's last twelve months, none of which is in a leap year."""
_TOP = 1
_OTHERS = ("text", "json")


@dataclasses.dataclass(frozen=True)
class Demo:
    """The files of one demo, all in `folder`."""

    folder: Path
    language: Language
    secret: Secret
    """Passphrase and key of the handover copy."""

    @property
    def book(self) -> Path:
        """The workbook."""
        return self.folder / "northwind.xlsx"

    def run(self) -> Iterator[Text]:
        """Do one step after another, yielding lines that say what each did."""
        yield message("demo.start", date=AS_OF.isoformat())
        book, content = yield from self._import()
        yield from self._check(book.path)
        yield from self._fix(book.path)
        handover = Handover(self.folder, self.secret, northwind() / "handover.csv")
        yield from handover.run(content, self._question())
        yield from self._dashboard(book.path)
        yield message("demo.reports", folder=self.folder)

    def _import(self) -> Generator[Text, None, tuple[Saved, Content]]:
        catalogue = catalogues.load()
        imported = import_sources([], catalogue, map_path=northwind() / "map.toml", today=AS_OF)
        files = {account.source for account in imported.report.accounts}
        yield message("demo.imported", files=len(files), rows=_rows(imported))
        yield message("demo.accounted", cells=f"{imported.report.cells:,}")
        frames = _with_year(imported.content.frames)
        content = dataclasses.replace(imported.content, as_of=AS_OF, frames=frames)
        with replacing(self.book) as target:
            write_book(target.temporary, catalogue, content=content)
        lines = imported.report.lines(self.language, most=None)
        report = write_text(self.folder / "import.txt", "\n".join(lines) + "\n")
        yield from _beside(target.saved, report)
        return target.saved, content

    def _check(self, book: Path) -> Iterator[Text]:
        checked = check_file(book, self._question(), self.folder / "northwind-marked.xlsx")
        yield from _found(checked)
        report = Report([checked], AS_OF, self.language)
        page = write("html", report, self.folder / "check.html")
        others = [write(form, report, self.folder / f"check{FORMS[form]}") for form in _OTHERS]
        yield message("demo.marked", copy=checked.copy, page=page.path)
        yield from _beside(page, *others)
        yield from checked.notes

    def _fix(self, book: Path) -> Iterator[Text]:
        fixed = fix_file(book, self._question(), target=self.folder / "northwind-fixed.xlsx")
        yield message("demo.fixed", cells=f"{len(fixed.changes):,}", copy=fixed.copy)
        if fixed.changes:
            change = fixed.changes[0]
            place = f"{change.sheet}!{change.cell}"
            yield message("demo.change", place=place, before=change.before, after=change.after)
        yield from fixed.notes

    def _dashboard(self, book: Path) -> Iterator[Text]:
        report = dashboard(book, self._question())
        page = dashboards.write(
            "html", report, dashboards.Wish(self.language), path=self.folder / "dashboard.html"
        )
        answer = report.figures.figure("countries").answer
        yield message("demo.book", path=book, page=page.path, answer=answer)
        yield from _beside(page)

    def _question(self) -> Question:
        now = dt.datetime.now(dt.UTC)
        return Question(now=now, today=AS_OF, language=self.language)


def northwind() -> Path:
    """Return the folder of the sample data: in the wheel, or in a checkout."""
    here = Path(__file__).resolve()
    packed = here.with_name("northwind")
    return packed if packed.is_dir() else here.parents[1] / "examples" / "northwind"


def _with_year(frames: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
    """Return the rows with each customer's orders of twelve months, which grading writes else."""
    customers, orders = frames["Customers"], frames["Orders"]
    ages = orders["order_date"].map(lambda day: (AS_OF - day).days)
    year = orders[ages < _YEAR].groupby("customer_id")["amount_base"].sum()
    amounts = customers["customer_id"].map(year).astype(float).round(2).astype(object)
    known = amounts.where(amounts.notna(), None)
    return {**frames, "Customers": customers.assign(last_12m_amount=known)}


def _beside(*files: Saved) -> Iterator[Text]:
    """Yield why a file is not where it was to go, for those that are not."""
    yield from (file.beside for file in files if file.beside)


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
