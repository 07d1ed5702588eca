"""The list every benchmark is run on: 45 columns, 25 checks, good cells and bad ones.

The columns stand under the key `Customers` in a catalogue of their own, so that Relaybook checks
them by the same tables as a team's own columns; the peers are given the same checks by name.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from validation import catalogue as catalogues

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from validation.catalogue import Catalogue

TODAY = dt.date(2026, 11, 22)
_BAD = 0.0214
"""The share of bad cells per check: with 25 checks, 0.535 a row, 1.2 % of the cells."""
_FIRST = ("Rhein", "Delta", "Nord", "Alpha", "Sakura", "Baltic", "Andes", "Cedar", "Orion", "Lotus")
_SECOND = ("Tools", "Trading", "Metal", "Textil", "Pumps", "Lighting", "Foods", "Parts", "Glass")
_FORMS = ("GmbH", "Ltd", "S.A.", "Inc.", "B.V.", "Oy")
_PLACES = ("宁波", "深圳", "上海", "广州", "青岛", "厦门")
_TRADES = ("工具", "纺织", "灯具", "水泵", "五金", "玻璃")
_NOTES = (
    "asks for a new catalogue every spring",
    "客户关注交期与认证",
    "prefers to be called in the morning",
    "每季度下单一次，规格固定",
    "met at the fair; wants samples first",
)


class Check(NamedTuple):
    """One rule of a column, as a peer would spell it."""

    kind: str
    """required, unique, pattern, length, words, least, most, date, number, email, not_before."""
    argument: Any = None


class Column(NamedTuple):
    """One column: what Relaybook's catalogue says of it, how to fill it, how to spoil it."""

    key: str
    zh: str
    en: str
    type: str
    good: Callable[[random.Random, int], Any]
    checks: tuple[Check, ...] = ()
    bad: tuple[Callable[[random.Random, int], Any], ...] = ()
    """One spoiler for each check."""
    rules: str = ""
    vocabulary: str = ""


def english_name(r: random.Random, n: int) -> str:
    """Return the name of a company, a new one for each row."""
    return f"{r.choice(_FIRST)} {r.choice(_SECOND)} {n} {r.choice(_FORMS)}"


def chinese_name(r: random.Random, n: int) -> str:
    """Return the Chinese name of a company, a new one for each row."""
    return f"{r.choice(_PLACES)}{r.choice(_TRADES)}{n}有限公司"


def _blank(_: random.Random, __: int) -> None:
    return None


def _day(first: int, last: int) -> Callable[[random.Random, int], dt.date]:
    return lambda r, _: TODAY + dt.timedelta(days=r.randint(first, last))


def _whole(low: int, high: int) -> Callable[[random.Random, int], int]:
    return lambda r, _: r.randint(low, high)


def _decimal(low: float, high: float) -> Callable[[random.Random, int], float]:
    return lambda r, _: round(r.uniform(low, high), 2)


def note(r: random.Random, n: int) -> str:
    """Return a sentence about a customer; there are some 50,000."""
    return f"{r.choice(_NOTES)} #{n % 9973}"


def _said(text: str) -> Callable[[random.Random, int], str]:
    return lambda _, __: text


def _digits(count: int) -> Callable[[random.Random, int], str]:
    def number(r: random.Random, _: int) -> str:
        # Neither 44444 nor 12345: Relaybook rightly calls them placeholders, the peers cannot.
        digits = r.sample("0123456789", count)
        if digits in (sorted(digits), sorted(digits, reverse=True)):
            digits[0], digits[1] = digits[1], digits[0]
        return "".join(digits)

    return number


def _phone(r: random.Random, _: int) -> str:
    return f"+49302{r.randint(1000000, 9999999)}"


def columns(catalogue: Catalogue) -> tuple[Column, ...]:
    """Return the 45 columns; the words of their lists are those of `catalogue`."""
    return (*_identity(catalogue), *_values(), *_texts())


def _listed(key: str, zh: str, en: str, words: str, catalogue: Catalogue) -> Column:
    labels = catalogue.vocabularies[words].labels("both")
    checks = (Check("words", labels),)
    return Column(
        key, zh, en, "enum", lambda r, _: r.choice(labels), checks, (_said("zzz"),), "", words
    )


def _identity(catalogue: Catalogue) -> tuple[Column, ...]:
    pattern = r"CUS-\d{4}-\d{3,}"
    return (
        Column(
            "customer_id", "客户ID", "Customer ID", "id", lambda _, n: f"CUS-2026-{n:06}",
            (Check("required"), Check("unique"), Check("pattern", pattern)),
            (_blank, _said("CUS-2026-000001"), lambda _, n: f"C{n}"),
            f"pattern={pattern}; unique",
        ),
        Column(
            "company_name_en", "英文名称", "Company name (EN)", "text", english_name,
            (Check("required"), Check("length", (2, 60))),
            (_blank, lambda _, n: f"{n} " + "very long name " * 6 + "Ltd"), "length=2-60",
        ),
        Column("company_name_zh", "中文名称", "Company name (ZH)", "text", chinese_name),
        _listed("country_region", "国家", "Country", "country", catalogue),
        Column(
            "public_email", "邮箱", "Mailbox", "email", lambda _, n: f"info@firm{n}.de",
            (Check("required"), Check("email")), (_blank, lambda _, n: f"info(at)firm{n}.de"),
        ),
        Column(
            "second_email", "备用邮箱", "Second mailbox", "email", lambda _, n: f"sales@firm{n}.de",
            (Check("email"),), (lambda _, n: f"sales@firm{n}",),
        ),
        Column("phone", "电话", "Phone", "phone", _phone),
        Column("second_phone", "备用电话", "Second phone", "phone", _phone),
        Column("website", "网站", "Website", "url", lambda _, n: f"https://www.firm{n}.de/"),
        _listed("industry", "行业", "Industry", "industry", catalogue),
        _listed("language", "语言", "Language", "language", catalogue),
        _listed("currency", "币种", "Currency", "currency", catalogue),
        _listed("stage", "阶段", "Stage", "stage", catalogue),
    )  # fmt: skip


def _values() -> tuple[Column, ...]:
    whole, share = ("number_1", "number_2", "number_3"), ("share_1", "share_2")
    return (
        Column(
            "first_date", "首次日期", "First date", "date", _day(-900, -400),
            (Check("date"),), (_said("soon"),),
        ),
        Column(
            "last_date", "最近日期", "Last date", "date", _day(-300, -1),
            (Check("not_before", "first_date"),), (_day(-2000, -1000),), "not_before=first_date",
        ),
        *(
            Column(f"date_{n}", f"日期{n}", f"Date {n}", "date", _day(-600, -1), (Check("date"),),
                   (_said("n.n."),))
            for n in (1, 2)
        ),
        *(Column(f"date_{n}", f"日期{n}", f"Date {n}", "date", _day(-600, -1)) for n in (3, 4)),
        *(
            Column(key, f"数量{key[-1]}", f"Number {key[-1]}", "int", _whole(0, 5000),
                   (Check("least", 0),), (_whole(-900, -1),), "min=0")
            for key in whole
        ),
        *(
            Column(key, f"比例{key[-1]}", f"Share {key[-1]}", "decimal", _decimal(0, 1),
                   (Check("most", 1),), (_decimal(2, 9),), "min=0; max=1")
            for key in share
        ),
        Column("amount_1", "金额1", "Amount 1", "decimal", _decimal(100, 9e6),
               (Check("number"),), (_said("much"),)),
        *(
            Column(f"amount_{n}", f"金额{n}", f"Amount {n}", "decimal", _decimal(1, 9e6))
            for n in range(2, 8)
        ),
    )  # fmt: skip


def _texts() -> tuple[Column, ...]:
    hs, post = r"\d{6}", r"\d{5}"
    return (
        Column("hs_code", "编码", "HS code", "text", _digits(6),
               (Check("pattern", hs),), (lambda _, n: f"H{n}",), f"pattern={hs}"),
        Column("postcode", "邮编", "Postcode", "text", _digits(5),
               (Check("pattern", post),), (lambda _, n: f"{n % 1000:04}",), f"pattern={post}"),
        *(Column(f"note_{n}", f"备注{n}", f"Note {n}", "text", note) for n in range(1, 11)),
        *(Column(f"flag_{n}", f"是否{n}", f"Flag {n}", "bool", lambda r, _: r.random() < 0.5)
          for n in (1, 2)),
    )  # fmt: skip


def checks(of: tuple[Column, ...]) -> list[tuple[str, Check]]:
    """Return (column, check) of every check."""
    return [(column.key, check) for column in of for check in column.checks]


def rows(of: tuple[Column, ...], count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield `count` rows; each check is broken in about 2 % of them, one check per cell."""
    return (made.values for made in _made(of, count, seed))


def planted(of: tuple[Column, ...], count: int, seed: int) -> set[tuple[int, str]]:
    """Return (number of the row from 1, column) of every cell that breaks a check in `rows`."""
    earlier = {c.key: o.argument for c in of for o in c.checks if o.kind == "not_before"}
    return {
        (number, key)
        for number, made in enumerate(_made(of, count, seed), 1)
        for key in made.broken
        if earlier.get(key) not in made.broken  # nothing is before a date that is none
    }


class _Made(NamedTuple):
    values: dict[str, Any]
    broken: frozenset[str]


def _made(of: tuple[Column, ...], count: int, seed: int) -> Iterator[_Made]:
    r = random.Random(seed)  # noqa: S311  # a list, not a secret
    for n in range(1, count + 1):
        row = {column.key: column.good(r, n) for column in of}
        broken = set()
        for column in of:
            spoilers = [spoil for spoil in column.bad if r.random() < _BAD]
            if spoilers and n > 1:  # the first row's id is the one that is repeated
                row[column.key] = spoilers[0](r, n)
                broken.add(column.key)
        yield _Made(row, frozenset(broken))


def write_catalogue(of: tuple[Column, ...], path: Path) -> None:
    """Write a catalogue that `--catalogue` takes: the other sheets stay as they are shipped."""
    shipped = Path(catalogues.__file__).with_name("catalogue.csv")
    with shipped.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        others = [row for row in reader if row["sheet"] != "Customers"]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames or (), restval="")
        writer.writeheader()
        writer.writerows([*map(_entry, of), *others])


def _entry(column: Column) -> Mapping[str, str]:
    required = any(check.kind == "required" for check in column.checks)
    return {
        "sheet": "Customers", "key": column.key, "zh": column.zh, "en": column.en,
        "type": column.type, "vocabulary": column.vocabulary, "rules": column.rules,
        "required": "Y" if required else "N", "class": "internal", "v1": "S", "v2": "H",
        "v3": "H", "module": "value", "width": "16", "lock": "open", "common": "Y",
    }  # fmt: skip
