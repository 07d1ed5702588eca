"""Telephone numbers in international form (E.164), and the shapes in which they come damaged."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from validation.normalise import Reading, characters

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

PROBLEMS = (
    "phone_several",
    "phone_placeholder",
    "phone_chat_id",
    "phone_is_email",
    "phone_labelled",
    "phone_float",
    "phone_scientific",
    "phone_no_prefix",
    "phone_no_country",
    "phone_invalid",
    "phone_not_e164",
)

_LABEL = re.compile(
    r"(?:(?P<other>whats\s?app|wa|we\s?chat|weixin|wx|微信|薇信|viber|telegram|tg|line|zalo|skype|qq"
    r"|signal|fax|传真|傳真)"
    r"|(?:tel|telephone|phone|ph|mobile|mob|cell|cellphone|handy|office|direct|call|電話|电话|手机|手機"
    r"|座机|固话|m|t|p|o))(?:\s?(?:no|number|号|号码|號碼))?\s*[.:：/]*\s*(?=[+(0-9])",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?e\+?\d{1,3}", re.IGNORECASE)
_FLOAT = re.compile(r"\d{6,}[.,]0+")
_EXTENSION = re.compile(
    r"\s*[,;]?\s*(?:ext\.?|extn\.?|extension|x|durchwahl|转|轉|分机|分機|内线|доб\.?|#)\s*[.:]?\s*(\d{1,6})$",
    re.IGNORECASE,
)
_CHAT_ID = re.compile(r"(?:wxid|live|skype)[_:.]\S+|@?[a-z][\w.-]*[a-z_][\w.-]*\d*", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@\d]{2,}")
_CHAT_LABEL = re.compile(
    r"(?:微信|薇信|wechat|weixin|wx|skype|qq|line|telegram)\W*[:：]?", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]+|[*?]{2,}|_{2,}")
_NOTE = re.compile(r"(?<=\d)\s*[(\[]([^()\[\]\d]*[^\W\d_][^()\[\]\d]*)[)\]]$")
_DASHED_EXTENSION = re.compile(r"(.*\d{3,4}\D?\d{4})\s*-\s*(\d{2,5})")
_BREAKS = re.compile(
    r"\s*(?:[;；、|,，\n\r]|\s/\s|/(?=\s*[+(0])|(?<=\d{7})/(?=\d{7})|\s+(?:or|and|oder|或|和|及)\s+)\s*"
)
_FORMATTING = re.compile(r"[\d\s+().\-/\u2010-\u2015\u2212·]+")


def read(value: str, *, country: str | None) -> Reading:
    """Return the number in E.164, with " ext. 12" behind it when it has an extension.

    Args:
        value: the cell's text.
        country: ISO alpha-2 code of the row's country; None: unknown, and a national number is
            then a problem and never guessed.

    >>> read("020 7946 0958", country="GB")[1:]
    ('phone_not_e164', '+442079460958', 'GB')
    """
    plain = characters.bare(value)
    if not plain:
        return Reading(None)
    if len(plain) > characters.LONGEST_VALUE:
        return Reading(None, "phone_placeholder", None, plain[:20])
    several = split(value)
    if len(several) > 1:
        return Reading(None, "phone_several", None, str(len(several)))
    damaged = _damage(plain, country)
    if damaged:
        return damaged
    text, label = _without_label(plain)
    text, extension = _without_extension(text)
    reading = _letters(text) or _number(text, extension, country)
    if label and reading.value:
        return Reading(reading.value, "phone_labelled", None, label)
    return Reading(value) if reading.value == value else reading


def split(value: str) -> tuple[str, ...]:
    """Return the numbers of a cell one by one, as typed; a cell with one number has one part.

    >>> split("+49 30 123456 / +49 151 23456789"), split("030/123456")
    (('+49 30 123456', '+49 151 23456789'), ('030/123456',))
    """
    text = characters.half_width(characters.visible(value)).strip()
    if not text:
        return ()
    parts = [part for part in _BREAKS.split(text) if part]
    numbers = [part for part in parts if sum(map(str.isdigit, part)) >= 5]
    if len(numbers) < 2:
        # Nothing but a blank between them: a second plus sign tells, or two groups of ten digits.
        numbers = re.split(r"(?<=\d)[\s/]*(?=\+)|(?<=\d{10})\s+(?=\d{10})", text)
    return tuple(dict.fromkeys(numbers)) if len(numbers) > 1 else (value.strip(),)


def region(e164: str) -> str | None:
    """Return the ISO code of the country a readable number belongs to; None: none or not known."""
    number = _parsed(e164, None)
    if number is None:
        return None
    import phonenumbers  # noqa: PLC0415 - see _parse

    code = phonenumbers.region_code_for_number(number)
    return str(code) if code and code != "001" else None


def _damage(text: str, country: str | None) -> Reading | None:
    """Return the finding about a number that was once a floating-point number in a sheet."""
    if _SCIENTIFIC.fullmatch(text):
        return Reading(None, "phone_scientific")
    if not _FLOAT.fullmatch(text):
        return None
    # phonenumbers would read the decimal zero as one more digit, and call the result valid.
    whole = re.split("[.,]", text)[0]
    reading = _number(whole, "", country)
    repaired = reading.value if isinstance(reading.value, str) else None
    return Reading(repaired, "phone_float", repaired)


def _letters(text: str) -> Reading | None:
    """Return the finding about text whose letters a dialling pad would turn into digits."""
    if _FORMATTING.fullmatch(text) and any(map(str.isdigit, text)):
        return None
    if _EMAIL.fullmatch(text):
        return Reading(None, "phone_is_email")
    if _CHAT_LABEL.match(text):
        return Reading(None, "phone_chat_id")
    if _CHAT_ID.fullmatch(text) and not re.fullmatch(r"[xX*?\W\d]+", text):
        return Reading(None, "phone_chat_id")
    letters = _LETTERS.search(text)
    return Reading(None, "phone_placeholder", None, letters[0] if letters else text)


def _without_label(text: str) -> tuple[str, str]:
    """Return the number and the word beside it that says more than "telephone"; "": none does."""
    note = _NOTE.search(text)
    if note:
        return text[: note.start()], note[1].strip()
    label = _LABEL.match(text)
    if label is None:
        return text, ""
    return text[label.end() :], label["other"] or ""


def _without_extension(text: str) -> tuple[str, str]:
    """Return the number and its extension; ("…", ""): it has none."""
    found = _EXTENSION.search(text)
    if found and sum(map(str.isdigit, text[: found.start()])) >= 5:
        return text[: found.start()].rstrip(" ,;-("), found[1]
    return text, ""


def _number(text: str, extension: str, country: str | None) -> Reading:
    """Return the reading of digits and the usual signs between them."""
    text = re.sub(r"^tel:", "", text)
    # Whatever the row's country dials first, 00 before a country code means "+".
    text = re.sub(r"^\(?00\)?[\s.-]*(?=[1-9])", "+", text)
    text = re.sub(r"^\(\s*\+\s*(\d{1,3})\s*\)", r"+\1", text)
    if not text.startswith("+") and not country:
        return Reading(None, "phone_no_country")
    number = _parsed(text, country)
    dashed = _DASHED_EXTENSION.fullmatch(text)
    if number is None and dashed and not extension:  # the Chinese form 020-87654321-8001
        text, extension = dashed[1], dashed[2]
        number = _parsed(text, country)
    if number is None:
        return Reading(None, "phone_invalid", None, _place(text) or country or text)
    import phonenumbers  # noqa: PLC0415 - see _parse

    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    stored = f"{e164} ext. {extension}" if extension else e164
    place = phonenumbers.region_code_for_number(number) or ""
    if not text.startswith("+") and _may_lack_digits(text, country):
        return Reading(stored, "phone_no_prefix", None, place)
    return Reading(stored, "phone_not_e164", stored, place)


def _may_lack_digits(text: str, country: str | None) -> bool:
    """Return whether a number could be a local one: the prefix its country dials is missing.

    7675-3425 of Graz is valid as +43 7675 3425, which is a number of another town.
    """
    import phonenumbers  # noqa: PLC0415 - see _parsed

    digits = re.sub(r"\D", "", text)
    leniency = phonenumbers.Leniency.VALID
    return not phonenumbers.PhoneNumberMatcher(
        digits, country, leniency=leniency, max_tries=1
    ).has_next()


def _place(text: str) -> str:
    """Return the country whose code an unusable international number carries; "": none."""
    number = _parse(text, None)
    if number is None:
        return ""
    import phonenumbers  # noqa: PLC0415 - see _parse

    code = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return "" if code in ("ZZ", "001") else str(code)


def _parsed(text: str, country: str | None) -> PhoneNumber | None:
    """Return a number that is in use in its country, or None."""
    # Mexico dropped the 1 after its country code in 2019; old lists still have it.
    text = re.sub(r"^\+\s*52[\s.-]*1[\s.-]*(?=(?:\d[\s().-]*){10}$)", "+52", text)
    # A number with its country code means the same wherever it stands.
    number = _parse(text, None if text.startswith("+") else country)
    if number is None:
        return None
    import phonenumbers  # noqa: PLC0415 - see _parse

    return number if phonenumbers.is_valid_number(number) else None


@lru_cache(maxsize=2)
def _parse(text: str, country: str | None) -> PhoneNumber | None:
    """Return a number that has the form of one, in use or not, or None."""
    # phonenumbers takes 80 ms to import; a book without phones never pays.
    import phonenumbers  # noqa: PLC0415

    try:
        return phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
