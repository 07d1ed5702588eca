"""Pairs of company names with the truth about them: written otherwise, or another company.

Every kind of difference that duplicates.md lists, in ten scripts, from a seed.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Pair(NamedTuple):
    """Two names and whether they are one company."""

    left: str
    right: str
    same: bool
    kind: str


class Company(NamedTuple):
    """What a name is built from."""

    words: tuple[str, ...]
    trade: str
    place: str
    script: str


_SYLLABLES = str.split(
    "bar bel bor cal car cor dal del dor fal fen gar gel hal har jor kal kem kir lam len lor mal "
    "mar mel mon nar nel nor pal per pol ral ren rin sal ser sol tal tem tor val ver vin wal wes "
    "zel"
)
_ENDS = str.split("a o ex ix um is on ar an ia ini sson man berg stein ski off ley ton ford")
_HAN = {
    "甬": "yong", "江": "jiang", "恒": "heng", "达": "da", "鸿": "hong", "运": "yun", "宏": "hong",
    "图": "tu", "伟": "wei", "金": "jin", "盛": "sheng", "华": "hua", "瑞": "rui", "昌": "chang",
    "隆": "long", "泰": "tai", "康": "kang", "嘉": "jia", "信": "xin", "诚": "cheng", "利": "li",
    "丰": "feng", "源": "yuan", "博": "bo", "凯": "kai", "旭": "xu", "晨": "chen", "星": "xing",
    "永": "yong", "兴": "xing", "腾": "teng", "飞": "fei", "锦": "jin", "晟": "sheng", "益": "yi",
    "润": "run", "通": "tong", "联": "lian", "海": "hai", "天": "tian",
}  # fmt: skip
_TRADITIONAL = str.maketrans(
    "达鸿运图伟华诚丰凯兴腾飞锦润联电器贸进机", "達鴻運圖偉華誠豐凱興騰飛錦潤聯電器貿進機"
)
_TRADES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "tools": {"zh": ("工具",), "latin": ("Tools", "Tool")},
    "trading": {"zh": ("贸易", "商贸"), "latin": ("Trading", "Trade", "Trdg")},
    "electronics": {"zh": ("电子",), "latin": ("Electronics", "Electronic")},
    "machinery": {"zh": ("机械",), "latin": ("Machinery", "Machines")},
    "chemicals": {"zh": ("化工",), "latin": ("Chemical", "Chemicals", "Chem")},
    "textile": {"zh": ("纺织",), "latin": ("Textile", "Textiles")},
    "technology": {"zh": ("科技",), "latin": ("Technology", "Technologies", "Tech")},
    "foods": {"zh": ("食品",), "latin": ("Foods", "Food")},
    "furniture": {"zh": ("家具",), "latin": ("Furniture",)},
    "lighting": {"zh": ("照明",), "latin": ("Lighting",)},
}  # fmt: skip
_PLACES: Mapping[str, tuple[str, str]] = {
    "Ningbo": ("宁波", "宁波市"), "Hangzhou": ("杭州", "杭州市"), "Shenzhen": ("深圳", "深圳市"),
    "Shanghai": ("上海", "上海市"), "Guangzhou": ("广州", "广州市"), "Qingdao": ("青岛", "青岛市"),
    "Xiamen": ("厦门", "厦门市"), "Suzhou": ("苏州", "苏州市"),
}  # fmt: skip
_COUNTRIES = (
    *str.split("France Germany Brazil Mexico India Vietnam Estonia Ethiopia Spain"),
    "Hong Kong",
)
_FORMS = (
    ("Ltd", "Limited", "Ltd.", "LTD", "Co., Ltd.", "Co Ltd"),
    ("GmbH", "G.m.b.H.", "Gesellschaft mit beschränkter Haftung", "Ges.m.b.H."),
    ("S.A.", "SA", "S A", "Sociedad Anónima"),
    ("LLC", "L.L.C.", "Limited Liability Company"),
    ("Inc.", "Inc", "Incorporated"),
    ("Sp. z o.o.", "Sp z oo", "Spółka z o.o."),
    ("S.r.l.", "SRL", "S.R.L"),
    ("B.V.", "BV"),
    ("A/S", "AS"),
    ("d.o.o.", "DOO"),
    ("S. de R.L. de C.V.", "S de RL de CV"),
    ("(Pty) Ltd", "Pty Ltd", "Pty. Limited"),
)
_CYRILLIC = dict(
    zip(
        str.split("a b v g d e zh z i k l m n o p r s t u f kh ts ch sh"),
        "абвгдежзиклмнопрстуфхцчш",
        strict=True,
    )
)
_GREETED = ("Group", "International", "Holding", "Enterprise")


def pairs(count: int, seed: int) -> list[Pair]:
    """Return `count` pairs, half of them one company; the same seed gives the same pairs."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    found = []
    while len(found) < count:
        makers = _SAME if len(found) % 2 else _OTHER
        kind = chance.choice(sorted(makers))
        left, right = makers[kind](chance)
        if left != right:
            if chance.random() < 0.5:
                left, right = right, left
            found.append(Pair(left, right, len(found) % 2 == 1, kind))
    return found


def _brand(chance: random.Random) -> str:
    return (chance.choice(_SYLLABLES) + chance.choice(_SYLLABLES) + chance.choice(_ENDS)).title()


def _western(chance: random.Random) -> Company:
    words = tuple(_brand(chance) for _ in range(chance.choice((1, 1, 1, 2))))
    return Company(words, chance.choice(sorted(_TRADES)), "", "latin")


def _trade(chance: random.Random, trade: str, script: str = "latin") -> str:
    return chance.choice(_TRADES[trade][script])


def _written(chance: random.Random, company: Company, form: Sequence[str] | None = None) -> str:
    form = form or chance.choice(_FORMS)
    return " ".join((*company.words, _TRADES[company.trade]["latin"][0], chance.choice(form)))


def _other_form(chance: random.Random) -> tuple[str, str]:
    company, form = _western(chance), chance.choice(_FORMS)
    base = " ".join((*company.words, _TRADES[company.trade]["latin"][0]))
    one, other = chance.sample(form, 2)
    return f"{base} {one}", f"{base} {other}"


def _no_form(chance: random.Random) -> tuple[str, str]:
    company = _western(chance)
    full = _written(chance, company)
    bare = " ".join((*company.words, _trade(chance, company.trade)))
    return full, chance.choice((bare, bare.upper(), bare.lower()))


def _no_trade(chance: random.Random) -> tuple[str, str]:
    company = _western(chance)
    return _written(chance, company), " ".join(company.words)


def _slip(chance: random.Random) -> tuple[str, str]:
    company = _western(chance)
    full = _written(chance, company)
    word = company.words[-1]
    at = chance.randrange(1, len(word) - 1)
    slips = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + chance.choice("aeinorst") + word[at + 1 :],
    )
    return full, full.replace(word, chance.choice(slips))


def _order(chance: random.Random) -> tuple[str, str]:
    company = _western(chance)
    words = (_brand(chance), *company.words)
    trade = _trade(chance, company.trade)
    return " ".join((*words, trade, "Ltd")), " ".join((trade, *reversed(words)))


def _and(chance: random.Random) -> tuple[str, str]:
    one, other = _brand(chance), _brand(chance)
    join = chance.sample((" & ", " and ", " und ", " + ", "&"), 2)
    return f"{one}{join[0]}{other} GmbH", f"{one}{join[1]}{other}"


_ACCENTS = (("a", "á"), ("o", "ö"), ("e", "é"), ("u", "ü"), ("n", "ñ"), ("c", "ç"))


def _accents(chance: random.Random) -> tuple[str, str]:
    company = _western(chance)
    full = _written(chance, company)
    word = company.words[0]
    accented = word
    for plain, letter in _ACCENTS:
        accented = accented.replace(plain, letter)
    umlauts = accented.replace("ö", "oe").replace("ü", "ue")
    return full.replace(word, accented), full.replace(word, chance.choice((word, umlauts)))


def _split(chance: random.Random) -> tuple[str, str]:
    one, other = _brand(chance), _brand(chance)
    form = chance.choice(_FORMS)[0]
    return f"{one}-{other} {form}", f"{one}{other.lower()} {form}"


def _chinese(chance: random.Random) -> tuple[str, str, str]:
    stem = "".join(chance.sample(sorted(_HAN), chance.choice((2, 2, 2, 3))))
    return stem, chance.choice(sorted(_TRADES)), chance.choice(sorted(_PLACES))


def _pinyin(chance: random.Random) -> tuple[str, str]:
    stem, trade, place = _chinese(chance)
    spelt = "".join(_HAN[sign] for sign in stem).title()
    if chance.random() < 0.3:
        spelt = " ".join(_HAN[sign].title() for sign in stem)
    han = f"{chance.choice(_PLACES[place])}{stem}{_TRADES[trade]['zh'][0]}有限公司"
    return han, f"{place} {spelt} {_trade(chance, trade)} Co., Ltd."


def _han_forms(chance: random.Random) -> tuple[str, str]:
    stem, trade, place = _chinese(chance)
    one, other = chance.sample(_PLACES[place], 2)
    word = _TRADES[trade]["zh"][0]
    left, right = f"{one}{stem}{word}有限公司", f"{other}{stem}{word}有限责任公司"
    return left, chance.choice((right, left.translate(_TRADITIONAL), f"{one}{stem}{word}"))


def _bracketed_place(chance: random.Random) -> tuple[str, str]:
    stem, trade, place = _chinese(chance)
    word = _TRADES[trade]["zh"][0]
    return (
        f"{_PLACES[place][0]}{stem}{word}有限公司",
        f"{stem}{word}（{_PLACES[place][0]}）有限公司",
    )


def _russian(chance: random.Random) -> tuple[str, str]:
    cyrillic, latin = "", ""
    for _ in range(chance.choice((3, 3, 4))):
        for letters in (str.split("b v g d zh z k l m n p r s t f kh ts ch sh"), list("aeiou")):
            letter = chance.choice(letters)
            cyrillic, latin = cyrillic + _CYRILLIC[letter], latin + letter
    variant = chance.choice((latin, latin.replace("kh", "h"), latin.replace("ts", "tz")))
    form = chance.choice((("ООО", "LLC"), ("ЗАО", "CJSC"), ("АО", "JSC")))
    return f"{form[0]} «{cyrillic.title()}»", f"{variant.title()} {form[1]}"


_KNOWN_ABROAD = (
    ("株式会社トヨタ自動車", "Toyota Motors"), ("ヤマハ株式会社", "Yamaha Corporation"),
    ("スズキ株式会社", "Suzuki Co., Ltd."), ("삼성전자 주식회사", "㈜삼성전자"),
    ("(주)한화", "Hanwha Corp"),
    ("شركة الفطيم للتجارة ذ.م.م", "Al Futtaim Trading LLC"), ("شركة المراعي", "Almarai Company"),
    ("Công ty TNHH Hòa Phát", "Hoa Phat Co Ltd"), ("CÔNG TY CỔ PHẦN VINAMILK", "Vinamilk JSC"),
    ("PT Kalbe Farma Tbk", "Kalbe Farma"), ("Koç Holding A.Ş.", "Koc Holding AS"),
    ("Arçelik Sanayi ve Ticaret A.Ş.", "ARCELIK SAN. VE TIC. AS"),
    ("ПАО «Северсталь»", "Severstal PJSC"),
    ("บริษัท ไทยเบฟ จำกัด", "บจก. ไทยเบฟ"), ("Μυτιληναίος Α.Ε.", "Mytilineos SA"),
)  # fmt: skip


def _abroad(chance: random.Random) -> tuple[str, str]:
    return chance.choice(_KNOWN_ABROAD)


def _other_country(chance: random.Random) -> tuple[str, str]:
    company = _western(chance)
    one, other = chance.sample(_COUNTRIES, 2)
    base = " ".join((*company.words, _TRADES[company.trade]["latin"][0]))
    shapes: tuple[Callable[[str], str], ...] = (
        lambda place: f"{base} ({place}) Ltd",
        lambda place: f"{base} {place} Ltd",
    )
    shape = chance.choice(shapes)
    return shape(one), shape(other)


def _country_only(chance: random.Random) -> tuple[str, str]:
    company = _western(chance)
    base = " ".join((*company.words, _TRADES[company.trade]["latin"][0]))
    return f"{base} ({chance.choice(_COUNTRIES)}) Ltd", f"{base} Ltd"


def _other_trade(chance: random.Random) -> tuple[str, str]:
    company = _western(chance)
    one, other = chance.sample(sorted(_TRADES), 2)
    form = chance.choice(_FORMS)[0]
    return (
        _written(chance, company._replace(trade=one), (form,)),
        _written(chance, company._replace(trade=other), (form,)),
    )


def _other_number(chance: random.Random) -> tuple[str, str]:
    one, other = chance.sample(str.split("II III IV VI VII VIII IX XI"), 2)
    base = f"{_brand(chance)} {chance.choice(('Investment Fund', 'Shipping', 'Capital Partners'))}"
    return f"{base} {one}", chance.choice((f"{base} {other}", f"{base} {other}", base))


def _other_brand(chance: random.Random) -> tuple[str, str]:
    company = _western(chance)
    form = (chance.choice(_FORMS)[0],)
    return _written(chance, company, form), _written(
        chance, company._replace(words=tuple(_brand(chance) for _ in company.words)), form
    )


def _one_word_shared(chance: random.Random) -> tuple[str, str]:
    shared, trade = _brand(chance), _trade(chance, chance.choice(sorted(_TRADES)))
    return f"{_brand(chance)} {shared} {trade} Ltd", f"{_brand(chance)} {shared} {trade} Ltd"


def _other_sign(chance: random.Random) -> tuple[str, str]:
    stem, trade, place = _chinese(chance)
    other = chance.choice([sign for sign in sorted(_HAN) if _HAN[sign] not in map(_HAN.get, stem)])
    changed = stem[:-1] + other
    word = _TRADES[trade]["zh"][0]
    if chance.random() < 0.5:
        return (
            f"{_PLACES[place][0]}{stem}{word}有限公司",
            f"{_PLACES[place][0]}{changed}{word}有限公司",
        )
    one, two = ("".join(_HAN[sign] for sign in name).title() for name in (stem, changed))
    english = _trade(chance, trade)
    return f"{place} {one} {english} Co., Ltd.", f"{place} {two} {english} Co., Ltd."


def _other_city(chance: random.Random) -> tuple[str, str]:
    stem, trade, _ = _chinese(chance)
    one, other = chance.sample(sorted(_PLACES), 2)
    word = _TRADES[trade]["zh"][0]
    return f"{_PLACES[one][0]}{stem}{word}有限公司", f"{_PLACES[other][0]}{stem}{word}有限公司"


def _branch(chance: random.Random) -> tuple[str, str]:
    stem, trade, place = _chinese(chance)
    one, other = chance.sample(sorted(_PLACES), 2)
    head = f"{_PLACES[place][0]}{stem}{_TRADES[trade]['zh'][0]}有限公司"
    left = f"{head}{_PLACES[one][0]}分公司"
    return left, chance.choice((head, f"{head}{_PLACES[other][0]}分公司"))


def _letters(chance: random.Random) -> tuple[str, str]:
    one = "".join(chance.sample("ABCDEFGHKLMNPRT", 3))
    at = chance.randrange(3)
    other = one[:at] + chance.choice([c for c in "ABCDEFGHKLMNPRT" if c not in one]) + one[at + 1 :]
    trade = _trade(chance, chance.choice(sorted(_TRADES)))
    return f"{one} {trade} Ltd", f"{other} {trade} Ltd"


def _dotted(chance: random.Random) -> tuple[str, str]:
    letters = chance.sample("ABCDEFGHKLMNPRT", 3)
    trade = _trade(chance, chance.choice(sorted(_TRADES)))
    return f"{'.'.join(letters)}. {trade} Ltd", f"{''.join(letters)} {trade} Co., Ltd."


_SAME: Mapping[str, Callable[[random.Random], tuple[str, str]]] = {
    "abroad": _abroad, "accents": _accents, "and": _and, "bracketed place": _bracketed_place,
    "dotted": _dotted, "han forms": _han_forms, "no form": _no_form, "no trade": _no_trade,
    "order": _order, "other form": _other_form, "pinyin": _pinyin, "russian": _russian,
    "slip": _slip, "split": _split,
}  # fmt: skip
_OTHER: Mapping[str, Callable[[random.Random], tuple[str, str]]] = {
    "branch": _branch, "country only": _country_only, "letters": _letters,
    "one word shared": _one_word_shared, "other brand": _other_brand, "other city": _other_city,
    "other country": _other_country, "other number": _other_number, "other sign": _other_sign,
    "other trade": _other_trade,
}  # fmt: skip
