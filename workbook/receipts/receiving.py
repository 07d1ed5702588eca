"""A handover file at its receiver's: looked at, taken into the own book, and answered."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from validation import catalogue as catalogues
from validation.errors import RefusedError
from validation.handover import receipt as receipts
from validation.handover.receipt import Receipt
from validation.handover.receiving import Parcel
from validation.messages import Text, message
from validation.settings import Settings
from workbook.acting import Acted, Task, act
from workbook.receipts.reading import inspected, is_sealed
from workbook.template.wording import LANGUAGES

if TYPE_CHECKING:
    import datetime as dt

    from workbook.checking import Question
    from workbook.receipts.reading import Inspected

_SHOWN = 12
"""Digits of the file's hash that are read out."""


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """A file that is whole and may be taken."""

    share: str
    key: str
    found: Inspected

    @property
    def digits(self) -> str:
        """The first digits of the SHA-256 of the sealed file, to read out on the phone."""
        return self.found.sha256[:_SHOWN]


def arrived(path: Path, passphrase: str, question: Question) -> Arrived:
    """Return a handover file that is what it was when it left.

    Raises:
        RefusedError: it is not sealed, no copy of ours, not as it left, or past its last day.
        WrongPassphraseError: the passphrase does not open it.
        RelaybookError: it cannot be read.
    """
    if not is_sealed(path):
        raise _refused(message("receive.plain", path=path.name))
    zone = ZoneInfo(Settings.default().company_tz)
    today = question.today or question.now.astimezone(zone).date()
    found = inspected(path, passphrase, today=today, catalogue=question.catalogue)
    facts = found.facts
    if facts is None or not facts.key or not receipts.is_share_number(facts.share_id or ""):
        raise _refused(message("receive.unknown", path=path.name))
    if found.damage:
        said = Text(
            "".join(one.zh for one in found.damage), " ".join(one.en for one in found.damage)
        )
        raise _refused(message("receive.tampered", path=path.name, share=facts.share_id, what=said))
    if found.expires is not None and found.expires < today:
        facts_ = {"path": path.name, "share": facts.share_id, "expires": found.expires}
        raise _refused(message("receive.expired", **facts_))
    return Arrived(share=facts.share_id or "", key=facts.key, found=found)


def imported(given: Arrived, target: Path, question: Question, *, who: str) -> Acted:
    """Bring the rows of a file into the book at `target`, which is made when it is not there.

    Raises:
        RelaybookError: the book cannot be changed or written.
    """
    facts = given.found.facts
    assert facts is not None
    parcel = Parcel(
        share=given.share,
        copy=given.found.book,
        who=who or given.found.receiver,
        key=given.key,
        digests=facts.digests,
    )
    task = Task("validation.handover.receiving:receive", (parcel,), "IMPORT")
    if target.exists():
        return act(target, question, task)
    from workbook.template import Content, write_book  # noqa: PLC0415  # only a new book needs it

    with tempfile.TemporaryDirectory(prefix="relaybook-") as folder:
        blank = Path(folder) / "book.xlsx"
        # A template without a row: nothing that came in stands in this folder.
        write_book(
            blank,
            catalogues.load(question.catalogue),
            profile="manager",
            language=next((one for one in LANGUAGES if one == facts.language), "both"),
            content=Content(),
        )
        acted = act(blank, question, task, target=target)
    return dataclasses.replace(acted, path=str(target))


def receipt(given: Arrived, *, who: str, at: dt.datetime, agreed: bool) -> str:
    """Return the receipt as its file holds it: JSON, schema relaybook.receipt/1.

    Args:
        given: the file.
        who: who says so; "": whom the cover names.
        at: now, with a zone.
        agreed: whether the confidentiality rule was agreed to; False refuses the file.
    """
    said = Receipt(
        share=given.share,
        file_sha256=given.found.sha256,
        answer="received" if agreed else "refused",
        acknowledged=agreed,
        by=(who or given.found.receiver)[:100],
        at=at.replace(microsecond=0),
    )
    signed = receipts.as_json(receipts.signed(said, given.key))
    return json.dumps(signed, ensure_ascii=False, indent=2) + "\n"


def _refused(reason: Text) -> RefusedError:
    return RefusedError(reason=Text(reason.zh.rstrip("。"), reason.en.rstrip(".")))
