"""Made-up notes with their secrets marked, in three styles and in zh, en and mixed.

templates: one fixed sentence with one value in it. clauses: freely joined clauses, several values
and innocent numbers among them. odd: the clauses with their values spelt as people hide or mistype
them: full-width, spaced, zero-width signs, traditional characters, look-alike letters.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Style = Literal["templates", "clauses", "odd"]


class Labelled(NamedTuple):
    """A note, the places of its secrets with their kinds, and how it was made."""

    text: str
    secrets: tuple[tuple[str, int, int], ...]
    style: Style


_TEMPLATES: Mapping[str, Sequence[str]] = {
    "price": (
        "曾就A500讨价还价至{}", "客户目标价{}", "最后以{}成交", "他说{}太贵了",
        "报价{}，等回复",
        "能不能做到{}?", "The target price is {}", "They want {}, we offered more",
        "{} is too high",
        "closed at {} after two rounds", "Customer 压到 {} 才下单", "quoted {} FOB last week",
    ),
    "phone": (
        "电话 {}", "手机{}，下午打", "call {} after six", "{} 是他的号码",
        "Tel: {}", "打 {} 找采购",
    ),
    "email": ("邮箱 {}", "资料发 {} 即可", "write to {} please", "mail: {}", "Kontakt {}"),
    "account": ("加微信{}", "微信号：{}", "wechat id {}", "vx {}", "V信 {} 联系", "薇信:{}"),
    "person": ("{}负责采购", "是{}定的", "met {} at the fair", "{} asked for samples", "等{}回复"),
    "bank": ("款打到{}", "账号 {}", "account no. {}", "bank account: {}", "汇到 {}"),
    "discount": ("客户要求{}", "最后{}", "they asked for {}", "{} 才肯签"),
}  # fmt: skip
_CLEAN = (
    "型号GT-A100和XX-15.5都要", "HS编码9405.42", "MOQ 500 pcs", "交期35天", "上午9:00-12:00联系",
    "30% T/T定金，余款见提单副本", "需要CE和ISO 9001证书", "每柜1200箱", "尺寸600x600x10mm",
    "2026年3月5日到访", "1x40HQ每季度", "图纸第12页", "色温4000K，功率15W", "质保5年",
    "needs 3000 pcs by 15 March", "FOB Ningbo or CIF Hamburg", "weight 2.5 kg", "page 3 of 12",
    "working hours 8:30-17:30", "lead time 30 days", "two samples sent", "the fair is in hall 5.1",
    "客户偏好邮件沟通", "关注质量和外观", "希望寄样品测试", "IP65 and 220V", "firmware v2.1",
    "不良率低于0.5%", "defect rate below 2 %", "合作从2019年开始", "team of 12 people",
    "样品已签收",
    "年用量约5万个", "包装改为10个一盒", "prefers WeChat to e-mail", "价格敏感但重视售后",
)  # fmt: skip
_JOINTS = ("，", "; ", "。", ", ", "，另外", " / ", "\n", "，但是", ". ")
_SIGNS = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a"
_LOOKALIKE = str.maketrans("aceopx", "асеорх")
_TRADITIONAL = str.maketrans("张伟东陈刘国华", "張偉東陳劉國華")


def notes(count: int, style: Style, people: Sequence[str], *, seed: int) -> list[Labelled]:
    """Return made-up notes, half of them clean.

    Args:
        count: how many.
        style: how they are made.
        people: names that stand in the record.
        seed: the same one makes the same notes.
    """
    chance = random.Random(f"{style} {seed}")  # noqa: S311 - no secret, a sample
    makers: Mapping[str, Callable[[], str]] = {
        "price": lambda: _price(chance),
        "phone": lambda: _phone(chance),
        "email": lambda: _mail(chance),
        "account": lambda: chance.choice("abcdxyz") + f"iu{chance.randrange(100, 9999)}_w",
        "person": lambda: chance.choice(people),
        "bank": lambda: _bank(chance),
        "discount": lambda: chance.choice(_DISCOUNTS),
    }
    made = []
    for at in range(count):
        kinds = [] if at % 2 else _kinds(chance, style)
        parts = [_marked(chance, kind, makers, is_odd=style == "odd") for kind in kinds]
        if style != "templates" or not parts:
            parts += [(clean, "", "") for clean in chance.sample(_CLEAN, chance.randrange(1, 4))]
        chance.shuffle(parts)
        made.append(_joined(chance, parts, style))
    return made


_DISCOUNTS = (
    "打九折",
    "10%折扣",
    "再让3个点",
    "a discount of 5%",
    "8% off",
    "85折",
    "让利百分之五",
)


def _kinds(chance: random.Random, style: Style) -> list[str]:
    most = 1 if style == "templates" else 3
    return chance.sample(sorted(_TEMPLATES), chance.randrange(1, most + 1))


def _marked(
    chance: random.Random, kind: str, makers: Mapping[str, Callable[[], str]], *, is_odd: bool
) -> tuple[str, str, str]:
    value = makers[kind]()
    return chance.choice(_TEMPLATES[kind]), _odd(chance, kind, value) if is_odd else value, kind


def _joined(chance: random.Random, parts: Sequence[tuple[str, str, str]], style: Style) -> Labelled:
    text = ""
    secrets = []
    for template, value, kind in parts:
        text += chance.choice(_JOINTS) if text else ""
        if kind:
            start = len(text) + template.index("{}")
            secrets.append((kind, start, start + len(value)))
        text += template.replace("{}", value)
    return Labelled(text, tuple(secrets), style)


def _price(chance: random.Random) -> str:
    cents = chance.randrange(105, 99_999)
    value = f"{cents / 100:.2f}"
    han = "一二三四五六七八九"
    return chance.choice(
        (
            f"USD {value}", f"${value}", f"{value} EUR", f"€{value.replace('.', ',')}",
            f"{value}/pc", f"{cents // 100 + 2}美金", f"{cents // 10 / 10}刀", f"RMB{cents}",
            f"{chance.choice(han[1:])}块{chance.choice(han)}", f"十{chance.choice(han)}块五",
            f"{chance.choice(han[1:])}万{chance.choice(han)}", f"{cents // 100 + 3}k USD",
            f"{cents // 100 + 2}-{cents // 100 + 4}元", f"{value}元一个", f"{cents // 7 + 9}元/吨",
        )
    )  # fmt: skip


def _phone(chance: random.Random) -> str:
    rest = "".join(chance.choices("0123456789", k=8))
    return chance.choice(
        (
            f"13{chance.randrange(1, 9)}{rest}", f"+86 138 {rest[:4]} {rest[4:]}",
            f"+49 30 {rest[:7]}", f"0049-170-{rest[:7]}", f"021-6{rest[:7]}", f"(0571) 8{rest[:7]}",
            f"+1 (415) 555-{rest[:4]}", f"0755-8{rest[:7]} 转 {rest[:3]}",
            f"+44 20 7{rest[:3]} {rest[4:]}",
            "一三" + "".join("零一二三四五六七八九"[int(digit)] for digit in f"8{rest}"),
        )
    )  # fmt: skip


def _mail(chance: random.Random) -> str:
    name = chance.choice(("anna.k", "wzhang88", "buyer_02", "t.lindqvist"))
    host = chance.choice(("nordlicht.se", "163.com", "acme-trade.co.uk", "gmail.com"))
    return f"{name}{chance.choice(('@', '@', '＠', '(at)', ' [at] '))}{host}"


def _bank(chance: random.Random) -> str:
    digits = "".join(chance.choices("0123456789", k=18))
    return chance.choice(
        (
            f"6222{digits[:15]}", f"DE{digits}44",
            f"GB29 NWBK {digits[:4]} {digits[4:8]} {digits[8:14]}",
            f"62{digits[:2]} {digits[2:6]} {digits[6:10]} {digits[10:14]} 123",
        )
    )  # fmt: skip


def _odd(chance: random.Random, kind: str, value: str) -> str:
    ways: list[Callable[[str], str]] = [_wide, lambda text: _hidden(chance, text)]
    if kind == "person":
        ways += [_spaced, lambda text: text.translate(_TRADITIONAL), lambda text: text.upper()]
        ways.append(lambda text: text.translate(_LOOKALIKE))
    if kind in ("phone", "account"):
        ways.append(_spaced)
    return chance.choice(ways)(value)


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _hidden(chance: random.Random, text: str) -> str:
    at = chance.randrange(1, len(text))
    return text[:at] + chance.choice(_SIGNS) + text[at:]


def _spaced(text: str) -> str:
    return " ".join(text.replace(" ", ""))
