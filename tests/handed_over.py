"""Handover copies for tests: plans made by hand, shaped as an export would shape them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from validation.catalogue import Kind, Visibility, load
from validation.handover.shapes import Copy, CopySheet
from validation.messages import Text
from workbook.reader import open_book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from validation.book import Book
    from validation.catalogue import Field

Variant = Literal["V1", "V2", "V3"]
Language = Literal["zh", "en", "both"]

CATALOGUE = load()
TODAY = dt.date(2026, 11, 22)
KEY = "5f" * 32
_LEAVES = frozenset({Visibility.SHOWN, Visibility.APPROVED, Visibility.GENERALISED})
_SHEETS: Mapping[Variant, tuple[str, ...]] = {
    "V1": ("Customers", "Contacts", "Activities", "Todos", "ShareLines"),
    "V2": ("Customers",),
    "V3": ("Leads",),
}
_EDITABLE = frozenset({"first_contact_date", "validity", "brief_note"})
_LONG = (
    "客户在十月的展会上看过样品，希望先小批量试单，再谈年度框架；对交期和质检报告很在意。"
    " The customer saw the samples at the October fair and would like a small trial order first; "
    "lead time and the inspection report matter most."
)


def share(variant: Variant = "V1", **facts: Any) -> Mapping[str, Any]:
    """Return the facts of a cover."""
    whole = {
        "share_id": "SH-20261122-001",
        "variant": variant,
        "scenario": next(iter(CATALOGUE.vocabularies["scenario"].words)),
        "provider": "R001 李明",
        "receiver": "R002 Anna Müller",
        "receiver_kind": "department" if variant == "V1" else "outside",
        "share_date": TODAY,
        "data_cutoff": dt.date(2026, 11, 21),
        "expected_action": "下月初询问项目进度，并寄送新产品目录 Ask about the project next month",
        "confidential_ack": False,
        "channel": next(iter(CATALOGUE.vocabularies["share_channel"].words)),
        "container": "encrypted_zip",
        "expires": dt.date(2027, 5, 22),
        "receipt_code": "7K4-QM2",
    }
    if variant != "V1":
        whole |= {"receiver_company": "ABC Agency GmbH", "nda_no": "NDA-2026-03"}
    return whole | facts


def sheet(
    key: str, rows: Sequence[Mapping[str, Any]], *, editable: frozenset[str] = frozenset()
) -> CopySheet:
    """Return a data sheet with the columns that `rows` have, in the order of the catalogue."""
    used = {name for row in rows for name in row}
    fields = tuple(f for f in CATALOGUE.sheets[key].fields if f.key in used)
    frame = pd.DataFrame(list(rows), columns=[f.key for f in fields], dtype=object)
    frame = frame.astype(object).where(frame.notna(), None)
    frame.index = pd.RangeIndex(5, 5 + len(rows))
    return CopySheet(key, fields, frame, editable)


def copy(
    variant: Variant = "V1", language: Language = "both", *, rows: int = 30, notes: bool = True
) -> Copy:
    """Return a copy of invented customers, every column of the variant filled."""
    sheets = tuple(_invented(key, variant, rows) for key in _SHEETS[variant])
    ids = [
        (one.sheet, str(record))
        for one in sheets
        if (name := CATALOGUE.sheets[one.sheet].row_key) in one.rows
        for record in one.rows[name]
    ]
    said = (
        Text("需于 1 月 25 日前提供更新版认证证书。", "The new certificate is due by 25 January."),
        Text("有 2 条备注没有带出。", "Two notes were withheld."),
    )
    return Copy(
        share=share(variant),
        sheets=sheets,
        language=language,
        notes=said if notes else (),
        key=KEY,
        digests=dict.fromkeys(ids, "⠁⠂⠃⠄"),
    )


def _invented(key: str, variant: Variant, rows: int) -> CopySheet:
    at = {"V1": "v1", "V2": "v2", "V3": "v3"}[variant]
    fields = tuple(f for f in CATALOGUE.sheets[key].fields if getattr(f, at) in _LEAVES)
    cells = {f.key: [_value(f, n, getattr(f, at)) for n in range(rows)] for f in fields}
    frame = pd.DataFrame(cells, index=pd.RangeIndex(5, 5 + rows), dtype=object)
    editable = _EDITABLE & {f.key for f in fields} if variant == "V3" else frozenset()
    return CopySheet(key, fields, frame, frozenset(editable))


def _value(field: Field, n: int, visibility: Visibility) -> Any:  # noqa: PLR0911 - by kind
    if field.key in _EDITABLE and field.sheet == "Leads":
        return None
    if n % 5 == 3 and field.required != "Y":
        return None
    if visibility is Visibility.GENERALISED and field.kind in (Kind.MONEY, Kind.DECIMAL):
        return "20k-50k"
    words = CATALOGUE.vocabulary(field)
    if words is not None and field.kind is not Kind.BOOL:
        codes = list(words.words)
        return "; ".join(codes[:2]) if field.kind is Kind.LIST else codes[n % len(codes)]
    typed = {
        Kind.BOOL: n % 2 == 0,
        Kind.INT: n * 7,
        Kind.DECIMAL: Decimal("1250.5") * n,
        Kind.MONEY: Decimal("98765.43") + n,
        Kind.DATE: TODAY - dt.timedelta(days=n % 900),
        Kind.DATETIME: dt.datetime(2026, 11, 1, 9, n % 60),  # noqa: DTZ001 - a cell has no zone
    }
    if field.kind in typed:
        return typed[field.kind]
    if field.kind is Kind.ID:
        return f"{field.example or field.key}-{n:04}"
    if field.key in ("key_comm_summary", "need_description", "note") and n % 3 == 0:
        return _LONG
    return field.example or f"{field.en} {n}"


def parts(data: bytes) -> Mapping[str, str]:
    """Return every part of a package as text, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def read_back(data: bytes, folder: Path) -> Book:
    path = folder / "copy.xlsx"
    path.write_bytes(data)
    return open_book(path)
